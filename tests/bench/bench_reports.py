"""How long the documents of a large county take, and how much memory.

Run by hand: ``python tests/bench/bench_reports.py``. Ends with 1 when a limit is missed. Each document is
written in a process of its own, so that its memory is measured and nothing else's. The workbook of the small
county is the ratio's other side: what 50,000 rows cost against none. Then the sample's pack in Chinese, by
one process and by two: seconds, and seconds of all processors together.
"""

from __future__ import annotations

import os
import resource  # not on Windows, where this is not run
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import geopandas as gpd  # noqa: E402
import numpy as np  # noqa: E402
import shapely  # noqa: E402

from models.county.layer import Layer, Role  # noqa: E402
from models.kernel.progress import run_to_end  # noqa: E402
from models.project.project import Project  # noqa: E402
from reports.context import make_context  # noqa: E402
from reports.webmap import write_webmap  # noqa: E402
from reports.workbook import write_workbook  # noqa: E402
from tests.reports.conftest import CRS, MADE_ON, X, Y, small_project  # noqa: E402

VILLAGES = 50_000
LIMIT_S, LIMIT_MB = 20.0, 500.0


def large_project() -> Project:
    """The small county with 50,000 villages, most of them out of reach."""
    small = small_project()
    random = np.random.default_rng(1)
    points = shapely.points(X + random.uniform(0, 8000, VILLAGES), Y + random.uniform(0, 8000, VILLAGES))
    columns = {
        "name": [f"第{number}村民委员会" for number in range(VILLAGES)],
        "population_persons": random.integers(200, 3000, VILLAGES).astype(float),
    }
    layers = [layer for layer in small.layers if layer.role != Role.VILLAGES]
    villages = Layer("村庄", Role.VILLAGES, gpd.GeoDataFrame(columns, geometry=points, crs=CRS))
    return Project(small.settings, [*layers, villages], small.scenarios, "plan")


def measure(document: str, county: str) -> None:
    """Write one document; print seconds, those of the processor, memory before and at its peak, size (MB)."""
    context = make_context(large_project() if county == "large" else small_project(), made_on=MADE_ON)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    write, suffix = {"workbook": (write_workbook, ".xlsx"), "webmap": (write_webmap, ".html")}[document]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"document{suffix}"
        started, used = time.perf_counter(), time.process_time()
        run_to_end(write(context, path, "zh"))
        seconds, cpu = time.perf_counter() - started, time.process_time() - used
        size = path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(seconds, cpu, before / 1024, peak / 1024, size / 1e6)


def pack(processes: int) -> None:
    """Write the pack of the sample as the command line does; print what it took."""
    command = [
        sys.executable,
        str(ROOT / "main.py"),
        "pack",
        str(ROOT / "resources" / "sample" / "sample.gpkg"),
    ]
    environment = {**os.environ, "HAVEN_PROCESSES": str(processes)}
    with tempfile.TemporaryDirectory() as folder:
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [*command, "-o", folder, "--lang", "zh"],
            check=True, stdout=subprocess.DEVNULL, timeout=600, env=environment,
        )  # fmt: skip
        seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"pack by {processes} {seconds:13.2f} s ({cpu:5.2f} s of the processors)")


def main() -> int:
    """Measure both documents of both counties, and the pack of the sample."""
    missed = False
    for document in ("workbook", "webmap"):
        for county in ("small", "large"):
            command = [sys.executable, __file__, document, county]
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
            seconds, cpu, before, peak, size = map(float, done.stdout.split())
            print(
                f"{document:9} {county:6} {seconds:6.2f} s ({cpu:5.2f} s of the processor)"
                f"  {before:4.0f} -> {peak:4.0f} MB  {size:6.2f} MB"
            )
            # What other programs take from the clock meanwhile is not the document's.
            missed |= cpu > LIMIT_S or peak > LIMIT_MB
    for processes in (1, 2):
        pack(processes)
    return int(missed)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(*sys.argv[1:])
    else:
        sys.exit(main())
