"""Players who know how to play: each plays one game to its end, with a slip or two, as people do."""

from __future__ import annotations

from collections.abc import Callable

from adapters.playthroughs.takes import Takes
from engine.kits.quiz import states as quiz
from engine.kits.quiz.bank import Bank
from engine.kits.story import states as story
from games import furnace, otk, slovo
from games.duel.live import Ask
from games.otk.parts import Verdict
from games.slovo.colours import coloured
from games.slovo.lexicon import Lexicon
from tests.walks import gate_answer

WAY = "slip argue silent finish admit print show ship_all own_up teach"  # the mentor's ending, by the ids of choices


def in_the_hall(takes: Takes) -> None:
    """Change the language, read the help, choose a game."""
    takes.press_key("language")
    takes.press("English")
    takes.press_key("help")
    takes.press_key("to-hall")
    takes.press_move("play_game", "otk")


def of_the_quiz(takes: Takes) -> None:
    """Know every answer from the book; need both helps, type one answer, miss one, and let one run out."""
    takes.press_key("start-full")
    number = 0
    while not takes.bench.session.over:
        state = takes.bench.state
        if isinstance(state, quiz.Ask):
            number += 1
            _ask(takes, state, number)
        else:
            takes.press_key("to-result" if takes.bench.say("to-result") in takes.bench.labels else "go-on")


def _ask(takes: Takes, state: quiz.Ask, number: int) -> None:
    bank = takes.bench.game.lore
    assert isinstance(bank, Bank)
    asked = bank.question(state.round.ids[len(state.round.marks)])
    if number in (2, 3):
        takes.press_key("fifty" if number == 2 else "hint")
    right = asked.options.ru[asked.answer]
    match number:
        case 4:
            takes.wait()
        case 5:
            takes.press(next(option for option in asked.options.ru if option != right))
        case 6:
            takes.type(right)
        case _:
            takes.press(right)


def of_the_duel(takes: Takes) -> None:
    """Two rivals: the first knows everything, the second every other answer, and once he is too slow."""
    takes.join()
    takes.press_move("strike", 0)
    takes.press_move("strike", 2, seat=1)
    for number in range(1, 8):
        state, bank = takes.bench.state, takes.bench.game.lore
        assert isinstance(state, Ask)
        assert isinstance(bank, Bank)
        asked = bank.question(state.match.ids[number - 1])
        takes.press(asked.options.ru[asked.answer])
        if number == 4:
            takes.wait()
        else:
            takes.press(asked.options.ru[asked.answer if number % 2 else asked.answer - 1], seat=1)
        for seat in (0, 1):
            takes.press_key("go-on", seat=seat)
    takes.press_key("revenge", seat=1)
    takes.press_key("finish")


def of_the_furnace(takes: Takes) -> None:
    """A thermostat: more power when it is too cold, less when it is too hot; silent once."""
    takes.press_key("level-2")
    takes.press_move("answer", not gate_answer(takes.bench))
    takes.press_move("answer", gate_answer(takes.bench))
    while isinstance(state := takes.bench.state, furnace.Step):
        if state.heat.done == 7:
            takes.wait()
        elif state.heat.done == 9:
            takes.type("3" if state.heat.load < 860 else "2")
        else:
            takes.press_move("set_power", 3 if state.heat.load < 860 else 2)


def of_quality_control(takes: Takes) -> None:
    """Read every part as it is but one, and name the fault."""
    takes.press_key("level-2")
    takes.press_key("start")
    takes.press_move("answer", gate_answer(takes.bench))
    while isinstance(state := takes.bench.state, otk.Part):
        truth = state.batch.verdict(len(state.calls))
        takes.press_move("judge", truth if len(state.calls) != 3 else next(v for v in Verdict if v is not truth))
        takes.press_move("go_on")
    assert isinstance(state, otk.Trend)
    takes.press_move("name", state.batch.process)


def of_the_word(takes: Takes) -> None:
    """Try the first word that fits all that is known; take both hints on the way, and mistype once."""
    lexicon = takes.bench.game.lore
    assert isinstance(lexicon, Lexicon)
    takes.type("паровозик")
    while isinstance(state := takes.bench.state, slovo.Guess):
        round = state.round
        if len(round.guesses) == 1 and not round.helped:
            takes.press_move("show_object")
        elif len(round.guesses) == 2 and round.opened < 0:
            takes.press_move("open_letter")
        else:
            takes.type(_fitting(lexicon, round.word, round.guesses))


def _fitting(lexicon: Lexicon, answer: str, guesses: tuple[str, ...]) -> str:
    """Find a word that would have been coloured as the answer was: all that a player sees of it."""
    words = [entry.word for entry in lexicon.words]
    return next(w for w in words if all(coloured(w, guess) == coloured(answer, guess) for guess in guesses) and w not in guesses)


def of_the_series(takes: Takes) -> None:
    """Watch all five episodes, each when its day has come, up to the role; look at the map once; be silent once."""
    takes.press_move("watch")
    choices, looked = WAY.split(), False
    while not takes.bench.session.over:
        match takes.bench.state:
            case story.Waiting():
                if not looked:
                    takes.press_move("watch")  # it is too early
                    takes.press_move("look_at_map")
                    takes.press_move("go_back")
                    looked = True
                takes.wait()
            case story.Shelf():
                takes.press_move("watch")
            case story.Finale():
                takes.press_move("take_role")
            case _ if choices[0] == "silent":
                choices.pop(0)
                takes.wait()
            case _:
                takes.press_move("choose", choices.pop(0))


PLAYERS: dict[str, Callable[[Takes], None]] = {
    "hall": in_the_hall,
    "quiz_shift": of_the_quiz,
    "duel": of_the_duel,
    "otk": of_quality_control,
    "furnace": of_the_furnace,
    "slovo": of_the_word,
    "dynasty": of_the_series,
}
