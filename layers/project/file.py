"""The project file: one GeoPackage that holds everything and that QGIS opens too.

Layout (docs/adr/0005-project-file.md): one feature table per layer, one per facility family with a row for
each scenario and facility, and the attribute tables ``haven_project``, ``haven_scenarios``, ``haven_layers``.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from layers.disk.atomic import atomic_write
from layers.disk.beside import SQL_FAULTS, check_regular, content_mark, held, in_turn, opened
from layers.disk.names import table_name, unique_names
from layers.project import codec, gpkg
from layers.project.columns import LARGEST_INTEGER, SQL_TYPES, Column, digest, encoded, kind_of, row_marks
from layers.project.facilityrows import FAMILY_TABLES, family_columns
from layers.project.fingerprints import Fingerprints, meta_digest
from layers.project.read import (
    FAULTS,
    FORMAT,
    LAYER_COLUMNS,
    META_TABLE,
    SCENARIO_COLUMNS,
    layer_rows,
    load_project,
    read_error,
    read_meta,
)
from layers.project.statepaths import stored_state
from models.county.layer import Layer
from models.facilities.facility import Family, field_specs
from models.kernel.errors import HavenError
from models.kernel.remark import Remarks
from models.kernel.version import VERSION
from models.project.project import Project
from models.project.scenario import Scenario

__all__ = ["FAMILY_TABLES", "load_marked", "load_project", "read_error", "save_project"]

_FIELD_TYPES = {
    "text": "TEXT",
    "choice": "TEXT",
    "date": "TEXT",
    "number": "REAL",
    "integer": "INTEGER",
    "flag": "BOOLEAN",
}


def load_marked(path: Path, *, keep_in: Path | None = None) -> tuple[Project, str]:
    """Read a project file and the mark of its content, to see later whether another program changed it.

    Parameters
    ----------
    keep_in
        Folder in which the layers of a large project are kept: see :func:`load_project`.
    """
    with in_turn(path):
        try:
            check_regular(path)
            mark = content_mark(path)
        except SQL_FAULTS as error:
            raise HavenError("project_damaged", file=path.name, details=str(error)) from error
        except (OSError, ValueError) as error:
            raise read_error(error, path) from error
        return load_project(path, keep_in=keep_in, mark=mark), mark


def save_project(
    project: Project, path: Path, *, saved_at: datetime | None = None, expected: str | None = None
) -> str:
    """Write the whole project; the file is the old one or the new one at every moment, never half of either.

    The previous version stays beside it as ``<name>.bak``.

    Parameters
    ----------
    saved_at
        Time to note in the file, now if not given; the same project and time give the same bytes.
    expected
        :func:`layers.disk.beside.content_mark` of the file that may be replaced; any file if not given.

    Returns
    -------
    str
        Mark of the new file.

    Raises
    ------
    HavenError
        The disk is full, the file is open elsewhere, another program changed it, the folder may not be
        written, or there is a file already and parts of the project could not be read from its own
        (``project_incomplete``).
    """
    if project.left_out and path.exists():
        raise HavenError("project_incomplete", file=path.name, count=len(project.left_out))
    stamp = (saved_at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def write(temporary: Path) -> None:
        try:
            _write(project, temporary, stamp)
        except sqlite3.Error as error:
            full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"
            raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error

    mark = ""

    def check(temporary: Path) -> None:
        nonlocal mark
        _check_written(temporary)
        mark = content_mark(temporary)

    atomic_write(path, write, check=check, keep_backup=True, holding=lambda target: held(target, expected))
    return mark


@dataclass
class _Written:
    """What was put into the file, by table: fingerprints of the content, and of its rows or their number."""

    digests: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int | str] = field(default_factory=dict)


def _write(project: Project, path: Path, stamp: str) -> None:
    settings, layers, scenarios = project.settings, project.layers, project.scenarios
    connection = gpkg.create(path, settings.crs_epsg)
    try:
        # All that follows is one transaction, which SQLite counts on its own when it ends.
        connection.execute("BEGIN")
        written = _Written()
        tables = _layer_tables(layers)
        described = [
            _write_layer(connection, layer, tables[layer.id], settings.crs_epsg, stamp, written)
            for layer in layers
        ]
        for family in Family:
            _write_family(connection, family, scenarios, settings.crs_epsg, stamp, written)
        _write_attributes(
            connection,
            "haven_scenarios",
            SCENARIO_COLUMNS,
            [
                (item.id, index, codec.storable(item.name), codec.storable(item.note))
                for index, item in enumerate(scenarios)
            ],
            stamp,
            written,
        )
        _write_attributes(
            connection,
            "haven_layers",
            LAYER_COLUMNS,
            [(row[0], index, *row[1:]) for index, row in enumerate(described)],
            stamp,
            written,
        )
        _write_meta(connection, project, stamp, written, gpkg.change_counter(path) + 1, path.parent)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _layer_tables(layers: tuple[Layer, ...]) -> dict[str, str]:
    taken = [*FAMILY_TABLES.values(), "haven_scenarios", "haven_layers", META_TABLE]
    names = unique_names([table_name(layer.name or layer.role.value) for layer in layers], taken)
    return {layer.id: name for layer, name in zip(layers, names, strict=True)}


def _write_layer(
    connection: sqlite3.Connection,
    layer: Layer,
    table: str,
    epsg: int,
    stamp: str,
    written: _Written,
) -> tuple[Any, ...]:
    frame = layer.frame
    geometry_name = frame.geometry.name
    names = list(frame.columns)
    plain = [name for name in names if name != geometry_name]
    sql_names = unique_names(
        [codec.storable(str(name).replace("\x00", "")) for name in plain], ["fid", "geom"]
    )
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
    written.digests[table] = digest([blobs, *values])
    written.rows[table] = len(blobs)
    described = {
        "geometry": str(geometry_name),
        "position": names.index(geometry_name),
        "columns": [[column.name, column.sql_name, column.kind, column.dtype] for column in columns],
    }
    return (
        layer.id,
        codec.storable(layer.name),
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
    written: _Written,
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
            _stored(scenario.name or scenario.id),
            position,
            _stored(facility.id),
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
    columns = gpkg.read_columns(connection, table, ("geom", *family_columns(family)))
    written.digests[table] = digest(columns)
    written.rows[table] = row_marks(columns)


def _stored(value: Any) -> Any:
    """Value of a field as SQLite takes it."""
    if isinstance(value, str):
        return codec.storable(value)
    if isinstance(value, int):
        return int(value) if abs(value) <= LARGEST_INTEGER else float(value)
    return value


def _write_attributes(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    stamp: str,
    written: _Written,
) -> None:
    kinds = {"position": "INTEGER", "visible": "BOOLEAN", "opacity": "REAL"}
    declared = [(column, kinds.get(column, "TEXT")) for column in columns]
    gpkg.add_table(connection, table, declared, rows, identifier=table, changed_at=stamp)
    written.digests[table] = digest(gpkg.read_columns(connection, table, columns))


def _write_meta(
    connection: sqlite3.Connection,
    project: Project,
    stamp: str,
    written: _Written,
    counter: int,
    folder: Path,
) -> None:
    values = {
        "format": str(FORMAT),
        "program": VERSION,
        "saved_at": stamp,
        "settings": codec.dumps(codec.settings_to_json(project.settings)),
        "active_scenario": project.active_scenario_id,
        "ui_state": codec.dumps(stored_state(project.ui_state, folder)),
        "digests": codec.dumps(written.digests),
        "rows": codec.dumps(written.rows),
        "change_counter": str(counter),
    }
    closed = {
        scenario.id: [codec.closure_to_json(closure) for closure in scenario.closures]
        for scenario in project.scenarios
        if scenario.closures
    }
    if closed:
        values["closures"] = codec.dumps(closed)
    evacuations = {
        scenario.id: codec.evacuation_to_json(scenario.evacuation)
        for scenario in project.scenarios
        if scenario.evacuation is not None
    }
    if evacuations:
        values["evacuations"] = codec.dumps(evacuations)
    values["digest"] = meta_digest(values)
    gpkg.add_table(
        connection,
        META_TABLE,
        [("key", "TEXT"), ("value", "TEXT")],
        values.items(),
        identifier=META_TABLE,
        changed_at=stamp,
    )


def _check_written(path: Path) -> None:
    """Read back what was just written: the file is whole and every table holds what was meant."""
    try:
        with opened(path) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise ValueError(verdict)
            meta = read_meta(connection, path)
            fingerprints = Fingerprints(connection, path, meta)
            if fingerprints.is_edited:
                raise ValueError("change counter differs")
            expected: dict[str, tuple[str, ...]] = {"haven_scenarios": SCENARIO_COLUMNS}
            expected |= {table: ("geom", *family_columns(family)) for family, table in FAMILY_TABLES.items()}
            for row in layer_rows(connection, fingerprints, Remarks()):
                columns = [Column(*entry) for entry in json.loads(row[-1])["columns"]]
                expected[row[4]] = ("geom", *(column.sql_name for column in columns))
            for table in fingerprints.tables & expected.keys():
                fingerprints.expect(table, gpkg.read_columns(connection, table, expected[table]))
    except (*FAULTS, HavenError) as error:
        raise OSError(errno.EIO, f"written file does not read back: {error}") from error
