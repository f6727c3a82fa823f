"""The project's basemap under printed maps, and what the sheet says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from models.kernel.progress import run_to_end
from models.project.basemap import BASEMAP_KEY, Basemap
from reports.context import ReportContext, make_context
from tests.ui.canvas_project import small_project
from tests.ui.cartography.test_ground import chequered
from ui.cartography.options import NO_THEME
from ui.printing import MapSheet, write_pages
from ui.printing import ground as module
from ui.printing.desk import Desk
from ui.printing.sheet import sheet_from_plain, sheet_to_plain

pytestmark = pytest.mark.usefixtures("qapp")
SHEET = MapSheet(template="single", paper="A4", theme=NO_THEME)


def context_with(basemap: Basemap | None) -> ReportContext:
    project = small_project()
    project.ui_state[BASEMAP_KEY] = None if basemap is None else basemap.to_plain()
    return make_context(project, made_on=date(2026, 7, 1))


def blue_share(context: ReportContext, path: Path, sheet: MapSheet) -> float:
    """Share of the page that has the colour of the basemap's tiles."""
    run_to_end(write_pages(context, path, "zh", sheet, width_px=700))
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    pixels: NDArray[np.int64] = (
        np.frombuffer(image.constBits(), dtype=np.uint8).reshape(-1, 4)[:, :3].astype(int)
    )
    return float(np.mean((pixels[:, 0] > 200) & (pixels[:, 1] < 60) & (pixels[:, 2] < 60)))


def test_it_lies_under_the_map_and_is_named_with_its_datum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = chequered(tmp_path / "tiles.mbtiles", 11)
    context = context_with(Basemap(str(file), "gcj02"))
    whole = blue_share(context, tmp_path / "a.png", SHEET)
    assert whole > 0.15, "most of the map is ground without an area on it"
    words = Desk(context, "zh", SHEET).word("sources")
    assert "tiles.mbtiles" in words and "GCJ-02" in words and words.endswith("A"), "and whom to thank"
    assert Desk(context, "zh", replace(SHEET, sources="自填")).word("sources").startswith("自填；底图")
    monkeypatch.setattr(module, "MOST_PX", 10_000)  # coarser, and still there
    assert blue_share(context, tmp_path / "b.png", SHEET) == pytest.approx(whole, abs=0.05)


@pytest.mark.parametrize("change", ["hidden", "sheet", "grey", "leader", "gone", "none"])
def test_it_is_left_out_where_it_is_not_wanted_or_cannot_be_read(tmp_path: Path, change: str) -> None:
    file = chequered(tmp_path / "tiles.mbtiles", 11)
    basemap = Basemap(str(tmp_path / "other" if change == "gone" else file), is_shown=change != "hidden")
    sheet = {
        "sheet": replace(SHEET, show_basemap=False),
        "grey": replace(SHEET, black_and_white=True),
        "leader": replace(SHEET, template="leader"),
    }.get(change, SHEET)
    context = context_with(None if change == "none" else basemap)
    desk = Desk(context, "zh", sheet)
    assert desk.ground is None and not desk.scene().options.on_ground
    assert "底图" not in desk.word("sources")
    assert sheet_from_plain(sheet_to_plain(sheet)) == sheet
