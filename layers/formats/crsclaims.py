"""Whether what a file says of its coordinate system agrees with itself.

A description names a system, by a code or by its name, and spells out its measures. Where somebody changed
a measure by hand, or copied the description of another zone, programs go by the one or the other, and places
are hundreds of kilometres apart. Nobody can tell which was meant, so such a description is not used at all.
"""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyproj
from pyproj.exceptions import CRSError

from layers.coordinates.crs import parse_crs
from layers.formats import shapefile
from models.kernel.errors import HavenError

_MOST_BYTES = 20_000
"""Of a description: the longest that surveyors write have two or three thousand."""
_UNDEFINED = (-1, 0)
"""What a GeoPackage calls a system that it does not know: metres of some kind, degrees of some kind."""


def stated_text(path: Path, layer: str = "") -> str | None:
    """Words of a ``.prj`` file, or of a GeoPackage on one of its layers.

    Returns
    -------
    str or None
        Empty where the file says that it does not know; ``None`` where it has no such words.
    """
    if path.suffix.lower() == ".gpkg":
        return _of_geopackage(path, layer)
    prj = shapefile.part(path, ".prj")
    if prj is None:
        return None
    with prj.open("rb") as file:
        return file.read(_MOST_BYTES).decode("utf-8", "replace").strip("\x00\ufeff \t\r\n") or None


def _of_geopackage(path: Path, layer: str) -> str | None:
    query = """SELECT s.srs_id, substr(s.definition, 1, ?) FROM gpkg_geometry_columns AS c
        JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = c.srs_id WHERE lower(c.table_name) = lower(?)"""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            row = connection.execute(query, (_MOST_BYTES, layer)).fetchone()
    except (sqlite3.Error, ValueError):
        return None  # GDAL has read the layer, so this is no fault of what is read
    if row is None:
        return None
    return "" if row[0] in _UNDEFINED else str(row[1] or "") or None


def check_claims(text: str, used: str, file: str) -> None:
    """Make sure that a description is of one system.

    Parameters
    ----------
    text
        The description as it stands in the file.
    used
        System that the reading library took the file to be in; empty if it does not say.

    Raises
    ------
    HavenError
        ``crs_contradicts_itself``: code, name and measures are of different systems.
    """
    found = _parsed(text)
    if found is None:
        return
    named = _contradicted(found)
    if named is None and used:
        try:
            other = parse_crs(used)
        except HavenError:
            return
        named = other if not _same_measures(found, other) else None
    if named is not None:
        raise HavenError(
            "crs_contradicts_itself",
            file=file,
            named=_name(named),
            measures=_measures_text(found, named),
            details=text,
        )


@cache
def _parsed(text: str) -> pyproj.CRS | None:
    try:
        found = pyproj.CRS.from_wkt(text)
    except CRSError:
        return None
    if found.is_bound and found.source_crs is not None:
        found = found.source_crs
    return found if found.is_geographic or found.is_projected else None


def _contradicted(crs: pyproj.CRS) -> pyproj.CRS | None:
    """Registered system that a description names and yet does not describe."""
    for part in (crs, crs.geodetic_crs):
        if part is None:
            continue
        for named in (_by_code(part), _by_name(part.name)):
            if named is not None and not _same_measures(part, named):
                return named
    return None


def _by_code(crs: pyproj.CRS) -> pyproj.CRS | None:
    own = crs.to_json_dict().get("id") or {}
    if own.get("authority") != "EPSG":
        return None
    try:
        return pyproj.CRS.from_epsg(own["code"])
    except (CRSError, ValueError, KeyError):
        return None


@cache
def _by_name(name: str) -> pyproj.CRS | None:
    try:
        found = pyproj.CRS.from_user_input(name)
    except CRSError:
        return None
    return found if found.name == name else None  # PROJ also finds names that are only alike


def _same_measures(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    if one.is_projected != other.is_projected:
        return False
    first, second = _measures(one), _measures(other)
    return all(
        math.isclose(first[key], second[key], rel_tol=1e-7, abs_tol=1e-6) for key in first if key in second
    )


def _measures(crs: pyproj.CRS) -> dict[str, float]:
    """Numbers that decide where a coordinate lies: ellipsoid, prime meridian, units, projection."""
    base = crs.geodetic_crs
    assert base is not None
    found: dict[str, float] = {}
    if base.ellipsoid is not None:
        found["Semi-major axis"] = float(base.ellipsoid.semi_major_metre)
        # CGCS2000 and WGS 84 differ in the seventh figure, which is a tenth of a millimetre.
        found["Inverse flattening"] = round(float(base.ellipsoid.inverse_flattening or 0.0), 3)
    if base.prime_meridian is not None:
        found["Prime meridian"] = float(base.prime_meridian.longitude)
    if base.axis_info:
        found["Angular unit"] = float(base.axis_info[0].unit_conversion_factor)
    if crs.is_projected and crs.coordinate_operation is not None:
        if crs.axis_info:
            found["Unit"] = float(crs.axis_info[0].unit_conversion_factor)
        for item in crs.coordinate_operation.params:
            factor = item.unit_conversion_factor if item.unit_category == "linear" else 1.0
            found[item.name] = float(item.value) * factor
    return found


def _name(crs: pyproj.CRS) -> str:
    code = crs.to_epsg()
    return f"{crs.name} (EPSG:{code})" if code is not None else str(crs.name)


def _measures_text(crs: pyproj.CRS, named: pyproj.CRS) -> str:
    """Measures in which two systems differ, as the description has them and as they should be."""
    own, right = _measures(crs), _measures(named)
    differ = [
        f"{key} = {own[key]:.12g} ({right[key]:.12g})"
        for key in own
        if key in right and not math.isclose(own[key], right[key], rel_tol=1e-7, abs_tol=1e-6)
    ]
    return "; ".join(differ) or str(crs.name)
