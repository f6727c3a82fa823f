"""Where a layer's coordinates really are: system, told or guessed, datum shift, and what cannot be right."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.coordinates import crs as crs_of
from layers.coordinates import datum as datum_of
from layers.formats.crsclaims import check_claims
from layers.formats.read import Problem, Raw, problem, row_list
from layers.formats.shapes import Repaired
from models.kernel.arrays import Floats
from models.kernel.errors import HavenError


@dataclass(frozen=True, eq=False)
class Located:
    """Features with a place.

    Attributes
    ----------
    geometries
        Fit geometries in ``crs``, shape (m,).
    rows
        Row of the raw layer that each comes from, shape (m,).
    lonlat
        A point in each, degrees, shape (m, 2).
    is_plain
        Whether the system is the county's zone for want of any word: eastings of six digits.
    """

    geometries: NDArray[np.object_]
    rows: NDArray[np.intp]
    kind: str
    crs: pyproj.CRS
    datum: str
    lonlat: Floats
    problems: tuple[Problem, ...]
    is_plain: bool = False

    def at(self, epsg: int) -> NDArray[np.object_]:
        """Geometries in another system."""
        return crs_of.to_epsg(self.geometries, self.crs, epsg)


def locate(raw: Raw, *, told_crs: str = "", told_datum: str = "", nearby_epsg: int | None = None) -> Located:
    """Find out where the features of a layer are.

    Parameters
    ----------
    told_crs, told_datum
        What the planner says of the file; empty to go by the file itself.
    nearby_epsg
        The county's zone if known; decides six-digit eastings without a system.

    Raises
    ------
    HavenError
        No usable geometry (``no_features``, ``no_coordinates``), a system that nobody can tell
        (``crs_missing``), that cannot be (``crs_wrong``), or a place outside China (``outside_china``).
    """
    source = raw.source
    if raw.shapes is None:
        raise HavenError("no_coordinates", file=source.file, layer=source.layer, columns=_columns(raw))
    shapes = raw.shapes
    problems = list(_repair_problems(raw, shapes))
    if len(shapes.rows) == 0:
        key = "no_coordinates" if raw.coordinates else "no_features"
        raise HavenError(key, file=source.file, layer=source.layer, columns=_columns(raw))
    system, shapes, found = _system(raw, shapes, told_crs, nearby_epsg)
    problems += found
    # Whoever names a projection, of the file or of another country for the project, knows where it is.
    is_anywhere = bool(told_crs and system.is_projected)
    is_anywhere |= nearby_epsg is not None and not crs_of.is_zone(nearby_epsg)
    if not (is_anywhere and system.is_geographic):
        shapes, found = _unswapped(raw, shapes, system)
        problems += found
    system, geometries, datum, found = _unshifted(raw, shapes, system, told_datum)
    problems += found
    lonlat = _lonlat(geometries, system)
    inside = np.isfinite(lonlat).all(axis=1) if is_anywhere else crs_of.in_china(lonlat)
    if not inside.any():
        middle = np.median(points_of(shapes.geometries), axis=0)
        raise HavenError(
            "outside_china",
            file=source.file,
            layer=source.layer,
            crs=crs_of.describe(system),
            x=_figure(middle[0]),
            y=_figure(middle[1]),
        )
    if not inside.all():
        rows = raw.row_numbers[shapes.rows[~inside]]
        problems.append(problem("outside_china", count=len(rows), rows=row_list(rows)))
    if crs_of.family(system) in ("beijing54", "xian80"):
        problems.append(problem("old_frame", crs=crs_of.describe(system), frame=system.name))
    return Located(
        geometries[inside],
        shapes.rows[inside],
        shapes.kind,
        system,
        datum,
        lonlat[inside],
        tuple(problems),
        is_plain=not (told_crs or raw.crs) and nearby_epsg is not None and system.to_epsg() == nearby_epsg,
    )


def _columns(raw: Raw) -> str:
    return ", ".join(map(str, raw.frame.columns))[:200]


def _figure(value: Any) -> str:
    return f"{float(value):.6g}" if abs(value) < 1000 else f"{float(value):.0f}"


def _repair_problems(raw: Raw, shapes: Repaired) -> list[Problem]:
    found = []
    empty = shapes.counts["empty"]
    if empty and raw.coordinates:
        rows = row_list(raw.row_numbers[shapes.empty])
        found.append(problem("rows_without_coordinates", count=empty, rows=rows))
    elif empty:
        found.append(problem("geometry_empty", count=empty))
    for name in ("not_finite", "invalid", "tangled", "other_kind"):
        if shapes.counts[name]:
            found.append(problem(f"geometry_{name}", count=shapes.counts[name]))
    return found


def points_of(geometries: NDArray[np.object_]) -> Floats:
    """Middle of each geometry's extent, shape (n, 2)."""
    bounds = shapely.bounds(geometries)
    return (bounds[:, :2] + bounds[:, 2:]) / 2


