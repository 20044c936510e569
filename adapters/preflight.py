"""`smena doctor`: the set-up looked at before anybody plays; each refusal says what, where, which value, how to mend it."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from adapters.saying import say
from adapters.settings import LOOPBACK, Settings
from engine.runtime.catalogue import load_catalogue
from engine.store.preflight import Finding, Verdict, examine
from engine.store.server import NoServer, find_server

SIGNS: dict[Verdict, str] = {"fine": "✓ fine   ", "look": "! look   ", "refused": "✕ refused"}
STYLES: dict[Verdict, str] = {"fine": "green", "look": "yellow", "refused": "red"}
TELEGRAM_TOKEN = re.compile(r"[0-9]{6,16}:[A-Za-z0-9_-]{30,}")  # @BotFather: the bot's id, a colon, 35 characters
VK_TOKEN = re.compile(r"[A-Za-z0-9._-]{40,}")  # `vk1.a.` and some 200 characters; 85 hex digits in older communities
TELEGRAM_PORTS = (None, 443, 80, 88, 8443)  # Bot API, setWebhook
MSGPACK_LEAST = (1, 2, 3)  # CVE-2026-114613
SECRET_GOOD = 16  # characters: shorter ones can be guessed by knocking


async def look(settings: Settings, env_file: Path = Path(".env"), *, games: bool = False) -> list[Finding]:
    """Look at everything that can be looked at without a messenger; `games`: also load them."""
    found = [
        *_packages(),
        *_names(env_file),
        *(_games(settings) if games else ()),
        *_files(settings, env_file),
        *_telegram(settings),
        *_vk(settings),
    ]
    lasting = settings.telegram_token is not None or settings.vk_token is not None
    return found + await _redis(settings, lasting)


def report(found: Sequence[Finding], console: Console, *, everything: bool) -> bool:
    """Print what was found, or only what is to be mended; True if nothing is refused."""
    for finding in found:
        if everything or finding.verdict != "fine":
            sign = (SIGNS[finding.verdict], STYLES[finding.verdict])
            line = Text.assemble(sign, "  ", (finding.what, "bold"), f": {finding.told}")
            console.print(line, soft_wrap=True)
            if finding.mend:
                say(console, f"           mend: {finding.mend}")
    refused = sum(finding.verdict == "refused" for finding in found)
    if refused:
        say(console, f"{refused} refused: nothing is started until {'it is' if refused == 1 else 'they are'} mended.")
    return not refused


async def _redis(settings: Settings, lasting: bool) -> list[Finding]:
    if settings.redis_url:
        return await examine(settings.redis_url, lasting=lasting, replicated=settings.durability == "replicated")
    try:
        program = find_server()
    except NoServer as wrong:
        mend = f"{wrong}, or set SMENA_REDIS_URL to a server that runs"
        return [Finding("refused", "Redis", "SMENA_REDIS_URL is empty, and there is no redis-server here", mend)]
    found = [Finding("fine", "Redis", f"embedded, {program}, kept in {settings.data}")]
    if settings.durability == "replicated":
        mend = "set SMENA_DURABILITY=local, or SMENA_REDIS_URL to a server with replicas"
        found.append(Finding("refused", "SMENA_DURABILITY", "replicated, and the embedded Redis has no replica", mend))
    return found


def _packages() -> Iterator[Finding]:
    found = version("msgpack")
    if tuple(int(part) for part in re.findall(r"\d+", found)[:3]) < MSGPACK_LEAST:
        mend = "make setup, or pip install 'msgpack>=1.2.3'"
        yield Finding("refused", "msgpack", f"version {found} leaks memory on damaged bytes", mend)
    names = ("aiogram", "vkbottle", "redis", "msgpack", "pydantic")
    yield Finding("fine", "packages", ", ".join(f"{name} {version(name)}" for name in names))


def _names(env_file: Path) -> Iterator[Finding]:
    """Look at settings that nobody reads: a misspelt name would be as if it were not set."""
    known = [f"SMENA_{name.upper()}" for name in Settings.model_fields]
    written = dotenv_values(env_file) if env_file.is_file() else {}
    given = {name.upper() for name in (*os.environ, *written)}
    for name in sorted(name for name in given - {*known} if name.startswith("SMENA_")):
        near = get_close_matches(name, known, 1)
        yield Finding("look", name, "there is no such setting", f"is {near[0]} meant?" if near else "see .env.example")


def _games(settings: Settings) -> Iterator[Finding]:
    catalogue = load_catalogue(("games", *settings.games))
    yield Finding("fine", "games", ", ".join(catalogue.games))
    for broken in catalogue.broken:
        yield Finding("look", broken.module, broken.why, "the other games run without it")


def _files(settings: Settings, env_file: Path) -> Iterator[Finding]:
    folder = next(known for known in (settings.data.resolve(), *settings.data.resolve().parents) if known.exists())
    if not folder.is_dir():
        yield Finding("refused", "SMENA_DATA", f"{folder} is a file", "remove it, or set SMENA_DATA to a folder")
    elif not _can_write(folder):
        mend = f"chown or chmod {folder}, or set SMENA_DATA to a folder of your own"
        yield Finding("refused", "SMENA_DATA", f"{folder} cannot be written by this user", mend)
    else:
        yield Finding("fine", "SMENA_DATA", str(settings.data.resolve()))
    if env_file.is_file() and stat.S_IMODE(env_file.stat().st_mode) & 0o077 and _has_secrets(settings):
        mode = f"{stat.S_IMODE(env_file.stat().st_mode):03o}"
        yield Finding("look", str(env_file), f"mode {mode}: others on this machine can read the tokens", f"chmod 600 {env_file}")


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _has_secrets(settings: Settings) -> bool:
    return any(isinstance(getattr(settings, name), SecretStr) for name in Settings.model_fields)


def _telegram(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_token is None:
        yield Finding("fine", "Telegram", "no token: it is not served")
        return
    public = urlsplit(settings.telegram_api).hostname == "api.telegram.org"
    yield from _open_wire("SMENA_TELEGRAM_API", settings.telegram_api)
    token = settings.telegram_token.get_secret_value()
    if public and not TELEGRAM_TOKEN.fullmatch(token):
        told = f"{len(token)} characters that are no token: digits, a colon and 35 of A-Z a-z 0-9 _ - are one"
        yield Finding("refused", "SMENA_TELEGRAM_TOKEN", told, "copy it whole from @BotFather, without quotes and spaces")
    if settings.telegram_webhook:
        yield from _address("SMENA_TELEGRAM_WEBHOOK", settings.telegram_webhook, public, "Telegram")
        if public and (port := urlsplit(settings.telegram_webhook).port) not in TELEGRAM_PORTS:
            mend = "let the proxy listen on one of 443, 80, 88, 8443"
            yield Finding("refused", "SMENA_TELEGRAM_WEBHOOK", f"Telegram calls no port {port}", mend)
        yield from _secret("SMENA_TELEGRAM_SECRET", settings.telegram_secret)
    how = f"webhook {settings.telegram_webhook}" if settings.telegram_webhook else "long polling"
    yield Finding("fine", "Telegram", f"it is served by {how}")


def _vk(settings: Settings) -> Iterator[Finding]:
    if settings.vk_token is None:
        yield Finding("fine", "VK", "no token: it is not served")
        return
    public = urlsplit(settings.vk_api).hostname in ("api.vk.com", "api.vk.ru")
    yield from _open_wire("SMENA_VK_API", settings.vk_api)
    token = settings.vk_token.get_secret_value()
    if public and not VK_TOKEN.fullmatch(token):
        told = f"{len(token)} characters that are no token: at least 40 of A-Z a-z 0-9 . _ - are one"
        yield Finding("refused", "SMENA_VK_TOKEN", told, "copy it whole from the community's settings, under API")
    if settings.vk_callback:
        yield from _address("SMENA_VK_CALLBACK", settings.vk_callback, public, "VK")
        yield from _secret("SMENA_VK_SECRET", settings.vk_secret)
    how = f"Callback API {settings.vk_callback}" if settings.vk_callback else "long poll"
    yield Finding("fine", "VK", f"club{settings.vk_group} is served by {how}")


def _open_wire(setting: str, api: str) -> Iterator[Finding]:
    """Look at an API that is spoken to in plain HTTP on another machine."""
    if api.startswith("http://") and urlsplit(api).hostname not in LOOPBACK:
        mend = "let nobody else into that network, or give the API an https:// address"
        yield Finding("look", setting, f"{api} is plain HTTP: whoever is on the way reads the token", mend)


def _address(setting: str, url: str, public: bool, who: str) -> Iterator[Finding]:
    if public and not url.startswith("https://"):
        mend = "give the public https:// address of the proxy, or leave it empty: then updates are polled"
        yield Finding("refused", setting, f"{who} cannot reach {url}", mend)


def _secret(setting: str, secret: SecretStr | None) -> Iterator[Finding]:
    length = len(secret.get_secret_value()) if secret else 0
    if length == 0:
        mend = "python -c 'import secrets; print(secrets.token_urlsafe(24))' makes one"
        yield Finding("refused", setting, "it is empty: anybody could send updates", mend)
    elif length < SECRET_GOOD:
        mend = "python -c 'import secrets; print(secrets.token_urlsafe(24))' makes a longer one"
        yield Finding("look", setting, f"{length} characters can be guessed by knocking", mend)
