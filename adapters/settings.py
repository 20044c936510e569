"""The settings, from the environment and `.env`; a wrong one is refused with how to mend it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

REDIS_SCHEMES = ("redis://", "rediss://", "unix://", "redis+cluster://")
TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook.secret_token
VK_SECRET_MOST = 50  # vk-api-schema, groups.addCallbackServer.secret_key


class Settings(BaseSettings):
    """What an operator can set. Every name has the prefix `SMENA_`; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_prefix="SMENA_", env_file=".env", extra="ignore", env_ignore_empty=True)

    redis_url: str = ""  # empty = the embedded server
    data: Path = Path(".smena")
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook: str = ""
    telegram_secret: SecretStr | None = None
    vk_token: SecretStr | None = None
    vk_group: int = 0
    vk_api: str = "https://api.vk.com"
    vk_callback: str = ""
    vk_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8080"
    games: Annotated[tuple[str, ...], NoDecode] = ()
    secret: SecretStr | None = None
    durability: Literal["local", "replicated"] = "local"
    admins: Annotated[tuple[str, ...], NoDecode] = ()
    log: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    retention_days: int = Field(default=7, ge=1, le=365)

    @field_validator("games", "admins", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: str) -> str:
        if url and not url.startswith(REDIS_SCHEMES):
            raise ValueError(
                f"SMENA_REDIS_URL begins with one of {', '.join(REDIS_SCHEMES)}; leave it empty for the embedded Redis"
            )
        return url

    @field_validator("telegram_api", "vk_api", "telegram_webhook", "vk_callback")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError(f"give an address that begins with https:// (or http://127.0.0.1:PORT), not «{url}»")
        return url.rstrip("/")

    @field_validator("listen")
    @classmethod
    def _listens(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or not 0 <= int(port) <= 65535:
            raise ValueError(f"SMENA_LISTEN is HOST:PORT, for example 127.0.0.1:8080, not «{listen}»")
        return listen

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.telegram_webhook and self.telegram_secret is None:
            raise ValueError("SMENA_TELEGRAM_WEBHOOK needs SMENA_TELEGRAM_SECRET: without it anybody could send updates")
        if self.telegram_secret and not TELEGRAM_SECRET.fullmatch(self.telegram_secret.get_secret_value()):
            raise ValueError("SMENA_TELEGRAM_SECRET is 1 to 256 of A-Z a-z 0-9 _ -")
        if self.vk_token and self.vk_group <= 0:
            raise ValueError("SMENA_VK_TOKEN needs SMENA_VK_GROUP: the number of the community the token belongs to")
        if self.vk_callback and self.vk_secret is None:
            raise ValueError("SMENA_VK_CALLBACK needs SMENA_VK_SECRET: without it anybody could send events")
        if self.vk_secret and not 1 <= len(self.vk_secret.get_secret_value()) <= VK_SECRET_MOST:
            raise ValueError(f"SMENA_VK_SECRET is 1 to {VK_SECRET_MOST} characters")
        return self

    @property
    def host(self) -> str:
        """The address to listen on."""
        return self.listen.rpartition(":")[0]

    @property
    def port(self) -> int:
        """The port to listen on; 0 = any free one."""
        return int(self.listen.rpartition(":")[2])