def _system(
    raw: Raw, shapes: Repaired, told: str, nearby_epsg: int | None
) -> tuple[pyproj.CRS, Repaired, list[Problem]]:
    """Coordinate system, told or guessed, with x and y the right way round."""
    source = raw.source
    middles = points_of(shapes.geometries)
    if raw.stated and not told:
        check_claims(raw.stated, raw.crs, source.file)
    stated = _parse(told or raw.crs, raw) if told or raw.crs else None
    if stated is not None and crs_of.has_place(stated) and crs_of.fits(middles, stated):
        return stated, shapes, []
    if stated is not None and not told:
        prefixed = _prefixed(shapes, middles, stated)
        if prefixed is not None:
            x, y = (_figure(value) for value in np.median(middles, axis=0))
            used = crs_of.describe(stated)
            return stated, prefixed, [problem("zone_prefix_missing", used=used, x=x, y=y)]
    # A stated system that the numbers contradict: only numbers that speak for themselves may overrule it.
    guess = crs_of.guess_crs(middles, None if stated is not None else nearby_epsg)
    if guess.epsg is None and stated is None and "longitude" in raw.coordinates:
        east, north = np.abs(np.median(middles, axis=0))
        if east <= 180 and north <= 90:  # degrees by their heading, wherever they are
            guess = crs_of.Guess(crs_of.GEOGRAPHIC_EPSG)
    x, y = (_figure(value) for value in np.median(middles, axis=0))
    looks = _like_degrees(middles) if stated is None and "longitude" in raw.coordinates else ""
    if looks and guess.epsg != _WEB_MERCATOR:
        column = raw.coordinates["longitude"]
        raise HavenError(f"degrees_{looks}", file=source.file, layer=source.layer, column=column, x=x, y=y)
    if guess.epsg is None and stated is not None and not crs_of.has_place(stated):
        raise HavenError("file_crs_unknown", file=source.file, crs=stated.name, details=raw.crs)
    if guess.epsg is None or (stated is not None and told):
        key = "crs_missing" if stated is None else "crs_wrong"
        raise HavenError(key, file=source.file, layer=source.layer, crs=crs_of.describe(stated), x=x, y=y)
    if guess.swapped:
        shapes = replace(shapes, geometries=crs_of.swap_xy(shapes.geometries))
    system = pyproj.CRS.from_epsg(guess.epsg)
    if stated is None and guess.epsg == nearby_epsg and _is_named_utm(raw):
        system = crs_of.nearest_utm(points_of(shapes.geometries), guess.epsg)
        return system, shapes, [problem("utm_named", used=crs_of.describe(system))]
    used = crs_of.describe(system)
    if stated is not None:
        found = [problem("crs_contradicts", stated=crs_of.describe(stated), used=used, x=x, y=y)]
    elif set(raw.coordinates) >= {"longitude"} and system.is_geographic:
        found = []  # the columns' names say that these are degrees
    else:
        found = [problem("crs_guessed", used=used, x=x, y=y)]
    if guess.swapped:
        found.append(problem("swapped", count=len(shapes.rows)))
    return system, shapes, found


_WEB_MERCATOR = 3857


def _like_degrees(middles: Floats) -> str:
    """How numbers that are no degrees as they stand may be meant, all in China if so; empty for no way."""
    if np.median(np.abs(middles[:, 0])) <= 360:
        return ""
    whole = np.floor(middles / 100)
    compact = np.floor(whole / 100) + whole % 100 / 60 + middles % 100 / 3600
    ways = {
        "scaled": [middles * factor for factor in (1e-5, 1e-6, 1e-7)],
        "seconds": [middles / 3600],
        "compact": [compact, whole + middles % 100 / 60],
    }
    return next((way for way, read in ways.items() if any(crs_of.in_china(one).all() for one in read)), "")


_UTM = re.compile(r"(?<![a-z])utm(?![a-z])", re.IGNORECASE)


def _is_named_utm(raw: Raw) -> bool:
    """Whether headings, layer or file say that eastings are of UTM."""
    return any(_UTM.search(name) for name in (*raw.coordinates.values(), raw.source.layer, raw.source.file))


