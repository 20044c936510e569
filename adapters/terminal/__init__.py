"""A game in a terminal, on the same engine and store; can show what a messenger would show."""
