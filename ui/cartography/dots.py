"""Many dots: as round dots while they are few, as pixels of one image when they are not."""

from __future__ import annotations

import weakref
from collections import OrderedDict

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from models.kernel.arrays import Bools, Floats
from ui.cartography.paths import polygon_of
from ui.cartography.pens import Canvas
from ui.cartography.viewport import Viewport

SIZES = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Widths of dots for people, times that for ``ORDINARY`` people: few, so that many are drawn at once."""
ORDINARY = 1000.0
KEPT_COUNTS = 16


def sizes_of(persons: Floats) -> Floats:
    """Size of each dot, one of ``SIZES``: its area goes with the people; unknown ones get an ordinary dot."""
    wanted = np.sqrt(np.where(np.isfinite(persons), persons, ORDINARY) / ORDINARY)
    steps = np.array(SIZES)
    found: Floats = steps[np.abs(wanted[:, None] - steps).argmin(axis=1)]
    return found


def draw_sized_dots(canvas: Canvas, xy: Floats, colour: QColor, size_pt: float, sizes: Floats) -> None:
    """Draw dots of ``size_pt`` times ``sizes``, shape (n,), the largest first: none hides a smaller one."""
    for size in reversed(SIZES):
        draw_dots(canvas, xy[sizes == size], colour, size_pt * size)


def draw_dots(canvas: Canvas, xy: Floats, colour: QColor, size_pt: float) -> None:
    """Draw a dot of ``size_pt`` at each point of ``xy``, shape (n, 2), metres."""
    viewport = canvas.viewport
    size_px = viewport.px(size_pt)
    pixels = _pixels(xy, viewport, canvas.only or viewport.rect_px, size_px)
    if not len(pixels):
        return
    count = len(pixels) if canvas.only is None else _count(xy, viewport, size_px)
    # So many that they would hide the map: smaller ones, down to one pixel on a screen.
    most_px = canvas.style.scaling.dots_cover_most * viewport.width_px * viewport.height_px
    size_px = max(min(size_px, float(np.sqrt(most_px / count))), 0.75 * viewport.px_per_pt)
    scaling = canvas.style.scaling
    limit = scaling.print_raster_points_from if canvas.options.for_print else scaling.raster_points_from
    are_many = count >= limit
    if canvas.only is not None:
        pixels = pixels[_inside(pixels, canvas.only, size_px)]
    if are_many:
        # The image is as large as what is drawn, and a dot more: the same dots, a quarter of the work.
        room = int(np.ceil(size_px))
        box = (canvas.only or viewport.rect_px).toAlignedRect().adjusted(-room, -room, room, room)
        corner = np.array([box.left(), box.top()])
        image = dots_image(pixels - corner, box.width(), box.height(), colour, size_px)
        canvas.painter.drawImage(box.topLeft(), image)
        return
    pen = QPen(colour, size_px)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    canvas.painter.setPen(pen)
    canvas.painter.drawPoints(polygon_of(pixels))


def _pixels(xy: Floats, viewport: Viewport, part: QRectF, size_px: float) -> Floats:
    """Pixels of those points whose dots show in the picture and in a part of it, shape (k, 2)."""
    margin = size_px + 1
    left, bottom, right, top = viewport.box_of(part.adjusted(-margin, -margin, margin, margin))
    # Most lie elsewhere when the map is zoomed in: those cost a look at one or two numbers.
    near = np.flatnonzero((xy[:, 0] >= left) & (xy[:, 0] <= right))
    near = near[(xy[near, 1] >= bottom) & (xy[near, 1] <= top)]
    pixels = viewport.to_px_array(xy[near])
    return pixels[_inside(pixels, viewport.rect_px, size_px)]


_counts: OrderedDict[tuple[int, Viewport, float], tuple[weakref.ref[Floats], int]] = OrderedDict()


def _count(xy: Floats, viewport: Viewport, size_px: float) -> int:
    """How many dots the whole picture shows; kept: in a drag parts of it are drawn often."""
    key = (id(xy), viewport, size_px)
    known = _counts.get(key)
    if known is None or known[0]() is not xy:
        known = _counts[key] = weakref.ref(xy), len(_pixels(xy, viewport, viewport.rect_px, size_px))
        while len(_counts) > KEPT_COUNTS:
            _counts.popitem(last=False)
    return known[1]


def draw_specks(canvas: Canvas, xy: Floats, size_m: Floats, colour: QColor) -> None:
    """Draw thousands of features smaller than a pixel as pixels, the paler the smaller and fewer they are.

    Parameters
    ----------
    xy, size_m
        Middles, shape (n, 2), and lengths, shape (n,), metres.
    """
    if not len(xy):
        return
    box = (canvas.only or canvas.viewport.rect_px).toAlignedRect()
    pixels = canvas.viewport.to_px_array(xy) - (box.left(), box.top())
    share = np.minimum(size_m / canvas.viewport.metres_per_px, 1.0)
    canvas.painter.drawImage(box.topLeft(), specks_image(pixels, share, box.width(), box.height(), colour))


def specks_image(pixels: Floats, share: Floats, width: int, height: int, colour: QColor) -> QImage:
    """Transparent image of a size with shares of a colour (0 to 1) at some pixels, shape (n, 2), added up."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    cells = np.frombuffer(image.bits(), dtype=np.uint32)
    column, row = np.floor(pixels).astype(np.intp).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    at = row[inside] * (image.bytesPerLine() // 4) + column[inside]
    sums = np.bincount(at, weights=share[inside])
    hit = np.flatnonzero(sums)
    steps = np.rint(np.minimum(sums[hit], 1.0) * colour.alpha()).astype(np.intp)
    paler = [QColor(colour.red(), colour.green(), colour.blue(), alpha) for alpha in range(256)]
    cells[hit] = np.array([_premultiplied(one) for one in paler], dtype=np.uint32)[steps]
    return image


def _inside(pixels: Floats, rect: QRectF, margin_px: float) -> Bools:
    """Whether each of ``pixels``, shape (n, 2), lies in a rectangle or close to it, shape (n,)."""
    x, y = pixels.T
    found: Bools = (
        (x > rect.left() - margin_px)
        & (x < rect.right() + margin_px)
        & (y > rect.top() - margin_px)
        & (y < rect.bottom() + margin_px)
    )
    return found


def dots_image(pixels: Floats, width: int, height: int, colour: QColor, size_px: float) -> QImage:
    """Transparent image of ``width`` by ``height`` with a dot at each of ``pixels``, shape (n, 2)."""
    radius = max(size_px / 2, 0.5)
    reach = int(np.ceil(radius))
    offsets = np.arange(-reach, reach + 1)
    across, down = np.meshgrid(offsets, offsets)
    disc = across**2 + down**2 <= radius**2
    image = QImage(width + 2 * reach, height + 2 * reach, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    cells = np.frombuffer(image.bits(), dtype=np.uint32)
    stride = image.bytesPerLine() // 4
    column, row = np.floor(pixels).astype(np.intp).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    # Each covered pixel once: with many dots most lie on one another.
    has_centre = np.zeros(len(cells), dtype=np.bool_)
    has_centre[(row[inside] + reach) * stride + column[inside] + reach] = True
    centres = np.flatnonzero(has_centre)
    value = np.uint32(_premultiplied(colour))
    for offset in across[disc] + down[disc] * stride:
        cells[centres + offset] = value
    return image.copy(reach, reach, width, height)


def _premultiplied(colour: QColor) -> int:
    alpha = colour.alpha()
    red, green, blue = (part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue
