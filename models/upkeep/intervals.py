"""How often each duty comes again, and who says so: the county itself, its plan, a document or practice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from models.findings.sources import Source
from models.plans.planrows import Row
from models.rules.rules import Quantity, Rules
from models.upkeep.duties import Duty, duties

DAYS_A_YEAR = 365

Basis = Literal["own", "plan", "document", "practice"]


@dataclass(frozen=True)
class Interval:
    """Longest time between two times of a duty.

    Parameters
    ----------
    days
        NaN where nobody gives one.
    basis
        Who says so: text ``upkeep.basis.<word>``.
    confidence
        As :class:`models.rules.rules.Quantity` has it; ``S`` for a county's plan and its own value.
    """

    days: float
    basis: Basis
    source: Source
    confidence: str


def intervals(rules: Rules, rows: Iterable[Row] = ()) -> Mapping[str, Interval]:
    """Interval of each duty by its id.

    Parameters
    ----------
    rows
        Rows of the county's plan. One that states how often a year takes the place of the rule value, unless
        the county typed its own value.
    """
    by_id = {row.id: row for row in rows}
    return {duty.id: _interval(duty, rules.quantity(duty.rule), by_id) for duty in duties()}


def _interval(duty: Duty, quantity: Quantity, rows: Mapping[str, Row]) -> Interval:
    if quantity.override is not None:
        return Interval(quantity.value, "own", quantity.as_source, "S")
    for row_id in duty.rows:
        row = rows.get(row_id)
        times = row.target.value if row is not None and row.target is not None else None
        if row is not None and times:
            return Interval(DAYS_A_YEAR / times, "plan", row.source, "S")
    # As for every value that nobody has verified: a document has a number.
    has_document = any(letter.isdigit() for letter in quantity.source)
    return Interval(
        quantity.value,
        "document" if has_document else "practice",
        quantity.as_source,
        quantity.confidence,
    )
