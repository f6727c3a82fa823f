"""Facilities as geodata for other programs: GeoPackage, Shapefile and GeoJSON of one scenario."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np

from layers.coordinates import crs as crs_of
from layers.disk.atomic import atomic_write, write_error
from layers.disk.names import cut_to_bytes, safe_name, unique_names
from layers.formats import gdal
from layers.project.exportlayers import ExportLayer, computed_layers, facility_layers
from layers.project.exportschema import add_schema, field_heads, field_rows
from models.findings.results import Assessment
from models.kernel.errors import HavenError
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from models.project.project import Project
from models.project.scenario import Scenario
from models.rules.rules import load_rules
from models.shelters.assignment import Assignment

FORMATS = ("gpkg", "shp", "geojson")

_DBF_TEXT_BYTES = 254
_DBF_NAME_BYTES = 10


def export_facilities(
    project: Project,
    scenario: Scenario,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    assessment: Assessment | None = None,
    assignments: Mapping[str, Assignment] | None = None,
    lang: Lang = "zh",
    name: str = "",
    origin: str = "",
    made_on: date | None = None,
) -> list[Path]:
    """Write all facilities of a scenario, whatever their status, and what was computed, into a folder.

    One GeoPackage with all layers, their styles and a list of their fields; a Shapefile (UTF-8 with a
    ``.cpg``, names of at most ten bytes, explained in a table beside them) and a GeoJSON
    (longitude/latitude) per layer.

    Parameters
    ----------
    folder
        Made if it is not there.
    assessment
        What was computed for the scenario, which gives the layers of results; without, only facilities.
    assignments
        People assigned to its shelters by stay class.
    lang
        Language of the names of files and columns.
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
    epsg = project.settings.crs_epsg
    layers = facility_layers(scenario.facilities.values(), epsg, lang)
    if not layers:
        raise HavenError("export_nothing", scenario=scenario.title(lang))
    if assessment is not None:
        rules = load_rules(project.settings.ruleset_id, project.settings.overrides)
        layers += computed_layers(assessment, assignments or {}, rules, epsg, lang)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder / "x") from error
    usual = f"{project.settings.name or project.county.name or 'haven'}-{scenario.title(lang)}"
    stem = name or usual
    written: list[Path] = []
    if "gpkg" in formats:
        with gdal.dated(made_on):
            path = folder / safe_name(f"{stem}.gpkg")
            written.append(_write_gpkg(layers, path, origin, made_on or date.today(), lang))
    for layer in layers:
        file = f"{stem}-{layer.title}"
        if "shp" in formats:
            path = folder / safe_name(f"{file}.shp")
            _write_shapefile(_shapefile_frame(layer), path)
            written.append(path)
        if "geojson" in formats:
            written.append(_write_geojson(layer, folder / safe_name(f"{file}.geojson"), epsg))
    if "shp" in formats:
        path = folder / safe_name(f"{stem}-{t('export.field_list', lang)}.csv")
        written.append(_write_fields(layers, path, lang))
    return written


def _write_gpkg(layers: Sequence[ExportLayer], path: Path, origin: str, made_on: date, lang: Lang) -> Path:
    def write(temporary: Path) -> None:
        for number, layer in enumerate(layers):
            options = {"IDENTIFIER": layer.title, "GEOMETRY_NAME": "geom", "SPATIAL_INDEX": "YES"}
            if origin:
                options["DESCRIPTION"] = origin
            gdal.write(layer.frame, temporary, "GPKG", layer.table, append=number > 0, layer_options=options)
        add_schema(temporary, layers, made_on, lang)

    atomic_write(path, write)
    return path


def _write_geojson(layer: ExportLayer, path: Path, epsg: int) -> Path:
    lonlat = crs_of.to_epsg(np.asarray(layer.frame.geometry.values, dtype=object), epsg, 4326)
    frame = layer.frame.set_geometry(gpd.GeoSeries(lonlat, index=layer.frame.index, crs=4326))

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


def short_names(columns: Sequence[str]) -> dict[str, str]:
    """Column names of at most ten bytes, from ``resources/export/shapefile.toml``; the same every time."""
    table = load_toml("export", "shapefile.toml")["names"]
    wanted = [table.get(name, cut_to_bytes(name, _DBF_NAME_BYTES)) for name in columns]
    names = unique_names(wanted, limit=_DBF_NAME_BYTES, length=lambda text: len(text.encode()))
    return dict(zip(columns, names, strict=True))


def _short(layer: ExportLayer) -> dict[str, str]:
    return short_names([one.name for one in layer.fields])


def _write_fields(layers: Sequence[ExportLayer], path: Path, lang: Lang) -> Path:
    """List what the short names in Shapefiles stand for; with a mark that Excel needs to read Chinese."""
    names = {layer.table: _short(layer) for layer in layers}

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(field_heads(lang))
            lines.writerows(field_rows(layers, lang, names))

    atomic_write(path, write)
    return path


def _shapefile_frame(layer: ExportLayer) -> gpd.GeoDataFrame:
    frame = layer.frame.rename(columns=_short(layer))
    texts = [
        column for column in frame.columns if frame[column].dtype.kind not in "fiu" and column != "geometry"
    ]
    for column in texts:
        if isinstance(frame[column].iloc[0], str):
            frame[column] = [cut_to_bytes(value, _DBF_TEXT_BYTES) for value in frame[column]]
    return frame


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
