"""Sheets of an evacuation: a page for each township, with its list and its map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang
from models.project.project import Project
from models.project.scenario import Scenario
from reports.context import make_context
from tests.models.evacuation.made_evacuation import FLOOD, room, street_layers
from ui.printing.desk import Desk
from ui.printing.evacuation import numbers_of, pages, write_sheets
from ui.printing.sheet import MapSheet

MADE_ON = date(2026, 11, 29)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_township_has_a_page_with_its_sums_and_its_list(
    qapp: QApplication, tmp_path: Path, lang: Lang
) -> None:
    held = {one.id: one for one in (room(1500, 500, 150), room(3500, 500, 60))}
    project = Project(None, street_layers(), [Scenario("today", "", held, evacuation=FLOOD)])
    context = make_context(project, made_on=MADE_ON)
    path = tmp_path / "sheets.pdf"
    run_to_end(write_sheets(context, path, lang))
    pages = PdfReader(path).pages
    # All villages inside lie in the township East, which takes people in too; West only takes people in.
    assert len(pages) == 1 and [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    text = "".join(pages[0].extract_text().split())
    assert "240" in text and "210" in text and "横路" in text and "East" in text
    # 240 have to leave and 210 find room: whose people are left has a ring, which the sheet explains.
    plan = context.evacuation
    assert plan is not None and len(plan.spots_left()) == len(plan.spots_left(plan.villages[0].place)) > 0
    assert ("红圈处的村" if lang == "zh" else "Redrings") in text
    enough = {one.id: one for one in (room(1500, 500, 300), room(3500, 500, 300))}
    project = Project(None, street_layers(), [Scenario("today", "", enough, evacuation=FLOOD)])
    whole = make_context(project, made_on=MADE_ON)
    assert whole.evacuation is not None and len(whole.evacuation.spots_left()) == 0
    run_to_end(write_sheets(whole, path, lang))
    text = "".join(PdfReader(path).pages[0].extract_text().split())
    assert "红圈" not in text and "rings" not in text


def test_a_scenario_that_evacuates_nobody_is_refused(qapp: QApplication, tmp_path: Path) -> None:
    context = make_context(Project(None, street_layers(), [Scenario("today", "")]), made_on=MADE_ON)
    with pytest.raises(HavenError) as refused:
        run_to_end(write_sheets(context, tmp_path / "sheets.pdf", "zh"))
    assert refused.value.key == "evacuation_nobody" and not list(tmp_path.iterdir())


def test_a_short_list_leaves_its_room_to_the_map_which_has_its_numbers(qapp: QApplication) -> None:
    held = {one.id: one for one in (room(1500, 500, 150), room(3500, 500, 60))}
    project = Project(None, street_layers(), [Scenario("today", "", held, evacuation=FLOOD)])
    context = make_context(project, made_on=MADE_ON)
    plan = context.evacuation
    assert plan is not None
    numbers = numbers_of(plan, plan.villages[0].place)
    assert list(numbers.values()) == list(range(1, len(numbers) + 1)) and numbers
    sheet = replace(MapSheet(), paper="A4", orientation="portrait")
    (page,) = pages(Desk(context, "zh", sheet), plan)
    boxes = {one.id: one.rect for one in page.elements}
    assert boxes["map"].height() > 1.5 * (boxes["notes"].bottom() - boxes["map"].bottom())
    assert boxes["notes"].top() >= boxes["list_1"].top() > boxes["map"].bottom()
