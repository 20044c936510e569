"""The draw of a shift and the memory of what was asked: for any memory, bank and day."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.kits.quiz.bank import Bank, Question
from engine.kits.quiz.choice import DUE_DAYS, EXPRESS, FULL, REST_DAYS, SAFETY, Memory, Seen, draw, due, remembered
from engine.runtime.content import read_content

TODAY = 740_000
BANK = read_content(Path(__file__).resolve().parents[3] / "games/quiz_shift/questions.yaml", Bank)
assert isinstance(BANK, Bank)
QUESTIONS = BANK.questions
BY_ID = {question.id: question for question in QUESTIONS}
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

seeds = st.integers(0, 2**32)
plans = st.sampled_from([FULL, EXPRESS])
seen_ones = st.builds(Seen, id=st.sampled_from(sorted(BY_ID)), day=st.integers(TODAY - 20, TODAY), missed=st.integers(0, 3))
memories = st.lists(seen_ones, unique_by=lambda seen: seen.id, max_size=60).map(lambda seen: Memory(seen=tuple(seen)))
banks = st.lists(st.sampled_from(QUESTIONS), unique_by=lambda question: question.id, max_size=30)


def _ready(memory: Memory) -> set[str]:
    met = {seen.id: seen for seen in memory.seen}
    return {id for id in BY_ID if id not in met or due(met[id], TODAY)}


@quick
@given(seeds)
def test_a_new_player_gets_the_planned_mix(seed: int) -> None:
    """A first shift is 4 easy, 6 middling, 2 hard ones, easy first, no topic more than twice."""
    drawn = [BY_ID[id] for id in draw(QUESTIONS, Memory(), TODAY, Random(seed), FULL)]
    assert [question.difficulty for question in drawn] == [1] * 4 + [2] * 6 + [3] * 2
    assert max(Counter(question.topic for question in drawn).values()) <= 2


@quick
@given(seeds, memories, plans)
def test_every_shift_is_whole_and_has_safety(seed: int, memory: Memory, plan: dict[int, int]) -> None:
    """Whatever was asked before, a shift is full, without doubles, with a question on safety."""
    drawn = draw(QUESTIONS, memory, TODAY, Random(seed), plan)
    assert len(drawn) == len(set(drawn)) == sum(plan.values())
    assert any(BY_ID[id].topic == SAFETY for id in drawn)


@quick
@given(seeds, memories)
def test_nothing_comes_back_too_early_while_there_is_a_choice(seed: int, memory: Memory) -> None:
    """A question that must rest is drawn only where the ready ones are too few, or for safety's sake."""
    ready = _ready(memory)
    tired = [id for id in draw(QUESTIONS, memory, TODAY, Random(seed), FULL) if id not in ready]
    for_safety = [id for id in tired if BY_ID[id].topic == SAFETY and not any(BY_ID[r].topic == SAFETY for r in ready)]
    assert len(tired) <= max(0, 12 - len(ready)) + len(for_safety[:1])


@quick
@given(seeds, memories, banks, plans)
def test_a_short_bank_gives_what_it_has(seed: int, memory: Memory, bank: list[Question], plan: dict[int, int]) -> None:
    """From a bank that is too small every question is drawn, once; from any other a whole shift."""
    drawn = draw(bank, memory, TODAY, Random(seed), plan)
    assert len(drawn) == len(set(drawn)) == min(len(bank), sum(plan.values()))
    assert set(drawn) <= {question.id for question in bank}


@quick
@given(seeds, memories)
def test_the_same_seed_draws_the_same(seed: int, memory: Memory) -> None:
    """The draw depends on its arguments alone."""
    one, other = (draw(QUESTIONS, memory, TODAY, Random(seed), FULL) for _ in range(2))
    assert one == other


def test_other_difficulties_stand_in_before_anything_is_repeated() -> None:
    """With every hard question asked yesterday a shift is still full, and repeats none of them."""
    hard = {question.id for question in QUESTIONS if question.difficulty == 3}
    memory = Memory(seen=tuple(Seen(id=id, day=TODAY - 1) for id in sorted(hard)))
    for seed in range(20):
        drawn = draw(QUESTIONS, memory, TODAY, Random(seed), FULL)
        assert len(drawn) == 12
        assert not hard & set(drawn)


