"""The programme of key projects: what window, workbook and text say of it, from one computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.county.county import County
from models.facilities.facility import Facility
from models.facilities.keyproject import KeyProject
from models.kernel.text import Lang, t
from models.programme.budget import Budget, budget
from models.programme.cost import PER_10K, Cost, cost_of, total_area_m2
from models.programme.order import Gains, Order, order_of
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.rules.rules import Rules
from models.rules.scope import Scope


@dataclass(frozen=True)
class ProgrammeRow:
    """One project with what is computed of it.

    Attributes
    ----------
    facilities
        What it builds and the scenario holds.
    absent
        How many more it names, which the scenario does not hold.
    gained
        People it brings inside the reach of a service, were it the only one built; ``None`` without such a
        service or without residents.
    """

    project: KeyProject
    facilities: tuple[Facility, ...]
    absent: int
    cost: Cost
    area_m2: float | None
    gained: float | None

    @property
    def per_m2(self) -> float | None:
        """Cost of a square metre, yuan."""
        return _over(self.cost.value_10k, self.area_m2)

    @property
    def per_person(self) -> float | None:
        """Cost of a resident gained, yuan."""
        return _over(self.cost.value_10k, self.gained)

    def name(self, lang: Lang) -> str:
        """Name as people read it."""
        return self.project.project_name or t("keyproject.unnamed", lang)

    def told(self, lang: Lang) -> str:
        """Name in a sentence: that of the first facility where the project has none of its own."""
        names = [one.name for one in self.facilities if one.name]
        return self.project.project_name or (names[0] if names else self.name(lang))


def _typed_years(project: KeyProject) -> tuple[int, ...]:
    return () if project.spread is None else tuple(project.spread.parts)


def _over(cost_10k: float | None, amount: float | None) -> float | None:
    return cost_10k * PER_10K / amount if cost_10k is not None and amount else None


@dataclass(frozen=True)
class Programme:
    """All projects of the ledger, their money, and the order of building."""

    rows: tuple[ProgrammeRow, ...]
    budget: Budget
    order: Order
    budget_10k: float | None

    def row(self, project_id: str) -> ProgrammeRow:
        """Row of a project."""
        return next(row for row in self.rows if row.project.id == project_id)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year that a project which is not dropped names, for its money too; else ``None``."""
        named = [
            year
            for row in self.rows
            if not row.project.is_dropped
            for year in (row.project.start_year, row.project.finish_year, *_typed_years(row.project))
            if year is not None
        ]
        return (min(named), max(named)) if named else None


def programme_of(county: County, scenario: Scenario, rules: Rules, settings: Settings) -> Programme:
    """Everything about the key projects of a scenario.

    Parameters
    ----------
    county
        With the roads that the scenario closes.
    """
    projects = settings.projects
    # Also today what is planned is looked at: a project is of what is to be built.
    in_plan = Scope(county, replace(scenario, id="programme"), rules).counted
    counted: Mapping[str, Facility] = {one.id: one for one in in_plan}
    gains = Gains(county, counted, rules, projects)
    start = gains.start()
    rows = []
    for project in projects:
        held = tuple(scenario.facilities[key] for key in project.facility_ids if key in scenario.facilities)
        absent = len(project.facility_ids) - len(held)
        rows.append(
            ProgrammeRow(
                project,
                held,
                absent,
                cost_of(project, scenario.facilities, settings.cost_quotas),
                None if absent else total_area_m2(held),
                gains.of(project, start),
            )
        )
    costs = {row.project.id: row.cost.value_10k for row in rows}
    return Programme(
        tuple(rows),
        budget((row.project, row.cost) for row in rows),
        order_of(projects, costs, gains, settings.budget_10k),
        settings.budget_10k,
    )
