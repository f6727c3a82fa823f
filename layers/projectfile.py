"""The project file: one GeoPackage that holds everything and that QGIS opens too.

Layout (docs/adr/0010-project-file.md): one feature table per layer, one per facility family with a row for
each scenario and facility, and the attribute tables ``haven_project``, ``haven_scenarios``, ``haven_layers``.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers import codec, gpkg
from layers.atomic import atomic_write
from layers.columns import SQL_TYPES, Column, decoded, digest, encoded, kind_of
from layers.names import table_name, unique_names
from models.errors import HavenError
from models.facility import Facility, Family, field_specs, new_id
from models.layer import Layer, Role
from models.project import Project, Scenario
from models.version import VERSION

FORMAT = 1
"""Grows when an older program could no longer read what a newer one writes."""

FAMILY_TABLES: Mapping[Family, str] = {
    Family.SHELTER: "shelters",
    Family.DEPOT: "depots",
    Family.FIRE_STATION: "fire_stations",
    Family.BRIGADE: "brigades",
    Family.TEAM: "teams",
    Family.HELIPAD: "helipads",
}

_FIELD_TYPES = {
    "text": "TEXT",
    "choice": "TEXT",
    "date": "TEXT",
    "number": "REAL",
    "integer": "INTEGER",
    "flag": "BOOLEAN",
}
_SCENARIO_COLUMNS = ("scenario_id", "position", "name", "note")
_LAYER_COLUMNS = (
    "layer_id",
    "position",
    "name",
    "role",
    "table_name",
    "visible",
    "opacity",
    "style",
    "provenance",
    "columns",
)
_META_TABLE = "haven_project"
_FAULTS = (
    sqlite3.Error,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    shapely.errors.ShapelyError,
)


# -- saving ------------------------------------------------------------------------------------------------
def save_project(project: Project, path: Path, *, saved_at: datetime | None = None) -> None:
    """Write the whole project; the file is the old one or the new one at every moment, never half of either.

    The previous version stays beside it as ``<name>.bak``.

    Parameters
    ----------
    saved_at
        Time to note in the file, now if not given; the same project and time give the same bytes.

    Raises
    ------
    HavenError
        The disk is full, the file is open elsewhere, or the folder may not be written.
    """
    stamp = (saved_at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def write(temporary: Path) -> None:
        try:
            _write(project, temporary, stamp)
        except sqlite3.Error as error:
            full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"
            raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error

    atomic_write(path, write, check=_check_written, keep_backup=True)


def _write(project: Project, path: Path, stamp: str) -> None:
    settings, layers, scenarios = project.settings, project.layers, project.scenarios
    connection = gpkg.create(path, settings.crs_epsg)
    try:
        connection.execute("BEGIN")
        digests: dict[str, str] = {}
        tables = _layer_tables(layers)
        described = [
            _write_layer(connection, layer, tables[layer.id], settings.crs_epsg, stamp, digests)
            for layer in layers
        ]
        for family in Family:
            _write_family(connection, family, scenarios, settings.crs_epsg, stamp, digests)
        _write_attributes(
            connection,
            "haven_scenarios",
            _SCENARIO_COLUMNS,
            [(item.id, index, item.name, item.note) for index, item in enumerate(scenarios)],
            stamp,
            digests,
        )
        _write_attributes(
            connection,
            "haven_layers",
            _LAYER_COLUMNS,
            [(row[0], index, *row[1:]) for index, row in enumerate(described)],
            stamp,
            digests,
        )
        _write_meta(connection, project, stamp, digests)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _layer_tables(layers: tuple[Layer, ...]) -> dict[str, str]:
    taken = [*FAMILY_TABLES.values(), "haven_scenarios", "haven_layers", _META_TABLE]
    names = unique_names([table_name(layer.name or layer.role.value) for layer in layers], taken)
    return {layer.id: name for layer, name in zip(layers, names, strict=True)}


def _write_layer(
    connection: sqlite3.Connection,
    layer: Layer,
    table: str,
    epsg: int,
    stamp: str,
    digests: dict[str, str],
) -> tuple[Any, ...]:
    frame = layer.frame
    geometry_name = frame.geometry.name
    names = list(frame.columns)
    plain = [name for name in names if name != geometry_name]
    sql_names = unique_names([str(name).replace("\x00", "") for name in plain], ["fid", "geom"])
    columns, values = [], []
    for name, sql_name in zip(plain, sql_names, strict=True):
        series = frame[name]
        kind = kind_of(series)
        columns.append(Column(str(name), sql_name, kind, str(series.dtype)))
        values.append(encoded(series, kind))
    geometries = layer.geometries
    blobs = gpkg.geometry_blobs(geometries, epsg)
    gpkg.add_table(
        connection,
        table,
        [(column.sql_name, SQL_TYPES[column.kind]) for column in columns],
        zip(blobs, *values, strict=True),
        identifier=table,
        changed_at=stamp,
        geometries=geometries,
        epsg=epsg,
    )
    digests[table] = digest([blobs, *values])
    described = {
        "geometry": str(geometry_name),
        "position": names.index(geometry_name),
        "columns": [[column.name, column.sql_name, column.kind, column.dtype] for column in columns],
    }
    return (
        layer.id,
        layer.name,
        layer.role.value,
        table,
        int(layer.visible),
        float(layer.opacity),
        codec.dumps(codec.style_to_json(layer.style)),
        codec.dumps(codec.provenance_to_json(layer.provenance)),
        codec.dumps(described),
    )


def _write_family(
    connection: sqlite3.Connection,
    family: Family,
    scenarios: tuple[Scenario, ...],
    epsg: int,
    stamp: str,
    digests: dict[str, str],
) -> None:
    found = [
        (scenario, position, facility)
        for scenario in scenarios
        for position, facility in enumerate(scenario.facilities.values())
        if facility.family == family
    ]
    if not found:
        return
    specs = field_specs(family)
    geometries = np.array([facility.geometry for _, _, facility in found], dtype=object)
    blobs = gpkg.geometry_blobs(geometries, epsg)
    rows = [
        (
            blob,
            scenario.id,
            scenario.name or scenario.id,
            position,
            facility.id,
            *(_stored(getattr(facility, spec.name)) for spec in specs),
        )
        for blob, (scenario, position, facility) in zip(blobs, found, strict=True)
    ]
    own = [("scenario_id", "TEXT"), ("scenario", "TEXT"), ("position", "INTEGER"), ("facility_id", "TEXT")]
    table = FAMILY_TABLES[family]
    gpkg.add_table(
        connection,
        table,
        [*own, *((spec.name, _FIELD_TYPES[spec.kind]) for spec in specs)],
        rows,
        identifier=table,
        changed_at=stamp,
        geometries=geometries,
        epsg=epsg,
    )
    digests[table] = _family_digest(connection, table, family)


def _stored(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _family_columns(family: Family) -> tuple[str, ...]:
    return ("scenario_id", "position", "facility_id", *(spec.name for spec in field_specs(family)))


def _family_digest(connection: sqlite3.Connection, table: str, family: Family) -> str:
    return digest(gpkg.read_columns(connection, table, ("geom", *_family_columns(family))))


def _write_attributes(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    stamp: str,
    digests: dict[str, str],
) -> None:
    kinds = {"position": "INTEGER", "visible": "BOOLEAN", "opacity": "REAL"}
    declared = [(column, kinds.get(column, "TEXT")) for column in columns]
    gpkg.add_table(connection, table, declared, rows, identifier=table, changed_at=stamp)
    digests[table] = digest(gpkg.read_columns(connection, table, columns))


def _write_meta(
    connection: sqlite3.Connection, project: Project, stamp: str, digests: Mapping[str, str]
) -> None:
    values = {
        "format": str(FORMAT),
        "program": VERSION,
        "saved_at": stamp,
        "settings": codec.dumps(codec.settings_to_json(project.settings)),
        "active_scenario": project.active_scenario_id,
        "ui_state": codec.dumps(project.ui_state),
        "digests": codec.dumps(digests),
    }
    values["digest"] = digest([sorted(values.items())])
    gpkg.add_table(
        connection,
        _META_TABLE,
        [("key", "TEXT"), ("value", "TEXT")],
        values.items(),
        identifier=_META_TABLE,
        changed_at=stamp,
    )


def _check_written(path: Path) -> None:
    """Read back what was just written: the file is whole and every table holds what was meant."""
    try:
        with gpkg.opened(path) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise ValueError(verdict)
            meta = _read_settings(connection, path)
            fingerprints = _Fingerprints(connection, meta)
            _read_scenarios(connection, path, fingerprints)
            for row in _layer_rows(connection, fingerprints):
                columns = [Column(*entry) for entry in json.loads(row[-1])["columns"]]
                names = ["geom", *(column.sql_name for column in columns)]
                fingerprints.expect(row[4], gpkg.read_columns(connection, row[4], names))
    except (*_FAULTS, HavenError) as error:
        raise OSError(errno.EIO, f"written file does not read back: {error}") from error


# -- loading -----------------------------------------------------------------------------------------------
def load_project(path: Path) -> Project:
    """Read a project file without changing it.

    Raises
    ------
    HavenError
        There is no such file, it is no project of this program, a newer version wrote it, or a part of it
        is damaged (the error names the part).
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except (OSError, ValueError) as error:
        raise read_error(error, path) from error
    if not start.startswith(gpkg.MAGIC):
        key = "project_empty" if not start.strip(b"\x00") else "project_not_ours"
        raise HavenError(key, file=path.name, folder=str(path.parent))
    try:
        with gpkg.opened(path) as connection:
            return _read(connection, path)
    except OSError as error:
        raise read_error(error, path) from error
    except sqlite3.Error as error:
        raise HavenError("project_damaged", file=path.name, details=str(error)) from error


