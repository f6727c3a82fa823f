"""The workbook holds the program's numbers, live formulas, and no text that turns into a formula."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.findings import Verdict
from models.progress import run_to_end
from models.text import LANGUAGES, Lang, t
from reports.context import ReportContext
from reports.workbook import write_workbook
from reports.workbook.places import TARGET_NAME


def written(context: ReportContext, folder: Path, lang: Lang = "zh"):
    path = folder / "book.xlsx"
    run_to_end(write_workbook(context, path, lang))
    return load_workbook(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_prints_on_a4_landscape_with_repeated_heads(
    context: ReportContext, tmp_path: Path, lang: Lang
) -> None:
    book = written(context, tmp_path, lang)
    assert len(book.sheetnames) == 12
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes


def test_summary_says_what_the_findings_say(context: ReportContext, tmp_path: Path) -> None:
    sheet = written(context, tmp_path)[t("workbook.sheet.summary", "zh")]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(rows) == len(context.main.findings)
    for row, finding in zip(rows, context.main.findings, strict=True):
        assert row[0] == finding.name("zh")
        assert row[2] == (None if finding.figure.value is None else pytest.approx(finding.figure.value))
        assert row[6] == t(f"verdict.{finding.verdict}", "zh")
        if finding.verdict == Verdict.NO_DATA:
            assert row[8], finding.id


def test_townships_can_be_recalculated(context: ReportContext, tmp_path: Path) -> None:
    """20,000 m2 for 10,000 people is 2.0 each; at 2.5 wanted, 5,000 m2 are lacking."""
    book = written(context, tmp_path)
    sheet = book[t("workbook.sheet.townships", "zh")]
    assert TARGET_NAME in book.defined_names
    assert sheet["E3"].value == 2.5
    assert (sheet["B5"].value, sheet["D5"].value) == (10_000, 20_000)
    assert sheet["E5"].value == '=IF(N(B5)>0,D5/B5,"")'
    assert sheet["F5"].value == f"=MAX(0,{TARGET_NAME}*B5-D5)"
    assert sheet["B7"].value == "=SUM(B5:B6)"
    units = context.main.assessment.units
    assert units.shelter_area_per_resident_m2[0] == pytest.approx(2.0)
    assert units.shelter_area_gap_m2[0] == pytest.approx(5000.0)
    assert len(sheet._charts) == 1


def test_ledger_lists_candidates_but_computes_only_what_counts(
    context: ReportContext, tmp_path: Path
) -> None:
    sheet = written(context, tmp_path)[t("workbook.sheet.ledger.shelter", "zh")]
    heads = [cell.value for cell in sheet[4]]
    capacity = heads.index(t("workbook.computed.capacity_persons", "zh"))
    status = heads.index(t("field.status", "zh"))
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[status] for row in rows] == [
        t(f"choice.status.{status}", "zh") for status in ("existing", "planned", "candidate")
    ]
    # 20,000 m2 at 2 m2 each in a shelter for short stays.
    assert rows[0][capacity] == 10_000
    assert rows[2][capacity] is None


def test_no_text_becomes_a_formula(hostile_contexts: list[ReportContext], tmp_path: Path) -> None:
    for context in hostile_contexts:
        book = written(context, tmp_path)
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert str(cell.value).startswith(("=SUM(", "=IF(N(", "=MAX(0,", "=SUBTOTAL(")), cell.value
        # A name that a spreadsheet might read as a formula stays the text it was.
        sheet = book[t("workbook.sheet.townships", "zh")]
        assert sheet["A5"].data_type == "s"


def test_unserved_places_are_exactly_the_uncovered_ones(context: ReportContext, tmp_path: Path) -> None:
    sheet = written(context, tmp_path)[t("workbook.sheet.unserved", "zh")]
    names = [row[0] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
    covered = context.main.assessment.covered
    outside = ~(covered["shelter.emergency"] & covered["shelter.fixed"] & covered["fire"])
    assert set(names) == set(context.main.assessment.county.demand.names[outside])
