"""The bank of questions: what is in it holds, and what is wrong in it is told with question, value and cure."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from engine import AuthorError
from engine.kits.quiz.bank import Bank
from engine.runtime.content import read_content

LANGUAGES = ("ru", "en")
Node = dict[str, object]


@pytest.fixture(scope="module")
def bank(project: Path) -> Bank:
    read = read_content(project / "games/quiz_shift/questions.yaml", Bank)
    assert isinstance(read, Bank)
    return read


def _question(**changes: object) -> Node:
    plain: Node = {
        "id": "materials_03",
        "topic": "materials",
        "difficulty": 1,
        "text": {"ru": "Какой?", "en": "Which?"},
        "options": {"ru": ["Цинк", "Медь", "Хром", "Олово"], "en": ["Zinc", "Copper", "Chromium", "Tin"]},
        "answer": 0,
        "explanation": {"ru": "Потому", "en": "Because"},
        "hint": {"ru": "Подумай", "en": "Think"},
        "basis": "учебник",
    }
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


def _told(tmp_path: Path, *questions: Node) -> str:
    words = {"ru": "слово", "en": "word"}
    topic = {"title": words, "read": words, "profession": {"title": words, "about": words}}
    file = tmp_path / "questions.yaml"
    file.write_text(yaml.safe_dump({"topics": {"materials": topic}, "questions": list(questions)}, allow_unicode=True))
    with pytest.raises(AuthorError) as wrong:
        read_content(file, Bank)
    return str(wrong.value)


def test_sixty_questions_fill_every_topic(bank: Bank) -> None:
    """The bank has 60 questions, every topic has some, and there is enough of each difficulty for a shift."""
    assert len(bank.questions) == 60
    assert {question.topic for question in bank.questions} == set(bank.topics)
    counts = [sum(question.difficulty == difficulty for question in bank.questions) for difficulty in (1, 2, 3)]
    assert counts == [22, 28, 10]


def test_right_answers_are_spread_over_the_places(bank: Bank) -> None:
    """No place of the list is right more often than another: 15 questions each."""
    assert [sum(question.answer == place for question in bank.questions) for place in range(4)] == [15] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_hint_names_the_answer(bank: Bank, language: str) -> None:
    """A hint does not contain the right option's words."""
    giveaways = [q.id for q in bank.questions if q.options[language][q.answer].casefold() in q.hint[language].casefold()]
    assert giveaways == []


def test_languages_are_not_mixed_up(bank: Bank) -> None:
    """No English text holds Cyrillic letters."""
    texts = [words for q in bank.questions for words in (q.text.en, q.explanation.en, q.hint.en, *q.options.en)]
    texts += [words.en for t in bank.topics.values() for words in (t.title, t.read, t.profession.title, t.profession.about)]
    assert [words for words in texts if any("а" <= sign <= "я" for sign in words.casefold())] == []


def test_russian_is_typeset(bank: Bank) -> None:
    """Russian texts have no straight quotes and no hyphen in place of a dash."""
    texts = [words for q in bank.questions for words in (q.text.ru, q.explanation.ru, q.hint.ru, *q.options.ru)]
    texts += [words.ru for t in bank.topics.values() for words in (t.read, t.profession.about)]
    assert [words for words in texts if '"' in words or " - " in words] == []


