"""`smena doctor`, and the same before `smena run`: a dangerous set-up is refused, with how to mend it (RELIABILITY P35)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from typer.testing import CliRunner

from adapters.cli import app
from adapters.preflight import look, report
from adapters.settings import Settings
from engine.store import preflight
from engine.store.preflight import Finding, examine
from engine.store.server import EmbeddedRedis

TELEGRAM = {"TELEGRAM_TOKEN": "1234567890:" + "A" * 35}
VK = {"VK_TOKEN": "vk1.a." + "B" * 80, "VK_GROUP": "7"}
HOOK = {**TELEGRAM, "TELEGRAM_SECRET": "s" * 24}
CALLBACK = {**VK, "VK_SECRET": "s" * 24}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith("SMENA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A server of this file alone: its configuration is bent."""
    with EmbeddedRedis(tmp_path_factory.mktemp("bent")) as server:
        yield server


@pytest.fixture
def bent(server: EmbeddedRedis) -> Iterator[Redis]:
    """A client that may configure; afterwards everything is as it was."""
    with Redis.from_url(server.url) as client:
        yield client
        client.replicaof("NO", "ONE")
        for name, value in {"maxmemory-policy": "noeviction", "maxmemory": "0", "appendonly": "yes"}.items():
            client.config_set(name, value)


def refused(found: list[Finding]) -> list[str]:
    assert all(finding.mend for finding in found if finding.verdict != "fine"), "it is not said how to mend it"
    return [f"{finding.what}: {finding.told}" for finding in found if finding.verdict == "refused"]


async def test_a_good_redis_is_fine(server: EmbeddedRedis) -> None:
    """The embedded one is; and its version, policy and persistence are told."""
    found = await examine(server.url, lasting=True, replicated=False)
    assert [finding.verdict for finding in found] == ["fine"]
    assert "noeviction, with an append-only file" in found[0].told


@pytest.mark.parametrize(
    ("change", "told", "mend"),
    [
        ({"maxmemory-policy": "allkeys-lru"}, "maxmemory-policy is allkeys-lru", "maxmemory-policy noeviction"),
        ({"maxmemory-policy": "volatile-ttl"}, "maxmemory-policy is volatile-ttl", "maxmemory-policy noeviction"),
        ({"appendonly": "no"}, "appendonly is no", "appendonly yes"),
    ],
    ids=lambda value: str(value),
)
async def test_a_redis_that_loses_games_is_refused(
    server: EmbeddedRedis, bent: Redis, change: dict[str, str], told: str, mend: str
) -> None:
    """Eviction, no append-only file: each is named with its value, where it is and how to mend it."""
    for name, value in change.items():
        bent.config_set(name, value)
    [finding] = await examine(server.url, lasting=True, replicated=False)
    assert (finding.verdict, finding.what) == ("refused", f"Redis at {server.url}")
    assert told in finding.told
    assert mend in finding.mend


async def test_without_players_a_redis_may_forget(server: EmbeddedRedis, bent: Redis) -> None:
    """No token, so nobody's play is lost: no append-only file is only told. Eviction is refused all the same."""
    bent.config_set("appendonly", "no")
    assert [finding.verdict for finding in await examine(server.url, lasting=False, replicated=False)] == ["fine", "look"]
    bent.config_set("maxmemory-policy", "allkeys-random")
    assert len(refused(await examine(server.url, lasting=False, replicated=False))) == 1


async def test_a_replica_is_refused(server: EmbeddedRedis, bent: Redis) -> None:
    """It takes no writes; its primary is named."""
    bent.replicaof("127.0.0.1", "9")
    assert "replica of 127.0.0.1:9" in refused(await examine(server.url, lasting=True, replicated=False))[0]


async def test_waiting_for_no_replica_is_refused(server: EmbeddedRedis) -> None:
    """SMENA_DURABILITY=replicated without a replica would refuse every press."""
    assert "it has no replica" in refused(await examine(server.url, lasting=True, replicated=True))[0]


async def test_a_full_redis_is_told(server: EmbeddedRedis, bent: Redis) -> None:
    """Before it is full, not after."""
    bent.config_set("maxmemory", str(int(bent.info("memory")["used_memory"]) + 50_000))
    assert any("% of maxmemory is used" in finding.told for finding in await examine(server.url, lasting=True, replicated=False))


