"""Key projects (重点工程): facilities built together, from when to when, for how much and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache

from models.facilities.base import FieldSpec, choice, integer, new_id, number, text
from models.facilities.spread import Spread, SpreadError, parsed_spread

FUNDS = ("central", "provincial", "city", "county", "other")
"""Who pays: a field ``fund_<source>`` each."""

STATES = ("planned", "approved", "building", "finished", "dropped")
FIRST_YEAR, LAST_YEAR = 2000, 2100
YEARS = ("start_year", "finish_year")
COST_UNIT = "10k_yuan"


@dataclass(frozen=True, kw_only=True)
class KeyProject:
    """One row of the ledger of key projects; what is not known is empty, never zero.

    Parameters
    ----------
    facility_ids
        What it builds, the same in every scenario; none for a project that no facility of ours stands for.
    cost_10k
        Whole cost in 10,000 yuan.
    fund_central, fund_provincial, fund_city, fund_county, fund_other
        How much of it each source pays, in 10,000 yuan.
    money_by_year
        Shares or sums by year as they are typed (:mod:`models.facilities.spread`); without any the cost is
        spread evenly from start to finish.
    is_pinned
        Whether it comes first in the order of building, whatever it gains.
    """

    id: str = field(default_factory=new_id)
    facility_ids: tuple[str, ...] = ()
    is_pinned: bool = False
    project_name: str = text()
    state: str = choice("project_state", STATES, "planned")
    start_year: int | None = integer("year")
    finish_year: int | None = integer("year")
    cost_10k: float | None = number(COST_UNIT)
    fund_central: float | None = number(COST_UNIT)
    fund_provincial: float | None = number(COST_UNIT)
    fund_city: float | None = number(COST_UNIT)
    fund_county: float | None = number(COST_UNIT)
    fund_other: float | None = number(COST_UNIT)
    money_by_year: str = text()
    office: str = text()
    document: str = text()
    remark: str = text()

    @property
    def funds(self) -> Mapping[str, float]:
        """What each source pays, for those of which it is known."""
        found = {source: getattr(self, f"fund_{source}") for source in FUNDS}
        return {source: value for source, value in found.items() if value is not None}

    @property
    def spread(self) -> Spread | None:
        """Money by year as it is typed; ``None`` where it is not."""
        return parsed_spread(self.money_by_year)

    @property
    def is_dropped(self) -> bool:
        """Whether it is not to be built any more."""
        return self.state == "dropped"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be built."""
        return self.state not in ("finished", "dropped")

    @property
    def fault(self) -> str:
        """Why it cannot be so, as text ``keyproject.fault.<word>``; empty if it can."""
        years = [year for year in (self.start_year, self.finish_year) if year is not None]
        if any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
            return "year"
        if years != sorted(years):
            return "backwards"
        if self.cost_10k is not None and sum(self.funds.values()) > self.cost_10k * (1 + 1e-9):
            return "funds"
        try:
            spread = self.spread
        except SpreadError as fault:
            return str(fault)
        if spread is None:
            return ""
        if any(not FIRST_YEAR <= year <= LAST_YEAR for year in spread.parts):
            return "year"
        return spread.fault(self.cost_10k)


@cache
def project_fields() -> tuple[FieldSpec, ...]:
    """Fields of a project that are typed, in the order that a table shows them."""
    typed = (item for item in fields(KeyProject) if "kind" in item.metadata)
    return tuple(FieldSpec(name=item.name, **item.metadata) for item in typed)


def projects_of(projects: Iterable[KeyProject]) -> Mapping[str, tuple[KeyProject, ...]]:
    """The projects that build each facility, by its id."""
    found: dict[str, tuple[KeyProject, ...]] = {}
    for project in projects:
        for facility_id in project.facility_ids:
            found[facility_id] = (*found.get(facility_id, ()), project)
    return found
