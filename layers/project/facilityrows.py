"""Facilities of a project file: a row for each scenario and facility, as this or another program wrote it.

A row added in QGIS has no id, no place in the order and often no scenario; a row that was pasted has those of
another. Such rows become facilities of their own, and no row that was there before loses its id for them, for
stock and other scenarios hang on it. Every value is checked against its field; what is of no use is named.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.project import codec, gpkg
from layers.project.fingerprints import Fingerprints
from layers.recognition.days import iso_date
from layers.recognition.recognise import choice, flag
from models.facilities.facility import FACILITY_TYPES, Facility, Family, FieldSpec, Status, field_specs
from models.kernel.remark import Remarks
from models.project.scenario import TODAY_ID, Scenario

FAMILY_TABLES: Mapping[Family, str] = {family: family.spec.role for family in Family}
"""Table of each family in a project file: the name of its layers."""

FAR_M = 100_000.0
"""A facility that far from every layer was hardly meant to be there."""

_LARGEST_M = 1e8
"""No coordinate of a projected system on this Earth is larger."""
_SHOWN = 8
_SHOWN_LETTERS = 40

Bounds = tuple[float, float, float, float]


def family_columns(family: Family) -> tuple[str, ...]:
    """Columns of a family's table that are read back, the fields last."""
    return ("scenario_id", "position", "facility_id", *(spec.name for spec in field_specs(family)))


@dataclass(frozen=True, eq=False)
class Row:
    """One row whose facility can be used; ``""`` and ``None`` where it does not say."""

    family: Family
    fid: int
    scenario_id: str
    scenario_name: str
    position: int | None
    facility: Facility

    @property
    def place(self) -> tuple[bool, int, int, int]:
        """Where it stands in its scenario: by its position, else after all others."""
        return (self.position is None, self.position or 0, _FAMILIES.index(self.family), self.fid)

    @property
    def age(self) -> tuple[bool, int, int]:
        """Of several rows with one id the first by this is the one that had it first."""
        return (self.position is None, _FAMILIES.index(self.family), self.fid)

    @property
    def values(self) -> dict[str, object]:
        """What a remark says of it."""
        return {"table": FAMILY_TABLES[self.family], "row": self.fid, "name": self.facility.name}


_FAMILIES = tuple(Family)


# -- rows ----------------------------------------------------------------------------------------------------
def read_rows(
    connection: sqlite3.Connection,
    fingerprints: Fingerprints,
    family: Family,
    epsg: int,
    near: Bounds | None,
    remarks: Remarks,
) -> list[Row]:
    """Usable rows of a family's table.

    Parameters
    ----------
    near
        Bounds of all layers, metres.

    Raises
    ------
    ValueError
        The table is damaged, or lacks what tells its rows apart.
    sqlite3.Error
        It cannot be read at all.
    """
    table, names = FAMILY_TABLES[family], family_columns(family)
    present = gpkg.column_names(connection, table)
    absent = [name for name in names[3:] if name not in present]
    there = [name for name in ("fid", "geom", *names, "scenario") if name in present or name in names[:3]]
    columns = dict(zip(there, gpkg.read_columns(connection, table, there), strict=True))
    count = len(columns["fid"])
    for name in ("scenario", *absent):
        columns.setdefault(name, [None] * count)
    stored = [columns[name] for name in ("geom", *names)]
    # A file of a version that did not know a field yet has no column for it, and nobody edited it.
    is_edited = fingerprints.expect(table, [columns[name] for name in ("geom", *names) if name not in absent])
    edited: frozenset[int] = frozenset()
    if is_edited:
        edited = _tell_edit(fingerprints, family, columns["fid"], stored, columns["name"], remarks)
        for name in absent:
            remarks.say("reading.column_missing", {"column": f"field.{name}"}, table=table, count=count)
        for name in sorted(present - set(there)):
            remarks.leave_out("reading.column_foreign", table=table, column=name)
    reader = _Reader(family, epsg, near, edited, remarks)
    rows = []
    lists = (columns[name] for name in ("fid", "scenario"))
    for fid, scenario_name, blob, scenario_id, position, facility_id, *own in zip(
        *lists, *stored, strict=True
    ):
        facility = reader.facility(fid, _text(facility_id), blob, own)
        if facility is not None:
            place = position if isinstance(position, int) else None
            rows.append(Row(family, fid, _text(scenario_id), _text(scenario_name), place, facility))
    without = sum(1 for row in rows if row.position is None and row.facility.id)
    if without:
        remarks.say("reading.position_missing", table=table, count=without)
    return rows


