"""The hall: the first screen, where a player chooses a game, a language, or reads how it all works."""

from __future__ import annotations

from typing import Literal

from engine import Button, Game, Invite, Link, Play, Seat, Shelf, State, Table, Text, View, after, press, text

CODE_S = 600  # how long a code that links two messengers is good
ERASED_S = 60  # nobody stands without a button for longer
TOLD = (
    "linked", "taken", "nobody", "own-code", "no-code", "used-code", "too-many", "lapsed", "exported", "no-file", "no-game",
    "sorry",
)  # fmt: skip
FEW = 4  # games that stand one below the other; more stand in pairs, so that all fit on one screen


class Hall(State):
    """All games, and the ways to the other rooms."""

    def view(self, seat: Seat) -> View:
        """Show what can be played."""
        shelf = seat.content(Shelf)
        buttons = [Button(game.title[seat.language], self.play_game, game.name) for game in shelf.games]
        wide = 2 if len(buttons) > FEW else 1
        games = [buttons[at : at + wide] for at in range(0, len(buttons), wide)]
        rooms = [
            Button(seat.t("language"), self.choose_language),
            Button(seat.t("help"), self.ask_help),
            Button(seat.t("me"), self.look_at_me),
        ]
        return View(seat.t("welcome", games=len(shelf.games)), *games, rooms)

    def board(self, table: Table) -> View:
        """Ask a group's members into the private chat."""
        return View(table.t("group"), [Invite(table.t("to-private"), "hall")])

    @press
    def play_game(self, play: Play, game: str) -> Chosen:
        """Open a game in this chat."""
        play.open(game)
        return Chosen(game=game)

    @press
    def choose_language(self, play: Play) -> Language:
        """Go to the choice of language."""
        return Language()

    @press
    def ask_help(self, play: Play) -> Help:
        """Go to the help."""
        return Help()

    @press
    def look_at_me(self, play: Play) -> Asked:
        """Ask the house where the player stands; its answer is the room about him."""
        play.ask("me")
        return Asked()


class Room(State):
    """A room with a way back to the games."""

    def board(self, table: Table) -> View:
        """Ask a group's members into the private chat."""
        return View(table.t("group"), [Invite(table.t("to-private"), "hall")])

    @press
    def go_back(self, play: Play) -> Hall:
        """Go back to the games."""
        return Hall()


class Language(Room):
    """The choice of language."""

    def view(self, seat: Seat) -> View:
        """Show both languages by their own names."""
        return View(
            seat.t("which-language"),
            [Button("Русский", self.speak, "ru"), Button("English", self.speak, "en")],
            [Button(seat.t("to-hall"), self.go_back)],
        )

    @press
    def speak(self, play: Play, language: str) -> Hall:
        """Speak this language from now on."""
        play.speak(language)
        return Hall()


class Help(Room):
    """How to play, and what a player can type."""

    def view(self, seat: Seat) -> View:
        """Show the help."""
        return View(seat.t("how-to-play"), [Button(seat.t("to-hall"), self.go_back)])


class Me(Room):
    """Where a player stands, and what he can do about himself."""

    xp: int = 0  # experience
    stars: int = 0
    left: int = 0  # plays of today that still count whole

    def view(self, seat: Seat) -> View:
        """Show his nick, and the ways on."""
        return View(
            seat.t("about-me", nick=seat.nick, xp=self.xp, stars=self.stars, left=self.left),
            [Button(seat.t("change-nick"), self.change_nick)],
            [Button(seat.t("link"), self.link)],
            [Button(seat.t("export"), self.export), Button(seat.t("forget"), self.forget)],
            [Button(seat.t("to-hall"), self.go_back)],
        )

    @press
    def change_nick(self, play: Play) -> Naming:
        """Go to the choice of a nick."""
        return Naming()

    @press
    def link(self, play: Play) -> Asked:
        """Ask for a code that links the other messenger."""
        play.ask("link")
        return Asked()

    @press
    def export(self, play: Play) -> Export:
        """Ask before the file is sent."""
        return Export()

    @press
    def forget(self, play: Play) -> Forget:
        """Ask before anything is erased."""
        return Forget()


class Naming(Room):
    """The choice of a nick: the next words are it."""

    why: Literal["", "done", "length", "signs", "digits", "rude", "house"] = ""  # what became of the last one

    def view(self, seat: Seat) -> View:
        """Show the nick, and why the last one would not do."""
        said = seat.t(f"nick-{self.why}") + "\n\n" if self.why else Text("")
        return View(said + seat.t("which-nick", nick=seat.nick), [Button(seat.t("to-hall"), self.go_back)])

    @text(examples=["Тихий Резец", "vasya.ru", "Ж"])
    def name(self, play: Play, words: str) -> Naming:
        """Take the words as a nick."""
        return Naming(why=play.rename(words) or "done")


