"""Two profiles become one: what adds up, what stays, and that it happens once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.inputs import Result
from engine.core.player import EFFECT_KEPT_S, LIVE_KEPT, RATED_A_DAY, Live, Player, credited, merged, routed, shown, standing

ONE = Player(
    "aaaaaaaaaaaaa",
    ("tg:1",),
    nick="Молот",
    sessions=("s1",),
    memory=(("duel", b"one"), ("otk", b"one")),
    facts=("won otk",),
    xp=100,
    stars=5,
    day=7,
    rated=3,
    plays=4,
    applied=(("s0:result.0", 1.0),),
)
OTHER = Player(
    "bbbbbbbbbbbbb",
    ("vk:2",),
    language="en",
    sessions=("s2",),
    memory=(("duel", b"other"), ("slovo", b"other")),
    facts=("won duel", "won otk"),
    xp=30,
    stars=1,
    day=6,
    rated=5,
    plays=2,
    applied=(("s0:result.0", 1.0), ("s9:result.0", 2.0)),
)


def test_what_adds_up_is_added_and_the_leading_one_keeps_the_rest() -> None:
    """Points, stars and plays add up; facts and games come together; of two memories of one game the leading one's stays."""
    for leads, duel, language in ((False, b"one", "ru"), (True, b"other", "en")):
        made = merged(ONE, OTHER, leads)
        assert (made.xp, made.stars, made.plays) == (130, 6, 6)
        assert set(made.facts) == {"won otk", "won duel"}
        assert set(made.sessions) == {"s1", "s2"}
        assert dict(made.memory) == {"duel": duel, "otk": b"one", "slovo": b"other"}
        assert (made.nick, made.language) == ("Молот", language)
        assert (made.day, made.rated) == (7, 3), "what was rated on an earlier day does not count today"
        assert made.identities == ("tg:1", "vk:2")
        assert dict(made.applied) == {"s0:result.0": 1.0, "s9:result.0": 2.0}


def test_a_merge_told_twice_counts_once() -> None:
    """Whoever comes upon what an alias still carries may merge it again: nothing is added twice."""
    made = merged(ONE, OTHER, False)
    assert merged(made, OTHER, False) == made


def test_messages_of_each_chat_are_remembered_apart() -> None:
    """Many messages in one messenger do not push those of the other out."""
    player = shown(ONE, Live("vk:2", "1", "s2"))
    for number in range(3 * LIVE_KEPT):
        player = shown(player, Live("tg:1", str(number), "s1"))
    assert player.focus("vk:2") == "s2"
    assert len(player.live) == LIVE_KEPT + 1


def test_a_message_on_its_way_has_the_focus_already() -> None:
    """A game that was opened takes typed words before its message is known to stand there; then that message alone is kept."""
    old = shown(ONE, Live("tg:1", "7", "s1"))
    opened = shown(old, Live("tg:1", "", "s2"))
    assert opened.focus("tg:1") == "s2"
    assert opened.focus("tg:1", "7") == "s1"
    sent = shown(opened, Live("tg:1", "9", "s2"))
    assert [live.message for live in sent.live if live.chat == "tg:1"] == ["7", "9"]
    assert [live.sid for live in shown(opened, Live("tg:1", "8", "s1")).live if live.chat == "tg:1"] == ["s1", "s2", "s1"]


def test_the_ways_of_the_last_32_inputs_are_remembered() -> None:
    """So late a second delivery of typed words still goes where the first one went; older ones are forgotten (MECHANICS 23)."""
    player = Player("a", ("tg:1",))
    for number in range(40):
        player = routed(player, bytes([number] * 5), f"game {number}")
    assert dict(player.deliveries) == {bytes([number] * 5): f"game {number}" for number in range(8, 40)}


NOON = 1_790_067_600.0  # 22 September 2026, 12:00 in Moscow
DAY_S = 86400.0


def result(points: int = 500, stars: int = 2, rated: bool = True, finished: bool = True) -> Result:
    return Result("aaaaaaaaaaaaa", "otk", points, stars, ("won otk",), b"{}", finished, rated)


@pytest.mark.parametrize(
    ("points", "before", "gained"),
    [(0, 0, 100), (500, 0, 150), (1000, 0, 200), (1009, 0, 200), (-90, 0, 100), (1000, 4, 200), (1000, 5, 40), (0, 9, 20)],
)
def test_a_rated_play_brings_experience(points: int, before: int, gained: int) -> None:
    """100 and a tenth of the points; the first five of a day count whole, later ones a fifth (the plan's common rules)."""
    player = Player("aaaaaaaaaaaaa", ("tg:1",))
    for number in range(before):
        player = credited(player, f"s{number}:result.0", result(), NOON)
    after = credited(player, "new:result.0", result(points), NOON)
    assert after.xp - player.xp == gained
    assert standing(after, NOON) == (after.xp, 2 * (before + 1), max(0, RATED_A_DAY - before - 1))


def test_the_day_begins_at_midnight_in_moscow() -> None:
    """After five plays the next day's first counts whole again, also for who played at 23:59."""
    player = Player("aaaaaaaaaaaaa", ("tg:1",))
    for number in range(RATED_A_DAY):
        player = credited(player, f"s{number}:result.0", result(0), NOON + 11.98 * 3600)
    assert standing(player, NOON + 11.98 * 3600)[2] == 0
    after = credited(player, "new:result.0", result(0), NOON + 12.02 * 3600)
    assert after.xp - player.xp == 100


def test_what_is_not_rated_uses_up_nothing() -> None:
    """A play without points, or one that was left, brings no experience and no stars, and takes none of the day's five."""
    player = Player("aaaaaaaaaaaaa", ("tg:1",))
    for number, one in enumerate((result(rated=False), result(finished=False, rated=False))):
        player = credited(player, f"s{number}:result.0", one, NOON)
    assert standing(player, NOON) == (0, 0, RATED_A_DAY)
    assert player.plays == 1
    assert player.remembers("otk") == b"{}"


def test_a_result_told_twice_counts_once() -> None:
    """Within the week in which it can come again."""
    once = credited(Player("aaaaaaaaaaaaa", ("tg:1",)), "s:result.0", result(), NOON)
    assert credited(once, "s:result.0", result(), NOON + EFFECT_KEPT_S - DAY_S) == once
    assert replace(once, applied=()) != credited(once, "other:result.0", result(), NOON)
    both = credited(once, "other:result.0", result(), NOON + 1)
    assert credited(both, "s:result.0", result(), NOON + EFFECT_KEPT_S - DAY_S) == both, "what came in between changes nothing"


def test_a_result_is_known_for_a_week() -> None:
    """Then its id goes, as others come: a profile does not grow with every play (MECHANICS 28)."""
    player = credited(Player("aaaaaaaaaaaaa", ("tg:1",)), "s0:result.0", result(), NOON)
    for day in range(1, 30):
        player = credited(player, f"s{day}:result.0", result(), NOON + day * DAY_S)
    assert [known for known, _ in player.applied] == [f"s{day}:result.0" for day in range(23, 30)]
    assert player.plays == 30
