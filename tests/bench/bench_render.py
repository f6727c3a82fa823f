"""How long the true picture of the map takes, and the printed sheet.

Run by hand: ``python tests/bench/bench_render.py``. Pictures are 1366 x 768; "first" includes preparing the
geometry, "again" is the median of seven further pictures. Both are processor time, so that other work on the
machine does not count. The last column compares with drawing every feature by its own Qt call, which is what
the prepared paths save.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import geopandas as gpd  # noqa: E402
import numpy as np  # noqa: E402
import shapely  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPen, QPolygonF  # noqa: E402

from layers.sample import sample_project  # noqa: E402
from models.assessment.assess import assess  # noqa: E402
from models.county.layer import Layer, Role  # noqa: E402
from models.project.project import Project  # noqa: E402
from models.project.settings import Settings  # noqa: E402
from models.rules.rules import load_rules  # noqa: E402
from reports.context import make_context  # noqa: E402
from ui.cartography.options import SceneOptions  # noqa: E402
from ui.cartography.scene import Scene, build_scene  # noqa: E402
from ui.cartography.viewport import Viewport  # noqa: E402
from ui.printing import default_sheet, write_sheet  # noqa: E402

SIZE = (1366, 768)
RUNS = 7


def view(scene: Scene, zoom: float) -> Viewport:
    """The county, or its middle enlarged."""
    assert scene.bounds is not None
    minx, miny, maxx, maxy = scene.bounds
    x, y = (minx + maxx) / 2, (miny + maxy) / 2
    half_x, half_y = (maxx - minx) / 2 / zoom, (maxy - miny) / 2 / zoom
    return Viewport((x - half_x, y - half_y, x + half_x, y + half_y), *SIZE)


def draw_ms(scene: Scene, viewport: Viewport) -> float:
    """Milliseconds of one picture."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        start = time.process_time()
        scene.draw(painter, viewport)
        elapsed = (time.process_time() - start) * 1000
    return elapsed


def naive_ms(project: Project, viewport: Viewport) -> float:
    """Milliseconds to draw the same layers by one Qt call per line, ring or point."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Qt.GlobalColor.gray, 2.0))
        start = time.process_time()
        for layer in project.layers:
            for shape in layer.geometries:
                for part in shapely.get_parts(
                    shapely.boundary(shape) if shape.geom_type.endswith("Polygon") else shape
                ):
                    points = [viewport.to_px(x, y) for x, y in shapely.get_coordinates(part)]
                    if len(points) == 1:
                        painter.drawPoint(points[0])
                    else:
                        painter.drawPolyline(QPolygonF(points))
        elapsed = (time.process_time() - start) * 1000
    return elapsed


def many_project(points: int = 100_000, polygons: int = 5_000) -> Project:
    """A county with very many people points and polygons, seeded."""
    random = np.random.default_rng(1)
    x, y, side = 390_000.0, 3_990_000.0, 50_000.0
    dots = shapely.points(random.uniform((x, y), (x + side, y + side), (points, 2)))
    centres = shapely.points(random.uniform((x, y), (x + side, y + side), (polygons, 2)))
    areas = shapely.buffer(centres, random.uniform(100, 400, polygons), quad_segs=10)

    def frame(shapes: np.ndarray, **columns: object) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(columns, geometry=shapes, crs=4548)

    return Project(
        Settings(crs_epsg=4548),
        [
            Layer("points", Role.DEMAND, frame(dots, population_persons=np.ones(points))),
            Layer(
                "county", Role.COUNTY, frame(np.array([shapely.box(x, y, x + side, y + side)], dtype=object))
            ),
            Layer("areas", Role.REFERENCE, frame(areas)),
        ],
    )


def trial_project() -> Project | None:
    """The trial county's roads and districts, where the trial data are."""
    folder = Path(os.environ.get("HAVEN_SHARED_DATA") or ROOT.parent / "shared" / "data") / "dev_xian_ne"
    if not folder.exists():
        return None
    roads = gpd.read_file(folder / "osm_roads.shp", encoding="gbk").to_crs(4545)
    districts = gpd.read_file(folder / "districts_epsg4490.geojson").to_crs(4545)
    roads = roads.rename(columns={"fclass": "road_class"})
    return Project(
        Settings(crs_epsg=4545), [Layer("d", Role.COUNTY, districts), Layer("r", Role.ROADS, roads)]
    )


def report(name: str, project: Project, limit_ms: float) -> bool:
    """Measure one project at three scales and print a line for each."""
    scenario = project.active
    assessment = assess(project.county, scenario, load_rules("national"))
    start = time.perf_counter()
    scene = build_scene(project, scenario, assessment, SceneOptions())
    built = (time.perf_counter() - start) * 1000
    start = time.perf_counter()
    build_scene(project, scenario, assessment, SceneOptions())
    again = (time.perf_counter() - start) * 1000
    print(f"{name}: scene {built:.1f} ms, after an edit {again:.1f} ms")
    good = True
    for zoom in (1.0, 4.0, 16.0):
        viewport = view(scene, zoom)
        first = draw_ms(scene, viewport)
        median = statistics.median(draw_ms(scene, viewport) for _ in range(RUNS))
        naive = naive_ms(project, viewport)
        good &= median <= limit_ms
        print(
            f"  1:{viewport.scale_denominator:>8,.0f}  first {first:6.1f} ms  again {median:6.1f} ms"
            f"  (limit {limit_ms:.0f})  naive {naive:7.0f} ms = {naive / median:4.1f} times"
        )
    return good


def report_sheet(project: Project) -> None:
    """Measure the printed sheet."""
    context = make_context(project, made_on=date(2026, 7, 1))
    with tempfile.TemporaryDirectory() as folder:
        for paper, suffix in (("A4", "pdf"), ("A3", "pdf"), ("A3", "png"), ("A1", "pdf"), ("A1", "png")):
            path = Path(folder) / f"sheet.{suffix}"
            start = time.perf_counter()
            write_sheet(context, path, "zh", replace(default_sheet(context, "zh"), paper=paper))
            elapsed = time.perf_counter() - start
            print(f"sheet {paper} {suffix}: {elapsed:.2f} s, {path.stat().st_size / 1e6:.2f} MB")


def main() -> int:
    """Run everything; 1 if a picture took longer than its limit."""
    application = QGuiApplication.instance() or QGuiApplication([])
    sample = sample_project()
    good = report("sample", sample, 100.0)
    trial = trial_project()
    if trial is not None:
        good &= report("trial county", trial, 100.0)
    good &= report("100,000 points and 5,000 polygons", many_project(), 250.0)
    report_sheet(sample)
    del application
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
