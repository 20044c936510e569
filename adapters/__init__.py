"""Everything that touches the outside world; knows no rule of any game."""
