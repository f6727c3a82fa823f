"""The jobs of ``bench_roads`` by other programs, on the input that it wrote; run by it in a process.

``python peers_roads.py FOLDER``: the folder holds ``input.gpkg`` with the layers ``roads`` (start, stop,
minutes; one row a direction), ``places`` and ``sites``. Knows nothing of Haven, so that any interpreter that
has the peers will do. Prints a line a peer: its name, the job, milliseconds of processor time of all threads,
and at how many junctions its minutes are not those that stand in the layer ``junctions``.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np

TIMES = 3
MOST_MIN = 120.0
"""What is farther counts as cut off: pandana wants a limit."""


def spent() -> float:
    """Processor time of this process and of those that it waited for."""
    return sum(
        use.ru_utime + use.ru_stime
        for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def say(
    peer: str, job: str, work: Callable[[], object], times: int = TIMES, minutes=None, near: float = 1e-3
) -> None:
    """Time a job, the shortest of some runs, and tell; ``minutes`` are those that it should find."""
    taken, found = [], None
    for _ in range(times):
        start = spent()
        found = work()
        taken.append(1000 * (spent() - start))
    differ = 0 if minutes is None else int((~np.isclose(found, minutes, rtol=0, atol=near)).sum())
    print(json.dumps([peer, job, min(taken), differ]), flush=True)


class FailedError(Exception):
    """A peer is there, and does not do it."""


def main() -> None:
    folder = Path(sys.argv[1])
    roads, places, sites = (
        gpd.read_file(folder / "input.gpkg", layer=name) for name in ("roads", "places", "sites")
    )
    start, stop = roads["start"].to_numpy(), roads["stop"].to_numpy()
    minutes, nodes = roads["minutes"].to_numpy(), sites["node"].tolist()
    count = int(max(start.max(), stop.max())) + 1
    found = gpd.read_file(folder / "input.gpkg", layer="junctions").sort_values("node")
    found["minutes"] = found["minutes"].where(found["minutes"] < MOST_MIN, np.inf)
    say("geopandas", "straight", lambda: gpd.sjoin_nearest(places, sites[["geometry"]]))
    for peer in (_networkx, _igraph, _pandana, _qgis):
        try:
            peer(folder, (start, stop, minutes, count), nodes, found)
        except (ImportError, FileNotFoundError) as absent:
            print(json.dumps([peer.__name__[1:], "not installed", str(absent), 0]), flush=True)
        except (FailedError, subprocess.TimeoutExpired) as fault:
            print(json.dumps([peer.__name__[1:], "failed", str(fault)[-200:], 0]), flush=True)


def _networkx(_folder, graph, nodes, junctions) -> None:
    import networkx

    start, stop, minutes, count = graph
    made = networkx.DiGraph()
    made.add_weighted_edges_from(zip(start.tolist(), stop.tolist(), minutes.tolist(), strict=True))

    def ask() -> np.ndarray:
        found = networkx.multi_source_dijkstra_path_length(made, nodes, weight="weight")
        return np.array([found.get(node, np.inf) for node in range(count)])

    say("networkx", "junctions", ask, 1, junctions["minutes"].to_numpy())


def _igraph(_folder, graph, nodes, junctions) -> None:
    import igraph

    start, stop, minutes, count = graph
    # One junction more, from which all sites are reached at once.
    edges = np.column_stack((np.append(start, [count] * len(nodes)), np.append(stop, nodes)))
    weights = [*minutes.tolist(), *[0.0] * len(nodes)]
    made = igraph.Graph(n=count + 1, edges=edges.tolist(), directed=True)
    ask = made.distances
    say(
        "igraph",
        "junctions",
        lambda: ask(source=[count], weights=weights)[0][:count],
        minutes=junctions["minutes"].to_numpy(),
    )


def _pandana(_folder, graph, nodes, junctions) -> None:
    # It tells how long it is from each junction to a site, so that roads are turned round for it. Its minutes
    # are found by a hierarchy that takes long to make: that is told beside them, a bench of one search is not
    # what it is for.
    import pandana
    import pandas as pd

    start, stop, minutes, _ = graph
    x, y = (getattr(junctions.geometry, axis).to_numpy() for axis in "xy")
    before = spent()
    made = pandana.Network(
        pd.Series(x),
        pd.Series(y),
        pd.Series(stop),
        pd.Series(start),
        pd.DataFrame({"minutes": minutes}),
        twoway=False,
    )
    made.set_pois("sites", MOST_MIN, 1, pd.Series(x[nodes]), pd.Series(y[nodes]))
    print(json.dumps(["pandana", "made ready", 1000 * (spent() - before), 0]), flush=True)

    def ask() -> np.ndarray:
        found = made.nearest_pois(MOST_MIN, "sites", num_pois=1)[1].to_numpy()
        return np.where(found < MOST_MIN, found, np.inf)

    # It cuts every road off to a thousandth of a minute, up to 0.035 over a whole way here.
    say("pandana", "junctions", ask, 1, junctions["minutes"].to_numpy(), near=0.1)


def _qgis(folder, _graph, nodes, _junctions) -> None:
    # It makes its graph with every run, and searches from one site after another.
    source = f"{folder}/input.gpkg|layername="
    arguments = {
        "INPUT": f"{source}roads",
        "START_POINTS": f"{source}sites",
        "STRATEGY": 1,
        "SPEED_FIELD": "km_h",
        "DEFAULT_DIRECTION": 0,
        "TRAVEL_COST2": 0.25,
        "OUTPUT_LINES": f"{folder}/reached.gpkg",
    }
    project = folder / "project.qgs"
    project.write_text('<!DOCTYPE qgis><qgis version="3.22.0"/>')  # it refuses to search without one
    command = ["qgis_process.bin", "run", "native:serviceareafromlayer", f"--PROJECT_PATH={project}", "--"]
    command += [f"{key}={value}" for key, value in arguments.items()]
    env = {**os.environ, "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen"}
    env.pop("PYTHONPATH", None)

    def run() -> None:
        done = subprocess.run(command, env=env, capture_output=True, timeout=300, check=False)
        if done.returncode:
            raise FailedError(done.stderr.decode(errors="replace").strip())
        if len(gpd.read_file(folder / "reached.gpkg")) != len(nodes):
            raise FailedError("a site has no service area")

    say("qgis", "reached in 15 minutes", run, 1)


if __name__ == "__main__":
    main()
