"""Opening any supported file: what layers are in it, and each of them as plain columns and geometries.

This is the only way from a planner's file into the program. Nothing is judged here (roles, systems, units);
that is for :mod:`layers.recognition.recognise`, :mod:`layers.importing.locate` and
:mod:`layers.importing.importer`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.disk.names import unique_names
from layers.formats import gdal, kml, osmgates, shapefile, table
from layers.formats.crsclaims import stated_text
from layers.formats.encodings import BROKEN, detect, is_everyday
from layers.formats.limits import import_limits
from layers.formats.shapes import Repaired, by_kind, repair
from layers.formats.sniff import WORKBOOKS
from layers.formats.sources import Source
from layers.formats.tablepoints import row_points
from layers.formats.told import Problem as Problem
from layers.formats.told import problem as problem
from layers.formats.told import row_list as row_list
from layers.recognition.amounts import thousands_by_point
from layers.recognition.cells import number, plain
from layers.recognition.recognise import coordinate_columns, find_column, known_names, normalised
from layers.recognition.wordfiles import fields as word_fields
from layers.recognition.yearrows import YearRows, year_rows
from models.kernel.errors import HavenError

Shapes = NDArray[np.object_] | None
_OSM_COLUMNS = frozenset(["osm_id", "name", "highway", "other_tags"])
_OSM_FERRY = '"route"=>"ferry"'
_OSM_ROADS = f"highway IS NOT NULL OR other_tags LIKE '%{_OSM_FERRY}%'"


_LOOK = 4096


@dataclass(frozen=True, eq=False)
class Raw:
    """One layer as it is in the file.

    Attributes
    ----------
    frame
        Columns without geometry, index 0..n-1.
    shapes
        Its geometry, made fit for computing; ``None`` for a table without places.
    crs
        What the file says of its coordinate system; empty when it says nothing.
    coordinates
        Columns that the points were made from, by what they hold.
    row_numbers
        Row or feature number in the file, counted from 1 as programs show it; shape (n,).
    stated
        The file's own words on its coordinate system, where it has some that can be read; else empty.
    units
        Units that a table's title states for all columns, by base unit; empty where it does not say which.
    remarks
        What stands above a table's heading and in its notes, a line each.
    """

    source: Source
    frame: pd.DataFrame
    shapes: Repaired | None
    crs: str
    encoding: str
    row_numbers: NDArray[np.intp]
    coordinates: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    stated: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    remarks: str = ""


def read(
    source: Source,
    encoding: str | None = None,
    fields: Mapping[str, str] | None = None,
    most: int | None = None,
    *,
    in_a_moment: bool = False,
) -> Raw:
    """Read one layer.

    Parameters
    ----------
    encoding
        Encoding of its text, when the planner says so.
    fields
        Our names to columns, as told; those of coordinates are used here.
    most
        Read at most about so many rows, for a preview.
    in_a_moment
        Repair shapes only if that takes no time; else TooMuchWorkError.
    """
    return read_kinds(source, encoding, fields, most, in_a_moment=in_a_moment)[0]


def read_kinds(
    source: Source,
    encoding: str | None = None,
    fields: Mapping[str, str] | None = None,
    most: int | None = None,
    *,
    in_a_moment: bool = False,
) -> list[Raw]:
    """Read one layer as :func:`read` does, once for each kind of geometry in it, the commonest first.

    Each has all rows, and the shapes of its kind.
    """
    if source.format in (*WORKBOOKS, "table"):
        raw, geometries = _read_table(source, encoding, fields or {}, most)
    elif source.format == "kml":
        raw, geometries = _read_kml(source, most)
    else:
        raw, geometries = _read_features(source, encoding, most)
    if len(raw.frame) == 0:
        raise HavenError("no_features", file=source.file, layer=source.layer)
    raw = dataclasses.replace(raw, problems=(*raw.problems, *_broken_texts(raw)))
    if geometries is None:
        return [raw]
    parts = by_kind(geometries)
    if len(parts) > 1:
        counts = {kind: int(sum(shape is not None for shape in part)) for kind, part in parts.items()}
        raw = dataclasses.replace(raw, problems=(*raw.problems, _mixed(counts)))
    found = []
    for place, part in enumerate(parts.values()):
        shapes = repair(part, in_a_moment=in_a_moment)
        if len(parts) > 1:  # rows of the other kinds are not without a shape
            empty = np.flatnonzero(shapely.is_missing(geometries) | shapely.is_empty(geometries))
            empty = empty if place == 0 else empty[:0]
            shapes = dataclasses.replace(shapes, empty=empty, counts={**shapes.counts, "empty": len(empty)})
        found.append(dataclasses.replace(raw, shapes=shapes))
    return found


def _mixed(counts: Mapping[str, int]) -> Problem:
    return problem("kinds_mixed", **{kind: counts.get(kind, 0) for kind in ("point", "line", "polygon")})


def _broken_texts(raw: Raw) -> list[Problem]:
    """Rows and headings with signs that could not be read, or were lost before the file came here."""
    found: list[Problem] = []
    names = [str(name) for name in raw.frame.columns if BROKEN in str(name)]
    if names:
        found.append(problem("headings_broken", columns="、".join(names)))
    broken = np.zeros(len(raw.frame), dtype=np.bool_)
    example = ""
    for name in raw.frame.columns:
        if raw.frame[name].dtype == "str":
            here = raw.frame[name].str.contains(BROKEN, regex=False, na=False).to_numpy(dtype=np.bool_)
            if here.any() and not example:
                example = str(raw.frame[name].iloc[int(np.argmax(here))])[:30]
            broken |= here
    if broken.any():
        rows = row_list(raw.row_numbers[broken])
        found.append(problem("texts_broken", count=int(broken.sum()), rows=rows, example=example))
    return found


def _read_features(source: Source, encoding: str | None, most: int | None) -> tuple[Raw, Shapes]:
    problems: list[Problem] = []
    used = _shapefile_encoding(source, encoding, problems) if source.format == "shp" else "UTF-8"
    # Names and texts of a Shapefile may end in half a character, which GDAL cannot pass on: it is given an
    # encoding in which every byte is a character, and the true one is applied here.
    raw_encoding = "ISO-8859-1" if source.format == "shp" else None
    try:
        where = _OSM_ROADS if source.format == "osm" else None
        features = gdal.read(source.path, source.inner or None, raw_encoding, most, where)
    except HavenError as error:
        if source.format == "mapinfo" and isinstance(error.__cause__, UnicodeDecodeError):
            # A MapInfo table without a character set; in China that is GBK.
            used = encoding or "GB18030"
            features = gdal.read(source.path, source.inner or None, "ISO-8859-1", most)
        elif error.key != "file_crs_unknown" or source.format != "shp":
            raise
        else:
            features = _read_without_system(source.path, raw_encoding, most)
    if source.format == "mapinfo" and used == "UTF-8" and _is_chinese_as_western(features.columns):
        used = "GB18030"
        problems.append(problem("encoding_contradicts", claimed="cp1252", used=used))
        features = dataclasses.replace(features, columns=_bytes_back(features.columns))
    columns = features.columns
    if source.format == "shp" or (source.format == "mapinfo" and used != "UTF-8"):
        names = _unique([shapefile.decoded(name, used).strip() for name in columns])
        values = [shapefile.decoded_column(column, used) for column in columns.values()]
        columns = dict(zip(names, values, strict=True))
    if source.format == "osm":
        features = osmgates.cut_at_gates(source.path, features)
        columns = {name: column for name, column in features.columns.items() if name in _OSM_COLUMNS}
        columns["highway"] = _with_ferries(columns["highway"], columns["other_tags"])
    geometries, broken = None, 0
    count = len(next(iter(columns.values()), ()))
    if features.geometry is not None:
        geometries = shapely.from_wkb(features.geometry, on_invalid="ignore")
        geometries, closed = _closed(geometries, features.geometry)
        if len(closed):
            problems.append(problem("rings_closed", count=len(closed), rows=row_list(closed + 1)))
        count = len(geometries)
        given = np.array([shape is not None for shape in features.geometry], dtype=np.bool_)
        broken = int((shapely.is_missing(geometries) & given).sum())
    if broken:
        problems.append(problem("geometry_broken", count=broken))
    frame = pd.DataFrame(
        {name: _gdal_column(values) for name, values in columns.items()}, index=pd.RangeIndex(count)
    )
    if geometries is not None and bool(shapely.is_missing(geometries).all()):
        geometries = None
    rows = np.arange(1, count + 1, dtype=np.intp)
    crs, stated = _system_of(source, features.crs)
    if (
        source.format == "geojson"
        and geometries is not None
        and _is_silent_on_system(source.path, geometries)
    ):
        crs = ""
    raw = Raw(source, frame, None, crs, used, rows, problems=tuple(problems), stated=stated)
    return raw, geometries


def _is_chinese_as_western(columns: Mapping[str, NDArray[Any]]) -> bool:
    """Whether names and texts are Chinese whose bytes a file claims to be of Western letters."""
    texts = [*columns, *(value for column in columns.values() for value in column[:_LOOK])]
    spoken = [text for text in texts if isinstance(text, str) and not text.isascii()]
    if not spoken or any(sign > "\u2122" for text in spoken for sign in text):
        return False
    return is_everyday([text.encode("cp1252", "ignore") for text in spoken], "gb18030")


def _bytes_back(columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Columns whose names and texts have a sign for each byte, of those read as Western letters."""

    def back(text: Any) -> Any:
        if not isinstance(text, str) or text.isascii():
            return text
        signs = (
            sign if sign <= "\xff" else sign.encode("cp1252", "ignore").decode("latin-1") for sign in text
        )
        return "".join(signs)

    return {
        back(name): np.array([back(value) for value in column], dtype=object)
        if column.dtype == object
        else column
        for name, column in columns.items()
    }


