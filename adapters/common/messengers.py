"""The names of the two messengers."""

from __future__ import annotations

from typing import Literal

Messenger = Literal["telegram", "vk"]
MESSENGERS: tuple[Messenger, ...] = ("telegram", "vk")
