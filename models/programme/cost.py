"""What a key project costs, by what was typed or by area and class, and what its facilities measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.facilities.facility import Facility
from models.facilities.keyproject import KeyProject
from models.project.settings import Indicator

PER_10K = 10_000.0
AREA_FIELDS = ("gross_area_m2", "floor_area_m2", "building_area_m2")
"""Fields of an area that is built, the first that a family has."""


@dataclass(frozen=True)
class Cost:
    """Cost of a project.

    Attributes
    ----------
    value_10k
        In 10,000 yuan; ``None`` if it is not known.
    is_by_quota
        Whether it is area times the county's cost per square metre, not typed.
    lacking
        What is not known, as texts ``keyproject.lacking.<word>``: ``cost`` (nothing to compute it from),
        ``area`` of a facility, or ``quota`` of a class.
    """

    value_10k: float | None
    is_by_quota: bool = False
    lacking: tuple[str, ...] = ()


def quota_key(facility: Facility) -> str:
    """Family and class, as costs per square metre are typed for them."""
    spec = facility.family.spec
    return f"{facility.family}.{getattr(facility, spec.class_field)}"


def area_m2(facility: Facility) -> float | None:
    """Area that a facility builds: the one stated, else that of its outline if its family has an area."""
    stated = [getattr(facility, name) for name in AREA_FIELDS if hasattr(facility, name)]
    if not stated:
        return None
    return stated[0] if stated[0] is not None else facility.drawn_area_m2


def total_area_m2(facilities: Iterable[Facility]) -> float | None:
    """Area of all of them; ``None`` if that of one is not known, or there is none."""
    areas = [area_m2(one) for one in facilities]
    known = [area for area in areas if area is not None]
    return sum(known) if known and len(known) == len(areas) else None


def cost_of(project: KeyProject, facilities: Mapping[str, Facility], quotas: Mapping[str, Indicator]) -> Cost:
    """Cost of a project: the one typed, else that of its facilities' areas.

    Parameters
    ----------
    facilities
        Those of the scenario by id; one that is not there leaves the cost unknown.
    quotas
        Yuan per square metre by :func:`quota_key`.
    """
    if project.cost_10k is not None:
        return Cost(project.cost_10k)
    if not project.facility_ids:
        return Cost(None, lacking=("cost",))
    total, lacking = 0.0, []
    for facility_id in project.facility_ids:
        facility = facilities.get(facility_id)
        area = None if facility is None else area_m2(facility)
        quota = None if facility is None else quotas.get(quota_key(facility))
        lacking += [word for word, known in (("area", area), ("quota", quota)) if known is None]
        if area is not None and quota is not None:
            total += area * quota.value / PER_10K
    if lacking:
        return Cost(None, lacking=tuple(dict.fromkeys(lacking)))
    return Cost(total, is_by_quota=True)
