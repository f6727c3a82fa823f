"""Times from facilities to every place, and routes, without a window."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.coordinates.crs import transformer
from layers.disk.atomic import write_bytes
from models.access.byroad import ByRoad
from models.access.measures import straight_way
from models.access.roadpace import Mode, by_road
from models.access.route import off_road, road_names, route
from models.access.ways import TwoNearest, Way
from models.facilities.facility import Family
from models.facilities.families import Travel
from models.kernel.arrays import Floats, Ints
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from models.rules.rules import Rules, load_rules
from models.rules.scope import counted
from ui.cli.jobs import check_output
from ui.cli.opening import MAX_NAMES, find_scenario, open_project
from ui.cli.parser import EXIT_OK, print_json

if TYPE_CHECKING:
    from models.county.county import County
    from models.facilities.facility import Facility
    from models.project.project import Project

TRAVELS: Mapping[str, tuple[Family, Travel]] = {
    family.spec.travel.word: (family, family.spec.travel) for family in Family if family.spec.travel
}
"""Families that one goes from or to, by the word of the command."""

DEGREES = 4490
"""China Geodetic Coordinate System 2000, degrees."""

COLUMNS = (
    "place", "row", "lon", "lat", "residents", "nearest", "metres", "minutes",
    "second", "second_metres", "second_minutes", "unreachable",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Times:
    """What one run of the command found."""

    county: County
    family: Family
    by: str
    way: Way
    sites: tuple[Facility, ...]
    nearest: TwoNearest
    metres: Floats
    second_metres: Floats
    reasons: tuple[str, ...]
    lonlat: Floats


def times_of(path: Path, family: str, scenario: str | None, by: str | None) -> Times:
    """Nearest and second nearest facility of every place.

    Parameters
    ----------
    by
        How to measure; ``None`` for by road, or with the detour factor where there is no road.
    """
    project = open_project(path)
    chosen, settings = find_scenario(project, scenario), project.settings
    county = project.county_in(chosen)
    rules = load_rules(settings.ruleset_id, settings.overrides)
    kind, travel = TRAVELS[family]
    sites = counted(county, chosen, rules, kind)
    way = _way(county, rules, travel, by)
    spots = [site.location for site in sites]
    found = way.two_nearest(county.demand.index, spots)
    xy, at = county.demand.xy, np.array(spots).reshape(-1, 2)

    def metres(site: Ints) -> Floats:
        made = np.full(len(xy), np.inf)
        rows = np.flatnonzero(site >= 0)
        made[rows] = way.metres(xy, at, rows, site[rows])
        return made

    return Times(
        county=county,
        family=kind,
        by="road" if isinstance(way, ByRoad) else "straight" if by == "straight" else "detour",
        way=way,
        sites=sites,
        nearest=found,
        metres=metres(found.first),
        second_metres=metres(found.second),
        reasons=_reasons(county, way, found, bool(sites)),
        lonlat=_lonlat(project, xy),
    )


def _way(county: County, rules: Rules, travel: Travel, by: str | None) -> Way:
    road = by_road(county, rules, travel.mode) if by in (None, "road") else None
    if road is not None:
        return road
    if by == "road":
        raise HavenError("no_roads")
    return straight_way(rules, travel.straight_rules, is_lengthened=by != "straight")


def _reasons(county: County, way: Way, found: TwoNearest, has_sites: bool) -> tuple[str, ...]:
    """Why each place is not reached; empty where it is."""
    reached = np.isfinite(found.first_cost)
    if not has_sites:
        return ("no_site",) * len(reached)
    if not isinstance(way, ByRoad):
        return ("",) * len(reached)
    stands = way.network.places(county.demand.index).edge >= 0
    return tuple(
        "" if is_reached else "cut_off" if at_road else "off_road"
        for is_reached, at_road in zip(reached.tolist(), stands.tolist(), strict=True)
    )


def write_times(times: Times, output: Path, lang: Lang) -> None:
    """Write one row a place as CSV that spreadsheets open."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(COLUMNS)
    demand, found = times.county.demand, times.nearest
    minutes, second_minutes = times.way.minutes(found.first_cost), times.way.minutes(found.second_cost)
    for row in range(len(demand)):
        lon, lat = times.lonlat[row].tolist()
        persons = float(demand.population_persons[row])
        table.writerow(
            (
                demand.names[row],
                int(demand.rows[row]),
                f"{lon:.7f}",
                f"{lat:.7f}",
                "" if np.isnan(persons) else f"{persons:g}",
                _name(times, int(found.first[row])),
                _number(times.metres[row], 1),
                _number(minutes[row], 3),
                _name(times, int(found.second[row])),
                _number(times.second_metres[row], 1),
                _number(second_minutes[row], 3),
                _reason(times, times.reasons[row], lang),
            )
        )
    write_bytes(output, b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8"))


def times_text(times: Times, lang: Lang) -> str:
    """What was measured, and which places are not reached and why."""
    demand = times.county.demand
    lines = [
        t(
            "cli.times.basis",
            lang,
            family=t(f"family.{times.family.value}.plural", lang),
            sites=len(times.sites),
            places=len(demand),
            way=t(f"access.way_word.{times.by}", lang),
        )
    ]
    for reason in dict.fromkeys(reason for reason in times.reasons if reason):
        rows = [row for row, its in enumerate(times.reasons) if its == reason]
        names = t("cli.list_separator", lang).join(str(demand.names[row]) for row in rows[:MAX_NAMES])
        more = t("cli.and_more", lang) if len(rows) > MAX_NAMES else ""
        said = t("cli.times.unreached", lang, count=len(rows), names=names + more)
        lines.append(f"{said} ({_reason(times, reason, lang)})")
    return "\n".join(lines)


def _name(times: Times, site: int) -> str:
    return "" if site < 0 else times.sites[site].name


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if np.isfinite(value) else ""


def _reason(times: Times, reason: str, lang: Lang) -> str:
    if not reason:
        return ""
    snap = f"{times.way.says.get('snap', 0.0):g}"
    return t(f"cli.times.{reason}", lang, snap=snap)


# -- routes --------------------------------------------------------------------------------------------------
def route_json(path: Path, start: str, end: str, mode: Mode) -> dict[str, Any]:
    """Quickest way by road between two points given as ``longitude,latitude``.

    Raises
    ------
    HavenError
        There is no road, a point is too far from any, or no way leads from one to the other.
    """
    project = open_project(path)
    county, settings = project.county, project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    way = by_road(county, rules, mode)
    if way is None:
        raise HavenError("no_roads")
    ends = _projected(project, np.array([_point(start), _point(end)]))
    spots = [(float(x), float(y)) for x, y in ends]
    for text, spot in ((start, spots[0]), (end, spots[1])):
        if off_road(way, spot):
            raise HavenError("off_road", point=text, snap=f"{way.network.pace.snap_m:g}")
    found = route(way, spots[0], spots[1])
    if found is None:
        raise HavenError("no_way", start=start, end=end)
    line = _lonlat(project, np.array(found.line.coords))
    return {
        "metres": round(found.metres, 1),
        "minutes": round(found.minutes, 4),
        "off_road_metres": round(found.off_road_m, 1),
        "mode": mode,
        "roads": list(road_names(county, way, found)),
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(lon, 7), round(lat, 7)] for lon, lat in line.tolist()],
        },
    }


