"""Counties with far more facilities than any has: the assessment, a drag, the map and the documents end.

Run by hand: ``python -m tests.bench.bench_many [--family shelter] [--count 50000] [--points 20000]
[--road] [--documents]``. Processor seconds and the most memory by then; ends with 1 when an assessment takes
longer than the limit. A table that somebody imported as the wrong family has so many rows.
"""

from __future__ import annotations

import argparse
import os
import resource  # not on Windows, where this is not run
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication

from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.county.travel import AS_BEFORE, TravelBy
from models.facilities.facility import Family
from models.kernel.progress import Work, run_to_end
from models.project.project import Project
from models.project.settings import Settings
from models.rules.rules import load_rules
from reports.context import make_context
from reports.textreport import write_textreport
from reports.webmap import write_webmap
from reports.workbook import write_workbook
from tests.bench.bench_large import step_times
from tests.bench.made import large_county, many_of, shifted, streets_there
from ui.cartography.options import SceneOptions
from ui.cartography.scene import build_scene

LIMIT_S, LIMIT_MB = 40.0, 1500.0


def timed(name: str, work: Callable[[], object]) -> float:
    """Do it, and say what it took."""
    started = time.process_time()
    work()
    took = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:24}{took:9.2f} s {peak:7.0f} MB", flush=True)
    return took


def _written(work: Work[object]) -> None:
    run_to_end(work)


def main() -> int:
    """Make one county and do everything with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--family", default="shelter", choices=[*Family])
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--road", action="store_true", help="measure by road, over 20,000 pieces of street")
    parser.add_argument("--documents", action="store_true")
    given = parser.parse_args()
    application = QGuiApplication.instance() or QGuiApplication([])
    scenario, rules = many_of(Family(given.family), given.count), load_rules("national")
    layers = [*large_county(given.points).layers, *([streets_there(100)] if given.road else ())]
    by: TravelBy = "road" if given.road else AS_BEFORE
    settings = Settings(crs_epsg=4548, county_name="County", travel_by=by)
    project = Project(settings, layers, [scenario])
    first = timed("first assessment", lambda: assess(project.county, scenario, rules))
    assessment = assess(project.county, scenario, rules)
    one = next(iter(scenario.facilities.values()))
    drags: list[DragSession] = []
    timed("press", lambda: drags.append(DragSession(project.county, scenario, rules, assessment, one)))
    for step in range(1, 4):
        timed("step", partial(drags[0].move, shifted(one, 90.0 * step, 60.0)))
    scene = build_scene(project, scenario, assessment, SceneOptions())
    timed("map", lambda: print(f"longest step {max(step_times(scene, 1)):.0f} ms"))
    if given.documents:
        with tempfile.TemporaryDirectory() as folder:
            context = make_context(project, made_on=date(2026, 1, 1))
            for name, write in {
                "xlsx": write_workbook,
                "html": write_webmap,
                "docx": write_textreport,
            }.items():
                path = Path(folder, f"document.{name}")
                timed(name, partial(_written, write(context, path, "zh")))
    del application
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(first > LIMIT_S or peak > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