def _tell_edit(
    fingerprints: Fingerprints,
    family: Family,
    fids: Sequence[int],
    stored: Sequence[Sequence[Any]],
    names: Sequence[Any],
    remarks: Remarks,
) -> frozenset[int]:
    """Say what another program did; return the rows (by their fid) that it changed or added."""
    table = FAMILY_TABLES[family]
    changed, added, deleted = fingerprints.differences(table, fids, stored)
    titles = list(dict.fromkeys(_shown(names[row]) for row in (*changed, *added)))
    more = " …" if len(titles) > _SHOWN else ""
    remarks.say(
        "reading.facilities_edited",
        {"family": f"family.{family}.plural"},
        table=table,
        changed=len(changed),
        added=len(added),
        deleted=deleted,
        names="、".join(titles[:_SHOWN]) + more or "–",
    )
    return frozenset(fids[row] for row in (*changed, *added))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _shown(value: Any) -> str:
    """Stored value for a message."""
    text = value if isinstance(value, str) else f"{len(value)} B" if isinstance(value, bytes) else str(value)
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}…"


class _Reader:
    """Makes facilities of rows; equal rows of several scenarios give one object, and one remark."""

    def __init__(
        self, family: Family, epsg: int, near: Bounds | None, edited: frozenset[int], remarks: Remarks
    ) -> None:
        self._family, self._epsg, self._near, self._remarks = family, epsg, near, remarks
        self._edited = edited
        self._made: dict[tuple[Any, ...], Facility | None] = {}
        self._where: dict[str, object] = {}

    def facility(self, fid: int, facility_id: str, blob: Any, own: Sequence[Any]) -> Facility | None:
        """Facility of a row, with an empty id if the row has none; ``None`` if it is of no use."""
        # SQLite gives 1 and 1.0, which are equal here and the same in every field.
        key = (facility_id, blob, *own)
        if key not in self._made:
            self._made[key] = self._make(fid, facility_id, blob, own)
        return self._made[key]

    def _make(self, fid: int, facility_id: str, blob: Any, own: Sequence[Any]) -> Facility | None:
        specs = field_specs(self._family)
        stored = {spec.name: value for spec, value in zip(specs, own, strict=True)}
        name = _shown(stored["name"]) if stored["name"] else facility_id
        self._where = {"table": FAMILY_TABLES[self._family], "row": fid, "name": name}
        geometry, fault = usable_geometry(blob, self._epsg)
        if geometry is None:
            self._remarks.leave_out(f"reading.geometry.{fault}", **self._where)
            return None
        if fault:
            self._remarks.say(f"reading.geometry.{fault}", **self._where)
        if fid in self._edited and self._near is not None and _distance(geometry.bounds, self._near) > FAR_M:
            km = round(_distance(geometry.bounds, self._near) / 1000)
            self._remarks.say("reading.geometry.far", **self._where, distance_km=f"{km:,}")
        values = {spec.name: self._value(spec, stored[spec.name]) for spec in specs}
        return codec.facility_of(self._family, facility_id, geometry, values)

    def _value(self, spec: FieldSpec, value: Any) -> Any:
        try:
            if spec.kind == "choice" and value is None:
                raise codec.FieldError("empty", spec, value)
            found = codec.field_value(spec, value)
            if spec.kind == "date" and found is not None and iso_date(found) != found:
                raise codec.FieldError("not_date", spec, value)
            return found
        except codec.FieldError as fault:
            return self._mended(fault)

    def _mended(self, fault: codec.FieldError) -> Any:
        """What stands in for a value that does not fit: what was meant, else what claims least."""
        spec, value = fault.spec, fault.value
        understood = _understood(spec, value)
        words = {"field": f"field.{spec.name}"}
        told = {**self._where, "found": "–" if value is None else _shown(value)}
        if spec.kind == "choice":
            taken = understood or _cautious(spec, self._family)
            words["taken"] = f"choice.{spec.choices}.{taken}"
            key = "understood" if understood else "empty" if value is None else "not_choice"
            self._remarks.say(f"reading.value.{key}", words, **told)
            return taken
        if understood is None:
            self._remarks.say(f"reading.value.{fault.key}", words, **told)
            return "" if spec.kind == "text" else None
        if spec.kind == "flag":
            words["taken"] = "choice.flag.yes" if understood else "choice.flag.no"
        else:
            told["taken"] = understood
        self._remarks.say("reading.value.understood", words, **told)
        return understood


