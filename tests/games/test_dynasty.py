"""The series: facts of its graph, every ending by a walk, silence, the wait, the linked win, memory, both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.core.compose import compose, offers
from engine.core.deadlines import deadlines
from engine.core.game import Game
from engine.core.inputs import Input, Opening, Result, Turned
from engine.core.opening import open_session
from engine.core.screen import Screen
from engine.core.session import Audience, Place, Session
from engine.core.state import State, freeze, thaw
from engine.core.text import utf16_length
from engine.core.turn import turn
from engine.kits.story import Story, states
from engine.kits.story.proof import played, reached
from engine.kits.story.run import Memory, worth
from engine.runtime.catalogue import bind
from engine.workshop.walk import walk
from games import dynasty

BEGAN = 1_790_000_000.0  # 21 September 2026
DAY = 86400.0
SECRET = b"s" * 32
LANGUAGES = ("ru", "en")
TEXT_MOST = 600  # of one message
WAYS = {  # the choices that lead to each ending, by their ids
    "end_mech": "helmet measure halt own turn skim reject honest repair",
    "end_qc": "slip sorry support halt own turn skim reject honest causes",
    "end_mentor": "slip argue silent finish admit print show ship_all own_up teach",
    "end_foreman": "helmet support finish blame wait reject father lead",
    "end_design": "helmet measure halt fathers print hide reject honest design",
    "end_open": "slip argue silent finish blame wait ship_all silent open",
}


@pytest.fixture(scope="module")
def series() -> Game:
    """The game as the catalogue binds it."""
    bind(dynasty.game, Path(dynasty.__file__))
    return dynasty.game


@pytest.fixture(scope="module")
def plot(series: Game) -> Story:
    assert isinstance(series.lore, Story)
    return series.lore


class Viewer:
    """A player at the pure turn; a session that ends with an opening is followed by the next, as the house does it."""

    def __init__(self, game: Game, language: str = "ru", facts: tuple[str, ...] = ()) -> None:
        self.game, self.language, self.facts, self.now = game, language, facts, BEGAN
        self.memory = b""
        self.results: list[Result] = []
        self.opened: list[str] = []
        self._number = 0
        self.begin()

    def begin(self) -> None:
        place = Place("p", self.language, facts=self.facts, memory=self.memory)
        seed = bytes([self._number % 250] * 16)
        audiences = (Audience("tg:1", 0),)
        self.session: Session = open_session(self.game, "a" * 13, seed, self.now, (place,), audiences, SECRET)
        self._show()

    @property
    def screen(self) -> Screen:
        return compose(self.game, self.session, 0)

    @property
    def text(self) -> str:
        return str(self.screen.text)

    def say(self, key: str, **arguments: str | int) -> str:
        return str(self.game.texts.say(self.language, key, arguments))

    def press(self, move: str, *arguments: object) -> None:
        offered = offers(self.game, self.session, self.session.audiences[0])
        found = [act for act, o in offered.items() if o.move == move and tuple(value for _, value in o.args) == arguments]
        assert len(found) == 1, f"{move}{arguments} is not among {list(offered.values())}"
        self._play(Input("press", self.now + 3.0, self._delivery(), "p", 0, self.session.moment, found[0]))

    def wait(self) -> None:
        self._play(Input("deadline", deadlines(self.session)[0].at + 2.0, self._delivery()))

    def hear(self, fact: str) -> Turned:
        """Another game has declared something of the player."""
        turned = turn(self.game, self.session, Input("fact", self.now, player="p", words=fact), SECRET)
        self.session = turned.session
        self._show()
        return turned

    def choose(self, *choices: str) -> None:
        for choice in choices:
            if isinstance(self.session.state, states.Waiting):
                self.wait()
            if isinstance(self.session.state, states.Shelf):
                self.press("watch")
            self.press("choose", choice)

    def to_the_end(self, ending: str) -> None:
        self.press("watch")
        self.choose(*WAYS[ending].split())
        self.press("take_role")

    def _delivery(self) -> bytes:
        self._number += 1
        return self._number.to_bytes(5, "big")

    def _play(self, given: Input) -> None:
        turned = turn(self.game, self.session, given, SECRET)
        assert turned.changed or turned.toast
        self.session, self.now = turned.session, given.now
        self._show()
        for _, effect in sorted(turned.outgoing, key=lambda waiting: isinstance(waiting[1], Opening)):
            if isinstance(effect, Result):
                self.results.append(effect)
                self.memory = effect.memory or self.memory
            elif isinstance(effect, Opening):
                assert (effect.player, effect.audience) == ("p", 0)
                self.opened.append(effect.game)
                if effect.game == self.game.name:
                    self.begin()

    def _show(self) -> None:
        assert utf16_length(self.text) <= TEXT_MOST, self.text
        assert faults(self.screen) == []
        assert len(self.screen.keys()) <= 10
        assert "◀" not in {key.label for key in self.screen.keys()}, "all choices stand on one page"
        assert not any(mark in self.text for mark in ("<b>", "{", "}"))
        assert thaw(type(self.session.state), freeze(self.session.state)) == self.session.state
        if not self.session.shown_at:
            self.session = replace(self.session, shown_at=self.now)


def test_the_graph_is_whole(plot: Story) -> None:
    """Five episodes, six endings, three scales from two; every node is met, and an ending lies ahead of each."""
    assert (len(plot.episodes), len(plot.endings), plot.first_scales) == (5, 6, (2, 2, 2))
    assert reached(plot, plot.start) == set(plot.nodes)
    assert all(reached(plot, id) & set(plot.endings) for id in plot.nodes)


def test_every_ending_can_be_played_to(plot: Story) -> None:
    """A search over scenes and scales meets all six endings, and the scales stay within 0 and 5."""
    met = played(plot)
    assert {id for id, _ in met} >= set(plot.endings)
    assert all(0 <= stand <= 5 for _, scales in met for stand in scales)


def test_the_scales_can_end_low_and_high(plot: Story) -> None:
    """Choices matter: the best end stands far above the worst, and the points follow the formula."""
    sums = [sum(scales) for id, scales in played(plot) if id in plot.endings]
    assert max(sums) >= 12
    assert min(sums) <= 3
    assert worth(plot, (5, 5, 5), 6) == 1000
    assert worth(plot, (3, 2, 4), 1) == round(600 * 9 / 15 + 400 / 6)
    assert worth(plot, (0, 0, 0), 0) == 0


def test_pressure_stands_where_it_is_marked(plot: Story) -> None:
    """Two scenes have a clock of ten seconds; their silence does what «say nothing» does."""
    pressed = {id: node.timeout for id, node in plot.nodes.items() if node.timeout}
    assert set(pressed) == {"e1_shop", "e4_ship"}
    for id, timeout in pressed.items():
        silent = plot.nodes[id].choices["silent"]
        assert timeout is not None
        assert (timeout.s, timeout.to, timeout.effects) == (10, silent.to, silent.effects)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", WAYS)
def test_every_ending_is_reached_by_a_walk(series: Game, plot: Story, ending: str, language: str) -> None:
    """Eight to ten choices and four waits lead to the ending and its card, told in words; every screen fits both messengers."""
    viewer = Viewer(series, language)
    viewer.to_the_end(ending)
    state, card = viewer.session.state, plot.nodes[ending].ending
    assert isinstance(state, states.Role)
    assert card is not None
    assert state.run.node == ending
    assert card.title[language] in viewer.text
    assert card.about[language] in viewer.text
    assert viewer.screen.picture is not None
    told = str(viewer.screen.picture.alt)
    stands = zip(plot.scales.values(), state.run.scales, strict=True)
    assert all(part in told for part in (card.title[language], *(f"{scale.title[language]} {stand}" for scale, stand in stands)))
    result = viewer.results[-1]
    assert (result.points, result.finished, result.rated) == (worth(plot, state.run.scales, 1), True, False)
    assert result.achieved == ("won dynasty",)
    assert [other.points for other in viewer.results[:-1]] == [0] * 4
    assert viewer.opened == ["dynasty"] * 4


def test_a_choice_moves_the_scales(series: Game) -> None:
    """The scene after a choice shows where the scales stand now."""
    viewer = Viewer(series)
    viewer.press("watch")
    assert "●●○○○ Безопасность" in viewer.text
    viewer.press("choose", "helmet")
    assert "●●●○○ Безопасность" in viewer.text


def test_silence_is_a_branch(series: Game) -> None:
    """Ten seconds without a press lead on as «say nothing» does, and the chat is still the player's."""
    silent, spoken = Viewer(series), Viewer(series)
    for viewer in (silent, spoken):
        viewer.press("watch")
        viewer.press("choose", "helmet")
        assert "10 секунд" in viewer.text
    assert deadlines(silent.session)[0].at - silent.session.shown_at == 10
    silent.wait()
    spoken.press("choose", "silent")
    assert isinstance(silent.session.state, states.Waiting)
    assert isinstance(spoken.session.state, states.Waiting)
    assert silent.session.state.run.scales == spoken.session.state.run.scales
    assert silent.session.state.run.node == spoken.session.state.run.node == "e2_noise"


