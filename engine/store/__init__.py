"""Redis and msgpack live here alone; knows no messenger, no rule of play and no game."""
