"""In which order to build: by people gained per yuan, each after the ones before it.

People gained are residents whom a project brings inside the reach of a service and who were outside of it:
a resident who gains two services counts twice. What stands today, and what finished projects built, is there
before the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.access.coverage import members
from models.assessment.units import coverages, own_coverage
from models.county.county import County
from models.facilities.facility import Facility, Status
from models.facilities.keyproject import KeyProject, projects_of
from models.kernel.arrays import Bools, Ints
from models.rules.rules import Rules

Reached = Mapping[str, Ints]
"""Demand points that are reached, by coverage."""


@dataclass(frozen=True)
class Step:
    """One project in the order of building.

    Attributes
    ----------
    gained
        People it adds after those before it; ``None`` if what it builds reaches nobody by its kind.
    cost_10k
        ``None`` if it is not known.
    spent_10k
        Cost of this one and all before it; those whose cost is unknown are not in it.
    """

    project: KeyProject
    gained: float | None
    cost_10k: float | None
    spent_10k: float


@dataclass(frozen=True)
class Order:
    """Projects in the order of building.

    Attributes
    ----------
    steps
        Pinned ones first, in the ledger's order; then by people gained per yuan.
    beyond
        Those that the budget is not enough for.
    unknown
        Those that cannot be compared: their cost is not known, or nobody is reached by their kind.
    """

    steps: tuple[Step, ...]
    beyond: tuple[KeyProject, ...]
    unknown: tuple[KeyProject, ...]


class Gains:
    """People that projects gain in a county.

    Parameters
    ----------
    facilities
        Those of the scenario by id.
    """

    def __init__(
        self,
        county: County,
        facilities: Mapping[str, Facility],
        rules: Rules,
        projects: Sequence[KeyProject],
    ) -> None:
        self._sites = coverages(county, rules)
        self._county = county
        self._persons = county.demand.known_persons
        self._has_people = county.demand.has_population
        building = projects_of(one for one in projects if one.state != "finished")
        finished = projects_of(one for one in projects if one.state == "finished")
        standing = [
            one
            for one in facilities.values()
            if one.status == Status.EXISTING
            or (one.status == Status.PLANNED and one.id in finished and one.id not in building)
        ]
        self._base = self._reached(standing)
        self._reaches = {
            project.id: self._reached(
                [facilities[key] for key in project.facility_ids if key in facilities and key in building]
            )
            for project in projects
        }

    def _reached(self, facilities: Sequence[Facility]) -> Reached:
        found: dict[str, list[Ints]] = {}
        for facility in facilities:
            if (own := own_coverage(self._sites, facility)) is not None:
                found.setdefault(own[0], []).append(members(self._county, own[1]))
        return {key: np.unique(np.concatenate(parts)) for key, parts in found.items()}

    def start(self) -> dict[str, Bools]:
        """Who is reached before the first project, by coverage."""
        masks = {key: np.zeros(len(self._persons), dtype=np.bool_) for key in self._sites}
        for key, points in self._base.items():
            masks[key][points] = True
        return masks

    def of(self, project: KeyProject, served: Mapping[str, Bools]) -> float | None:
        """People that a project adds to those who are served; ``None`` if it reaches nobody by its kind."""
        reaches = self._reaches[project.id]
        if not reaches or not self._has_people:
            return None
        return float(
            sum(self._persons[points[~served[key][points]]].sum() for key, points in reaches.items())
        )

    def build(self, project: KeyProject, served: Mapping[str, Bools]) -> None:
        """Add whom a project reaches to those who are served."""
        for key, points in self._reaches[project.id].items():
            served[key][points] = True


def order_of(
    projects: Sequence[KeyProject],
    costs: Mapping[str, float | None],
    gains: Gains,
    budget_10k: float | None = None,
) -> Order:
    """Order of building of the projects that are still to be built.

    Each step takes the project with the most people gained per yuan, after those before it; of equal ones the
    first in the ledger. With a budget each has to fit into what is left of it, pinned ones too.

    Parameters
    ----------
    costs
        In 10,000 yuan by the project's id.
    """
    served = gains.start()
    steps: list[Step] = []
    beyond: list[KeyProject] = []
    spent = 0.0

    def fits(project: KeyProject) -> bool:
        cost = costs[project.id]
        return cost is None or budget_10k is None or spent + cost <= budget_10k

    def take(project: KeyProject) -> None:
        nonlocal spent
        gained, cost = gains.of(project, served), costs[project.id]
        gains.build(project, served)
        spent += cost or 0.0
        steps.append(Step(project, gained, cost, spent))

    still = [one for one in projects if one.is_open]
    for project in (one for one in still if one.is_pinned):
        if costs[project.id] is None and budget_10k is not None:
            continue  # nobody knows whether it fits: it stands among the unknown
        if fits(project):
            take(project)
        else:
            beyond.append(project)
    done = {step.project.id for step in steps} | {one.id for one in beyond}
    left = [one for one in still if one.id not in done]
    known = [one for one in left if costs[one.id] is not None and gains.of(one, served) is not None]
    unknown = tuple(one for one in left if one not in known)
    while known:
        fitting = [one for one in known if fits(one)]
        if not fitting:
            break
        best = max(fitting, key=lambda one: _per_yuan(gains.of(one, served), costs[one.id]))
        take(best)
        known.remove(best)
    return Order(tuple(steps), (*beyond, *known), unknown)


def _per_yuan(gained: float | None, cost: float | None) -> float:
    """People gained per 10,000 yuan; what costs nothing comes first if it gains anybody."""
    if not cost:
        return np.inf if gained else 0.0
    return (gained or 0.0) / cost
