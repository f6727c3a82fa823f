"""The list beside a map of many counties."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from models.kernel.text import LANGUAGES
from ui.cartography.style import map_style
from ui.cartography.viewport import Viewport
from ui.printing.counties import ListedCounty, _furniture, both_ends


def rows(count: int) -> list[ListedCounty]:
    return [ListedCounty(str(one), f"c{one}", "", float(one), ("x", "y")) for one in range(1, count + 1)]


def test_where_not_all_have_room_the_middle_is_left_out_and_counted() -> None:
    assert both_ends(rows(6), 6, "en") == tuple(rows(6))
    found = both_ends(rows(100), 7, "en")
    assert [one.number for one in found] == ["1", "2", "3", "…", "98", "99", "100"]
    assert "94" in found[3].name
    assert found[3].cells == ("", "")


def test_the_map_has_a_scale_bar_and_a_north_arrow_inside_its_frame(qapp: QApplication) -> None:
    viewport = Viewport((0.0, 0.0, 80_000.0, 60_000.0), 800, 600)
    for lang in LANGUAGES:
        image = QImage(800, 600, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        with QPainter(image) as painter:
            bar, north = _furniture(painter, viewport, map_style(), lang)
        for box in (bar, north):
            assert viewport.rect_px.contains(box)
            shown = image.copy(box.toAlignedRect())
            assert any(
                shown.pixelColor(x, y).lightness() < 90
                for x in range(shown.width())
                for y in range(shown.height())
            )
        assert not bar.intersects(north)
