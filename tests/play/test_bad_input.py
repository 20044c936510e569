"""Bad input over the whole house: one table; each row says what comes and what must hold. Nothing is lost, nothing breaks.

After every row the player's game is as it was, his next press counts, and neither messenger has refused a call of ours.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio

from adapters.sandbox.telegram_player import TelegramPlayer
from engine.store.server import EmbeddedRedis
from tests.play.both import MESSENGERS, TELEGRAM_SECRET, VK_SECRET, Both, Player, both, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETTLED_S = 0.25  # what was to come of it has come by then
COUNT = re.compile(r"Счёт (\d+)")
DEEP = 5000
JOINER = "\u2060"  # stands, unseen, where a messenger would make a link or a mention of plain words


@dataclass
class Scene:
    """A player in the middle of a game, and the house around him."""

    house: Both
    player: Player

    @property
    def token(self) -> str:
        """What the first button sends."""
        return self.player.seen.newest.buttons[0].payload

    def count(self) -> int:
        """Read the count from the newest message."""
        found = COUNT.search(self.player.seen.newest.text)
        assert found is not None, self.player.seen.transcript()
        return int(found[1])

    async def taps(self, payload: str, again: int = 1) -> None:
        """Press a button that may never have been."""
        await self.player.press_button(self.player.seen.newest.id, payload, again=again)

    def forged(self, change: Callable[[str], str]) -> str:
        """Change the token within what a button sends."""
        if isinstance(self.player, TelegramPlayer):
            return change(self.token)
        told = json.loads(self.token)
        name = next(name for name, value in told.items() if isinstance(value, str) and value.count(".") == 2)
        return json.dumps(told | {name: change(told[name])})

    async def toasted(self, words: str) -> None:
        """Wait for an answer to a press."""
        await self.player.wait(lambda seen: seen.toasts and words in seen.toasts[-1])

    async def add(self) -> None:
        """Press as one should: it counts."""
        before = self.count()
        await self.player.press_label("Прибавить")
        await self.player.wait(lambda seen: f"Счёт {before + 1}." in seen.newest.text)


Row = Callable[[Scene], Awaitable[None]]
PRESSES: dict[str, Row] = {}
WORDS: dict[str, tuple[str, str]] = {
    "ten thousand characters": ("щ" * 10_000, "щ" * 100),
    "NUL and controls": ("а\x00б\x07в", "абв"),
    "a lone surrogate": ("а\ud800б", "а\ufffdб"),
    "right-to-left override": ("а\u202eб\u2066в", "абв"),
    "zero-width signs": ("а\u200b\u2060\ufeffб", "аб"),
    "a tower of marks": ("а" + "\u0301" * 50 + "б", "а\u0301\u0301б"),
    "HTML": ("<b>жир</b> &amp; <script>", "<b>жир</b> &amp; <script>"),
    "a link of Markdown": ("[тут](https://example.org) *_~`", "[тут](https://example.org) *_~`"),
    "Fluent's own signs": ("{ $count } {DATETIME()}", "{ $count } {DATETIME()}"),
    "line breaks": ("раз\n\n\nдва\tтри", "раз два три"),
    "an emoji of many parts": ("👩‍🏭🏽", "👩"),
}


def press(row: Row) -> Row:
    """Put a row into the table of presses."""
    PRESSES[(row.__doc__ or row.__name__).splitlines()[0].rstrip(".")] = row
    return row


@press
async def doubled(scene: Scene) -> None:
    """One press, delivered three times, counts once."""
    before = scene.count()
    await scene.taps(scene.token, again=3)
    await scene.player.wait(lambda seen: f"Счёт {before + 1}." in seen.newest.text)
    await asyncio.sleep(SETTLED_S)
    assert scene.count() == before + 1


@press
async def stale(scene: Scene) -> None:
    """A button of an earlier view is refused kindly."""
    old = scene.token
    await scene.add()
    await scene.add()
    await scene.taps(old)
    await scene.toasted("уже позади")


@press
async def foreign(scene: Scene) -> None:
    """A button of somebody else's game is refused kindly."""
    other = await seated(scene.house, "telegram" if isinstance(scene.player, TelegramPlayer) else "vk")
    await scene.taps(other.token)
    await scene.toasted("чужая игра")
    assert other.count() == 0


@press
async def another_act(scene: Scene) -> None:
    """An act that is on no button finds nothing."""
    await scene.taps(scene.forged(lambda token: f"{token[:22]}AAAAAAA"))
    await scene.toasted("Сейчас не твой ход")


@press
async def another_session(scene: Scene) -> None:
    """A session that never was is a closed one."""
    await scene.taps(scene.forged(lambda token: f"zzzzzzzzzzzzz{token[13:]}"))
    await scene.toasted("закрыта")


@press
async def another_moment(scene: Scene) -> None:
    """A moment that never was is over."""
    await scene.taps(scene.forged(lambda token: f"{token[:14]}AAAAAAA{token[21:]}"))
    await scene.toasted("позади")


