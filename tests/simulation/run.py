"""One seed played: chaos, then calm, then everything is looked at. A failure prints the command that plays it again."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from itertools import zip_longest

from engine.core.compose import compose
from engine.core.deadlines import LATE_S
from engine.core.inputs import Input
from engine.core.player import Player
from engine.core.session import Session
from engine.runtime.players import profile_of
from engine.runtime.ports import Press
from engine.store.codec import pack_session, unpack_entry, unpack_player
from engine.store.contract import Commit, Stored
from engine.store.model import ModelStore
from engine.workshop.replay import replay
from tests.simulation.clock import LIMIT_S
from tests.simulation.knobs import Knobs, draw, spelled, told
from tests.simulation.line import stepped
from tests.simulation.people import Person, counts, keeps_time, votes
from tests.simulation.vote import ROUNDS, SEATS
from tests.simulation.world import Making, World, few_shards

CHAOS_S = 30.0
PATIENCE_S = 240.0  # after the faults: leases, late redraws and back-off all fit into it
SKEW_S = 2.01  # of the time at which a worker plays to that at which the store commits (MECHANICS 11: 2 s)
QUIET_S = 75.0  # then nothing moves any more
TRACE = 40  # events that are told with a failure


class Broken(AssertionError):
    """A promise does not hold in a world."""


@dataclass
class Story:
    """Who plays what in a world, and what its players knew."""

    world: World
    people: list[Person] = field(default_factory=list)
    plays: dict[str, int] = field(default_factory=dict)  # by chat: games it must have finished

    def begin(self) -> list[asyncio.Task[None]]:
        """Send the players in."""
        world, random = self.world, self.world.random
        work = []
        for number in range(random.randint(1, 3)):
            person = self._person(f"{random.choice(('tg', 'vk'))}:1{number}")
            self.plays[person.chat] = random.randint(1, 2)
            work.append(counts(person, self.plays[person.chat]))
        if random.random() < 0.5:
            person = self._person("vk:20")
            self.plays[person.chat] = 1
            work.append(keeps_time(person))
        strict = not world.knobs.rewind or world.knobs.replicated
        if strict and random.random() < 0.5:
            code: asyncio.Future[str] = world.loop.create_future()
            for number in range(SEATS):
                person = self._person(f"{random.choice(('tg', 'vk'))}:3{number}")
                self.plays[person.chat] = 1
                work.append(votes(person, code))
        return [world.loop.create_task(one) for one in work]

    def _person(self, chat: str) -> Person:
        self.people.append(Person(self.world, chat))
        return self.people[-1]


def play(seed: int, knobs: Knobs | None = None, making: Making = ModelStore) -> World:
    """Play one world to its end. Raises Broken: says what, the knobs, the last events."""
    world = World(seed, knobs or draw(seed), making)
    wrong = _Listening()
    logging.getLogger("smena").addHandler(wrong)
    logging.getLogger("smena").propagate = False
    try:
        asyncio.set_event_loop(None)
        with few_shards():
            world.loop.run_until_complete(_lived(world))
        world.tally.trips = wrong.trips
        if wrong.heard:
            raise Broken(f"it was logged: {wrong.heard[0]}")
    except Exception as failed:
        trace = "\n".join(world.trace[-TRACE:])
        why = f"seed {seed} ({told(world.knobs)}): {type(failed).__name__}: {failed}"
        raise Broken(f"{why}\n{trace}\nplay it again: {command(seed, world.knobs, making)}") from failed
    finally:
        logging.getLogger("smena").removeHandler(wrong)
        logging.getLogger("smena").propagate = True
        _closed(world)
    return world


def compared(seed: int, knobs: Knobs, making: Making) -> World:
    """Play a world on the model and on another store. Raises Broken: tells the first event that is another one."""
    model, other = play(seed, knobs), play(seed, knobs, making)
    for number, (expected, found) in enumerate(zip_longest(model.trace, other.trace, fillvalue="nothing more")):
        if expected != found:
            before = "\n".join(model.trace[max(0, number - TRACE) : number])
            why = f"seed {seed} ({told(knobs)}): event {number} of the model: {expected}\nof the other store: {found}"
            raise Broken(f"{before}\n{why}\nplay it again: {command(seed, knobs, making)}")
    return other


def command(seed: int, knobs: Knobs, making: Making = ModelStore) -> str:
    """Spell the command that plays this very world."""
    options = [*(f"--knob {one}" for one in spelled(seed, knobs)), *(["--redis"] if making is not ModelStore else [])]
    return " ".join((f"python -m tests.simulation {seed}", *options))


async def _lived(world: World) -> None:
    failures: list[str] = []
    world.loop.set_exception_handler(lambda loop, context: failures.append(str(context.get("exception") or context["message"])))
    safety = _Safety(world)
    world.watch = safety.look
    for _ in range(world.knobs.workers):
        world.hire()
    story = Story(world)
    playing = story.begin()
    chaos = asyncio.ensure_future(_chaos(world))
    done, _ = await asyncio.wait(playing, timeout=CHAOS_S, return_when=asyncio.FIRST_EXCEPTION)
    chaos.cancel()
    world.calm, world.store_away, world.store_full = True, False, False
    if world.knobs.upgrade:
        await world.upgrade(0.2)  # who is still old goes now
    while len(world.workers) < world.knobs.workers:
        await asyncio.sleep(0.5)
    done, waiting = await asyncio.wait(playing, timeout=PATIENCE_S, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()
    if waiting:
        stuck = [f"{person.chat} sees {_chat_of(person)}" for person in story.people if not person.results]
        raise Broken(f"{len(waiting)} players wait for ever: {'; '.join(stuck)}")
    for person in story.people:
        await person.rest()
    await asyncio.sleep(QUIET_S)
    if world.rewound and not world.knobs.replicated:
        await _healed(world)
    _final_views(world)
    if story.people[0].strict:
        _profiles(world, story)
        safety.records()
    if failures:
        raise Broken(f"a task failed unheard: {failures[0]}")


async def _chaos(world: World) -> None:
    """Kill workers, take the store away, fail over: until it is cancelled."""
    knobs, random = world.knobs, world.random
    rewind_at = random.uniform(5, CHAOS_S) if knobs.rewind else 1e9
    upgrade_at = random.uniform(2, CHAOS_S) if knobs.upgrade else 1e9
    while True:
        await asyncio.sleep(0.5)
        if knobs.crash_every_s and random.random() < 0.5 / knobs.crash_every_s and world.workers:
            world.kill_one()
        if knobs.freeze_every_s and random.random() < 0.5 / knobs.freeze_every_s and world.workers:
            world.freeze_one()
        if knobs.jump_every_s and random.random() < 0.5 / knobs.jump_every_s and world.workers:
            world.jump_one()
        if knobs.cut_every_s and random.random() < 0.5 / knobs.cut_every_s and world.workers:
            world.cut_one()
        if knobs.full_s and random.random() < 0.5 / 20.0:
            world.store_full = True
            await asyncio.sleep(random.uniform(0, 2 * knobs.full_s))
            world.store_full = False
        if knobs.store_down_s and random.random() < 0.5 / 20.0:
            world.store_away = True
            await asyncio.sleep(random.uniform(0, 2 * knobs.store_down_s))
            world.store_away = False
        if not knobs.replicated and random.random() < 0.3:
            world.replicate()
        if world.loop.time() > upgrade_at:
            upgrade_at = 1e9
            await world.upgrade(3.0)
        if world.loop.time() > rewind_at:
            world.fail_over()
            rewind_at = 1e9


async def _healed(world: World) -> None:
    """A drawing of a commit that the failover lost may have landed since: its button, pressed, brings the newest view."""
    for chat, shown in world.chats.items():
        for message in list(shown.messages.values()):
            token = next((key.token for key in message.screen.keys() if key.token), "")
            if token:
                await world.deliver(Press(f"heal/{chat}/{message.id}", chat, chat, token=token, message=message.id))
    await asyncio.sleep(QUIET_S)


def _chat_of(person: Person) -> str:
    touched = person.world.chats[person.chat].touched
    return f"«{touched.screen.text.plain}»" if touched else "nothing"


# -- what must hold ------------------------------------------------------------------------------------------


class _Safety:
    """Looked at after every commit, and in the records at the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steps: dict[str, tuple[int, bytes]] = {}
        self.applied: set[bytes] = set()  # a commit whose reply was lost comes again

    def look(self, change: Commit, stored: Stored) -> None:
        """No session goes back, no input counts at a wrong time, no state is lifted twice."""
        sid, session = change.sid, self.world.session(change.sid)
        if session is None:
            raise Broken(f"session {sid} cannot be read after its commit")
        step, _ = self.steps.get(sid, (0, b""))
        if session.step < step and not self.world.rewound:
            raise Broken(f"session {sid} went back from step {step} to {session.step}")
        self.steps[sid] = (session.step, stored.commit)
        for given in map(unpack_entry, change.record if change.id not in self.applied else ()):
            if isinstance(given, Input) and abs(given.now - self.world.now()) > SKEW_S:
                raise Broken(f"session {sid}: a {given.kind} counted {given.now - self.world.now():+.1f} s off the time")
        self.applied.add(change.id)
        if getattr(session.state, "lifts", 0) > 1:
            raise Broken(f"session {sid}: a state was lifted twice")

    def records(self) -> None:
        """No delivery is counted twice; no deadline is early; no press wins after its time."""
        for sid in self.world.sids:
            session = self.world.session(sid)
            entries = self.world.record(sid)
            counted = [entry.delivery for entry in entries if entry.kind in ("press", "words", "join")]
            twice = [entry for entry in entries if entry.delivery and counted.count(entry.delivery) > 1]
            if twice:
                raise Broken(f"session {sid}: a delivery is counted twice: {twice[:2]}")
            if session is not None and session.game == "clock":
                _timely(sid, entries)
            _replayed(self.world, sid)


