"""The states of a series: the shelf, a scene, the wait for the next episode, the map, the finale. What is told is content."""

from __future__ import annotations

from engine.core.moves import after, at, fact, press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.view import Button, View
from engine.kits.alone import Alone
from engine.kits.story.plot import Effects, Story
from engine.kits.story.run import Album, Memory, Run, fresh, known, moved, share, stars, worth
from engine.kits.story.told import (
    alike_line,
    card_picture,
    clip_of,
    episode_line,
    heading,
    map_picture,
    needs,
    opening_time,
    poster_of,
    scale_lines,
    steps,
)

PAIRED_FROM = 5  # so many choices stand two in a row
SILENCE = "-"  # counted where somebody let the time pass
FINALE_S = 600  # the last scene gives way to the card by itself


class Shelf(Alone):
    """The cover: which episodes there are, where the player stands."""

    album: Album
    run: Run | None = None  # None: nothing is under way

    def view(self, seat: Seat) -> View:
        """Show the episodes, the endings found, and the way on."""
        story, language = seat.content(Story), seat.language
        now = story.nodes[self.run.node].episode if self.run else min(story.episodes)
        lines = [episode_line(number, now, self.album, story, language) for number in sorted(story.episodes)]
        text = seat.t("cover", title=seat.t("title").plain, about=seat.t("about").plain.rstrip(".")) + "\n" + "\n".join(lines)
        if self.album.seen:
            text += "\n\n" + seat.t("endings-found", count=self.album.endings(story), of=len(story.endings))
        label = seat.t("watch", number=now) if self.run else seat.t("watch-again" if self.album.seen else "begin")
        more = [Button(seat.t("restart"), self.restart)] if self.run else []
        chart = [Button(seat.t("map"), self.look_at_map)] if self.album.seen else []
        return View(text, [Button(label, self.watch).styled("primary")], more, chart, picture=poster_of(seat, now))

    @press
    def watch(self, play: Play) -> Scene | Finale:
        """Go on where the run stands, or begin."""
        return _shown(play, self.album, self.run.resumed if self.run else fresh(play.content(Story)))

    @press
    def restart(self, play: Play) -> Scene | Finale:
        """Begin anew; what has been seen stays on the map."""
        return _shown(play, self.album, fresh(play.content(Story)))

    @press
    def look_at_map(self, play: Play) -> Map:
        """Look at the choices."""
        return self.to(Map)


class Scene(Alone):
    """One scene and what can be done in it."""

    album: Album
    run: Run
    limit_s: float | None = None  # the choice is under pressure: so many seconds

    def view(self, seat: Seat) -> View:
        """Show clip, caption, scales and the choices on offer."""
        story, language = seat.content(Story), seat.language
        node = story.nodes[self.run.node]
        offered = story.open(self.run.node, self.run.scales)
        text = alike_line(seat, self.run) + heading(seat, node.episode) + "\n" + node.caption[language]
        for choice in (choice for id, choice in node.choices.items() if id not in offered):
            text += "\n" + seat.t("locked", label=choice.label[language], needs=needs(story, choice, language))
        if self.limit_s:
            text += "\n\n" + seat.t("pressure" if node.choices else "goes-on", seconds=int(self.limit_s))
        text += "\n\n" + scale_lines(story, self.run.scales, language) if story.scales else ""
        buttons = [Button(choice.label[language], self.choose, id) for id, choice in offered.items()]
        wide = 2 if len(buttons) >= PAIRED_FROM else 1
        rows = [buttons[n : n + wide] for n in range(0, len(buttons), wide)]
        video, picture = clip_of(seat, self.run.node)
        return View(text, *rows, video=video, picture=picture)

    def poll(self) -> str:
        """Count what all players do here."""
        return self.run.node

    @press
    def choose(self, play: Play, choice: str) -> Scene | Finale | Between:
        """Take a choice by its id."""
        taken = play.content(Story).nodes[self.run.node].choices[choice]
        return _went(play, self.album, self.run, taken.to, taken.effects, choice)

    @after(seconds="limit_s")
    def say_nothing(self, play: Play) -> Scene | Finale | Between:
        """Silence is a choice too."""
        timeout = play.content(Story).nodes[self.run.node].timeout
        if timeout is None:  # the content was changed while the clock ran
            return self.to(Scene, limit_s=None)
        return _went(play, self.album, self.run, timeout.to, timeout.effects, SILENCE)


