"""Symbols: what differs in the data differs in the pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from models.facilities.facility import Depot, Family, FireStation, Shelter, Status
from ui.cartography.symbols import Symbol, draw_symbol, outline, path_of, symbol_of, symbol_size_pt

pytestmark = pytest.mark.usefixtures("qapp")


def picture(symbol, size: int = 40, **how) -> np.ndarray:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0xFFEEEEEE)
    with QPainter(image) as painter:
        draw_symbol(painter, symbol, QPointF(32, 32), size, **how)
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(64, 64, 4)[:, :, :3].astype(int)


def differing_pixels(one: np.ndarray, other: np.ndarray) -> int:
    return int((np.abs(one - other).sum(axis=2) > 60).sum())


@pytest.mark.parametrize("how", [{}, {"dark": True}, {"black_and_white": True}])
@pytest.mark.parametrize("family", list(Family))
def test_each_status_looks_different(family, how):
    pictures = [picture(Symbol(family, status), **how) for status in Status]
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert differing_pixels(one, other) > 40


@pytest.mark.parametrize("status", [Status.EXISTING, Status.PLANNED, Status.CANDIDATE])
def test_each_family_looks_different_without_colour(status):
    pictures = [picture(Symbol(family, status), black_and_white=True) for family in Family]
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert differing_pixels(one, other) > 40


def test_a_selected_symbol_looks_different():
    symbol = Symbol(Family.SHELTER)
    assert differing_pixels(picture(symbol), picture(symbol, selected=True)) > 80


@pytest.mark.parametrize("how", [{}, {"dark": True}, {"black_and_white": True}])
def test_rings_of_years_look_different_and_stay_in_the_room_kept_for_symbols(how):
    pictures = [picture(Symbol(Family.SHELTER, Status.PLANNED, band=band), **how) for band in range(-1, 4)]
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert differing_pixels(one, other) > 40
    px_per_pt = 40 / symbol_size_pt(Symbol(Family.SHELTER, Status.PLANNED))
    rows, columns = np.nonzero((np.abs(pictures[1] - picture(Symbol(Family.SHELTER), 1)) > 60).any(axis=2))
    assert max(np.abs(rows - 31.5).max(), np.abs(columns - 31.5).max()) <= 20 + 3 * px_per_pt + 1


def test_planned_is_white_inside_existing_is_filled():
    existing, planned = (
        picture(Symbol(Family.DEPOT, status)) for status in (Status.EXISTING, Status.PLANNED)
    )
    inside = (32, 18)  # between outline and glyph
    assert existing[inside].sum() < 500
    assert planned[inside].sum() > 700


def test_higher_classes_are_larger():
    sizes = [
        symbol_size_pt(Symbol(Family.SHELTER, Status.EXISTING, name))
        for name in ("emergency", "short", "medium", "long", "central")
    ]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 5


def test_a_facility_gives_its_own_symbol():
    point = shapely.Point(0, 0)
    shelter = Shelter(geometry=point, shelter_class="central", status="candidate")
    assert symbol_of(shelter) == Symbol(Family.SHELTER, Status.CANDIDATE, "central")
    assert symbol_of(Depot(geometry=point, level="county")).facility_class == "county"
    station = FireStation(geometry=point, station_class="first")
    assert symbol_size_pt(symbol_of(station)) > symbol_size_pt(
        symbol_of(replace(station, station_class="small"))
    )
    assert differing_pixels(picture(shelter), picture(symbol_of(shelter))) == 0


def test_outlines_fill_their_box_and_nothing_else_is_taken_for_one():
    for family in Family:
        bounds = outline(family.spec.symbol.shape).boundingRect()
        assert 0.8 < bounds.width() <= 1.0
        assert 0.8 < bounds.height() <= 1.0
    with pytest.raises(ValueError, match="path data"):
        path_of("M0 0 A5 5 0 0 1 3 3 Z")
    with pytest.raises(ValueError, match="path data"):
        path_of("M0 0 l5 5")
