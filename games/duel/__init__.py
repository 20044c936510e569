"""Дуэль инженеров: two players, seven questions, live or one after the other; each may sit in either messenger."""

from __future__ import annotations

from engine import Button, Game, Invite, Play, Seat, View, after, join, press
from engine.kits.alone import Alone
from engine.kits.quiz.bank import Bank
from games.duel.ends import Expired
from games.duel.live import Veto, arrived
from games.duel.pieces import pieces
from games.duel.recorded import AskRun, ask_run, is_known
from games.duel.rules import DAY_S, Match, Run, draw_match, offer_topics
from games.duel.turns import AskOne, first_turn

WAIT_S = 30  # for a rival of flesh and blood, before a run is offered


class Lobby(Alone):
    """One is here, the other is invited."""

    def view(self, seat: Seat) -> View:
        """Show the ways to a rival."""
        invite = [Invite(seat.t("invite"), f"d_{seat.code}")]
        alone = [Button(seat.t("stranger"), self.look), Button(seat.t("go-first"), self.go_first)]
        return View(seat.t("lobby", code=seat.code), invite, alone)

    @press
    def look(self, play: Play) -> Looking:
        """Look for any rival."""
        play.seek()
        return Looking()

    @press
    def go_first(self, play: Play) -> AskOne:
        """Play now; the rival has a day to answer."""
        bank = play.content(Bank)
        return first_turn(play, draw_match(bank, play.random.choice(offer_topics(bank, play.random)), play.random))

    @join
    def arrive(self, play: Play) -> Veto:
        """The rival is here: both play at the same time."""
        return arrived(play)

    @after(seconds=DAY_S)
    def nobody(self, play: Play) -> Expired:
        """Nobody came."""
        return Expired()


class Looking(Alone):
    """One waits for any rival."""

    wait_s: int = WAIT_S

    def view(self, seat: Seat) -> View:
        """Say that the search is on."""
        key = "looking" if self.wait_s == WAIT_S else "looking-long"
        return View(seat.t(key, seconds=WAIT_S), [Button(seat.t("stop-looking"), self.stop)])

    @press
    def stop(self, play: Play) -> Lobby:
        """Wait no more."""
        return Lobby()

    @join
    def arrive(self, play: Play) -> Veto:
        """A rival: he was sought in the line, or came by the code."""
        return arrived(play)

    @after(seconds="wait_s")
    def enough(self, play: Play) -> Looking | Offered | Expired:
        """Offer a run, if there is one, and look on; who waits a day in vain waits no more."""
        if self.wait_s != WAIT_S:
            return Expired()
        play.seek()
        run = play.lent(Run)
        return Offered(run=run) if run is not None and is_known(play, run) else Looking(wait_s=DAY_S)


class Offered(Alone):
    """One still waits for any rival, and may play against the run of somebody unknown."""

    run: Run

    def view(self, seat: Seat) -> View:
        """Say what is offered; nothing of the run."""
        return View(seat.t("run-offered"), [Button(seat.t("play-run"), self.play_run)], [Button(seat.t("stop-looking"), self.stop)])

    @press
    def play_run(self, play: Play) -> AskRun:
        """Play against the run: the same questions, and its answers and times come to light one by one."""
        return ask_run(play, Match(ids=self.run.ids, topic=self.run.topic, recorded=True), self.run)

    @press
    def stop(self, play: Play) -> Lobby:
        """Wait no more."""
        return Lobby()

    @join
    def arrive(self, play: Play) -> Veto:
        """A rival of flesh and blood after all."""
        return arrived(play)

    @after(seconds=DAY_S)
    def nobody(self, play: Play) -> Expired:
        """Nobody came."""
        return Expired()


# The questions are those of the shift: one bank, checked once.
game = Game("duel", start=Lobby, seats=(2, 2), content=("../quiz_shift/questions.yaml", Bank), run=Run, pieces=pieces)
