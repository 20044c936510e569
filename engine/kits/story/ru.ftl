cover = <b>{$title}</b>
    {$about}.
endings-found = Финалов найдено: {$count} из {$of}
begin = Смотреть с начала
watch-again = Прожить ещё раз
watch = Смотреть эпизод {$number}
restart = Начать сначала
map = Карта выборов
back = Назад
heading = <b>Эпизод {$number}. {$title}</b>
locked = 🔒 <i>{$label}</i> ({$needs})
pressure = ⏱ { $seconds ->
        [one] Решай за {$seconds} секунду
        [few] Решай за {$seconds} секунды
       *[many] Решай за {$seconds} секунд
    }: молчание — тоже ответ.
goes-on = ⏱ Продолжение через { $seconds ->
        [one] {$seconds} секунду
        [few] {$seconds} секунды
       *[many] {$seconds} секунд
    }.
alike = { $share ->
        [0] Почти никто не выбрал так же.
        [100] Так же выбирают почти все.
       *[other] Так же выбрали {$share} % игроков.
    }
scales-moved = {$steps}
to-be-continued = <b>Эпизод {$number} закончен.</b>
opens = Эпизод {$number} «{$title}» откроется в {$when} (по Москве).
or-win = Не хочешь ждать? Выиграй в связанной игре, и он откроется сразу.
linked-below = Игра открыта ниже ⬇ Выиграешь — сразу позовём на эпизод. Нет — позовём, когда он откроется сам.
too-early = Ещё рано: эпизод откроется позже
is-open = 🎬 Новый эпизод открыт!
poster-alt = Афиша эпизода «{$title}»
map-text = <b>Карта выборов</b>
    Сцен увидено: {$seen} из {$nodes}. Финалов: {$endings} из {$of}.
    «?» — ещё не открыто.
map-alt = Схема сюжета сверху вниз: { $left ->
        [0] открыты все сцены, их {$nodes}
       *[other] открыто {$seen} из {$nodes} сцен, остальные под знаком вопроса
    }
finale = <b>Финал</b>
your-role = Какая у меня роль?
role = <b>Твой финал: {$title}</b>
result = {$stars} { $points ->
        [one] {$points} очко
        [few] {$points} очка
       *[many] {$points} очков
    } из 1000 · финалов {$found} из {$of}
card-endings = Найденные финалы
card-head = Твой финал
card-alt = Карточка финала: {$title}. Шкалы до {$most}: {$scales}. Найденные финалы: {$found} из {$of}.
on-the-way = Уже открываем…
group = <b>Сериал</b>: решения здесь принимает один человек, поэтому смотрим в личных сообщениях.
to-private = Смотреть