def test_silence_before_the_customer_costs_trust(series: Game) -> None:
    """Who lets the clock run out while somebody is asked for loses trust, as by saying nothing."""
    viewer = Viewer(series)
    viewer.press("watch")
    viewer.choose("helmet", "measure", "halt", "own", "wait", "ship_all")
    viewer.wait()
    state = viewer.session.state
    assert isinstance(state, states.Waiting)
    assert state.run.node == "e5_meet"
    assert state.run.scales[2] == 1


def test_the_next_episode_waits_a_day_and_tells_when_it_opens(series: Game) -> None:
    """Before 24 hours a press gets a toast; at 24 hours a new message says that it is open."""
    viewer = Viewer(series)
    viewer.press("watch")
    viewer.choose("helmet", "measure")
    ended = viewer.now
    assert isinstance(viewer.session.state, states.Waiting)
    viewer.press("watch")
    assert isinstance(viewer.session.state, states.Waiting)
    assert deadlines(viewer.session)[0].at == ended + DAY
    viewer.wait()
    assert isinstance(viewer.session.state, states.Shelf)
    assert viewer.text.startswith(viewer.say("is-open"))
    assert "✓ 1." in viewer.text
    assert "▶ 2." in viewer.text
    viewer.press("watch")
    assert isinstance(viewer.session.state, states.Scene)
    assert viewer.session.state.run.node == "e2_noise"


