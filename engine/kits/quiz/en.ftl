lobby = <b>{$title}</b>
    {$about}. After your answer we tell you why.
    There are two helps: “50/50” and the foreman's word. With a help the question is worth half.
debts = Owed from before: { $count ->
        [one] {$count} question is back.
       *[other] {$count} questions are back.
    }
best = Your best result: { $points ->
        [one] {$points} point
       *[other] {$points} points
    }.
start-full = Full shift
start-express = Express
length = Questions: {$full}.
lengths = Questions in a full shift: {$full}, in an express one: {$express}.
head = Question {$number} of {$of} · {$topic} · ⏱ {$seconds} s
fifty = 50/50
hint = The foreman's word
master-says = <i>The foreman:</i> {$hint}
toast-right = ✓ Right! +{$points}
toast-wrong = ✕ Missed
verdict-right = ✓ <b>Right!</b> +{ $points ->
        [one] {$points} point
       *[other] {$points} points
    }
verdict-wrong = ✕ <b>Missed.</b>
verdict-late = ⏱ <b>Time is up.</b>
so-far = {$right} of {$of} right · score {$points}
go-on = Go on
result = <b>The shift is over!</b>
    {$right} of {$of} right, { $points ->
        [one] {$points} point
       *[other] {$points} points
    } of 1000.
stars = {$stars} { $count ->
        [0] no stars yet: next time
        [one] {$count} star
       *[other] {$count} stars
    }
certificate = 🏅 The shift's certificate is yours: ten right answers or more.
read-next = <b>Read next:</b> {$words}
profession = <b>A profession: {$title}</b>
    {$about}
to-result = To the result
break = <b>The shift is paused.</b>
    Two questions in a row went unanswered. { $done ->
        [one] {$done} question is
       *[other] {$done} questions are
    } behind you, {$left} ahead. We wait a day, then sum it up.
resume = Back to the questions
group = <b>{$title}</b>: everyone answers alone, so we play in private messages.
to-private = Play
card-told = {$right} of {$of} right
card-points = points: {$points}
alt-card = Card of the shift: {$right} of {$of} right, points {$points}, stars {$stars} of 3. By topic:
