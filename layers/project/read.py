"""Reading a project file: nothing in it is changed, nothing in it is run, every damaged part is named."""

from __future__ import annotations

import errno
import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from layers.disk import beside
from layers.formats.shapes import repair
from layers.formats.told import row_list
from layers.project import codec, gpkg
from layers.project.columns import Column, cleaned, decoded, plain
from layers.project.facilityrows import FAMILY_TABLES, Bounds, fill_scenarios, read_rows
from layers.project.fingerprints import Fingerprints, meta_digest
from layers.project.kept import LEAST_BYTES, KeptLayers
from layers.project.statepaths import read_state
from models.county.layer import Layer, Role
from models.county.unframed import Unframed
from models.findings.figures import figure_specs
from models.kernel.arrays import Objects
from models.kernel.errors import HavenError
from models.kernel.remark import Remarks
from models.kernel.version import VERSION
from models.project.project import Project
from models.project.remarks import FIGURE_UNKNOWN
from models.project.scenario import Scenario
from models.project.settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FORMAT = 6
"""Grows with everything new in a file: an older program would leave it out without a word when it saves.

Files of every earlier number open (docs/adr/0038-years.md, tests/layers/project/versions).
"""

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
QUANTITIES = frozenset({"population_persons", "voltage_kv"})
"""Columns of layers that hold amounts."""

_OF_OTHERS = frozenset({"layer_styles", "qgis_projects"})
"""Tables in which QGIS keeps how it shows the file: no data of the county."""

Row = tuple[Any, ...]
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


def load_project(path: Path, *, keep_in: Path | None = None, mark: str | None = None) -> Project:
    """Read a project file without changing it.

    What other programs edited is taken as far as it can be; layers and families that are damaged are left
    out. Both are told in the project's ``remarks`` and ``left_out``.

    Parameters
    ----------
    keep_in
        Folder in which the layers of a large project are kept as arrays, so that it opens at once next time.
    mark
        Mark of the file's content, if it is known.

    Raises
    ------
    HavenError
        There is no such file, it is no project of this program, a newer version wrote it, or a part that
        nothing can do without is damaged (the error names the part).
    """
    path = Path(path)
    with beside.in_turn(path):
        return _load(path, keep_in, mark)


def _load(path: Path, keep_in: Path | None, mark: str | None) -> Project:
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
        kept = None
        if keep_in is not None and path.stat().st_size >= LEAST_BYTES:
            kept = KeptLayers(keep_in, path, mark or beside.content_mark(path))
        with beside.opened(path) as connection:
            project = _read(connection, path, kept)
        if kept is not None and not project.left_out:
            kept.save()
        return project
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
        fingerprints = Fingerprints(connection, path, meta)
        if meta["digest"] != meta_digest(meta) and not fingerprints.is_edited:
            raise ValueError("fingerprint of settings differs")
    return meta


def _read(connection: sqlite3.Connection, path: Path, kept: KeptLayers | None) -> Project:
    remarks = Remarks()
    meta = read_meta(connection, path)
    with _part("project_damaged_settings", path):
        settings = codec.settings_from_json(json.loads(meta["settings"]))
        pyproj.CRS.from_epsg(settings.crs_epsg)
        ui_state = read_state(json.loads(meta["ui_state"]), path.parent)
        fingerprints = Fingerprints(connection, path, meta)
        if fingerprints.are_settings_edited:
            remarks.say("reading.table_edited", table=META_TABLE)
        _name_unknown_figures(settings, remarks)
    layers = _read_layers(connection, path, fingerprints, settings.crs_epsg, remarks, kept)
    scenarios = read_scenarios(
        connection, path, fingerprints, settings.crs_epsg, meta["saved_at"], remarks, _bounds(layers)
    )
    scenarios = _with_evacuations(_with_closures(scenarios, meta, remarks), meta, remarks)
    _name_foreign(connection, fingerprints, remarks)
    with _part("project_damaged_settings", path):
        project = Project(settings, layers, scenarios, meta["active_scenario"], ui_state)
    project.remarks, project.left_out = tuple(remarks.found), tuple(remarks.left_out)
    return project


def _with_closures(scenarios: list[Scenario], meta: dict[str, str], remarks: Remarks) -> list[Scenario]:
    """The same with the roads that each closes; what cannot be read of them is told, and left out."""
    if "closures" not in meta:
        return scenarios
    try:
        tables = json.loads(meta["closures"])
        closed = {key: tuple(map(codec.closure_from_json, rows)) for key, rows in tables.items()}
    except (*FAULTS, shapely.errors.ShapelyError, AttributeError):
        remarks.leave_out("reading.closures_left_out", table=META_TABLE)
        return scenarios
    return [replace(scenario, closures=closed.get(scenario.id, ())) for scenario in scenarios]


def _with_evacuations(scenarios: list[Scenario], meta: dict[str, str], remarks: Remarks) -> list[Scenario]:
    """The same with whom each evacuates; what cannot be read of it is told, and left out."""
    if "evacuations" not in meta:
        return scenarios
    try:
        cases = {
            key: codec.evacuation_from_json(table) for key, table in json.loads(meta["evacuations"]).items()
        }
    except (*FAULTS, shapely.errors.ShapelyError, AttributeError):
        remarks.leave_out("reading.evacuations_left_out", table=META_TABLE)
        return scenarios
    return [replace(scenario, evacuation=cases.get(scenario.id)) for scenario in scenarios]


def _name_unknown_figures(settings: Settings, remarks: Remarks) -> None:
    """Name the rows of the county's own plans that no figure is computed for: they have no data for ever."""
    for profile in settings.custom_profiles.values():
        for row in profile.rows:
            if row.figure not in figure_specs():
                remarks.say(FIGURE_UNKNOWN, plan=profile.name, row=row.name, figure=row.figure)


def _name_foreign(connection: sqlite3.Connection, fingerprints: Fingerprints, remarks: Remarks) -> None:
    """Name the tables that another program put into the file: no part of the project takes them in."""
    if not fingerprints.is_edited or not gpkg.has_table(connection, "gpkg_contents"):
        return
    for (name,) in connection.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name").fetchall():
        known = fingerprints.holds(name) or name == META_TABLE or name in _OF_OTHERS
        if not known and isinstance(name, str) and gpkg.has_table(connection, name):
            remarks.leave_out("reading.table_foreign", table=name)


def _bounds(layers: list[Layer]) -> Bounds | None:
    """Bounds of all layers, metres; ``None`` if there is nothing on the map."""
    found = [shapely.total_bounds(layer.geometries) for layer in layers if len(layer)]
    finite = [bounds for bounds in found if np.isfinite(bounds).all()]
    if not finite:
        return None
    least, most = np.min(finite, axis=0), np.max(finite, axis=0)
    return float(least[0]), float(least[1]), float(most[2]), float(most[3])


def layer_rows(connection: sqlite3.Connection, fingerprints: Fingerprints, remarks: Remarks) -> list[Row]:
    """List of layers, first drawn on top; see ``LAYER_COLUMNS``."""
    listed = gpkg.read_columns(connection, "haven_layers", LAYER_COLUMNS)
    if fingerprints.expect("haven_layers", listed):
        remarks.say("reading.table_edited", table="haven_layers")
    return _in_order(zip(*listed, strict=True))


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by their position, the second column; those without a usable one last."""
    return sorted(rows, key=lambda row: row[1] if isinstance(row[1], int) else math.inf)


def _read_layers(
    connection: sqlite3.Connection,
    path: Path,
    fingerprints: Fingerprints,
    epsg: int,
    remarks: Remarks,
    kept: KeptLayers | None,
) -> list[Layer]:
    with _part("project_damaged_layers", path):
        rows = layer_rows(connection, fingerprints, remarks)
    layers: list[Layer] = []
    for row in rows:
        try:
            layer = _read_layer(connection, fingerprints, row, epsg, remarks, kept)
            if layer.id in {other.id for other in layers}:
                raise ValueError(f"second layer {layer.id!r}")
            layers.append(layer)
        except FAULTS as error:
            remarks.leave_out(
                "reading.layer_left_out", layer=str(row[2]), table=str(row[4]), why=f"{error}" or repr(error)
            )
    return layers


def _read_layer(
    connection: sqlite3.Connection,
    fingerprints: Fingerprints,
    row: Row,
    epsg: int,
    remarks: Remarks,
    kept: KeptLayers | None,
) -> Layer:
    layer_id, _, name, role, table, visible, opacity, style, provenance, columns = row
    for text in (layer_id, name, table):
        if not isinstance(text, str):
            raise TypeError(f"no text: {text!r}")
    origin = codec.provenance_from_json(json.loads(provenance))
    before = len(remarks.found)
    frame = _read_frame(connection, fingerprints, name, table, json.loads(columns), epsg, remarks, kept)
    found = tuple((remark.key, remark.values) for remark in remarks.found[before:])
    return Layer(
        name=name,
        role=Role(role),
        frame=frame,
        id=layer_id,
        visible=bool(visible),
        opacity=min(max(float(opacity), 0.0), 1.0),
        style=codec.style_from_json(json.loads(style)),
        provenance=replace(origin, problems=(*origin.problems, *found)) if found else origin,
    )


def _read_frame(
    connection: sqlite3.Connection,
    fingerprints: Fingerprints,
    layer: str,
    table: str,
    described: Mapping[str, Any],
    epsg: int,
    remarks: Remarks,
    kept: KeptLayers | None,
) -> gpd.GeoDataFrame | Unframed:
    columns = [Column(*entry) for entry in described["columns"]]
    # What an edited file holds is looked at row by row: that is never kept.
    known = None if kept is None or fingerprints.is_edited else kept.table(table, columns)
    if known is not None:
        return _features(columns, known[1], known[0], described, epsg)
    present = gpkg.column_names(connection, table)
    there = [column.sql_name for column in columns if column.sql_name in present]
    read = dict(zip(there, gpkg.read_columns(connection, table, there), strict=True))
    (blobs,) = gpkg.read_columns(connection, table, ["geom"])
    values = [read.get(column.sql_name, [None] * len(blobs)) for column in columns]
    if fingerprints.expect(table, [blobs, *values]):
        before = fingerprints.count(table)
        remarks.say(
            "reading.layer_edited", layer=layer, before="?" if before is None else before, now=len(blobs)
        )
        for column in columns:
            if column.sql_name not in present:
                remarks.say("reading.layer_column_missing", layer=layer, column=column.name)
        for name in sorted(present - {"fid", "geom", *there}):
            remarks.leave_out("reading.layer_column_foreign", layer=layer, column=name)
        return _edited_frame(layer, columns, values, blobs, described, epsg, remarks)
    geometries = _geometries(blobs)
    features = _features(columns, values, geometries, described, epsg)
    if kept is not None and not fingerprints.is_edited:
        kept.keep(table, columns, geometries, values)
    return features


def _features(
    columns: list[Column], values: list[Any], geometries: Objects, described: Mapping[str, Any], epsg: int
) -> gpd.GeoDataFrame | Unframed:
    """What was read, as arrays if they can be understood so; the table is made when something asks for it."""
    found = {column.name: plain(column, stored) for column, stored in zip(columns, values, strict=True)}
    known = {name: column for name, column in found.items() if column is not None}
    if len(known) < len(columns) or described["geometry"] in known or not int(described["position"]) >= 0:
        return _frame(_series(columns, values), geometries, described, epsg)
    # Not what was read: numbers in lists take four times the room.
    kept = [column.values for column in known.values()]
    return Unframed(geometries, known, lambda: _frame(_series(columns, kept), geometries, described, epsg))


def _series(columns: Sequence[Column], values: Sequence[Any]) -> dict[str, pd.Series]:
    return {column.name: decoded(column, stored) for column, stored in zip(columns, values, strict=True)}


def _frame(
    series: dict[str, pd.Series], geometries: Any, described: Mapping[str, Any], epsg: int
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    names = list(series)
    names.insert(int(described["position"]), described["geometry"])
    series[described["geometry"]] = gpd.GeoSeries(geometries, crs=epsg)
    return gpd.GeoDataFrame({name: series[name] for name in names}, geometry=described["geometry"])


def _edited_frame(
    layer: str,
    columns: list[Column],
    values: list[list[Any]],
    blobs: list[Any],
    described: Mapping[str, Any],
    epsg: int,
    remarks: Remarks,
) -> gpd.GeoDataFrame:
    """Table of a layer that another program edited, without what is of no use in it."""
    repaired = repair(_usable_geometries(blobs, epsg))
    rows = repaired.rows.tolist()
    if len(rows) < len(blobs):
        lost = sorted(set(range(len(blobs))) - set(rows))
        remarks.leave_out("reading.layer_rows_left_out", layer=layer, count=len(lost), rows=_rows(lost))
    if repaired.counts["invalid"]:
        remarks.say("reading.layer_repaired", layer=layer, count=repaired.counts["invalid"])
    series = {}
    for column, stored in zip(columns, values, strict=True):
        kept, bad = cleaned(column, [stored[row] for row in rows], is_quantity=column.name in QUANTITIES)
        if bad:
            example = str(stored[rows[bad[0]]])[:40]
            remarks.say(
                "reading.layer_values",
                layer=layer,
                column=column.name,
                count=len(bad),
                rows=_rows([rows[row] for row in bad]),
                example=example,
            )
        series[column.name] = decoded(column, kept)
    return _frame(series, repaired.geometries, described, epsg)


def _rows(rows: list[int]) -> str:
    """First few row numbers, counted from 1."""
    return row_list(np.array(rows, dtype=np.intp) + 1)


def _usable_geometries(blobs: list[Any], epsg: int) -> Any:
    """Geometries, ``None`` for what is none, or in another coordinate system."""
    wkb = np.empty(len(blobs), dtype=object)
    for row, blob in enumerate(blobs):
        with suppress(ValueError, TypeError):
            wkb[row] = gpkg.wkb_of(blob) if gpkg.system_of(blob) in (epsg, 0, -1) else None
    return shapely.from_wkb(wkb, on_invalid="ignore")


def _geometries(blobs: list[Any]) -> Any:
    wkb = np.empty(len(blobs), dtype=object)
    wkb[:] = gpkg.wkb_of_all(blobs)
    return shapely.from_wkb(wkb)


def read_scenarios(
    connection: sqlite3.Connection,
    path: Path,
    fingerprints: Fingerprints,
    epsg: int,
    stamp: str,
    remarks: Remarks,
    near: Bounds | None = None,
) -> list[Scenario]:
    """Scenarios with their facilities; those that several hold are one object in all of them."""
    with _part("project_damaged_scenarios", path):
        listed = gpkg.read_columns(connection, "haven_scenarios", SCENARIO_COLUMNS)
        if fingerprints.expect("haven_scenarios", listed):
            remarks.say("reading.table_edited", table="haven_scenarios")
        scenarios: dict[str, Scenario] = {}
        for scenario_id, _, name, note in _in_order(zip(*listed, strict=True)):
            title, remark = (text if isinstance(text, str) else "" for text in (name, note))
            if not isinstance(scenario_id, str) or not scenario_id or scenario_id in scenarios:
                remarks.leave_out("reading.scenario_row_left_out", name=title or str(scenario_id))
            else:
                scenarios[scenario_id] = Scenario(scenario_id, title, note=remark)
    rows = []
    for family, table in FAMILY_TABLES.items():
        if not fingerprints.holds(table):
            continue
        try:
            rows += read_rows(connection, fingerprints, family, epsg, near, remarks)
        except FAULTS as error:
            remarks.leave_out_family(family, table, f"{error}" or repr(error))
    return fill_scenarios(list(scenarios.values()), rows, stamp, remarks)
