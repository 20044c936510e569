title = The hall
about = All games of the shift
welcome = <b>The shift begins!</b>
    Short games about a plant and its people. { $games ->
        [one] {$games} game is open now.
       *[other] {$games} games are open now.
    } What shall we play?
language = 🌐 Язык
help = ❔ How to play
which-language = Which language shall we speak?
to-hall = ← To the games
how-to-play = <b>How to play</b>
    Press the buttons under the message. You can also type a button's number or its words.
    Where time runs, the turn ends by itself. You can leave a game and come back: it waits.

    /games — all games
    /language — the language
    /stop — leave the game
    /nick — your nick
    /link — link the other messenger
    /export — send everything held about you
    /forget — erase everything
    /help — this page
group = <b>Smena</b>: short games about a plant. It is crowded here, we play in private messages.
to-private = Play
on-the-way = Opening it…
me = 👤 About me
about-me = <b>About me</b>
    Experience: <b>{$xp}</b>. Stars: <b>{$stars}</b> ★
    { $left ->
        [0] Today's five games with full experience are played, the others bring a fifth.
        [one] {$left} more game brings full experience today.
       *[other] {$left} more games bring full experience today.
    }
    Your nick: <b>{$nick}</b>. Rivals see it; your name in the messenger is neither shown nor kept.
change-nick = ✏ Change the nick
link = 🔗 Link the other messenger
export = ⬇ My data
forget = 🗑 Forget me
which-nick = Your nick now: <b>{$nick}</b>.
    Type a new one: 2 to 20 letters and digits.
nick-done = Done!
nick-length = A nick has 2 to 20 signs.
nick-signs = Letters, digits, a space, a hyphen and an underscore will do, with one alphabet in a word.
nick-digits = Too many digits: four at most.
nick-rude = Such a nick may hurt somebody. Think of another.
nick-house = That name is ours, and players could take you for us. Think of another.
a-moment = A moment…
your-code = Your code: <b>{$code}</b>
    Open our bot in the other messenger and send it this code. It is good for 10 minutes and only once. Show it to nobody.
open-other = Open the other messenger
meet = Link this profile with the one in {$where}?
    Points, stars and games add up, and from then on you play here and there as one player. Where both have something of their own, a nick for example, that of the one where the code was shown stays. It cannot be undone.
in-tg = Telegram
in-vk = VK
in-other = the other messenger
meet-yes = Link
no = No, back
export-what = We send one JSON file: everything we hold about you. Do not pass it on.
export-yes = Send the file
forget-what = We erase everything: profile, points, what games remember, games begun and played, in every linked messenger. It cannot be brought back.
forget-yes = Erase
forget-sure = <b>Erase everything for sure?</b> Games you have begun are closed. In a game for two your rival plays on without you.
forget-all = Yes, erase everything
erasing = Erasing…
go-on = Go on with the game here
told-linked = Done: this is one profile now. A game begun in the other messenger can go on here.
told-taken = That cannot be done: one of the profiles has this messenger already.
told-nobody = That cannot be done: the profile of this code no longer exists.
told-own-code = This is your own code. Send it from the other messenger.
told-no-code = There is no such code, or its ten minutes are over. Get a new one: /link
told-used-code = This code was used already. Get a new one: /link
told-too-many = Too many wrong codes. Try again in ten minutes.
told-lapsed = The code is no longer valid. Get a new one: /link
told-exported = The file is sent.
told-no-file = The file could not be sent. Try again a little later.
told-no-game = There is no game begun in the other messenger.
told-sorry = Something broke on our side. Try again.
