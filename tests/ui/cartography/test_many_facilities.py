"""A county of thousands of facilities: an edit prepares what it touched, and drawing lets the window live."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from PySide6.QtGui import QImage, QPainter

from models.facilities.facility import Shelter
from tests.ui.canvas_project import X0, Y0
from ui.cartography import facilities as module
from ui.cartography.facilities import STEP, FacilitySet, draw_facilities
from ui.cartography.options import SceneOptions
from ui.cartography.pens import Canvas
from ui.cartography.style import map_style
from ui.cartography.viewport import Viewport

COUNT = 3 * STEP


def shelters() -> list[Shelter]:
    return [
        Shelter(
            id=f"many-{number}",
            geometry=shapely.box(X0 + 40 * number, Y0, X0 + 40 * number + 30, Y0 + 30),
            status="existing",
        )
        for number in range(COUNT)
    ]


def test_after_an_edit_one_outline_is_made_anew(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = module.rings_of

    def counted(shapes: object) -> object:
        made.append(sum(shape is not None for shape in shapes))  # type: ignore[attr-defined]
        return real(shapes)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "rings_of", counted)
    monkeypatch.setattr(module, "_outlines", {})
    style, many = map_style(False, False), shelters()
    before = FacilitySet.of(many, style).footprints
    moved = replace(many[5], geometry=shapely.box(X0, Y0 + 500, X0 + 30, Y0 + 530))
    after = FacilitySet.of([*many[:5], moved, *many[6:]], style)
    outlines = dict(zip((one.id for one in after.items), after.footprints, strict=True))
    assert made == [COUNT, 1]
    assert outlines["many-5"] is not None
    assert outlines["many-5"].bounds == (X0, Y0 + 500, X0 + 30, Y0 + 530)
    assert sum(outline in before for outline in after.footprints) == COUNT - 1
    monkeypatch.setattr(module, "MOST_KEPT", 10)
    again = FacilitySet.of(many, style).footprints
    assert all(outline is not None for outline in again), "however few are kept"


def test_after_an_edit_one_symbol_is_made_anew(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = module.symbol_of

    def counted(facility: Shelter, *rest: object) -> object:
        made.append(facility.id)
        return real(facility, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "symbol_of", counted)
    monkeypatch.setattr(module, "_rows", {})
    style, many = map_style(False, False), shelters()
    FacilitySet.of(many, style)
    made.clear()
    planned = replace(many[5], status="planned")
    after = FacilitySet.of([*many[:5], planned, *many[6:]], style)
    assert made == ["many-5"]
    assert after.items[0] is planned, "what is planned lies under what exists"
    made.clear()
    FacilitySet.of([planned], style, years={"many-5": 2030})
    assert made == ["many-5"], "its ring tells the year"


def test_many_facilities_are_drawn_in_steps(qapp: object) -> None:
    style = map_style(False, False)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        viewport = Viewport((X0, Y0 - 9_000, X0 + 24_000, Y0 + 9_000), 400, 300, 1.0)
        canvas = Canvas(painter, viewport, style, SceneOptions())
        steps = sum(1 for _ in draw_facilities(canvas, FacilitySet.of(shelters(), style)))
    assert steps >= 2 * COUNT // STEP
