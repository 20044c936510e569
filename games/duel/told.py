"""How a match is told: the question's head, what was answered, the score and the result. Pure, and of no state."""

from __future__ import annotations

from engine import Seat, Text, bold
from engine.kits.quiz.bank import Bank, Question
from games.duel.rules import LIMIT_S, MIXED, QUESTIONS, SILENCE, Match


def name_of(seat: Seat, side: int, recorded: bool = False) -> str:
    """Name a side: by its nick, or by what it is to who looks where it has none (any more)."""
    if side == seat.number:
        return seat.nick or str(seat.t("you"))
    nick = seat.nicks[side] if side < len(seat.nicks) and not recorded else ""
    return nick or str(seat.t("run" if recorded else "rival"))


def versus(seat: Seat, recorded: bool = False) -> Text:
    """Say who plays against whom, who looks first."""
    return seat.t("versus", mine=name_of(seat, seat.number), theirs=name_of(seat, 1 - seat.number, recorded))


def profession_line(seat: Seat, match: Match) -> Text:
    """Tell of the profession that the match was about; that of the last question, if it was about many."""
    bank = seat.content(Bank)
    topic = bank.question(match.ids[-1]).topic if match.topic == MIXED else match.topic
    return bank.topics[topic].profession.told(seat)


def title_of(seat: Seat, topic: str) -> str:
    """Give the title of a topic."""
    return str(seat.t("mixed")) if topic == MIXED else seat.content(Bank).topics[topic].title[seat.language]


def asked_in(seat: Seat, match: Match, number: int) -> Question:
    """Find the question of this number, from 0."""
    return seat.content(Bank).question(match.ids[number])


def head(seat: Seat, match: Match, number: int) -> Text:
    """Say which question it is, of what, and how long there is to answer."""
    topic = title_of(seat, asked_in(seat, match, number).topic)
    double = "yes" if number == QUESTIONS - 1 else "no"
    return seat.t("head", number=number + 1, of=QUESTIONS, topic=topic, seconds=int(LIMIT_S), double=double)


def told(seat: Seat, match: Match, number: int, side: int) -> Text:
    """Say what the right answer was and what this side made of it."""
    asked, mine = asked_in(seat, match, number), match.sides[side][number]
    options = asked.options[seat.language]
    verdict = "verdict-right" if mine.right else "verdict-late" if mine.option == SILENCE else "verdict-wrong"
    text = seat.t(verdict, points=mine.points) + "\n\n" + bold(asked.text[seat.language]) + "\n✓ " + options[asked.answer]
    return text + (f"\n✕ {options[mine.option]}" if mine.option != SILENCE and not mine.right else "")


def revealed(seat: Seat, match: Match) -> Text:
    """Say both answers to the newest question, why, and the score."""
    number = len(match.sides[0]) - 1
    text = told(seat, match, number, seat.number)
    rival = match.sides[1 - seat.number][-1]
    asked = asked_in(seat, match, number)
    said = asked.options[seat.language][rival.option] if rival.option != SILENCE else "—"
    key = "run-chose" if match.recorded else "rival-chose"
    name = name_of(seat, 1 - seat.number, match.recorded)
    text += "\n" + seat.t(key, name=name, sign="✓" if rival.right else "✕", option=said, seconds=round(rival.elapsed))
    return text + "\n\n" + asked.explanation[seat.language] + "\n\n" + score_line(seat, match)


def score_line(seat: Seat, match: Match) -> Text:
    """Give the score, this seat's points first."""
    return seat.t("score", mine=match.points(seat.number), theirs=match.points(1 - seat.number))


def result_of(seat: Seat, match: Match, wins: tuple[int, int]) -> Text:
    """Say who has won, the score, how many were right, and the wins of all matches."""
    side, won = seat.number, match.winner()
    text = seat.t("draw" if won is None else "won" if won == side else "lost")
    text += "\n" + versus(seat, match.recorded) + "\n" + score_line(seat, match)
    text += "\n" + seat.t("recorded") if match.recorded else ""
    text += "\n" + seat.t("right", mine=match.right(side), theirs=match.right(1 - side), of=QUESTIONS)
    return text + (wins_line(seat, wins) if sum(wins) > 1 else "")


def wins_line(seat: Seat, wins: tuple[int, int]) -> Text:
    """Give the wins of all matches of this pair on a line of its own, this seat's first."""
    return "\n" + seat.t("wins", mine=wins[seat.number], theirs=wins[1 - seat.number])
