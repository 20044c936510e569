"""The test of the tests: every planted bug is seen within so many worlds, and none is seen where none is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.simulation import test_directed, test_stories
from tests.simulation.bugs import BUGS
from tests.simulation.run import Broken, play

WORLDS_MOST = 120
SEEN_AT = {  # where each was seen when it was planted last: looked at first, for the sake of time
    "a-new-nonce-each-time": 18,
    "a-timeout-settles": 7,
    "acknowledged-before-the-commit": 2,
    "counters-for-commit-ids": 2,
    "deadline-of-another-moment": 14,
    "effect-without-id": 19,
    "effects-told-once": 69,
    "equal-screens-skipped-while-unsettled": 7,
    "naive-sender": 61,
    "no-late-redraw": 7,
    "older-reads-newer": 2,
    "parked-for-nothing": 12,
    "played-at-any-time": 12,
    "routes-forgotten": 4,
    "stay-ids-dropped": 9,
    "trips-half-way": 6,
    "wait-ignored": 15,
    "words-counted-again": 4,
}


STORIES: dict[str, Callable[[], None]] = {  # too seldom by chance: a world of its own shows it
    "deadlines-not-swept": partial(test_directed.test_clocks_that_ran_out_while_nobody_worked_fire_once, lambda name, value: None),
    "focus-only-when-sent": test_directed.test_words_find_a_game_whose_message_is_not_there_yet,
    "late-never-told": test_stories.test_a_slow_clock_lets_no_press_win_after_its_time,
    "late-words-in-the-next-game": test_directed.test_a_word_told_twice_counts_in_no_other_game,
    "own-commit-forgotten": test_stories.test_a_commit_whose_reply_was_lost_is_known_again,
    "told-to-wait-in-vain": test_stories.test_no_worker_asks_a_platform_before_its_time,
}


@pytest.mark.parametrize("name", sorted(BUGS))
def test_a_planted_bug_is_seen(name: str, record_property: Callable[[str, object], None]) -> None:
    """One mechanism is taken out: some world breaks a promise."""
    for world in worlds(name):
        with BUGS[name]():
            try:
                world()
            except (Broken, AssertionError):
                record_property("bugs seen", 1)
                return
    pytest.fail(f"{name}: {WORLDS_MOST} worlds did not show it")


def worlds(name: str) -> Iterator[Callable[[], object]]:
    """Give the world of its own that shows a bug, or worlds by chance, the one that showed it last first."""
    if name in STORIES:
        yield STORIES[name]
        return
    for seed in sorted(range(WORLDS_MOST), key=lambda seed: seed != SEEN_AT.get(name)):
        yield partial(play, seed)
