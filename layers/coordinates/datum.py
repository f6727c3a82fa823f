"""The shifted longitudes and latitudes of Chinese web maps: GCJ-02 and BD-09, and back.

The formulas are published by many, all alike: a polynomial with sines, measured from 105 E 35 N on the
Krasovsky ellipsoid, and for BD-09 a small turn and stretch on top. The way back has no closed form; it is
iterated until nothing moves by more than a hundredth of a millimetre. Coordinates outside the box for which
the shift is defined stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from msgspec.structs import asdict

from layers.coordinates.crsfile import datums_table
from models.kernel.arrays import Floats

DATUMS = ("wgs84", "gcj02", "bd09")

_AXIS_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BOX = (72.004, 0.8293, 137.8347, 55.8271)
_TURN = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
_SETTLED_DEG = 1e-10  # 0.01 mm
_MOST_ROUNDS = 60


def _waves(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Shift in longitude and latitude, metres on the sphere of the formula."""
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    lat += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    lat += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    lon += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    lon += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    return lon, lat


def _shift(lonlat: Floats) -> Floats:
    """GCJ-02 minus WGS-84, degrees, at WGS-84 positions; shape (n, 2)."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    east, north = _waves(lon - 105.0, lat - 35.0)
    angle = np.radians(lat)
    curve = 1.0 - _ECCENTRICITY_2 * np.sin(angle) ** 2
    root = np.sqrt(curve)
    north_deg = np.degrees(north / (_AXIS_M * (1.0 - _ECCENTRICITY_2) / (curve * root)))
    east_deg = np.degrees(east / (_AXIS_M / root * np.cos(angle)))
    west, south, most_east, most_north = _BOX
    inside = (lon >= west) & (lon <= most_east) & (lat >= south) & (lat <= most_north)
    return np.where(inside[:, None], np.column_stack((east_deg, north_deg)), 0.0)


def wgs84_to_gcj02(lonlat: Floats) -> Floats:
    """GCJ-02 of WGS-84 (or CGCS2000) longitude and latitude, degrees, shape (n, 2)."""
    return lonlat + _shift(lonlat)


def gcj02_to_bd09(lonlat: Floats) -> Floats:
    """BD-09 of GCJ-02 longitude and latitude, degrees, shape (n, 2)."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    length = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _TURN)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _TURN)
    return np.column_stack((length * np.cos(angle) + _BD_LON, length * np.sin(angle) + _BD_LAT))


def _inverse(forward: Callable[[Floats], Floats], wanted: Floats) -> Floats:
    """Position that ``forward`` takes to ``wanted``; NaN stays NaN."""
    found = wanted.copy()
    for _ in range(_MOST_ROUNDS):
        step = wanted - forward(found)
        found += step
        if not np.any(np.abs(step) > _SETTLED_DEG):
            break
    return found


def gcj02_to_wgs84(lonlat: Floats) -> Floats:
    """WGS-84 of GCJ-02 longitude and latitude, degrees, shape (n, 2)."""
    return _inverse(wgs84_to_gcj02, np.asarray(lonlat, dtype=np.float64))


def bd09_to_gcj02(lonlat: Floats) -> Floats:
    """GCJ-02 of BD-09 longitude and latitude, degrees, shape (n, 2)."""
    return _inverse(gcj02_to_bd09, np.asarray(lonlat, dtype=np.float64))


def to_wgs84(lonlat: Floats, datum: str) -> Floats:
    """WGS-84 longitude and latitude from one of :data:`DATUMS`; shape (n, 2), degrees."""
    if datum == "wgs84":
        return lonlat
    gcj02 = bd09_to_gcj02(lonlat) if datum == "bd09" else np.asarray(lonlat, dtype=np.float64)
    return gcj02_to_wgs84(gcj02)


def datum_of(*names: str) -> str:
    """Datum that names of files, layers or columns say outright; empty when none does.

    Where several are named the most particular one wins: a column says more than the file it stands in,
    so callers give columns first.
    """
    marks: dict[str, tuple[str, ...]] = asdict(datums_table().marks)
    for name in names:
        words = _words(name)
        for datum, spellings in marks.items():
            if any(_stands_in(_words(spelling), words) for spelling in spellings):
                return datum
    return ""


def _words(name: str) -> list[str]:
    """Runs of letters, of digits and of Chinese characters; camel case is a border too."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", unicodedata.normalize("NFKC", name))
    return re.findall(r"[a-z]+|\d+|[\u4e00-\u9fff]+", split.casefold())


def _stands_in(mark: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words stand one after another: ``amap`` does not stand in ``ctamap``, 百度 does in 百度经度."""
    if len(mark) == 1 and not mark[0].isascii():
        return any(mark[0] in word for word in words)
    places = range(len(words) - len(mark) + 1)
    return any(list(words[place : place + len(mark)]) == list(mark) for place in places)
