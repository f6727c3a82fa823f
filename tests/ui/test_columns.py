"""Every output shows the registry's columns: a figure added to it appears in all of them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from models.assessment import columns as registry
from models.assessment.columns import (
    FacilityColumn,
    PlaceColumn,
    TownshipColumn,
    facility_columns,
    township_column,
    township_columns,
)
from models.facilities.facility import Family
from models.kernel import text
from models.plans.localfindings import unit_figures
from reports.context import ReportContext, make_context
from reports.textreport.contents.appendices import townships_table
from reports.textreport.contents.need import shelter_need
from reports.textreport.draft import Draft
from reports.webmap.page import cover_columns
from reports.webmap.people import coverage_codes, unit_rows
from reports.webmap.sites import result_rows
from reports.workbook.document import Document
from reports.workbook.ledgers import add_ledger
from reports.workbook.townships import add_townships, positions
from reports.workbook.unserved import add_unserved
from tests.reports.conftest import small_project
from ui.cartography.style import map_style
from ui.core.session import Session
from ui.printing.page import Page
from ui.printing.tables import index_block, townships_block, unit_block
from ui.widgets.tablemodels import COMPUTED, FacilityTable, township_table, village_table

HEAD = "老年人口"
AGED = TownshipColumn(
    key="aged", unit="persons", values=lambda assessment: assessment.units.population_persons / 4
)
NEAR = PlaceColumn(key="aged", is_covered=True, values=lambda assessment: assessment.covered["shelter.fixed"])
WAITING = FacilityColumn(key="aged", unit="persons", value=lambda result, _: result.persons_in_radius / 4)


@dataclass(frozen=True)
class Outputs:
    """The same county in every output, in Chinese."""

    context: ReportContext
    session: Session
    page: Page

    # -- townships -----------------------------------------------------------------------------------------
    def table(self) -> list[str]:
        return [column.title for column in township_table(self.session)[0]]

    def panel(self) -> list[str]:
        assessment = self.context.main.assessment
        return [one.column.title("zh") for one in unit_figures(assessment, self.context.rules, 0)]

    def workbook(self) -> list[str]:
        table = add_townships(Document(self.context, "zh"))
        return [column.head.rstrip("＊") for column in table.columns if not column.hidden]

    def webmap(self) -> list[str]:
        return [name for name, _ in unit_rows(self.context.main.assessment, 0, "zh")]

    def print(self) -> list[str]:
        block = unit_block(self.page, self.context, self.context.main, 0, "zh", 100.0)
        return [row[0].text for row in block.rows]


@pytest.fixture
def outputs(session: Session) -> Iterator[Outputs]:
    session.open(small_project(), None)
    session.assess_now()
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        yield Outputs(
            make_context(small_project(), made_on=date(2026, 1, 2)),
            session,
            Page(painter, 1.0, map_style()),
        )


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more figure of townships, of places and of shelters in the registry, and its name: nothing else."""
    names = {
        f"column.{scope}.aged.name": {"zh": HEAD, "en": "Aged"} for scope in ("township", "place", "facility")
    }
    catalogue = {**text.catalogue(), **names}
    monkeypatch.setattr(text, "catalogue", lambda: catalogue)
    monkeypatch.setattr(registry, "TOWNSHIP_COLUMNS", (*registry.TOWNSHIP_COLUMNS, AGED))
    monkeypatch.setattr(registry, "PLACE_COLUMNS", (*registry.PLACE_COLUMNS, NEAR))
    shelters = (*registry.FACILITY_COLUMNS[Family.SHELTER], WAITING)
    monkeypatch.setitem(registry.FACILITY_COLUMNS, Family.SHELTER, shelters)  # type: ignore[arg-type]


OUTPUTS = ("table", "panel", "workbook", "webmap", "print")


# -- what stands where --------------------------------------------------------------------------------------
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_of_townships_shows_the_columns_that_the_registry_gives_it(
    outputs: Outputs, output: registry.Output
) -> None:
    columns = township_columns(output)
    if output in ("print", "workbook"):  # a page has no room for what nobody knows of any township
        assessment = outputs.context.main.assessment
        columns = tuple(one for one in columns if np.isfinite(one.values(assessment)).any())
        assert "面积缺口" in [one.title("zh") for one in columns]
    heads = [column.head("zh") if output == "table" else column.title("zh") for column in columns]
    around = {"table": ["名称"], "workbook": ["乡镇（街道）", "目标"]}.get(output, [])
    shown = getattr(outputs, output)()
    assert [head for head in shown if head not in around] == heads
    assert len(shown) == len(heads) + len(around)


def test_narrow_outputs_show_columns_of_the_registry_under_its_narrow_heads(outputs: Outputs) -> None:
    context, page = outputs.context, outputs.page
    index = index_block(page, context.main, [1, 2], "zh", 100.0, context)
    lacking = townships_block(page, context.main, "zh", 100.0)
    tight = {column.title("zh", "tight") for column in registry.TOWNSHIP_COLUMNS}
    for block in (index, lacking):
        heads = [column.heading for column in block.columns if column.heading not in ("乡镇（街道）", "页")]
        assert len(heads) == 3 and set(heads) <= tight
    short = {column.title("zh", "short") for column in registry.TOWNSHIP_COLUMNS}
    for make in (townships_table, shelter_need):
        draft = Draft(context, "zh", {})
        table = next(block for block in make(draft) if hasattr(block, "columns"))
        heads = [
            column.heading.split("（")[0] for column in table.columns if column.heading != "乡镇（街道）"
        ]
        assert len(heads) >= 4 and set(heads) <= short


# -- one figure more ----------------------------------------------------------------------------------------
@pytest.mark.usefixtures("aged")
@pytest.mark.parametrize("output", OUTPUTS)
def test_one_column_more_appears_in_every_output(outputs: Outputs, output: str) -> None:
    assert getattr(outputs, output)()[-1].split("（")[0] == HEAD


@pytest.mark.usefixtures("aged")
def test_its_numbers_are_the_same_in_every_output(outputs: Outputs) -> None:
    """A quarter of 10,000 and of 20,000."""
    context = outputs.context
    (*_, in_table), _ = township_table(outputs.session)
    assert [in_table.text(row) for row in (0, 1)] == ["2,500", "5,000"]
    assert unit_figures(context.main.assessment, context.rules, 1)[-1].value == 5000
    table = add_townships(Document(context, "zh"))
    column = positions()["aged"]
    cells = [table.sheet.cell(row, column).value for row in (5, 6, 7)]
    assert cells[:2] == [2500, 5000] and str(cells[2]).startswith("=SUM(")
    assert unit_rows(context.main.assessment, 0, "zh")[-1][1] == "2,500 人"
    block = unit_block(outputs.page, context, context.main, 0, "zh", 100.0)
    assert [cell.text for cell in block.rows[-1][1:]] == ["2,500", "7,500", "–"]


@pytest.mark.usefixtures("aged")
def test_one_kind_of_reach_more_appears_wherever_places_are_listed(outputs: Outputs) -> None:
    context = outputs.context
    assessment = context.main.assessment
    (*_, in_table), _ = village_table(outputs.session)
    assert in_table.title == HEAD and in_table.text(0) == "覆盖"
    document = Document(context, "zh")
    run_to_end_of(add_unserved(document))
    assert str(document.workbook.worksheets[0].cell(4, 8).value) == HEAD
    assert [column.key for column in cover_columns()][-1] == "aged"
    # All four bits: what a single decimal digit cannot hold.
    assert coverage_codes(assessment, np.array([0])) == ["f"]


@pytest.mark.usefixtures("aged")
def test_one_result_more_appears_wherever_shelters_are_listed(outputs: Outputs) -> None:
    context = outputs.context
    assert facility_columns(Family.SHELTER, "table")[-1].key == "aged"
    model = FacilityTable(outputs.session, Family.SHELTER)
    model.refresh()
    column = next(one for one in model.columns if one.key == f"{COMPUTED}aged")
    assert column.title == f"{HEAD}（人）" and column.text(0) == "2,500"
    shelter = context.main.scenario.facilities["s1"]
    assert (HEAD, "2,500 人") in result_rows(context.main.assessment, shelter, "zh")
    document = Document(context, "zh")
    assert "#derived:aged" in add_ledger(document, Family.SHELTER)["s1"]


def run_to_end_of(pauses: Iterator[None]) -> None:
    for _ in pauses:
        pass


def test_the_map_colours_by_columns_of_the_registry() -> None:
    for key in map_style().theme:
        assert township_column(key).title("zh")
