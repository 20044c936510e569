"""The rules of play: pure values and functions; knows no await, clock, dice, network, store or messenger."""
