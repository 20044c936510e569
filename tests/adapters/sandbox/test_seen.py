"""What a scripted player finds on his screen."""

from __future__ import annotations

from adapters.sandbox.seen import SeenButton, labelled


def test_a_label_is_found_whole_before_it_is_found_within_another() -> None:
    """«3 А» is that button, though «0,33 А» stands above it; part of a label is enough where none is the same."""
    ohm = [SeenButton("0,33 А"), SeenButton("48 А"), SeenButton("3 А")]
    assert labelled(ohm, "3 А") == ohm[2]
    assert labelled(ohm, "48") == ohm[1]
    assert labelled(ohm, "5 А") is None
