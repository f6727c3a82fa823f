"""What stands on a township's page beside its figures and lists: sentences, and sites that may be taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.findings.numbers import fixed
from models.kernel.text import Lang, t
from ui.printing.blocks import Align, Cell, Column, TableBlock, TextBlock
from ui.printing.page import Page


def facts_block(page: Page, facts: tuple[str, ...], lang: Lang, width_mm: float) -> TextBlock:
    """Sentences about the township under a heading."""
    return TextBlock(page, facts, width_mm, t("leader.head.sentences", lang), is_small=False, least=1)


def candidates_block(
    page: Page, sites: Sequence[tuple[str, float]], lang: Lang, width_mm: float
) -> TableBlock:
    """Candidates (name, gross area in m2 or NaN), two to a line."""
    cells = [
        (
            Cell(name or t("sheet.unserved_unnamed", lang)),
            Cell(fixed(area) if np.isfinite(area) else t("map.no_data", lang)),
        )
        for name, area in sites
    ]
    empty = (Cell(""), Cell(""))
    heads = (
        Column(t("sheet.name", lang), 0.32, Align.AlignLeft),
        Column(t("sheet.gross_area", lang), 0.18, Align.AlignRight),
    )
    pairs = [
        (*cells[at], *(cells[at + 1] if at + 1 < len(cells) else empty)) for at in range(0, len(cells), 2)
    ]
    count = len(sites)
    heading = t("sheet.unit_candidates", lang, count=count)

    def headings(rows: int) -> list[str]:
        listed = min(2 * rows, count)
        if listed == count:
            return [heading]
        keys = ("part", "short")
        return [t(f"sheet.unit_candidates_{key}", lang, shown=listed, count=count) for key in keys]

    return TableBlock(
        page, heading, (*heads, *heads), tuple(pairs), 0, width_mm, "", wraps=1, most_lines=1, is_dense=True,
        headings=headings,
    )  # fmt: skip
