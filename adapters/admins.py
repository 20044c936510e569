"""Operators are told at a start which games are broken, by a private message of the bot; nothing else is ever told them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from adapters.redact import Redacting, secrets_of
from adapters.settings import Settings
from engine.core.text import Text
from engine.runtime.catalogue import Broken
from engine.runtime.outside import Outside

WORDS_MOST = 3000  # characters; the rest is told by the start screen and /health


def broken_told(broken: Sequence[Broken], settings: Settings) -> str:
    """Write the message: each game with file and line, no secret of the settings; "" = none is broken."""
    if not broken:
        return ""
    head = f"Smena: не загрузились игры ({len(broken)}); остальные работают. · Games that do not load; the others run."
    lines = "\n\n".join(f"{one.module}: {one.why}" for one in broken)
    whole = Redacting("", secrets_of(settings)).clean(f"{head}\n\n{lines}")
    return whole if len(whole) <= WORDS_MOST else f"{whole[:WORDS_MOST]}…"


async def tell_admins(broken: Sequence[Broken], settings: Settings, outside: Outside) -> None:
    """Tell each operator of SMENA_ADMINS once; one whose platform is not served, or who blocked the bot, hears nothing."""
    words = broken_told(broken, settings)
    for chat in dict.fromkeys(settings.admins if words else ()):
        await outside.say(chat, Text(words), secrets.randbelow(2**31 - 1) + 1)