class Waiting(Alone):
    """The next episode is not open yet."""

    album: Album
    run: Run  # stands at the first scene of the next episode
    asked: bool = False  # the linked game was opened from here

    @property
    def opens_at(self) -> float:
        """The instant of opening, seconds since 1970."""
        return self.run.opens_at

    def view(self, seat: Seat) -> View:
        """Say what comes, when, and how to have it sooner."""
        story, language = seat.content(Story), seat.language
        number = story.nodes[self.run.node].episode
        episode = story.episodes[number]
        text = alike_line(seat, self.run) + seat.t("to-be-continued", number=number - 1)
        text += "\n" + episode.teaser[language] if episode.teaser else ""
        text += "\n\n" + scale_lines(story, self.run.scales, language) if story.scales else ""
        when = opening_time(self.run.opens_at)
        text += "\n\n" + seat.t("opens", number=number, title=episode.title[language], when=when)
        text += "\n" + seat.t("linked-below" if self.asked else "or-win") if episode.linked else ""
        linked = [Button(episode.linked.label[language], self.play_linked)] if episode.linked and not self.asked else []
        chart = [Button(seat.t("map"), self.look_at_map)]
        return View(text, [Button(seat.t("watch", number=number), self.watch)], linked, chart, picture=poster_of(seat, number))

    @press
    def watch(self, play: Play) -> Waiting | Scene | Finale:
        """Go in, if it is time."""
        if not _is_open(play, self.album, self.run):
            play.toast("too-early")
            return self
        return _shown(play, self.album, self.run.resumed)

    @press
    def play_linked(self, play: Play) -> Waiting:
        """Play the game that opens the episode at once, in a message below; the wait goes on here."""
        linked = play.content(Story).episodes[play.content(Story).nodes[self.run.node].episode].linked
        if linked is None:  # the content was changed while the message stood
            return self
        play.open(linked.game, beside=True)
        return self.to(Waiting, asked=True)

    @press
    def look_at_map(self, play: Play) -> Map:
        """Look at the choices."""
        return self.to(Map)

    @at("opens_at")
    def come_in(self, play: Play) -> Shelf:
        """The day is over: say so in a new message."""
        return _called(play, self.album, self.run)

    @fact
    def come_sooner(self, play: Play) -> Shelf | Waiting:
        """Another game was won: if it opens the episode, say so in a new message."""
        return _called(play, self.album, self.run) if _is_open(play, self.album, self.run) else self


class Map(Alone):
    """The choices: what has been seen, and where something is left to find."""

    album: Album
    run: Run | None = None

    @property
    def opens_at(self) -> float | None:
        """The instant at which the next episode opens, seconds since 1970; None: it is not waited for."""
        return (self.run.opens_at or None) if self.run else None

    def view(self, seat: Seat) -> View:
        """Show the map."""
        story = seat.content(Story)
        seen, endings = len(self.album.seen), self.album.endings(story)
        text = seat.t("map-text", seen=seen, nodes=len(story.nodes), endings=endings, of=len(story.endings))
        picture = map_picture(seat, self.album.seen, self.run.path if self.run else ())
        return View(text, [Button(seat.t("back"), self.go_back)], picture=picture)

    @press
    def go_back(self, play: Play) -> Shelf | Waiting:
        """Go back to where the run stands."""
        return _gate(play, self.album, self.run)

    @at("opens_at")
    def come_in(self, play: Play) -> Shelf:
        """The day is over while he looks: say so in a new message."""
        return _called(play, self.album, self.run)

    @fact
    def come_sooner(self, play: Play) -> Shelf | Map:
        """Another game was won: if it opens the episode that is waited for, say so in a new message."""
        if self.run is None or self.opens_at is None or not _is_open(play, self.album, self.run):
            return self
        return _called(play, self.album, self.run)


class Finale(Alone):
    """The last scene."""

    album: Album
    run: Run

    def view(self, seat: Seat) -> View:
        """Show clip and caption."""
        node = seat.content(Story).nodes[self.run.node]
        video, picture = clip_of(seat, self.run.node)
        text = alike_line(seat, self.run) + seat.t("finale") + "\n" + node.caption[seat.language]
        return View(text, [Button(seat.t("your-role"), self.take_role).styled("primary")], video=video, picture=picture)

    @press
    def take_role(self, play: Play) -> Role:
        """Take the card."""
        story = play.content(Story)
        points = worth(story, self.run.scales, self.album.endings(story))
        play.award(points)
        play.rate(stars(points))
        play.achieve(f"won {play.game}")
        return self.to(Role, points=points)

    @after(seconds=FINALE_S)
    def give_role(self, play: Play) -> Role:
        """Who has gone gets the card all the same."""
        return self.take_role(play)


