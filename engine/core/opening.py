"""How a session begins: its id, its chance, its first state."""

from __future__ import annotations

import base64
import hashlib
import hmac

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.play import Play
from engine.core.session import Audience, Place, Session
from engine.core.state import State
from engine.core.token import next_moment


def open_session(
    game: Game,
    sid: str,
    seed: bytes,
    now: float,
    places: tuple[Place, ...],
    audiences: tuple[Audience, ...],
    secret: bytes,
    code: str = "",
) -> Session:
    """Begin a game: make its first state. Raises as `turn` does."""
    state = beginning(game, chance(seed, 0), secret, now, places, code)
    return Session(
        sid=sid,
        game=game.name,
        version=game.version,
        seed=seed,
        state=state,
        moment=next_moment(seed[:5], sid, now),
        began=now,
        places=places,
        audiences=audiences,
        opened=now,
    )


def beginning(game: Game, seed: bytes, secret: bytes, now: float, places: tuple[Place, ...], code: str) -> State:
    """Make the first state for who sits here; `code`: the rest of the link he came by. Raises AuthorError: it is no first state."""
    play = Play(game=game, seed=seed, secret=secret, now=now, elapsed=0.0, seat=0, places=places, code=code)
    state = game.begin(play)
    if type(state) not in game.chart.steps:
        raise AuthorError(f"{game.name}: the beginning gave {type(state).__name__}, which its annotation does not name")
    return state


def made_id(*parts: bytes | str | int) -> str:
    """Make a session id (13 of 0-9 a-z) from parts: the same parts always give the same id."""
    spelled = base64.b32encode(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()).decode()
    return spelled.rstrip("=").lower()


def chance(seed: bytes, step: int) -> bytes:
    """Derive the seed of one step from the session's: the same step always has the same chance."""
    return hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha256).digest()