def _understood(spec: FieldSpec, value: Any) -> Any:
    """Value that a word typed into a table means; ``None`` if nothing is known that it means."""
    if not isinstance(value, str):
        return None
    if spec.kind == "choice":
        return choice(value, spec.choices)
    if spec.kind == "flag":
        return flag(value)
    return iso_date(value) if spec.kind == "date" else None


def _cautious(spec: FieldSpec, family: Family) -> str:
    """What a facility is taken for that does not say: a site that does not count, of the least class."""
    if spec.name == "status":
        return Status.CANDIDATE.value
    if spec.name in family.spec.cautious:
        return family.spec.cautious[spec.name]
    return str(FACILITY_TYPES[family].__dataclass_fields__[spec.name].default)


def usable_geometry(blob: Any, epsg: int) -> tuple[BaseGeometry | None, str]:
    """Point or polygon of a stored geometry, and what was wrong with it; ``None`` if it is of no use."""
    if blob is None:
        return None, "missing"
    try:
        system = gpkg.system_of(blob)
        shape = shapely.from_wkb(gpkg.wkb_of(blob))
    except (ValueError, TypeError, shapely.errors.ShapelyError):
        return None, "unreadable"
    if shape is None or shape.is_empty:
        return None, "missing"
    if system not in (epsg, 0, -1):
        return None, "other_system"
    if shape.has_z or shapely.has_m(shape):
        shape = shapely.force_2d(shape)
    coordinates = shapely.get_coordinates(shape)
    if not (np.isfinite(coordinates).all() and (np.abs(coordinates) < _LARGEST_M).all()):
        return None, "nowhere"
    if shape.geom_type not in _USABLE and shapely.get_num_geometries(shape) == 1:
        shape = shapely.get_geometry(shape, 0)
    if shape.geom_type not in _USABLE:
        return None, "other_kind"
    if shape.is_valid:
        return shape, ""
    repaired = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if repaired.is_empty or repaired.geom_type not in _USABLE:
        return None, "other_kind"
    return repaired, "repaired"


_USABLE = ("Point", "Polygon", "MultiPolygon")


def _distance(bounds: Bounds, near: Bounds) -> float:
    """Shortest distance between two rectangles along an axis, metres."""
    return max(near[0] - bounds[2], bounds[0] - near[2], near[1] - bounds[3], bounds[1] - near[3], 0.0)


# -- scenarios -----------------------------------------------------------------------------------------------
@dataclass
class _Holding:
    """One scenario while it is filled."""

    scenario: Scenario
    rows: list[Row] = field(default_factory=list)
    facilities: dict[str, Facility] = field(default_factory=dict)


def fill_scenarios(
    scenarios: Sequence[Scenario], rows: Sequence[Row], stamp: str, remarks: Remarks
) -> list[Scenario]:
    """Put each row into its scenario.

    Parameters
    ----------
    stamp
        What tells this file from others: ids that are given follow from it, so that they are the same
        whenever the same file is read.
    """
    if TODAY_ID not in {scenario.id for scenario in scenarios}:
        scenarios = (Scenario(TODAY_ID, ""), *scenarios)
    holdings = {scenario.id: _Holding(scenario) for scenario in scenarios}
    everywhere = _sorted_in(rows, holdings, remarks)
    ids = _Ids(stamp, {row.facility.id for row in rows})
    given: dict[str, tuple[Row, Row | None, list[str]]] = {}
    for holding in holdings.values():
        new = _keep(holding)
        for row, kept in new:
            key = row.facility.id or row.facility
            made = ids.of(row, holding.scenario.id, key)
            holding.facilities[made] = ids.renamed(row.facility, made)
            given.setdefault(made, (row, kept, []))[2].append(_title(holding.scenario))
    for row, kept, titles in given.values():
        where = {**row.values, "scenarios": "、".join(titles)}
        if kept is not None:
            owner = {"kept_table": FAMILY_TABLES[kept.family], "kept": kept.fid}
            remarks.say("reading.facility_copied", **where, **owner)
        else:
            remarks.say("reading.facility_added", **where)
    for row in everywhere:
        _spread(row, holdings.values(), ids, remarks)
    return [
        replace(holding.scenario, facilities=MappingProxyType(holding.facilities))
        for holding in holdings.values()
    ]


