"""Bad input over the whole house: one table; each row says what comes and what must hold. Nothing is lost, nothing breaks.

After every row the player's game is as it was, his next press counts, and neither messenger has refused a call of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.server import listen
from adapters.wiring import open_house
from engine.runtime.ports import Answer, Press
from engine.store.server import EmbeddedRedis
from games import hall
from tests.play.both import MESSENGERS, TELEGRAM_SECRET, VK_SECRET, Both, Player, both, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETTLED_S = 0.15  # what was to come of it has come by then
COUNT = re.compile(r"Счёт (\d+)")
DEEP = 5000
HOUR_S = 3600
GROUP = 77  # the sandbox's community
TOKEN = re.compile(r"[0-9a-z]{13}\.[A-Za-z0-9_-]{7}\.[A-Za-z0-9_-]{7}")
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


@press
async def many_at_once(scene: Scene) -> None:
    """Eight taps at once count once, and each is answered."""
    before, answered = scene.count(), len(scene.player.seen.toasts)
    await scene.taps(scene.token, again=8)
    await scene.player.wait(lambda seen: len(seen.toasts) == answered + 8)
    await scene.player.wait(lambda seen: f"Счёт {before + 1}." in seen.newest.text)
    assert sorted(scene.player.seen.toasts[answered:]) == ["", *["Ответ уже принят, второй раз нажимать не нужно."] * 7]


@press
async def from_another_chat(scene: Scene) -> None:
    """A button that a changed client presses in somebody's private chat moves neither game."""
    other = await seated(scene.house, "telegram" if isinstance(scene.player, TelegramPlayer) else "vk")
    await scene.player.press_button(other.player.seen.newest.id, other.token, chat=other.player.id)
    await other.add()
    assert (scene.count(), other.count()) == (0, 1)


@press
async def from_the_other_messenger(scene: Scene) -> None:
    """A token of somebody's game in the other messenger is a foreign one."""
    other = await seated(scene.house, "vk" if isinstance(scene.player, TelegramPlayer) else "telegram")
    told = TOKEN.search(other.token)
    assert told is not None
    await scene.taps(scene.forged(lambda token: told[0]))
    await scene.toasted("чужая игра")
    assert other.count() == 0


@press
async def broken_game(scene: Scene) -> None:
    """A move that fails says that it is our fault, and the game goes on from where it was."""
    await scene.player.press_label("Сломать")
    await scene.toasted("Что-то сломалось на нашей стороне")
    assert scene.count() == 0


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
    "null": None,
    "our field, a number": {"t": 7},
    "our field, a list": {"t": ["x"]},
    "our field and another": {"t": "zzzzzzzzzzzzz.AAAAAAA.AAAAAAA", "u": 1},
    "300 signs": {"t": "x" * 300},
    "brackets without end": "[" * DEEP,
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
    """A house served by webhooks, with players of the same numbers: it has a database of its own."""
    async with both(f"{redis_server.url}?db=1", hooks=True) as opened:
        yield opened


async def seated(house: Both, messenger: str) -> Scene:
    """Seat somebody new before the wall."""
    player = house.player(messenger)
    await player.send("/start wall")
    await player.wait(lambda seen: "Счёт 0" in seen.newest.text)
    return Scene(house, player)


async def holds(scene: Scene) -> None:
    """The game is as it was and goes on; the messenger has refused nothing of ours."""
    await scene.add()
    forgiven = ("not modified", "query ID is invalid")  # drawn once more; a press that never was cannot be answered
    refused = [call for call in scene.house.telegram.refused if not any(words in call.description for words in forgiven)]
    refused_by_vk = list(scene.house.vk.refused)
    scene.house.telegram.refused.clear()
    scene.house.vk.refused.clear()
    assert refused == [] == refused_by_vk


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


SENDER = {"id": 5, "is_bot": False, "first_name": "x"}
PRIVATE = {"id": 5, "type": "private"}
SAID: dict[str, object] = {"message_id": 1, "from": SENDER, "chat": PRIVATE, "text": "x"}
TAPPED: dict[str, object] = {"id": "1", "from": SENDER, "data": "x"}
WRITTEN: dict[str, object] = {"from_id": 5, "peer_id": 5, "text": "x"}