def _replayed(world: World, sid: str) -> None:
    """The record, played again, ends with the very bytes that the store has."""
    *_, last = replay(world.games, sid, stepped(world.store.record(sid)), stepped(world.store.secret(b"")))
    session = world.session(sid)
    body = pack_session(session) if world.knobs.upgrade and session else stepped(world.store.load(sid)).body
    if pack_session(last.session) != body:
        raise Broken(f"session {sid}: the record replays to another state: {last.session.state}")


def _timely(sid: str, entries: list[Input]) -> None:
    armed = 0.0
    for entry in entries:
        kind, now = entry.kind, entry.now
        if kind == "armed":
            armed = now
            continue
        if kind == "deadline" and (not armed or now < armed + LIMIT_S):
            raise Broken(f"session {sid}: the clock fired {f'{armed + LIMIT_S - now:.2f} s early' if armed else 'unarmed'}")
        if kind == "press" and armed and now > armed + LIMIT_S + LATE_S + SKEW_S:
            raise Broken(f"session {sid}: a press won {now - armed - LIMIT_S:.2f} s after its time")
        armed = 0.0


def _final_views(world: World) -> None:
    """Every chat shows the newest view of every session that it belongs to, and nothing is drawn for ever."""
    catalogue = world.games
    for sid in world.sids:
        session, stored = world.session(sid), stepped(world.store.load(sid))
        for number, audience in enumerate(session.audiences if session else ()):
            if not audience.successor and session is not None:
                _final_view(world, session, stored, number, compose(catalogue[session.game], session, number).text.plain)
    for chat, shown in world.chats.items():
        wanted = sum(stored.posts[n].sent for stored, n in _last_posts(world, chat))
        world.tally.extras += max(0, shown.sends - wanted)
        if chat.startswith("vk") and shown.sends > wanted and not world.rewound:
            raise Broken(f"{chat} got {shown.sends} messages for {wanted} that were wanted")


