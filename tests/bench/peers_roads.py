"""The jobs of ``bench_roads`` by other programs, on the input that it wrote; run by it in a process.

``python peers_roads.py FOLDER``: the folder holds ``input.gpkg`` with the layers ``roads`` (start, stop,
minutes; one row a direction), ``places`` and ``sites``. Knows nothing of Haven, so that any interpreter that
has the peers will do. Prints a line a peer: its name, the job, milliseconds of processor time.
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


def spent() -> float:
    """Processor time of this process and of those that it waited for."""
    return sum(
        use.ru_utime + use.ru_stime
        for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def say(peer: str, job: str, work: Callable[[], object], times: int = TIMES) -> None:
    """Time a job, the shortest of some runs, and tell."""
    taken = []
    for _ in range(times):
        start = spent()
        work()
        taken.append(1000 * (spent() - start))
    print(json.dumps([peer, job, min(taken)]), flush=True)


def main() -> None:
    folder = Path(sys.argv[1])
    roads, places, sites = (
        gpd.read_file(folder / "input.gpkg", layer=name) for name in ("roads", "places", "sites")
    )
    start, stop = roads["start"].to_numpy(), roads["stop"].to_numpy()
    minutes, nodes = roads["minutes"].to_numpy(), sites["node"].tolist()
    count = int(max(start.max(), stop.max())) + 1
    say("geopandas", "straight", lambda: gpd.sjoin_nearest(places, sites[["geometry"]]))
    for peer in (_networkx, _igraph, _pandana, _qgis):
        try:
            peer(folder, (start, stop, minutes, count), nodes, places)
        except (ImportError, FileNotFoundError) as absent:
            print(json.dumps([peer.__name__[1:], "not installed", str(absent)]), flush=True)


def _networkx(_folder, graph, nodes, _places) -> None:
    import networkx

    start, stop, minutes, _ = graph
    made = networkx.DiGraph()
    made.add_weighted_edges_from(zip(start.tolist(), stop.tolist(), minutes.tolist(), strict=True))
    ask = networkx.multi_source_dijkstra_path_length
    say("networkx", "junctions", lambda: ask(made, nodes, weight="weight"), 1)


def _igraph(_folder, graph, nodes, _places) -> None:
    import igraph

    start, stop, minutes, count = graph
    # One junction more, from which all sites are reached at once.
    edges = np.column_stack((np.append(start, [count] * len(nodes)), np.append(stop, nodes)))
    weights = [*minutes.tolist(), *[0.0] * len(nodes)]
    made = igraph.Graph(n=count + 1, edges=edges.tolist(), directed=True)
    say("igraph", "junctions", lambda: made.distances(source=[count], weights=weights))


def _pandana(_folder, graph, nodes, places) -> None:
    import pandana
    import pandas as pd

    start, stop, minutes, count = graph
    xy = np.zeros((count, 2))
    ends = gpd.read_file(_folder / "input.gpkg", layer="junctions")
    xy[ends["node"].to_numpy()] = np.column_stack((ends.geometry.x, ends.geometry.y))
    before = spent()
    made = pandana.Network(
        pd.Series(xy[:, 0]),
        pd.Series(xy[:, 1]),
        pd.Series(start),
        pd.Series(stop),
        pd.DataFrame({"minutes": minutes}),
        twoway=False,
    )
    made.set_pois("sites", 120, 1, pd.Series(xy[nodes, 0]), pd.Series(xy[nodes, 1]))
    print(json.dumps(["pandana", "made ready", 1000 * (spent() - before)]), flush=True)
    say("pandana", "junctions", lambda: made.nearest_pois(120, "sites", num_pois=1))


def _qgis(folder, _graph, _nodes, _places) -> None:
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
            raise FileNotFoundError(done.stderr.decode(errors="replace")[-200:])

    say("qgis", "reached in 15 minutes", run, 1)


if __name__ == "__main__":
    main()
