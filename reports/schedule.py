"""The schedule beside a map: every facility that counts with the number that its symbol carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from models.facilities.facility import Facility, Family, Shelter, Status, counts_in, field_spec
from models.facilities.keyproject import KeyProject, projects_of
from models.findings.numbers import fixed
from models.findings.results import Assessment
from models.kernel.text import Lang, has_text, t
from models.project.years import finish_year
from reports.words import of_county

if TYPE_CHECKING:
    from reports.context import ScenarioResult

AREAS = ("floor_area_m2", "building_area_m2", "site_area_m2")


@dataclass(frozen=True)
class ScheduleRow:
    """One facility of the schedule.

    Parameters
    ----------
    number
        What its symbol carries, on every sheet of the scenario.
    unit
        Row of its township in the assessment's units; -1 outside all of them.
    """

    number: int
    facility: Facility
    unit: int


_schedules: WeakKeyDictionary[ScenarioResult, tuple[ScheduleRow, ...]] = WeakKeyDictionary()


def schedule(shown: ScenarioResult) -> tuple[ScheduleRow, ...]:
    """Facilities that count, numbered: what the scenario builds first, then by family, township and name."""
    if shown not in _schedules:
        _schedules[shown] = _schedule(shown)
    return _schedules[shown]


def _schedule(shown: ScenarioResult) -> tuple[ScheduleRow, ...]:
    scenario, places = shown.scenario, shown.assessment.county.places
    items = [item for item in scenario.facilities.values() if counts_in(item.status, today=scenario.is_today)]
    units = np.full(len(items), -1, dtype=np.intp)
    if items and len(places):
        units = places.index_at(np.array([item.location for item in items], dtype=float).reshape(-1, 2))
    families = list(Family)
    order = sorted(
        range(len(items)),
        key=lambda at: (
            items[at].status != Status.PLANNED,
            families.index(items[at].family),
            int(units[at]),
            items[at].name,
            items[at].id,
        ),
    )
    return tuple(ScheduleRow(number, items[at], int(units[at])) for number, at in enumerate(order, start=1))


def class_text(item: Facility, lang: Lang, *, is_short: bool = False) -> str:
    """Class of a facility, with its family where the class alone does not say it; short beside a map."""
    name = item.family.spec.class_field
    choice = f"{field_spec(item.family, name).choices}.{getattr(item, name)}"
    if is_short and has_text(f"sheet.class.{choice}"):
        return t(f"sheet.class.{choice}", lang)
    word = t(f"choice.{choice}", lang)
    key = f"sheet.kind_of_{item.family}"
    return t(key, lang, kind=word) if has_text(key) else word


def size_text(item: Facility, assessment: Assessment) -> str:
    """Effective area of a shelter, floor or building area of the others, m2; a dash where it is not known."""
    area = None
    if isinstance(item, Shelter):
        result = assessment.shelters.get(item.id)
        area = result.effective_area_m2 if result is not None else item.effective_area_m2
    else:
        area = next((value for name in AREAS if (value := getattr(item, name, None)) is not None), None)
    return fixed(area) if area is not None and np.isfinite(area) else "–"


def finish_years(projects: Iterable[KeyProject], facilities: Iterable[Facility]) -> dict[str, int]:
    """Year that each planned facility shall be finished in, as itself or its key projects say; by id."""
    by_facility = projects_of(projects)
    found = {}
    for item in facilities:
        building = [one for one in by_facility.get(item.id, ()) if not one.is_dropped]
        year = finish_year(item, building) if item.status == Status.PLANNED else None
        if year is not None:
            found[item.id] = year
    return found


def state_text(item: Facility, lang: Lang, year: int | None = None) -> str:
    """Status, and the year in which what is planned shall be finished."""
    word = t(f"choice.status.{item.status}", lang)
    return word if year is None else t("sheet.state_year", lang, status=word, year=year)


def adds_text(row: ScheduleRow, shown: ScenarioResult, before: Sequence[ScheduleRow], lang: Lang) -> str:
    """What a facility gives: room, residents that it reaches, or that its township had none.

    Parameters
    ----------
    before
        Schedule of today, without which nothing is the first of its kind.
    """
    item, assessment = row.facility, shown.assessment
    if isinstance(item, Shelter):
        held = assessment.shelters.get(item.id)
        room = held.capacity_persons if held is not None else None
        return t("sheet.adds_room", lang, count=fixed(room)) if room is not None else "–"
    result = assessment.stations.get(item.id)
    reached = result.persons_reached if result is not None else assessment.reached_persons.get(item.id)
    if reached is not None:
        return t("sheet.adds_reach", lang, count=fixed(reached))
    first = row.unit >= 0 and item.status == Status.PLANNED and bool(before)
    if first and all(one.unit != row.unit or one.facility.family != item.family for one in before):
        return of_county(t("sheet.adds_first", lang), assessment.county, lang)
    return "–"
