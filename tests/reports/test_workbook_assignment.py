"""The sheet of who shelters where says what the assignment says."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.shelters.assignment import STAYS
from reports.context import ReportContext, make_context
from reports.workbook import write_workbook
from tests.reports.conftest import MADE_ON, small_project


def rows_of(context: ReportContext, folder: Path, lang: Lang) -> list[tuple[object, ...]]:
    path = folder / "book.xlsx"
    run_to_end(write_workbook(context, path, lang))
    sheet = load_workbook(path)[t("workbook.sheet.assignment", lang)]
    return [tuple(row) for row in sheet.iter_rows(min_row=5, max_col=10, values_only=True)]


def test_nothing_is_assigned_until_a_sheet_asks() -> None:
    context = make_context(small_project(), made_on=MADE_ON)  # of its own: the others' may have been asked
    assert "assignments" not in vars(context)
    assert context.assignments is context.assignments
    assert tuple(context.assignments) == STAYS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_short_stays_by_hand(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    """10 % of 10,000 and 20,000. At the second village 600 m2 hold 300; 1,700 go 5 km on."""
    rows = rows_of(context, tmp_path, lang)
    stay = t("assignment.stay.short", lang)
    first = next(index for index, row in enumerate(rows) if str(row[0]).startswith(stay))
    totals, _, one, other, _, *flows = rows[first + 1 : first + 9]
    assert totals[2:9] == (
        3000,
        10_300,
        3000,
        0,
        pytest.approx(3000 / 10_300),
        1300,
        pytest.approx(8.5e6 / 3000),
    )
    assert one[:2] == ("东镇", "东镇") and one[3:8] == (10_000, 2700, None, 0.27, 1000)
    assert other[:2] == ("西乡", "西乡") and other[3:8] == (300, 300, None, 1, 300)
    assert "2,000" in str(other[9])
    assert [(row[0], row[1], row[4], row[8]) for row in flows] == [
        ("西乡", "东镇", 1700, 5000),
        ("东镇", "东镇", 1000, 0),
        ("西乡", "西乡", 300, 0),
    ]


def test_people_without_a_place_by_township(context: ReportContext, tmp_path: Path) -> None:
    """There is no emergency shelter: in an emergency people go to the others, which hold 10,300."""
    rows = rows_of(context, tmp_path, "zh")
    assert rows[1][2:6] == (30_000, 10_300, 10_300, 19_700)
    assert ("西乡", 20_000, None, 300, 19_700) in [row[:1] + row[2:6] for row in rows]