def odd(name: str, payload: object) -> None:
    """A payload that we cannot have made: nothing is pressed, and nobody waits for an answer for ever."""

    async def row(scene: Scene) -> None:
        before = len(scene.player.seen.toasts)
        told = payload if isinstance(payload, str) else json.dumps(payload)
        if isinstance(scene.player, TelegramPlayer):
            await scene.taps(told)
        else:
            await scene.taps(json.dumps(payload))
        await scene.player.wait(lambda seen: len(seen.toasts) > before)

    PRESSES[f"a payload of {name}"] = row


for _name, _payload in {
    "plain words": "Прибавить",
    "a number": 7,
    "true": True,
    "nothing": {},
    "a list": [1, 2],
    "many fields": {str(number): number for number in range(50)},
    "foreign fields": {"command": "x", "t": None, "payload": {"t": []}},
    "10,000 signs": "x" * 10_000,
    "a script": "'); DROP TABLE sessions; --",
    "another engine's token": "1:2:3",
    "dots": "a.b.c",
    "NUL": "\x00\x00.\x00.\x00",
}.items():
    odd(_name, _payload)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole table, served by polls."""
    async with both(redis_server.url) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hooked(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """A house served by webhooks."""
    async with both(redis_server.url, hooks=True) as opened:
        yield opened


async def seated(house: Both, messenger: str) -> Scene:
    """Seat somebody new before the wall."""
    player = house.player(messenger)
    await player.send("Начать")
    await player.wait(lambda seen: seen.newest.buttons)
    await player.press_label("Стена")
    await player.wait(lambda seen: "Счёт 0" in seen.newest.text)
    return Scene(house, player)


async def holds(scene: Scene) -> None:
    """The game is as it was and goes on; the messenger has refused nothing of ours."""
    await asyncio.sleep(0.05)
    await scene.add()
    refused = [call for call in scene.house.telegram.refused if "not modified" not in call.description]  # drawn once more
    assert refused == [] == scene.house.vk.refused


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize("row", PRESSES)
async def test_presses(street: Both, messenger: str, row: str) -> None:
    """Forged, stale, foreign, doubled presses and payloads of every shape change nothing and are answered."""
    scene = await seated(street, messenger)
    await PRESSES[row](scene)
    await holds(scene)


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize("row", WORDS)
async def test_words(street: Both, messenger: str, row: str) -> None:
    """What is typed is shown as it was meant: cleaned, literal, no markup, nobody mentioned."""
    typed, shown = WORDS[row]
    scene = await seated(street, messenger)
    await scene.player.send(typed)
    await scene.player.wait(lambda seen: f"Написано: «{shown}" in seen.newest.text.replace(JOINER, ""))
    newest = scene.player.seen.newest
    assert newest.marks == ()
    assert newest.mentions == ()
    await holds(scene)


@pytest.mark.parametrize("words", ["[id1|Павел]", "@all", "*id1 (Павел)", "@id1", "https://example.org"])
async def test_nobody_is_called_by_a_players_words(street: Both, words: str) -> None:
    """VK makes mentions of plain words: ours are defused, and unfold no page."""
    scene = await seated(street, "vk")
    await scene.player.send(words)
    await scene.player.wait(lambda seen: "Написано: «" in seen.newest.text and "«»" not in seen.newest.text)
    assert scene.player.seen.newest.mentions == ()
    assert scene.player.seen.newest.preview == ""
    await holds(scene)


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize("name", ["<b>Вася</b>", "[id1|Вася]", "\u202eВася", "Вася" * 60, ""])
async def test_a_players_name_is_never_shown(street: Both, messenger: str, name: str) -> None:
    """The platform's name goes nowhere, whatever stands in it."""
    scene = await seated(street, messenger)
    scene.player.first_name = name
    await scene.player.send("слово")
    await scene.player.wait(lambda seen: "«слово»" in seen.newest.text)
    assert not name or name not in "".join(message.text for message in scene.player.seen.theirs)
    await holds(scene)


def _deep() -> object:
    deep: object = "x"
    for _ in range(200):
        deep = [deep]
    return deep


