"""What the trials came to, as a table on the screen and as a page to keep."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.trials import Row

COLUMNS = ("trial", "presses", "doubled on the way", "came again", "kills", "lost", "doubled", "stale views", "noted")
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Faults</title>
<style>body{font:16px/1.5 sans-serif;margin:2em}td,th{padding:.3em .8em;text-align:right;border-bottom:1px solid #ccc}
td:first-child,th:first-child,td:last-child,th:last-child{text-align:left}.wrong{background:#fdd}</style>
"""


def cells(row: Row) -> tuple[str, ...]:
    """Give one row's numbers as words."""
    verdict = row.verdict
    numbers = (verdict.presses, row.doubles, row.again, row.kills, verdict.lost, verdict.doubled, verdict.stale)
    return (row.trial, *map(str, numbers), "; ".join(row.notes + [f"WRONG: {wrong}" for wrong in verdict.wrong[:3]]))


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table."""
    table = Table(title="Faults", title_justify="left")
    for name in COLUMNS:
        table.add_column(name, justify="left" if name in ("trial", "noted") else "right")
    for row in rows:
        table.add_row(*cells(row), style="" if row.kept else "red")
    console.print(table)


def write(rows: Sequence[Row], replay: str, file: Path) -> None:
    """Write the same as a page."""
    head = "".join(f"<th>{name}" for name in COLUMNS)
    body = "".join(
        f"<tr{'' if row.kept else ' class=wrong'}>" + "".join(f"<td>{escape(cell)}" for cell in cells(row)) + "\n" for row in rows
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{HEAD}<h1>Faults</h1><table><tr>{head}\n{body}</table><p>Again: <code>{escape(replay)}</code>\n", "utf-8")
