"""Reading a project file: nothing in it is changed, nothing in it is run, every damaged part is named."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from layers import beside, codec, gpkg
from layers.columns import Column, decoded, digest
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

SCENARIO_COLUMNS = ("scenario_id", "position", "name", "note")
LAYER_COLUMNS = (
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
META_TABLE = "haven_project"
FAULTS = (
    sqlite3.Error,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    shapely.errors.ShapelyError,
    pyproj.exceptions.CRSError,
)


def family_columns(family: Family) -> tuple[str, ...]:
    """Columns of a family's table that are read back, the fields last."""
    return ("scenario_id", "position", "facility_id", *(spec.name for spec in field_specs(family)))


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
        beside.check_regular(path)
        with path.open("rb") as file:
            start = file.read(100)
    except (OSError, ValueError) as error:
        raise read_error(error, path) from error
    if not start.startswith(beside.MAGIC):
        key = "project_empty" if not start.strip(b"\x00") else "project_not_ours"
        raise HavenError(key, file=path.name, folder=str(path.parent))
    try:
        with beside.opened(path) as connection:
            return _read(connection, path)
    except OSError as error:
        raise read_error(error, path) from error
    except beside.SQL_FAULTS as error:
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
    except FAULTS as error:
        raise HavenError(key, file=path.name, details=f"{type(error).__name__}: {error}", **values) from error


class Fingerprints:
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


def read_meta(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    """Texts about the whole project, by key; HavenError when it is none of ours or too new."""
    if not gpkg.has_table(connection, META_TABLE):
        raise HavenError("project_foreign", file=path.name, folder=str(path.parent))
    with _part("project_damaged_settings", path):
        keys, texts = gpkg.read_columns(connection, META_TABLE, ("key", "value"))
        meta = dict(zip(keys, texts, strict=True))
        written = int(meta["format"])
    if written > FORMAT:
        raise HavenError("project_newer", file=path.name, version=meta.get("program", ""), ours=VERSION)
    with _part("project_damaged_settings", path):
        row = connection.execute(
            "SELECT last_change FROM gpkg_contents WHERE table_name = ?", (META_TABLE,)
        ).fetchone()
        own = meta.pop("digest")
        if row == (meta["saved_at"],) and own != digest([sorted(meta.items())]):
            raise ValueError("fingerprint of settings differs")
    return meta


def _read(connection: sqlite3.Connection, path: Path) -> Project:
    meta = read_meta(connection, path)
    with _part("project_damaged_settings", path):
        settings = codec.settings_from_json(json.loads(meta["settings"]))
        pyproj.CRS.from_epsg(settings.crs_epsg)
        ui_state = json.loads(meta["ui_state"])
        fingerprints = Fingerprints(connection, meta)
    layers = _read_layers(connection, path, fingerprints, settings.crs_epsg)
    scenarios = read_scenarios(connection, path, fingerprints)
    with _part("project_damaged_settings", path):
        return Project(settings, layers, scenarios, meta["active_scenario"], ui_state)


def layer_rows(connection: sqlite3.Connection, fingerprints: Fingerprints) -> list[tuple[Any, ...]]:
    """List of layers, first drawn on top; see ``LAYER_COLUMNS``."""
    listed = gpkg.read_columns(connection, "haven_layers", LAYER_COLUMNS)
    fingerprints.expect("haven_layers", listed)
    return sorted(zip(*listed, strict=True), key=lambda row: row[1])


def _read_layers(
    connection: sqlite3.Connection, path: Path, fingerprints: Fingerprints, epsg: int
) -> list[Layer]:
    with _part("project_damaged_layers", path):
        rows = layer_rows(connection, fingerprints)
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
    fingerprints: Fingerprints,
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


def read_scenarios(connection: sqlite3.Connection, path: Path, fingerprints: Fingerprints) -> list[Scenario]:
    """Scenarios with their facilities; those that several hold are one object in all of them."""
    with _part("project_damaged_scenarios", path):
        listed = gpkg.read_columns(connection, "haven_scenarios", SCENARIO_COLUMNS)
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
    fingerprints: Fingerprints,
    family: Family,
    table: str,
    holdings: dict[str, dict[int, Facility]],
) -> None:
    names = family_columns(family)
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
