"""Смена вопросов: twelve questions about industry, twenty seconds each, an explanation after each."""

from engine.kits import quiz

game = quiz.game("quiz_shift", content="questions.yaml")
