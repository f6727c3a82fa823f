"""A basemap stands where its coordinates say, to the pixel, in the map's system and its own datum."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from layers.basemap.archive import HALF_WORLD_M, tiles_over
from layers.basemap.choose import open_basemap
from layers.coordinates.datum import to_wgs84, wgs84_to_gcj02
from tests.layers.basemap.made import mbtiles, png, tif
from tests.ui.canvas_project import CRS_EPSG, X0, Y0
from ui.cartography import ground as module
from ui.cartography.ground import Ground, from_mercator, to_mercator
from ui.cartography.viewport import SCREEN_PX_PER_PT, Viewport

RED, BLUE = png((255, 0, 0), 256), png((0, 0, 255), 256)
SEEN = Viewport((X0, Y0, X0 + 12_000.0, Y0 + 8_000.0), 600, 400, SCREEN_PX_PER_PT)
TO_LONLAT = pyproj.Transformer.from_crs(CRS_EPSG, 4490, always_xy=True)
TO_MAP = pyproj.Transformer.from_crs(4490, CRS_EPSG, always_xy=True)


def middle_tile(zoom: int) -> tuple[int, int]:
    """The tile in the middle of what is seen."""
    lonlat = np.array([TO_LONLAT.transform(X0 + 6_000.0, Y0 + 4_000.0)])
    x, y = to_mercator(lonlat)[0]
    return tiles_over(zoom, (x, y, x, y))[:2]


def chequered(path: Path, zoom: int) -> Path:
    """The middle tile red, all around blue."""
    column, row = middle_tile(zoom)
    around = [(zoom, column + x, row + y) for x in range(-3, 4) for y in range(-3, 4)]
    return mbtiles(
        path, {key: RED if key == (zoom, column, row) else BLUE for key in around}, attribution="A"
    )


def drawn(ground: Ground, viewport: Viewport = SEEN) -> NDArray[np.uint8]:
    """Picture as (rows, columns, RGBA)."""
    steps = ground.picture(viewport)
    try:
        while True:
            next(steps)
    except StopIteration as done:
        image: QImage = done.value.image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(
        image.height(), image.bytesPerLine() // 4, 4
    )
    return rows[:, : image.width()].copy()


def corner_px(zoom: int, datum: str) -> tuple[float, float]:
    """Where the middle tile's north-west corner belongs in the picture, pixels."""
    x, y = edges_px(zoom, datum, np.array([[0.0, 0.0]]))[0]
    return float(x), float(y)


def edges_px(zoom: int, datum: str, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where places of the middle tile, as shares from its north-west corner, belong, pixels."""
    column, row = middle_tile(zoom)
    side = 2 * HALF_WORLD_M / 2**zoom
    corner = np.array([column * side - HALF_WORLD_M, HALF_WORLD_M - row * side])
    lonlat = to_wgs84(from_mercator(corner + shares * side * np.array([1.0, -1.0])), datum)
    return SEEN.to_px_array(np.column_stack(TO_MAP.transform(lonlat[:, 0], lonlat[:, 1])))


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_tiles_stand_to_the_pixel(qapp: object, tmp_path: Path, datum: str) -> None:
    ground = Ground(open_basemap(chequered(tmp_path / "a.mbtiles", 13)), datum, CRS_EPSG)
    picture = drawn(ground)
    assert (picture[..., 3] == 255).all()  # no gap between the tiles
    rows, columns = np.nonzero(picture[..., 0] > 128)
    along = np.linspace(0, 1, 200)
    west = edges_px(13, datum, np.column_stack((np.zeros(200), along)))
    north = edges_px(13, datum, np.column_stack((along, np.zeros(200))))
    assert columns.min() == pytest.approx(west[:, 0].min(), abs=1.0)
    assert rows.min() == pytest.approx(north[:, 1].min(), abs=1.0)
    ground.close()


def test_the_chinese_datum_moves_it_by_hundreds_of_metres(qapp: object, tmp_path: Path) -> None:
    shift = wgs84_to_gcj02(np.array([[117.0, 36.1]])) - np.array([[117.0, 36.1]])
    apart = np.subtract(corner_px(13, "wgs84"), corner_px(13, "gcj02")) * SEEN.metres_per_px
    assert apart[0] == pytest.approx(shift[0, 0] * 90_000, rel=0.05) and abs(apart[0]) > 300


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("m_per_px", [5.0, 50.0, 500.0])
def test_a_straight_piece_is_less_than_half_a_pixel_off(datum: str, m_per_px: float) -> None:
    """The place of a piece's middle: halfway between its corners, and by the projection itself."""
    length = min(module.PIECE_M[datum], module.PIECE_PX * m_per_px)
    for x_m, y_m in (
        (X0, Y0),
        (X0 + 130_000, Y0 - 1_500_000),
        (X0 - 130_000, Y0 + 700_000),
        (X0 + 4_000, Y0),
    ):
        corner = to_mercator(np.array([TO_LONLAT.transform(x_m, y_m)]))[0]
        grown = length / np.cos(np.radians(from_mercator(corner[None])[0, 1]))
        quad = corner + np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0.5, 0.5)]) * grown
        lonlat = to_wgs84(from_mercator(quad), datum)
        placed = np.column_stack(TO_MAP.transform(lonlat[:, 0], lonlat[:, 1]))
        assert np.hypot(*(placed[:4].mean(axis=0) - placed[4])) / m_per_px < 0.5


