"""How the rows of a list are shared out among the columns of its page, and numbers as tables say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF

from ui.printing.lists import _row_counts
from ui.printing.tables import _short


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
