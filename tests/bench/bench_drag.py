"""How long one step of a drag takes, against computing everything anew and against geopandas.

Run by hand: ``python tests/bench/bench_drag.py [--points 100000] [--facilities 200] [--road county|city]``.
All ways are timed in the same run, by the processor, so that the ratios hold on any machine. With ``--road``
distances are measured on streets of 50,176 junctions (a county) or 499,849 (a city). Prints one line per
family and ends with 1 when a step takes longer than the limit; by road the 95th percentile of the steps is
held against it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import geopandas as gpd  # noqa: E402
import numpy as np  # noqa: E402
import shapely  # noqa: E402

from models.assessment.assess import assess  # noqa: E402
from models.assessment.live import DragSession  # noqa: E402
from models.county.county import County  # noqa: E402
from models.facilities.facility import Facility, Family, Shelter  # noqa: E402
from models.project.scenario import Scenario  # noqa: E402
from models.rules.rules import Rules, load_rules  # noqa: E402
from models.shelters.values import COVERAGE_KEYS, sites_for  # noqa: E402
from tests.bench.made import large_county, many_facilities, shifted, streets_there, with_teams  # noqa: E402

LIMIT_MS = 5.0
ROAD_LIMIT_MS = {"county": 16.0, "city": 50.0}
ROAD_SIDE = {"county": 224, "city": 707}
STEPS = 40


def timed_ms(work: Callable[[], object], repeats: int = 1) -> float:
    """Shortest of some runs, milliseconds."""
    best = np.inf
    for _ in range(repeats):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return 1000 * best


def drag(session: DragSession, facility: Facility) -> list[float]:
    """Milliseconds of each step along a way across the county."""
    way = [shifted(facility, 90.0 * step, 60.0 * step) for step in range(STEPS)]
    return [timed_ms(partial(session.move, where)) for where in way]


def anew(county: County, scenario: Scenario, rules: Rules, facility: Facility) -> float:
    """One full assessment with nothing kept from before but the county's own layers."""
    fresh = replace(county)
    for name in ("demand_place", "place_population_persons", "boundary", "lands"):
        fresh.__dict__[name] = getattr(county, name)  # what a naive program would also have read once
    after = replace(scenario, facilities={**scenario.facilities, facility.id: facility})
    return timed_ms(lambda: assess(fresh, after, rules))


def by_joining(county: County, scenario: Scenario, rules: Rules) -> float:
    """Only the people each kind of shelter covers, as it is usually scripted: buffer, then spatial join."""
    persons = county.demand.known_persons
    demand = gpd.GeoDataFrame({"persons": persons}, geometry=shapely.points(county.demand.xy), crs=4548)
    shelters = [item for item in scenario.counted() if isinstance(item, Shelter)]

    def join() -> list[float]:
        covered = []
        for key in COVERAGE_KEYS:
            sites = sites_for(county, key, shelters, rules)
            discs = [shapely.Point(x, y).buffer(reach.limit, quad_segs=32) for x, y, reach in sites]
            inside = gpd.sjoin(demand, gpd.GeoDataFrame(geometry=discs, crs=4548), predicate="intersects")
            covered.append(float(demand.loc[inside.index.unique(), "persons"].sum()))
        return covered

    return timed_ms(join, 3)


def main() -> int:
    """Measure a step of each family."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--facilities", type=int, default=200)
    parser.add_argument("--road", choices=[*ROAD_SIDE])
    arguments = parser.parse_args()
    county, rules = large_county(arguments.points), load_rules()
    limit_ms = LIMIT_MS
    if arguments.road:
        roads = streets_there(ROAD_SIDE[arguments.road])
        county = County.from_layers([*county.layers, roads]).measured("road")
        limit_ms = ROAD_LIMIT_MS[arguments.road]
    scenario = with_teams(many_facilities(arguments.facilities), arguments.facilities // 10)
    assessment = assess(county, scenario, rules)
    print(f"{arguments.points:,} points, {arguments.facilities} facilities; limit {limit_ms} ms per step")
    joined = by_joining(county, scenario, rules)
    print(f"{'':12}{'press':>9}{'step':>9}{'95 %':>9}{'anew':>9}{'ratio':>8}{'join':>9}{'ratio':>8}")
    passed = True
    for family in Family:
        facility = next(
            (
                item
                for item in scenario.counted(family)
                if not isinstance(item, Shelter) or item.shelter_class == "medium"
            ),
            None,
        )
        if facility is None:
            continue
        started = time.process_time()
        session = DragSession(county, scenario, rules, assessment, facility)
        press = 1000 * (time.process_time() - started)
        steps = drag(session, facility)
        step, slow = float(np.median(steps)), float(np.percentile(steps, 95))
        full = np.nan if arguments.road else anew(county, scenario, rules, shifted(facility, 500.0, 300.0))
        print(
            f"{family:12}{press:9.1f}{step:9.2f}{slow:9.2f}{full:9.1f}{full / step:7.0f}x"
            f"{joined:9.1f}{joined / step:7.0f}x"
        )
        passed &= (slow if arguments.road else step) <= limit_ms
    print("ok" if passed else f"slower than {limit_ms} ms per step")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
