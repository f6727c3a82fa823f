"""A basemap drawn in the map's coordinate system, piece by piece.

Each piece of a tile or picture is laid on the four places that its corners have in the map's system, datum
included. Pieces are so small that a straight one differs by less than half a pixel from a bent one, and
neighbours share their corners: there are no seams. GDAL's own warping knows no GCJ-02.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPolygonF, QTransform

from layers.basemap.archive import HALF_WORLD_M, Archive, picture_kind, tiles_over
from layers.basemap.geotiff import Geotiff
from layers.coordinates import crs as crs_of
from layers.coordinates.datum import gcj02_to_bd09, to_wgs84, wgs84_to_gcj02
from models.kernel.arrays import Floats
from models.kernel.progress import Progress
from ui.cartography.viewport import Viewport

PIECE_M = {"wgs84": 25_000.0, "gcj02": 8_000.0, "bd09": 1_000.0}
"""Longest side of a piece: the Chinese datums are waves of 30 and of 11 km."""
PIECE_PX = 256.0
MOST_PIECES = 40
"""Along one side of a tile."""
MOST_TILES = 600
KEPT_BYTES = 64_000_000
"""Unpacked tiles that are kept for the next picture."""
LARGEST_TILE_PX = 4096
FARTHEST_ABOVE = 6
"""So many zooms up a tile is looked for that is not there."""
LONLAT = crs_of.GEOGRAPHIC_EPSG
_RADIUS_M = HALF_WORLD_M / math.pi

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class GroundPicture:
    """A picture of the ground and what it shows."""

    image: QImage
    viewport: Viewport


class Ground:
    """A basemap in a map's system; the unpacked tiles are kept.

    Parameters
    ----------
    datum
        What its coordinates are: ``wgs84``, ``gcj02`` or ``bd09``.
    epsg
        System of the map.
    """

    def __init__(self, source: Archive | Geotiff, datum: str, epsg: int) -> None:
        self._source, self._datum, self._epsg = source, datum, epsg
        self._kept: OrderedDict[tuple[int, int, int], QImage] = OrderedDict()
        self._kept_bytes = 0

    def picture(self, viewport: Viewport) -> Generator[Progress, None, GroundPicture]:
        """Draw what a viewport shows, tile by tile; see through where the basemap is not.

        Raises
        ------
        HavenError
            The file cannot be read any more.
        """
        size = QSize(round(viewport.width_px), round(viewport.height_px))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            source = self._source
            if isinstance(source, Geotiff):
                steps = self._sheet(source, viewport)
            else:
                steps = self._tiles(source, viewport)
            for drawn, part, corners in steps:
                self._draw(painter, viewport, drawn, part, corners)
                yield Progress(0, 0, "progress.basemap")
        return GroundPicture(image, viewport)

    @property
    def thanks(self) -> str:
        """Whom to thank for it."""
        return "" if isinstance(self._source, Geotiff) else self._source.about.attribution

    def close(self) -> None:
        """Let the file go."""
        if not isinstance(self._source, Geotiff):
            self._source.close()

    # -- places --------------------------------------------------------------------------------------------
    def _to_map(self, lonlat: Floats) -> Floats:
        """Map coordinates of the basemap's own longitude and latitude, shape (n, 2)."""
        true = to_wgs84(lonlat, self._datum)
        return np.column_stack(crs_of.transformer(LONLAT, self._epsg).transform(true[:, 0], true[:, 1]))

    def _lonlat_over(self, viewport: Viewport) -> Floats:
        """The basemap's own longitude and latitude of places all over a viewport, shape (n, 2)."""
        min_x, min_y, max_x, max_y = viewport.shown
        x, y = np.meshgrid(np.linspace(min_x, max_x, 9), np.linspace(min_y, max_y, 9))
        found = np.column_stack(crs_of.transformer(self._epsg, LONLAT).transform(x.ravel(), y.ravel()))
        found = found[np.isfinite(found).all(axis=1)]
        if self._datum != "wgs84":
            found = wgs84_to_gcj02(found)
        return gcj02_to_bd09(found) if self._datum == "bd09" else found

    # -- tiles ---------------------------------------------------------------------------------------------
    def _tiles(self, source: Archive, viewport: Viewport) -> Iterator[tuple[QImage, QRectF, Floats]]:
        seen = to_mercator(self._lonlat_over(viewport))
        if not len(seen):
            return
        low, high = seen.min(axis=0), seen.max(axis=0)
        margin = 0.02 * float((high - low).max())
        box: Box = (low[0] - margin, low[1] - margin, high[0] + margin, high[1] + margin)
        zoom = self._zoom(source, viewport, float(from_mercator(seen)[:, 1].mean()), box)
        if zoom is None:
            return
        left, top, right, bottom = tiles_over(zoom, box)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found = self._picture_of(source, zoom, column, row)
                if found is not None:
                    yield from self._pieces(*found, zoom, column, row, box, viewport)

    def _zoom(self, source: Archive, viewport: Viewport, latitude: float, box: Box) -> int | None:
        """The zoom whose pixels are about as large as the viewport's; ``None`` if too many tiles would be."""
        whole_m = 2 * HALF_WORLD_M * math.cos(math.radians(latitude))
        wanted = round(math.log2(whole_m / (256 * viewport.metres_per_px)))
        about = source.about
        for zoom in range(min(max(wanted, about.least_zoom), about.most_zoom), about.least_zoom - 1, -1):
            left, top, right, bottom = tiles_over(zoom, box)
            if (right - left + 1) * (bottom - top + 1) <= MOST_TILES:
                return zoom
        return None

    def _picture_of(self, source: Archive, zoom: int, column: int, row: int) -> tuple[QImage, QRectF] | None:
        """Picture of a tile and the part of it that is the tile: of a tile above where there is none."""
        for up in range(min(FARTHEST_ABOVE, zoom - source.about.least_zoom) + 1):
            image = self._unpacked(source, zoom - up, column >> up, row >> up)
            if image is not None:
                side = 2**up
                width, height = image.width() / side, image.height() / side
                return image, QRectF((column % side) * width, (row % side) * height, width, height)
        return None

    def _unpacked(self, source: Archive, zoom: int, column: int, row: int) -> QImage | None:
        key = zoom, column, row
        if key in self._kept:
            self._kept.move_to_end(key)
            image = self._kept[key]
            return None if image.isNull() else image
        image = unpacked(source.tile(zoom, column, row))
        self._kept[key] = image
        self._kept_bytes += image.sizeInBytes()
        while self._kept_bytes > KEPT_BYTES and len(self._kept) > 1:
            self._kept_bytes -= self._kept.popitem(last=False)[1].sizeInBytes()
        return None if image.isNull() else image

    def _pieces(
        self, image: QImage, part: QRectF, zoom: int, column: int, row: int, box: Box, viewport: Viewport
    ) -> Iterator[tuple[QImage, QRectF, Floats]]:
        """The seen part of a tile in pieces: picture, part of it, corners in the map's system."""
        side = 2 * HALF_WORLD_M / 2**zoom
        west, north = column * side - HALF_WORLD_M, HALF_WORLD_M - row * side
        # Shares of the tile, from the west and from the north, that the viewport sees.
        shares = (box[0] - west, box[2] - west, north - box[3], north - box[1])
        seen = [min(max(one / side, 0.0), 1.0) for one in shares]
        if seen[0] >= seen[1] or seen[2] >= seen[3]:
            return
        shrunk = math.cos(math.radians(float(from_mercator(np.array([[0.0, north - side / 2]]))[0, 1])))
        counts = [
            self._count((seen[at + 1] - seen[at]) * side * shrunk, viewport.metres_per_px) for at in (0, 2)
        ]
        across = np.linspace(seen[0], seen[1], counts[0] + 1)
        down = np.linspace(seen[2], seen[3], counts[1] + 1)
        x, y = np.meshgrid(west + across * side, north - down * side)
        corners = self._to_map(from_mercator(np.column_stack((x.ravel(), y.ravel()))))
        yield from _cut(
            image,
            part.left() + across * part.width(),
            part.top() + down * part.height(),
            corners.reshape(*x.shape, 2),
        )

    def _count(self, length_m: float, m_per_px: float) -> int:
        """Into how many pieces a length is cut."""
        px = length_m / m_per_px
        pieces = max(math.ceil(length_m / PIECE_M[self._datum]), math.ceil(px / PIECE_PX))
        return min(MOST_PIECES, max(1, pieces))

    # -- a picture with a place ----------------------------------------------------------------------------
    def _sheet(self, source: Geotiff, viewport: Viewport) -> Iterator[tuple[QImage, QRectF, Floats]]:
        lonlat = self._lonlat_over(viewport)
        own = np.column_stack(crs_of.transformer(LONLAT, source.crs).transform(lonlat[:, 0], lonlat[:, 1]))
        own = own[np.isfinite(own).all(axis=1)]
        if not len(own):
            return
        a, b, c, d, e, f = source.transform
        back = np.linalg.inv(np.array([[a, b], [d, e]]))
        cells = (own - np.array([c, f])) @ back.T
        low = np.floor(cells.min(axis=0)).astype(int) - 2
        high = np.ceil(cells.max(axis=0)).astype(int) + 2
        left, top = max(low[0], 0), max(low[1], 0)
        right, bottom = min(high[0], source.size[0]), min(high[1], source.size[1])
        if left >= right or top >= bottom:
            return
        # No finer than it is shown: the whole window would be so many pixels.
        fineness = min(1.0, viewport.width_px / max(high[0] - low[0], 1) * 1.5)
        columns, rows = (max(1, math.ceil(n * fineness)) for n in (right - left, bottom - top))
        columns, rows = min(columns, 8192), min(rows, 8192)
        colours = np.ascontiguousarray(source.read(left, top, right, bottom, columns, rows))
        image = QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
        image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        lengths = (viewport.width_px, viewport.height_px)
        counts = [self._count(px * viewport.metres_per_px, viewport.metres_per_px) for px in lengths]
        across = np.linspace(left, right, counts[0] + 1)
        down = np.linspace(top, bottom, counts[1] + 1)
        x, y = np.meshgrid(across, down)
        places = crs_of.transformer(source.crs, LONLAT).transform(a * x + b * y + c, d * x + e * y + f)
        corners = self._to_map(np.column_stack([one.ravel() for one in places]))
        yield from _cut(
            image,
            (across - left) * columns / (right - left),
            (down - top) * rows / (bottom - top),
            corners.reshape(*x.shape, 2),
        )

    # -- drawing -------------------------------------------------------------------------------------------
    def _draw(
        self, painter: QPainter, viewport: Viewport, image: QImage, part: QRectF, corners: Floats
    ) -> None:
        px = [viewport.to_px(float(x), float(y)) for x, y in corners]
        if not QPolygonF(px).boundingRect().intersects(viewport.rect_px):
            return
        own = QPolygonF([part.topLeft(), part.topRight(), part.bottomRight(), part.bottomLeft()])
        change = QTransform()
        if QTransform.quadToQuad(own, QPolygonF(px), change):
            painter.setTransform(change)
            painter.drawImage(part, image, part)