def test_what_has_no_tile_is_taken_from_the_tile_above(qapp: object, tmp_path: Path) -> None:
    column, row = middle_tile(13)
    path = mbtiles(tmp_path / "a.mbtiles", {(11, column >> 2, row >> 2): RED, (13, column, row): BLUE})
    picture = drawn(Ground(open_basemap(path), "wgs84", CRS_EPSG))
    x, y = (round(one) for one in corner_px(13, "wgs84"))
    assert picture[y + 4, x + 4].tolist() == [0, 0, 255, 255]
    assert (picture[..., 0] > 128).any()


def test_of_a_whole_country_at_a_close_zoom_nothing_is_read(qapp: object, tmp_path: Path) -> None:
    far = Viewport((X0 - 2e6, Y0 - 2e6, X0 + 2e6, Y0 + 2e6), 100, 100, SCREEN_PX_PER_PT)
    picture = drawn(Ground(open_basemap(chequered(tmp_path / "a.mbtiles", 13)), "wgs84", CRS_EPSG), far)
    assert not picture.any()


def test_kept_tiles_are_bounded(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 3 * 256 * 256 * 4)
    ground = Ground(open_basemap(chequered(tmp_path / "a.mbtiles", 13)), "wgs84", CRS_EPSG)
    drawn(ground)
    assert ground._kept_bytes <= 3 * 256 * 256 * 4 and len(ground._kept) == 3


def test_a_tile_that_asks_for_gigabytes_is_none() -> None:
    head = bytearray(png((1, 2, 3)))
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    assert module.unpacked(bytes(head)).isNull()
    assert module.unpacked(b"\xff\xd8\xff" + bytes(40)).isNull() and module.unpacked(None).isNull()


def test_a_picture_with_a_place_stands_to_the_pixel(qapp: object, tmp_path: Path) -> None:
    cells = np.zeros((3, 400, 400), dtype=np.uint8)
    cells[0, 100:, 100:] = 255
    path = tif(tmp_path / "a.tif", cells, cell_m=20.0, at=(X0 + 2_000.0, Y0 + 7_000.0))
    picture = drawn(Ground(open_basemap(path), "wgs84", CRS_EPSG))
    rows, columns = np.nonzero(picture[..., 0] > 128)
    # The red begins 2,000 m behind the corner; a pixel is 20 m.
    assert columns.min() == pytest.approx(200, abs=1.0) and rows.min() == pytest.approx(150, abs=1.0)
    assert picture[60, 90].tolist()[3] == 0 and picture[60, 110].tolist()[3] == 255  # its own edge
