"""The hall: the first screen, where a player chooses a game, a language, or reads how it all works."""

from __future__ import annotations

from engine import Button, Game, Invite, Play, Seat, Shelf, State, Table, View, press

FEW = 4  # games that stand one below the other; more stand in pairs, so that all fit on one screen


class Hall(State):
    """All games, and the ways to the other rooms."""

    def view(self, seat: Seat) -> View:
        """Show what can be played."""
        shelf = seat.content(Shelf)
        buttons = [Button(game.title[seat.language], self.play_game, game.name) for game in shelf.games]
        wide = 2 if len(buttons) > FEW else 1
        games = [buttons[at : at + wide] for at in range(0, len(buttons), wide)]
        rooms = [Button(seat.t("language"), self.choose_language), Button(seat.t("help"), self.ask_help)]
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


class Language(State):
    """The choice of language."""

    def view(self, seat: Seat) -> View:
        """Show both languages by their own names."""
        return View(
            seat.t("which-language"),
            [Button("Русский", self.speak, "ru"), Button("English", self.speak, "en")],
            [Button(seat.t("to-hall"), self.go_back)],
        )

    def board(self, table: Table) -> View:
        """Ask a group's members into the private chat."""
        return View(table.t("group"), [Invite(table.t("to-private"), "hall")])

    @press
    def speak(self, play: Play, language: str) -> Hall:
        """Speak this language from now on."""
        play.speak(language)
        return Hall()

    @press
    def go_back(self, play: Play) -> Hall:
        """Leave it as it is."""
        return Hall()


class Help(State):
    """How to play, and what a player can type."""

    def view(self, seat: Seat) -> View:
        """Show the help."""
        return View(seat.t("how-to-play"), [Button(seat.t("to-hall"), self.go_back)])

    def board(self, table: Table) -> View:
        """Ask a group's members into the private chat."""
        return View(table.t("group"), [Invite(table.t("to-private"), "hall")])

    @press
    def go_back(self, play: Play) -> Hall:
        """Go back to the games."""
        return Hall()


class Chosen(State, final=True):
    """The player has gone to a game; it takes over the message."""

    game: str  # its name

    def view(self, seat: Seat) -> View:
        """Show for the moment between two games."""
        return View(seat.t("on-the-way"))

    def board(self, table: Table) -> View:
        """A group never gets here."""
        return View(table.t("group"))


def begin(play: Play) -> Hall | Language | Help:
    """Begin in the room that the command asked for."""
    rooms: dict[str, Language | Help] = {"language": Language(), "help": Help()}
    return rooms.get(play.code, Hall())


game = Game("hall", start=begin, content=("", Shelf), rated=False)
