"""Whatever a library logs or raises, no secret leaves by the log (promise 9)."""

from __future__ import annotations

import logging
import sys

import pytest

from adapters.redact import Redacting, secrets_of
from adapters.settings import Settings
from tests.overheard import Overhearing

TOKEN, VK_TOKEN = "1234567890:" + "canaryA_" * 5, "vk1.a." + "canaryB-" * 10
OTHER = "9876543210:" + "canaryC_" * 5  # of no setting


@pytest.fixture
def redacting(monkeypatch: pytest.MonkeyPatch) -> Redacting:
    given = {
        "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_SECRET": "canary-header", "VK_TOKEN": VK_TOKEN, "VK_GROUP": "7",
        "VK_SECRET": "canary/with space", "SECRET": "canary-of-the-house", "REDIS_URL": "redis://me:canarypass@redis.example/0",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"SMENA_{name}", value)
    return Redacting("%(levelname)s %(name)s: %(message)s", secrets_of(Settings()))


@pytest.mark.parametrize(
    "words",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",
        f"https://api.vk.com/method/users.get?access_token={VK_TOKEN}&v=5.199",
        "https://api.vk.com/method/users.get?access_token=canary0fSomebodyElse&v=5.199",
        f"another bot's {OTHER}",
        "header X-Telegram-Bot-Api-Secret-Token: canary-header",
        "secret=canary/with space and canary%2Fwith%20space",
        "AUTH me canarypass",
        "seed canary-of-the-house",
    ],
)
def test_a_secret_leaves_a_log_as_dots(redacting: Redacting, words: str) -> None:
    """In a message, in its arguments, in a traceback with the exception's own words; the rest is as it was."""
    try:
        raise ValueError(words)
    except ValueError:
        raised = sys.exc_info()
    record = logging.LogRecord("aiohttp.client", logging.DEBUG, __file__, 1, "called %s", (words,), raised)
    told = redacting.format(record)
    assert "canary" not in told
    assert told.startswith("DEBUG aiohttp.client: called ")
    assert "ValueError: " in told
    assert "…" in told


@pytest.mark.tells
@pytest.mark.parametrize("words", ["POST /bot1000:SANDBOX/getMe", "secret=vk-s3cret", "he typed КанарейкаСлова"])
def test_the_tests_overhear_what_is_logged(words: str) -> None:
    """Every test is listened to, at DEBUG: a token, a secret, a canary in a message or a traceback makes it fail."""
    heard = Overhearing()
    for record in ("all is well", words):
        heard.handle(logging.LogRecord("smena.test", logging.DEBUG, __file__, 1, "%s", (record,), None))
    try:
        raise ValueError(words)
    except ValueError:
        heard.handle(logging.LogRecord("smena.test", logging.DEBUG, __file__, 1, "failed", (), sys.exc_info()))
    assert len(heard.told) == 2
