"""What a report is made from. Every document takes every number from here, and so from one computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from models.access.measures import measured_by
from models.assessment.assess import assess
from models.assessment.threeways import ThreeWays, three_ways
from models.county.travel import TravelBy
from models.evacuation.plan import EvacuationPlan
from models.facilities.facility import Depot, Family, Shelter, Status
from models.findings.findings import Finding
from models.findings.results import Assessment
from models.fire.tables import FireTables, fire_tables
from models.hazards.check import SitingCheck
from models.hazards.screening import siting_checks
from models.hazards.table import HazardRow, hazard_table
from models.kernel.progress import Progress, Work, run_to_end
from models.kernel.version import VERSION
from models.locate.candidates import ProposedRow, proposed_rows
from models.plans.planrows import Profile
from models.plans.plans import check, profile_of, target_year, with_families
from models.programme.phases import Phase, phases
from models.programme.programme import Programme, programme_of
from models.project.project import Project
from models.project.revision import project_revision
from models.project.scenario import Scenario
from models.project.years import InYear, in_year
from models.rules.rules import Rules, load_rules
from models.shelters.assign import assign_every_stay
from models.shelters.assignment import Assignment
from models.shelters.need import DemandRow, demand_rows
from models.supplies.dispatch import DispatchPlan, dispatch
from models.supplies.need import (
    OWN_LEVEL,
    Case,
    Shortage,
    Stock,
    case_persons,
    needs,
    shortages,
    stock_by_item,
)


@dataclass(frozen=True, eq=False)
class ScenarioResult:
    """One scenario held against the county and the plan."""

    scenario: Scenario
    assessment: Assessment
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class ReportContext:
    """Inputs of a report.

    Attributes
    ----------
    results
        Every scenario of the project by id, in the project's order.
    scenario_id
        The scenario that the report is about.
    made_on
        Date printed on the report.
    in_year
        The year that all of it is about, with what was made of the project for it; ``None`` for no year.
    """

    project: Project
    results: Mapping[str, ScenarioResult]
    scenario_id: str
    rules: Rules
    profile: Profile
    made_on: date
    version: str = VERSION
    in_year: InYear | None = None

    @cached_property
    def _phases(self) -> dict[str, tuple[Phase, ...]]:
        return {}

    def phases(self, scenario_id: str) -> tuple[Phase, ...]:
        """A scenario in the years in which its key projects are finished; made once, when asked for.

        None of today, and none where all is about one year.
        """
        scenario = self.results[scenario_id].scenario
        if scenario.is_today or self.in_year is not None:
            return ()
        if scenario_id not in self._phases:
            self._phases[scenario_id] = phases(self.project, scenario, self.rules)
        return self._phases[scenario_id]

    @property
    def main(self) -> ScenarioResult:
        """The scenario that the report is about."""
        return self.results[self.scenario_id]

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """Families that documents list: those with sections of their own, and others that a scenario has."""
        there = {one.family for scenario in self.project.scenarios for one in scenario.facilities.values()}
        return tuple(family for family in Family if family.spec.has_section or family in there)

    @cached_property
    def revision(self) -> str:
        """Mark of the project's content, the same wherever and whenever the same project is opened."""
        return project_revision(self.project)

    @cached_property
    def assignments(self) -> Mapping[str, Assignment]:
        """People assigned to the scenario's shelters, nearest first, by stay class; made when asked for."""
        main = self.main
        return run_to_end(assign_every_stay(main.assessment.county, main.scenario, self.rules))

    # -- tables, each made once when a document asks for it --------------------------------------------------
    @property
    def shelters(self) -> tuple[Shelter, ...]:
        """Shelters that count in the scenario."""
        return tuple(one for one in self.main.assessment.facilities if isinstance(one, Shelter))

    @property
    def depots(self) -> tuple[Depot, ...]:
        """Depots that count in the scenario."""
        return tuple(one for one in self.main.assessment.facilities if isinstance(one, Depot))

    @cached_property
    def fire(self) -> FireTables:
        """Response of the fire stations by station, township and village."""
        return fire_tables(self.main.assessment, self.rules, self.project.settings.local)

    @cached_property
    def demand(self) -> tuple[DemandRow, ...]:
        """Need for shelter and room by stay class, for the county, its seat and each township."""
        return demand_rows(self.main.assessment.county, self.shelters, self.rules)

    @cached_property
    def hazards(self) -> tuple[HazardRow, ...]:
        """Who and what stands in each class of hazard."""
        assessment = self.main.assessment
        return hazard_table(assessment.county, assessment.facilities, self.rules, assessment.lacking)

    @cached_property
    def siting(self) -> Mapping[str, tuple[SitingCheck, ...]]:
        """Siting checks of every facility of the scenario that was not rejected, by its id."""
        chosen = [one for one in self.main.scenario.facilities.values() if one.status != Status.REJECTED]
        return siting_checks(self.main.assessment.county, chosen, self.rules, self.project.settings.local)

    @cached_property
    def proposed(self) -> tuple[ProposedRow, ...]:
        """Shelter sites that are proposed, with reasons."""
        county, local = self.main.assessment.county, self.project.settings.local
        is_listed = Family.SHELTER not in self.main.assessment.lacking
        return proposed_rows(county, self.main.scenario, self.rules, local, is_listed=is_listed)

    @cached_property
    def ways(self) -> tuple[ThreeWays, ...]:
        """Figures of the scenario that depend on how distances are measured, in every way."""
        main, project = self.main, self.project
        return run_to_end(
            three_ways(
                main.assessment.county,
                main.scenario,
                self.rules,
                project.lacking_in(main.scenario),
                project.settings.local,
            )
        )

    @cached_property
    def ways_known(self) -> tuple[TravelBy, ...]:
        """The ways that say something of their own: without roads nothing is measured by road."""
        has_roads = measured_by(self.main.assessment.county.measured("road")) == "road"
        return ("straight", "detour", "road") if has_roads else ("straight", "detour")

    @cached_property
    def programme(self) -> Programme:
        """The key projects of the scenario, with cost, gain and order of building."""
        main, settings = self.main, self.project.settings
        return programme_of(main.assessment.county, main.scenario, self.rules, settings)

    @cached_property
    def stock(self) -> Stock:
        """The stock ledger as it counts in the scenario on the day of the report."""
        return stock_by_item(self.project.settings.stock, self.depots, self.made_on)

    @cached_property
    def case(self) -> Case | None:
        """Whom supplies are asked for: the county's own case; ``None`` if its residents are unknown."""
        persons = case_persons(self.main.assessment.county, self.rules)
        if persons is None:
            return None
        days, is_cold = self.rules["supply.cover_days"], self.project.settings.local.is_cold
        return Case(persons, days, is_cold, OWN_LEVEL)

    @cached_property
    def shortages(self) -> tuple[Shortage, ...]:
        """Every needed item held against the stock; none without a case or without a ledger."""
        if self.case is None or not self.project.settings.stock:
            return ()
        needed = needs(self.case.persons, self.case.days, self.rules, self.case.is_cold)
        return shortages(needed, self.stock)

    @cached_property
    def dispatch(self) -> DispatchPlan | None:
        """Which depot sends what to which township; ``None`` without a case."""
        if self.case is None:
            return None
        county = self.main.assessment.county
        return run_to_end(dispatch(county, self.depots, self.stock, self.rules, self.case))

    @cached_property
    def evacuation(self) -> EvacuationPlan | None:
        """Who goes where when the zones that the scenario keeps are left; ``None`` if it keeps none."""
        return _evacuation(self, self.main)

    def evacuation_of(self, scenario_id: str) -> EvacuationPlan | None:
        """That of any scenario, kept; ``None`` if it keeps none."""
        if scenario_id == self.scenario_id:
            return self.evacuation
        if scenario_id not in self._evacuations:
            self._evacuations[scenario_id] = _evacuation(self, self.results[scenario_id])
        return self._evacuations[scenario_id]

    @cached_property
    def _evacuations(self) -> dict[str, EvacuationPlan | None]:
        return {}


