"""What a platform does to a call, and what the player sees of it: a table over real HTTP (RELIABILITY P5, P6, P15-P17)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import count

import pytest
import pytest_asyncio

from adapters.sandbox.faults import Fault, Kind
from engine.store.server import EmbeddedRedis
from tests.play.both import Both, Player, both, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUIET_S = 0.6  # three of the sweeper's ticks: what was to be repeated would have been
METHODS = {
    ("telegram", "send"): "sendMessage",
    ("telegram", "edit"): "editMessageText",
    ("vk", "send"): "messages.send",
    ("vk", "edit"): "messages.edit",
}
Harm = Callable[[Both, Player], None]


@dataclass(frozen=True)
class Row:
    """One misfortune, and its promise."""

    messenger: str
    call: str  # "send": the first message; "edit": the view after a press
    what: str
    harm: Harm
    shown: bool  # the view comes by itself
    calls: int  # of that kind, to this player, at most
    messages: int  # that stand in his chat, at most
    promise: str

    @property
    def name(self) -> str:
        return f"{self.messenger} {self.call}: {self.what}: {self.promise}"


def fails(kind: Kind, code: int = 500, *, applied: bool = False, times: int = 1, retry_after: int = 0) -> Harm:
    """Order failures of the call that is tried."""

    def order(here: Both, who: Player) -> None:
        sandbox = here.telegram if who is here.telegram.players.get(who.id) else here.vk
        methods = ("sendMessage", "editMessageText") if sandbox is here.telegram else ("messages.send", "messages.edit")
        method = methods[bool(who.seen.theirs)]
        sandbox.faults.order(Fault(method, kind, code, retry_after, applied, times, silence_s=1.0))

    return order


def deleted(here: Both, who: Player) -> None:
    """Take the message away."""
    who.seen.drop(who.seen.newest.id)


def foreign(here: Both, who: Player) -> None:
    """Make the message one that may not be edited."""
    who.seen.newest.mine = True


def blocked(here: Both, who: Player) -> None:
    """Block the bot without telling it."""
    here.telegram.blocked.add(who.id)


def gone(here: Both, who: Player) -> None:
    """Delete the account."""
    here.telegram.gone.add(who.id)


def _rows() -> list[Row]:
    waits = "no second call before its time, and the view comes"
    rows = [Row(m, c, "429" if m == "telegram" else "6", _told(m), True, 2, 1, waits) for m, c in METHODS]
    lost: list[tuple[str, Kind, int]] = [
        ("500", "status", 500),
        ("502 page", "html", 502),
        ("reset", "reset", 0),
        ("silence", "silent", 0),
    ]
    for what, kind, code in lost:
        for applied in (False, True) if kind in ("reset", "silent") else (False,):
            known = f"{what}, {'done' if applied else 'not done'}"
            once = fails(kind, code, applied=applied)
            rows.append(Row("telegram", "send", known, once, True, 2, 1 + applied, "one more send, at most one twin"))
            rows.append(Row("telegram", "edit", known, once, True, 2, 1, "an edit is repeated, and shows nothing twice"))
            rows.append(Row("vk", "send", known, once, True, 2, 1, "the same random_id shows one message"))
            rows.append(Row("vk", "edit", known, once, True, 2, 1, "an edit is repeated, and shows nothing twice"))
    never = fails("reset", applied=True, times=9)
    rows.append(Row("telegram", "send", "reset each time, done", never, True, 2, 2, "never a third send of unknown fate"))
    for code in (10, 4242):
        rows.append(
            Row("vk", "send", f"{code}", fails("error", code, applied=True), True, 2, 1, "the same random_id shows one message")
        )
    for code in (7, 901, 902, 917):
        rows.append(Row("vk", "send", f"{code}", fails("error", code), False, 1, 0, "who cannot be reached is asked once"))
    for code in (911, 914):
        rows.append(Row("vk", "send", f"{code}", fails("error", code, times=9), False, 1, 0, "what is never taken is not repeated"))
    for code in (909, 920):
        rows.append(
            Row("vk", "edit", f"{code}", fails("error", code), True, 2, 2, "a new message stands in, the old one is let go")
        )
    for harm, what in ((deleted, "message to edit not found"), (foreign, "message can't be edited")):
        rows.append(Row("telegram", "edit", what, harm, True, 1, 2, "a new message stands in"))
    for harm, what in ((blocked, "403 blocked"), (gone, "403 deactivated")):
        rows.append(Row("telegram", "edit", what, harm, False, 1, 1, "who cannot be reached is asked once"))
    rows.append(Row("vk", "send", "9", fails("error", 9), False, 1, 0, "a chat under flood control is left alone"))
    return rows


def _told(messenger: str) -> Harm:
    return fails("status", 429, retry_after=1) if messenger == "telegram" else fails("error", 6)


ROWS = _rows()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole table: what is done to one player must not harm the next."""
    patch = pytest.MonkeyPatch()
    patch.setattr("engine.runtime.delivery.TWIN_WAIT_S", 0.2)
    patch.setattr("adapters.telegram.calls.CALL_S", 0.4)
    patch.setattr("adapters.vk.execute.CALL_S", 0.4)
    async with both(redis_server.url) as opened:
        opened.ids = count(2001)
        yield opened
    patch.undo()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_misfortune_keeps_its_promise(street: Both, row: Row) -> None:
    """The view comes, or is asked for no more; there is no twin but the one promised; the others play on."""
    who, other = street.player(row.messenger), street.player(row.messenger)
    if row.call == "send":
        row.harm(street, who)
        await who.start("wall")
        view = "Счёт 0"
    else:
        await who.start("wall")
        await who.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
        label = who.seen.newest.buttons[0]
        id = who.seen.newest.id
        row.harm(street, who)
        await who.press_button(id, label.payload)
        view = "Счёт 1"
    if row.shown and "each time" not in row.what:
        await who.wait(lambda seen: seen.newest.text.startswith(view) and seen.newest.buttons)
    else:
        await until(lambda: tried(street, row, who) >= 1)
    await asyncio.sleep(QUIET_S)
    assert tried(street, row, who) <= row.calls, row.promise
    stands = [message for message in who.seen.messages.values() if not message.mine or message.buttons]
    assert len(stands) <= row.messages, who.seen.transcript()
    for sandbox in (street.telegram, street.vk):
        sandbox.faults.plan.clear()
    await other.start("wall")
    await other.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))


def tried(street: Both, row: Row, who: Player) -> int:
    """Count the calls of the kind that was struck, to this player."""
    method = METHODS[row.messenger, row.call]
    calls = street.telegram.calls if row.messenger == "telegram" else street.vk.calls
    names = ("chat_id", "peer_ids", "peer_id")
    return sum(called == method and any(str(call.get(name)) == str(who.id) for name in names) for called, call in calls)