def test_a_press_after_a_day_goes_in_before_the_deadline_was_played(series: Game) -> None:
    """Whoever comes first, the clock or the player, the episode is open."""
    viewer = Viewer(series)
    viewer.press("watch")
    viewer.choose("helmet", "measure")
    viewer.now += DAY
    viewer.press("watch")
    assert isinstance(viewer.session.state, states.Scene)


def at_the_wait(series: Game, language: str = "ru") -> Viewer:
    """A player who has watched the first episode."""
    viewer = Viewer(series, language)
    viewer.press("watch")
    viewer.choose("helmet", "measure")
    assert isinstance(viewer.session.state, states.Waiting)
    return viewer


def test_nobody_waits_longer_than_a_day(series: Game) -> None:
    """Whatever clock wrote down when the episode opens: whoever comes back a month before that waits a day."""
    viewer = at_the_wait(series)
    state = viewer.session.state
    assert isinstance(state, states.Waiting)
    viewer.memory, viewer.now = freeze(Memory(album=state.album, run=state.run)), viewer.now - 30 * DAY
    viewer.begin()
    assert isinstance(viewer.session.state, states.Waiting)
    assert deadlines(viewer.session)[0].at <= viewer.now + DAY


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_linked_game_is_played_beside_and_its_win_calls(series: Game, language: str) -> None:
    """The wait stays, says what to do and keeps its deadline; the win brings the shelf in a new message, twice told once."""
    viewer = at_the_wait(series, language)
    opens_at = deadlines(viewer.session)[0].at
    viewer.press("play_linked")
    assert viewer.opened == ["dynasty", "otk"]
    assert isinstance(viewer.session.state, states.Waiting)
    assert viewer.say("linked-below") in viewer.text
    assert [deadline.at for deadline in deadlines(viewer.session)] == [opens_at]
    assert viewer.session.audiences[0].successor == ""
    assert not viewer.hear("won furnace").renew, "another game opens nothing"
    assert isinstance(viewer.session.state, states.Waiting)
    assert viewer.hear("won otk").renew == (0,)
    assert isinstance(viewer.session.state, states.Shelf)
    assert viewer.text.startswith(viewer.say("is-open"))
    assert deadlines(viewer.session) == [], "nobody is called twice"
    assert not viewer.hear("won otk").changed
    viewer.press("watch")
    assert isinstance(viewer.session.state, states.Scene)
    assert viewer.session.state.run.node == "e2_noise"


def test_the_linked_win_opens_the_episode_at_once(series: Game) -> None:
    """Who comes back as the winner of the linked game goes in without waiting, and is called no more."""
    viewer = at_the_wait(series)
    viewer.begin()
    assert isinstance(viewer.session.state, states.Waiting), "he has not won"
    viewer.facts = ("won otk",)
    viewer.begin()
    assert isinstance(viewer.session.state, states.Shelf)
    assert viewer.session.state.run is not None
    assert viewer.session.state.run.opens_at == 0.0
    viewer.press("look_at_map")
    assert deadlines(viewer.session) == []
    viewer.press("go_back")
    viewer.press("watch")
    assert isinstance(viewer.session.state, states.Scene)
    assert viewer.session.state.run.node == "e2_noise"


