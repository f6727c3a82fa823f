"""Money by year and by source; both add up to the same total, what nobody settled is a part of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.facilities.keyproject import FUNDS, KeyProject
from models.kernel.text import Lang, t
from models.programme.cost import Cost

OPEN = "open"
"""Source of money that no source was named for."""
SOURCES = (*FUNDS, OPEN)


@dataclass(frozen=True)
class Budget:
    """Money of some projects, in 10,000 yuan.

    Attributes
    ----------
    total
        Of all whose cost is known.
    by_year
        Year and money, in order; ``None``, last, for projects without a year of finishing.
    by_source
        Every source of :data:`SOURCES`.
    unknown
        Projects whose cost is not known: with them the total is a least.
    """

    total: float
    by_year: Mapping[int | None, float]
    by_source: Mapping[str, float]
    unknown: tuple[KeyProject, ...]

    @property
    def is_known(self) -> bool:
        """Whether the cost of any project is known; else the total is no data, not nothing."""
        return bool(self.by_year)


def years_of(project: KeyProject) -> tuple[int | None, ...]:
    """Years that its money is spread over: from its first to its last; without a first the last alone."""
    last = project.finish_year
    if last is None:
        return (None,)
    first = project.start_year
    return (last,) if first is None else tuple(range(first, last + 1))


def budget(costs: Iterable[tuple[KeyProject, Cost]]) -> Budget:
    """Money by year, in equal parts from start to finish, and by source; dropped projects have none."""
    total, unknown = 0.0, []
    by_year: dict[int | None, float] = {}
    by_source = dict.fromkeys(SOURCES, 0.0)
    for project, cost in costs:
        if project.is_dropped:
            continue
        if cost.value_10k is None:
            unknown.append(project)
            continue
        total += cost.value_10k
        years = years_of(project)
        for year in years:
            by_year[year] = by_year.get(year, 0.0) + cost.value_10k / len(years)
        for source, amount in project.funds.items():
            by_source[source] += amount
        by_source[OPEN] += cost.value_10k - sum(project.funds.values())
    order = sorted(by_year, key=lambda year: (year is None, year or 0))
    return Budget(total, {year: by_year[year] for year in order}, by_source, tuple(unknown))


def budget_words(budget: Budget, lang: Lang) -> tuple[list[str], list[str]]:
    """Each year and each source that pays, with its money in 10,000 yuan."""
    years = [
        f"{t('keyproject.no_year', lang) if year is None else year} {money:,.1f}"
        for year, money in budget.by_year.items()
    ]
    sources = [
        f"{t(f'keyproject.source.{source}', lang)} {money:,.1f}"
        for source, money in budget.by_source.items()
        if money
    ]
    return years, sources
