"""Custody of shelters: who builds, manages and maintains them, what is overdue, and who is in them now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.facilities.facility import Shelter, Status
from models.findings.findings import Figure
from models.findings.places import facility_place
from models.rules.rules import Rules
from models.shelters.occupancy import Occupancy, occupancy_of
from models.shelters.values import areas, capacity_persons

_MONTH = re.compile(r"\d{4}-\d{2}")

CUSTODIANS = ("builder", "manager", "maintainer")

DueState = Literal["current", "overdue", "missing", "future", "undated", "unbuilt"]
SeismicState = Literal["adequate", "inadequate", "unassessed"]


def record_day(text: str | None) -> date | None:
    """Day of a record; of one that names only its month the first, so that it is never taken as younger."""
    try:
        return date.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text or "") else text or "")
    except ValueError:
        return None


@dataclass(frozen=True)
class Due:
    """How a yearly duty stands.

    Parameters
    ----------
    day
        When it was last done; ``None`` without a readable record.
    age_days
        Days since then; negative for a day still to come.
    overdue_days
        Days beyond the longest interval; 0 while it is in time (exactly the interval is); ``None`` while
        nobody can say.
    """

    state: DueState
    day: date | None
    age_days: int | None
    overdue_days: int | None


def due(text: str | None, longest_days: float, as_of: date | None) -> Due:
    """How long ago a record is, and how long overdue on the day ``as_of``."""
    day = record_day(text)
    if day is None:
        return Due("missing", None, None, None)
    if as_of is None:
        return Due("undated", day, None, None)
    age = (as_of - day).days
    if age < 0:
        return Due("future", day, age, None)
    late = age - longest_days
    return Due("current", day, age, 0) if late <= 0 else Due("overdue", day, age, int(late))


def occupancy(shelter: Shelter, rules: Rules) -> Occupancy:
    """People placed in a shelter against what it holds."""
    capacity = capacity_persons(shelter, areas(shelter, rules).effective_m2, rules)
    return occupancy_of(shelter.occupancy_persons, capacity)


@dataclass(frozen=True)
class CustodyRow:
    """What is on record of one shelter.

    Parameters
    ----------
    lacking
        Which of builder, manager and maintainer nobody named.
    """

    shelter: Shelter
    inspection: Due
    drill: Due
    lacking: tuple[str, ...]
    seismic: SeismicState
    is_signed: bool | None
    occupancy: Occupancy

    @property
    def overdue_days(self) -> int:
        """Days of the duty that is most overdue."""
        return max(self.inspection.overdue_days or 0, self.drill.overdue_days or 0)

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing to see to: all in time, named, adequate and signed."""
        return (
            {self.inspection.state, self.drill.state} <= {"current", "unbuilt"}
            and not self.lacking
            and self.seismic == "adequate"
            and self.is_signed is True
        )


def custody_rows(shelters: Iterable[Shelter], rules: Rules, as_of: date | None) -> tuple[CustodyRow, ...]:
    """Records of each shelter, the most overdue first, then those with most missing, then by name.

    What is yet to be built is due for neither inspection nor drill.
    """
    unbuilt = Due("unbuilt", None, None, None)

    def due_of(shelter: Shelter, record: str) -> Due:
        if shelter.status != Status.EXISTING:
            return unbuilt
        return due(getattr(shelter, f"last_{record}"), rules[f"shelter.{record}_age_days"], as_of)

    rows = [
        CustodyRow(
            shelter=shelter,
            inspection=due_of(shelter, "inspection"),
            drill=due_of(shelter, "drill"),
            lacking=tuple(name for name in CUSTODIANS if not getattr(shelter, name).strip()),
            seismic=_seismic(shelter.seismic_adequate),
            is_signed=shelter.is_signed,
            occupancy=occupancy(shelter, rules),
        )
        for shelter in shelters
    ]
    return tuple(
        sorted(
            rows, key=lambda row: (row.is_complete, -row.overdue_days, -len(row.lacking), row.shelter.name)
        )
    )


def occupancy_figures(shelters: Sequence[Shelter], rules: Rules) -> dict[str, Figure]:
    """People placed at present, and the shelters that hold more than they have room for."""
    stated_of = [shelter for shelter in shelters if shelter.occupancy_persons is not None]
    found = [(shelter, occupancy(shelter, rules)) for shelter in stated_of]
    stated = [one for _, one in found]
    judged = [(shelter, one) for shelter, one in found if one.state in ("empty", "partial", "full", "over")]
    over = [(shelter, one) for shelter, one in judged if one.state == "over"]
    over.sort(key=lambda pair: -(pair[1].share or 0.0))
    missing = () if stated else ("shelter_occupancy",) if shelters else ("shelters",)
    made = (
        Figure(
            "shelter.occupied_persons",
            float(sum(one.persons or 0 for one in stated)) if stated else None,
            "persons",
            {"known": len(stated), "count": len(shelters)},
            missing=missing,
            is_estimated=0 < len(stated) < len(shelters),
        ),
        Figure(
            "shelter.overloaded_count",
            float(len(over)) if judged else None,
            "places",
            {
                "known": len(judged),
                "over": len(over),
                "full": sum(one.state == "full" for _, one in judged),
            },
            missing=() if judged else missing or ("shelter_area",),
            failing=tuple(facility_place(shelter, one.persons, "persons") for shelter, one in over),
            is_estimated=0 < len(judged) < len(shelters),
        ),
    )
    return {figure.id: figure for figure in made}


def _seismic(is_adequate: bool | None) -> SeismicState:
    return "unassessed" if is_adequate is None else "adequate" if is_adequate else "inadequate"
