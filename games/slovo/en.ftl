title = The shop's word
about = A Russian word of the day: five letters, six tries
head = <b>The word of the day · try {$number} of {$of}</b>
head-practice = <b>Practice · try {$number} of {$of}</b> (not rated)
head-late = <b>Yesterday's word · try {$number} of {$of}</b> (not rated)
rules = The hidden word comes from industry: a Russian noun of five letters, { $tries ->
        [one] {$tries} try
       *[other] {$tries} tries
    }.{ $daily ->
        [yes] {" "}Today it is the same for everybody.
       *[no] {""}
    }
    🟩✓ the letter is in its place
    🟨≈ the letter is in the word, elsewhere
    ⬜✕ there is no such letter (or no second one)
    Ё and Е are one letter.
ask = Type a Russian word of five letters.
letters-in = In the word: {$letters}
letters-out = Not in it: {$letters}
hint-object = Hint: a drawing (−{$cost})
hint-words = Hint: what it is (−{$cost})
hint-letter = Hint: a letter (−{$cost})
told-object = 💡 The drawing shows: {$told}.
told-words = 💡 {$told}
told-letter = 💡 Letter {$place}: <b>{$letter}</b>
no-letters = “{$said}” has no letter in it, and a Russian word is wanted. It cost no try.
no-russian = “{$said}” has letters that are not Russian. Check the keyboard layout. It cost no try.
no-one-word = “{$said}” is more than one word. Type one. It cost no try.
no-length = “{$said}” has { $letters ->
        [one] {$letters} letter
       *[other] {$letters} letters
    }, and five are wanted. It cost no try.
no-unknown = “{$said}” is not in my list. That may be my fault: try another noun. It cost no try.
no-again = You have tried “{$said}” already. It cost no try.
midnight = It is past midnight, and this word's day is closed. You can play on, but it is not rated.
won = ✓ <b>You have it!</b> Try {$number} of {$of}.
lost = ✕ <b>Not this time.</b> That was try {$number} of {$of}.{ $daily ->
        [yes] {" "}Tomorrow brings a new word.
       *[no] {""}
    }
score = {$stars} { $points ->
        [one] {$points} point
       *[other] {$points} points
    } of 1000
practice-over = Practice: it is not rated.
late = Midnight came first: it is not rated.
strip = The shop's word {$day} · {$result}/{$of}
streak = Days in a row: {$days}
to-share = A card for friends, without letters: press “Once more”.
rest = <b>You have today's word behind you.</b> The rows below can be forwarded to friends: they do not tell the word.
rest-next = A new word comes after midnight, Moscow time. Meanwhile you can practise on another one; it is not rated.
practise = Practise on another word
profession = <b>{$shop}. Profession: {$title}</b>
    {$about}
group = <b>The shop's word</b> is guessed alone, lest the word get out, so we play in a private chat.
to-private = Guess the word
picture-day = The word of the day
picture-practice = Practice
picture-late = Yesterday's word
picture-tries = try {$number} of {$of}
legend-exact = in its place
legend-present = elsewhere
legend-absent = not in it
picture-object = hint
card-won = found, try {$number} of {$of}
card-lost = not found
card-points = points: {$points}
card-bars = how many tries your words took
alt-row = Try {$number}, {$word}: {$marks}.
alt-share-row = Try {$number}: {$marks}.
alt-start = An empty grid: six rows of five cells, and the Russian alphabet below.
alt-exact = in its place
alt-present = elsewhere
alt-absent = not in it
alt-object = Beside it a drawing: {$told}.
alt-opened = Letter {$place} is open: {$letter}.
alt-letters = Not tried: {$letters}.
alt-share = A card without letters: the word was { $won ->
        [True] found at try {$number}
       *[other] not found
    }.
alt-card = The word {$word}, { $won ->
        [True] found at try {$number}
       *[other] not found
    }.
alt-bars = Words found at tries 1 to 6: {$counts}; not found: {$lost}.
