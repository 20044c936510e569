title = Держи жар
about = Печь отвечает не сразу: удержи её в полосе 15 шагов
brief = <b>Держи жар</b>
    Ты у закалочной печи. Деталям нужно {$low}–{$high} °C: держи их в этой полосе { $steps ->
        [one] {$steps} шаг
        [few] {$steps} шага
       *[many] {$steps} шагов
    }, по { $seconds ->
        [one] {$seconds} секунде
        [few] {$seconds} секунды
       *[many] {$seconds} секунд
    } на шаг. Промолчишь — мощность останется прежней.
    Печь инерционна: нагреватель идёт за ручкой, металл — за нагревателем.

    <b>Сначала СИЗ:</b> термостойкая куртка, щиток для лица, краги. Без них к печи нельзя.
    Надеваешь — и выбирай уровень.
brief-calm = Без часов: думай сколько хочешь, но звёзды и очки в зачёт не идут.
best = Твой лучший результат: { $points ->
        [one] {$points} очко
        [few] {$points} очка
       *[many] {$points} очков
    }.
level-1 = В СИЗ. Уровень 1: обо всём скажут
level-2 = В СИЗ. Уровень 2: скажут о загрузке
level-3 = В СИЗ. Уровень 3: без предупреждений
gate = <b>Стой, вопрос мастера</b>
gate-yes = Да
gate-no = Нет
gate-wrong = ✕ <b>Не так.</b> {$why}
toast-gate = ✓ Верно. К печи!
clock-off = Без часов (вне зачёта)
clock-on = С часами (в зачёт)
head = <b>Шаг {$step} из {$of}</b>
clock = {" "}· ⏱ {$seconds} с
now = Сейчас <b>{$now} °C</b>: {$where}.
cold = ▼ холодно
in-band = ✓ в полосе
hot = ▲ жарко
trend = За шаг {$moved}°. В полосе {$held} из {$done}.
happened = ⚠ Только что {$what}: {$delta}°.
announced = ⚠ На шаге {$step} {$what}: {$delta}°.
restarted = ✓ Верно. {$why} Печь стояла: { $lost ->
        [one] потерян {$lost} шаг
        [few] потеряно {$lost} шага
       *[many] потеряно {$lost} шагов
    }.
silence = ⏱ Тишина: мощность прежняя, {$power}.
ask = Какую мощность ставим? Рядом — куда пойдёт нагреватель.
power = {$power} · {$setpoint}°
power-now = ● {$power} · {$setpoint}°
toast-in-band = ✓ {$now} °C: в полосе
toast-cold = ▼ {$now} °C: холодно
toast-hot = ▲ {$now} °C: жарко
toast-unread = Напиши мощность: число от 0 до 5
toast-alarm-right = ✓ Останов вовремя
toast-alarm-wrong = ✕ Печь остановил мастер
alarm = 🚨 <b>Тревога: {$now} °C!</b>
    {$text}
alarm-clock = ⏱ {$seconds} с
result = <b>Нагрев окончен.</b> В полосе { $held ->
        [one] {$held} шаг
        [few] {$held} шага
       *[many] {$held} шагов
    } из {$of}, { $points ->
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
made-of = За жар {$held}, за износ { $wear ->
        [0] 0
       *[other] −{$wear}
    }, за энергию {$saved}.
calm-over = Играли без часов: в зачёт не идёт.
lesson-held = Почему вышло: печь инерционна, и малые поправки вовремя держат её лучше рывков. Это обратная связь; а кто смотрит на шаг вперёд, спасёт жар и от помех.
lesson-swings = Почему качало: печь инерционна, показание опаздывает. Поправишь сильно, не дождавшись, — перелёт. Обратная связь любит малые поправки и взгляд на шаг вперёд.
lesson-late = Печь инерционна: пока стрелка дойдёт до края, жар уже в пути. Обратная связь — поправлять по датчику, но думать на шаг вперёд.
lesson-stopped = ✕ Печь остановил мастер. {$why}
profession = <b>Профессия: {$title}</b>
    {$about}
picture-head = Держи жар · шагов пройдено: {$done} из {$of}
card-held = В полосе шагов: {$held} из {$of}
card-points = очки: {$points}
label-band = полоса {$low}–{$high} °C
label-power = Мощность 0–5 по шагам, под ней уставка, °C
label-step = шаг
label-alarm = тревога выше {$alarm} °C
label-best = твой лучший нагрев
alt-curve = График печи, полоса {$low}–{$high} °C. Показания от начала, { $steps ->
        [one] {$steps} шаг
        [few] {$steps} шага
       *[many] {$steps} шагов
    }: {$readings} °C.
alt-powers = Мощность по шагам: {$powers}.
alt-event = На шаге {$step} {$what}, {$delta}°.
alt-lost = Потеряны на останов шаги {$steps}.
alt-best = Пунктиром твой лучший нагрев, от {$low} до {$high} °C.
alt-now = Сейчас {$now} °C, {$where}.
alt-card = Открытка: в полосе шагов {$held} из {$of}, очков {$points}, звёзд {$stars} из 3.
group = <b>Держи жар</b>: у печи стоит один, поэтому играем в личных сообщениях.
to-private = К печи
