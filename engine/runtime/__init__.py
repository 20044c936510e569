"""The effectful shell around the pure turn: receive, commit, deliver, wait; knows no messenger and no game."""
