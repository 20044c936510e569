"""The doors of the shell: what an adapter hands in (Press), gets back (Answer) and must be able to do (Messenger)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from engine.core.screen import Screen, Shown

Command = Literal["", "start", "games", "help", "language", "stop", "link", "nick", "export", "forget", "me"]


@dataclass(frozen=True, slots=True)
class Press:
    """One input of a player, freed of everything that belongs to a messenger.

    Identities and chats are spelled `tg:42`, `vk:42`, a topic of a group `tg:-100/45`; a message id is a decimal string.
    Exactly one of `token`, `command` and `text` is set; a `start` may carry a code, which in a group is the name of a game.
    """

    delivery: str  # the platform's own id of this delivery, the same when it is delivered twice
    player: str  # who acts
    chat: str  # where: equals `player` in a private chat
    group: bool = False
    token: str = ""  # a pressed button
    text: str = ""  # typed words, cleaned
    command: Command = ""
    code: str = ""  # what came with a start or a link: 1..64 of A-Z a-z 0-9 _ -
    message: str = ""  # the message that was pressed or replied to; "" if unknown
    language: str = ""  # the client's language if the platform tells it, "ru" or "en"
    written: int = 0  # when the words were written, seconds since 1970 by the platform's clock; 0 = it does not tell


@dataclass(frozen=True, slots=True)
class Reach:
    """News of a player who has blocked the bot (False), or has let it in again."""

    player: str
    chat: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class NewAddress:
    """News of a group that has another address from now on (a Telegram group that became a supergroup)."""

    chat: str
    to: str


Incoming = Press | Reach | NewAddress  # what an intake hands in, and parks if it cannot be committed in time


@dataclass(frozen=True, slots=True)
class Answer:
    """What the presser alone is told at once; empty words only stop the spinner."""

    toast: str = ""  # at most 90 UTF-16 units, which VK's snackbar holds
    alert: bool = False  # to be confirmed by the player where the messenger can do that


@dataclass(frozen=True, slots=True)
class Done:
    """The platform has applied the call."""

    message: str = ""  # id of the message that stands in the chat now
    kind: Shown = "text"  # what was really shown (a picture may have fallen back to text)


@dataclass(frozen=True, slots=True)
class NotApplied:
    """The platform refused for now and has applied nothing: try again after `retry_after_s`."""

    retry_after_s: float
    everywhere: bool = False  # the whole bot must wait, not this chat alone


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the call was applied: a timeout, a reset, a 5xx."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The message cannot be edited any more: a new one must be sent."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The player has blocked the bot or the chat is no more."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new id (a Telegram group that became a supergroup)."""

    chat: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """The platform will never accept this screen: a mistake of the game or of ours."""

    why: str


Outcome = Done | NotApplied | Unknown | Gone | Unreachable | Moved | Malformed


class Messenger(Protocol):
    """How screens reach chats of one platform. No method raises for what the platform answers."""

    async def send(self, chat: str, screen: Screen, nonce: int) -> Outcome:
        """Send a new message. `nonce`, 1..2^31-1, is the same whenever the same send is tried again."""
        ...

    async def edit(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Bring a message of kind `shown` to match the screen; Gone where only a new message can."""
        ...

    async def retire(self, chat: str, message: str) -> Outcome:
        """Take the buttons away from an old message."""
        ...

    def shut_s(self, chat: str) -> float:
        """Tell for how long a chat gets nothing, by its rate or by what the platform has said; 0 = it may be written to."""
        ...


class Inbox(Protocol):
    """What an intake hands to. The host is one."""

    async def receive(self, press: Press) -> Answer:
        """Play one press; return after its commit.

        Raises StoreUnavailable: nothing was committed, the platform must keep the update.
        """
        ...

    async def reach(self, player: str, chat: str, reachable: bool) -> None:
        """Note that a player has blocked the bot (False) or let it in again (True)."""
        ...

    async def moved(self, chat: str, to: str) -> None:
        """Note that a chat has a new address (a Telegram group that became a supergroup)."""
        ...

    async def park(self, platform: str, delivery: str, raw: bytes) -> None:
        """Keep an update that could not be committed in time; it is played again later."""
        ...

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        """Keep an update that cannot be understood for 72 h; intake goes on."""
        ...


class Ledger(Protocol):
    """What an intake and a messenger remember between runs; the store's platform room is one."""

    async def cursor(self, bot: str) -> str:
        """Read how far a poll has come; "" if never."""
        ...

    async def save_cursor(self, bot: str, cursor: str) -> None:
        """Keep how far a poll has come."""
        ...

    async def hold_poll(self, bot: str, owner: str, seconds: float) -> bool:
        """Take or renew the sole right to poll; False if another worker has it."""
        ...

    async def release_poll(self, bot: str, owner: str) -> None:
        """Give up the right to poll if this owner has it."""
        ...

    async def recall(self, bot: str, key: str) -> str:
        """Read the platform's id of a file of ours (key: its content's hash); "" if it is not there."""
        ...

    async def remember(self, bot: str, key: str, value: str) -> None:
        """Keep the platform's id of a file; "" forgets it."""
        ...

    async def turns(self, bot: str, count: int, rate: float, burst: float) -> float:
        """Take the next `count` turns to call a platform, 1 / `rate` seconds apart, whichever worker asks.

        Answers in how many seconds the first one comes: below 0 where it may be used at once, and as many more as that allows;
        who asks after a silence gets `burst` at once.
        """
        ...