def _with_ferries(highway: NDArray[np.object_], tags: NDArray[np.object_]) -> NDArray[np.object_]:
    """Classes of roads, with that of the ferries, which OpenStreetMap tells as routes."""
    named = [
        "ferry" if its is not None and _OSM_FERRY in its else one
        for one, its in zip(highway, tags, strict=True)
    ]
    return np.array(named, dtype=object)


def _read_kml(source: Source, most: int | None) -> tuple[Raw, Shapes]:
    found = kml.read(source.path, source.inner, most)
    count = len(found.shapes)
    problems = [problem("kml_described", columns="、".join(found.described))] if found.described else []
    frame = pd.DataFrame(
        {name: table_column(values, name) for name, values in found.columns.items()},
        index=pd.RangeIndex(count),
    )
    rows = np.arange(1, count + 1, dtype=np.intp)
    has_places = not bool(shapely.is_missing(found.shapes).all())
    encoding = detect(source.path).name
    raw = Raw(source, frame, None, "EPSG:4326", encoding, rows, problems=tuple(problems))
    return raw, found.shapes if has_places else None


def _is_silent_on_system(path: Path, geometries: NDArray[np.object_]) -> bool:
    """Whether a GeoJSON has numbers that are no degrees and says nothing of its system.

    Degrees are what the format then means, but not what programs write that were not asked.
    """
    west, south, east, north = shapely.total_bounds(geometries)
    if not max(abs(west), abs(south), abs(east), abs(north)) > 360:
        return False
    with path.open("rb") as file:
        start = file.read(_LOOK)
        file.seek(max(0, path.stat().st_size - _LOOK))
        return b'"crs"' not in start and b'"crs"' not in file.read()


