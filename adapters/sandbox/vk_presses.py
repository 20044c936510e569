"""Presses of callback buttons that wait for their answer: known for a minute, answered once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.sandbox.vk_errors import wrong
from adapters.sandbox.vk_rules import EventData, check_event_data, required

LIVES_S = 60.0  # [DEV] community-events/json-schema, message_event: the id is good for a minute


@dataclass(slots=True)
class Press:
    """A button that turns."""

    user: int
    peer: int
    at: float
    answered: bool = False


class Presses:
    """All presses of one community."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.known: dict[str, Press] = {}
        self._clock = clock

    def begin(self, user: int, peer: int) -> str:
        """Let a button turn; answers the press's own id, which is not that of the event."""
        now = self._clock()
        self.known = {id: press for id, press in self.known.items() if now - press.at <= LIVES_S}
        id = secrets.token_hex(6)
        self.known[id] = Press(user, peer, now)
        return id

    def answer(self, call: Mapping[str, str]) -> tuple[Press, EventData]:
        """Carry out messages.sendMessageEventAnswer. Raises VkError."""
        if not call.get("event_id"):
            raise wrong("event_id is undefined")
        user, peer = required(call, "user_id"), required(call, "peer_id")
        told = check_event_data(call.get("event_data", ""))
        press = self.known.get(call["event_id"])
        late = press is None or press.answered or self._clock() - press.at > LIVES_S
        if press is None or late or (user, peer) != (press.user, press.peer):
            raise wrong("invalid event_id")  # [SEEN] Elytrium/LimboAuth-SocialAddon issue 52
        press.answered = True
        return press, told
