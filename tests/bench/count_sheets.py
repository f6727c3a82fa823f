"""What printed sheets name and how full they are, counted; and how far apart the map's colours are.

Run by hand: ``python tests/bench/count_sheets.py [PROJECT.gpkg [SCENARIO]]``; without a project the sample's
plan B. For each page: symbols with a number or name of those that its list explains, townships with a label,
uncovered villages with a number, and the share of the panel beside the map that stays empty.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: E402
from PySide6.QtGui import QImage, QPainter  # noqa: E402

from layers.project.read import load_project  # noqa: E402
from reports.context import ReportContext, make_context  # noqa: E402
from tests.ui.cartography.test_style import VIEWS, lab, linear  # noqa: E402
from ui.cartography.labels import Placed  # noqa: E402
from ui.cartography.pens import Canvas  # noqa: E402
from ui.cartography.scene import Scene  # noqa: E402
from ui.cartography.style import map_style  # noqa: E402
from ui.cartography.viewport import Viewport  # noqa: E402
from ui.printing.atlas import unserved_places  # noqa: E402
from ui.printing.compose import PagePlan  # noqa: E402
from ui.printing.desk import Desk  # noqa: E402
from ui.printing.onepage import _numbers  # noqa: E402
from ui.printing.sheet import MapSheet  # noqa: E402
from ui.printing.write import ensure_application, make_pages  # noqa: E402

SAMPLE, SCENARIO = ROOT / "resources" / "sample" / "sample.gpkg", "乙"
BESIDE = ("legend", "figures", "townships", "notes", "remarks", "origins", "schedule", "continued", "inset",
          "index", "unit_facts", "unit_figures", "unit_candidates", "facilities", "unserved",
          "tiles")  # fmt: skip
"""What stands in the panel beside a map."""


def placed(scene: Scene, viewport: Viewport) -> tuple[Placed, ...]:
    """Labels of a map as they stand on paper."""
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        return scene.placed_labels(Canvas(painter, viewport, scene.style, scene.options), viewport.rect_px)


def empty_share(page: PagePlan) -> float:
    """Part of the panel at the right of the map that no block takes; NaN where there is none."""
    frame = next((item.rect for item in page.maps), None)
    if frame is None:
        return float("nan")
    blocks = [item.rect for item in page.elements if item.id in BESIDE and item.rect.left() > frame.right()]
    if not blocks:
        return float("nan")
    width = page.margins.right() - frame.right()
    taken = sum(block.width() * block.height() for block in blocks)
    return 1.0 - taken / (width * frame.height())


def numbered(items: tuple[Placed, ...], kinds: tuple[str, ...]) -> set[str]:
    """Numbers that labels of some kinds begin with."""
    return {item.texts[0].split(" ")[0] for item in items if item.label.lines[0].kind in kinds}


def county_row(context: ReportContext, template: str, paper: str) -> str:
    """Counts of a sheet of the whole county."""
    desk = Desk(context, "zh", MapSheet(template=template, paper=paper))
    pages = make_pages(desk)
    scene, page = desk.scene(numbers=_numbers(desk)), pages[0]
    viewport = page.maps[-1].viewport
    assert viewport is not None
    items = placed(scene, viewport)
    names = set(map(str, desk.shown.assessment.units.names))
    tags = sum(item.label.tag is not None for item in items)
    towns = len({item.texts[0] for item in items} & names)
    return (
        f"{template:8}{paper:5}{len(pages):3} pages   facilities {tags} of {len(desk.schedule)}   "
        f"townships {towns} of {len(names)}   panel empty {empty_share(page):.0%}"
    )


def atlas_rows(context: ReportContext) -> list[str]:
    """Counts of each township's page, and their sums."""
    desk = Desk(context, "zh", MapSheet(template="atlas"))
    rows, sums = [], [0, 0, 0, 0]
    units = [page for page in make_pages(desk) if page.kind == "unit"]
    for row, page in enumerate(units):
        out = unserved_places(desk.shown, row)
        scene = desk.scene(numbers=desk.numbers, numbered_places=out)
        map_ = page.element("map")
        assert map_ is not None and map_.viewport is not None
        items = placed(scene, map_.viewport)
        own = {str(one.number) for one in desk.schedule if one.unit == row}
        named = len(own & numbered(items, ("number", "facility")))
        villages = len(numbered(items, ("place_number",)))
        counts = [named, len(own), villages, len(out)]
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        rows.append(
            f"  {page.name:12} facilities {named} of {len(own)}   villages {villages} of {len(out)}   "
            f"panel empty {empty_share(page):.0%}"
        )
    return [*rows, "  all: facilities {} of {}, villages {} of {}".format(*sums)]


def colour_rows() -> list[str]:
    """CIE76 between neighbouring classes of each palette, by normal sight, deuteranopia and in grey."""
    palette = map_style().palette
    rows = []
    for name in ("need", "rank", "amount"):
        for view, matrix in VIEWS.items():
            seen = [lab(matrix @ linear(colour)) for colour in palette.of(name)]
            found = [float(np.linalg.norm(one - other)) for one, other in pairwise(seen)]
            rows.append(f"  {name:8}{view:14}" + " ".join(f"{value:5.1f}" for value in found))
    return rows


def main() -> None:
    """Print all counts."""
    ensure_application()
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    project = load_project(path)
    wanted = sys.argv[2] if len(sys.argv) > 2 else SCENARIO if path == SAMPLE else project.active.title("zh")
    scenario = next(one for one in project.scenarios if wanted in one.title("zh"))
    context = make_context(project, scenario.id, made_on=date.today())
    print(f"{path.name}, {scenario.title('zh')}")
    for template, paper in (("table", "A3"), ("table", "A4"), ("single", "A3"), ("single", "A4")):
        print(county_row(context, template, paper))
    print("atlas")
    print("\n".join(atlas_rows(context)))
    print("difference of neighbouring colours")
    print("\n".join(colour_rows()))


if __name__ == "__main__":
    main()
