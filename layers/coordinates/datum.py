"""The shifted longitudes and latitudes of Chinese web maps: GCJ-02 and BD-09, and back.

The formulas are published by many, all alike: a polynomial with sines, measured from 105 E 35 N on the
Krasovsky ellipsoid, and for BD-09 a small turn and stretch on top. The way back has no closed form; it is
iterated until nothing moves by more than a hundredth of a millimetre. Coordinates outside the box for which
the shift is defined stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

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
_CONVERTS = re.compile(r"to|into|2|.*[转换].*")
_OF_COORDINATES = re.compile(r"坐标|经纬|经度|datum|coordinate|\bcrs\b|longitude|gcj|bd-?09", re.IGNORECASE)


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


def datum_of(*names: str, of_coordinates: bool = False) -> str:
    """Datum that names of files, layers or columns say outright; empty when none does.

    Where several are named the most particular one wins: a column says more than the file it stands in,
    so callers give columns first. Of a name that tells of a conversion (gcj02转wgs84) the last counts.

    Parameters
    ----------
    of_coordinates
        Whether the names are headings of coordinates, in which short words are enough (bd_lng).
    """
    named = (_named(name, of_coordinates) for name in names)
    return next((datums[0] for datums in named if datums), "")


@lru_cache(maxsize=4096)
def _named(name: str, of_coordinates: bool = False) -> tuple[str, ...]:
    """Datums that a name says; where it tells of a conversion only the one that stands last.

    Kept for the next time: the same few columns and files are asked for at every turn of an import.
    """
    marks = _marks(of_coordinates)
    words = _words(name)
    ends = {datum: _end(words, spellings) for datum, spellings in marks.items()}
    named = tuple(datum for datum, end in ends.items() if end >= 0)
    is_conversion = len(named) > 1 and any(_CONVERTS.fullmatch(word) for word, _ in words)
    return (max(named, key=ends.__getitem__),) if is_conversion else named


def datum_in(remark: str) -> str:
    """Datum of a table's coordinates that its title or a note says; empty when it says none, or several.

    A map is named for many reasons, so the clause that names it must speak of coordinates.
    """
    clauses = [clause for clause in re.split(r"[。；;\n]", remark) if _OF_COORDINATES.search(clause)]
    found = {datum for clause in clauses for datum in _named(clause)}
    return found.pop() if len(found) == 1 else ""


def names_datum(heading: str) -> bool:
    """Whether the cells of a column say of which datum the coordinates of each row are."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", heading).casefold() if char.isalnum())
    return plain.startswith(datums_table().columns)


def _words(name: str) -> list[tuple[str, int]]:
    """Runs of letters, digits and Chinese characters, and where each begins; camel case is a border too."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", unicodedata.normalize("NFKC", name))
    split = re.sub(r"(?<=\d)(to)(?=[a-z])", r" \1 ", split.casefold())
    return [(run.group(), run.start()) for run in re.finditer(r"[a-z]+|\d+|[\u4e00-\u9fff]+", split)]


@cache
def _marks(of_coordinates: bool) -> Mapping[str, tuple[str, ...]]:
    """Spellings of each datum, of headings of coordinates the short ones too."""
    table = datums_table()
    marks: dict[str, tuple[str, ...]] = asdict(table.marks)
    if not of_coordinates:
        return marks
    return {datum: (*words, *asdict(table.headings)[datum]) for datum, words in marks.items()}


def _end(words: Sequence[tuple[str, int]], spellings: Sequence[str]) -> int:
    """Where the last of some spellings stands among words; -1 where none does."""
    return max((_place(_spelt(spelling), words) for spelling in spellings), default=-1)


@cache
def _spelt(spelling: str) -> list[tuple[str, int]]:
    """Words of a spelling, of which there are as few as the table has."""
    return _words(spelling)


def _place(mark: Sequence[tuple[str, int]], words: Sequence[tuple[str, int]]) -> int:
    """Where words stand one after another: ``amap`` does not stand in ``ctamap``, 百度 does in 百度经度."""
    wanted = [word for word, _ in mark]
    if len(wanted) == 1 and not wanted[0].isascii():
        return max((start + word.rfind(wanted[0]) for word, start in words if wanted[0] in word), default=-1)
    places = range(len(words) - len(wanted) + 1)
    same = (place for place in places if [word for word, _ in words[place : place + len(wanted)]] == wanted)
    return max((words[place][1] for place in same), default=-1)
