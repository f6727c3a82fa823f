"""A raster through the window: its role is asked for, its zones are layers, and a site's slope is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely

from models.county.layer import Role
from models.facilities.facility import Shelter
from models.findings.findings import Verdict
from tests.layers.formats.test_raster import SIDE, X, Y, outline, plane, write_tiff
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.panels.siting import SitingSection


def test_a_raster_of_unclear_kind_is_given_a_role_and_its_slope_is_checked(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "县"
    folder.mkdir()
    outline().to_crs(4490).to_file(folder / "县界.geojson", engine="pyogrio")
    write_tiff(folder / "x1.tif", plane(20))
    window = make_window(empty=True)
    window.files.import_paths([folder], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None
    files = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    row = files.index("x1.tif")
    assert "看不出栅格的数值是什么" in page.table.item(row, 5).text()
    box = page.role_box(row)
    box.setCurrentIndex(box.findData("dem"))
    box.activated.emit(box.currentIndex())
    page.again_button.click()
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None and page.accept_button.isEnabled()
    heights = [page.table.rowHeight(row) for row in range(page.table.rowCount())]
    assert max(heights) < 120  # notes break by the width of the page
    page.accept_button.click()
    wait_until_idle(window, qtbot)
    session = window.session
    assert {layer.role for layer in session.project.layers} >= {Role.HAZARDS, Role.COUNTY}
    session.put([Shelter(id="s", geometry=shapely.Point(X + SIDE / 2, Y + SIDE / 2))], "x")
    session.select(["s"])
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(SitingSection)))
    (section,) = window.findChildren(SitingSection)
    (slope,) = [check for check in section.checks if check.rule == "slope"]
    assert (slope.verdict, slope.note) == (Verdict.FAIL, "slope_steep")
