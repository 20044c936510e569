cover = <b>{$title}</b>
    {$about}.
endings-found = Endings found: {$count} of {$of}
begin = Watch from the start
watch-again = Live it once more
watch = Watch episode {$number}
restart = Start over
map = Map of choices
back = Back
heading = <b>Episode {$number}. {$title}</b>
locked = 🔒 <i>{$label}</i> ({$needs})
pressure = ⏱ { $seconds ->
        [one] Decide within {$seconds} second
       *[other] Decide within {$seconds} seconds
    }: silence is an answer too.
goes-on = ⏱ It goes on in { $seconds ->
        [one] {$seconds} second
       *[other] {$seconds} seconds
    }.
alike = { $share ->
        [0] Hardly anyone chose the same.
        [100] Nearly everyone chooses the same.
       *[other] {$share}% of players chose the same.
    }
scales-moved = {$steps}
to-be-continued = <b>Episode {$number} is over.</b>
opens = Episode {$number}, “{$title}”, opens at {$when} (Moscow time).
or-win = Can't wait? Win the linked game, and it opens at once.
linked-below = The game is below ⬇ Win it, and we call you to the episode at once. If not, we call when it opens by itself.
too-early = Too early: the episode opens later
is-open = 🎬 A new episode is open!
poster-alt = The poster of the episode “{$title}”
map-text = <b>Map of choices</b>
    Scenes seen: {$seen} of {$nodes}. Endings: {$endings} of {$of}.
    “?” is not open yet.
map-alt = The story from top to bottom: { $left ->
        [0] all {$nodes} scenes are open
       *[other] {$seen} of {$nodes} scenes are open, the others are question marks
    }
finale = <b>The finale</b>
your-role = What is my role?
role = <b>Your ending: {$title}</b>
result = {$stars} { $points ->
        [one] {$points} point
       *[other] {$points} points
    } of 1000 · endings {$found} of {$of}
card-endings = Endings found
card-head = Your ending
card-alt = The card of the ending: {$title}. Scales up to {$most}: {$scales}. Endings found: {$found} of {$of}.
on-the-way = Opening it…
group = <b>A series</b>: one person decides here, so we watch in private messages.
to-private = Watch
