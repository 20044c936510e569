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
    /help — this page
group = <b>Smena</b>: short games about a plant. It is crowded here, we play in private messages.
to-private = Play
on-the-way = Opening it…