@pytest.mark.parametrize("won", [False, True])
def test_who_looks_at_the_map_is_called_too(series: Game, won: bool) -> None:
    """The map of one who waits keeps the deadline of the wait, and hears of the win."""
    viewer = at_the_wait(series)
    opens_at = deadlines(viewer.session)[0].at
    viewer.press("look_at_map")
    assert [deadline.at for deadline in deadlines(viewer.session)] == [opens_at]
    if won:
        viewer.hear("won otk")
    else:
        viewer.wait()
    assert isinstance(viewer.session.state, states.Shelf)
    assert viewer.text.startswith(viewer.say("is-open"))


def test_who_has_won_before_is_not_kept_waiting(series: Game) -> None:
    """With the linked games won the whole series runs on without a break."""
    viewer = Viewer(series, facts=("won otk", "won quiz_shift", "won furnace", "won slovo"))
    viewer.to_the_end("end_qc")
    assert viewer.opened == []


def test_memory_keeps_endings_and_what_was_open_stays_open(series: Game, plot: Story) -> None:
    """The second run needs no waiting; six runs fill the album, and the points grow by the endings seen."""
    viewer = Viewer(series)
    for count, ending in enumerate(WAYS, 1):
        viewer.to_the_end(ending)
        memory = thaw(Memory, viewer.memory)
        assert memory.run is None
        assert memory.album.endings(plot) == count
        state = viewer.session.state
        assert isinstance(state, states.Role)
        assert state.points == worth(plot, state.run.scales, count)
        viewer.begin()
        assert viewer.say("endings-found", count=count, of=6) in viewer.text
    assert viewer.opened == ["dynasty"] * 4


def test_leaving_in_the_middle_keeps_the_scene(series: Game) -> None:
    """Who leaves goes on later from the scene he saw, with his scales; or begins anew."""
    viewer = Viewer(series)
    viewer.press("watch")
    viewer.press("choose", "slip")
    viewer.press("!leave")
    viewer.press("!sure")
    viewer.begin()
    assert isinstance(viewer.session.state, states.Shelf)
    kept = viewer.session
    viewer.press("watch")
    assert isinstance(viewer.session.state, states.Scene)
    assert (viewer.session.state.run.node, viewer.session.state.run.scales) == ("e1_stop", (2, 1, 2))
    viewer.session = kept
    viewer.press("restart")
    assert isinstance(viewer.session.state, states.Scene)
    assert (viewer.session.state.run.node, viewer.session.state.run.scales) == ("e1_gate", (2, 2, 2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_shows_what_was_seen_and_hides_the_rest(series: Game, plot: Story, language: str) -> None:
    """Seen scenes stand by name, all others are question marks; the way back leads where one was."""
    viewer = Viewer(series, language)
    viewer.press("watch")
    viewer.choose("helmet", "measure")
    viewer.press("look_at_map")
    picture = viewer.screen.picture
    assert picture is not None
    assert picture.svg.count(">?<") == len(plot.nodes) - 2
    assert plot.nodes["e1_gate"].title[language] in picture.svg
    assert plot.nodes["e2_noise"].title[language] not in picture.svg
    viewer.press("go_back")
    assert isinstance(viewer.session.state, states.Waiting)


def test_random_players_who_come_back_meet_every_state(series: Game) -> None:
    """A walk in which plays begin with what the last one left finds nothing wrong and leaves no state unmet."""
    seen: set[type[State]] = set()
    assert list(walk(series, 600, 3, faults, seen)) == []
    assert seen == set(series.chart.steps)


def test_who_leaves_the_finale_open_gets_the_card(series: Game) -> None:
    """The card comes by itself, with its points."""
    viewer = Viewer(series)
    viewer.press("watch")
    viewer.choose(*WAYS["end_open"].split())
    viewer.wait()
    assert isinstance(viewer.session.state, states.Role)
    assert viewer.results[-1].points > 0


def test_memory_of_a_scene_that_is_gone_begins_anew(series: Game) -> None:
    """A story that was rewritten since keeps the album and drops the run."""
    viewer = Viewer(series)
    viewer.press("watch")
    viewer.press("!leave")
    viewer.press("!sure")
    viewer.memory = viewer.memory.replace(b"e1_gate", b"e9_gone")
    viewer.begin()
    assert isinstance(viewer.session.state, states.Shelf)
    assert viewer.session.state.run is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_asked_into_the_private_chat(series: Game, language: str) -> None:
    """A group sees nothing of the story, and the way into the private chat."""
    viewer = Viewer(series, language)
    viewer.press("watch")
    session = replace(viewer.session, audiences=(Audience("tg:-1"),))
    screen = compose(series, session, 0)
    assert str(screen.text) == viewer.say("group")
    assert [key.invite for key in screen.keys()] == ["dynasty"]
