"""A table of townships: the figures that a page has room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    """Heads and rows of some townships.

    Parameters
    ----------
    rows
        Rows of the townships among the units of the result.
    name_share, shares
        Share of the page's width for the name, and for each figure that is shown, by its key.
    """
    figures = [township_column(key) for key in shares]
    values = [figure.in_table(figure.values(result.assessment)) for figure in figures]
    names = result.assessment.units.names
    heads = (
        draft.township_column(name_share),
        *(draft.head(figure, shares[figure.key]) for figure in figures),
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
