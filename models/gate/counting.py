"""What of a project counts, in a few numbers: shown of files before they are taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models.assessment.assess import assess
from models.facilities.facility import Facility, Family
from models.project.project import Project
from models.rules.rules import load_rules


@dataclass(frozen=True)
class WillCount:
    """Numbers of the scenario that is shown, and of the facilities of all scenarios.

    Parameters
    ----------
    shelters
        How many shelters have each status, in whichever scenario.
    area_m2, unknown_areas
        Effective area in the county that counts today, and how many shelters lack one.
    others
        How many facilities of other families there are.
    """

    persons: float | None
    shelters: Mapping[str, int]
    area_m2: float | None
    unknown_areas: int
    per_resident_m2: float | None
    others: int


def will_count(project: Project) -> WillCount:
    """The same figures as everywhere, of a project that is not yet open."""
    settings = project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    assessment = assess(
        project.county, project.active, rules, project.lacking_in(project.active), settings.local
    )
    figure = assessment.figures["shelter.area_per_resident.county"]
    everywhere: dict[str, Facility] = {}
    for scenario in project.scenarios:
        everywhere.update(scenario.facilities)
    shelters = [one for one in everywhere.values() if one.family == Family.SHELTER]
    area = figure.inputs["area_m2"]
    return WillCount(
        persons=project.county.population_persons,
        shelters=Counter(one.status for one in shelters),
        area_m2=None if area is None else float(area),
        unknown_areas=sum(result.effective_area_m2 is None for result in assessment.shelters.values()),
        per_resident_m2=figure.value,
        others=len(everywhere) - len(shelters),
    )
