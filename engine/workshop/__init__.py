"""What a designer does with a game before a player sees it; knows no messenger."""