def _evacuation(context: ReportContext, result: ScenarioResult) -> EvacuationPlan | None:
    case, settings = result.scenario.evacuation, context.project.settings
    if case is None or not case.zones:
        return None
    # It brings all that searches roads, which a window that opens a project need not wait for.
    from models.evacuation.evacuate import evacuate

    county, facilities = result.assessment.county, result.assessment.facilities
    depots = [one for one in facilities if isinstance(one, Depot)]
    stock = stock_by_item(settings.stock, depots, context.made_on)
    return run_to_end(evacuate(county, facilities, case, context.rules, settings.local, stock))


def with_profile(context: ReportContext, profile_id: str) -> ReportContext:
    """The same scenarios held against another plan; nothing is assessed again.

    Raises
    ------
    HavenError
        When there is no such profile (``unknown_profile``).
    """
    made_on, settings = context.made_on, context.project.settings
    profile = _profile(context.project, profile_id, made_on)
    results = {
        key: replace(result, findings=check(result.assessment, context.rules, profile, settings, made_on))
        for key, result in context.results.items()
    }
    return replace(context, results=results, profile=profile)


def _profile(project: Project, profile_id: str | None, made_on: date) -> Profile:
    plan = with_families(profile_of(project.settings, profile_id), project.scenarios)
    return plan.at(target_year(project.settings, made_on))


def context_work(
    project: Project, scenario_id: str | None, profile_id: str | None, made_on: date
) -> Work[ReportContext]:
    """Compute everything a report needs, as long work; HavenError where the project is not whole."""
    project.check_whole()
    yield Progress(0, 0, "progress.document.assess")
    return make_context(project, scenario_id, profile_id, made_on=made_on)


def make_context(
    project: Project,
    scenario_id: str | None = None,
    profile_id: str | None = None,
    *,
    made_on: date,
    year: int | None = None,
) -> ReportContext:
    """Compute everything a report needs.

    Parameters
    ----------
    scenario_id, profile_id
        Default to the project's active scenario and its own plan profile; KeyError for unknown ones.
    made_on
        Date to print; passed in so that the same project gives the same report.
    year
        Everything as it stands at the end of this year.
    """
    view = None
    if year is not None:
        period = profile_of(project.settings, profile_id).period
        view = in_year(project, year, period[1] if period else None)
        project = view.project
    settings = project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    profile = _profile(project, profile_id, made_on)
    chosen = project.scenario(scenario_id or project.active_scenario_id)
    results: dict[str, ScenarioResult] = {}
    for scenario in project.scenarios:
        assessment = assess(
            project.county_in(scenario), scenario, rules, project.lacking_in(scenario), project.settings.local
        )
        results[scenario.id] = ScenarioResult(
            scenario, assessment, check(assessment, rules, profile, settings, made_on)
        )
    return ReportContext(project, results, chosen.id, rules, profile, made_on, in_year=view)
