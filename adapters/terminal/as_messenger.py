"""A screen as one of the messengers shows it, by what its adapter sends and its sandbox lets through; loads both of them."""

from __future__ import annotations

from rich.text import Text as RichText

from adapters.common.messengers import Messenger
from adapters.playthroughs.sight import CODE, as_message, told
from adapters.sandbox.seen import SeenButton, SeenMessage
from adapters.sandbox.telegram_rules import Refusal
from adapters.sandbox.vk_errors import VkError
from adapters.telegram.render import KEYS_MOST as TELEGRAM_KEYS_MOST
from adapters.terminal.show import LINK, STYLES, in_terminal
from engine.core.screen import CAPTION_MOST, KEYS_MOST, TEXT_MOST, Screen
from engine.core.text import as_text, utf16_length

COLOURS = {
    "primary": "white on blue",
    "success": "white on green",
    "positive": "white on green",
    "danger": "white on red",
    "negative": "white on red",
}


class Sight:
    """How one messenger shows things."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger

    def draw(self, screen: Screen) -> tuple[RichText, str]:
        """Write a message, and how much is used of what the messenger lets through; what it refuses is shown as it is."""
        try:
            seen = as_message(screen, self.messenger)
        except (Refusal, VkError) as no:
            return in_terminal(screen), f"{self.messenger} refuses it: {no}"
        return self._drawn(screen, seen), self._limits(seen)

    def toast(self, words: str) -> str:
        """Cut the answer to a press as the messenger does."""
        return told(words, self.messenger)

    def _drawn(self, screen: Screen, seen: SeenMessage) -> RichText:
        """Telegram shows a picture or a film above the words, VK a picture below them."""
        drawn, shown = RichText(), screen.picture or screen.video
        if seen.kind != "text" and shown:
            drawn.append("🎞 " if seen.kind == "video" else "🖼 ").append(as_text(shown.alt).plain, style="italic")
        parts = (drawn, marked(seen)) if self.messenger == "telegram" else (marked(seen), drawn)
        body, number = RichText("\n\n").join(part for part in parts if part.plain), 0
        for row in seen.rows:
            body.append("\n" if number else "\n\n")
            for button in row:
                number += 1
                body.append(f" {number} ", "reverse").append(f" {label_of(button)} ", COLOURS.get(button.style, "")).append("  ")
        return body

    def _limits(self, seen: SeenMessage) -> str:
        captioned = self.messenger == "telegram" and seen.kind != "text"
        keys = TELEGRAM_KEYS_MOST if self.messenger == "telegram" else KEYS_MOST
        most = CAPTION_MOST if captioned else TEXT_MOST
        return f"{utf16_length(seen.text)} of {most} characters, {len(seen.buttons)} of {keys} buttons"


def marked(seen: SeenMessage) -> RichText:
    """Bring a messenger's marks to the terminal; they count in UTF-16 units."""
    shown = RichText(seen.text)
    units = seen.text.encode("utf-16-le", "surrogatepass")
    for kind, at, length, _ in seen.marks:
        start, end = (len(units[: 2 * place].decode("utf-16-le", "replace")) for place in (at, at + length))
        shown.stylize(STYLES.get(kind, LINK), start, end)
    return shown


def label_of(button: SeenButton) -> str:
    """Say a button's label, and where it leads; a link back to us is told as the start that it brings."""
    code = CODE.search(button.url)
    return f"{button.label} → /start {code[1]}" if code else f"{button.label} ↗" if button.url else button.label
