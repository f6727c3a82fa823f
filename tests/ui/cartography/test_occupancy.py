"""People placed in shelters are seen on the map: a bar at the symbol, the numbers beside it, the legend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from models.assessment.assess import assess
from models.facilities.facility import Family, Shelter
from models.rules.rules import load_rules
from tests.ui.canvas_project import SCHOOL_ID, SQUARE_ID, _xy, small_project
from ui.cartography.labelling import scene_labels
from ui.cartography.options import SceneOptions
from ui.cartography.pens import Canvas
from ui.cartography.scene import Scene, build_scene
from ui.cartography.style import map_style
from ui.cartography.symbols import LOADS, Symbol, draw_symbol
from ui.cartography.viewport import Viewport


def scene(persons: int | None, *, state: str = "", lang: str = "zh", is_known: bool = True) -> Scene:
    """The small county with people in the square, which holds 1536 (5120 m2 x 0.6 / 2 m2)."""
    project = small_project()
    square = project.active.facilities[SQUARE_ID]
    assert isinstance(square, Shelter)
    changed = replace(square, occupancy_persons=persons, state=state)
    if not is_known:
        changed = replace(changed, gross_area_m2=None)
    project.apply(project.facility_edit({SQUARE_ID: changed}))
    made = assess(project.county, project.active, load_rules())
    return build_scene(project, project.active, made, SceneOptions(lang=lang))  # type: ignore[arg-type]


def load_of(made: Scene, facility_id: str = SQUARE_ID) -> str:
    items = [one.id for one in made.facilities.items]
    return made.facilities.symbols[items.index(facility_id)].load


@pytest.mark.parametrize(
    ("persons", "load"),
    [(None, ""), (0, ""), (1, "partial"), (1535, "partial"), (1536, "full"), (1537, "over")],
)
def test_the_symbol_tells_how_full(persons: int | None, load: str) -> None:
    made = scene(persons)
    assert load_of(made) == load
    assert load_of(made, SCHOOL_ID) == ""


def test_of_unknown_room_only_the_people_are_told() -> None:
    made = scene(10, is_known=False)
    assert load_of(made) == "uncapped"
    assert "uncapped" not in LOADS


def lines(made: Scene, qapp: QApplication) -> dict[str, tuple[Any, ...]]:
    x, y = _xy(6, 8)  # close to the square, where names are written
    viewport = Viewport((x - 1500, y - 1000, x + 1500, y + 1000), 1200.0, 800.0)
    image = QImage(1200, 800, QImage.Format.Format_ARGB32)
    with QPainter(image) as painter:
        canvas = Canvas(painter, viewport, made.style, made.options)
        found = {
            label.lines[0].text: label.lines
            for part in scene_labels(
                canvas, made.layers, made.facilities, made.theme, made.demand, QRectF(0, 0, 1200, 800)
            )
            for label in part
        }
    return found


def test_the_label_tells_people_room_and_state(qapp: QApplication) -> None:
    label = lines(scene(1600, state="开放"), qapp)["文化广场"]
    assert [line.text for line in label] == ["文化广场", "安置 1,600/1,536 人·开放"]
    assert label[1].colour == map_style().symbol.overloaded.q
    calm = lines(scene(300, lang="en"), qapp)["文化广场"]
    assert (calm[1].text, calm[1].colour) == ("300 of 1,536 people", None)
    assert [line.text for line in lines(scene(10, is_known=False), qapp)["文化广场"]][1] == "安置 10 人"
    assert len(lines(scene(None, state="开放"), qapp)["文化广场"]) == 1


def test_the_legend_explains_the_loads_that_are_there() -> None:
    entries = {entry.key: (entry.text, entry.count) for entry in scene(1600).legend()}
    assert entries["occupancy.over"] == ("超员", 1)
    assert "occupancy.partial" not in entries
    assert not [entry for entry in scene(None).legend() if entry.key.startswith("occupancy")]


@pytest.mark.parametrize("black_and_white", [False, True])
def test_loads_look_different(qapp: QApplication, black_and_white: bool) -> None:
    def picture(load: str) -> QImage:
        image = QImage(60, 60, QImage.Format.Format_ARGB32)
        image.fill(0xFFFFFFFF)
        with QPainter(image) as painter:
            symbol = Symbol(Family.SHELTER, load=load)
            draw_symbol(painter, symbol, QRectF(image.rect()).center(), 32.0, black_and_white=black_and_white)
        return image

    pictures = [picture(load) for load in ("", *LOADS)]
    for index, one in enumerate(pictures):
        assert all(one != other for other in pictures[index + 1 :])


def test_an_edit_of_the_people_is_seen_and_undone(session: Any) -> None:
    square = session.scenario.facilities[SQUARE_ID]
    session.put([replace(square, occupancy_persons=1537)], "edit")
    session.assess_now()
    made = build_scene(session.project, session.scenario, session.assessment, SceneOptions())
    assert load_of(made) == "over"
    session.undo_stack.undo()
    session.assess_now()
    made = build_scene(session.project, session.scenario, session.assessment, SceneOptions())
    assert load_of(made) == ""


@pytest.mark.parametrize(
    ("typed", "said"), [("启用", "in use"), ("待命", "on standby"), ("某状态", "某状态")]
)
def test_a_usual_running_state_is_told_in_the_reader_s_language(
    qapp: QApplication, typed: str, said: str
) -> None:
    texts = {line.text for label in lines(scene(1, state=typed, lang="en"), qapp).values() for line in label}
    assert f"1 of 1,536 people · {said}" in texts
    chinese = {line.text for label in lines(scene(1, state=typed), qapp).values() for line in label}
    assert f"安置 1/1,536 人·{typed}" in chinese
