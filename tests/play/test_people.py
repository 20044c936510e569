"""A player's own affairs over both messengers: a nick, one profile for two messengers, an export, and being forgotten."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from adapters.sandbox.telegram_player import TelegramPlayer
from engine.core.nicks import default_nick
from engine.core.player import Player as Profile
from engine.runtime.holdings import find_holdings
from engine.runtime.players import profile_of
from engine.runtime.ports import Press
from engine.store.contract import StoredPlayer
from engine.store.errors import StoreUnavailable
from engine.store.server import EmbeddedRedis
from tests.play.both import MESSENGERS, Both, Player, both

pytestmark = pytest.mark.asyncio(loop_scope="module")
HALL, WALL = "Смена начинается", "Счёт 0"
TODAY = int(time.time())  # words of three days ago would not be heard


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole module; everybody who comes is new."""
    async with both(redis_server.url) as opened:
        yield opened
        harmless = "message is not modified"  # an old message had lost its buttons already
        assert [no for no in opened.telegram.refused if harmless not in no.description] == [] == opened.vk.refused


def identity(player: Player) -> str:
    return f"{'tg' if isinstance(player, TelegramPlayer) else 'vk'}:{player.id}"


async def sees(player: Player, words: str) -> None:
    await player.wait(lambda seen: seen.theirs and seen.newest.text.startswith(words) and seen.newest.buttons)


async def profile(street: Both, player: Player) -> Profile | None:
    return await street.house.host.people.players.load(profile_of(identity(player)))


async def code_of(player: Player, told: str = "Твой код") -> str:
    """Ask for a code and read it."""
    await player.send("/link")
    await sees(player, told)
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", player.seen.newest.text)
    assert found is not None
    return found[0]


LINKING = {
    "ru": ("Твой код", "Связать этот профиль", "Связать", "Готово"),
    "en": ("Your code", "Link this profile", "Link", "Done"),
}


async def linked(street: Both, language: str = "ru") -> tuple[Player, Player]:
    """Give one person who writes from both messengers."""
    alice, alisa = street.player("telegram", language), street.player("vk", language)
    shown, asked, link, done = LINKING[language]
    code = await code_of(alice, shown)
    await alisa.send(f"/link {code}")
    await sees(alisa, asked)
    await alisa.press_label(link)
    await sees(alisa, done)
    return alice, alisa


async def named_in(redis_url: str, names: set[str]) -> set[str]:
    """Look at every key there is: name the ones that bear a name, in their own name or anywhere in what they hold."""
    found: set[str] = set()
    needles = [name.encode() for name in names]
    async with Redis.from_url(redis_url) as client:
        async for key in client.scan_iter(count=1000):
            held = key + b" " + await whole(client, key)
            if any(re.search(rb"(?<![0-9A-Za-z])" + needle + rb"(?![0-9A-Za-z])", held) for needle in needles):
                found.add(key.decode())
    return found


async def whole(client: Redis, key: bytes) -> bytes:
    """Read all that a key holds."""
    parts: list[object]
    found = await client.type(key)
    match kind := found if isinstance(found, str) else found.decode():
        case "string":
            parts = [await client.get(key)]
        case "list":
            parts = [*await client.lrange(key, 0, -1)]
        case "hash":
            parts = [part for pair in (await client.hgetall(key)).items() for part in pair]
        case "zset":
            parts = [*await client.zrange(key, 0, -1)]
        case _:
            raise AssertionError(f"a key of a type that nobody expects: {kind}")
    return b" ".join(part for part in parts if isinstance(part, bytes))


# -- nicks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_everybody_has_a_nick_and_can_choose_another(street: Both, messenger: str) -> None:
    """The first one is made of two words of the trade; a bad one is refused with a reason, a good one is kept."""
    alice = street.player(messenger)
    await alice.send("/nick")
    await sees(alice, f"Сейчас твой ник: {default_nick(profile_of(identity(alice)))}")
    await alice.send("vasya.ru")
    await sees(alice, "Подойдут только буквы")
    await alice.send("Aдминистратор")
    await sees(alice, "Так зовут нас самих")
    await alice.send("Bася Молот")
    await sees(alice, "Готово!\n\nСейчас твой ник: Вася Молот")
    await street.house.host.effects.idle()
    found = await profile(street, alice)
    assert found is not None
    assert found.nick == "Вася Молот"
    assert alice.first_name not in found.nick


