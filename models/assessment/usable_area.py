"""Shelter area that can be used in an earthquake, and in a flood, beside the area that is stated.

A shelter counts for an event if its site passes every check that concerns the event (``events`` in
``resources/siting.toml``), less the part of its outline inside zones, unless its list says that it is meant
for other hazards. An indoor one known not to withstand earthquakes does not count in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.access.sited import Sited
from models.county.county import County
from models.facilities.facility import Facility, Shelter
from models.findings.findings import Figure
from models.findings.formulas import OTHER_BASES, REJECTED, WITHOUT_REJECTED
from models.hazards.check import SitingCheck
from models.hazards.loss import LOSS_RULE, is_divisible, lost_share, may_lose, suits
from models.hazards.screening import siting_checks
from models.hazards.screening_spec import EVENTS, asked_of, siting_specs
from models.kernel.arrays import Bools, Floats
from models.project.local import LocalFacts
from models.rules.rules import Rules
from models.shelters.need import Scope
from models.shelters.values import ShelterTable, table_of

SCOPES: tuple[Scope, ...] = ("seat", "county")
_KEPT = 5_000
"""Shelters at least of which it is kept what their checks leave; of one that is dragged the last step."""

Number = TypeVar("Number", np.float64, np.bool_)


class _Site(NamedTuple):
    """What the checks of one shelter leave of it; by event, in the order of EVENTS, but for the last."""

    left: tuple[float, ...]
    is_out: tuple[bool, ...]
    is_unsuited: tuple[bool, ...]
    is_open: tuple[bool, ...]
    is_rejected: bool


@dataclass(frozen=True, eq=False)
class _Sites:
    """The same of several as arrays; of shape (m, events) but for the last, of shape (m,)."""

    left: NDArray[np.float64]
    is_out: Bools
    is_unsuited: Bools
    is_open: Bools
    is_rejected: Bools

    @classmethod
    def of(cls, sites: Sequence[_Site]) -> _Sites:
        left, out, unsuited, is_open, rejected = zip(*sites, strict=True) if sites else ((), (), (), (), ())
        return cls(
            _by_event(left, np.float64),
            _by_event(out, np.bool_),
            _by_event(unsuited, np.bool_),
            _by_event(is_open, np.bool_),
            np.array(rejected, dtype=np.bool_),
        )

    def __add__(self, other: _Sites) -> _Sites:
        return _Sites(
            np.concatenate((self.left, other.left)),
            np.concatenate((self.is_out, other.is_out)),
            np.concatenate((self.is_unsuited, other.is_unsuited)),
            np.concatenate((self.is_open, other.is_open)),
            np.concatenate((self.is_rejected, other.is_rejected)),
        )


class UsableTable:
    """Counted shelters, arrays of shape (m,); those by event, in the order of EVENTS, of shape (m, 2).

    Attributes
    ----------
    usable_m2
        What can be used: nothing of a site that fails or that nobody can vouch for. NaN of unknown area.
    is_out, is_unsuited, is_open
        Not used because its site fails; because it is meant for other hazards; not verified.
    is_rejected
        Whether its site fails any check at all.
    """

    def __init__(self, shelters: ShelterTable, sites: _Sites) -> None:
        self.effective_m2 = shelters.effective_m2
        self.place, self.in_seat, self.in_county = shelters.place, shelters.in_seat, shelters.in_county
        self.usable_m2 = self.effective_m2[:, None] * sites.left
        self.is_out, self.is_unsuited = sites.is_out, sites.is_unsuited
        self.is_open, self.is_rejected = sites.is_open, sites.is_rejected

    def __len__(self) -> int:
        return len(self.place)

    def inside(self, scope: Scope) -> Bools:
        """Whether each stands in the seat, or in the county, shape (m,)."""
        return self.in_seat if scope == "seat" else self.in_county

    def area_m2(self, chosen: Bools, column: int) -> float | None:
        """Usable area of those chosen (shape (m,)) in an event; ``None`` where there is no saying."""
        known = chosen & np.isfinite(self.effective_m2)
        is_open = known & self.is_open[:, column]
        is_used = known & ~(self.is_open | self.is_out | self.is_unsuited)[:, column]
        is_nothing = not len(self) or (chosen.any() and not known.any())
        if is_nothing or (is_open.any() and not is_used.any()):
            return None
        return float(self.usable_m2[known, column].sum())


def figure_id(event: str, scope: Scope) -> str:
    """Id of the figure of usable area per resident."""
    return f"shelter.{event}_area_per_resident.{scope}"


def usable_of(sited: Sited, local: LocalFacts) -> UsableTable:
    """Table of the shelters that count."""
    county, rules = sited.county, sited.rules

    def made(rows: Sequence[Facility]) -> _Sites:
        shelters = [one for one in rows if isinstance(one, Shelter)]
        checks = siting_checks(county, shelters, rules, local)
        near = may_lose(county, np.array([one.geometry for one in shelters], dtype=object)).tolist()
        sites = [
            county.memo.get_latest(
                ("usable", one.id),
                (one, rules, local),
                partial(_site, county, one, checks[one.id], rules, is_near=is_near),
                keep=max(_KEPT, 2 * len(shelters)),
            )
            for one, is_near in zip(shelters, near, strict=True)
        ]
        return _Sites.of(sites)

    return sited.kept(
        ("usable", local), lambda: UsableTable(table_of(sited), sited.summed(("usable", local), made))
    )


def _site(
    county: County, shelter: Shelter, checks: Sequence[SitingCheck], rules: Rules, *, is_near: bool
) -> _Site:
    left, out, unsuited, is_open = [], [], [], []
    failed = {check.rule for check in checks if check.fails}
    undecided = {check.rule for check in checks if check.is_undecided}
    for event in EVENTS:
        lost = _lost(county, shelter, event) if is_near else 0.0
        of_event = _rules_of(event)
        is_out = not of_event.isdisjoint(failed) or lost > rules[LOSS_RULE] + 1e-9
        is_unfit = not is_out and not _is_fit(shelter, event)
        is_unsure = not (is_out or is_unfit) and not of_event.isdisjoint(undecided)
        left.append(0.0 if is_out or is_unfit or is_unsure else 1.0 - lost)
        out.append(is_out)
        unsuited.append(is_unfit)
        is_open.append(is_unsure)
    return _Site(tuple(left), tuple(out), tuple(unsuited), tuple(is_open), bool(failed))


def _by_event(rows: Sequence[Sequence[float]], kind: type[Number]) -> NDArray[Number]:
    """Answers by event as an array, shape (m, events)."""
    return np.array(rows, dtype=kind).reshape(-1, len(EVENTS))


def values(sited: Sited, local: LocalFacts) -> dict[str, float | None]:
    """Usable area per resident of seat and county in each event, by figure id."""
    county, table = sited.county, usable_of(sited, local)
    found: dict[str, float | None] = {}
    for column, event in enumerate(EVENTS):
        for scope in SCOPES:
            persons, area_m2 = _persons(county, scope), table.area_m2(table.inside(scope), column)
            is_nowhere = scope == "seat" and county.seat is None
            found[figure_id(event, scope)] = None if is_nowhere else _over(area_m2, persons)
    return found


def place_values(county: County, table: UsableTable) -> Mapping[str, Floats]:
    """Usable area per resident of each of the county's places by event, shape (n,); NaN is no data."""
    found = {}
    for column, event in enumerate(EVENTS):
        by_place = [table.area_m2(table.place == index, column) for index in range(len(county.places))]
        area_m2 = np.where(county.places.has_area, np.array(by_place, dtype=np.float64), np.nan)
        found[event] = area_m2 / county.place_population_persons
    return found


