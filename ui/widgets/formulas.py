"""Columns that a person adds to a table, worked out from others by a small formula; kept with the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.kernel.arrays import Floats
from models.kernel.errors import HavenError
from models.kernel.expression import Expression, plain_signs, read_expression
from ui.widgets.tablemodels import Column

FORMULAS_KEY = "formulas"
"""Where the project keeps them, in its ``ui_state``: by table, name and formula of each."""
OWN = "own."
"""What keys of such columns begin with."""
LONGEST_NAME = 40


@dataclass(frozen=True)
class Formula:
    """A column of one's own.

    Attributes
    ----------
    text
        The formula, its columns by their keys, so that it holds in either language.
    """

    name: str
    text: str


def formulas_of(kept: object, table: str) -> tuple[Formula, ...]:
    """Formulas of a table from a project file, which may hold anything."""
    rows = kept.get(table) if isinstance(kept, dict) else None
    return tuple(
        Formula(tidy(row[0]), row[1])
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, list)
        and len(row) == 2
        and all(isinstance(one, str) for one in row)
        and tidy(row[0])
    )


def with_table(kept: object, table: str, formulas: Sequence[Formula]) -> dict[str, list[list[str]]] | None:
    """The same with other formulas for a table, for the project file; ``None`` if none is left."""
    state = {key: rows for key, rows in (kept if isinstance(kept, dict) else {}).items() if key != table}
    if formulas:
        state[table] = [[one.name, one.text] for one in formulas]
    return state or None


def tidy(name: str) -> str:
    """A name on one line, not too long for a head."""
    return " ".join(name.split())[:LONGEST_NAME]


def with_formulas(columns: Sequence[Column], formulas: Sequence[Formula]) -> list[Column]:
    """Columns of a table and those of one's own behind them; one that cannot be worked out has no data."""
    made = list(columns)
    for number, one in enumerate(formulas):
        try:
            values = worked_out(read_expression(one.text), columns)
        except HavenError:
            rows = len(columns[0].values) if columns else 0
            values = np.full(rows, np.nan)
        made.append(Column(f"{OWN}{number}", one.name, values))
    return made


def worked_out(expression: Expression, columns: Sequence[Column]) -> Floats:
    """Value of each row.

    Raises
    ------
    HavenError
        A column is not there or holds no numbers (``expression_column``).
    """
    numbers = {one.key: one.values for one in columns if one.is_number}
    for name in expression.columns:
        if name not in numbers:
            raise HavenError("expression_column", column=name)
    return expression.values(numbers, len(columns[0].values) if columns else 0)


def by_keys(text: str, columns: Sequence[Column]) -> Expression:
    """A formula as a person writes it, with heads of columns, by their keys.

    Raises
    ------
    HavenError
        It is none.
    """
    keys = {plain_signs(one.title): one.key for one in columns}
    return read_expression(read_expression(text).renamed(keys))


def by_heads(text: str, columns: Sequence[Column]) -> str:
    """A formula by keys as a person reads it; one that is none stays as it is."""
    try:
        return read_expression(text).renamed({one.key: plain_signs(one.title) for one in columns})
    except HavenError:
        return text
