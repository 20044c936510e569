"""Strangers who seek each other: the line pairs two sessions, one is closed, its player sits down in the other.

A pair is settled in the line by one script. Then the one who asked is committed to it (his session is closed), and only then
does he sit down: nobody is ever in two games by one search. Each step is an effect that is told again until it is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

from engine.core.inputs import Meeting, Recorded, Seeking
from engine.core.meeting import MET
from engine.core.opening import made_id
from engine.core.session import Session
from engine.runtime.entry import Entry
from engine.runtime.job import Job
from engine.runtime.ports import Answer
from engine.runtime.sessions import Sessions
from engine.store.contract import SessionStore
from engine.store.errors import StoreUnavailable

REFUSALS_MOST = 32  # of those who waited no more, before the search is put off


class Meetings:
    """Takes the effects of seeking where they belong. One a worker."""

    def __init__(
        self, store: SessionStore, sessions: Sessions, entry: Entry, give: Callable[[str, Job], Awaitable[Answer]]
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._entry = entry
        self._give = give

    async def apply(self, sid: str, effect: Seeking | Meeting | Recorded) -> None:
        """Do what an effect asks for; doing it twice does it once. Raises StoreUnavailable."""
        match effect:
            case Seeking():
                await self._seek(sid, effect.line)
            case Meeting():
                await self._meet(sid, effect)
            case Recorded():
                await self._store.keep_run(effect.line, effect.run)

    async def _seek(self, sid: str, line: str) -> None:
        session = await self._sessions.of(sid)
        if session is not None and session.closed == MET:
            return  # he is on his way: what is left to do is his Meeting's
        if not _seeks(session, line):
            await self._store.unqueue(line, sid, done=False)
            return
        other = await self._found(sid, line, session)
        if not other:
            await self._lend(sid, line)
            return
        await self._give(sid, Job("paired", delivery=f"paired:{sid}:{other}", words=other))
        session = await self._sessions.of(sid)
        if session is None or session.closed != MET:  # he went another way at this very moment
            await self._store.unqueue(line, sid, done=False)

    async def _found(self, sid: str, line: str, session: Session | None) -> str:
        """Ask the line for somebody who still waits and is another; "" = nobody, and we wait."""
        mine = {place.player for place in session.places if place.player} if session else set()
        refused = ""
        for _ in range(REFUSALS_MOST):
            other = await self._store.queue(line, sid, refused)
            there = await self._sessions.of(other) if other else None
            if not other or (there and _seeks(there, line) and not mine & {place.player for place in there.places}):
                return other
            refused = other
        raise StoreUnavailable(f"line {line}: {REFUSALS_MOST} in a row waited no more")

    async def _meet(self, sid: str, meeting: Meeting) -> None:
        job = Job(
            "met", meeting.chat, meeting.player, f"met:{sid}", words=meeting.chat, language=meeting.language,
        )  # fmt: skip
        again = made_id("missed", sid)
        missed = await self._sessions.of(again) is not None  # this very effect has opened it
        seated = not missed and await self._entry.seated(meeting.other, meeting.player, job) is not None
        if not seated:
            game = meeting.line.partition(":")[0]
            await self._entry.open_anew(again, game, meeting.player, meeting.chat, meeting.language, "missed")
        await self._store.unqueue(meeting.line, sid, done=seated)

    async def _lend(self, sid: str, line: str) -> None:
        runs = await self._store.runs(line)
        if runs:
            await self._give(sid, Job("lent", act=Random(sid).choice(runs)))


def _seeks(session: Session | None, line: str) -> bool:
    return session is not None and not session.over and session.seeking == line
