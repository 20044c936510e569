"""The designer's door: every name a game may use, and no other. Nothing inside the engine imports it."""
