"""Coordinate systems: the county's own metric one, what a file is in, and how to get from one to the other.

All lengths and areas are computed in the CGCS2000 3-degree zone of the county (EPSG 4534 to 4554, eastings
without zone prefix). WGS 84 and CGCS2000 are treated as equal (they differ by decimetres at most); older
frames (Beijing 1954, Xi'an 1980) are not, and are named as a problem wherever they are met.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from msgspec.structs import asdict
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from layers.coordinates.crsfile import crs_table
from models.kernel.arrays import Floats
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t

set_network_enabled(active=False)


FIRST_ZONE_EPSG, FIRST_MERIDIAN, LAST_MERIDIAN = 4534, 75, 135
GEOGRAPHIC_EPSG = 4490
FIRST_UTM_EPSG = 32600
"""Added to the number of a zone: WGS 84, northern half."""


# -- the county's zone -------------------------------------------------------------------------------------
def zone_epsg(longitude_deg: float) -> int:
    """EPSG code of the CGCS2000 3-degree zone (no prefix) whose central meridian is nearest to a longitude.

    Exactly on the border of two zones (``meridian + 1.5``) the eastern one is taken.
    """
    meridian = 3 * math.floor(longitude_deg / 3 + 0.5)
    meridian = min(max(meridian, FIRST_MERIDIAN), LAST_MERIDIAN)
    return FIRST_ZONE_EPSG + (meridian - FIRST_MERIDIAN) // 3


def is_zone(epsg: int) -> bool:
    """Whether a code is one of the 3-degree zones without prefix."""
    return FIRST_ZONE_EPSG <= epsg <= FIRST_ZONE_EPSG + (LAST_MERIDIAN - FIRST_MERIDIAN) // 3


def plain_zone(crs: pyproj.CRS) -> int | None:
    """The 3-degree zone without prefix that a zone is, with or without one; ``None`` for anything else."""
    code = crs.to_epsg() or 0
    if 4513 <= code <= 4533:
        code = FIRST_ZONE_EPSG + code - 4513
    return code if is_zone(code) else None


def metric_epsg(crs: pyproj.CRS) -> int | None:
    """Code of a system that a project can be kept in: a zone without prefix, or any projection in metres."""
    zone = plain_zone(crs)
    if zone is not None or not crs.is_projected:
        return zone
    in_metres = all(math.isclose(axis.unit_conversion_factor, 1.0) for axis in crs.axis_info)
    return crs.to_epsg() if in_metres else None


def central_meridian_deg(epsg: int) -> int:
    """Central meridian of a 3-degree zone; ValueError for any other system."""
    if not is_zone(epsg):
        raise ValueError(f"EPSG:{epsg} is no CGCS2000 3-degree zone")
    return FIRST_MERIDIAN + 3 * (epsg - FIRST_ZONE_EPSG)


def zone_number(epsg: int) -> int:
    """Number of a 3-degree zone, 25 to 45: what stands before the easting where a prefix is written."""
    return central_meridian_deg(epsg) // 3


def prefixed_easting(easting_m: float, epsg: int) -> float:
    """Easting with the zone number in front, as surveyors write it (39500000 on the meridian of zone 39)."""
    return zone_number(epsg) * 1e6 + easting_m


def zone_label(epsg: int, lang: Lang = "zh") -> str:
    """Name of a project's coordinate system for the status bar and for reports."""
    if not is_zone(epsg):
        return f"EPSG:{epsg} ({pyproj.CRS.from_epsg(epsg).name})"
    return t("crs.zone", lang, zone=zone_number(epsg), meridian=central_meridian_deg(epsg))


# -- recognising a file's system ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Guess:
    """A coordinate system guessed from numbers alone."""

    epsg: int | None
    swapped: bool = False


