title = Hold the heat
about = The furnace answers late: keep it in the band for 15 steps
brief = <b>Hold the heat</b>
    You are at a hardening furnace. The parts need {$low}–{$high} °C: keep them in that band for { $steps ->
        [one] {$steps} step
       *[other] {$steps} steps
    }, { $seconds ->
        [one] {$seconds} second
       *[other] {$seconds} seconds
    } each. If you stay silent, the power stays as it is.
    The furnace has inertia: the heater follows the knob, the metal follows the heater.

    <b>PPE first:</b> heat-proof jacket, face shield, gauntlets. Nobody goes to a furnace without them.
    Put them on and choose a level.
brief-calm = No clock: think as long as you like, but stars and points do not count.
best = Your best so far: { $points ->
        [one] {$points} point
       *[other] {$points} points
    }.
level-1 = PPE on. Level 1: all is announced
level-2 = PPE on. Level 2: batch is announced
level-3 = PPE on. Level 3: no warnings
gate = <b>Stop: the foreman asks</b>
gate-yes = Yes
gate-no = No
gate-wrong = ✕ <b>Not so.</b> {$why}
toast-gate = ✓ Right. To the furnace!
clock-off = Without a clock (unrated)
clock-on = With the clock (rated)
head = <b>Step {$step} of {$of}</b>
clock = {" "}· ⏱ {$seconds} s
now = Now <b>{$now} °C</b>: {$where}.
cold = ▼ too cold
in-band = ✓ in the band
hot = ▲ too hot
trend = This step {$moved}°. In the band {$held} of {$done}.
happened = ⚠ Just now {$what}: {$delta}°.
announced = ⚠ At step {$step} {$what}: {$delta}°.
restarted = ✓ Right. {$why} The furnace stood still: { $lost ->
        [one] {$lost} step lost
       *[other] {$lost} steps lost
    }.
silence = ⏱ Silence: the power stays, {$power}.
ask = Which power? Beside it: where the heater will go.
power = {$power} · {$setpoint}°
power-now = ● {$power} · {$setpoint}°
toast-in-band = ✓ {$now} °C: in the band
toast-cold = ▼ {$now} °C: too cold
toast-hot = ▲ {$now} °C: too hot
toast-unread = Type the power: a number from 0 to 5
toast-alarm-right = ✓ Stopped in time
toast-alarm-wrong = ✕ The foreman stopped the furnace
alarm = 🚨 <b>Alarm: {$now} °C!</b>
    {$text}
alarm-clock = ⏱ {$seconds} s
result = <b>The heat is over.</b> { $held ->
        [one] {$held} step
       *[other] {$held} steps
    } of {$of} in the band, { $points ->
        [one] {$points} point
       *[other] {$points} points
    } of 1000.
stars = {$stars} { $count ->
        [0] no stars: next time
        [one] {$count} star
       *[other] {$count} stars
    }
made-of = For the heat {$held}, wear { $wear ->
        [0] 0
       *[other] −{$wear}
    }, energy {$saved}.
calm-over = Played without a clock: it does not count.
lesson-held = Why it worked: a furnace has inertia, and small corrections in time hold it better than jerks. That is feedback; a look one step ahead saves the heat from disturbances too.
lesson-swings = Why it swung: the furnace has inertia, the reading comes late. Correct hard without waiting and you overshoot. Feedback likes small corrections and a look one step ahead.
lesson-late = A furnace has inertia: when the needle gets to the edge, the heat is on its way already. Feedback is to correct by the sensor, but think one step ahead.
lesson-stopped = ✕ The foreman stopped the furnace. {$why}
profession = <b>Profession: {$title}</b>
    {$about}
picture-head = Hold the heat · steps done: {$done} of {$of}
card-held = Steps in the band: {$held} of {$of}
card-points = points: {$points}
label-band = band {$low}–{$high} °C
label-power = Power 0–5 by step, below it the setpoint, °C
label-step = step
label-alarm = alarm above {$alarm} °C
label-best = your best heat
alt-curve = Curve of the furnace, band {$low}–{$high} °C. Readings from the start, { $steps ->
        [one] {$steps} step
       *[other] {$steps} steps
    }: {$readings} °C.
alt-powers = Power by step: {$powers}.
alt-event = At step {$step} {$what}, {$delta}°.
alt-lost = Lost to the stop: steps {$steps}.
alt-best = In dashes your best heat, {$low} to {$high} °C.
alt-now = Now {$now} °C, {$where}.
alt-card = Card: steps in the band {$held} of {$of}, points {$points}, stars {$stars} of 3.
group = <b>Hold the heat</b>: one stands at the furnace, so we play in private messages.
to-private = To the furnace