@pytest.mark.parametrize(
    ("id", "right"),
    [
        ("energy_01", f"{12 / 4:.0f} A"),
        ("energy_03", f"{250 / 1000:.0%}"),
        ("energy_07", f"{1000 * 3600 / 1e6:.1f} million"),
        ("precision_07", f"{0.03 - -0.02:.2f} mm"),
        ("org_history_03", f"{480 / 240:.0f} minutes"),
        ("materials_12", f"{round(7.8 / 2.7)} times"),
        ("precision_03", f"{round(1e-3 / 1e-6)}"),
    ],
)
def test_calculated_answers_are_right(bank: Bank, id: str, right: str) -> None:
    """Where an answer follows from figures, it is what the figures give."""
    question = bank.question(id)
    assert question.options.en[question.answer] == right


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"options": {"ru": ["Цинк", "цинк ", "Хром", "Олово"], "en": ["a", "b", "c", "d"]}},
            "two options read «Цинк»; give each its own text",
        ),
        ({"options": {"ru": ["Ж" * 41, "б", "в", "г"], "en": ["a", "b", "c", "d"]}}, "has 41 characters; 1 to 40 fit on a button"),
        (
            {"options": {"ru": ["а", "б", "в"], "en": ["a", "b", "c", "d"]}},
            "(questions.0.options.ru.3): question materials_03: item 4 is missing; write it",
        ),
        (
            {"options": {"ru": ["а", "б", "в", 50], "en": ["a", "b", "c", "d"]}},
            "(questions.0.options.ru.3): question materials_03: 50 is no text; put it in quotes",
        ),
        (
            {"text": {"ru": "Какой?"}},
            "(questions.0.text.en): question materials_03: the words are missing in English; write `en:` too",
        ),
        (
            {"hint": {"ru": "Подумай", "en": " "}},
            "(questions.0.hint.en): question materials_03: the words are empty; write them in both languages",
        ),
        ({"basis": None}, "question materials_03: `basis` is missing; write it"),
        ({"basis": " "}, "basis is empty; say where the fact is known from"),
        ({"answer": 4}, "answer is 4; give 0 to 3"),
        ({"difficulty": 0}, "difficulty is 0; give 1, 2 or 3"),
        ({"explanation": {"ru": "Ж" * 201, "en": "b"}}, "explanation.ru has 201 characters, at most 200; shorten it"),
        ({"hnit": "опечатка"}, "(questions.0.hnit): question materials_03: there is no field `hnit`; correct its name or drop it"),
        ({"answer": "Цинк"}, "(questions.0.answer): question materials_03: 'Цинк' is no whole number; write one"),
        ({"topic": "matreials"}, "topic «matreials» is not among materials; correct it"),
    ],
)
def test_a_fault_is_told_with_file_question_and_cure(tmp_path: Path, changes: Node, told: str) -> None:
    """Every fault of a question names the file, the question, the value and how to mend it."""
    message = _told(tmp_path, _question(**changes))
    assert message.startswith("questions.yaml, line ")
    assert "question materials_03: " in message
    assert told in message


def test_two_questions_of_one_id_are_refused(tmp_path: Path) -> None:
    """An id that stands twice is told."""
    assert "(questions.1.id): question materials_03: the id stands twice, item 1 has it" in _told(
        tmp_path, _question(), _question()
    )


def test_a_quiz_without_a_question_is_refused(tmp_path: Path) -> None:
    """Nobody could play it; one with retired questions alone is none either."""
    assert "there is no question to be drawn; write one" in _told(tmp_path)
    assert "there is no question to be drawn; write one" in _told(tmp_path, _question(retired=True))


def test_all_faulty_questions_are_told_at_once(tmp_path: Path) -> None:
    """An author sees every faulty question in one go."""
    message = _told(tmp_path, _question(id="one", answer=7), _question(id="two", difficulty=9))
    assert "question one: " in message
    assert "question two: " in message


def test_a_vanished_question_says_how_to_bring_it_back(bank: Bank) -> None:
    """A question taken out while it is played is an author's error with a cure."""
    with pytest.raises(AuthorError, match="retired: true"):
        bank.question("never_was")


def test_a_retired_question_can_be_shown_but_not_drawn(bank: Bank) -> None:
    """Retiring keeps a question for games in flight and takes it out of the draw."""
    first = bank.questions[0].model_copy(update={"retired": True})
    changed = bank.model_copy(update={"questions": (first, *bank.questions[1:])})
    assert changed.question(first.id) is first
    assert first not in changed.drawable