# -- linking -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["command", "bare", "link"])
async def test_a_code_makes_one_profile_of_two(street: Both, way: str) -> None:
    """The code is shown in VK and told to Telegram in any of three ways; what will happen is asked first, and done once."""
    alice, alisa = street.player("telegram"), street.player("vk")
    await alice.send("/start")
    await sees(alice, HALL)
    code = await code_of(alisa)
    assert f"start=l_{code}" in alisa.seen.newest.buttons[0].url
    await alice.send({"command": f"/link {code.lower()}", "bare": code, "link": f"/start l_{code}"}[way])
    await sees(alice, "Связать этот профиль с профилем из ВКонтакте")
    apart = await profile(street, alice)
    assert apart is not None
    assert len(apart.identities) == 1, "nothing is done before it is agreed to"
    button = next(button for button in alice.seen.newest.buttons if button.label == "Связать")
    await alice.press_button(alice.seen.newest.id, button.payload, again=3)
    await sees(alice, "Готово")
    await sees(alisa, "Готово")  # the chat that showed the code is told as well
    one, other = await profile(street, alice), await profile(street, alisa)
    assert one == other
    assert one is not None
    assert sorted(one.identities) == sorted((identity(alice), identity(alisa)))


async def test_a_code_is_good_once_and_wrong_ones_are_counted(street: Both) -> None:
    """A used code, one's own, and a wrong one are refused kindly; after five wrong ones even the right one waits."""
    alice, alisa = street.player("telegram"), street.player("vk")
    used = await code_of(alice)
    await alisa.send(f"/link {used}")
    await sees(alisa, "Связать этот профиль")
    await alisa.press_label("Связать")
    await sees(alisa, "Готово")
    eve = street.player("vk")
    await eve.send(f"/link {used}")
    await sees(eve, "Этот код уже сработал")
    own = await code_of(eve)
    await eve.send(f"/link {own}")
    await sees(eve, "Это твой собственный код")
    good = await code_of(street.player("telegram"))
    for wrong in ("AAAA-2222", "ой", "BBBB-2222", "1234"):
        messages = len(eve.seen.theirs)
        await eve.send(f"/link {wrong}")
        await eve.wait(lambda seen: len(seen.theirs) == messages + 1)  # noqa: B023  # it is waited for within the loop
        await sees(eve, "Такого кода нет")
    await eve.send(f"/link {good}")
    await sees(eve, "Слишком много неверных кодов")


async def test_a_game_begun_in_one_messenger_goes_on_in_the_other(street: Both) -> None:
    """A bare /start, or any word where the game is not, brings it along; the message left behind says where it is."""
    alice, alisa = street.player("telegram"), street.player("vk")
    await alice.start("wall")
    await sees(alice, WALL)
    await alice.press_label("Прибавить")
    await sees(alice, "Счёт 1")
    code = await code_of(alisa)
    await alice.send(code)
    await sees(alice, "Связать")
    await alice.press_label("Связать")
    await sees(alice, "Готово")
    await alisa.send("/start")
    await sees(alisa, "Счёт 1")
    await alice.wait(lambda seen: seen.theirs[0].text.startswith("Игра продолжается в другом") and not seen.theirs[0].buttons)
    await alisa.press_label("Прибавить")
    await sees(alisa, "Счёт 2")
    old = next(button for _, button in alice.seen.offered if button.label == "Прибавить")
    await alice.press_button(alice.seen.theirs[0].id, old.payload)
    await alice.wait(lambda seen: any("переехала" in toast for toast in seen.toasts))
    await alice.send("назад", reply_to=alice.seen.theirs[0].id)
    await sees(alice, "Счёт 2")
    await alisa.wait(lambda seen: seen.newest.text.startswith("Игра продолжается в другом"))
    await alice.press_label("Прибавить")
    await sees(alice, "Счёт 3")


async def test_the_room_after_a_link_brings_the_game_along(street: Both) -> None:
    """One press after the link, and the game that was begun in the other messenger goes on here."""
    alice, alisa = street.player("telegram"), street.player("vk")
    await alice.start("wall")
    await sees(alice, WALL)
    code = await code_of(alice)
    await alisa.send(code)
    await sees(alisa, "Связать")
    await alisa.press_label("Связать")
    await sees(alisa, "Готово")
    await alisa.press_label("Продолжить")
    await alisa.wait(lambda seen: any(message.text.startswith(WALL) for message in seen.theirs))


async def test_one_person_on_both_sides_ends_the_game(street: Both) -> None:
    """Who turns out to play against himself wins nothing by it."""
    alice, alisa = street.player("telegram"), street.player("vk")
    await alice.start("door")
    await sees(alice, "Ждём второго")
    await alisa.send(alice.seen.newest.text.split()[-1])
    await sees(alisa, "Вас двое")
    code = await code_of(alice)
    await alisa.send(code)
    await sees(alisa, "Связать")
    await alisa.press_label("Связать")
    await sees(alisa, "Готово")
    await alice.wait(lambda seen: any("одним человеком" in message.text for message in seen.theirs))
    await alisa.wait(lambda seen: any("одним человеком" in message.text for message in seen.theirs))


