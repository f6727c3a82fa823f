"""How long the network of a county, and of a city, takes: to make, to search from all sites, from one.

Run by hand: ``python -m tests.bench.bench_roads [--city] [--peers]``. A county has 50,176 junctions and about
95,000 roads, a city 499,849 and nearly a million; 100,000 places, 50 and 200 sites. Times are medians of
processor time; the peer is scipy's Dijkstra alone on the same matrix, without places or the ways to the road.
With ``--peers`` networkx, igraph, pandana, geopandas and QGIS do the same on the same input; those that
the interpreter named by ``HAVEN_PEER_PYTHON`` (else this one) does not have are told. The minutes of those
that search by junctions are held against ours: the last column says how many differ.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from models.access.byroad import ByRoad
from models.access.roadgraph import build
from models.access.roadnet import Network
from models.access.roadpace import pace_of
from models.access.straight import StraightLine
from models.access.ways import Bound, Spot
from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.kernel.memo import Memo
from models.rules.rules import load_rules

STEP_M = 180.0


def streets(side: int) -> Layer:
    """A grid of streets of several classes, no two quite alike, a twentieth of them missing."""
    random = np.random.default_rng(1)
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    xy = np.dstack((x, y)) * STEP_M + random.uniform(-40, 40, (side, side, 2))
    ends = np.concatenate(
        (
            np.stack((xy[:, :-1].reshape(-1, 2), xy[:, 1:].reshape(-1, 2)), axis=1),
            np.stack((xy[:-1].reshape(-1, 2), xy[1:].reshape(-1, 2)), axis=1),
        )
    )
    ends = ends[random.random(len(ends)) > 0.05]
    classes = np.array(["primary", "secondary", "tertiary", "village"])[random.integers(0, 4, len(ends))]
    columns = {"road_class": classes, "oneway": np.where(random.random(len(ends)) < 0.1, "yes", "no")}
    frame = gpd.GeoDataFrame(columns, geometry=shapely.linestrings(ends), crs=4548)
    return Layer("streets", Role.ROADS, frame)


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Median milliseconds of processor time."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - start))
    return median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", action="store_true")
    parser.add_argument("--peers", action="store_true")
    arguments = parser.parse_args()
    side = 707 if arguments.city else 224
    layer = streets(side)
    start = time.process_time()
    graph = build([layer])
    print(f"{len(graph.xy):,} junctions, {len(graph):,} roads; cut in {time.process_time() - start:.2f} s")
    reach = side * STEP_M
    start = time.process_time()
    network = Network(graph, pace_of(load_rules("national"), "fire"), (0.0, 0.0, reach, reach))
    way = ByRoad(network)
    print(f"network made in {time.process_time() - start:.2f} s")
    random = np.random.default_rng(2)
    places = PointIndex(random.uniform(0, reach, (100_000, 2)))
    start = time.process_time()
    network.places(places)
    print(f"100,000 places put onto it in {time.process_time() - start:.2f} s")
    spots = [(float(x), float(y)) for x, y in random.uniform(0, reach, (200, 2))]
    one = timed(lambda: way.costs(places, spots[0]))
    node = int(network.start[0])
    peer = timed(lambda: dijkstra(network.matrix, indices=node))
    print(f"from one site to all places {one:.1f} ms; Dijkstra alone {peer:.1f} ms: {one / peer:.2f} x")
    for count in (50, 200):

        def fresh(count: int = count) -> object:
            network._memo = Memo()
            return way.two_nearest(places, spots[:count])

        def nearest(count: int = count) -> object:
            network._memo = Memo()
            return way.nearest(places, spots[:count])

        print(f"nearest of {count} sites {timed(nearest):.0f} ms")
        took = timed(fresh)
        print(f"nearest and second nearest of {count} sites {took:.0f} ms")
        bound = Bound.of(places, way.two_nearest(places, spots[:count]).second_cost)
        steps = []
        for x, y in random.uniform(0, reach, (25, 2)).tolist():
            start = time.process_time()
            way.beside(bound, spots[:count], (x, y))
            steps.append(1000 * (time.process_time() - start))
        print(f"  one more site beside {count}: {median(steps):.1f} ms, worst of 25 {max(steps):.1f} ms")
    start = time.process_time()
    _ = network.cells
    print(f"land put onto it in {time.process_time() - start:.2f} s: {network.cells.shape}")
    box = (0.0, 0.0, reach, reach)
    took = timed(lambda: [way.cell(spot, spots[:50], box) for spot in spots[:50]], 1)
    print(f"land divided among 50 sites in {took:.0f} ms")
    took = timed(lambda: [way.region(spot, 4.0) for spot in spots[:50]], 1)
    print(f"regions of 4 minutes of 50 sites {took:.0f} ms")
    print(f"region of 8 minutes {timed(lambda: way.region(spots[0], 8.0)):.0f} ms")
    if arguments.peers:
        peers(network, places, spots[:50])


def peers(network: Network, places: PointIndex, spots: list[Spot]) -> None:
    """The nearest of some sites by other programs beside our own, in the same run."""
    coo, at = network.matrix.tocoo(), network.snap(np.array(spots))
    node = network.start[at.edge]
    everywhere = np.unique(node)
    minutes = dijkstra(network.matrix, indices=everywhere, min_only=True)
    xy, points = network.graph.xy, shapely.points(np.column_stack(places.columns))
    edges = network.edges_between(coo.row, coo.col)
    layers = {
        "roads": (
            {
                "start": coo.row,
                "stop": coo.col,
                "minutes": coo.data,
                "km_h": network.length_m[edges] / coo.data * 60 / 1000,
            },
            shapely.linestrings(np.stack((xy[coo.row], xy[coo.col]), axis=1)),
        ),
        "junctions": ({"node": np.arange(len(xy)), "minutes": minutes}, shapely.points(xy)),
        "places": ({"row": np.arange(len(places))}, points),
        "sites": ({"node": node}, shapely.points(xy[node])),
    }
    own = {
        "junctions": timed(lambda: dijkstra(network.matrix, indices=everywhere, min_only=True)),
        "straight": timed(lambda: StraightLine().nearest(PointIndex(np.column_stack(places.columns)), spots)),
        "reached in 15 minutes": timed(lambda: ByRoad(network).together(spots, 15.0), 1),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, (columns, shapes) in layers.items():
            made = gpd.GeoDataFrame(columns, geometry=shapes, crs=4548)
            made.to_file(Path(folder, "input.gpkg"), layer=name, driver="GPKG")
        python = os.environ.get("HAVEN_PEER_PYTHON", sys.executable)
        script = Path(__file__).with_name("peers_roads.py")
        done = subprocess.run([python, str(script), folder], capture_output=True, text=True, check=False)
    print(f"{'peer':<12}{'job':<24}{'peer ms':>10}{'Haven ms':>10}{'ratio':>8}{'differ':>8}")
    for line in done.stdout.splitlines():
        if not line.startswith('["'):  # what a peer itself has to say
            continue
        peer, job, took, differ = json.loads(line)
        if job in own:
            print(f"{peer:<12}{job:<24}{took:10.0f}{own[job]:10.0f}{took / own[job]:7.1f}x{differ:8}")
        else:
            print(f"{peer:<12}{job:<24}{took}")
    if done.returncode:
        print(done.stderr[-500:])


if __name__ == "__main__":
    main()
