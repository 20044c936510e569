"""What no log of any test may hold: the sandboxes' tokens and secrets, and whatever a scripted player typed as a canary."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"1000:SANDBOX|vk1\.a\.SANDBOX|telegram-s3cret|vk-s3cret|canary|канарейк", re.IGNORECASE)
HUSHED = ("aiogram", "vkbottle", "aiohttp", "asyncio", "redis")  # as `smena run` hushes them


class Overhearing(logging.Handler):
    """Hears every line that would be logged, and keeps those that hold what no log may hold."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a record as it would be written, its traceback too."""
        line = self.format(record)
        if (found := SECRET.search(line)) is not None:
            self.told.append(f"{record.name} tells «{found[0]}»: {line[:300]}")
