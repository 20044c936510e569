title = Слово цеха
about = Слово дня из пяти букв: шесть попыток, одно на всех
head = <b>Слово дня · попытка {$number} из {$of}</b>
head-practice = <b>Разминка · попытка {$number} из {$of}</b> (вне зачёта)
head-late = <b>Вчерашнее слово · попытка {$number} из {$of}</b> (вне зачёта)
rules = Загадано слово с производства: существительное, пять букв, { $tries ->
        [one] {$tries} попытка
        [few] {$tries} попытки
       *[many] {$tries} попыток
    }.{ $daily ->
        [yes] {" "}Сегодня оно одно на всех.
       *[no] {""}
    }
    🟩✓ буква на своём месте
    🟨≈ буква есть, но в другом месте
    ⬜✕ такой буквы (или второй такой) нет
    Ё и Е — одна буква.
ask = Напиши слово из пяти букв.
letters-in = Есть: {$letters}
letters-out = Нет: {$letters}
hint-object = Подсказка: рисунок (−{$cost})
hint-words = Подсказка: что это (−{$cost})
hint-letter = Подсказка: буква (−{$cost})
told-object = 💡 На рисунке: {$told}.
told-words = 💡 {$told}
told-letter = 💡 Буква {$place}: <b>{$letter}</b>
no-letters = «{$said}» — здесь нет ни одной буквы, а нужно русское слово. Попытка цела.
no-russian = «{$said}» — тут не только русские буквы. Проверь раскладку. Попытка цела.
no-one-word = «{$said}» — это больше одного слова. Напиши одно. Попытка цела.
no-length = «{$said}» — { $letters ->
        [one] {$letters} буква
        [few] {$letters} буквы
       *[many] {$letters} букв
    }, а нужно ровно пять. Попытка цела.
no-unknown = Слова «{$said}» нет в моём списке. Может, это моя недоработка: попробуй другое существительное. Попытка цела.
no-again = Слово «{$said}» уже было. Попытка цела.
midnight = Наступила полночь, и день этого слова закрыт. Доиграть можно, но вне зачёта.
won = ✓ <b>Угадано!</b> Попытка {$number} из {$of}.
lost = ✕ <b>Не угадано.</b> Попыток было {$number} из {$of}.{ $daily ->
        [yes] {" "}Завтра новое слово.
       *[no] {""}
    }
score = {$stars} { $points ->
        [one] {$points} очко
        [few] {$points} очка
       *[many] {$points} очков
    } из 1000
practice-over = Разминка: в зачёт не идёт.
late = Полночь прошла раньше: в зачёт не идёт.
strip = Слово цеха {$day} · {$result}/{$of}
streak = Дней подряд: {$days}
to-share = Открытка для друзей, без букв: нажми «Ещё раз».
rest = <b>Слово дня у тебя уже позади.</b> Строки ниже можно переслать друзьям: слова они не выдадут.
rest-next = Новое слово — после полуночи по Москве. А пока можно размяться на другом, вне зачёта.
practise = Размяться на другом слове
profession = <b>{$shop}. Профессия: {$title}</b>
    {$about}
group = <b>Слово цеха</b>: угадывают по одному, чтобы не выдать слово, поэтому играем в личных сообщениях.
to-private = Угадать слово
picture-day = Слово дня
picture-practice = Разминка
picture-late = Вчерашнее слово
picture-tries = попытка {$number} из {$of}
legend-exact = на месте
legend-present = в другом месте
legend-absent = нет
picture-object = подсказка
card-won = угадано, попытка {$number} из {$of}
card-lost = не угадано
card-points = очки: {$points}
card-bars = сколько попыток ушло на слова
alt-row = Попытка {$number}, {$word}: {$marks}.
alt-share-row = Попытка {$number}: {$marks}.
alt-start = Пустая сетка: шесть строк по пять клеток, и русская азбука под ней.
alt-exact = на месте
alt-present = в другом месте
alt-absent = нет
alt-object = Рядом рисунок: {$told}.
alt-opened = Открыта буква {$place}: {$letter}.
alt-letters = Не пробовали: {$letters}.
alt-share = Открытка без букв: слово { $won ->
        [True] угадано с попытки {$number}
       *[other] не угадано
    }.
alt-card = Слово {$word}, { $won ->
        [True] угадано с попытки {$number}
       *[other] не угадано
    }.
alt-bars = Слов угадано с 1-й до 6-й попытки: {$counts}; не угадано: {$lost}.