class Asked(Room):
    """The house is at work; it answers with another room."""

    def view(self, seat: Seat) -> View:
        """Show for the moment until it answers."""
        return View(seat.t("a-moment"), [Button(seat.t("to-hall"), self.go_back)])


class Code(Room):
    """A code that links another messenger."""

    code: str  # ABCD-2345
    door: str = ""  # a link into the other messenger that brings the code along; "" where there is none

    def view(self, seat: Seat) -> View:
        """Show the code, and what to do with it."""
        doors = [Link(seat.t("open-other"), self.door)] if self.door else []
        return View(seat.t("your-code", code=self.code), doors, [Button(seat.t("to-hall"), self.go_back)])

    @after(seconds=CODE_S)
    def lapse(self, play: Play) -> Told:
        """The code is good no more."""
        return Told(key="lapsed")


class Meet(Room):
    """A good code was typed: what will happen is told before it does."""

    code: str
    there: str  # "tg" or "vk": where the code was shown

    def view(self, seat: Seat) -> View:
        """Show what will happen."""
        where = seat.t(f"in-{self.there}") if self.there in ("tg", "vk") else seat.t("in-other")
        return View(
            seat.t("meet", where=str(where)),
            [Button(seat.t("meet-yes"), self.agree).styled("success")],
            [Button(seat.t("no"), self.go_back)],
        )

    @press
    def agree(self, play: Play) -> Asked:
        """Make one profile of two."""
        play.ask("meet", self.code)
        return Asked()


class Export(Room):
    """A last question before the file."""

    def view(self, seat: Seat) -> View:
        """Show what the file will hold."""
        return View(seat.t("export-what"), [Button(seat.t("export-yes"), self.agree)], [Button(seat.t("no"), self.go_back)])

    @press
    def agree(self, play: Play) -> Asked:
        """Ask for the file."""
        play.ask("export")
        return Asked()


class Forget(Room):
    """Two questions before everything is erased."""

    sure: bool = False  # the first one is answered

    def view(self, seat: Seat) -> View:
        """Show what will be erased."""
        if not self.sure:
            return View(seat.t("forget-what"), [Button(seat.t("forget-yes"), self.agree)], [Button(seat.t("no"), self.go_back)])
        return View(
            seat.t("forget-sure"),
            [Button(seat.t("no"), self.go_back)],
            [Button(seat.t("forget-all"), self.erase).styled("danger")],
        )

    @press
    def agree(self, play: Play) -> Forget:
        """Ask once more."""
        return Forget(sure=True)

    @press
    def erase(self, play: Play) -> Erasing:
        """Erase everything."""
        play.ask("forget")
        return Erasing()


class Erasing(State):
    """The house erases everything, this state too. There is nothing to press: a press would be one thing more to erase."""

    def view(self, seat: Seat) -> View:
        """Show for the moment until it is done."""
        return View(seat.t("erasing"))

    def board(self, table: Table) -> View:
        """A group never gets here."""
        return View(table.t("group"))

    @after(seconds=ERASED_S)
    def return_to_hall(self, play: Play) -> Hall:
        """The house is late; it goes on erasing."""
        return Hall()


class Told(Room):
    """What the house answers."""

    key: str  # one of TOLD

    def view(self, seat: Seat) -> View:
        """Show the answer."""
        on = [Button(seat.t("go-on"), self.go_on)] if self.key == "linked" else []
        return View(seat.t(f"told-{self.key}"), on, [Button(seat.t("to-hall"), self.go_back)])

    @press
    def go_on(self, play: Play) -> Asked:
        """Bring the game that was begun in the other messenger here."""
        play.ask("resume")
        return Asked()


class Chosen(State, final=True):
    """The player has gone to a game; it takes over the message."""

    game: str  # its name

    def view(self, seat: Seat) -> View:
        """Show for the moment between two games."""
        return View(seat.t("on-the-way"))

    def board(self, table: Table) -> View:
        """A group never gets here."""
        return View(table.t("group"))


def begin(play: Play) -> Hall | Language | Help | Me | Naming | Code | Meet | Export | Forget | Told:
    """Begin in the room that the command asked for, or that the house answers with."""
    match play.code.split(" "):
        case ["language"]:
            return Language()
        case ["help"]:
            return Help()
        case ["me", *known]:
            return Me(**dict(zip(("xp", "stars", "left"), map(int, known), strict=False)))
        case ["nick"]:
            return Naming()
        case ["export"]:
            return Export()
        case ["forget"]:
            return Forget()
        case ["code", code, *door]:
            return Code(code=code, door="".join(door))
        case ["meet", code, there]:
            return Meet(code=code, there=there)
        case ["told", key] if key in TOLD:
            return Told(key=key)
    return Hall()


game = Game("hall", start=begin, content=("", Shelf), rated=False)
