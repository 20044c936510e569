"""Buckets let a burst pass and no more, learn from a refusal, and forget chats that are long silent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.common.rates import CHATS_MOST, Bucket, Budget, Rates

RATES = Rates(chat=1.0, chat_burst=3.0, group=20 / 60, group_burst=2.0)

WINDOWED = Rates(chat=1.0, chat_burst=3.0, group=20 / 60, group_burst=2.0, chat_window_s=3.0)


class Clock:
    """Seconds that go on when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def ready(rates: Rates = RATES) -> tuple[Budget, Clock]:
    clock = Clock()
    return Budget(rates, clock), clock


def test_a_burst_passes_and_then_one_call_at_a_time() -> None:
    """Whoever waits as long as he is told finds room, and only one does."""
    budget, clock = ready()
    assert [budget.take("tg:1", False) for _ in range(3)] == [0.0, 0.0, 0.0]
    wait_s = budget.take("tg:1", False)
    assert 0.99 < wait_s <= 1.0
    assert budget.take("tg:1", False) == wait_s  # a refusal takes nothing
    clock.now += wait_s
    assert budget.take("tg:1", False) == 0.0
    assert budget.take("tg:1", False) > 0.9


def test_chats_do_not_wait_for_each_other() -> None:
    """One that is asked too much leaves the room of the others alone."""
    budget, _ = ready()
    for _ in range(9):
        budget.take("tg:1", False)
    assert budget.take("tg:2", False) == 0.0


def test_a_group_has_its_own_pace() -> None:
    """Twenty a minute are one in three seconds."""
    budget, _ = ready()
    assert [budget.take("tg:-1", True) for _ in range(2)] == [0.0, 0.0]
    assert 2.9 < budget.take("tg:-1", True) <= 3.0


def test_a_penalty_closes_a_chat_or_everything() -> None:
    """Until its time is over; a shorter one that comes later does not end it."""
    budget, clock = ready()
    budget.penalty("tg:1", False, 9.0, everywhere=False)
    budget.penalty("tg:1", False, 2.0, everywhere=False)
    assert budget.take("tg:1", False) == 9.0
    assert budget.take("tg:2", False) == 0.0
    budget.penalty("tg:2", False, 5.0, everywhere=True)
    assert [budget.take(chat, False) for chat in ("tg:1", "tg:2", "tg:3")] == [9.0, 5.0, 5.0]
    clock.now += 9.0
    assert [budget.take(chat, False) for chat in ("tg:1", "tg:2", "tg:3")] == [0.0] * 3


def test_a_clock_that_stands_or_steps_back_gives_and_takes_nothing() -> None:
    """A bucket made a moment after the time was read is still full."""
    bucket = Bucket(rate=1.0, burst=1.0, room=1.0, at=10.0)
    assert bucket.wait_s(9.9) == 0.0
    assert bucket.wait_s(10.0) == 0.0


def test_memory_is_bounded() -> None:
    """The chats that were silent longest are forgotten first."""
    budget, _ = ready(Rates(1.0, 1.0, 1.0, 1.0))
    for n in range(CHATS_MOST + 10):
        budget.take(f"tg:{n}", False)
    assert budget.take(f"tg:{CHATS_MOST + 9}", False) > 0.0
    assert budget.take("tg:0", False) == 0.0
    assert len(budget._chats) == CHATS_MOST


def test_a_chat_is_forgotten_once_its_bucket_is_full_again() -> None:
    """What is kept is what was written to lately, and the one who is asked for; a penalty is kept to its end."""
    budget, clock = ready(Rates(1.0, 3.0, 1.0, 1.0))
    for n in range(100):
        budget.take(f"tg:{n}", False)
    budget.penalty("tg:7", False, 60.0, everywhere=False)
    clock.now += 1.5
    for _ in range(3):
        assert budget.take("tg:100", False) == 0.0
    assert len(budget._chats) == 2
    assert budget.take("tg:100", False) > 0.0
    assert budget.take("tg:7", False) == 58.5


def test_a_window_lets_a_burst_pass_and_waits_for_it_to_be_over() -> None:
    """Three at once, then nothing until the first of them is three seconds old; who was silent has all of it again."""
    budget, clock = ready(WINDOWED)
    taken = []
    for pause in (0.0, 0.5, 0.5):
        clock.now += pause
        taken.append(budget.take("tg:1", False))
    assert taken == [0.0, 0.0, 0.0]
    assert budget.shut_s("tg:1") == budget.take("tg:1", False) == 2.0
    clock.now += 2.0
    assert (budget.shut_s("tg:1"), budget.take("tg:1", False)) == (0.0, 0.0)
    assert budget.take("tg:1", False) == 0.5
    budget.penalty("tg:1", False, 9.0, everywhere=False)
    assert budget.shut_s("tg:1") == 9.0
    assert (budget.shut_s("tg:2"), budget.shut_s("tg:-1")) == (0.0, 0.0)
    clock.now += 9.1
    assert [budget.take("tg:1", False) for _ in range(3)] == [0.0] * 3
    clock.now += 3.1
    assert budget.take("tg:2", False) == 0.0
    assert len(budget._chats) == 1


@given(st.lists(st.floats(0.0, 2.0), max_size=40))
def test_no_window_holds_more_than_its_burst(pauses: list[float]) -> None:
    """Whatever the pauses between the tries."""
    budget, clock = ready(WINDOWED)
    passed: list[float] = []
    for pause in pauses:
        clock.now += pause
        if budget.take("tg:1", False) == 0.0:
            passed.append(clock.now)
    assert all(later - first >= 3.0 - 0.001 for first, later in zip(passed, passed[3:], strict=False))


@given(st.lists(st.floats(0.0, 2.0), max_size=40))
def test_no_window_holds_more_than_the_rate_and_the_burst(pauses: list[float]) -> None:
    """Whatever the pauses between the tries: in any stretch of time at most burst + rate x time calls pass."""
    budget, clock = ready()
    passed: list[float] = []
    for pause in pauses:
        clock.now += pause
        if budget.take("tg:1", False) == 0.0:
            passed.append(clock.now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= RATES.chat_burst + RATES.chat * (passed[last] - passed[first]) + 0.001
