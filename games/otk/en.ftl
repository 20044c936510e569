title = Quality control
about = Read the instrument and decide: good, rework or scrap
brief = <b>Quality control</b>
    On your bench: { $parts ->
        [one] {$parts} part
       *[other] {$parts} parts
    }. Read the instrument, compare with the tolerance and decide: good, rework or scrap. At the end, say what is wrong with the machine.

    Right: +100. A bad part gone to the customer: −150. A good part rejected: −60. The machine's fault named: +200.
    On level three you have { $seconds ->
        [one] {$seconds} second
       *[other] {$seconds} seconds
    } for a part.
best = Your best points by level: {$points}.
daily-done = You have closed today's batch: you can play it again, but it does not count.
level-1 = Level 1: caliper and plug gauge
level-2 = Level 2: hundredths of a millimetre
level-3 = Level 3: on the clock, on the limit
daily = Batch of the day: one for all
order = <b>{$name}, {$size} mm.</b> The batch: { $parts ->
        [one] {$parts} part
       *[other] {$parts} parts
    } from one machine.
limits = Tolerance: {$least} to {$most} mm, limits are good.
how-caliper = <b>Vernier caliper, 0.1 mm.</b> Whole millimetres: the last mark of the upper scale that the vernier's 0 has reached. Tenths: the number of the vernier line that lines up exactly with a mark above.
how-micrometer = <b>Micrometer, 0.01 mm.</b> On the sleeve, millimetres above and half millimetres below: take the last visible mark. Hundredths: the thimble line that meets the datum line. Add up.
how-dial = <b>Dial indicator, 0.01 mm.</b> Zero is set to the nominal size. Needle right of zero: the part is larger; left: smaller, by so many divisions of 0.01 mm.
how-plug = <b>Plug gauge.</b> The GO side is as wide as the smallest size: it enters a good hole. The NO-GO side is as wide as the greatest: it does not.
rule-shaft = <b>Shaft:</b> above the greatest size the excess can be machined off: rework. Below the smallest: scrap.
rule-hole = <b>Hole:</b> below the smallest size it can be bored out: rework. Above the greatest: scrap.
start = To the first part
gate = <b>Stop: the foreman asks</b>
gate-yes = Yes
gate-no = No
gate-wrong = ✕ <b>Not so.</b> {$why}
toast-gate = ✓ Right. To work!
part = <b>Part {$number} of {$of}.</b> {$name}, {$size} mm
clock = ⏱ { $seconds ->
        [one] {$seconds} second
       *[other] {$seconds} seconds
    }
ask = What does it read, and what becomes of the part?
say-good = ✓ Good
say-rework = ↻ Rework
say-scrap = ✕ Scrap
name-good = good
name-rework = rework
name-scrap = scrap
toast-right = ✓ Right
toast-passed = ✕ A bad part got through
toast-refused = ✕ A good part rejected
toast-mixed = ✕ Bad, but of the other kind
call-right = ✓ <b>Right!</b> {$points}
call-passed = ✕ <b>A bad part has gone to the customer.</b> {$points}
call-refused = ✕ <b>A good part was rejected.</b> {$points}
call-mixed = ✕ <b>A bad part stopped, under the wrong name.</b> {$points}
call-late = ⏱ <b>Time is up, the part went by unchecked.</b> {$points}
read = The instrument reads <b>{$sum}</b>
read-plug = A gauge gives no size, only an answer: it goes or it does not.
truth = The right answer: <b>{$verdict}</b>.
why-good = The size is within the tolerance.
why-on-limit = The size is right on the limit, and limits are good.
why-shaft-over = The shaft is thicker than the greatest size: the excess can still be taken off.
why-shaft-under = The shaft is thinner than the smallest size: metal does not come back.
why-hole-under = The hole is below the smallest size: it can be bored out.
why-hole-over = The hole is above the greatest size: metal does not come back.
so-far = {$done} of {$of} done · score {$points}
next = Next part
to-trend = To the chart of the batch
trend = <b>The batch is checked.</b> The chart shows { $parts ->
        [one] {$parts} size
       *[other] {$parts} sizes
    } in their order; the dashed line is the middle of the tolerance. What is wrong with the machine?