def test_when_all_must_rest_the_mix_holds_and_the_longest_rested_come() -> None:
    """With the whole bank asked lately the mix is kept, of each difficulty what was asked longest ago."""
    days = {question.id: TODAY - 1 - number % 7 for number, question in enumerate(QUESTIONS)}
    memory = Memory(seen=tuple(Seen(id=id, day=day) for id, day in days.items()))
    for seed in range(20):
        drawn = [BY_ID[id] for id in draw(QUESTIONS, memory, TODAY, Random(seed), FULL)]
        assert [question.difficulty for question in drawn] == [1] * 4 + [2] * 6 + [3] * 2
        for difficulty in (1, 2, 3):
            taken = [days[q.id] for q in drawn if q.difficulty == difficulty and q.topic != SAFETY]
            left = [days[q.id] for q in QUESTIONS if q.difficulty == difficulty and q not in drawn and q.topic != SAFETY]
            assert max(taken) <= min(left)


def test_a_debt_comes_before_fresh_questions() -> None:
    """A missed question that is due is in the next shift, whatever the seed."""
    memory = Memory(seen=(Seen(id="robotics_04", day=TODAY - 1, missed=1),))
    assert all("robotics_04" in draw(QUESTIONS, memory, TODAY, Random(seed), FULL) for seed in range(30))


def test_a_debt_does_not_come_before_its_day() -> None:
    """A question missed today is not in today's next shift."""
    memory = Memory(seen=(Seen(id="robotics_04", day=TODAY, missed=1),))
    assert not any("robotics_04" in draw(QUESTIONS, memory, TODAY, Random(seed), FULL) for seed in range(30))


def test_different_seeds_give_different_shifts() -> None:
    """Playing again brings another draw."""
    assert len({draw(QUESTIONS, Memory(), TODAY, Random(seed), FULL) for seed in range(20)}) > 15


@pytest.mark.parametrize(("missed", "days"), [(0, REST_DAYS), *enumerate(DUE_DAYS, 1)])
def test_a_question_rests_for_its_days(missed: int, days: int) -> None:
    """Right ones rest 14 days, missed ones 1, 3 and 7: due on the very day, not on the one before."""
    seen = Seen(id="x", day=TODAY - days, missed=missed)
    assert due(seen, TODAY)
    assert not due(seen, TODAY - 1)


def test_a_miss_is_paid_after_three_right_answers_in_their_time() -> None:
    """Missed, then right after 1, 3 and 7 days: the debt is paid and the question rests."""
    memory, day = remembered(Memory(), [("x", False)], TODAY, 0), TODAY
    stages = []
    for wait in DUE_DAYS:
        day += wait
        memory = remembered(memory, [("x", True)], day, 0)
        stages.append(memory.seen[0].missed)
    assert stages == [2, 3, 0]


def test_a_debt_missed_again_starts_anew() -> None:
    """A second miss sends the question back to one day."""
    memory = Memory(seen=(Seen(id="x", day=TODAY - 7, missed=3),))
    assert remembered(memory, [("x", False)], TODAY, 0).seen == (Seen(id="x", day=TODAY, missed=1),)


def test_an_answer_before_its_day_does_not_pay() -> None:
    """A debt that is asked early, since the bank ran short, is not moved on by a right answer."""
    memory = Memory(seen=(Seen(id="x", day=TODAY, missed=2),))
    assert remembered(memory, [("x", True)], TODAY, 0).seen == memory.seen


@quick
@given(memories, st.lists(st.tuples(st.sampled_from(sorted(BY_ID)), st.booleans()), unique_by=lambda a: a[0]))
def test_memory_stays_small_and_round_trips(memory: Memory, answers: list[tuple[str, bool]]) -> None:
    """Each question is kept once, what has rested is forgotten, and memory comes back from the store equal."""
    after = remembered(memory, answers, TODAY, 500)
    ids = [seen.id for seen in after.seen]
    assert len(ids) == len(set(ids))
    assert all(seen.missed or TODAY - seen.day < REST_DAYS for seen in after.seen)
    assert {id for id, right in answers if not right} <= {seen.id for seen in after.seen if seen.missed == 1}
    assert Memory.model_validate_json(after.model_dump_json(), strict=True) == after


def test_the_best_result_is_kept() -> None:
    """A worse play does not lower the best."""
    assert remembered(Memory(best=700, plays=3), [], TODAY, 400) == Memory(best=700, plays=4)
