title = Engineers' duel
about = Seven questions for two: your rival may sit in the other messenger
lobby = <b>Engineers' duel</b>
    Seven questions, twelve seconds each, the last one counts twice. Both of you get the same questions.
    Invite a rival by the button or tell the code: <b>{$code}</b>. It can simply be typed to the bot, in Telegram or VK.
    If you do not want to wait, play now: your rival will have a day to answer.
invite = Invite a rival
stranger = Random rival
looking = <b>Looking for a rival…</b>
    It is mostly quick. If nobody turns up within {$seconds} seconds, you can play a recording.
looking-long = <b>Looking for a rival…</b>
    Nobody is free right now. As soon as somebody turns up, the duel begins by itself: no need to watch the screen.
run-offered = <b>Looking for a rival…</b>
    Nobody yet. You can play a recording: the answers and times of a real player who has done this duel. If a live rival turns up, you begin with them.
play-run = Play a recording
stop-looking = Stop looking
recorded = ⏺ Your rival: a recording of an earlier game
run = Recording
run-chose = {$name}: {$sign} {$option} · {$seconds} s
go-first = Play now
rival-came = Your rival is here!
rival = Rival
versus = {$mine} ⚔ {$theirs}
you = You
veto = <b>Three topics.</b> Strike out the one you do not want: {$seconds} seconds to choose. Your rival strikes one out too.
mixed = A bit of everything
veto-wait = You struck out “{$topic}”. Waiting for your rival.
head = Question {$number} of {$of} · {$topic} · ⏱ {$seconds} s{ $double ->
        [yes] {" "}· counts twice
       *[no] {""}
    }
answered = Your answer: {$option}. Waiting for your rival.
rival-answered = Your rival has answered already.
verdict-right = ✓ <b>Right!</b> +{ $points ->
        [one] {$points} point
       *[other] {$points} points
    }
verdict-wrong = ✕ <b>Missed.</b>
verdict-late = ⏱ <b>Time is up.</b>
rival-chose = {$name}: {$sign} {$option}
score = Score {$mine} : {$theirs}
right = Right answers {$mine} : {$theirs} of {$of}
wins = Duels {$mine} : {$theirs}
go-on = Go on
rival-plays = Your rival is answering: question {$number} of {$of}. The result is near.
rival-done = Your rival has answered everything.
wait = <b>Your part is done:</b> {$right} right of {$of}.
    Invite a rival by the button or the code <b>{$code}</b>: there is a day to come. Once your rival has answered, you both see the result.
turn-came = ⏰ It is your turn!
rival-begins = Your rival is here and about to begin. There is a day for all the questions, then you both see the result.
your-turn = <b>You have been challenged!</b>
    Your rival has answered all {$of} questions, now it is your turn. {$seconds} seconds each, the last one counts twice. You have a day for all of them.
start = Take the duel
won = 🏆 <b>You win!</b>
lost = <b>Your rival was stronger this time.</b>
draw = 🤝 <b>A draw!</b>
revenge = Revenge
finish = Finish
revenge-wait = You want revenge. Waiting for your rival.
revenge-wanted = Your rival wants revenge!
profession = <b>Profession: {$title}</b>
    {$about}
deserted = Your rival has left in the middle of the duel. What you scored is yours.
expired = A day has passed and the duel did not come about. Start a new one and invite your friend again.
expired-played = A day has passed and your rival has not answered. You have {$right} right of {$of}, and the points are yours.
card-alt = The card of the duel: {$me} and {$name}. Your answers: {$row}, {$mine} points. {$name}: {$other}, {$theirs} points.
group = A duel is played in the private chat: come in and invite a rival.
to-private = To the private chat