def read_error(error: Exception, path: Path) -> HavenError:
    """Say in a planner's words why a file could not be read."""
    missing = getattr(error, "errno", None) in (errno.ENOENT, errno.ENOTDIR)
    key = "file_missing" if missing else "file_unreadable"
    return HavenError(key, file=path.name, folder=str(path.parent), details=str(error))


@contextmanager
def _part(key: str, path: Path, **values: object) -> Iterator[None]:
    """Name the part of the file that cannot be read."""
    try:
        yield
    except _FAULTS as error:
        raise HavenError(key, file=path.name, details=f"{type(error).__name__}: {error}", **values) from error


class _Fingerprints:
    """Compares what is read with what was written, unless another program has edited the table since."""

    def __init__(self, connection: sqlite3.Connection, meta: Mapping[str, str]) -> None:
        self._written: dict[str, str] = json.loads(meta["digests"])
        self._changed = dict(connection.execute("SELECT table_name, last_change FROM gpkg_contents"))
        self._stamp = meta["saved_at"]

    def holds(self, table: str) -> bool:
        """Whether the table was written, so that it must be there."""
        return table in self._written

    def expect(self, table: str, columns: list[list[Any]]) -> None:
        """Raise ValueError when a table is not what was written and nobody else says to have changed it."""
        untouched = self._changed.get(table) == self._stamp
        if untouched and self._written.get(table) != digest(columns):
            raise ValueError(f"fingerprint of {table!r} differs")


