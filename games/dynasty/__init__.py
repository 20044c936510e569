"""Династия: a mini-series about three generations at one plant, five episodes, six endings; its scenes are drawn by code."""

from engine.kits import story
from games.dynasty import scenes


class Plot(story.Story):
    """The story with its own storyboards and posters."""

    def drawn(self, node: str, language: str) -> str:
        clip = self.nodes[node].clip
        said = tuple(words[language] for words in clip.subtitles) if clip else ()
        return scenes.storyboard(node, said) if node in scenes.SCENES else ""

    def poster(self, episode: int, language: str) -> str:
        if episode not in scenes.POSTERS:
            return ""
        part = f"Episode {episode}" if language == "en" else f"Эпизод {episode}"
        return scenes.poster(episode, part, self.episodes[episode].title[language])


game = story.game("dynasty", content="story.yaml", plot=Plot)
