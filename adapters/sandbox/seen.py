"""A chat as its player sees it, and everything he could have pressed since the beginning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SeenButton:
    """One button under a message."""

    label: str
    payload: str = ""  # Telegram's callback_data, VK's payload as JSON
    url: str = ""
    style: str = ""
    kind: str = ""  # VK's type of button: "callback", "text", "open_link"; Telegram names none


def labelled(buttons: Iterable[SeenButton], label: str) -> SeenButton | None:
    """Find the button that says exactly this; else the first that says it among other words; None if there is none."""
    within = [button for button in buttons if label in button.label]
    return next((button for button in within if button.label == label), within[0] if within else None)


@dataclass(slots=True)
class SeenMessage:
    """One message of the bot as it looks now."""

    id: int
    text: str
    marks: tuple[tuple[str, int, int, str], ...] = ()  # kind, UTF-16 offset, length, url
    rows: tuple[tuple[SeenButton, ...], ...] = ()
    media: str = ""  # "" or the platform's id of a picture or video
    kind: str = "text"  # "text", "picture", "video" or "file"
    edits: int = 0
    at: float = 0.0  # when it was sent
    mine: bool = False  # written by the player
    edited_at: float = 0.0  # when it was last edited; 0 = never
    mentions: tuple[str, ...] = ()  # who is mentioned by plain words (VK)
    preview: str = ""  # the link that is unfolded below the words (VK)
    name: str = ""  # of a file, as its sender named it

    @property
    def buttons(self) -> tuple[SeenButton, ...]:
        """All buttons, row by row."""
        return tuple(button for row in self.rows for button in row)


@dataclass(slots=True)
class Seen:
    """One chat."""

    messages: dict[int, SeenMessage] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)  # answers to presses, oldest first; "" = the spinner stopped
    offered: list[tuple[int, SeenButton]] = field(default_factory=list)  # every button that was ever under a message
    changes: int = 0  # counts up whenever anything is seen
    alerts: list[str] = field(default_factory=list)  # those of the toasts that came as a window to be closed
    dropped: dict[int, SeenMessage] = field(default_factory=dict)  # what was deleted, as it last looked
    mentions: list[str] = field(default_factory=list)  # everybody who was ever mentioned by the bot's plain words
    keyboard: tuple[tuple[SeenButton, ...], ...] = ()  # the buttons under the input field

    def put(self, message: SeenMessage) -> None:
        """Show a new message or its newest form."""
        self.messages[message.id] = message
        known = set(self.offered[-200:])
        self.offered += [(message.id, b) for b in message.buttons if (message.id, b) not in known]
        self.mentions += message.mentions
        self.changes += 1

    def drop(self, id: int) -> None:
        """Take a message away."""
        gone = self.messages.pop(id, None)
        if gone is not None:
            self.dropped[id] = gone
        self.changes += 1

    def toast(self, words: str, alert: bool = False) -> None:
        """Show the answer to a press."""
        self.toasts.append(words)
        if alert:
            self.alerts.append(words)
        self.changes += 1

    @property
    def theirs(self) -> list[SeenMessage]:
        """The bot's messages, oldest first."""
        return [message for _, message in sorted(self.messages.items()) if not message.mine]

    @property
    def newest(self) -> SeenMessage:
        """The bot's newest message."""
        return self.theirs[-1]

    @property
    def live(self) -> SeenMessage | None:
        """The newest message that has buttons; None if there is none."""
        return next((message for message in reversed(self.theirs) if message.buttons), None)

    def transcript(self) -> str:
        """Tell the whole chat, for a person to read."""
        lines: list[str] = []
        for id, message in sorted(self.messages.items()):
            lines.append(f"{'>' if message.mine else '<'} #{id} ({message.kind}, {message.edits} edits) {message.text}")
            lines += ["    " + " ".join(f"[{button.label}]" for button in row) for row in message.rows]
        return "\n".join([*lines, f"toasts: {self.toasts[-5:]}"])
