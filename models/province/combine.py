"""Counties held against each other and added up. What has no data is left out of a sum, and told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.findings.findings import Target, Verdict
from models.province.results import CountyResult, FigureResult, TownshipResult


@dataclass(frozen=True)
class Rank:
    """A county's place by one figure.

    Parameters
    ----------
    place
        1 for the best; counties alike share one, and the next is left out. ``None`` for no data.
    """

    result: CountyResult
    figure: FigureResult | None
    place: int | None

    @property
    def value(self) -> float | None:
        """The figure; ``None`` for no data."""
        return _known(None if self.figure is None else self.figure.value)


@dataclass(frozen=True)
class Total:
    """A figure of all counties together.

    Parameters
    ----------
    value
        Sum of what the figure's ratio has above, over the sum of what it has below; ``None`` where no county
        has both.
    counties, of
        Counties in the sum, of those that were done.
    target
        What is asked, where all counties in the sum are asked the same.
    verdict
        Held against :attr:`target`; none where a county is missing or its residents are not all known, for
        the whole is not known then.
    asks_differ
        Whether the counties in the sum are not all asked the same.
    is_upper_bound
        The true value can only be lower: residents are missing in what one county's is divided by.
    """

    figure_id: str
    unit: str
    value: float | None
    part: float | None
    whole: float | None
    counties: int
    of: int
    target: Target | None
    verdict: Verdict
    asks_differ: bool = False
    is_upper_bound: bool = False


@dataclass(frozen=True)
class WorstTownship:
    """A township with its county."""

    county: str
    township: TownshipResult


def ranking(results: Sequence[CountyResult], figure_id: str) -> tuple[Rank, ...]:
    """Counties that were done, the best by a figure first, those without data last."""
    rows = [(result, result.figure(figure_id)) for result in results if result.is_done]
    ranks = [Rank(result, figure, None) for result, figure in rows]
    ranks.sort(key=lambda one: (one.value is None, -(one.value or 0.0), one.result.name, one.result.key))
    placed: list[Rank] = []
    for number, one in enumerate(ranks, start=1):
        before = placed[-1] if placed else None
        alike = before is not None and before.value is not None and before.value == one.value
        place = None if one.value is None else before.place if alike and before is not None else number
        placed.append(Rank(one.result, one.figure, place))
    return tuple(placed)


def total(results: Sequence[CountyResult], figure_id: str) -> Total:
    """A figure of all counties that were done, as if they were one."""
    done = [result for result in results if result.is_done]
    found = [figure for result in done if (figure := result.figure(figure_id)) is not None]
    known = [one for one in found if _known(one.value) is not None and one.part is not None and one.whole]
    if not known:
        unit = found[0].unit if found else ""
        return Total(figure_id, unit, None, None, None, 0, len(done), None, Verdict.NO_DATA)
    part = math.fsum(one.part or 0.0 for one in known)
    whole = math.fsum(one.whole or 0.0 for one in known)
    value = part / whole * (known[0].scale or 1.0)
    asked = {(one.operator, one.target) for one in known}
    operator, limit = next(iter(asked))
    target = Target(operator, limit) if len(asked) == 1 and operator and limit is not None else None
    verdict = Verdict.INFO
    is_bound = any(one.is_upper_bound for one in known)
    if target is not None and len(known) == len(done) and not is_bound:
        verdict = Verdict.PASS if target.is_met(value) else Verdict.FAIL
    unit = known[0].unit
    counts, differ = (len(known), len(done)), len(asked) > 1
    return Total(figure_id, unit, value, part, whole, *counts, target, verdict, differ, is_bound)


def residents(results: Sequence[CountyResult]) -> tuple[float | None, int]:
    """People of all counties that were done, and of how many of these they are known; ``None`` for none."""
    known = [one.persons for one in results if one.is_done and _known(one.persons) is not None]
    return (math.fsum(one or 0.0 for one in known) if known else None), len(known)


def worst_townships(results: Sequence[CountyResult], most: int) -> tuple[WorstTownship, ...]:
    """Townships that lack shelter area, those with the least for each resident first."""
    rows = [WorstTownship(one.name, town) for one in results if one.is_done for town in one.townships]
    rows.sort(
        key=lambda row: (
            math.inf if row.township.area_per_resident_m2 is None else row.township.area_per_resident_m2,
            -row.township.gap_m2,
            row.county,
            row.township.name,
        )
    )
    return tuple(rows[:most])


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
