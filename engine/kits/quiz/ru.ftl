lobby = <b>{$title}</b>
    {$about}. После ответа расскажем, почему так.
    Есть две подсказки: «50/50» и слово мастера. С подсказкой вопрос стоит вдвое меньше.
debts = Долг перед сменой: { $count ->
        [one] {$count} вопрос вернулся
        [few] {$count} вопроса вернулись
       *[many] {$count} вопросов вернулись
    } с прошлых раз.
best = Твой лучший результат: { $points ->
        [one] {$points} очко
        [few] {$points} очка
       *[many] {$points} очков
    }.
start-full = Полная смена
start-express = Экспресс
length = Вопросов: {$full}.
lengths = Вопросов в полной смене: {$full}, в экспрессе: {$express}.
head = Вопрос {$number} из {$of} · {$topic} · ⏱ {$seconds} с
fifty = 50/50
hint = Слово мастера
master-says = <i>Мастер:</i> {$hint}
toast-right = ✓ Верно! +{$points}
toast-wrong = ✕ Мимо
verdict-right = ✓ <b>Верно!</b> +{ $points ->
        [one] {$points} очко
        [few] {$points} очка
       *[many] {$points} очков
    }
verdict-wrong = ✕ <b>Мимо.</b>
verdict-late = ⏱ <b>Время вышло.</b>
so-far = Верно {$right} из {$of} · счёт {$points}
go-on = Дальше
result = <b>Смена окончена!</b>
    Верно {$right} из {$of}, { $points ->
        [one] {$points} очко
        [few] {$points} очка
       *[many] {$points} очков
    } из 1000.
stars = {$stars} { $count ->
        [0] без звёзд: в другой раз получится
        [one] {$count} звезда
        [few] {$count} звезды
       *[many] {$count} звёзд
    }
certificate = 🏅 Сертификат смены твой: десять и больше верных ответов.
read-next = <b>Что почитать:</b> {$words}
profession = <b>Профессия: {$title}</b>
    {$about}
to-result = К итогам
break = <b>Смена на паузе.</b>
    Два вопроса подряд остались без ответа. Позади { $done ->
        [one] {$done} вопрос
        [few] {$done} вопроса
       *[many] {$done} вопросов
    }, впереди {$left}. Ждём тебя сутки, потом подведём итог.
resume = Вернуться к вопросам
group = <b>{$title}</b>: отвечает каждый сам, поэтому играем в личных сообщениях.
to-private = Играть
card-told = Верно {$right} из {$of}
card-points = очки: {$points}
alt-card = Открытка смены: верно {$right} из {$of}, очков {$points}, звёзд {$stars} из 3. По темам:
