"""Ledgers held against the project: what was edited, added and removed, and what cannot be taken over."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import shapely

from layers.coordinates.crs import GEOGRAPHIC_EPSG, transformer
from layers.ledgerback.cells import Unreadable, read_cell
from layers.ledgerback.file import Cell, LedgerFile, LedgerRow, Trouble
from layers.recognition.cells import number, plain
from models.facilities.facility import FACILITY_TYPES, Facility, Family, FieldSpec, field_specs, new_id
from models.facilities.ledgersheet import (
    DERIVED_KEY,
    FORMULA,
    LAT_KEY,
    LON_KEY,
    PLACE_DECIMALS,
    PLACE_KEYS,
    X_KEY,
    Y_KEY,
    fingerprint,
    plain_form,
    value_text,
)
from models.kernel.text import LANGUAGES
from models.project.edits import EditFacilities
from models.project.project import Project

PLACE_FIELD = "geometry"
"""Field of a change that moves a facility."""

_LONGEST_TEXT = 32_767
_FARTHEST_M = 100_000.0
"""How far beyond the county's outline a place may lie before it is taken for a slip of the pen."""
_AGREE_M = 1.0

Kind = Literal["changed", "added", "removed"]


@dataclass(frozen=True)
class LedgerChange:
    """One thing that may be taken over.

    Parameters
    ----------
    key
        Names the change within the difference.
    field
        Name of the field, ``geometry`` for a new place; empty where a whole facility is added or removed.
    old, new
        Value in the project and value in the file; places as (x, y) in project metres.
    at
        Sheet and cell.
    is_conflict
        Whether the project was changed there too since the workbook was written.
    facility
        The facility that is added.
    """

    key: str
    kind: Kind
    family: Family
    facility_id: str
    name: str
    field: str
    old: Any
    new: Any
    at: str
    is_conflict: bool = False
    facility: Facility | None = None

    @property
    def is_usual(self) -> bool:
        """Whether it is taken over unless the planner says otherwise."""
        return self.kind != "removed" and not self.is_conflict


@dataclass(frozen=True)
class LedgerDifference:
    """Everything in which the file differs from what was written, and what in it cannot be read."""

    scenario_id: str
    changes: tuple[LedgerChange, ...]
    troubles: tuple[Trouble, ...]
    is_other_project: bool = False

    @property
    def usual_keys(self) -> frozenset[str]:
        """Changes that are taken over unless the planner says otherwise."""
        return frozenset(change.key for change in self.changes if change.is_usual)


def difference(ledger: LedgerFile, project: Project, scenario_id: str) -> LedgerDifference:
    """Hold ledgers against a scenario of a project.

    Returns
    -------
    LedgerDifference
        Cells that were edited, facilities that were added or whose rows are gone, and what cannot be read.
    """
    facilities = project.scenario(scenario_id).facilities
    reader = _Comparer(ledger, project, facilities)
    for row in ledger.rows:
        reader.row(row)
    reader.gone()
    settings = project.settings
    origin = (ledger.marker.get("project", ""), ledger.marker.get("county_code", ""))
    here = (settings.name, settings.county_code)
    return LedgerDifference(
        scenario_id,
        tuple(reader.changes),
        (*ledger.troubles, *reader.troubles),
        is_other_project=tuple(map(plain_form, origin)) != tuple(map(plain_form, here)),
    )


def edit_of(difference: LedgerDifference, project: Project, keys: Collection[str]) -> EditFacilities:
    """One edit that takes over the chosen changes; it has no items when none was chosen."""
    facilities = project.scenario(difference.scenario_id).facilities
    made: dict[str, Facility | None] = {}
    for change in difference.changes:
        if change.key not in keys:
            continue
        if change.kind == "removed":
            made[change.facility_id] = None
        elif change.kind == "added":
            made[change.facility_id] = change.facility
        else:
            before = made.get(change.facility_id) or facilities[change.facility_id]
            if change.field == PLACE_FIELD:
                made[change.facility_id] = _moved(before, change.new)
            else:
                made[change.facility_id] = replace(before, **{change.field: change.new})
    if not made:
        return EditFacilities(())
    return project.facility_edit(made, difference.scenario_id)


def _moved(facility: Facility, to: tuple[float, float]) -> Facility:
    """Facility at another place; an outline keeps its shape."""
    if facility.geometry.geom_type == "Point":
        return replace(facility, geometry=shapely.Point(to))
    x, y = facility.location
    shift = (to[0] - x, to[1] - y)
    return replace(facility, geometry=shapely.transform(facility.geometry, lambda xy: xy + shift))