@pytest.mark.parametrize("words", ["привет", "/stop"])
async def test_words_where_a_game_was_are_answered_once_it_is_over_elsewhere(street: Both, words: str) -> None:
    """The game went on in the other messenger and ended there: what is typed here opens the hall, nothing is lost."""
    alice, alisa = await linked(street)
    await alice.start("wall")
    await sees(alice, WALL)
    await alisa.send("/start")
    await sees(alisa, WALL)
    await alice.wait(lambda seen: seen.newest.text.startswith("Игра продолжается в другом"))
    await alisa.press_label("Выйти")
    await sees(alisa, HALL)
    await street.house.host.effects.idle()
    await alice.send(words)
    await sees(alice, HALL)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("opens", [0, 1])
async def test_one_person_in_two_messengers_is_no_rival_of_himself(street: Both, before: bool, opens: int) -> None:
    """Whoever types the code of his own game in his other messenger is brought to it, whether it began before the link or after."""
    one, other = (street.player("telegram"), street.player("vk"))[:: 1 - 2 * opens]
    if before:
        await one.start("door")
        await sees(one, "Ждём второго")
    code = await code_of(other)
    await one.send(code)
    await sees(one, "Связать этот профиль")
    await one.press_label("Связать")
    await sees(one, "Готово")
    if not before:
        await one.start("door")
        await sees(one, "Ждём второго")
    door = next(message.text for message in reversed(one.seen.theirs) if message.text.startswith("Ждём второго"))
    await other.send(door.split()[-1])
    await other.wait(lambda seen: any("Ждём второго" in message.text for message in seen.theirs))
    assert not any("Вас двое" in message.text for player in (one, other) for message in player.seen.theirs)


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("nth", range(4))
async def test_a_link_cut_off_at_any_write_is_finished(
    street: Both, nth: int, applied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies before or after the nth write of a link; told again, the wish makes one profile, nothing counted twice."""
    alice, alisa = street.player("telegram"), street.player("vk")
    people, store = street.house.host.people, street.house.store
    for player, xp in ((alice, 100), (alisa, 30)):
        await player.send("/start")
        await sees(player, HALL)
        earned = partial(replace, xp=xp)
        await people.players.change(profile_of(identity(player)), earned)
    code, save, writes = await code_of(alice), store.save_player, list[str]()
    await street.house.host.stop()  # what the deliveries write is not counted

    async def dies(pid: str, expected: bytes, id: bytes, body: bytes, keep_s: float = 0.0) -> StoredPlayer | None:
        writes.append(pid)
        if len(writes) - 1 != nth or applied:
            told = await save(pid, expected, id, body, keep_s)
        if len(writes) - 1 == nth:
            raise StoreUnavailable("the worker died")
        return told

    monkeypatch.setattr(store, "save_player", dies)
    with pytest.raises(StoreUnavailable, match="the worker died"):
        await people.linking.join(profile_of(identity(alisa)), code, "session:wish.1")
    assert await people.linking.join(profile_of(identity(alisa)), code, "session:wish.1") == "told linked"
    one, other = await profile(street, alice), await profile(street, alisa)
    assert one is not None
    assert one == other
    assert one.xp == 130
    assert await people.linking.join(profile_of(identity(alisa)), code, "session:wish.2") == "told used-code"


# -- export, and being forgotten -----------------------------------------------------------------------------------


def names_of(*players: Player) -> set[str]:
    """Spell everything by which somebody could be recognised."""
    found = {identity(player) for player in players} | {profile_of(identity(player)) for player in players}
    return found | {str(player.id) for player in players}


async def lived(street: Both) -> tuple[Player, Player, Player]:
    """Give a linked player who has left traces everywhere, and the rival he plays with."""
    host = street.house.host
    alice, alisa = await linked(street)
    boris = street.player("telegram")
    await alice.start("wall")
    await sees(alice, WALL)
    await alice.press_label("Прибавить")
    await sees(alice, "Счёт 1")
    await alisa.start("quiz_shift")
    await alisa.wait(lambda seen: seen.newest.buttons and seen.newest.text.startswith("Смена вопросов"))
    for leaves in (True, False):
        await boris.start("door")
        await sees(boris, "Ждём второго")
        await alisa.send(boris.seen.newest.text.split()[-1])
        await sees(alisa, "Вас двое")
        await sees(boris, "Вас двое")
        if leaves:
            await alisa.press_label("Выйти")
            await sees(alisa, "Точно выйти?")
            await alisa.press_label("Точно выйти")
            await sees(alisa, HALL)
    await code_of(alice)
    await alice.send("/link AAAA-3333")
    await sees(alice, "Такого кода нет")
    await host.quarantine("telegram", json.dumps({"from": {"id": alice.id}, "odd": True}).encode(), "no shape")
    await host.park("telegram", "tg:1000:77", parked_update(alice))
    await host.effects.idle()
    return alice, alisa, boris


def parked_update(player: Player) -> bytes:
    who = {"id": player.id, "is_bot": False, "first_name": "Игрок"}
    message = {"message_id": 1, "date": TODAY, "chat": {"id": player.id, "type": "private"}, "from": who, "text": "/help"}
    return json.dumps({"update_id": 10**9, "message": message}).encode()


async def test_an_export_leaves_nothing_out(street: Both, redis_server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key that bears one of his names, anywhere in the whole store, is in the file that he is sent."""
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 600.0)
    alice, alisa, boris = await lived(street)
    await alisa.send("/export")
    await sees(alisa, "Пришлём один файл")
    await alisa.press_label("Прислать")
    await alisa.wait(lambda seen: any(message.text.startswith("Файл отправлен") for message in seen.theirs))
    sent = next(message for message in alisa.seen.theirs if message.media.startswith("doc"))
    told = json.loads(street.vk.files.known[sent.media])
    await street.house.host.stop()
    held = await named_in(redis_server.url, names_of(alice, alisa))
    listed = set(re.findall(r'"key": "([^"]+)"', json.dumps(told)))
    assert held <= listed, "something names him and was not exported"
    assert told["profile"]["identities"]
    assert all(re.fullmatch("[0-9a-f]{10}", id) for id, _ in told["profile"]["deliveries"]), "an id is no word, whatever its bytes"
    assert sorted(place["typed"] for place in told["wrong_codes"]) == [0, 1]
    assert not names_of(boris) & set(re.findall(r"[\w:]+", json.dumps(told))), "nobody else is named"
    assert {game["game"] for game in told["games"]} >= {"hall", "wall", "door", "quiz_shift"}
    assert any(entry["kind"] == "press" for game in told["games"] for entry in game["record"]["inputs"])
    await alice.send("/export")
    await sees(alice, "Пришлём один файл")
    await alice.press_label("Прислать")
    await alice.wait(lambda seen: any(message.text.startswith("Файл отправлен") for message in seen.theirs))
    file = next(message for message in alice.seen.theirs if message.kind == "file")
    assert json.loads(street.telegram.files[file.media])["profile"]["pid"] == told["profile"]["pid"]


