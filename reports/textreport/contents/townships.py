"""A table of townships: the figures that a page has room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from models.assessment.columns import township_column
from reports.context import ScenarioResult
from reports.textreport.blocks import Column
from reports.textreport.draft import Draft


def township_table(
    draft: Draft,
    result: ScenarioResult,
    rows: Iterable[int],
    name_share: float,
    shares: Mapping[str, float],
) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    """Heads and rows of some townships; a figure that nobody knows of any township has no column.

    Parameters
    ----------
    rows
        Rows of the townships among the units of the result.
    name_share, shares
        Share of the page's width for the name, and for each figure that is shown, by its key.
    """
    every = [township_column(key) for key in shares]
    known = [(one, one.in_table(one.values(result.assessment))) for one in every]
    known = [(one, column) for one, column in known if np.isfinite(column).any()]
    figures, values = [one for one, _ in known], [column for _, column in known]
    spread = (1.0 - name_share) / sum(shares[one.key] for one in figures) if figures else 1.0
    names = result.assessment.units.names
    heads = (
        draft.township_column(name_share),
        *(draft.head(figure, shares[figure.key] * spread) for figure in figures),
    )
    return heads, [
        (
            draft.name(names[row]),
            *(
                draft.plain(float(column[row]), decimals=figure.decimals)
                for figure, column in zip(figures, values, strict=True)
            ),
        )
        for row in rows
    ]