def _closed(shapes: Any, wkb: NDArray[np.object_]) -> tuple[Any, NDArray[np.intp]]:
    """Shapes with those whose rings only lacked their last point, and the places of these."""
    given = np.array([shape is not None for shape in wkb], dtype=np.bool_)
    broken = np.flatnonzero(shapely.is_missing(shapes) & given)
    if len(broken):
        shapes[broken] = shapely.from_wkb(wkb[broken], on_invalid="fix")
    return shapes, broken[~shapely.is_missing(shapes[broken])]


def _system_of(source: Source, crs: str) -> tuple[str, str]:
    """System of a layer, empty where the file says that it does not know; and the file's own words on it."""
    if source.format not in ("shp", "gpkg"):
        return crs, ""
    stated = stated_text(source.path, source.inner)
    if stated is None:
        return crs, ""
    if not stated:
        return "", ""
    return crs, stated


def _read_without_system(path: Path, encoding: str | None, most: int | None) -> gdal.Features:
    """Features of a Shapefile whose ``.prj`` nobody understands, with its text as it stands."""
    with tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True) as folder:
        for ending in (".shp", ".shx", ".dbf"):
            found = shapefile.part(path, ending)
            if found is not None:
                shutil.copyfile(found, Path(folder, f"a{ending}"))
        features = gdal.read(Path(folder, "a.shp"), None, encoding, most)
    prj = shapefile.part(path, ".prj")
    text = prj.read_bytes()[:2000].decode("utf-8", "replace") if prj is not None else ""
    return dataclasses.replace(features, crs=text)


def _unique(names: Sequence[str]) -> list[str]:
    return unique_names([name or f"column_{index}" for index, name in enumerate(names, 1)])


def _shapefile_encoding(source: Source, told: str | None, problems: list[Problem]) -> str:
    if told:
        name = shapefile.python_encoding(told)
        if not name:
            raise HavenError("encoding_name", file=source.file, encoding=told)
        return name
    found = shapefile.text_encoding(source.path)
    if found.source == "content" and found.claimed and found.claimed != found.name:
        problems.append(problem("encoding_contradicts", claimed=found.claimed, used=found.name))
    elif found.source == "content":
        problems.append(problem("encoding_guessed", used=found.name))
    return found.name


def _gdal_column(values: NDArray[Any]) -> pd.Series:
    if values.dtype != object:
        return pd.Series(values)
    texts = [None if value is None else value if isinstance(value, str) else str(value) for value in values]
    return pd.Series(texts, dtype="str")


def _read_table(
    source: Source, encoding: str | None, fields: Mapping[str, str], most: int | None
) -> tuple[Raw, Shapes]:
    known = {*known_names(), *(normalised(column) for column in fields.values())}
    if source.format == "table":
        found = table.read_text(source.path, encoding, known)
    else:
        limit = None if most is None else most + import_limits().table.header_rows
        found = table.read_sheet(source.path, source.format, source.inner, known, limit)
    problems = found.problems
    raw_frame, rows = found.frame, found.row_numbers
    by_year = year_rows(raw_frame)
    if by_year is not None:
        raw_frame, rows = raw_frame[by_year.newest].reset_index(drop=True), rows[by_year.newest]
        problems = (*problems, _years_told(by_year))
    if most is not None:
        raw_frame, rows = raw_frame.iloc[:most], rows[:most]
    columns = [str(column) for column in raw_frame.columns]
    parts = {part: fields[part] for part in COORDINATE_PARTS if part in fields}
    told = told_columns(parts, columns, source.file)
    coordinates = told or coordinate_columns(columns)
    geometries = row_points(raw_frame, coordinates) if coordinates else None
    frame = pd.DataFrame(
        {name: table_column(raw_frame[name], str(name)) for name in raw_frame.columns},
        index=pd.RangeIndex(len(raw_frame)),
    )
    problems = (*problems, *_ruined_codes(frame))
    return Raw(
        source,
        frame,
        None,
        "",
        found.encoding,
        rows,
        coordinates,
        problems,
        units=found.units,
        remarks=found.remarks,
    ), geometries


def _years_told(found: YearRows) -> Problem:
    years = "、".join(map(str, found.years))
    return problem("rows_of_years", column=found.column, years=years, count=int((~found.newest).sum()))


_RUINED = re.compile(r"\d(\.\d+)?E\+\d\d", re.IGNORECASE)


def _ruined_codes(frame: pd.DataFrame) -> list[Problem]:
    """Columns of codes that a spreadsheet made scientific numbers of."""
    found = []
    for name in frame.columns:
        if frame[name].dtype == "str" and _is_code([], str(name)):
            ruined = [text for text in frame[name] if isinstance(text, str) and _RUINED.fullmatch(text)]
            if ruined:
                found.append(problem("codes_ruined", column=str(name), count=len(ruined), example=ruined[0]))
    return found


COORDINATE_PARTS = ("longitude", "latitude", "x", "y", "pair", "wkt")


def told_columns(fields: Mapping[str, str], columns: Sequence[str], file: str) -> dict[str, str]:
    """Columns that a planner named for our fields, as the file spells them.

    Raises
    ------
    HavenError
        ``recipe_column``: the file has no such column.
    """
    found = {}
    for ours, column in fields.items():
        own = find_column(columns, column)
        if own is None:
            listed = ", ".join(columns)[:200]
            raise HavenError("recipe_column", file=file, column=column, columns=listed)
        found[ours] = own
    return found


def table_column(values: Iterable[Any], name: str) -> pd.Series:
    """Column of a table in the type that its cells show: whole numbers, numbers, else text.

    Codes and telephone numbers stay text: leading zeros, twelve digits and more, or a name that says so.
    """
    cells = list(values)
    present = [cell for cell in cells if cell is not None]
    if present and all(isinstance(cell, bool) for cell in present) and len(present) == len(cells):
        return pd.Series(np.array(cells, dtype=np.bool_))
    if present and _may_be_numbers(present) and not _is_code(present, name):
        read = [number(cell) if not isinstance(cell, bool) else np.nan for cell in cells]
        numeric = np.array([np.nan if value is None else value for value in read], dtype=np.float64)
        spoken = np.array([cell is not None for cell in cells])
        doubtful = thousands_by_point([plain(cell) for cell in present if isinstance(cell, str)])
        if np.isfinite(numeric[spoken]).all() and not doubtful:
            whole = len(present) == len(cells) and (numeric == np.floor(numeric)).all()
            return pd.Series(numeric.astype(np.int64) if whole and (abs(numeric) < 1e15).all() else numeric)
    texts = [None if cell is None else plain(cell) for cell in cells]
    return pd.Series(texts, dtype="str")


def _may_be_numbers(cells: Sequence[Any]) -> bool:
    """Whether the first few cells are numbers: spares a column of names the closer look."""
    read = (number(cell) for cell in cells[:50] if not isinstance(cell, bool))
    return all(value is None or np.isfinite(value) for value in read)


def _is_code(cells: Sequence[Any], name: str) -> bool:
    marks = word_fields().codes.marks
    form = normalised(name)
    if any(mark in form for mark in marks):
        return True
    texts = [plain(cell) for cell in cells[:2000]]
    leading_zero = any(len(text) > 1 and text[0] == "0" and text.isdigit() for text in texts)
    return leading_zero or (bool(texts) and all(text.isdigit() and len(text) >= 9 for text in texts))


def fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
