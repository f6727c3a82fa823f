"""Minutes of a project's roads against networkx: 1,000 random pairs for each way to go.

    python -m tests.bench.check_times PROJECT.gpkg

Says how many pairs are cut off, and the greatest difference in milliseconds. Needs networkx, which the
program does not; ends with 1 where a pair differs by a millisecond or is reached by one of the two only.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

from models.access.roadnet import Network
from models.access.roadpace import Mode, by_road
from models.kernel.arrays import Floats
from models.rules.rules import load_rules
from ui.cli.opening import open_project

MODES: tuple[Mode, ...] = ("fire", "truck", "walk")
SOURCES, TARGETS = 20, 50


def links(nx: Any, network: Network, *, on_wheels: bool) -> Any:
    """The roads that may be used, from junction to junction with their minutes; of parallel ones the best."""
    graph = network.graph
    pace, km_h = network.pace, np.array(network.pace.km_h)[graph.road_class]
    if pace.keeps_speed:
        km_h = np.minimum(km_h, graph.most[:, 0])
    told = np.isfinite(graph.boat_km_h) & (km_h > 0) & (pace.boat_factor > 0)
    speed = np.where(told, graph.boat_km_h * pace.boat_factor, km_h) * 1000 / 60
    fits = (graph.most[:, 1] >= network.pace.tonnes) & (graph.most[:, 2] >= network.pace.metres)
    made = nx.DiGraph()
    for edge in np.flatnonzero(fits & (speed > 0) & (graph.wheels if on_wheels else graph.feet)):
        minutes = float(graph.length_m[edge] / speed[edge])
        ends = int(graph.start[edge]), int(graph.stop[edge])
        direction = int(graph.direction[edge]) if on_wheels else 0
        for one, other in [ends] * (direction >= 0) + [ends[::-1]] * (direction <= 0):
            if minutes < made.get_edge_data(one, other, {"minutes": np.inf})["minutes"]:
                made.add_edge(one, other, minutes=minutes)
    return made


def compared(nx: Any, network: Network, *, on_wheels: bool) -> tuple[Floats, Floats]:
    """Minutes of the pairs by networkx and by the product, shape (1000,) each."""
    made, random = links(nx, network, on_wheels=on_wheels), np.random.default_rng(5)
    nodes, xy = np.array(sorted(made)), network.graph.xy
    expected, found = [], []
    for source in random.choice(nodes, SOURCES).tolist():
        targets = random.choice(nodes, TARGETS)
        minutes = nx.single_source_dijkstra_path_length(made, source, weight="minutes")
        expected.append([minutes.get(target, np.inf) for target in targets.tolist()])
        search = network.from_spot((float(xy[source, 0]), float(xy[source, 1])))
        assert search is not None
        found.append(search.to(network.snap(xy[targets])))
    return np.concatenate(expected), np.concatenate(found)


def main(path: Path) -> int:
    """Compare, and say it."""
    nx, project, is_right = importlib.import_module("networkx"), open_project(path), True
    rules = load_rules(project.settings.ruleset_id, project.settings.overrides)
    for mode in MODES:
        way = by_road(project.county, rules, mode)
        assert way is not None, "the project has no roads"
        expected, found = compared(nx, way.network, on_wheels=mode != "walk")
        reached = np.isfinite(expected) & np.isfinite(found)
        other = int((np.isfinite(expected) != np.isfinite(found)).sum())
        worst_ms = float(np.abs(expected[reached] - found[reached]).max(initial=0.0)) * 60_000
        cut_off = int(np.isinf(expected).sum())
        print(
            f"{mode}: {len(expected)} pairs, {cut_off} cut off, {other} by one only, {worst_ms:.2g} ms apart"
        )
        is_right &= other == 0 and worst_ms < 1
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
