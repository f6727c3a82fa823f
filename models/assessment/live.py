"""Live figures while one facility is dragged, placed or reshaped: the same numbers as a full assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from models.access.coverage import latest_members
from models.access.measures import lorry
from models.access.sited import Counted, Moved, Sited
from models.access.ways import Reach
from models.assessment import parts
from models.assessment.part import Case, Values
from models.assessment.units import coverages, own_coverage, unit_results
from models.county.county import County
from models.facilities.facility import Depot, Facility, Family, Shelter, Status, counts_in
from models.findings.lacking import is_unread, own_family
from models.findings.results import Assessment, UnitResults
from models.kernel.arrays import Bools
from models.locate.candidates import candidates_of
from models.project.local import NOTHING_STATED, LocalFacts
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
        The facilities that count, the dragged one, if it counts, after the others.
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
    sited: Sited | None = field(default=None, repr=False)
    local: LocalFacts = NOTHING_STATED
    lacking: frozenset[Family] = frozenset()

    @cached_property
    def units(self) -> UnitResults:
        """Columns of the townships as they are now; made when asked for."""
        assert self.sited is not None
        return unit_results(self.sited, self.local).without(self.lacking)


class DragSession:
    """What stays the same while one facility moves, computed once when it is pressed.

    Parameters
    ----------
    assessment
        Of the same county, scenario, rules and ``local``, as they are at press.
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
        self._county, self._rules, self._before = county, rules, assessment
        self._is_today, self._family = scenario.is_today, facility.family
        counted = self._counted = Counted(county, rules, assessment.facilities)
        candidates, left_out = candidates_of(scenario), scope.Scope(county, scenario, rules).left_out
        case = Case(counted, tuple(candidates), left_out, local or LocalFacts(), as_of)
        figures = {key: figure.value for key, figure in assessment.figures.items()}
        self._at_press = {**figures, **parts.values(case)}
        self._open = {
            key for key, figure in assessment.figures.items() if not rules.are_given(figure.rules)
        } & self._at_press.keys()
        self._at_rest = self._known(self._at_press)
        self._no_deltas = self._deltas(self._at_rest)
        self._sites = coverages(county, rules)
        self._others = replace(
            case,
            sited=counted.without(facility.id),
            candidates=tuple(one for one in candidates if one.id != facility.id),
            left_out=tuple(one for one in left_out if one.id != facility.id),
        )
        self.move(facility)  # makes at press what the first move would otherwise have to wait for

    def move(self, facility: Facility) -> LiveStep:
        """Figures with the facility as given: its id is that of the session, all else may differ."""
        counts = scope.counts(self._county, self._rules, facility, today=self._is_today)
        case = self._with(facility, counts=counts)
        sited, unread = case.sited, self._county.unread
        changed = self._known(parts.values(case, self._family))
        figures = {**self._at_rest, **changed}
        deltas = {**self._no_deltas, **self._deltas(changed)}
        lacking = frozenset(self._before.lacking) - {self._family}
        step = LiveStep(
            facility, sited.facilities, figures, deltas, sited=sited, local=case.local, lacking=lacking
        )
        if facility.family in unread:  # who else serves is not known
            return step
        if isinstance(facility, Depot):
            return replace(step, persons_served=self._served(facility, sited, counts=counts))
        own = own_coverage(self._sites, facility)
        if own is None:
            return step
        key, site = own
        reached, demand = sited.cover(key, self._sites[key]), self._county.demand
        persons = demand.known_persons[latest_members(self._county, site)].sum()
        return replace(
            step,
            persons_delta=reached.persons - self._persons_at_press(key) if demand.has_population else None,
            covered=reached.mask,
            coverage_key=key,
            reach=site[2],
            persons_in_reach=float(persons) if demand.has_population else None,
        )

    def _known(self, figures: Values) -> Values:
        """Figures, of which those that cannot be told have no data."""
        unread = self._county.unread
        return {
            key: None
            if key in self._open or self._has_no_list(key) or (unread and is_unread(key, unread))
            else value
            for key, value in figures.items()
        }

    def _deltas(self, figures: Values) -> Values:
        """Change of some figures against the state at press."""
        return {key: _change(value, self._at_press.get(key)) for key, value in figures.items()}

    def _with(self, facility: Facility, *, counts: bool) -> Case:
        """What figures are made of with the facility as it is."""
        case = self._others
        others = case.sited
        assert isinstance(others, Counted)
        is_present = counts_in(facility.status, today=self._is_today)
        return replace(
            case,
            sited=Moved(others, facility if counts else None),
            candidates=(*case.candidates, facility)
            if isinstance(facility, Shelter) and facility.status == Status.CANDIDATE
            else case.candidates,
            left_out=(*case.left_out, facility) if is_present and not counts else case.left_out,
        )

    def _served(self, depot: Depot, sited: Sited, *, counts: bool) -> float | None:
        """Known residents to whom the depot would be the nearest; ``None`` if no residents are known."""
        if not self._county.demand.has_population:
            return None
        others = self._others.sited
        assert isinstance(others, Counted)
        shown = sited if counts else Moved(others, depot)
        return float(shown.served(Depot, lorry(self._county, self._rules)).persons_of([depot])[0])

    def _has_no_list(self, figure_id: str) -> bool:
        """Whether nothing is known of the figure's family; of that of the dragged facility something is."""
        family = own_family(figure_id)
        return family != self._family and family in self._before.lacking

    def _persons_at_press(self, key: str) -> float:
        return self._counted.cover(key, self._sites[key]).persons


def _change(now: float | None, before: float | None) -> float | None:
    """Change of a figure; what rounding alone changed is no change."""
    if now is None or before is None:
        return None
    change = now - before
    return 0.0 if abs(change) <= 1e-9 * max(1.0, abs(before)) else change