trend-plug = The laboratory measured the sizes for the chart: a plug gauge knows none.
fault-shift = The setting has slipped
fault-drift = The tool is wearing out
fault-spread = The workpiece is loosely held
toast-trend-right = ✓ So it is
toast-trend-wrong = ✕ The machine has another trouble
trend-right = ✓ The machine: right, +200.
trend-wrong = ✕ The machine: missed.
was-shift = The setting has slipped: all points keep together, but away from the middle.
was-drift = The tool is wearing out: each part is a little further off, the points climb or fall.
was-spread = The workpiece is loosely held: the points jump to both sides.
result = <b>The batch is closed.</b> {$right} of {$of} right, { $points ->
        [one] {$points} point
       *[other] {$points} points
    } of 1000.
stars = {$stars} { $count ->
        [0] no stars: next time.
        [one] {$count} star.
       *[other] {$count} stars.
    }
not-counted = Today's batch was closed before: this try does not count.
lesson-passed = <b>Remember:</b> a bad part let through costs most: it turns up inside a machine. In doubt, read again.
lesson-refused = <b>Remember:</b> a good part rejected is money thrown away. Work out both limits first, then decide.
lesson-mixed-shaft = <b>Remember:</b> a shaft's excess can be taken off. Above the greatest: rework; below the smallest: scrap.
lesson-mixed-hole = <b>Remember:</b> a hole can only be made wider. Below the smallest: rework; above the greatest: scrap.
lesson-late = <b>Remember:</b> work out both limits first, then one look at the instrument will do.
lesson-trend = <b>Remember:</b> a chart is read as a whole: a shift, a slope and a spread are three different troubles.
lesson-right = <b>Remember:</b> the tolerance speaks of the part, the chart of the machine. Whoever reads the chart stops bad parts before they are made.
profession = <b>Profession: {$title}</b>
    {$about}
tool-caliper = Vernier caliper · 0.1 mm
tool-micrometer = Micrometer · 0.01 mm
tool-dial = Dial indicator · 0.01 mm
tool-plug = Plug gauge
picture-part = Part {$number} of {$of}
block = 0 = {$size} mm
go = GO
no-go = NO-GO
chart = Run chart, mm
card-points = points: {$points}
card-daily = Batch of the day
card-right = {$right} of {$of} right
card-call = One batch for all. Can you sort it better?
sum-caliper = {$main} + {$line} × 0.1 = {$size} mm
sum-micrometer = {$sleeve} + {$line} × 0.01 = {$size} mm
sum-dial = {$block} {$sign} {$lines} × 0.01 = {$size} mm
alt-drawing-shaft = Drawing: {$name}, side view. On the step in question the size {$size}.
alt-drawing-hole = Drawing: {$name}, hatched section. On the hole the size {$size}.
alt-caliper = Vernier caliper. { $line ->
        [0] The vernier's 0 stands right on the {$main} mm mark; it and the tenth line alone meet the upper scale.
       *[other] The vernier's 0 has passed the {$main} mm mark and has not reached the next. Vernier line {$line} meets the upper scale.
    }
alt-micrometer = Micrometer. On the sleeve the last visible mark is {$sleeve} mm. Thimble line {$line} meets the datum line.
alt-dial = Dial indicator, zero set to {$size} mm. { $way ->
        [none] The needle is right on zero.
        [right] The needle is right of zero, divisions: {$lines}.
       *[left] The needle is left of zero, divisions: {$lines}.
    }
alt-plug = Plug gauge. The GO side { $go ->
        [True] has entered the hole
       *[False] stands on the edge and does not enter
    }. The NO-GO side { $nogo ->
        [True] has entered the hole
       *[False] stands on the edge and does not enter
    }.
alt-chart = Run chart. {$name}. Limits of the tolerance {$least} and {$most} mm. Sizes in their order, mm: {$sizes}.
alt-card = Card of quality control: {$right} of {$of} right, {$signs}, points {$points}, stars {$stars} of 3.
group = <b>Quality control</b>: one reads the instrument, so we play in private messages.
to-private = To the instrument