async def test_clocks_that_differ_are_told(server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    """No play depends on it: deadlines follow the server's clock."""
    there = time.time()
    monkeypatch.setattr(time, "time", lambda: there - 3600)
    found = await examine(server.url, lasting=True, replicated=False)
    assert [finding.verdict for finding in found] == ["fine", "look"]
    assert "s ahead of this machine's" in found[1].told


@pytest.mark.parametrize("url", ["redis://player:canary@127.0.0.1:9/0", "unix:///nowhere?password=canary", "redis://canary@:x/"])
async def test_a_redis_that_is_away_is_refused_without_its_password(url: str) -> None:
    """The place is told, the password is not."""
    [finding] = await examine(url, lasting=True, replicated=False)
    assert finding.verdict == "refused"
    assert "SMENA_REDIS_URL" in finding.mend
    assert "canary" not in str(finding)


def test_an_old_redis_is_refused(server: EmbeddedRedis, bent: Redis) -> None:
    """What a real server says of itself, with an older number: the scripts need 6.2."""
    told = {**bent.info("all"), "redis_version": "5.0.14"}
    [finding] = preflight._judged("Redis", told, True, False)
    assert (finding.verdict, finding.told, finding.mend) == ("refused", "it is version 5.0.14", "install 6.2 or newer")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"TELEGRAM_TOKEN": "1234567890"}, "SMENA_TELEGRAM_TOKEN: 10 characters"),
        ({"TELEGRAM_TOKEN": "'1234567890:" + "A" * 35 + "'"}, "SMENA_TELEGRAM_TOKEN: 48 characters"),
        (
            {**HOOK, "TELEGRAM_WEBHOOK": "http://127.0.0.1:8080"},
            "SMENA_TELEGRAM_WEBHOOK: Telegram cannot reach http://127.0.0.1:8080",
        ),
        ({**HOOK, "TELEGRAM_WEBHOOK": "https://play.example:9000"}, "SMENA_TELEGRAM_WEBHOOK: Telegram calls no port 9000"),
        ({**HOOK, "TELEGRAM_WEBHOOK": "https://play.example", "TELEGRAM_SECRET": ""}, "SMENA_TELEGRAM_SECRET"),
        ({**VK, "VK_TOKEN": "B" * 20}, "SMENA_VK_TOKEN: 20 characters"),
        ({**VK, "VK_TOKEN": "vk1.a. " + "B" * 80}, "SMENA_VK_TOKEN: 87 characters"),
        ({**CALLBACK, "VK_CALLBACK": "http://localhost:8080"}, "SMENA_VK_CALLBACK: VK cannot reach http://localhost:8080"),
        ({**CALLBACK, "VK_CALLBACK": "https://play.example", "VK_SECRET": ""}, "SMENA_VK_SECRET"),
        ({"DURABILITY": "replicated"}, "SMENA_DURABILITY: replicated, and the embedded Redis has no replica"),
        ({"DATA": "/proc/smena"}, "SMENA_DATA: /proc cannot be written"),
        ({"DATA": "/etc/passwd"}, "SMENA_DATA: /etc/passwd is a file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_setup_ends_the_doctor_and_the_run(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: str) -> None:
    """Both say what, where and how to mend it, with a sign and a word, and do not end with 0; no token is printed."""
    for name, value in given.items():
        monkeypatch.setenv(f"SMENA_{name}", value)
    for command, code in (("doctor", (1, 2)), ("run", (2,))):
        ended = CliRunner().invoke(app, [command])
        assert ended.exit_code in code, ended.output
        assert "✕ refused" in ended.output
        assert told in ended.output
        assert "BBBBB" not in ended.output
        assert "AAAAA" not in ended.output


def test_a_good_setup_passes(monkeypatch: pytest.MonkeyPatch, server: EmbeddedRedis) -> None:
    """Webhooks of both messengers on a Redis of one's own: everything is told, nothing is refused."""
    given = {**HOOK, **CALLBACK, "TELEGRAM_WEBHOOK": "https://play.example", "VK_CALLBACK": "https://play.example"}
    for name, value in {**given, "REDIS_URL": server.url}.items():
        monkeypatch.setenv(f"SMENA_{name}", value)
    ended = CliRunner().invoke(app, ["doctor"])
    assert ended.exit_code == 0, ended.output
    assert [line[0] for line in ended.output.splitlines()] == ["✓"] * 6


def test_a_setting_and_a_package_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt name would be as if nothing were set; games that cannot be loaded are named by the doctor already."""
    monkeypatch.setenv("SMENA_TELEGRAM_TOKN", "1000:AAAAA")
    monkeypatch.setenv("SMENA_GAMES", "no_such_games")
    ended = CliRunner().invoke(app, ["doctor"])
    assert (
        "! look     SMENA_TELEGRAM_TOKN: there is no such setting\n           mend: is SMENA_TELEGRAM_TOKEN meant?" in ended.output
    )
    assert "no_such_games: there is no package no_such_games: correct SMENA_GAMES" in ended.output
    assert "AAAAA" not in ended.output


async def test_an_api_by_plain_http_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """On another machine somebody may read the token on the way; on this one nobody can."""
    for name, value in {**TELEGRAM, **VK, "TELEGRAM_API": "http://telegram-bot-api:8081", "VK_API": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(f"SMENA_{name}", value)
    weak = [finding for finding in await look(Settings()) if finding.verdict == "look"]
    assert [(finding.what, "reads the token" in finding.told) for finding in weak] == [("SMENA_TELEGRAM_API", True)]


async def test_what_is_weak_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A secret that can be guessed, an .env that others can read: told, not refused, with how to mend it."""
    env = tmp_path / ".env"
    env.write_text("SMENA_TELEGRAM_TOKEN=1234567890:" + "A" * 35 + "\nSMENA_TELEGRAM_SECRET=short\n")
    monkeypatch.setenv("SMENA_TELEGRAM_WEBHOOK", "https://play.example")
    env.chmod(0o644)
    found = await look(Settings())
    assert [finding.what for finding in found if finding.verdict == "look"] == [".env", "SMENA_TELEGRAM_SECRET"]
    assert "mode 644" in next(finding.told for finding in found if finding.what == ".env")
    from adapters.cli import console

    assert report(found, console, everything=False)
    env.chmod(0o600)
    assert [finding.what for finding in await look(Settings()) if finding.verdict == "look"] == ["SMENA_TELEGRAM_SECRET"]
