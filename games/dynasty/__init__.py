"""Династия: a mini-series about three generations at one plant, five episodes, six endings."""

from engine.kits import story

game = story.game("dynasty", content="story.yaml")
