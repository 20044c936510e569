"""`smena chart GAME --svg FILE`: a picture with every state, every way between two, and nothing outside of the sheet."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli import app
from engine.core.game import Game
from engine.runtime.catalogue import load_catalogue
from engine.workshop.sketch import draw_chart, layers_of, ways_of

GAMES = ["quiz_shift", "duel", "otk", "furnace", "slovo", "dynasty", "hall"]


@pytest.fixture(scope="module")
def games() -> Mapping[str, Game]:
    return load_catalogue(("games",), installed=False).games


@pytest.mark.parametrize("name", GAMES)
def test_every_state_and_every_way_is_drawn(games: Mapping[str, Game], name: str) -> None:
    """Each state stands once, in the layer of its shortest way; each way has a line and its head."""
    game = games[name]
    drawn = ET.fromstring(draw_chart(game))  # noqa: S314  # our own drawing
    words = [element.text for element in drawn.iter() if element.tag.endswith("text")]
    assert all(words.count(state.__name__) == 1 for state in game.chart.steps)
    assert sum(len(layer) for layer in layers_of(game)) == len(game.chart.steps)
    kinds = [element.tag.rpartition("}")[2] for element in drawn.iter()]
    assert kinds.count("polyline") == kinds.count("polygon") == len(ways_of(game))


@pytest.mark.parametrize("name", GAMES)
def test_the_boxes_stand_on_the_sheet_and_apart(games: Mapping[str, Game], name: str) -> None:
    """No box lies on another, none beyond the edge."""
    drawn = ET.fromstring(draw_chart(games[name]))  # noqa: S314  # our own drawing
    sheet, *rects = [element for element in drawn.iter() if element.tag.endswith("rect")]
    boxes = [[float(box.attrib[side]) for side in ("x", "y", "width", "height")] for box in rects if box.get("rx") == "8"]
    assert len(boxes) == len(games[name].chart.steps)
    for x, y, width, height in boxes:
        assert 0 <= x <= x + width <= float(sheet.attrib["width"])
        assert 0 <= y <= y + height <= float(sheet.attrib["height"])
    lines = {y: sorted((x, width) for x, at, width, _ in boxes if at == y) for _, y, _, _ in boxes}
    assert all(x + width < next_x for row in lines.values() for (x, width), (next_x, _) in pairwise(row))


def test_the_command_writes_the_picture(tmp_path: Path) -> None:
    """Into the file that is named; one that cannot be written is told."""
    file = tmp_path / "charts" / "duel.svg"
    told = CliRunner().invoke(app, ["chart", "duel", "--svg", str(file)], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert file.read_text(encoding="utf-8").startswith("<svg ")
    wrong = CliRunner().invoke(app, ["chart", "duel", "--svg", "/proc/nope/x.svg"], catch_exceptions=False)
    assert wrong.exit_code == 2
    assert "written" in wrong.output  # the frame may break the line
