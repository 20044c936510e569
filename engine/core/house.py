"""The engine's own words: the refusals, the footer, what is said when a game was closed."""

from __future__ import annotations

from engine.core.texts import Texts

RUSSIAN = """
late = Чуть-чуть поздно: время вышло.
counted = Ответ уже принят, второй раз нажимать не нужно.
not-your-turn = Сейчас не твой ход, подожди немного.
not-your-game = Это чужая игра. Начни свою: /start
passed = Этот вопрос уже позади, смотри на новое сообщение.
closed = Эта игра закрыта. Начать другую: /start
elsewhere = Эта игра переехала в другой твой мессенджер. Напиши сюда, и она вернётся.
use-buttons = Нажми на кнопку или напиши её номер.
sorry = Что-то сломалось на нашей стороне. Игра цела, попробуй ещё раз.
too-fast = Не так быстро! Нажми ещё раз через секунду.
too-fast-words = Не так быстро! Напиши ещё раз через секунду.
slow-chat = Принято! Мессенджер просит не торопиться, экран обновится чуть позже.
again = Ещё раз
next = Следующая игра
hall = В зал
leave = Выйти
sure = Точно выйти
back = ◀
forward = ▶
closed-left = Игра закрыта недоигранной. Хочешь, начни сначала.
closed-crowded = Эта игра закрыта: открыто сразу не больше пяти, а она самая старая. Хочешь, начни сначала.
closed-anew = Эта игра открыта заново ниже ⬇
closed-met = Соперник нашёлся! Игра продолжается ниже ⬇
missed = Соперник ушёл за секунду до начала. Поищи другого.
parted = Соперник вышел из игры.
closed-idle = Игра ждала тебя месяц и закрылась.
closed-broken = Игра сломалась, и мы её закрыли. Мастера уже знают.
cannot-join = В эту игру уже не войти: она закрыта, или все места заняты.
closed-same = Оба игрока оказались одним человеком, поэтому игра закрыта и в счёт не идёт.
went-on = Игра продолжается в другом твоём мессенджере. Напиши сюда, и она вернётся.
stop-sure = Точно выйти? Игра останется недоигранной. Передумаешь — просто играй дальше.
erased = Готово: мы стёрли всё, что знали о тебе. Захочешь вернуться, просто напиши, и всё начнётся с чистого листа.
export-file = Всё, что у нас есть о тебе.
export-told = Твои данные только что скачали через { $where ->
        [tg] Telegram
        [vk] ВКонтакте
       *[other] другой мессенджер
    }. Это не ты? Проверь, кому открыт тот аккаунт.
"""

ENGLISH = """
late = A moment too late: time is up.
counted = Your answer is in already, no need to press twice.
not-your-turn = It is not your turn yet, wait a moment.
not-your-game = This is somebody else's game. Start your own: /start
passed = That question is over, look at the new one.
closed = This game is closed. Start another: /start
elsewhere = This game has moved to your other messenger. Write here and it comes back.
use-buttons = Press a button or type its number.
sorry = Something broke on our side. Your game is safe, try again.
too-fast = Not so fast! Press again in a second.
too-fast-words = Not so fast! Write again in a second.
slow-chat = Got it! The messenger asks us to slow down, the screen will follow shortly.
again = Once more
next = Next game
hall = To the hall
leave = Leave
sure = Leave for sure
back = ◀
forward = ▶
closed-left = The game is over: you left before the end. Start again if you like.
closed-crowded = This game is closed: at most five are open at once, and it was the oldest. Start again if you like.
closed-anew = This game is open again below ⬇
closed-met = A rival has turned up! The game goes on below ⬇
missed = Your rival left a second before the start. Look for another one.
parted = The other player has left the game.
closed-idle = The game waited for you for a month and was closed.
closed-broken = The game broke and we closed it. The crew knows already.
cannot-join = You can no longer join that game: it is closed, or every seat is taken.
closed-same = Both players turned out to be one person, so the game is closed and does not count.
went-on = The game goes on in your other messenger. Write here and it comes back.
stop-sure = Leave for sure? The game stays unfinished. Changed your mind? Just play on.
erased = Done: we have erased everything we knew about you. If you want to come back, just write, and it all begins anew.
export-file = Everything we hold about you.
export-told = Your data has just been downloaded through { $where ->
        [tg] Telegram
        [vk] VK
       *[other] another messenger
    }. Was it not you? Check who can use that account.
"""

HOUSE = Texts("house", {"ru": RUSSIAN, "en": ENGLISH})
HALL = "hall"  # the game that everybody begins in
