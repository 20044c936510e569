"""A page with one plot: lines over a common axis, drawn as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

WIDE, HIGH, LEFT, FOOT = 900, 420, 70, 50  # px
STROKES = ("", "8 5", "2 4", "12 4 2 4")  # a line is known by its dashes, whatever colours one sees
COLOURS = ("#0b6bcb", "#c2410c", "#15803d", "#7c3aed")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
body {{ margin: 2rem auto; max-width: 60rem; padding: 0 1rem }} svg {{ width: 100% }} text {{ fill: currentColor; font-size: 14px }}
</style></head><body><h1>{title}</h1><p>{told}</p>{svg}</body></html>
"""


def plotted(file: Path, title: str, told: str, across: str, places: Sequence[float], lines: Mapping[str, Sequence[float]]) -> None:
    """Write the page. `places`: where on the axis `across` the values of every line lie; both axes begin at 0."""
    right, top = max(places, default=1) or 1, max((max(line, default=0) for line in lines.values()), default=1) * 1.1 or 1
    wide, high = WIDE - LEFT - 20, HIGH - FOOT - 20

    def at(place: float, value: float) -> tuple[float, float]:
        return LEFT + wide * place / right, 20 + high * (1 - value / top)

    drawn = [_grid(across, right, top, at(0, 0), at(right, top))]
    for number, (name, values) in enumerate(lines.items()):
        look = f'stroke="{COLOURS[number % 4]}" stroke-width="2" stroke-dasharray="{STROKES[number % 4]}"'
        points = " ".join("{:.1f},{:.1f}".format(*at(place, value)) for place, value in zip(places, values, strict=True))
        drawn.append(f'<polyline fill="none" {look} points="{points}"/>')
        y = 36 + 22 * number
        drawn.append(f'<path d="M{LEFT + 20} {y - 5}h40" {look}/><text x="{LEFT + 70}" y="{y}">{escape(name)}</text>')
    svg = f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(told)}">{"".join(drawn)}</svg>'
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE.format(title=escape(title), told=escape(told), svg=svg), encoding="utf-8")


def _grid(across: str, right: float, top: float, low: tuple[float, float], high: tuple[float, float]) -> str:
    """Draw the axes with five numbers each."""
    drawn = [f'<path d="M{low[0]} {high[1]}V{low[1]}H{high[0]}" fill="none" stroke="currentColor"/>']
    for part in range(5):
        x, y = low[0] + (high[0] - low[0]) * part / 4, low[1] + (high[1] - low[1]) * part / 4
        drawn.append(f'<text x="{x:.0f}" y="{low[1] + 20}" text-anchor="middle">{right * part / 4:,.0f}</text>')
        drawn.append(f'<text x="{low[0] - 8}" y="{y + 5:.0f}" text-anchor="end">{top * part / 4:,.0f}</text>')
    drawn.append(f'<text x="{(low[0] + high[0]) / 2:.0f}" y="{low[1] + 42}" text-anchor="middle">{escape(across)}</text>')
    return "".join(drawn)