def figures(sited: Sited, local: LocalFacts) -> dict[str, Figure]:
    """The same with their inputs."""
    county, table, found = sited.county, usable_of(sited, local), values(sited, local)
    checks = siting_checks(county, sited.of(Shelter), sited.rules, local)
    undecided = [check for row in checks.values() for check in row if check.is_undecided]
    made: dict[str, Figure] = {}
    for column, event in enumerate(EVENTS):
        keys = [key for spec in siting_specs() if event in spec.events for key in spec.rule_keys]
        open_items = _lacking(undecided, event)
        for scope in SCOPES:
            chosen, persons = table.inside(scope), _persons(county, scope)
            missing: list[str] = []
            if scope == "seat" and county.seat is None:
                missing.append("seat")
            elif persons is None:
                missing.append("seat_population" if scope == "seat" else "population")
            area_m2 = table.area_m2(chosen, column)
            if area_m2 is None:
                known = np.isfinite(table.effective_m2[chosen])
                missing += ["shelters"] if not len(table) else open_items if known.any() else ["shelter_area"]
            known_m2 = np.nan_to_num(table.effective_m2)
            used = chosen & ~(table.is_out | table.is_unsuited | table.is_open)[:, column]
            lost_m2 = (known_m2[used] - np.nan_to_num(table.usable_m2[used, column])).sum()
            is_rejected = chosen & table.is_rejected
            is_open = int((chosen & table.is_open[:, column]).sum())
            one_id = figure_id(event, scope)
            made[one_id] = Figure(
                one_id,
                found[one_id],
                "m2_per_person",
                {
                    "usable_m2": area_m2,
                    "area_m2": float(known_m2[chosen].sum()),
                    "shelters": int(chosen.sum()),
                    "excluded": int((chosen & table.is_out[:, column]).sum()),
                    "excluded_m2": float(known_m2[chosen & table.is_out[:, column]].sum()),
                    "unsuited": int((chosen & table.is_unsuited[:, column]).sum()),
                    "lost_m2": float(lost_m2),
                    "unverified": is_open,
                    "unverified_m2": float(known_m2[chosen & table.is_open[:, column]].sum()),
                    "persons": persons,
                    "rejected": int(is_rejected.sum()),
                    "rejected_m2": float(known_m2[is_rejected].sum()),
                    "unknown_shelters": int(np.isnan(table.effective_m2[chosen]).sum()),
                },
                missing=tuple(missing),
                rules=tuple(dict.fromkeys((LOSS_RULE, *keys))),
                is_estimated=is_open > 0,
            )
    return made


