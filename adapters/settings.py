"""The settings, from the environment and `.env`; a wrong one is refused with how to mend it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

REDIS_SCHEMES = ("redis://", "rediss://", "unix://", "redis+cluster://")
TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook.secret_token
VK_SECRET_MOST = 50  # vk-api-schema, groups.addCallbackServer.secret_key
SECRET_LEAST = 16  # characters: shorter ones can be guessed
PACKAGE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ADMIN = re.compile(r"(tg|vk):[1-9][0-9]*")


class Settings(BaseSettings):
    """What an operator can set. Every name has the prefix `SMENA_`; `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="SMENA_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # .env may serve other programs as well
        frozen=True,
        hide_input_in_errors=True,  # an error must not tell a token
    )

    redis_url: str = Field(default="", repr=False)  # empty = the embedded server; may hold a password
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
    def _address(cls, url: str, field: ValidationInfo) -> str:
        if not url:
            return url
        host, wrong = _host_of(url)
        if wrong:
            raise ValueError(f"{_spelled(field)}, «{url}»: {wrong}")
        near = is_private(host) if _spelled(field).endswith("_API") else host in LOOPBACK
        if not (url.startswith("https://") or (near and url.startswith("http://"))):
            raise ValueError(
                f"{_spelled(field)} begins with https:// (on this machine http://127.0.0.1:PORT will do; "
                f"for an API also http:// to a name without a dot or a private address), not «{url}»"
            )
        if "/webhook" in url:
            raise ValueError(f"{_spelled(field)} is the address of the server alone; /webhook/… is added to it")
        return url.rstrip("/")

    @field_validator("listen")
    @classmethod
    def _listens(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
            raise ValueError(f"SMENA_LISTEN is HOST:PORT, for example 127.0.0.1:8080, not «{listen}»")
        return listen

    @field_validator("games")
    @classmethod
    def _packages(cls, games: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [name for name in games if not PACKAGE.fullmatch(name)]:
            raise ValueError(f"SMENA_GAMES lists packages as they are imported, for example my_games,his.games, not «{wrong[0]}»")
        return games

    @field_validator("admins")
    @classmethod
    def _people(cls, admins: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [name for name in admins if not ADMIN.fullmatch(name)]:
            raise ValueError(f"SMENA_ADMINS lists platform ids, for example tg:42,vk:7, not «{wrong[0]}»")
        return admins

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < SECRET_LEAST:
            raise ValueError(
                f"SMENA_SECRET has at least {SECRET_LEAST} characters; leave it empty and one is made and kept in Redis"
            )
        return secret

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.telegram_webhook and self.telegram_secret is None:
            raise ValueError("SMENA_TELEGRAM_WEBHOOK needs SMENA_TELEGRAM_SECRET: without it anybody could send updates")
        if self.telegram_webhook and self.telegram_token is None:
            raise ValueError("SMENA_TELEGRAM_WEBHOOK needs SMENA_TELEGRAM_TOKEN: @BotFather gives it")
        if self.telegram_secret and not TELEGRAM_SECRET.fullmatch(self.telegram_secret.get_secret_value()):
            raise ValueError("SMENA_TELEGRAM_SECRET is 1 to 256 of A-Z a-z 0-9 _ -")
        if self.vk_token and self.vk_group <= 0:
            raise ValueError("SMENA_VK_TOKEN needs SMENA_VK_GROUP: the number of the community the token belongs to")
        if self.vk_callback and self.vk_secret is None:
            raise ValueError("SMENA_VK_CALLBACK needs SMENA_VK_SECRET: without it anybody could send events")
        if self.vk_callback and self.vk_token is None:
            raise ValueError("SMENA_VK_CALLBACK needs SMENA_VK_TOKEN: the community's settings give it, under API")
        if self.vk_secret and not 1 <= len(self.vk_secret.get_secret_value()) <= VK_SECRET_MOST:
            raise ValueError(f"SMENA_VK_SECRET is 1 to {VK_SECRET_MOST} characters")
        return self

    @property
    def host(self) -> str:
        """The address to listen on; that of IPv6 without its brackets."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port to listen on; 0 = any free one."""
        return int(self.listen.rpartition(":")[2])


def is_private(host: str) -> bool:
    """Tell whether a host is one of this machine or of a network of one's own: a name without a dot, a private address."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host


def _host_of(url: str) -> tuple[str, str]:
    """Read the host of an address; answers also what is wrong with the address, "" = nothing."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        return "", f"{wrong}; a port is a number from 1 to 65535"
    if not host or port == 0:
        return "", "give https://HOST or https://HOST:PORT"
    return host, ""


def _spelled(field: ValidationInfo) -> str:
    return f"SMENA_{(field.field_name or '').upper()}"
