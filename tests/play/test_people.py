"""A player's own affairs over both messengers: a nick, one profile for two messengers, an export, and being forgotten."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from adapters.sandbox.telegram_player import TelegramPlayer
from engine.core.nicks import default_nick
from engine.core.player import Player as Profile
from engine.runtime.players import profile_of
from engine.store.server import EmbeddedRedis
from tests.play.both import MESSENGERS, Both, Player, both

pytestmark = pytest.mark.asyncio(loop_scope="module")
HALL, WALL = "Смена начинается", "Счёт 0"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole module; everybody who comes is new."""
    async with both(redis_server.url) as opened:
        yield opened
        assert opened.telegram.refused == [] == opened.vk.refused


def identity(player: Player) -> str:
    return f"{'tg' if isinstance(player, TelegramPlayer) else 'vk'}:{player.id}"


async def sees(player: Player, words: str) -> None:
    await player.wait(lambda seen: seen.theirs and seen.newest.text.startswith(words) and seen.newest.buttons)


async def profile(street: Both, player: Player) -> Profile | None:
    return await street.house.host.people.linking._players.load(profile_of(identity(player)))


async def code_of(player: Player) -> str:
    """Ask for a code and read it."""
    await player.send("/link")
    await sees(player, "Твой код")
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", player.seen.newest.text)
    assert found is not None
    return found[0]


async def linked(street: Both) -> tuple[Player, Player]:
    """Give one person who writes from both messengers."""
    alice, alisa = street.player("telegram"), street.player("vk")
    code = await code_of(alice)
    await alisa.send(f"/link {code}")
    await sees(alisa, "Связать этот профиль")
    await alisa.press_label("Связать")
    await sees(alisa, "Готово")
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
    match (await client.type(key)).decode():
        case "string":
            return bytes(await client.get(key) or b"")
        case "list":
            return b" ".join(await client.lrange(key, 0, -1))
        case "hash":
            return b" ".join(part for pair in (await client.hgetall(key)).items() for part in pair)
        case "zset":
            return b" ".join(await client.zrange(key, 0, -1))
    raise AssertionError(f"a key of a type that nobody expects: {key!r}")


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
    one, other = await profile(street, alice), await profile(street, alisa)
    assert one == other
    assert one is not None
    assert sorted(one.identities) == sorted((identity(alice), identity(alisa)))


async def test_a_code_is_good_once_and_wrong_ones_are_counted(street: Both) -> None:
    """A used code, one's own, and a wrong one are refused kindly; after five wrong ones even the right one waits."""
    alice, _ = await linked(street)
    used = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", " ".join(message.text for message in alice.seen.theirs))[0]
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
        await eve.wait(lambda seen, messages=messages: len(seen.theirs) == messages + 1)
        await sees(eve, "Такого кода нет")
    await eve.send(f"/link {good}")
    await sees(eve, "Слишком много неверных кодов")