class _Comparer:
    """Collects differences and troubles, row by row."""

    def __init__(self, ledger: LedgerFile, project: Project, facilities: Mapping[str, Facility]) -> None:
        self._ledger, self._facilities = ledger, facilities
        self._epsg = project.settings.crs_epsg
        outline = project.county.boundary
        self._bounds = None if outline is None else outline.bounds
        self._specs = {family: {spec.name: spec for spec in field_specs(family)} for family in Family}
        self._own_rows = _own_rows(ledger, facilities)
        self._seen: set[str] = set()
        self.changes: list[LedgerChange] = []
        self.troubles: list[Trouble] = []

    def row(self, row: LedgerRow) -> None:
        """Compare one row."""
        facility_id = row.facility_id
        is_ours = facility_id in self._ledger.written or facility_id in self._facilities
        if not is_ours or self._own_rows.get(facility_id) != (row.sheet, row.number):
            self._added(row)
            return
        self._seen.add(facility_id)
        written = self._ledger.written.get(facility_id, {})
        edited = [
            key
            for key, cell in row.cells.items()
            if cell.is_formula != (written.get(key) == FORMULA)
            or (not cell.is_formula and self._print(key, cell.value) != written.get(key, ""))
        ]
        if not edited:
            return
        facility = self._facilities.get(facility_id)
        if facility is None or facility.family != row.family:
            self.troubles.append(Trouble(row.cells[edited[0]].at, "gone", {"name": _name(row)}))
            return
        own = [key for key in row.cells if not key.startswith(DERIVED_KEY)]
        if all(row.cells[key].value is None for key in own):
            self._seen.discard(facility_id)  # somebody emptied the row: as good as removed
            return
        specs = self._specs[row.family]
        for key in edited:
            if key in specs:
                self._field(row, facility, specs[key], written.get(key, ""))
            elif key.startswith(DERIVED_KEY):
                self.troubles.append(Trouble(row.cells[key].at, "derived", {"name": facility.name}))
        if any(key in PLACE_KEYS for key in edited):
            self._place(row, facility, {key for key in edited if key in PLACE_KEYS}, written)

    def _print(self, key: str, value: Any) -> str:
        if key in PLACE_DECIMALS and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = round(float(value), PLACE_DECIMALS[key]) + 0.0
        elif hasattr(value, "isoformat"):
            value = value.isoformat()[:10]
        return fingerprint(value)

    def _field(self, row: LedgerRow, facility: Facility, spec: FieldSpec, written: str) -> None:
        cell, old = row.cells[spec.name], getattr(facility, spec.name)
        try:
            if spec.kind == "text" and len(str(old)) > _LONGEST_TEXT:
                raise Unreadable("long")
            new = read_cell(cell, spec)
        except Unreadable as fault:
            self._fault(cell, fault, spec)
            return
        if new == old or plain_form(new) == plain_form(old):
            return
        self.changes.append(
            LedgerChange(
                f"{facility.id}/{spec.name}",
                "changed",
                row.family,
                facility.id,
                facility.name,
                spec.name,
                old,
                new,
                cell.at,
                is_conflict=written not in _prints(spec, old),
            )
        )

    def _place(
        self, row: LedgerRow, facility: Facility, edited: set[str], written: Mapping[str, str]
    ) -> None:
        at = row.cells[next(key for key in PLACE_KEYS if key in edited)]
        try:
            new = self._xy(row, edited)
        except Unreadable as fault:
            self.troubles.append(Trouble(at.at, fault.why, fault.values))
            return
        x, y = facility.location
        if math.hypot(new[0] - x, new[1] - y) <= 0.01:
            return
        now = {X_KEY: round(x, PLACE_DECIMALS[X_KEY]) + 0.0, Y_KEY: round(y, PLACE_DECIMALS[Y_KEY]) + 0.0}
        self.changes.append(
            LedgerChange(
                f"{facility.id}/{PLACE_FIELD}",
                "changed",
                row.family,
                facility.id,
                facility.name,
                PLACE_FIELD,
                (x, y),
                new,
                at.at,
                is_conflict=any(fingerprint(now[key]) != written.get(key) for key in now),
            )
        )

    def _xy(self, row: LedgerRow, wanted: Collection[str]) -> tuple[float, float]:
        """Place of a row in project metres, from the pair of coordinates that was edited."""
        pairs: dict[str, tuple[float, float]] = {}
        for name, keys in (("metres", (X_KEY, Y_KEY)), ("degrees", (LON_KEY, LAT_KEY))):
            if not any(key in wanted for key in keys):
                continue
            read = [self._coordinate(row, key) for key in keys]
            if None in read:
                if len(wanted) > 2:
                    continue  # the other pair may do
                raise Unreadable("half_place")
            pairs[name] = (float(read[0] or 0.0), float(read[1] or 0.0))
        if "degrees" in pairs:
            lon, lat = pairs["degrees"]
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                raise Unreadable("bad_place")
            x, y = transformer(GEOGRAPHIC_EPSG, self._epsg).transform(lon, lat)
            pairs["degrees"] = (float(x), float(y))
        if not pairs:
            raise Unreadable("no_place")
        found = pairs.get("metres") or pairs["degrees"]
        other = pairs.get("degrees", found)
        if not all(map(math.isfinite, (*found, *other))):
            raise Unreadable("bad_place")
        if math.dist(found, other) > _AGREE_M:
            raise Unreadable("two_places", distance=f"{math.dist(found, other):,.0f}")
        if self._bounds is not None:
            west, south, east, north = self._bounds
            beyond = max(west - found[0], found[0] - east, south - found[1], found[1] - north)
            if beyond > _FARTHEST_M:
                raise Unreadable("far_place", distance=f"{beyond / 1000:,.0f}")
        return found

    @staticmethod
    def _coordinate(row: LedgerRow, key: str) -> float | None:
        cell = row.cells.get(key)
        if cell is None or cell.value is None:
            return None
        if cell.is_formula:
            raise Unreadable("formula")
        found = number(cell.value)
        if found is not None and math.isnan(found):
            raise Unreadable("coordinate", text=plain(cell.value)[:40])
        return found

    def _added(self, row: LedgerRow) -> None:
        """Make a facility of a row that somebody added, or say why not."""
        specs = self._specs[row.family]
        at = f"{row.sheet}!{row.number}"
        values: dict[str, Any] = {}
        faults = 0
        for name, spec in specs.items():
            cell = row.cells.get(name)
            if cell is None or (cell.value is None and spec.kind in ("choice", "text")):
                continue
            try:
                values[name] = read_cell(cell, spec)
            except Unreadable as fault:
                self._fault(cell, fault, spec)
                faults += 1
        if not values.get("name"):
            self.troubles.append(Trouble(at, "no_name"))
            return
        if "status" not in values and not faults:
            self.troubles.append(Trouble(at, "no_status", {"name": values["name"]}))
            return
        try:
            place = self._xy(row, self._new_place_keys(row))
        except Unreadable as fault:
            self.troubles.append(Trouble(at, fault.why, {**fault.values, "name": values["name"]}))
            return
        if faults:
            return
        if self._is_there(row.family, str(values["name"]), place):
            self.troubles.append(Trouble(at, "already", {"name": values["name"]}))
            return
        values = {**row.family.spec.cautious, **values}
        values.setdefault("source", self._ledger.name)
        facility = FACILITY_TYPES[row.family](id=new_id(), geometry=shapely.Point(place), **values)
        self.changes.append(
            LedgerChange(
                f"+{at}",
                "added",
                row.family,
                facility.id,
                facility.name,
                "",
                None,
                place,
                at,
                False,
                facility,
            )
        )

    def _new_place_keys(self, row: LedgerRow) -> Collection[str]:
        """Coordinates that count in a new row: in a copy of another row those that are not the other's."""
        written = self._ledger.written.get(row.facility_id)
        if written is None:
            return PLACE_KEYS
        edited = [
            key
            for key in PLACE_KEYS
            if key in row.cells and self._print(key, row.cells[key].value) != written.get(key, "")
        ]
        if not edited:
            raise Unreadable("copy")
        return edited

    def _is_there(self, family: Family, name: str, place: tuple[float, float]) -> bool:
        """Whether the project has such a facility at that place: the file was taken over before."""
        return any(
            facility.family == family
            and plain_form(facility.name) == plain_form(name)
            and math.dist(facility.location, place) <= _AGREE_M
            for facility in self._facilities.values()
        )

    def _fault(self, cell: Cell, fault: Unreadable, spec: FieldSpec) -> None:
        self.troubles.append(Trouble(cell.at, fault.why, {**fault.values, "field": spec.name}))

    def gone(self) -> None:
        """Facilities whose rows are no longer in the file."""
        for facility_id, written in self._ledger.written.items():
            facility = self._facilities.get(facility_id)
            if facility is None or facility_id in self._seen or facility.family not in self._ledger.families:
                continue
            specs = self._specs[facility.family]
            changed = any(
                written.get(name, "") not in _prints(spec, getattr(facility, name))
                for name, spec in specs.items()
            )
            self.changes.append(
                LedgerChange(
                    f"-{facility_id}",
                    "removed",
                    facility.family,
                    facility_id,
                    facility.name,
                    "",
                    None,
                    None,
                    "",
                    is_conflict=changed,
                )
            )


