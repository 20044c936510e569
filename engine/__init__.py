"""The designer's door: every name a game may use, and no other. Nothing inside the engine imports it."""

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.moves import after, at, fact, gone, join, leave, press, text
from engine.core.play import Play
from engine.core.seat import Seat, Table
from engine.core.shelf import Shelf
from engine.core.state import State, Value
from engine.core.text import Text, bold, italic, link
from engine.core.view import Button, Invite, Link, Picture, Video, View

__all__ = [
    "AuthorError",
    "Button",
    "Game",
    "Invite",
    "Link",
    "Picture",
    "Play",
    "Seat",
    "Shelf",
    "State",
    "Table",
    "Text",
    "Value",
    "Video",
    "View",
    "after",
    "at",
    "bold",
    "fact",
    "gone",
    "italic",
    "join",
    "leave",
    "link",
    "press",
    "text",
]