TELEGRAM_UPDATES: dict[str, dict[str, object]] = {
    "an unknown kind": {"brand_new_thing": {"id": 1}},
    "no kind at all": {},
    "a message without a sender": {"message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}},
    "a sender that is a number": {"message": {"message_id": 1, "from": 7, "chat": {"id": 5, "type": "private"}, "text": "x"}},
    "words that are a list": {"message": {"message_id": 1, "from": {"id": 5}, "chat": {"id": 5, "type": "private"}, "text": ["x"]}},
    "a press without data": {"callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "x"}}},
    "a press that is a word": {"callback_query": "x"},
    "an enormous number": {"message": {"message_id": 10**400, "from": {"id": 10**400}, "chat": {"id": 1}, "text": "x"}},
    "deep nesting": {"message": {"deep": _deep()}},
    "a post of a channel": {"channel_post": {"message_id": 1, "chat": {"id": -5, "type": "channel"}, "text": "x"}},
}
VK_EVENTS: dict[str, dict[str, object]] = {
    "an unknown kind": {"type": "brand_new_thing", "object": {"id": 1}, "event_id": "e1"},
    "no kind at all": {"object": {}, "event_id": "e2"},
    "an object that is a list": {"type": "message_new", "object": [], "event_id": "e3"},
    "no object": {"type": "message_new", "event_id": "e4"},
    "a message that is a word": {"type": "message_new", "object": {"message": "x"}, "event_id": "e5"},
    "a message of a community": {
        "type": "message_new",
        "object": {"message": {"from_id": -7, "peer_id": -7, "text": "x", "id": 1}},
        "event_id": "e6",
    },
    "a press without a player": {"type": "message_event", "object": {"payload": {}}, "event_id": "e7"},
    "a press that is a number": {"type": "message_event", "object": 7, "event_id": "e8"},
    "an enormous number": {"type": "message_new", "object": {"message": {"from_id": 10**400}}, "event_id": "e9"},
    "deep nesting": {"type": "message_new", "object": {"deep": _deep()}, "event_id": "e10"},
}


@pytest.mark.parametrize("row", TELEGRAM_UPDATES)
async def test_telegram_updates(street: Both, row: str) -> None:
    """What nobody can read holds nothing back: who wrote before and after it is served."""
    scene = await seated(street, "telegram")
    street.telegram.push_raw(TELEGRAM_UPDATES[row])
    await holds(scene)
    await until(lambda: street.telegram.updates.waiting == [])


@pytest.mark.parametrize("row", VK_EVENTS)
async def test_vk_events(street: Both, row: str) -> None:
    """The same on VK."""
    scene = await seated(street, "vk")
    street.vk.push_raw(VK_EVENTS[row])
    await holds(scene)


TELEGRAM_HEADER = "X-Telegram-Bot-Api-Secret-Token"
GOOD = {TELEGRAM_HEADER: TELEGRAM_SECRET}
HOOKS: dict[str, tuple[str, dict[str, str], bytes, int]] = {
    "Telegram, no secret": ("telegram", {}, b"{}", 401),
    "Telegram, a wrong secret": ("telegram", {TELEGRAM_HEADER: "guess"}, b"{}", 401),
    "Telegram, a secret in Cyrillic": ("telegram", {TELEGRAM_HEADER: "секрет"}, b"{}", 401),
    "Telegram, no JSON": ("telegram", GOOD, b"{", 200),
    "Telegram, nothing": ("telegram", GOOD, b"", 200),
    "Telegram, a list": ("telegram", GOOD, b"[]", 200),
    "Telegram, NaN": ("telegram", GOOD, b'{"update_id":NaN}', 200),
    "Telegram, a lone surrogate": ("telegram", GOOD, b'{"update_id":7,"message":{"text":"\\ud800"}}', 200),
    "Telegram, no UTF-8": ("telegram", GOOD, b"\xff\xfe\x00", 200),
    "Telegram, brackets without end": ("telegram", GOOD, b"[" * DEEP, 200),
    "Telegram, too large": ("telegram", GOOD, b" " * (2 * 1024 * 1024), 413),
    "Telegram, packed": ("telegram", {**GOOD, "Content-Encoding": "gzip"}, b"x", 415),
    "VK, no secret": ("vk", {}, b'{"type":"message_new","object":{},"group_id":1}', 403),
    "VK, a wrong secret": ("vk", {}, b'{"type":"message_new","object":{},"group_id":1,"secret":"guess"}', 403),
    "VK, another community's confirmation": (
        "vk", {}, f'{{"type":"confirmation","group_id":999,"secret":"{VK_SECRET}"}}'.encode(), 403
    ),
    "VK, no JSON": ("vk", {}, b"{", 400),
    "VK, a secret that is a list": ("vk", {}, b'{"type":"message_new","group_id":1,"secret":[]}', 403),
    "VK, brackets without end": ("vk", {}, b"[" * DEEP, 400),
    "VK, too large": ("vk", {}, b" " * (2 * 1024 * 1024), 413),
}  # fmt: skip


@pytest.mark.parametrize("row", HOOKS)
async def test_webhooks(hooked: Both, row: str) -> None:
    """Strangers are turned away; what nobody can read is accepted once and kept, so that it does not come for ever."""
    messenger, headers, body, status = HOOKS[row]
    scene = await seated(hooked, messenger)
    async with aiohttp.ClientSession(skip_auto_headers=["Content-Encoding"]) as http:
        answer = await http.post(f"{hooked.url}/webhook/{messenger}", data=io.BytesIO(body), headers=headers)
        assert answer.status == status
        assert "Traceback" not in await answer.text()
    await holds(scene)
