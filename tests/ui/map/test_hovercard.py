"""The card of the village or township that the mouse rests over: what it says, when it comes and goes."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.ui.canvas_hand import LEFT, Hand, hand, xy
from tests.ui.canvas_project import SQUARE_ID
from ui.map.ink import ChipLine, draw_chip

__all__ = ["hand"]
LAND = xy(20, 2)  # in a township, away from every facility
MIDDLE = Qt.MouseButton.MiddleButton


def rest(hand: Hand, at: tuple[float, float]) -> list[str]:
    """Rest over a place; returns what the card says."""
    hand.move(at)
    hand.canvas.card.dwell.timeout.emit()
    return [line.text for line in hand.canvas.card.lines]


def hide(hand: Hand, layer_id: str) -> None:
    project = hand.session.project
    hand.session.push(project.layer_edit(layer_id, visible=False), "x")
    hand.session.assess_now()


def village_at(hand: Hand, row: int) -> tuple[float, float]:
    x_m, y_m = hand.session.county.demand.xy[row]
    return float(x_m), float(y_m)


def test_a_village_tells_who_lives_there_and_what_reaches_it(hand: Hand) -> None:
    hand.session.assess_now()
    demand, covered = hand.session.county.demand, hand.session.assessment.covered["fire"]
    row = int(covered.argmin())
    lines = rest(hand, village_at(hand, row))
    assert lines[0].startswith(str(demand.names[row]))
    assert f"{demand.population_persons[row]:,.0f}" in lines[1]
    assert [line.tone for line in hand.canvas.card.lines[2:]].count("bad") == sum(
        not values[row] for key, values in hand.session.assessment.covered.items() if key in
        ("shelter.emergency", "shelter.fixed", "fire")
    )  # fmt: skip
    assert any(line.startswith("✗ 消防救援站：未覆盖") for line in lines)


def test_a_township_tells_its_figures_where_no_village_is(hand: Hand) -> None:
    hand.session.assess_now()
    hide(hand, "villages")
    lines = rest(hand, LAND)
    units = hand.session.assessment.units
    row = int(hand.session.county.places.index_at(hand.session.county.demand.xy[:1] * 0 + LAND)[0])
    assert lines[0] == units.names[row] and len(lines) == 5
    assert lines[1].startswith("常住人口：")
    hide(hand, "townships")
    assert rest(hand, LAND) == [] or hand.session.project.layer("county").visible


def test_the_card_waits_for_the_mouse_to_rest_and_goes_along(hand: Hand) -> None:
    hand.session.assess_now()
    hide(hand, "villages")
    hand.move(LAND)
    assert hand.canvas.card.lines == [] and hand.canvas.card.dwell.isActive()
    said = rest(hand, LAND)
    hand.move(xy(20.5, 2.2))
    assert [line.text for line in hand.canvas.card.lines] == said  # the same township
    hand.move(xy(4, 12))
    assert hand.canvas.card.lines == [] and hand.canvas.card.dwell.isActive()
    hand.move(xy(6, 8))  # a facility has a card of its own
    assert hand.canvas.hover.id == SQUARE_ID and not hand.canvas.card.dwell.isActive()


@pytest.mark.parametrize(
    "what", ["press", "pan", "wheel", "key", "leave", "deactivate", "tool", "edit", "language"]
)
def test_the_card_is_never_stuck(hand: Hand, what: str) -> None:
    canvas = hand.canvas
    hand.session.assess_now()
    assert rest(hand, LAND)
    if what == "press":
        hand.press(LAND)
    elif what == "pan":
        hand.press(LAND, MIDDLE)
    elif what == "wheel":
        canvas.zoom_by(1.5)
    elif what == "key":
        hand.key(Qt.Key.Key_F7)
    elif what == "leave":
        canvas.leaveEvent(QEvent(QEvent.Type.Leave))
    elif what == "deactivate":
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    elif what == "tool":
        canvas.set_tool("measure")
    elif what == "edit":
        hand.session.delete([SQUARE_ID], "x")
    else:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.LanguageChange))
    assert canvas.card.lines == [] and not canvas.card.dwell.isActive()
    hand.release(LAND)


def test_there_is_no_card_while_something_is_dragged(hand: Hand) -> None:
    hand.session.assess_now()
    hand.drag(xy(6, 8), LAND, let_go=False)
    assert hand.canvas.carry.is_holding
    assert hand.canvas.card.lines == [] and not hand.canvas.card.dwell.isActive()
    hand.key(Qt.Key.Key_Escape)
    hand.release(LAND)
    hand.drag(LAND, xy(4, 12), let_go=False)  # a rubber band
    hand.move(xy(5, 12), LEFT)
    assert hand.canvas.card.lines == [] and not hand.canvas.card.dwell.isActive()
    hand.release(xy(5, 12))


def test_no_card_hides_the_pointer_or_leaves_the_map(qapp: Any) -> None:
    room = QRectF(0, 0, 700, 420)
    image = QImage(700, 420, QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(image) as painter:
        lines = [ChipLine("柳河镇", "title"), *[ChipLine("人均有效避难面积：1.23 m²/人 " * 3)] * 4]
        for x in range(0, 701, 35):
            for y in range(0, 421, 30):
                ground = draw_chip(painter, lines, QPointF(x, y), QFont(), room)
                assert room.contains(ground), (x, y)
                assert not ground.contains(QPointF(x, y)), (x, y)
