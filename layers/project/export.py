"""Facilities as geodata for other programs: GeoPackage, Shapefile and GeoJSON of one scenario."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.coordinates import crs as crs_of
from layers.disk.atomic import atomic_write, write_error
from layers.disk.names import cut_to_bytes, safe_name, unique_names
from layers.formats import gdal
from layers.project.file import FAMILY_TABLES
from layers.recognition.wordfiles import shapefile_names
from models.facilities.facility import Facility, Family, FieldSpec, field_specs
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from models.project.project import Project
from models.project.scenario import Scenario

FORMATS = ("gpkg", "shp", "geojson")

_DBF_TEXT_BYTES = 254
_DBF_NAME_BYTES = 10


def export_facilities(
    project: Project,
    scenario: Scenario,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    lang: Lang = "zh",
    name: str = "",
    origin: str = "",
    made_on: date | None = None,
) -> list[Path]:
    """Write all facilities of a scenario, whatever their status, into a folder.

    One GeoPackage with a layer per family; Shapefiles (UTF-8 with a ``.cpg``, names of at most ten bytes) and
    GeoJSON (longitude/latitude) per family, Shapefiles also per kind of geometry because they hold only one.

    Parameters
    ----------
    folder
        Made if it is not there.
    lang
        Language of the file names.
    name
        Beginning of the file names; project and scenario by default.
    origin
        What the GeoPackage says of where it is from, as the description of each of its layers.
    made_on
        Day that the GeoPackage says it was made on, so that the same facilities give the same bytes; this
        moment by default.

    Returns
    -------
    list of Path
        Files written, without the side files of Shapefiles.

    Raises
    ------
    HavenError
        There is nothing to write, or the folder may not be written.
    """
    project.check_whole()
    families = {family: _of(scenario.facilities.values(), family) for family in Family}
    families = {family: found for family, found in families.items() if found}
    if not families:
        raise HavenError("export_nothing", scenario=scenario.title(lang))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder / "x") from error
    epsg = project.settings.crs_epsg
    usual = f"{project.settings.name or project.county.name or 'haven'}-{scenario.title(lang)}"
    stem = name or usual
    written: list[Path] = []
    if "gpkg" in formats:
        path = folder / safe_name(f"{stem}.gpkg")
        with gdal.dated(made_on):
            written.append(_write_gpkg(families, path, epsg, origin))
    for family, facilities in families.items():
        word = t(f"family.{family.value}.short", lang)
        if "shp" in formats:
            written += _write_shapefiles(family, facilities, folder, f"{stem}-{word}", epsg, lang)
        if "geojson" in formats:
            path = folder / safe_name(f"{stem}-{word}.geojson")
            written.append(_write_geojson(family, facilities, path, epsg))
    return written


def _of(facilities: Iterable[Facility], family: Family) -> list[Facility]:
    return [facility for facility in facilities if facility.family == family]


def _frame(
    facilities: Sequence[Facility], specs: Sequence[FieldSpec], names: Mapping[str, str], epsg: int
) -> gpd.GeoDataFrame:
    """Facilities as a table: id first, then every field; what is unknown stays empty, never zero."""
    columns: dict[str, Any] = {names["id"]: [facility.id for facility in facilities]}
    for spec in specs:
        values = [getattr(facility, spec.name) for facility in facilities]
        if spec.kind == "number":
            columns[names[spec.name]] = np.array(
                [np.nan if v is None else v for v in values], dtype=np.float64
            )
        elif spec.kind in ("integer", "flag"):
            numbers = [None if value is None else int(value) for value in values]
            columns[names[spec.name]] = pd.array(numbers, dtype="Int32")
        else:
            columns[names[spec.name]] = ["" if value is None else str(value) for value in values]
    geometries = np.empty(len(facilities), dtype=object)
    geometries[:] = [facility.geometry for facility in facilities]
    return gpd.GeoDataFrame(columns, geometry=geometries, crs=epsg)


def _own_names(specs: Sequence[FieldSpec]) -> dict[str, str]:
    return {name: name for name in ("id", *(spec.name for spec in specs))}


def _write_gpkg(families: Mapping[Family, Sequence[Facility]], path: Path, epsg: int, origin: str) -> Path:
    def write(temporary: Path) -> None:
        for number, (family, facilities) in enumerate(families.items()):
            specs = field_specs(family)
            frame = _frame(facilities, specs, _own_names(specs), epsg)
            gdal.write(
                frame,
                temporary,
                "GPKG",
                FAMILY_TABLES[family],
                append=number > 0,
                layer_options={"DESCRIPTION": origin} if origin else None,
            )

    atomic_write(path, write)
    return path


def _write_geojson(family: Family, facilities: Sequence[Facility], path: Path, epsg: int) -> Path:
    specs = field_specs(family)
    frame = _frame(facilities, specs, _own_names(specs), epsg)
    lonlat = crs_of.to_epsg(np.asarray(frame.geometry.values, dtype=object), epsg, 4326)
    frame = frame.set_geometry(gpd.GeoSeries(lonlat, index=frame.index, crs=4326))

    def write(temporary: Path) -> None:
        # RFC 7946: longitude and latitude, outer rings counter-clockwise, seven decimals (a centimetre).
        gdal.write(
            frame,
            temporary,
            "GeoJSON",
            path.stem,
            layer_options={"RFC7946": "YES", "COORDINATE_PRECISION": "7"},
        )

    atomic_write(path, write)
    return path


def short_names(specs: Sequence[FieldSpec]) -> dict[str, str]:
    """Column names of at most ten bytes, from ``resources/export/shapefile.toml``; the same every time."""
    table = shapefile_names()
    wanted = [table.get(name, cut_to_bytes(name, _DBF_NAME_BYTES)) for name in _own_names(specs)]
    names = unique_names(wanted, limit=_DBF_NAME_BYTES, length=lambda text: len(text.encode()))
    return dict(zip(_own_names(specs), names, strict=True))


def _write_shapefiles(
    family: Family, facilities: Sequence[Facility], folder: Path, stem: str, epsg: int, lang: Lang
) -> list[Path]:
    """Write one Shapefile for the points and one for the areas, each with all its side files."""
    specs = field_specs(family)
    frame = _frame(facilities, specs, short_names(specs), epsg)
    texts = [
        column for column in frame.columns if frame[column].dtype.kind not in "fiu" and column != "geometry"
    ]
    for column in texts:
        if isinstance(frame[column].iloc[0], str):
            frame[column] = [cut_to_bytes(value, _DBF_TEXT_BYTES) for value in frame[column]]
    is_point = shapely.get_dimensions(np.asarray(frame.geometry.values, dtype=object)) == 0
    written = []
    for kind, rows in (("point", is_point), ("area", ~is_point)):
        if not rows.any():
            continue
        both = is_point.any() and not is_point.all()
        tail = f"-{t(f'export.{kind}', lang)}" if both else ""
        target = folder / safe_name(f"{stem}{tail}.shp")
        _write_shapefile(frame[rows].reset_index(drop=True), target)
        written.append(target)
    return written


def _write_shapefile(frame: gpd.GeoDataFrame, target: Path) -> None:
    """Write all files of a Shapefile elsewhere, then put each in its place in one step, the ``.shp`` last."""
    with tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch, f"out{target.suffix}")
        gdal.write(frame, made, "ESRI Shapefile", "out", encoding="UTF-8")
        parts = sorted(Path(scratch).iterdir(), key=lambda part: part.suffix == ".shp")
        for part in parts:
            atomic_write(target.with_suffix(part.suffix), partial(_copy, part))


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