def _cut(
    image: QImage, across: Floats, down: Floats, corners: Floats
) -> Iterator[tuple[QImage, QRectF, Floats]]:
    """Pieces between pixel borders whose crossings lie at ``corners``, shape (rows, columns, 2)."""
    for row in range(len(down) - 1):
        for column in range(len(across) - 1):
            quad = corners[[row, row, row + 1, row + 1], [column, column + 1, column + 1, column]]
            if np.isfinite(quad).all():
                part = QRectF(QPointF(across[column], down[row]), QPointF(across[column + 1], down[row + 1]))
                yield image, part, quad


def unpacked(data: bytes | None) -> QImage:
    """A tile's picture; empty if it is none, or asks for more pixels than a tile has."""
    kind = picture_kind(data)
    if data is None or not kind:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LARGEST_TILE_PX:
        return QImage()
    return reader.read().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def to_mercator(lonlat: Floats) -> Floats:
    """Web mercator metres of degrees, shape (n, 2)."""
    latitude = np.radians(np.clip(lonlat[:, 1], -85.05, 85.05))
    xy: Floats = np.column_stack((np.radians(lonlat[:, 0]), np.arcsinh(np.tan(latitude)))) * _RADIUS_M
    return xy


def from_mercator(xy: Floats) -> Floats:
    """Degrees of web mercator metres, shape (n, 2)."""
    x, y = xy[:, 0] / _RADIUS_M, xy[:, 1] / _RADIUS_M
    lonlat: Floats = np.degrees(np.column_stack((x, np.arctan(np.sinh(y)))))
    return lonlat
