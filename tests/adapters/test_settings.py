"""Settings from the environment and from `.env`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from adapters.settings import Settings

TOKEN = "12345:canary-telegram"
VK = {"VK_TOKEN": "vk1.canary", "VK_GROUP": "7"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith("SMENA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def settings_of(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(f"SMENA_{name}", value)
    return Settings()


def lines_of(example: Path) -> dict[str, str]:
    lines = [line for line in example.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_example_lists_every_setting(project: Path) -> None:
    """`.env.example` names all settings, and none that does not exist."""
    assert list(lines_of(project / ".env.example")) == [f"SMENA_{name.upper()}" for name in Settings.model_fields]


def test_the_example_says_the_defaults_and_no_secret(project: Path) -> None:
    """A copied example changes nothing, and whatever is secret is empty in it."""
    copied = Settings(_env_file=project / ".env.example")
    assert copied == Settings()
    lines = lines_of(project / ".env.example")
    assert {lines[name] for name in lines if name.endswith(("TOKEN", "SECRET", "URL"))} == {""}


def test_the_names_are_those_of_the_manual() -> None:
    """The names are a promise to operators."""
    assert set(Settings.model_fields) == {
        *("redis_url", "data", "telegram_token", "telegram_api", "telegram_webhook", "telegram_secret", "vk_token", "vk_group"),
        *("vk_api", "vk_callback", "vk_secret", "listen", "games", "secret", "durability", "admins", "log", "retention_days"),
    }


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`.env` in the working folder is read; a variable of the environment is stronger; foreign names are no error."""
    (tmp_path / ".env").write_text("SMENA_LOG=ERROR\nSMENA_RETENTION_DAYS=30\nFOREIGN=1\n")
    settings = settings_of(monkeypatch, LOG="DEBUG")
    assert (settings.log, settings.retention_days) == ("DEBUG", 30)


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both messengers with webhooks, lists with spaces, an address of IPv6."""
    settings = settings_of(
        monkeypatch,
        REDIS_URL="rediss://user:canary@redis.example:6379/0",
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_WEBHOOK="https://play.example/",
        TELEGRAM_SECRET="a-Z_9",
        **VK,
        VK_CALLBACK="https://play.example",
        VK_SECRET="секрет",
        LISTEN="[::1]:0",
        GAMES="mine, his.games ,",
        ADMINS="tg:42,vk:7",
        DURABILITY="replicated",
    )
    assert (settings.telegram_webhook, settings.vk_group) == ("https://play.example", 7)
    assert (settings.host, settings.port) == ("::1", 0)
    assert (settings.games, settings.admins) == (("mine", "his.games"), ("tg:42", "vk:7"))
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN


def test_nothing_set_means_the_local_page() -> None:
    """Without any setting: no platform, an embedded Redis, a server for this machine alone."""
    settings = Settings()
    assert (settings.telegram_token, settings.vk_token, settings.redis_url) == (None, None, "")
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8080, Path(".smena"))


@pytest.mark.parametrize(
    "api",
    ["http://telegram-bot-api:8081", "http://10.0.0.7:8081", "http://[fd00::7]:8081", "http://127.0.0.1:1", "http://localhost"],
)
def test_an_api_of_ones_own_may_be_plain_http(monkeypatch: pytest.MonkeyPatch, api: str) -> None:
    """A name without a dot and a private address are of a network of one's own."""
    settings = settings_of(monkeypatch, TELEGRAM_API=api, VK_API=api)
    assert (settings.telegram_api, settings.vk_api) == (api, api)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"REDIS_URL": "http://redis:6379"}, ["SMENA_REDIS_URL", "unix://", "leave it empty"]),
        ({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK": "https://play.example"}, ["SMENA_TELEGRAM_SECRET"]),
        ({"TELEGRAM_SECRET": "s", "TELEGRAM_WEBHOOK": "https://play.example"}, ["SMENA_TELEGRAM_TOKEN", "@BotFather"]),
        ({"TELEGRAM_SECRET": "with space"}, ["SMENA_TELEGRAM_SECRET", "A-Z a-z 0-9 _ -"]),
        ({"TELEGRAM_SECRET": "я"}, ["SMENA_TELEGRAM_SECRET"]),
        ({"TELEGRAM_SECRET": "a" * 257}, ["SMENA_TELEGRAM_SECRET", "256"]),
        ({"TELEGRAM_WEBHOOK": "http://play.example"}, ["SMENA_TELEGRAM_WEBHOOK", "https://"]),
        ({"TELEGRAM_WEBHOOK": "https://play.example/webhook/telegram"}, ["SMENA_TELEGRAM_WEBHOOK", "added"]),
        ({"TELEGRAM_API": "ftp://api.example"}, ["SMENA_TELEGRAM_API", "https://"]),
        ({"TELEGRAM_API": "http://api.example:8081"}, ["SMENA_TELEGRAM_API", "without a dot", "http://api.example:8081"]),
        ({"TELEGRAM_API": "http://8.8.8.8:8081"}, ["SMENA_TELEGRAM_API", "private address"]),
        ({"VK_API": "http://localhost:80@api.example"}, ["SMENA_VK_API", "https://"]),
        ({"TELEGRAM_WEBHOOK": "http://proxy:8080"}, ["SMENA_TELEGRAM_WEBHOOK", "https://"]),
        ({"TELEGRAM_WEBHOOK": "https://play.example:99999"}, ["SMENA_TELEGRAM_WEBHOOK", ":99999", "from 1 to 65535"]),
        ({"VK_CALLBACK": "https://play.example:port"}, ["SMENA_VK_CALLBACK", "from 1 to 65535"]),
        ({"VK_CALLBACK": "https://:443"}, ["SMENA_VK_CALLBACK", "https://HOST"]),
        ({"VK_CALLBACK": "https://[::1"}, ["SMENA_VK_CALLBACK"]),
        ({"VK_TOKEN": "vk1.canary"}, ["SMENA_VK_GROUP"]),
        ({"VK_TOKEN": "vk1.canary", "VK_GROUP": "-7"}, ["SMENA_VK_GROUP"]),
        ({"VK_TOKEN": "vk1.canary", "VK_GROUP": "club7"}, ["vk_group", "integer"]),
        ({**VK, "VK_CALLBACK": "https://play.example"}, ["SMENA_VK_SECRET"]),
        ({"VK_SECRET": "s", "VK_CALLBACK": "https://play.example"}, ["SMENA_VK_TOKEN"]),
        ({"VK_SECRET": "s" * 51}, ["SMENA_VK_SECRET", "50"]),
        ({"LISTEN": "8080"}, ["SMENA_LISTEN", "127.0.0.1:8080"]),
        ({"LISTEN": "localhost:http"}, ["SMENA_LISTEN"]),
        ({"LISTEN": "localhost:65536"}, ["SMENA_LISTEN"]),
        ({"GAMES": "my/games"}, ["SMENA_GAMES", "my/games"]),
        ({"ADMINS": "@boss"}, ["SMENA_ADMINS", "tg:42"]),
        ({"SECRET": "short"}, ["SMENA_SECRET", "16"]),
        ({"DURABILITY": "eventual"}, ["durability", "'replicated'"]),
        ({"LOG": "loud"}, ["log", "'INFO'"]),
        ({"RETENTION_DAYS": "0"}, ["retention_days", "1"]),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_refused_with_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: list[str]
) -> None:
    """The error names the setting and what it may be."""
    with pytest.raises(ValidationError) as wrong:
        settings_of(monkeypatch, **given)
    assert [words for words in told if words not in str(wrong.value)] == []


def test_no_secret_is_ever_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings' own spelling nor an error shows a token, a secret or a password of Redis."""
    secrets = {"TELEGRAM_SECRET": "canary-secret", "VK_SECRET": "canary-vk", "SECRET": "canary-installation"}
    url = "redis://user:canary-password@redis.example"
    settings = settings_of(monkeypatch, REDIS_URL=url, TELEGRAM_TOKEN=TOKEN, **VK, **secrets)
    assert "canary" not in f"{settings!r} {settings}"
    for wrong_one in ({"VK_GROUP": "0"}, {"REDIS_URL": "canary://password"}, {"SECRET": "canary"}, {"TELEGRAM_SECRET": "canary !"}):
        with monkeypatch.context() as again, pytest.raises(ValidationError) as wrong:
            settings_of(again, **wrong_one)
        assert "canary" not in f"{wrong.value} {wrong.value!r}"