@dataclass(frozen=True)
class Raw:
    """What comes in as it is, and whether it is kept aside (else it is none of our business)."""

    body: Mapping[str, object]
    kept: bool = True


TELEGRAM_UPDATES: dict[str, Raw] = {
    "an unknown kind": Raw({"brand_new_thing": {"id": 1}}, kept=False),
    "no kind at all": Raw({}),
    "a message without a sender": Raw({"message": {"message_id": 1, "chat": PRIVATE, "text": "x"}}, kept=False),
    "a sender that is a number": Raw({"message": SAID | {"from": 7}}, kept=False),
    "a chat that is a word": Raw({"message": SAID | {"chat": "x"}}),
    "words that are a list": Raw({"message": SAID | {"text": ["x"]}}, kept=False),
    "a message of a bot": Raw({"message": SAID | {"from": SENDER | {"is_bot": True}}}, kept=False),
    "an anonymous admin": Raw({"message": SAID | {"from": SENDER | {"id": 1087968824}, "sender_chat": {"id": -5}}}, kept=False),
    "a press without data": Raw({"callback_query": {"id": "1", "from": SENDER}}, kept=False),
    "a press under an inline message": Raw({"callback_query": TAPPED | {"inline_message_id": "x"}}, kept=False),
    "a press that is a word": Raw({"callback_query": "x"}),
    "an enormous number": Raw({"message": SAID | {"message_id": 10**18, "from": SENDER | {"id": 10**18}}}, kept=False),
    "deep nesting": Raw({"message": {"deep": _deep()}}),
    "an edited message": Raw({"edited_message": SAID}, kept=False),
    "a post of a channel": Raw({"channel_post": {"message_id": 1, "chat": {"id": -5, "type": "channel"}}}, kept=False),
}
VK_EVENTS: dict[str, Raw] = {
    "an unknown kind": Raw({"type": "brand_new_thing", "object": {"id": 1}}, kept=False),
    "no kind at all": Raw({"object": {}}),
    "no event_id": Raw({"type": "message_new", "object": {"message": WRITTEN}, "event_id": None}),
    "an object that is a list": Raw({"type": "message_new", "object": []}),
    "no object": Raw({"type": "message_new"}),
    "a message that is a word": Raw({"type": "message_new", "object": {"message": "x"}}),
    "words that are a list": Raw({"type": "message_new", "object": {"message": WRITTEN | {"text": ["x"]}}}),
    "a message of a community": Raw({"type": "message_new", "object": {"message": WRITTEN | {"from_id": -7}}}, kept=False),
    "a press without a player": Raw({"type": "message_event", "object": {"payload": {}}}),
    "a press of a community": Raw({"type": "message_event", "object": {"user_id": -7, "peer_id": -7}}, kept=False),
    "a press that is a number": Raw({"type": "message_event", "object": 7}),
    "an enormous number": Raw({"type": "message_new", "object": {"message": WRITTEN | {"from_id": 10**15}}}, kept=False),
    "deep nesting": Raw({"type": "message_new", "object": {"deep": _deep()}}),
}


@pytest.mark.parametrize("way", ["polls", "hooks"])
@pytest.mark.parametrize("row", TELEGRAM_UPDATES)
async def test_telegram_updates(street: Both, hooked: Both, row: str, way: str) -> None:
    """What nobody can read is kept aside and holds nothing back: who wrote before and after it is served."""
    house, raw = (street, hooked)[way == "hooks"], TELEGRAM_UPDATES[row]
    kept = len(await house.house.store.quarantined())
    scene = await seated(house, "telegram")
    house.telegram.push_raw({"update_id": house.telegram.updates.last_id + 1, **raw.body})
    await holds(scene)
    await until(lambda: house.telegram.updates.waiting == [])
    assert len(await house.house.store.quarantined()) == kept + raw.kept


