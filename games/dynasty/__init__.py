"""Династия: a mini-series about three generations at one plant, five episodes, six endings; its scenes are drawn by code."""

from engine.kits import story
from games.dynasty import scenes


class Plot(story.Story):
    """The story with its own storyboards and posters."""

    def drawn(self, node: str, language: str) -> str:
        return scenes.storyboard(node, self._said(node, language)) if node in scenes.SCENES else ""

    def frame(self, node: str, t: float, language: str) -> str:
        if node not in scenes.SCENES:
            return ""
        said = scenes.said_at(t, self._said(node, language))
        return scenes.frame(node, t, said, scale=1.5)

    def poster(self, episode: int, language: str) -> str:
        if episode not in scenes.POSTERS:
            return ""
        part = f"Episode {episode}" if language == "en" else f"Эпизод {episode}"
        return scenes.poster(episode, part, self.episodes[episode].title[language])

    def _said(self, node: str, language: str) -> tuple[str, ...]:
        clip = self.nodes[node].clip
        return tuple(words[language] for words in clip.subtitles) if clip else ()


game = story.game("dynasty", content="story.yaml", plot=Plot)