def _read_settings(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    if not gpkg.has_table(connection, _META_TABLE):
        raise HavenError("project_foreign", file=path.name, folder=str(path.parent))
    with _part("project_damaged_settings", path):
        keys, texts = gpkg.read_columns(connection, _META_TABLE, ("key", "value"))
        meta = dict(zip(keys, texts, strict=True))
        written = int(meta["format"])
    if written > FORMAT:
        raise HavenError("project_newer", file=path.name, version=meta.get("program", ""), ours=VERSION)
    with _part("project_damaged_settings", path):
        row = connection.execute(
            "SELECT last_change FROM gpkg_contents WHERE table_name = ?", (_META_TABLE,)
        ).fetchone()
        own = meta.pop("digest")
        if row == (meta["saved_at"],) and own != digest([sorted(meta.items())]):
            raise ValueError("fingerprint of settings differs")
    return meta


def _read(connection: sqlite3.Connection, path: Path) -> Project:
    meta = _read_settings(connection, path)
    with _part("project_damaged_settings", path):
        settings = codec.settings_from_json(json.loads(meta["settings"]))
        ui_state = json.loads(meta["ui_state"])
        fingerprints = _Fingerprints(connection, meta)
    layers = _read_layers(connection, path, fingerprints, settings.crs_epsg)
    scenarios = _read_scenarios(connection, path, fingerprints)
    with _part("project_damaged_settings", path):
        return Project(settings, layers, scenarios, meta["active_scenario"], ui_state)


def _layer_rows(connection: sqlite3.Connection, fingerprints: _Fingerprints) -> list[tuple[Any, ...]]:
    listed = gpkg.read_columns(connection, "haven_layers", _LAYER_COLUMNS)
    fingerprints.expect("haven_layers", listed)
    return sorted(zip(*listed, strict=True), key=lambda row: row[1])


def _read_layers(
    connection: sqlite3.Connection, path: Path, fingerprints: _Fingerprints, epsg: int
) -> list[Layer]:
    with _part("project_damaged_layers", path):
        rows = _layer_rows(connection, fingerprints)
    layers = []
    for layer_id, _, name, role, table, visible, opacity, style, provenance, columns in rows:
        with _part("project_damaged_layer", path, layer=name):
            layers.append(
                Layer(
                    name=name,
                    role=Role(role),
                    frame=_read_frame(connection, fingerprints, table, json.loads(columns), epsg),
                    id=layer_id,
                    visible=bool(visible),
                    opacity=float(opacity),
                    style=codec.style_from_json(json.loads(style)),
                    provenance=codec.provenance_from_json(json.loads(provenance)),
                )
            )
    return layers


def _read_frame(
    connection: sqlite3.Connection,
    fingerprints: _Fingerprints,
    table: str,
    described: Mapping[str, Any],
    epsg: int,
) -> gpd.GeoDataFrame:
    columns = [Column(*entry) for entry in described["columns"]]
    blobs, *values = gpkg.read_columns(connection, table, ["geom", *(column.sql_name for column in columns)])
    fingerprints.expect(table, [blobs, *values])
    series = {column.name: decoded(column, stored) for column, stored in zip(columns, values, strict=True)}
    names = list(series)
    names.insert(int(described["position"]), described["geometry"])
    series[described["geometry"]] = gpd.GeoSeries(_geometries(blobs), crs=epsg)
    return gpd.GeoDataFrame({name: series[name] for name in names}, geometry=described["geometry"])


def _geometries(blobs: list[Any]) -> Any:
    wkb = np.empty(len(blobs), dtype=object)
    wkb[:] = [gpkg.wkb_of(blob) for blob in blobs]
    return shapely.from_wkb(wkb)


def _read_scenarios(
    connection: sqlite3.Connection, path: Path, fingerprints: _Fingerprints
) -> list[Scenario]:
    with _part("project_damaged_scenarios", path):
        listed = gpkg.read_columns(connection, "haven_scenarios", _SCENARIO_COLUMNS)
        fingerprints.expect("haven_scenarios", listed)
        rows = sorted(zip(*listed, strict=True), key=lambda row: row[1])
        holdings: dict[str, dict[int, Facility]] = {row[0]: {} for row in rows}
    for family, table in FAMILY_TABLES.items():
        with _part("project_damaged_facilities", path, table=table):
            if fingerprints.holds(table):
                _read_family(connection, fingerprints, family, table, holdings)
    return [
        Scenario(scenario_id, name, _in_order(holdings[scenario_id]), note)
        for scenario_id, _, name, note in rows
    ]


def _in_order(held: Mapping[int, Facility]) -> Mapping[str, Facility]:
    return MappingProxyType({held[position].id: held[position] for position in sorted(held)})


def _read_family(
    connection: sqlite3.Connection,
    fingerprints: _Fingerprints,
    family: Family,
    table: str,
    holdings: dict[str, dict[int, Facility]],
) -> None:
    names = _family_columns(family)
    blobs, *values = gpkg.read_columns(connection, table, ("geom", *names))
    fingerprints.expect(table, [blobs, *values])
    geometries = _geometries(blobs)
    same: dict[tuple[Any, ...], Facility] = {}
    for blob, geometry, row in zip(blobs, geometries, zip(*values, strict=True), strict=True):
        scenario_id, position, facility_id, *own = row
        if scenario_id not in holdings:
            continue  # another program deleted the scenario's row
        key = (facility_id, blob, *own)
        if key not in same:
            fields = dict(zip(names[3:], own, strict=True))
            same[key] = codec.facility_from_values(family, facility_id, geometry, fields)
        held = holdings[scenario_id]
        if position is None or position in held:
            # A row added or copied in another program: it goes to the end as a facility of its own.
            held[max(held, default=-1) + 1] = replace(same[key], id=new_id())
        else:
            held[position] = same[key]