def china_box() -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees that every coordinate must lie in."""
    china = crs_table().china
    return china.west, china.south, china.east, china.north


def parse_crs(text: str) -> pyproj.CRS:
    """Coordinate system from an EPSG code, a name, or the text of a ``.prj`` file, with a place on the map.

    Raises
    ------
    HavenError
        ``crs_unknown``: nobody knows a system of that name, or it has no place.
    """
    found = any_crs(text)
    if not has_place(found):
        raise HavenError("crs_unknown", crs=str(found.name)[:80], details=text[:2000])
    return found


def has_place(crs: pyproj.CRS) -> bool:
    """Whether a system lies somewhere: not of a site, of heights, or from the middle of the earth."""
    return bool(crs.is_geographic or crs.is_projected)


@cache
def any_crs(text: str) -> pyproj.CRS:
    """Coordinate system of any kind, from what :func:`parse_crs` takes.

    Raises
    ------
    HavenError
        ``crs_unknown``: nobody knows a system of that name.
    """
    plain = text.strip()
    names = crs_table().names
    known = names.get(_key(plain))
    number = plain.upper().removeprefix("EPSG").strip(": ")
    try:
        if known is not None:
            return pyproj.CRS.from_epsg(known)
        if number.isdigit():
            return pyproj.CRS.from_epsg(int(number))
        found = pyproj.CRS.from_user_input(plain)
    except CRSError as error:
        raise HavenError("crs_unknown", crs=plain[:80], details=str(error)) from error
    return _with_code(found)


def _key(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _with_code(crs: pyproj.CRS) -> pyproj.CRS:
    """The registered system that a description means, so that equal systems compare as equal."""
    own = crs.to_epsg(min_confidence=70)
    if own is not None:
        return pyproj.CRS.from_epsg(own)
    if crs.is_geographic and same_place(crs, pyproj.CRS.from_epsg(4326)):
        return pyproj.CRS.from_epsg(4326)
    zone = _cgcs_zone(crs)
    return pyproj.CRS.from_epsg(zone) if zone is not None else crs


def _cgcs_zone(crs: pyproj.CRS) -> int | None:
    """EPSG code of a CGCS2000 Gauss-Kruger zone that some program described in its own words."""
    if not crs.is_projected or family(crs) != "cgcs2000":
        return None
    values = projection_values(crs)
    meridian, easting = values.get("meridian"), values.get("easting")
    if meridian is None or easting is None or not math.isclose(values.get("scale") or 0.0, 1.0):
        return None
    prefix, rest = divmod(easting, 1e6)
    if not math.isclose(rest, 500_000):
        return None
    if meridian % 3 == 0 and prefix in (0, meridian / 3) and FIRST_MERIDIAN <= meridian <= LAST_MERIDIAN:
        first = FIRST_ZONE_EPSG if prefix == 0 else 4513
        return int(first + (meridian - FIRST_MERIDIAN) / 3)
    if meridian % 6 == 3 and prefix == (meridian + 3) / 6 and 13 <= prefix <= 23:
        return int(4491 + prefix - 13)
    return None


def projection_values(crs: pyproj.CRS) -> dict[str, float]:
    """Central meridian (degrees), false easting (metres) and scale of a transverse Mercator system."""
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return {}
    wanted = {
        "Longitude of natural origin": "meridian",
        "False easting": "easting",
        "Scale factor at natural origin": "scale",
    }
    return {
        wanted[item.name]: float(item.value)
        * (item.unit_conversion_factor if item.name == "False easting" else 1)
        for item in operation.params
        if item.name in wanted
    }


def family(crs: pyproj.CRS) -> str:
    """Frame that a system stands on: ``wgs84``, ``cgcs2000``, ``beijing54``, ``xian80`` or ``other``."""
    return _family(crs.srs)


@lru_cache(maxsize=256)
def _family(text: str) -> str:
    crs = pyproj.CRS(text)
    base = crs.geodetic_crs or crs
    words = _key(f"{base.name} {base.datum.name if base.datum else ''}")
    for name, marks in asdict(crs_table().frames).items():
        if any(mark in words for mark in marks):
            return str(name)
    return "other"


def describe(crs: pyproj.CRS | None) -> str:
    """``EPSG:n`` where a system is registered, else its name; empty for none."""
    if crs is None:
        return ""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code is not None else str(crs.name)


def guess_crs(xy: Floats, nearby_epsg: int | None = None) -> Guess:
    """Guess the system of coordinates that come without one.

    Parameters
    ----------
    xy
        Finite coordinates, shape (n, 2), n > 0.
    nearby_epsg
        System of the county they belong to, if known: a 3-degree zone decides six-digit eastings, another
        one all numbers that are no degrees.

    Returns
    -------
    Guess
        ``epsg`` is ``None`` when several systems would fit equally well.
    """
    x, y = np.median(xy, axis=0)
    if nearby_epsg is not None and not is_zone(nearby_epsg):  # a project that was put anywhere on earth
        return Guess(GEOGRAPHIC_EPSG if abs(x) <= 180 and abs(y) <= 90 else nearby_epsg)
    for swapped, (east, north) in ((False, (x, y)), (True, (y, x))):
        epsg = _guess_point(float(east), float(north), nearby_epsg)
        if epsg is not None:
            return Guess(epsg, swapped)
    return Guess(None)


def _guess_point(east: float, north: float, nearby_epsg: int | None) -> int | None:
    west, south, most_east, most_north = china_box()
    if west <= east <= most_east and south <= north <= most_north:
        return GEOGRAPHIC_EPSG
    table = crs_table().eastings
    if not table.northing_min_m <= north <= table.northing_max_m:
        return None
    prefix, rest = divmod(east, 1e6)
    half = zone_half_width_m()
    if 25 <= prefix <= 45 and abs(rest - 500_000) <= half:
        return int(4513 + prefix - 25)
    if 16 <= prefix <= 23 and abs(rest - 500_000) <= half:
        return int(4491 + prefix - 13)
    if prefix == 0 and abs(rest - 500_000) <= half:
        return nearby_epsg
    if table.web_mercator_min_m <= east < table.web_mercator_max_m:
        return 3857
    return None


def nearest_utm(xy: Floats, epsg: int) -> pyproj.CRS:
    """The UTM zone of the northern half in which numbers lie nearest to the meridian of a 3-degree zone."""
    meridian = central_meridian_deg(epsg)
    zones = {math.floor((meridian + 183) / 6), math.ceil((meridian + 183) / 6)}
    off = {
        zone: abs(float(np.median(to_lonlat(xy, FIRST_UTM_EPSG + zone)[:, 0])) - meridian) for zone in zones
    }
    return pyproj.CRS.from_epsg(FIRST_UTM_EPSG + min(off, key=lambda zone: (off[zone], zone)))


def zone_half_width_m() -> float:
    """How far from its central meridian the data of one zone may reach."""
    return crs_table().eastings.zone_half_width_m


def fits(xy: Floats, crs: pyproj.CRS) -> bool:
    """Whether coordinates can be in a system at all: degrees in degrees, eastings near its false easting."""
    x, y = np.abs(np.median(xy, axis=0))
    if crs.is_geographic:
        return bool(x <= 180 and y <= 180)
    if x <= 180 and y <= 90:
        return False
    easting = projection_values(crs).get("easting")
    half = crs_table().eastings.stated_half_width_m
    return easting is None or bool(min(abs(x - easting), abs(y - easting)) <= half)


# -- transforming ------------------------------------------------------------------------------------------
@cache
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def transformer(source: pyproj.CRS | int, target: pyproj.CRS | int) -> pyproj.Transformer:
    """Transformer between two systems, longitude and easting first; kept for the next time."""
    texts = [
        f"EPSG:{crs}" if isinstance(crs, int) else (describe(crs) if crs.to_epsg() else crs.to_wkt())
        for crs in (source, target)
    ]
    return _transformer(texts[0], texts[1])


def same_place(source: pyproj.CRS, target: pyproj.CRS) -> bool:
    """Whether coordinates of one system are those of the other as they stand."""
    if source.is_geographic and target.is_geographic:
        return {family(source), family(target)} <= {"wgs84", "cgcs2000"}
    return bool(source == target)


def to_epsg(geometries: NDArray[np.object_], source: pyproj.CRS | int, epsg: int) -> NDArray[np.object_]:
    """Geometries in another system, shape kept; coordinates that have no place there become infinite."""
    crs = pyproj.CRS.from_epsg(source) if isinstance(source, int) else source
    if same_place(crs, pyproj.CRS.from_epsg(epsg)):
        return geometries
    change = transformer(source, epsg)

    def moved(xy: Floats) -> Floats:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    result: NDArray[np.object_] = shapely.transform(geometries, moved)
    return result


def to_lonlat(xy: Floats, epsg: int) -> Floats:
    """Longitude and latitude (degrees, CGCS2000) of project coordinates, shape (n, 2)."""
    return np.column_stack(transformer(epsg, GEOGRAPHIC_EPSG).transform(xy[:, 0], xy[:, 1]))


def swap_xy(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Geometries with x and y exchanged."""
    swapped: NDArray[np.object_] = shapely.transform(geometries, lambda xy: xy[:, ::-1])
    return swapped


def in_china(lonlat: Any) -> NDArray[np.bool_]:
    """Whether longitude/latitude pairs, shape (n, 2), lie in the box around China; False for NaN."""
    west, south, east, north = china_box()
    lon, lat = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2).T
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside
