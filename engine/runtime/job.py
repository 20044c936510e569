"""One input on its way to a session, as the lanes carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.inputs import Input, Kind, Polled
from engine.core.session import Place, Session
from engine.core.token import short
from engine.runtime.players import profile_of
from engine.store.contract import Post


@dataclass(frozen=True, slots=True)
class Job:
    """One input on its way to a session."""

    kind: Kind
    chat: str = ""
    player: str = ""  # an identity, `tg:42`; "" when nobody acts
    delivery: str = ""
    moment: bytes = b""
    act: bytes = b""
    words: str = ""
    message: str = ""
    language: str = ""
    place: Place | None = None  # of a join


def input_of(session: Session, job: Job, now: float, polled: Polled, posts: Sequence[Post] = ()) -> Input:
    """Make what the session is given of a job.

    `now`: the store's time, seconds; `polled`: what its state asks all players; `posts`: what stands in its chats.
    """
    audience = session.audience_of(job.chat) if job.chat else None
    number = -1 if audience is None else audience
    page = _page_seen(session, posts[number]) if job.kind == "words" and 0 <= number < len(posts) else 0
    return Input(
        kind=job.kind,
        now=now,
        delivery=short(job.delivery) if job.delivery else b"",
        player=_player(session, job, number),
        audience=number,
        moment=session.moment if page else job.moment,
        act=job.act,
        words=job.words,
        place=job.place,
        polled=polled,
        page=page,
    )


def _page_seen(session: Session, post: Post) -> int:
    return post.page if post.page_moment == session.moment else 0


def _player(session: Session, job: Job, number: int) -> str:
    """Name the profile that acts. A private chat belongs to the player whose identity it bears."""
    if job.place is not None:  # who sits down, by the name that the session knows him by
        return job.place.player
    if job.kind in ("speak", "fact", "crowded", "anew", "move", "forgotten", "met") or not job.player:
        return job.player
    mine = number >= 0 and session.audiences[number].seat >= 0 and not session.audiences[number].parted
    if mine and job.chat == job.player:
        return session.places[session.audiences[number].seat].player
    return profile_of(job.player)


def language_of(session: Session, job: Job) -> str:
    """Name the language to answer in."""
    number = session.audience_of(job.chat) if job.chat else None
    if number is None or session.audiences[number].seat < 0:
        return job.language or "ru"
    return session.places[session.audiences[number].seat].language
