"""What is written beside places that a drag wins or loses, and where a facility in the hand comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from shapely.affinity import translate

from tests.ui.canvas_hand import Hand, hand, xy
from tests.ui.canvas_project import SQUARE_ID
from ui.map import ink
from ui.map.changednames import FROM_DENOMINATOR, MOST_NAMES, draw_changed

__all__ = ["hand"]

NAMES = np.array(["甲村", "乙村", "", "丁村"], dtype=object)
PIXELS = np.array([[60.0, 60.0], [160.0, 60.0], [260.0, 60.0], [60.0, 64.0]])
PERSONS = np.array([622.0, 1787.4, 30.0, 100.0])
LOST = np.array([False, True, False, False])


def written(
    qapp: object,
    denominator: float = 80_000,
    taken: list[QRectF] | None = None,
    persons: np.ndarray = PERSONS,
) -> tuple[str, ...]:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        texts = draw_changed(
            painter, PIXELS, NAMES, persons, LOST, denominator=denominator,
            taken=[] if taken is None else taken, dark=False,
        )  # fmt: skip
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).copy()
    assert (pixels < 128).any() == bool(texts)
    return texts


def test_the_largest_are_written_with_their_people_and_none_over_another(qapp: object) -> None:
    # The fourth stands where the first is written.
    assert written(qapp) == ("乙村 −1,787", "甲村 +622", "+30")


def test_where_the_map_names_villages_the_number_is_enough(qapp: object) -> None:
    assert written(qapp, 20_000) == ("−1,787", "+622", "+30")


def test_nothing_is_written_where_there_is_no_room_or_nobody_known(qapp: object) -> None:
    assert written(qapp, FROM_DENOMINATOR + 1) == ()
    assert written(qapp, taken=[QRectF(0, 0, 400, 200)]) == ()
    assert written(qapp, persons=np.array([0.0, 0.0, 0.0, 0.0])) == ()


def test_a_drag_names_what_it_wins(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas, said = hand.canvas, []

    def noted(*given: Any, **how: Any) -> tuple[str, ...]:
        said.append(draw_changed(*given, **how))
        return said[-1]

    monkeypatch.setattr("ui.map.marks.draw_changed", noted)
    canvas.show_window(replace(canvas.map_window, x_m=xy(6, 8)[0], y_m=xy(6, 8)[1], m_per_px=20.0))
    canvas.finish_redraw()
    hand.drag(xy(6, 8), xy(8, 9.5), let_go=False)
    canvas.grab()
    step, demand = hand.session.live_step, hand.session.county.demand
    assert step is not None and step.covered is not None
    before = hand.session.assessment.covered[step.coverage_key]
    changed = np.flatnonzero(before != step.covered)
    assert len(changed)
    people = {
        f"{'−' if before[row] else '+'}{round(float(demand.known_persons[row])):,}"
        for row in changed.tolist()
    }
    assert said and said[-1] and len(said[-1]) <= MOST_NAMES
    assert {text.split()[-1] for text in said[-1]} <= people


@pytest.mark.parametrize(("metres", "is_drawn"), [(2_000.0, True), (40.0, False)])
def test_where_it_was_is_drawn_once_it_is_away(hand: Hand, metres: float, is_drawn: bool) -> None:
    square, window = hand.session.scenario.facilities[SQUARE_ID], hand.canvas.map_window
    image = QImage(int(window.width_px), int(window.height_px), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        ink.draw_origin(
            painter, square, replace(square, geometry=translate(square.geometry, metres)), window, dark=False
        )
        assert painter.opacity() == 1.0
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).copy()
    assert (pixels < 200).any() == is_drawn