@pytest.mark.parametrize("way", ["polls", "hooks"])
@pytest.mark.parametrize("row", VK_EVENTS)
async def test_vk_events(street: Both, hooked: Both, row: str, way: str) -> None:
    """The same on VK."""
    house, raw = (street, hooked)[way == "hooks"], VK_EVENTS[row]
    kept, id = len(await house.house.store.quarantined()), f"bad-{next(house.ids)}"
    scene = await seated(house, "vk")
    house.vk.push_raw({"group_id": GROUP, "event_id": id, **raw.body})
    await holds(scene)
    if way == "hooks":  # the Callback API keeps no order among events
        await until(lambda: any(attempt.event_id in (id, "None") for attempt in house.vk.events.delivered))
    assert len(await house.house.store.quarantined()) == kept + raw.kept
    assert all(attempt.status == 200 for attempt in house.vk.events.delivered)


TELEGRAM_HEADER = "X-Telegram-Bot-Api-Secret-Token"
GOOD = {TELEGRAM_HEADER: TELEGRAM_SECRET}
LARGE = b" " * (2 * 1024 * 1024)


def said(**more: object) -> bytes:
    """Spell an event of VK; its secret is among `more`, or there is none."""
    return json.dumps({"type": "message_new", "object": {}, "group_id": GROUP, "event_id": "h1", **more}).encode()


@dataclass(frozen=True)
class Post:
    """One request to our own server, and what comes of it."""

    to: str
    body: bytes
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False
    told: str = ""
    method: str = "POST"
    parts: bool = False  # chunked, without a length


HOOKS: dict[str, Post] = {
    "Telegram, no secret": Post("telegram", b"{}", 401),
    "Telegram, an empty secret": Post("telegram", b"{}", 401, {TELEGRAM_HEADER: ""}),
    "Telegram, a wrong secret": Post("telegram", b"{}", 401, {TELEGRAM_HEADER: "guess"}),
    "Telegram, a secret in Cyrillic": Post("telegram", b"{}", 401, {TELEGRAM_HEADER: "секрет"}),
    "Telegram, no JSON": Post("telegram", b"{", 200, GOOD, kept=True),
    "Telegram, nothing": Post("telegram", b"", 200, GOOD, kept=True),
    "Telegram, a list": Post("telegram", b"[]", 200, GOOD, kept=True),
    "Telegram, NaN": Post("telegram", b'{"update_id":NaN}', 200, GOOD, kept=True),
    "Telegram, 5,000 digits": Post("telegram", b'{"update_id":' + b"9" * DEEP + b"}", 200, GOOD, kept=True),
    "Telegram, one key twice": Post("telegram", b'{"update_id":1,"update_id":2,"thing":{}}', 200, GOOD),
    "Telegram, half a character": Post("telegram", b'{"update_id":7,"message":{"text":"\\ud800"}}', 200, GOOD, kept=True),
    "Telegram, no UTF-8": Post("telegram", b"\xff\xfe\x00", 200, GOOD, kept=True),
    "Telegram, brackets without end": Post("telegram", b"[" * DEEP, 200, GOOD, kept=True),
    "Telegram, deep and whole": Post("telegram", b'{"a":' * DEEP + b"1" + b"}" * DEEP, 200, GOOD, kept=True),
    "Telegram, too large": Post("telegram", LARGE, 413, GOOD),
    "Telegram, too large by parts": Post("telegram", LARGE, 413, GOOD, parts=True),
    "Telegram, packed": Post("telegram", b"x", 415, {**GOOD, "Content-Encoding": "gzip"}),
    "Telegram, asked and not told": Post("telegram", b"", 405, GOOD, method="GET"),
    "VK, no secret": Post("vk", said(), 403),
    "VK, a wrong secret": Post("vk", said(secret="guess"), 403),
    "VK, a secret in Cyrillic": Post("vk", said(secret="секрет"), 403),
    "VK, half a character for a secret": Post("vk", said(secret="\ud800"), 403),
    "VK, a secret that is a list": Post("vk", said(secret=[]), 403),
    "VK, another community": Post("vk", said(secret=VK_SECRET, group_id=999), 403),
    "VK, another community's confirmation": Post("vk", said(type="confirmation", group_id=999, secret=VK_SECRET), 403),
    "VK, a confirmation with a wrong secret": Post("vk", said(type="confirmation", secret="guess"), 403),
    "VK, the right secret and nothing else": Post("vk", said(secret=VK_SECRET), 200, kept=True, told="ok"),
    "VK, no JSON": Post("vk", b"{", 400),
    "VK, brackets without end": Post("vk", b"[" * DEEP, 400),
    "VK, a group of 5,000 digits": Post("vk", b'{"group_id":' + b"9" * DEEP + b"}", 400),
    "VK, too large": Post("vk", LARGE, 413),
    "VK, too large by parts": Post("vk", LARGE, 413, parts=True),
    "VK, asked and not told": Post("vk", b"", 405, method="GET"),
    "a messenger that is not served": Post("icq", b"{}", 404),
}


