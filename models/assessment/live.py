"""Live figures while one facility is dragged, placed or reshaped: the same numbers as a full assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.access.coverage import Reached
from models.access.measures import team_way
from models.access.nearest import nearest_site
from models.access.ways import Reach
from models.assessment.ledger import dated_figures, ledger_figures
from models.assessment.live_parts import DepotDrag, FireDrag, ShelterDrag, Values
from models.assessment.reaching import ReachDrag
from models.assessment.screening_figures import SITED_FAMILIES, SitingTally, tally_of, tally_values
from models.county.county import County
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Shelter, Status, Team, counts_in
from models.findings.lacking import is_unread, own_family
from models.findings.results import Assessment
from models.hazards import zones as hazards
from models.kernel.arrays import Bools
from models.locate.candidates import candidates_of
from models.project.local import LocalFacts
from models.project.scenario import Scenario
from models.rules import scope
from models.rules.rules import Rules


@dataclass(frozen=True, eq=False)
class LiveStep:
    """Figures with the dragged facility as it is now.

    A facility that does not count in the scenario (a candidate, or a planned one today) changes no figure;
    what it reaches is told all the same.

    Attributes
    ----------
    counted
        The facilities that count, in order of id with the dragged one, if it counts, after them.
    figures
        Value of every figure of the assessment and of the age of records; ``None`` means no data.
    deltas
        Change of each figure against the state at press; ``None`` where either is unknown.
    persons_delta
        Change, against the state at press, of the people inside the coverage ``coverage_key``.
    covered
        Whether each demand point is inside the coverage ``coverage_key``, shape (n,); ``None`` for families
        without a reach.
    coverage_key
        Key of ``covered`` and of the assessment's coverages: a shelter's own class, ``fire`` or ``micro``.
    reach
        How far the facility itself reaches.
    persons_in_reach
        People it reaches; ``None`` if unknown.
    persons_served
        People to whom the dragged depot is the nearest; ``None`` for other families or if unknown.
    """

    facility: Facility
    counted: tuple[Facility, ...]
    figures: Mapping[str, float | None]
    deltas: Mapping[str, float | None]
    persons_delta: float | None = None
    covered: Bools | None = None
    coverage_key: str = ""
    reach: Reach | None = None
    persons_in_reach: float | None = None
    persons_served: float | None = None


class DragSession:
    """What stays the same while one facility moves, computed once when it is pressed.

    Parameters
    ----------
    assessment
        Of the same county, scenario and rules, as they are at press.
    facility
        The facility at press; one that is not yet in the scenario is about to be placed.
    as_of
        Day that ages of inspections and drills are counted to; without it they have no data.
    local
        What the planner knows of the county and no layer holds, for siting checks.
    """

    def __init__(
        self,
        county: County,
        scenario: Scenario,
        rules: Rules,
        assessment: Assessment,
        facility: Facility,
        as_of: date | None = None,
        local: LocalFacts | None = None,
    ) -> None:
        self._county, self._rules, self._before, self._as_of = county, rules, assessment, as_of
        self._local = local or LocalFacts()
        self._is_today = scenario.is_today
        self._family = facility.family
        self._candidates = sum(one.id != facility.id for one in candidates_of(scenario))
        # In order of id, with the moved one after them: what is kept for the others is then found again.
        others = (other for other in assessment.facilities if other.id != facility.id)
        self._others = tuple(sorted(others, key=lambda other: other.id))
        dated = dated_figures(assessment.facilities, rules, as_of)
        self._at_press = {key: figure.value for key, figure in {**assessment.figures, **dated}.items()}
        for family in SITED_FAMILIES:
            chosen = [one for one in assessment.facilities if one.family == family]
            self._at_press |= tally_values(family, tally_of(county, chosen, rules, self._local))
        zones = hazards.zones(county).at(self._others)
        self._inside = {
            other.id: (other, kinds) for other, kinds in zip(self._others, zones, strict=True) if kinds
        }
        left_out = scope.Scope(county, scenario, rules).left_out
        self._left_out = sum(other.id != facility.id for other in left_out)
        self._persons: dict[str, float] = {}
        self._dated: dict[tuple[bool, str | None, str | None], Values] = {}
        if isinstance(facility, Team):  # the nearest of the others is then found, and only one more looked at
            spots = [other.location for other in self._others if isinstance(other, Team)]
            nearest_site(county, team_way(county, rules), spots)
        self.move(facility)  # makes at press what the first move would otherwise have to wait for

    def move(self, facility: Facility) -> LiveStep:
        """Figures with the facility as given: its id is that of the session, all else may differ."""
        counts = scope.counts(self._county, self._rules, facility, today=self._is_today)
        counted = (*self._others, facility) if counts else self._others
        figures = {
            **self._at_press,
            **self._family_values(facility, counts=counts),
            **self._hazard_values(facility, counts=counts),
            **self._siting_values(facility, counts=counts),
            **self._ledger_values(facility, counts=counts),
            **self._left_out_value(facility, counts=counts),
            **self._candidate_value(facility),
        }
        figures |= {key: None for key in figures if self._has_no_list(key)}
        unread = self._county.unread
        if unread:
            figures |= {key: None for key in figures if is_unread(key, unread)}
        deltas = {key: _change(value, self._at_press.get(key)) for key, value in figures.items()}
        if facility.family in unread:  # who else serves is not known
            return LiveStep(facility, counted, figures, deltas)
        has_people = self._county.demand.has_population
        if isinstance(facility, Depot):
            served = self._depots.served_persons(facility)
            return LiveStep(facility, counted, figures, deltas, persons_served=served)
        found = self._reached(facility, counts=counts)
        if found is None:
            return LiveStep(facility, counted, figures, deltas)
        key, reached = found
        return LiveStep(
            facility=facility,
            counted=counted,
            figures=figures,
            deltas=deltas,
            persons_delta=reached.persons - self._persons_at_press(key) if has_people else None,
            covered=reached.mask,
            coverage_key=key,
            reach=reached.reach,
            persons_in_reach=reached.own_persons if has_people else None,
        )

    def _has_no_list(self, figure_id: str) -> bool:
        """Whether nothing is known of the figure's family; of that of the dragged facility something is."""
        family = own_family(figure_id)
        return family != self._family and family in self._before.lacking

    @cached_property
    def _shelters(self) -> ShelterDrag:
        return ShelterDrag(
            self._county, self._rules, [other for other in self._others if isinstance(other, Shelter)]
        )

    @cached_property
    def _fire(self) -> FireDrag:
        return FireDrag(
            self._county,
            self._rules,
            [other for other in self._others if isinstance(other, FireStation)],
            [other for other in self._others if isinstance(other, Brigade)],
        )

    @cached_property
    def _depots(self) -> DepotDrag:
        return DepotDrag(
            self._county, self._rules, [other for other in self._others if isinstance(other, Depot)]
        )

    @cached_property
    def _in_time(self) -> ReachDrag | None:
        reach = self._family.spec.reach
        if reach is None:
            return None
        others = [other for other in self._others if other.family == self._family]
        return ReachDrag(self._county, self._rules, self._family, reach, others)

    def _persons_at_press(self, key: str) -> float:
        if key not in self._persons:
            mask = self._before.covered[key]
            self._persons[key] = float(self._county.demand.known_persons[mask].sum())
        return self._persons[key]

    def _family_values(self, facility: Facility, *, counts: bool) -> Values:
        if isinstance(facility, Shelter):
            return self._shelters.values(facility if counts else None)
        if isinstance(facility, FireStation | Brigade):
            return self._fire.values(facility if counts else None)
        if isinstance(facility, Depot):
            return self._depots.values(facility if counts else None)
        if self._in_time is not None:
            return self._in_time.values(facility if counts else None)
        return {}

    def _reached(self, facility: Facility, *, counts: bool) -> tuple[str, Reached] | None:
        if isinstance(facility, Shelter):
            return self._shelters.reached(facility, counts=counts)
        if isinstance(facility, FireStation | Brigade):
            return self._fire.reached(facility, counts=counts)
        if self._in_time is not None:
            return self._in_time.reached(facility, counts=counts)
        return None

    def _hazard_values(self, facility: Facility, *, counts: bool) -> Values:
        if not hazards.has_zones(self._county):
            return {}
        inside = dict(self._inside)
        if counts:
            inside[facility.id] = (facility, hazards.zones(self._county).at([facility])[0])
        present = [one for one, _ in inside.values()]
        return hazards.counts_inside(
            self._county, present, {key: kinds for key, (_, kinds) in inside.items()}
        )

    def _candidate_value(self, facility: Facility) -> Values:
        """Candidates are counted wherever they stand: only one that is about to be placed is one more."""
        is_one = isinstance(facility, Shelter) and facility.status == Status.CANDIDATE
        return {"shelter.candidate_count": float(self._candidates + is_one)}

    def _siting_values(self, facility: Facility, *, counts: bool) -> Values:
        if facility.family not in SITED_FAMILIES:
            return {}
        tally = self._sited
        if counts:
            tally += tally_of(self._county, [facility], self._rules, self._local)
        return tally_values(facility.family, tally)

    @cached_property
    def _sited(self) -> SitingTally:
        """The others of the moved facility's family, whose sites stay what they are."""
        return tally_of(
            self._county,
            [other for other in self._others if other.family == self._family],
            self._rules,
            self._local,
        )

    def _ledger_values(self, facility: Facility, *, counts: bool) -> Values:
        present = (*self._others, facility) if counts else self._others
        figures = ledger_figures(self._county, present, self._rules, facility.family)
        values = {key: figure.value for key, figure in figures.items()}
        if isinstance(facility, Shelter):
            values |= self._dated_values(facility, counts=counts)
        return values

    def _left_out_value(self, facility: Facility, *, counts: bool) -> Values:
        """Facilities outside the county that do not count, the dragged one among them if it stands there."""
        if self._county.boundary is None:
            return {}
        left_out = self._left_out + (counts_in(facility.status, today=self._is_today) and not counts)
        return {scope.LEFT_OUT: float(left_out)}

    def _dated_values(self, facility: Shelter, *, counts: bool) -> Values:
        """Figures about the age of records: where the shelter is does not matter, so they are kept."""
        key = (counts, facility.last_inspection, facility.last_drill)
        if key not in self._dated:
            present = (*self._others, facility) if counts else self._others
            figures = dated_figures(present, self._rules, self._as_of)
            self._dated[key] = {name: figure.value for name, figure in figures.items()}
        return self._dated[key]


def _change(now: float | None, before: float | None) -> float | None:
    """Change of a figure; what rounding alone changed is no change."""
    if now is None or before is None:
        return None
    change = now - before
    return 0.0 if abs(change) <= 1e-9 * max(1.0, abs(before)) else change