def _own_rows(ledger: LedgerFile, facilities: Mapping[str, Facility]) -> dict[str, tuple[str, int]]:
    """Row of each id; of several (copied to begin a new facility) the one most as it was written."""
    rows: dict[str, list[LedgerRow]] = {}
    for row in ledger.rows:
        if row.facility_id:
            rows.setdefault(row.facility_id, []).append(row)

    def likeness(row: LedgerRow) -> int:
        written = ledger.written.get(row.facility_id, {})
        same = [fingerprint(cell.value) == written.get(key) for key, cell in row.cells.items()]
        named = row.cells.get("name")
        facility = facilities.get(row.facility_id)
        is_named = named is not None and facility is not None and named.value == facility.name
        return sum(same) + 100 * is_named

    return {
        facility_id: (best.sheet, best.number)
        for facility_id, found in rows.items()
        for best in (max(found, key=likeness),)
    }


def _name(row: LedgerRow) -> str:
    cell = row.cells.get("name")
    return "" if cell is None or cell.value is None else str(cell.value)


def _prints(spec: FieldSpec, value: Any) -> set[str]:
    """Fingerprints that a value of the project may have been written with, one for each language."""
    if value is None or value == "":
        return {""}
    if spec.kind in ("choice", "flag", "text"):
        return {fingerprint(value_text(spec, value, lang)) for lang in LANGUAGES}
    return {fingerprint(value)}
