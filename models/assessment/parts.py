"""The parts that an assessment and a drag are made of: every figure of the registry stands in exactly one.

A drag asks the parts whose figures its facility's family can change, and takes all others as they were. A
part is asked in the same way whether all facilities stay or one moves (:mod:`models.access.sited`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

from models.assessment import reaching, usable_area
from models.assessment.ledger import dated_values, ledger_parts
from models.assessment.part import Case, Part, Values
from models.assessment.screening_figures import SITED_FAMILIES, siting_values
from models.facilities.facility import Family
from models.facilities.families import Reach
from models.findings.findings import Figure
from models.fire import figures as fire_figures
from models.fire import values as fire
from models.hazards import zones as hazards
from models.kernel.progress import Progress, Work
from models.locate.candidates import candidate_figure
from models.rules.scope import left_out_figure
from models.shelters import figures as shelter_figures
from models.supplies import depot_figures


@cache
def parts() -> tuple[Part, ...]:
    """All of them, in the order in which an assessment lists its figures."""
    return (
        Part(
            frozenset((Family.SHELTER,)),
            lambda case: shelter_figures.figures(case.sited),
            lambda case: shelter_figures.values(case.sited),
        ),
        Part(
            frozenset((Family.FIRE_STATION,)),
            lambda case: fire_figures.figures(case.sited),
            lambda case: fire.values(case.sited),
        ),
        Part(
            frozenset((Family.BRIGADE,)),
            lambda case: fire_figures.micro_figures(case.sited),
            lambda case: fire.micro_values(case.sited),
        ),
        Part(
            frozenset((Family.DEPOT,)),
            lambda case: depot_figures.figures(case.sited),
            lambda case: depot_figures.values(case.sited),
        ),
        Part(
            frozenset(Family),
            lambda case: hazards.figures(case.sited),
            lambda case: hazards.values(case.sited),
        ),
        *(_in_time(family, reach) for family, reach in reaching.reaching().items()),
        *ledger_parts(),
        Part(frozenset((Family.SHELTER,)), lambda case: _one(candidate_figure(case.candidates))),
        Part(
            frozenset(Family),
            lambda case: _one(left_out_figure(case.sited.county, case.sited.rules, case.left_out)),
        ),
        Part(
            frozenset((Family.SHELTER,)),
            lambda case: usable_area.figures(case.sited, case.local),
            lambda case: usable_area.values(case.sited, case.local),
        ),
        *(Part(frozenset((family,)), None, partial(_siting, family)) for family in SITED_FAMILIES),
        Part(
            frozenset((Family.SHELTER,)),
            None,
            lambda case: dated_values(case.sited, case.sited.rules, case.as_of),
        ),
    )


def figures_in_steps(case: Case) -> Work[dict[str, Figure]]:
    """All figures of an assessment by id, a step before each part; what no edit touched is kept."""
    made: dict[str, Figure] = {}
    every = parts()
    for number, part in enumerate(every):
        if part.figures is not None:
            yield Progress(number, len(every) + 1, "project.assess")
            made |= _kept(case, number, part, part.figures)
    yield Progress(len(every), len(every) + 1, "project.assess")
    return made


def _kept(
    case: Case, number: int, part: Part, make: Callable[[Case], Mapping[str, Figure]]
) -> Mapping[str, Figure]:
    sited = case.sited
    rows = sited.kept(
        ("of families", part.families),
        lambda: tuple(one for one in sited.facilities if one.family in part.families),
    )
    made_from = (sited.rules, case.local, case.candidates, case.left_out, case.as_of, rows)
    return sited.county.memo.get_latest(("part", number), made_from, lambda: make(case))


def values(case: Case, family: Family | None = None) -> Values:
    """Values of all figures that facilities of a family change, or of those that an assessment leaves out."""
    asked = (part for part in parts() if (family in part.families if family else part.figures is None))
    return {key: value for part in asked for key, value in part.values_of(case).items()}


def _in_time(family: Family, reach: Reach) -> Part:
    return Part(
        frozenset((family,)),
        lambda case: reaching.figures(case.sited, family, reach),
        lambda case: reaching.values(case.sited, family, reach),
    )


def _siting(family: Family, case: Case) -> Values:
    return siting_values(case.sited, case.local, family)


def _one(figure: Figure) -> dict[str, Figure]:
    return {figure.id: figure}