def _last_posts(world: World, chat: str) -> list[tuple[Stored, int]]:
    """Find the posts of a chat that nobody took over: each counts all the messages since its chain of games began."""
    found = []
    for sid in world.sids:
        session, stored = world.session(sid), stepped(world.store.load(sid))
        number = session.audience_of(chat) if session else None
        if session is not None and number is not None and not session.audiences[number].successor:
            found.append((stored, number))
    return found


def _final_view(world: World, session: Session, stored: Stored, number: int, wanted: str) -> None:
    chat, post = world.chats[session.audiences[number].chat], stored.posts[number]
    if post.sent > 0 and not post.message and session.audiences[number].chat.startswith("tg"):
        world.tally.given_up += 1
        return
    shown = chat.messages.get(post.message)
    if shown is None or shown.screen.text.plain != wanted:
        seen = "no message" if shown is None else f"«{shown.screen.text.plain}»"
        raise Broken(f"{session.audiences[number].chat} shows {seen} and should show «{wanted}» ({post})")
    keys = [key.token for key in shown.screen.keys() if key.token]
    if keys != [key.token for key in compose(world.games[session.game], session, number).keys() if key.token]:
        raise Broken(f"{session.audiences[number].chat} shows buttons of another moment")


def _profiles(world: World, story: Story) -> None:
    """Every play is credited once."""
    for person in story.people:
        player = _player(world, person.chat)
        expected = story.plays[person.chat]
        if player is None or player.plays != expected:
            raise Broken(f"{person.chat} played {expected} times, the profile says {player and player.plays}")
        if player.xp != sum(_worth(person.chat) for _ in range(expected)):
            raise Broken(f"{person.chat}: {player.xp} points of experience are credited")
        if player.sessions:
            raise Broken(f"{person.chat}: games that nobody began are on the list: {player.sessions}")


def _worth(chat: str) -> int:
    points = {"1": 10 * ROUNDS, "2": ROUNDS, "3": ROUNDS}[chat.partition(":")[2][0]]
    return 100 + points // 10


def _player(world: World, chat: str) -> Player | None:
    pid = profile_of(chat)
    stored = stepped(world.store.player(pid))
    return unpack_player(pid, stored.body) if stored else None


class _Listening(logging.Handler):
    """Hears what the engine itself calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []
        self.trips = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        told = record.getMessage()
        if "ValueError at" in told and "count.py" in told:  # the mistake of the game itself, told by its place
            self.trips += 1
            return
        if record.exc_info and record.exc_info[1] is not None:
            told += f": {record.exc_info[1]!r}"
        self.heard.append(told)


def _closed(world: World) -> None:
    """Let go of everything that still waits in a world."""
    world.loop.set_exception_handler(lambda loop, context: None)
    for task in asyncio.all_tasks(world.loop):
        task.cancel()
    try:
        world.loop.run_until_complete(asyncio.sleep(0))
        for _ in range(2000):
            if not asyncio.all_tasks(world.loop):
                break
            world.loop.run_until_complete(asyncio.sleep(0))
    finally:
        world.loop.close()