class Role(Alone, final=True):
    """The card of the ending: a profession, the scales, the endings found."""

    album: Album
    run: Run
    points: int  # 0..1000

    def view(self, seat: Seat) -> View:
        """Show the card."""
        story, language = seat.content(Story), seat.language
        card = story.nodes[self.run.node].ending
        if card is None:  # the content was changed since
            return View(seat.t("finale"))
        found = self.album.endings(story)
        text = seat.t("role", title=card.title[language]) + "\n" + card.about[language] + "\n\n"
        text += seat.t("result", points=self.points, found=found, of=len(story.endings), stars="★" * stars(self.points))
        return View(text, picture=card_picture(seat, self.run, found))


class Between(Alone, final=True):
    """What was watched is kept; the next message takes over at once."""

    def view(self, seat: Seat) -> View:
        """Show for the moment between two messages."""
        return View(seat.t("on-the-way"))


def begin(play: Play) -> Shelf | Waiting:
    """Begin where the player left off."""
    memory = known(play.content(Story), play.memory(Memory) or Memory())
    return _gate(play, memory.album, memory.run)


# -- where the way leads -------------------------------------------------------------------------------------


def _gate(play: Play, album: Album, run: Run | None) -> Shelf | Waiting:
    if run is not None and not _is_open(play, album, run):
        latest = play.now + play.content(Story).wait_h * 3600.0  # nobody waits longer, whatever clock wrote it down
        return Waiting(album=album, run=run.model_copy(update={"opens_at": min(run.opens_at, latest)}))
    return Shelf(album=album, run=run.opened if run else None)


def _called(play: Play, album: Album, run: Run | None) -> Shelf:
    """Call the player to the shelf, in a new message: the episode that he waits for is open."""
    play.tell(0, "is-open")
    return Shelf(album=album, run=run.opened if run else None)


def _is_open(play: Play, album: Album, run: Run) -> bool:
    """Tell whether the episode of a run's scene may be watched: by time, by the linked game, or since it was before."""
    story = play.content(Story)
    number = story.nodes[run.node].episode
    linked = story.episodes[number].linked
    won = linked is not None and linked.fact in play.results()
    return play.now >= run.opens_at or number <= album.opened or won


def _went(play: Play, album: Album, run: Run, to: str, effects: Effects, choice: str) -> Scene | Finale | Between:
    """Go one scene on; where an episode ends this session does, so that what was seen is kept and what was won is read."""
    story = play.content(Story)
    album, same = _counted(play, album, run.node, choice)
    on = moved(story, run, to, effects, same)
    if play.seat is not None and (told := steps(story, run.scales, on.scales, play.language)):
        play.toast("scales-moved", steps=told)
    ends = story.nodes[to].episode != story.nodes[run.node].episode
    due = on.model_copy(update={"opens_at": play.now + story.wait_h * 3600.0})
    if ends and not _is_open(play, album, due):
        play.remember(Memory(album=album, run=due))
        play.open(play.game)
        return Between()
    return _shown(play, album, on)


def _counted(play: Play, album: Album, node: str, choice: str) -> tuple[Album, int | None]:
    """Count a choice with everybody's, the first time that he chooses here; gives the percentage of those who chose as he."""
    at = play.content(Story).nodes[node]
    if len(at.choices) + (at.timeout is not None) < 2:
        return album, None
    if node not in album.chosen:
        play.vote(choice)
        album = album.model_copy(update={"chosen": (*album.chosen, node)})
    return album, share(play.votes, choice)


def _shown(play: Play, album: Album, run: Run) -> Scene | Finale:
    """Show the scene of a run, and remember it."""
    story = play.content(Story)
    node = story.nodes[run.node]
    album, run = album.met(story, run.node), run.opened
    play.remember(Memory(album=album, run=None if node.ending else run))
    if node.ending:
        return Finale(album=album, run=run)
    return Scene(album=album, run=run, limit_s=float(node.timeout.s) if node.timeout else None)
