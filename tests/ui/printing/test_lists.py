"""How the rows of a list are shared out among the columns of its page, and numbers as tables say them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from layers.project.file import load_project
from models.county.layer import Role
from models.kernel.text import t
from models.project.project import Project
from reports.context import make_context
from tests.reports.conftest import small_project
from ui.cartography.style import map_style
from ui.printing.blocks import DENSE_SHARE, Align, Cell, Column, TableBlock, fitted_levels
from ui.printing.desk import Desk
from ui.printing.lists import GROWTHS, _grown, _row_counts
from ui.printing.page import Page
from ui.printing.sheet import MapSheet
from ui.printing.tables import _short, index_block
from ui.printing.write import make_pages

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "sample.gpkg"


@dataclass
class Rows:
    """A table of which some rows are higher than others."""

    heights: tuple[float, ...]

    def rows_within(self, height_mm: float, first: int = 0) -> int:
        for count, height in enumerate(self.heights[first:]):
            height_mm -= height
            if height_mm < 0:
                return count
        return len(self.heights) - first


def counts(heights: tuple[float, ...], height_mm: float) -> list[int]:
    columns = [QRectF(0.0, 0.0, 10.0, height_mm)] * 3
    blocks: Any = [Rows(heights)] * 3
    return _row_counts(blocks, columns, 0, len(heights))


def test_columns_of_a_list_hold_alike_many_rows() -> None:
    assert counts((1.0,) * 12, 5.0) == [4, 4, 4]
    assert counts((1.0,) * 15, 5.0) == [5, 5, 5]
    assert counts((1.0,) * 7, 5.0) == [3, 2, 2]


def test_no_row_is_lost_where_alike_many_would_not_fit() -> None:
    """Nine rows, the last three twice as high: three in each column would need six in the last."""
    heights = (1.0,) * 6 + (2.0,) * 3
    assert counts(heights, 4.0) == [4, 3, 2]
    assert sum(counts(heights, 4.0)) == len(heights)


def test_a_ratio_stands_in_per_cent() -> None:
    assert _short(0.00443, "ratio", "zh") == ("0.443", "%")
    assert _short(0.00443, "ratio", "en")[1] == "%"


@pytest.fixture
def sites(qapp: object) -> TableBlock:
    """Three columns whose shares do not suit their words."""
    columns = (
        Column("编号", 0.2, Align.AlignLeft),
        Column("名称", 0.3, Align.AlignLeft),
        Column("作用", 0.5, Align.AlignRight),
    )
    rows = tuple(
        (Cell(str(number)), Cell("鼓楼街道应急物资储备点"), Cell("容纳 12,533 人")) for number in range(1, 11)
    )
    page = Page(QPainter(), 1.0, map_style())
    return TableBlock(page, "", columns, rows, 0, 90.0, "", wraps=1, is_dense=True, is_fitted=True)


def test_columns_of_a_list_are_as_wide_as_their_words_ask(sites: TableBlock) -> None:
    assert sites.is_roomy
    assert sum(sites._widths) == pytest.approx(90.0)
    assert all(width >= need for width, need in zip(sites._widths, sites._needs, strict=True))
    assert all(len(lines) == 1 for lines in sites._wrapped), "the name has the room that others do not need"
    given = replace(sites, is_fitted=False)
    assert any(len(lines) > 1 for lines in given._wrapped), "its own share would have wrapped it"


def test_in_a_narrow_list_the_name_wraps_and_the_others_shrink_alike(sites: TableBlock) -> None:
    narrow = replace(sites, width_mm=40.0)
    assert not narrow.is_roomy
    assert sum(narrow._widths) == pytest.approx(40.0)
    assert any(len(lines) > 1 for lines in narrow._wrapped)
    shares = [narrow._widths[index] / narrow._needs[index] for index in (0, 2)]
    assert shares[0] == pytest.approx(shares[1]) and shares[0] > DENSE_SHARE


def test_a_list_that_does_not_fill_its_page_has_larger_letters(sites: TableBlock) -> None:
    columns = [QRectF(0.0, 0.0, 120.0, 200.0)] * 2
    grown = _grown(sites, columns, 0, len(sites.rows))
    assert grown.growth == GROWTHS[0] and grown.height_mm(0) > 1.4 * sites.height_mm(0)
    low = [QRectF(0.0, 0.0, 120.0, sites.height_mm(0) / 2 + 4.0)] * 2
    assert _grown(sites, low, 0, len(sites.rows)).growth < GROWTHS[0]


def test_rows_become_dense_before_any_is_left_out_and_firm_ones_go_last(sites: TableBlock) -> None:
    figures = replace(sites, is_dense=False, least=6, shrinks=True, firm=6)
    assert figures.levels == 1 + 1 + 8 and figures.spare_levels == 1 + 4
    dense = replace(sites, least=6)
    assert [figures.height_mm(level) for level in (1, 3)] == [dense.height_mm(level) for level in (0, 2)]
    assert figures.height_mm(1) < figures.height_mm(0)
    others = replace(sites, is_dense=False, rows=sites.rows[:5], least=3)
    # What is firm stays though the rows of the other table are lower: until that one is down to two.
    room = figures.height_mm(5) + others.height_mm(3)
    assert fitted_levels([figures, others], room, 0.0) == [5, 3]
    assert fitted_levels([figures, others], room - 1.0, 0.0)[0] > 5
    assert fitted_levels([figures, others], 1000.0, 0.0) == [0, 0]


def test_a_sheet_in_english_shows_most_of_the_main_figures(qapp: object, monkeypatch: Any) -> None:
    """Their names take three lines where Chinese ones take two: two of eight stood there."""
    project = load_project(SAMPLE)
    context = make_context(project, project.scenarios[-1].id, made_on=date(2026, 1, 2))
    shown: list[int] = []
    draw = TableBlock.draw

    def counted(self: TableBlock, page: Page, level: int, left_mm: float, top_mm: float) -> None:
        if self.heading == t("sheet.figures", "en") and not self.shrinks:
            shown.append(len(self.rows) - level)
        draw(self, page, level, left_mm, top_mm)

    monkeypatch.setattr(TableBlock, "draw", counted)
    desk = Desk(context, "en", MapSheet(template="table"))
    (sheet, *_) = make_pages(desk)
    with QPainter(image := QImage(10, 10, QImage.Format.Format_RGB32)) as painter:
        element = sheet.element("figures")
        assert element is not None and not image.isNull()
        element.draw(Page(painter, sheet.scale, desk.style), element.rect)
    assert shown and shown[0] >= 5


def test_the_index_of_sheets_has_no_column_of_which_nothing_is_known(qapp: object) -> None:
    def heads(project: Project) -> list[str]:
        context = make_context(project, made_on=date(2026, 1, 2))
        measure = Desk(context, "zh", MapSheet()).page(1.0)
        block = index_block(
            measure, context.main, [1] * len(context.main.assessment.units.names), "zh", 90.0, context
        )
        assert abs(sum(column.share for column in block.columns) - 1.0) < 0.01
        assert all(len(row) == len(block.columns) for row in block.rows)
        return [column.heading for column in block.columns]

    project = small_project()
    kept = [layer for layer in project.layers if layer.role in (Role.COUNTY, Role.TOWNSHIPS)]
    bare = heads(Project(project.settings, kept, project.scenarios))
    assert len(bare) == len(heads(project)) - 1
