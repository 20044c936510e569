"""The published rates of the Bot API, kept only where a sandbox is asked to."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.sandbox.telegram_rules import Refusal

# Bots FAQ: about one message a second in a chat, short bursts pass; twenty a minute in a group; about thirty a second in all
CHAT_MOST, CHAT_WINDOW_S = 3, 3.0
GROUP_MOST, GROUP_WINDOW_S = 20, 60.0
ALL_MOST, ALL_WINDOW_S = 30, 1.0


@dataclass(slots=True)
class Buckets:
    """When the last calls were made, chat by chat; key 0 is the whole bot."""

    times: dict[int, list[float]] = field(default_factory=dict)

    def wait_s(self, chat: int, now: float) -> int:
        """Tell how many whole seconds a call must wait; 0 = it may go now, and counts. What is refused does not count."""
        of_chat = (chat, CHAT_MOST, CHAT_WINDOW_S) if chat > 0 else (chat, GROUP_MOST, GROUP_WINDOW_S)
        for key, most, window_s in (of_chat, (0, ALL_MOST, ALL_WINDOW_S)):
            recent = [at for at in self.times.get(key, []) if now - at < window_s]
            self.times[key] = recent
            if len(recent) >= most:
                return max(1, int(window_s - (now - recent[0])) + 1)
        for key in (chat, 0):
            self.times[key].append(now)
        return 0


def too_many(wait_s: int) -> Refusal:
    """Make the refusal of a call that comes too soon. [SRV] set_retry_after_error."""
    return Refusal(429, f"Too Many Requests: retry after {wait_s}", {"retry_after": wait_s})
