"""Whole plays kept as files: what was done, and what each messenger showed; played again to see what has changed."""
