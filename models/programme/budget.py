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
_ROUNDING = 1e-6


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
    by_project
        Each project whose cost is known with its own money by year (:func:`money_by_year`).
    unknown
        Projects whose cost is not known: with them the total is a least.
    """

    total: float
    by_year: Mapping[int | None, float]
    by_source: Mapping[str, float]
    by_project: tuple[tuple[KeyProject, Mapping[int | None, float]], ...]
    unknown: tuple[KeyProject, ...]

    @property
    def is_known(self) -> bool:
        """Whether the cost of any project is known; else the total is no data, not nothing."""
        return bool(self.by_year)

    @property
    def partly_spread(self) -> tuple[tuple[KeyProject, float], ...]:
        """Projects whose typed years are less than their cost, and what lacks, in 10,000 yuan."""
        return tuple(
            (project, money[None]) for project, money in self.by_project if project.spread and None in money
        )


def years_of(project: KeyProject) -> tuple[int | None, ...]:
    """Years that its money is spread over: from its first to its last; without a first the last alone."""
    last = project.finish_year
    if last is None:
        return (None,)
    first = project.start_year
    return (last,) if first is None else tuple(range(first, last + 1))


def money_by_year(project: KeyProject, cost_10k: float) -> dict[int | None, float]:
    """Cost of a project by year: as typed, else in equal parts from start to finish.

    What the typed years leave of the cost falls in no year (``None``).
    """
    spread = project.spread
    if spread is None:
        years = years_of(project)
        return {year: cost_10k / len(years) for year in years}
    found = spread.money_10k(cost_10k)
    rest = cost_10k - sum(found.values())
    if rest > _ROUNDING * max(1.0, cost_10k):
        found[None] = rest
    return found


def budget(costs: Iterable[tuple[KeyProject, Cost]]) -> Budget:
    """Money by year (:func:`money_by_year`) and by source; dropped projects have none."""
    total, unknown, by_project = 0.0, [], []
    by_year: dict[int | None, float] = {}
    by_source = dict.fromkeys(SOURCES, 0.0)
    for project, cost in costs:
        if project.is_dropped:
            continue
        if cost.value_10k is None:
            unknown.append(project)
            continue
        total += cost.value_10k
        money = money_by_year(project, cost.value_10k)
        by_project.append((project, money))
        for year, part in money.items():
            by_year[year] = by_year.get(year, 0.0) + part
        for source, amount in project.funds.items():
            by_source[source] += amount
        by_source[OPEN] += cost.value_10k - sum(project.funds.values())
    order = sorted(by_year, key=lambda year: (year is None, year or 0))
    return Budget(
        total, {year: by_year[year] for year in order}, by_source, tuple(by_project), tuple(unknown)
    )


def budget_words(budget: Budget, lang: Lang) -> tuple[list[str], list[str]]:
    """Each year and each source that pays, with its money in 10,000 yuan."""
    years = [
        f"{t('keyproject.no_year', lang)} {money:,.1f}"
        if year is None
        else t("keyproject.money.in_year", lang, year=year, money=f"{money:,.1f}")
        for year, money in budget.by_year.items()
    ]
    sources = [
        f"{t(f'keyproject.source.{source}', lang)} {money:,.1f}"
        for source, money in budget.by_source.items()
        if money
    ]
    return years, sources


def rest_words(budget: Budget, names: Mapping[str, str], lang: Lang) -> list[str]:
    """A sentence for each project whose typed years are less than its cost.

    Parameters
    ----------
    names
        As people read them, by the project's id.
    """
    return [
        t("keyproject.money.rest", lang, name=names[project.id], money=f"{rest:,.1f}")
        for project, rest in budget.partly_spread
    ]