def _title(scenario: Scenario) -> str:
    return scenario.name or scenario.id


def _sorted_in(rows: Sequence[Row], holdings: dict[str, _Holding], remarks: Remarks) -> list[Row]:
    """Give each row to its scenario; those that belong to none are returned."""
    for row in rows:
        if row.scenario_id and row.scenario_id not in holdings:
            name = row.scenario_name if row.scenario_name != row.scenario_id else ""
            holdings[row.scenario_id] = _Holding(Scenario(row.scenario_id, name))
            remarks.say("reading.scenario_restored", name=name or row.scenario_id, **_table_of(row))
    named: dict[str, list[_Holding]] = {}
    for holding in holdings.values():
        named.setdefault(_title(holding.scenario), []).append(holding)
    everywhere = []
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        if row.scenario_id:
            holdings[row.scenario_id].rows.append(row)
        elif len(named.get(row.scenario_name, ())) == 1:
            named[row.scenario_name][0].rows.append(row)
            by_name.setdefault(FAMILY_TABLES[row.family], []).append(row)
        else:
            everywhere.append(row)
    for table, found in by_name.items():
        remarks.say("reading.scenario_by_name", table=table, count=len(found))
    return everywhere


def _table_of(row: Row) -> dict[str, object]:
    return {"table": FAMILY_TABLES[row.family]}


def _keep(holding: _Holding) -> list[tuple[Row, Row | None]]:
    """Fill in the rows that have an id of their own; return the others, with the row that has it instead."""
    owners: dict[str, Row] = {}
    for row in sorted(holding.rows, key=lambda row: row.age):
        if row.facility.id:
            owners.setdefault(row.facility.id, row)
    in_order = sorted(holding.rows, key=lambda row: row.place)
    new = []
    for row in in_order:
        owner = owners.get(row.facility.id)
        if owner is row:
            holding.facilities[row.facility.id] = row.facility
        else:
            new.append((row, owner))
    return sorted(new, key=lambda item: (_FAMILIES.index(item[0].family), item[0].fid))


def _spread(row: Row, holdings: Iterable[_Holding], ids: _Ids, remarks: Remarks) -> None:
    """Put a row without a scenario into all of them, as a facility that is placed today."""
    holdings = list(holdings)
    lacking = [holding for holding in holdings if row.facility.id not in holding.facilities]
    held = [holding.facilities.get(row.facility.id) for holding in holdings]
    if row.facility.id and held and all(other == row.facility for other in held):
        return  # the same row once more: nothing is lost
    made = row.facility.id if row.facility.id and lacking else ids.of(row, "", row.facility)
    facility = ids.renamed(row.facility, made)
    for holding in lacking if made == row.facility.id else holdings:
        holding.facilities[made] = facility
    remarks.say("reading.scenario_missing", **row.values)


class _Ids:
    """Gives ids to rows that have none, or one that another row has."""

    def __init__(self, stamp: str, taken: set[str]) -> None:
        self._stamp, self._taken = stamp, taken
        self._given: dict[tuple[Any, int], str] = {}
        self._counts: dict[tuple[str, Any], int] = {}
        self._renamed: dict[tuple[int, str], Facility] = {}

    def of(self, row: Row, scenario_id: str, key: Any) -> str:
        """Id for a row; the first copy of one facility has the same id in every scenario, and so on."""
        key = key if isinstance(key, str) else id(key)
        count = self._counts.get((scenario_id, key), 0)
        self._counts[scenario_id, key] = count + 1
        if (key, count) not in self._given:
            self._given[key, count] = self._fresh(row)
        return self._given[key, count]

    def _fresh(self, row: Row) -> str:
        words = f"{self._stamp}/{FAMILY_TABLES[row.family]}/{row.fid}"
        made = uuid.uuid5(uuid.NAMESPACE_OID, words).hex
        while made in self._taken:
            made = uuid.uuid5(uuid.NAMESPACE_OID, made).hex
        self._taken.add(made)
        return made

    def renamed(self, facility: Facility, made: str) -> Facility:
        """The facility with its id; one object however many scenarios hold it."""
        if facility.id == made:
            return facility
        return self._renamed.setdefault((id(facility), made), replace(facility, id=made))
