"""The last door before a log: what the settings call secret leaves it as `…`, whoever put it into a message or a traceback."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from adapters.settings import Settings

SHAPES = re.compile(r"\b[0-9]{6,16}:[A-Za-z0-9_-]{30,}|\bvk1\.[a-z]\.[A-Za-z0-9_-]{20,}|(?<=access_token=)[^&\s\"']+")  # of tokens
SHORTEST = 4  # characters: a shorter secret is a part of ordinary words


class Redacting(logging.Formatter):
    """Formats a record whole, its traceback too, and then takes the secrets out."""

    def __init__(self, form: str, secrets: Iterable[str]) -> None:
        """`secrets` are taken out as they are and as an address spells them."""
        super().__init__(form)
        spelled = {spelling for secret in secrets if len(secret) >= SHORTEST for spelling in (secret, quote(secret, safe=""))}
        known = "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))
        self._secret = re.compile(f"{known}|{SHAPES.pattern}" if known else SHAPES.pattern)

    def format(self, record: logging.LogRecord) -> str:
        """Format a record."""
        return self.clean(super().format(record))

    def clean(self, words: str) -> str:
        """Take the secrets out of words."""
        return self._secret.sub("…", words)


def secrets_of(settings: Settings) -> list[str]:
    """List everything that is secret in the settings, the password of Redis too."""
    found = [value.get_secret_value() for name in Settings.model_fields if isinstance(value := getattr(settings, name), SecretStr)]
    address = urlsplit(settings.redis_url)
    return [*found, address.password or "", *re.findall(r"password=([^&]+)", address.query)]