async def posted(url: str, post: Post) -> tuple[int, str]:
    """Send one request; answers status and words."""

    async def parts() -> AsyncIterator[bytes]:
        for at in range(0, len(post.body), 60_000):
            yield post.body[at : at + 60_000]

    given = parts() if post.parts else io.BytesIO(post.body)
    async with (
        aiohttp.ClientSession(skip_auto_headers=["Content-Encoding"]) as http,
        http.request(post.method, f"{url}/webhook/{post.to}", data=given, headers=post.headers) as answer,
    ):
        return answer.status, await answer.text()


@pytest.mark.parametrize("row", HOOKS)
async def test_webhooks(hooked: Both, row: str) -> None:
    """Strangers are turned away and leave nothing; what nobody can read is accepted once and kept, without our secrets."""
    post, store = HOOKS[row], hooked.house.store
    kept = len(await store.quarantined())
    scene = await seated(hooked, post.to if post.to in MESSENGERS else "vk")
    status, told = await posted(hooked.url, post)
    assert status == post.status
    assert told == post.told or status >= 400
    assert "Traceback" not in told
    await holds(scene)
    aside = await store.quarantined()
    assert len(aside) == kept + post.kept
    assert not any(secret.encode() in one.raw for one in aside for secret in (TELEGRAM_SECRET, VK_SECRET))


async def test_a_captured_webhook_counts_once(hooked: Both) -> None:
    """A press sent again with the right secret is answered and not counted; its update_id on other words is another input."""
    scene = await seated(hooked, "telegram")
    person, chat = SENDER | {"id": scene.player.id}, {"id": scene.player.id, "type": "private"}
    tapped = {"id": "77001", "from": person, "data": scene.token, "message": {"message_id": 1, "date": 0, "chat": chat}}
    press = Post("telegram", json.dumps({"update_id": 91, "callback_query": tapped}).encode(), 200, GOOD)
    answers = [await posted(hooked.url, press) for _ in range(3)]
    assert [status for status, _ in answers] == [200] * 3
    assert [json.loads(told).get("text", "")[:16] for _, told in answers] == ["", "Ответ уже принят", "Ответ уже принят"]
    await scene.player.wait(lambda seen: "Счёт 1." in seen.newest.text)
    typed = {"update_id": 91, "message": SAID | {"from": person, "chat": chat, "text": "заново"}}
    await posted(hooked.url, Post("telegram", json.dumps(typed).encode(), 200, GOOD))
    await scene.player.wait(lambda seen: "Счёт 1. Написано: «заново»" in seen.newest.text)
    await holds(scene)