def route_text(found: dict[str, Any], lang: Lang) -> str:
    """A route in lines."""
    way = t("access.way_word.road", lang)
    text = t(
        "cli.route.text", lang, metres=f"{found['metres']:,.0f}", minutes=f"{found['minutes']:.1f}", way=way
    )
    names = t("cli.list_separator", lang).join(found["roads"])
    return f"{text}\n{t('cli.route.roads', lang, names=names)}" if names else text


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        raise HavenError("point_text", text=text) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise HavenError("point_text", text=text)
    return lon, lat


def _projected(project: Project, lonlat: Floats) -> Floats:
    change = transformer(DEGREES, project.settings.crs_epsg)
    return np.column_stack(change.transform(lonlat[:, 0], lonlat[:, 1]))


def _lonlat(project: Project, xy: Floats) -> Floats:
    change = transformer(project.settings.crs_epsg, DEGREES)
    return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))


# -- the commands --------------------------------------------------------------------------------------------
def run_times(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``times`` says; return the exit code."""
    check_output(arguments.output, (".csv",))
    times = times_of(arguments.project, arguments.family, arguments.scenario, arguments.by)
    if arguments.by is None and times.by != "road":
        print(t("cli.times.no_roads", lang), file=sys.stderr)
    write_times(times, arguments.output, lang)
    print(times_text(times, lang))
    print(arguments.output)
    return EXIT_OK


def run_route(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``route`` says; return the exit code."""
    found = route_json(arguments.project, arguments.from_point, arguments.to_point, arguments.mode)
    if arguments.json:
        print_json(found)
    else:
        print(route_text(found, lang))
    return EXIT_OK