def with_sites(found: Mapping[str, Figure]) -> dict[str, Figure]:
    """Figures of which those of stated area say what can be used, and which sites count in them in vain."""
    told = dict(found)
    for scope in SCOPES:
        usable = {event: found[key] for event in EVENTS if (key := figure_id(event, scope)) in found}
        if len(usable) < len(EVENTS):
            continue
        one = next(iter(usable.values()))
        if "rejected" not in one.inputs:  # nothing is known of shelters
            continue
        sites = {REJECTED: one.inputs["rejected"], "rejected_m2": one.inputs["rejected_m2"]}
        for key in (*_counted_in(scope), f"shelter.area_per_resident.{scope}"):
            stated = found.get(key)
            if stated is not None and stated.value is not None and one.inputs["shelters"]:
                told[key] = replace(stated, inputs={**stated.inputs, **sites})
        stated = told.get(f"shelter.area_per_resident.{scope}")
        if stated is not None and REJECTED in stated.inputs:
            more = {**_without(stated, one), **_bases(stated, usable)}
            told[stated.id] = replace(stated, inputs={**stated.inputs, **more})
    return told


def _counted_in(scope: Scope) -> tuple[str, ...]:
    """Ids of other figures that rest on the area of all shelters of a scope."""
    gross = f"shelter.gross_area_per_resident.{scope}"
    return (gross, "shelter.area_per_resident.townships") if scope == "county" else (gross,)


def _without(stated: Figure, usable: Figure) -> dict[str, float | int | str | None]:
    """The stated figure without the sites that screening rejects, where it counts some."""
    area_m2, persons = usable.inputs["rejected_m2"], usable.inputs["persons"]
    if not isinstance(area_m2, float) or not isinstance(persons, float):
        return {}
    share = _over(area_m2, persons)
    if not usable.inputs["rejected"] or share is None or stated.value is None:
        return {}
    return {WITHOUT_REJECTED: 1, "without_rejected_m2": stated.value - share}


def _bases(stated: Figure, usable: Mapping[str, Figure]) -> dict[str, float | int | str | None]:
    """What can be used in each event beside the stated figure, and by how much it is less."""
    known = [event for event in EVENTS if usable[event].value is not None]
    note = OTHER_BASES if len(known) == len(EVENTS) else f"{OTHER_BASES}_{known[0] if known else 'none'}"
    more: dict[str, float | int | str | None] = {note: 1}
    for event, figure in usable.items():
        more[f"{event}_m2"] = figure.value
        less = None if figure.value is None or stated.value is None else stated.value - figure.value
        more[f"{event}_less_m2"] = less
    return more


def _over(area_m2: float | None, persons: float | None) -> float | None:
    return area_m2 / persons if area_m2 is not None and persons else None


def _persons(county: County, scope: Scope) -> float | None:
    return county.seat_population_persons if scope == "seat" else county.population_persons


@cache
def _rules_of(event: str) -> frozenset[str]:
    """Ids of the checks that concern an event."""
    return frozenset(spec.id for spec in siting_specs() if event in spec.events)


def _lost(county: County, shelter: Shelter, event: str) -> float:
    if not is_divisible(shelter):
        return 0.0
    of_event = _rules_of(event)
    return lost_share(county, shelter.geometry, [rule for rule in asked_of(shelter)[0] if rule in of_event])


def _is_fit(shelter: Shelter, event: str) -> bool:
    if event == "earthquake" and shelter.space != "outdoor" and shelter.seismic_adequate is False:
        return False
    return suits(shelter, event) is not False


def _lacking(undecided: Sequence[SitingCheck], event: str) -> list[str]:
    of_event = _rules_of(event)
    # Where no hazard is known all sites share one check.
    each = {id(check): check for check in undecided if check.rule in of_event}
    return list(dict.fromkeys(item for check in each.values() for item in check.missing))
