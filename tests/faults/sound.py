"""What must hold in a store at any instant, whatever was cut off: no script half done, everything that waits is waited for."""

from __future__ import annotations

import hashlib

from engine.store.codec import unpack_player
from engine.store.redis import RedisStore
from tests.faults.judge import Kept, disagreements, due, sessions


class Sound:
    """Looks at one store after the other; what it has seen with the same bytes before it does not play again."""

    def __init__(self) -> None:
        self._seen: dict[bytes, list[str]] = {}
        self.replayed = 0
        self.looked_at = 0  # sessions, in all the stores

    async def look(self, store: RedisStore) -> list[str]:
        """Say all that is wrong in a store."""
        found, secret, waits = await sessions(store), await store.secret(b""), await due(store)
        self.looked_at += len(found)
        known = {kept.sid for kept in found}
        wrong = [f"{member} waits for no session" for member in waits if member[0] in "td" and member.split(":")[1] not in known]
        for kept in found:
            pending = {id for id, _ in await store.effects(kept.sid)}
            wrong += [f"session {kept.sid}: {why}" for why in self._replays(kept, secret)]
            wrong += [f"session {kept.sid}: {why}" for why in _unawaited(kept, waits, pending)]
            if type(kept.session.state).is_final and not pending and not await _credited(store, kept):
                wrong.append(f"session {kept.sid}: it is over, and its result is neither pending nor credited")
        return wrong

    def _replays(self, kept: Kept, secret: bytes) -> list[str]:
        key = hashlib.blake2b(b"|".join((kept.sid.encode(), kept.stored.body, *kept.record)), digest_size=16).digest()
        if key not in self._seen:
            self.replayed += 1
            try:
                self._seen[key] = disagreements(kept, secret)
            except Exception as wrong:  # a record that lost its snapshot, or holds what cannot be read
                self._seen[key] = [f"{type(wrong).__name__}: {wrong}"]
        return self._seen[key]


def _unawaited(kept: Kept, waits: set[str], pending: set[str]) -> list[str]:
    """Name what should come due and does not."""
    wrong = []
    if not kept.session.over and f"t:{kept.sid}" not in waits:
        wrong.append("nobody will close it when it is abandoned")
    if pending and f"e:{kept.sid}" not in waits:
        wrong.append("its effects would never leave")
    for number, post in enumerate(kept.stored.posts):
        drawn = post.drawn == kept.stored.commit and post.wanted == post.sent and not post.token
        if not (drawn or post.unreachable) and f"d:{kept.sid}:{number}" not in waits:
            wrong.append("its newest view would never be drawn")
    return wrong


async def _credited(store: RedisStore, kept: Kept) -> bool:
    pid = kept.session.places[0].player
    stored = await store.player(pid)
    applied = unpack_player(pid, stored.body).applied if stored else ()
    return any(effect.partition(":")[0] == kept.sid for effect, _ in applied)