async def wrote(scene: Scene, words: str, delivery: int, message: int, **more: object) -> None:
    """Deliver typed words by our own webhook, as their messenger does: `more` of the message is told, or is told otherwise."""
    id = scene.player.id
    if isinstance(scene.player, TelegramPlayer):
        said_so = SAID | {"message_id": message, "from": SENDER | {"id": id}, "chat": PRIVATE | {"id": id}, "text": words} | more
        post = Post("telegram", json.dumps({"update_id": delivery, "message": said_so}).encode(), 200, GOOD)
    else:
        written = {"id": message, "from_id": id, "peer_id": id, "text": words} | more
        post = Post("vk", said(secret=VK_SECRET, event_id=f"typed-{delivery}", object={"message": written}), 200, told="ok")
    assert await posted(scene.house.url, post) == (post.status, post.told)


async def test_an_id_that_telegram_uses_again_swallows_no_words(hooked: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two messages under one update_id both count, one delivered twice counts once, also where it was parked the first time."""
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 0.3)
    scene, store = await seated(hooked, "telegram"), hooked.house.store
    for count, message in enumerate((501, 502, 503), 1):
        if message == 503:
            with monkeypatch.context() as patch:
                patch.setattr(hooked.house.host, "_received", breaks)
                await wrote(scene, "Прибавить", 92, message)
            assert len(await store.all_parked()) == 1
        for _ in range(2):
            await wrote(scene, "Прибавить", 92, message)
        await scene.player.wait(lambda seen: f"Счёт {count}." in seen.newest.text)  # noqa: B023  # it is waited for within the loop
    async with asyncio.timeout(5):
        while await store.all_parked():
            await asyncio.sleep(0.02)
    await asyncio.sleep(SETTLED_S)
    assert scene.count() == 3
    await holds(scene)


AGES: dict[
    str, tuple[Callable[[float], object], bool]
] = {  # what the messenger dates words, by the store's time, and are they heard
    "three days old but an hour": (lambda now: int(now) - 71 * HOUR_S, True),
    "three days old and an hour": (lambda now: int(now) - 73 * HOUR_S, False),
    "of 1970": (lambda now: 1, False),
    "of no time": (lambda now: 0, True),
    "of a time before time": (lambda now: -5, True),
    "of tomorrow": (lambda now: int(now) + 24 * HOUR_S, True),
    "of a time in words": (lambda now: str(int(now) - 73 * HOUR_S), True),
    "of half a second": (lambda now: now - 73 * HOUR_S, True),
    "of a truth": (lambda now: True, True),
    "of nothing": (lambda now: None, True),
}


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize("row", AGES)
async def test_words_of_three_days_ago_are_none(hooked: Both, messenger: str, row: str) -> None:
    """No messenger brings such: a webhook that somebody has kept is accepted, answered by nothing, and counts in no state."""
    scene, (dated, heard) = await seated(hooked, messenger), AGES[row]
    messages, now = len(scene.player.seen.messages), await hooked.house.store.now()
    for words in ["слово"] if heard else ["слово", "/help", "/start otk"]:
        await wrote(scene, words, next(hooked.ids), 700, date=dated(now))
    if heard:
        await scene.player.wait(lambda seen: "«слово»" in seen.newest.text)
    else:
        await asyncio.sleep(SETTLED_S)
        assert len(scene.player.seen.messages) == messages
        assert "«»" in scene.player.seen.newest.text
    await holds(scene)


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_captured_press_is_stale_however_much_comes_between(
    hooked: Both, messenger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its token names its moment: after forty more inputs the same delivery is told to be over, and counts in nothing."""
    scene, host, captured = await seated(hooked, messenger), hooked.house.host, list[Press]()
    received = host._received

    async def overhear(press: Press) -> Answer:
        captured.append(press)
        return await received(press)

    with monkeypatch.context() as patch:
        patch.setattr(host, "_received", overhear)
        await scene.add()
    for number in range(40):
        await wrote(scene, f"слово {number}", next(hooked.ids), 800 + number)
    await scene.player.wait(lambda seen: "«слово 39»" in seen.newest.text)
    [press] = captured
    assert "уже позади" in (await host.receive(press)).toast
    await asyncio.sleep(SETTLED_S)
    assert scene.count() == 1
    await holds(scene)


async def breaks(press: object) -> object:
    """Fail as a mistake of ours would."""
    raise KeyError(type(press).__name__)


# -- games that are broken -----------------------------------------------------------------------------------------


FINE = """
from engine import Button, Game, Play, Seat, State, View, press

class Sign(State):
    def view(self, seat: Seat) -> View:
        return View(seat.t("title"), [Button("x", self.take)])

    @press
    def take(self, play: Play) -> "Gone":
        return Gone()

class Gone(State, final=True):
    def view(self, seat: Seat) -> View:
        return View(seat.t("title"))

game = Game("NAME", start=Sign)
"""
SIGN = "title = Знак\nabout = Знак\n"
BROKEN: dict[str, tuple[str, str, str]] = {  # the module, its texts, and what the operator reads
    "no Python": ("def broken(:\n", SIGN, "bad/__init__.py:1: invalid syntax"),
    "no UTF-8": ("x = '\udcff'\n", SIGN, "bad/__init__.py"),
    "an import that fails": ("\nimport nothing_of_the_kind\n", SIGN, "bad/__init__.py:2: ModuleNotFoundError"),
    "an error": ("x = 1\n\nx.y\n", SIGN, "bad/__init__.py:3: AttributeError"),
    "an exit": ("import sys\nsys.exit(3)\n", SIGN, "bad/__init__.py:2: SystemExit"),
    "endless recursion": ("def f():\n    f()\n\nf()\n", SIGN, "bad/__init__.py:2: RecursionError"),
    "no game": ("x = 1\n", SIGN, "bad/__init__.py: there is no `game = Game(...)`"),
    "a name that is taken": (FINE.replace("NAME", "hall"), SIGN, "bad/__init__.py: the name hall is taken"),
    "no way out": (FINE.replace("Gone()", "Sign()").replace('"Gone"', '"Sign"'), SIGN, "bad/__init__.py:4: Sign has no way out"),
    "no texts": (FINE, "", "bad/ru.ftl is missing"),
    "texts that are none": (FINE, "title = {", "bad, ru.ftl, line 1"),
}


@pytest.mark.parametrize("row", [*BROKEN, "the package"])
async def test_a_broken_game_is_named_and_the_others_run(
    redis_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    """Whatever is wrong with a game of SMENA_GAMES: file and line are told, /health names it, and the others are played."""
    code, words, why = BROKEN.get(row, ("def broken(:\n", SIGN, "bad/__init__.py:1: invalid syntax"))
    wares = f"wares_{abs(hash(row))}"
    for name, source, texts in (("bad", code, words), ("good", FINE, SIGN)):
        (folder := tmp_path / wares / name).mkdir(parents=True)
        (folder / "__init__.py").write_bytes(source.replace("NAME", name).encode("utf-8", "surrogateescape"))
        for language in ("ru", "en") if texts else ():
            (folder / f"{language}.ftl").write_text(texts, encoding="utf-8")
    (tmp_path / wares / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path / wares))
    monkeypatch.setattr(hall.game, "lore", hall.game.lore)
    packages = ("games.hall", "bad", f"{wares}.good") if row == "the package" else ("games.hall", wares)
    sandbox, redis_url = TelegramSandbox(hurry=20.0), f"{redis_server.url}?db=2"  # the street's house polls by another one
    async with Redis.from_url(redis_url) as client:
        await client.flushdb()
    async with sandbox.serve() as api, contextlib.AsyncExitStack() as opened:
        house = await open_house(redis_url, packages, installed=False)
        opened.push_async_callback(house.close)
        url = await listen(house, "127.0.0.1", 0)
        await house.serve_telegram(api, sandbox.token)
        player = sandbox.player(42)
        await player.start("good")
        await player.wait(lambda seen: seen.newest.text == "Знак")
        async with aiohttp.ClientSession() as http, http.get(f"{url}/health") as answer:
            told = await answer.json()
    assert [why in broken.why for broken in house.catalogue.broken] == [True], house.catalogue.broken
    assert (told["games"], told["broken"]) == (["hall", "good"], [house.catalogue.broken[0].module])
    assert sandbox.refused == []
