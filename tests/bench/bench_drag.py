"""How long one step of a drag takes, against computing everything anew and against geopandas.

Run by hand: ``python tests/bench/bench_drag.py [--points 100000] [--facilities 200]``. All ways are timed in
the same run, so that the ratios hold on any machine. Prints one line per family and ends with 1 when a step
takes longer than the limit.
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
from tests.bench.made import large_county, many_facilities, shifted, with_teams  # noqa: E402

LIMIT_MS = 5.0
STEPS = 40


def timed_ms(work: Callable[[], object], repeats: int = 1) -> float:
    """Shortest of some runs, milliseconds."""
    best = np.inf
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
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
    arguments = parser.parse_args()
    county, rules = large_county(arguments.points), load_rules()
    scenario = with_teams(many_facilities(arguments.facilities), arguments.facilities // 10)
    assessment = assess(county, scenario, rules)
    print(f"{arguments.points:,} points, {arguments.facilities} facilities; limit {LIMIT_MS} ms per step")
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
        started = time.perf_counter()
        session = DragSession(county, scenario, rules, assessment, facility)
        press = 1000 * (time.perf_counter() - started)
        steps = drag(session, facility)
        step, slow = float(np.median(steps)), float(np.percentile(steps, 95))
        full = anew(county, scenario, rules, shifted(facility, 500.0, 300.0))
        print(
            f"{family:12}{press:9.1f}{step:9.2f}{slow:9.2f}{full:9.1f}{full / step:7.0f}x"
            f"{joined:9.1f}{joined / step:7.0f}x"
        )
        passed &= step <= LIMIT_MS
    print("ok" if passed else f"slower than {LIMIT_MS} ms per step")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