def _prefixed(shapes: Repaired, middles: Floats, stated: pyproj.CRS) -> Repaired | None:
    """Shapes with the zone number before their eastings, where only this keeps them from fitting."""
    easting = crs_of.projection_values(stated).get("easting", 0.0)
    prefix = easting - easting % 1e6
    if not prefix or (np.abs(middles[:, 0] + prefix - easting) > crs_of.zone_half_width_m()).any():
        return None
    moved = shapely.transform(shapes.geometries, lambda xy: xy + np.array([prefix, 0.0]))
    return replace(shapes, geometries=moved)


def _parse(text: str, raw: Raw) -> pyproj.CRS:
    try:
        return crs_of.any_crs(text)
    except HavenError as error:
        raise HavenError(
            "file_crs_unknown", file=raw.source.file, crs=text[:60], details=error.details
        ) from error


def _unswapped(raw: Raw, shapes: Repaired, system: pyproj.CRS) -> tuple[Repaired, list[Problem]]:
    """Exchange x and y where they can only be the wrong way round."""
    middles = points_of(shapes.geometries)
    if system.is_geographic:
        wrong = crs_of.in_china(middles[:, ::-1]) & ~crs_of.in_china(middles)
    else:
        wrong = _northing_first(middles, system)
    if not wrong.any():
        return shapes, []
    geometries = shapes.geometries.copy()
    geometries[wrong] = crs_of.swap_xy(geometries[wrong])
    rows = raw.row_numbers[shapes.rows[wrong]]
    found = [problem("swapped", count=int(wrong.sum()), rows=row_list(rows))]
    return replace(shapes, geometries=geometries), found


def _northing_first(middles: Floats, system: pyproj.CRS) -> NDArray[np.bool_]:
    """Rows whose first number is a northing: far from the false easting, while the second is near it."""
    easting = crs_of.projection_values(system).get("easting")
    if easting is None:
        return np.zeros(len(middles), dtype=np.bool_)
    off = np.abs(middles - easting)
    half = crs_of.zone_half_width_m()
    wrong: NDArray[np.bool_] = (off[:, 0] > 2 * half) & (off[:, 1] <= half)
    return wrong


def _unshifted(
    raw: Raw, shapes: Repaired, system: pyproj.CRS, told: str
) -> tuple[pyproj.CRS, NDArray[np.object_], str, list[Problem]]:
    """Take the shift of web maps out of the coordinates, if names, cells or the planner say so."""
    datums, key = _datums(raw, shapes, told)
    shifted = [datum for datum in ("gcj02", "bd09") if (datums == datum).any()]
    if not shifted:
        return system, shapes.geometries, str(datums[0]), []
    geographic = pyproj.CRS.from_epsg(crs_of.GEOGRAPHIC_EPSG)
    moved = crs_of.to_epsg(shapes.geometries, system, crs_of.GEOGRAPHIC_EPSG).copy()
    found = []
    for datum in shifted:
        here = datums == datum
        moved[here] = shapely.transform(moved[here], lambda xy, datum=datum: datum_of.to_wgs84(xy, datum))
        found.append(problem(f"{key}.{datum}", count=int(here.sum())))
    most = max(shifted, key=lambda datum: int((datums == datum).sum()))
    return geographic, moved, most, found


def _datums(raw: Raw, shapes: Repaired, told: str) -> tuple[NDArray[np.object_], str]:
    """Datum of each shape, empty where nothing says one, and how that is told."""

    def of_all(datum: str) -> NDArray[np.object_]:
        return np.full(len(shapes.rows), datum, dtype=object)

    if told:
        return of_all(told), "datum_told"
    headings = datum_of.datum_of(*raw.coordinates.values(), of_coordinates=True)
    if headings:
        return of_all(headings), "datum_named"
    said = datum_of.datum_in(raw.remarks)
    whole = said or datum_of.datum_of(raw.source.layer, raw.source.file)
    columns = (
        [name for name in raw.frame.columns if datum_of.names_datum(str(name))] if raw.coordinates else []
    )
    for column in columns:
        cells = raw.frame[column].iloc[shapes.rows].tolist()
        own = np.array([datum_of.datum_of(str(cell or "")) for cell in cells], dtype=object)
        if (own != "").any():
            return np.where(own == "", whole, own), "datum_said"
    return of_all(whole), "datum_said" if said else "datum_named"


def _lonlat(geometries: NDArray[np.object_], system: pyproj.CRS) -> Floats:
    middles = points_of(geometries)
    if system.is_geographic and crs_of.same_place(system, pyproj.CRS.from_epsg(crs_of.GEOGRAPHIC_EPSG)):
        return middles
    change = crs_of.transformer(system, crs_of.GEOGRAPHIC_EPSG)
    return np.column_stack(change.transform(middles[:, 0], middles[:, 1]))
