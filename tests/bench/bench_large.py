"""The map of a large county: 100,000 places, 200,000 pieces of road, 100,000 houses.

Run by hand: ``python -m tests.bench.bench_large``. Of pictures of 1640 x 1060 (a window with its margin) at
three scales: processor time of the first, which makes geometry ready, and of the next; how many steps it is
drawn in and how long the longest lasts, in which the window can do nothing else. Ends with 1 when a step is
over its limit.
"""

from __future__ import annotations

import os
import resource  # not on Windows, where this is not run
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from models.assessment.assess import assess
from models.rules.rules import load_rules
from tests.bench.made import large_project
from ui.cartography.options import SceneOptions
from ui.cartography.scene import Scene, build_scene
from ui.cartography.viewport import Viewport

SIZE = (1640, 1060)
FIRST_STEP_LIMIT_MS, STEP_LIMIT_MS = 200.0, 60.0


def step_times(scene: Scene, zoom: float) -> list[float]:
    """Milliseconds of each step of one picture."""
    assert scene.bounds is not None
    minx, miny, maxx, maxy = scene.bounds
    x, y, half = (minx + maxx) / 2, (miny + maxy) / 2, (maxy - miny) / zoom
    across = half * SIZE[0] / SIZE[1]
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        times, before = [], time.process_time()
        for _ in scene.steps(painter, Viewport((x - across, y - half, x + across, y + half), *SIZE)):
            now = time.process_time()
            times.append(1000 * (now - before))
            before = now
    return times


def main() -> int:
    """Draw the county at three scales, each twice."""
    application = QGuiApplication.instance() or QGuiApplication([])
    project = large_project()
    assessment = assess(project.county, project.active, load_rules("national"))
    scene = build_scene(project, project.active, assessment, SceneOptions())
    passed = True
    for zoom in (1, 6, 30):
        first, again = step_times(scene, zoom), step_times(scene, zoom)
        passed &= max(first) <= FIRST_STEP_LIMIT_MS and max(again) <= STEP_LIMIT_MS
        print(
            f"{zoom:3d} x  first {sum(first):6.0f} ms, longest step {max(first):4.0f}"
            f"   again {sum(again):5.0f} ms in {len(again)} steps, longest {max(again):4.0f}"
        )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    del application
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
