"""How many people stand behind the places that a facility in the hand newly reaches, or reaches no longer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from models.kernel.arrays import Bools, Floats, Objects
from ui.cartography.letters import fitted, label_font
from ui.cartography.style import map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.map import ink
from ui.map.words import signed

MOST_NAMES = 6
FROM_DENOMINATOR = 120_000
"""At smaller scales the places of one reach lie too close together for words."""
GAP_PX = 5.0


def draw_changed(
    painter: QPainter,
    pixels: Floats,
    names: Objects,
    persons: Floats,
    is_lost: Bools,
    *,
    denominator: float,
    taken: list[QRectF],
    dark: bool,
) -> tuple[str, ...]:
    """Write above the largest of some places who they are and how many people are won or lost.

    Where the map itself names villages the number alone is written.

    Parameters
    ----------
    pixels
        Where they are, shape (k, 2).
    persons
        Residents, shape (k,); a place of which they are not known is left out.
    taken
        What is to be left free; what is written is added.

    Returns
    -------
    What was written, the largest first.
    """
    if denominator > FROM_DENOMINATOR:
        return ()
    style = map_style(dark)
    look = style.label["village"]
    font = label_font(look, SCREEN_PX_PER_PT, exact=False)
    is_named = look.max_denominator is not None and denominator <= look.max_denominator
    known = np.flatnonzero(persons > 0)
    largest = known[np.argsort(-persons[known], kind="stable")][:MOST_NAMES]
    written: list[str] = []
    for row in largest.tolist():
        change = signed(round(float(-persons[row] if is_lost[row] else persons[row])), 12)
        whole = change if is_named or not names[row] else f"{names[row]} {change}"
        text, _ = fitted(whole, font, look.max_em * 2.0 * font.pixelSize())
        x, y = pixels[row]
        box = ink.tag_box(text, QPointF(x, y), font)
        box.moveBottom(y - GAP_PX)
        if any(box.intersects(other) for other in taken):
            continue
        taken.append(box)
        colour = style.coverage.uncovered.q if is_lost[row] else style.verdict["pass"].color.q
        ink.draw_tag(painter, text, box.center(), font, colour)
        written.append(text)
    return tuple(written)