DOWNLOADED = {
    "ru": "Твои данные только что скачали через {}. Это не ты? Проверь, кому открыт тот аккаунт.",
    "en": "Your data has just been downloaded through {}. Was it not you? Check who can use that account.",
}
NAMES = {"ru": ("Telegram", "ВКонтакте"), "en": ("Telegram", "VK")}


def downloads(player: Player) -> list[str]:
    """List what a player was told of exports elsewhere."""
    begins = tuple(words[:20] for words in DOWNLOADED.values())
    return [message.text for message in player.seen.theirs if message.text.startswith(begins)]


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("asks", [0, 1])
async def test_an_export_is_told_in_the_other_messenger(street: Both, asks: int, language: str) -> None:
    """Once, in his language, with the name of the messenger that it went to; the chat that asked is told nothing more."""
    both_of_him = await linked(street, language)
    one, other = both_of_him[asks], both_of_him[1 - asks]
    before = len(other.seen.theirs)
    await one.send("/export")
    await one.wait(lambda seen: seen.newest.buttons and "JSON" in seen.newest.text)
    assert downloads(other) == [], "nothing is told before it is agreed to"
    await one.press(0)
    await one.wait(lambda seen: any(message.media.startswith("doc") or message.kind == "file" for message in seen.theirs))
    await street.house.host.stop()
    assert downloads(other) == [DOWNLOADED[language].format(NAMES[language][asks])]
    assert len(other.seen.theirs) == before + 1
    assert downloads(one) == []


async def test_an_export_told_twice_is_told_elsewhere_once(street: Both) -> None:
    """The worker dies before it can note that the wish was heard: VK knows the message by its random_id."""
    alice, alisa = await linked(street)
    for _ in range(2):
        told = await street.house.host.people.leaving.export(profile_of(identity(alice)), identity(alice), "session:wish.7")
        assert told == "told exported"
    assert downloads(alisa) == [DOWNLOADED["ru"].format("Telegram")]


