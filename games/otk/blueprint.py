"""The dimensioned drawing of the feature: a shaft from the side, or a bush in section, with its size as drawings have it."""

from __future__ import annotations

from engine.kits.drawing import BLUE, INK, Sheet
from games.otk.parts import Feature, Kind, deviation
from games.otk.shapes import PART, arrow, axis, hatch

HEIGHT = 560
AXIS = 310
WIDE = 96  # half of the toleranced size, points: always drawn alike
AT = 690  # x of the dimension line
OUTLINE = 4  # of the part, points: twice as thick as a dimension line


def draw_blueprint(sheet: Sheet, feature: Feature, language: str) -> None:
    """Draw the part and dimension it."""
    end = _shaft(sheet) if feature.kind is Kind.SHAFT else _bush(sheet)
    axis(sheet, 110, AXIS, AT - 60, AXIS, BLUE)
    for way in (-1, 1):
        sheet.line(end, AXIS + way * WIDE, AT + 16, AXIS + way * WIDE, stroke=INK, wide=2)
        arrow(sheet, AT, AXIS + way * WIDE, (0, way), size=26)
    sheet.line(AT, AXIS - WIDE + 20, AT, AXIS + WIDE - 20, stroke=INK, wide=2)
    _size(sheet, feature, language)


def _shaft(sheet: Sheet) -> float:
    for x, width, half in ((150, 130, 62), (280, 50, 128), (330, 240, WIDE)):
        sheet.rect(x, AXIS - half, width, 2 * half, fill=PART, stroke=INK, wide=OUTLINE)
    sheet.line(556, AXIS - WIDE, 556, AXIS + WIDE, stroke=INK, wide=OUTLINE)
    return 570


def _bush(sheet: Sheet) -> float:
    hatch(sheet, 180, AXIS - WIDE - 64, 360, 64, step=22)
    hatch(sheet, 180, AXIS + WIDE, 360, 64, step=22)
    sheet.rect(180, AXIS - WIDE, 360, 2 * WIDE, fill="#ffffff", stroke=INK, wide=OUTLINE)
    sheet.rect(180, AXIS - WIDE - 64, 360, 2 * WIDE + 128, stroke=INK, wide=OUTLINE)
    return 540


def _size(sheet: Sheet, feature: Feature, language: str) -> None:
    """Write the nominal, and the deviations over each other; equal ones stand in one line."""
    up, low, digits = feature.most - feature.nominal_um, feature.least - feature.nominal_um, feature.instrument.digits
    nominal = f"Ø{feature.nominal:g}"
    sheet.words(AT + 24, AXIS + 20, nominal, size=58, bold=True)
    after = AT + 36 + 32 * len(nominal)
    if up == -low:
        sheet.words(after, AXIS + 20, "±" + deviation(up, digits, language)[1:], size=46, bold=True)
        return
    sheet.words(after, AXIS - 10, deviation(up, digits, language), size=36, bold=True)
    sheet.words(after, AXIS + 34, deviation(low, digits, language), size=36, bold=True)
