"""Players: they look, press what they see, sometimes twice, sometimes an old button, and know what must come of it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.core.house import HOUSE
from engine.runtime.ports import Answer, Command, Press
from tests.simulation.chats import Message
from tests.simulation.vote import ROUNDS, SEATS

if TYPE_CHECKING:
    from tests.simulation.world import World

LOOK_S = 0.25
AGAIN = HOUSE.say("ru", "again", {}).plain


class Person:
    """One player in one messenger."""

    def __init__(self, world: World, chat: str) -> None:
        self.world = world
        self.chat = chat
        self.sent = 0
        self.old: list[str] = []  # tokens of moments that are over
        self.results = 0  # plays that he saw the end of
        self.end = ""  # what the last screen said
        self.tasks: set[asyncio.Task[object]] = set()

    @property
    def strict(self) -> bool:
        """Nothing may be lost in this world: he never presses twice for the same thing."""
        return not self.world.knobs.rewind or self.world.knobs.replicated

    async def give(self, *, token: str = "", text: str = "", code: str = "", command: str = "", message: str = "") -> Answer | None:
        """Do one thing; the platform delivers it once, or more often."""
        world = self.world
        self.sent += 1
        world.tally.presses += 1
        told = f"{self.chat}/{self.sent}"
        start: Command = "start" if command else ""
        press = Press(told, self.chat, self.chat, token=token, text=text, command=start, code=code, message=message)
        if world.happens(world.knobs.doubled):
            self._aside(self._later(press))
        if token and self.old and world.happens(world.knobs.stale):
            world.tally.stale_presses += 1
            stale = Press(f"{self.chat}/{self.sent}/old", self.chat, self.chat, token=world.random.choice(self.old))
            self._aside(world.deliver(stale))
        return await world.deliver(press)

    async def tap(self, message: Message, label: str, once_more: bool = True) -> None:
        """Press a button of a message; now and then with a trembling finger."""
        token = next(key.token for key in message.screen.keys() if key.label == label)
        self.world.note(f"{self.chat} taps {label}")
        if once_more and self.world.happens(self.world.knobs.tapped_twice):
            self._aside(self.give(token=token, message=message.id))
        await self.give(token=token, message=message.id)

    async def sees(self, wanted: Callable[[Message], bool], patience_s: float = 1e9) -> Message | None:
        """Look until the chat shows what is wanted."""
        until, looks = self.world.loop.time() + patience_s, 0
        while self.world.loop.time() < until:
            messages = self.world.chats[self.chat].messages.values()
            shown = [message for message in messages if wanted(message) and self._live(message)]
            if shown:
                return max(shown, key=lambda message: message.changed)
            await asyncio.sleep(LOOK_S)
            looks += 1
            if looks % 100 == 0 and self.chat.startswith("tg") and self.world.given_up(self.chat):
                await self.give(command="start")
        return None

    def leaves_behind(self, message: Message) -> None:
        """Remember the buttons of a moment that is over."""
        self.old += [key.token for key in message.screen.keys() if key.token]

    def _live(self, message: Message) -> bool:
        """Tell whether a message has buttons that he has not done with (an old drawing may land late)."""
        return any(key.token not in self.old for key in message.screen.keys() if key.token)

    async def rest(self) -> None:
        """Wait for everything that was sent aside."""
        while self.tasks:
            await asyncio.wait(set(self.tasks))

    async def _later(self, press: Press) -> Answer | None:
        self.world.tally.delivered_twice += 1
        about_s = 20.0 if press.text else self.world.random.choice((0.0, 0.5, 20.0))  # words have no token: time is their trap
        await asyncio.sleep(about_s * self.world.random.random())
        return await self.world.deliver(press)

    def _aside(self, work: object) -> None:
        task: asyncio.Task[object] = self.world.loop.create_task(work)  # type: ignore[arg-type]  # a coroutine of ours
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def text_of(message: Message) -> str:
    """Give the words of a message."""
    return message.screen.text.plain


async def counts(person: Person, plays: int) -> None:
    """Play the counting game, so many times; every press and every word must count exactly once."""
    await person.give(command="start", code="count")
    for play in range(plays):
        end = await (_counts_strictly(person) if person.strict else _presses_on(person, "count"))
        person.results += 1
        person.leaves_behind(end)
        person.end = text_of(end)
        if play + 1 < plays and person.world.random.random() < 0.5:
            await person.tap(end, AGAIN, once_more=False)
        elif play + 1 < plays:
            await person.give(command="start", code="count")


async def _counts_strictly(person: Person) -> Message:
    goes = extras = words = 0
    random = person.world.random
    while goes < ROUNDS:
        message = await person.sees(_shows(f"Ходов {goes}, ещё {extras}, слов {words}"))
        assert message is not None
        if person.world.happens(person.world.knobs.trips):
            await person.tap(message, "Споткнуться", once_more=False)
        roll = random.random()
        if roll < 0.25 and extras < 5:
            extras += 1
            await person.tap(message, "Ещё", once_more=False)
            continue
        if roll < 0.4 and words < 3:
            words += 1
            await person.give(text="слово")
        else:
            goes += 1
            await person.tap(message, "Дальше")
        person.leaves_behind(message)
    end = await person.sees(_shows("Итог: ходов"))
    assert end is not None
    expected = f"Итог: ходов {goes}, ещё {extras}, слов {words}"
    assert text_of(end) == expected, f"{person.chat} counts «{expected}», the chat shows «{text_of(end)}»"
    return end


async def _presses_on(person: Person, game: str) -> Message:
    """Press what is shown until the end; start anew when nothing helps. What was done may be lost in this world."""
    vain = 0
    while True:
        end = await person.sees(_shows("Итог"), 3.0)
        if end is not None:
            return end
        shown = person.world.chats[person.chat].touched
        before = text_of(shown) if shown else ""
        if shown and any(key.label == "Дальше" for key in shown.screen.keys()):
            await person.tap(shown, "Дальше")
        await asyncio.sleep(2.0)
        now = person.world.chats[person.chat].touched
        vain = vain + 1 if now is None or text_of(now) == before else 0
        if vain:  # the store may have forgotten the very game: then another one is begun
            await person.give(command="start", code=game if now is None or vain > 3 else "")


async def keeps_time(person: Person) -> None:
    """Play the clock: sometimes a press, mostly silence."""
    await person.give(command="start", code="clock")
    for look in itertools.count(1):
        message = await person.sees(_shows("Прошло"), 20.0)
        if await person.sees(_shows("Итог"), 0.3):
            break
        if message and person.world.random.random() < 0.3 and message.screen.keys():
            await person.tap(message, "Дальше")
        await asyncio.sleep(person.world.random.uniform(0.5, 8.0))
        if not person.strict:
            await person.give(command="start", code="" if look % 8 and person.world.chats[person.chat].messages else "clock")
    person.results += 1


async def votes(person: Person, code: asyncio.Future[str]) -> None:
    """Sit at the table and answer once in each round."""
    if not code.done() and person.chat.endswith("0"):
        await person.give(command="start", code="vote")
        message = await person.sees(_shows("Нас"))
        assert message is not None
        code.set_result(text_of(message).split()[-1])
    else:
        await person.give(command="start", code=f"d_{await code}")
    for number in range(ROUNDS):
        message = await person.sees(_shows(f"Круг {number}, моих {number},"))
        assert message is not None
        await asyncio.sleep(person.world.random.uniform(0, 2.0))
        await person.tap(message, "Дальше")
        person.leaves_behind(message)
    end = await person.sees(_shows("Итог"))
    assert end is not None
    assert text_of(end) == f"Итог: всех {ROUNDS * SEATS}"
    person.results += 1


def _shows(*parts: str) -> Callable[[Message], bool]:
    return lambda message: all(part in text_of(message) for part in parts)
