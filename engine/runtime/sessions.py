"""The store's sessions as this worker last saw them. Knows nothing of inputs."""

from __future__ import annotations

import logging
from collections import OrderedDict

from engine.core.errors import AuthorError
from engine.core.session import Session
from engine.runtime.blame import told
from engine.runtime.bounded import bounded
from engine.runtime.catalogue import Catalogue
from engine.runtime.seams import StoreClock
from engine.store.codec import unpack_session
from engine.store.contract import SessionStore, Stored
from engine.store.errors import Poison

log = logging.getLogger("smena.sessions")

CACHE_MOST = 4096  # sessions a worker remembers between presses


class Sessions:
    """Loads, reads and remembers."""

    def __init__(self, store: SessionStore, catalogue: Catalogue, clock: StoreClock) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._cache: OrderedDict[str, Stored] = OrderedDict()

    def cached(self, sid: str) -> Stored | None:
        """Look at what is remembered; another worker may have changed it since."""
        return self._cache.get(sid)

    def remember(self, sid: str, stored: Stored | None) -> None:
        """Keep what the store has just said, for the next press; None: there is no such session."""
        self._cache.pop(sid, None)
        if stored is not None:
            self._cache[sid] = stored
        while len(self._cache) > CACHE_MOST:
            self._cache.popitem(last=False)

    def forget(self, sid: str) -> None:
        """Have the next press load it."""
        self._cache.pop(sid, None)

    async def load(self, sid: str) -> Stored | None:
        """Ask the store; what it says is not remembered, for it is decided upon as fresh. Raises StoreUnavailable."""
        self.forget(sid)
        try:
            stored = await self._store.load(sid)
        except Poison as wrong:
            await self.set_aside(sid, wrong)
            return None
        if stored is not None:
            self._clock.heard(stored.now)
        return stored

    async def read(self, sid: str, stored: Stored) -> Session | None:
        """Read a session; None if it cannot be read. Raises Newer: a newer worker can.

        Damaged bytes are set aside. What only this version of the game cannot read is left alone: a mended one will.
        """
        try:
            return bounded(unpack_session, sid, stored.body, self._catalogue.games, stored.shown_at)
        except AuthorError as wrong:
            log.error("%s", told(wrong))
            return None
        except Poison as wrong:
            await self.set_aside(sid, wrong)
            return None

    async def set_aside(self, sid: str, wrong: Poison) -> None:
        """Put a damaged session into quarantine: there is none from now on. Raises StoreUnavailable."""
        log.error("session %s is damaged and set aside: %s", sid, wrong)
        self.forget(sid)
        await self._store.set_aside(sid, str(wrong))

    async def of(self, sid: str) -> Session | None:
        """Load and read a session; None if there is none, or nobody can read it. Raises StoreUnavailable."""
        stored = await self.load(sid)
        return await self.read(sid, stored) if stored else None