@pytest.mark.parametrize("asks", [0, 1])
async def test_an_export_needs_no_other_chat(street: Both, asks: int) -> None:
    """Where he has blocked the bot in the other messenger nothing is told there, and the file comes all the same."""
    both_of_him = await linked(street)
    one, other = both_of_him[asks], both_of_him[1 - asks]
    other.block()
    calls = street.vk.calls if asks == 0 else street.telegram.calls
    before = len(calls)
    await one.send("/export")
    await sees(one, "Пришлём один файл")
    await one.press_label("Прислать")
    await one.wait(lambda seen: any(message.text.startswith("Файл отправлен") for message in seen.theirs))
    await street.house.host.stop()
    assert downloads(other) == []
    assert sum(str(other.id) in map(str, call.values()) for _, call in calls[before:]) == 1, "one call, and no second try"
    street.telegram.refused[:] = [no for no in street.telegram.refused if no.code != 403]


async def test_what_is_parked_for_another_worker_is_his_too(street: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does not serve its platform cannot read it, and finds it by his number."""
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 600.0)
    host, alice = street.house.host, street.player("telegram")
    await alice.start("wall")
    await sees(alice, WALL)
    await host.park("telegram", "tg:1000:77", parked_update(alice))
    await host.park("telegram", "tg:1000:78", parked_update(street.player("telegram")))
    for replays in (host.replays, {}):
        held = await find_holdings(street.house.store, host.people.players, host._sessions, replays, profile_of(identity(alice)))
        assert held is not None
        assert [parked.raw for parked in held.parked] == [parked_update(alice)]


async def test_who_is_forgotten_is_named_nowhere(
    street: Both, redis_server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the second yes no key bears his names; the rival plays on; late duplicates bring nothing back; he may begin anew."""
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 600.0)
    alice, alisa, boris = await lived(street)
    late = Press("tg:1000:early", identity(alice), identity(alice), command="help")
    await street.house.host.receive(late)
    assert await named_in(redis_server.url, names_of(alice, alisa))
    await alice.send("/forget")
    await sees(alice, "Сотрём всё")
    await alice.press_label("Стереть")
    await sees(alice, "Точно стереть всё?")
    erase = next(button for button in alice.seen.newest.buttons if button.label == "Да, стереть всё")
    offered = list(alice.seen.offered)
    await alice.press_button(alice.seen.newest.id, erase.payload, again=3)
    for player in (alice, alisa):
        await player.wait(lambda seen: seen.newest.text.startswith("Готово: мы стёрли всё"))
        await player.wait(lambda seen: not any(message.buttons for message in seen.theirs))
    assert alice.seen.offered == offered, "nothing to press while it is done"
    await street.house.host.stop()
    assert await named_in(redis_server.url, names_of(alice, alisa)) == set()
    await street.house.host.receive(late)
    await boris.press_label("Не ждать")
    await boris.wait(lambda seen: seen.newest.text.startswith("Дверь закрыта"))
    await street.house.host.stop()
    assert await named_in(redis_server.url, names_of(alice, alisa)) == set()
    await alisa.send("/start")
    await sees(alisa, HALL)
    new = await profile(street, alisa)
    assert new is not None
    assert (new.xp, new.identities) == (0, (identity(alisa),))


@pytest.mark.parametrize("nth", range(8))
async def test_forgetting_cut_off_half_way_is_finished(
    street: Both, redis_server: EmbeddedRedis, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies after the nth thing that it has erased; told again, the wish erases the rest."""
    alice, alisa = await linked(street)
    await alice.start("wall")
    await sees(alice, WALL)
    await street.house.host.stop()
    leaving, store, erased = street.house.host.people.leaving, street.house.store, list[str]()

    def dying(verb: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def dies(*given: object) -> object:
            told = await verb(*given)
            erased.append(str(given[0]))
            if len(erased) == nth + 1:
                raise StoreUnavailable("the worker died")
            return told

        return dies

    monkeypatch.setattr(store, "erase", dying(store.erase))
    monkeypatch.setattr(store, "drop_player", dying(store.drop_player))
    found = await profile(street, alice)
    assert found is not None
    hall = found.sessions[0]
    with contextlib.suppress(StoreUnavailable):
        await leaving.forget(profile_of(identity(alisa)), hall, f"{hall}:wish.9")
    assert len(erased) == nth + 1, "the planted death was never met: it proves nothing"
    await leaving.forget(profile_of(identity(alisa)), hall, f"{hall}:wish.9")
    await street.house.host.stop()
    assert await named_in(redis_server.url, names_of(alice, alisa)) == set()
