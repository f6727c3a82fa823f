"""Facilities as arrays, so that drawing, picking and labelling cost little however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from models.facilities.facility import Facility, Status
from models.kernel.arrays import Floats, Ints
from models.project.years import band_of, year_bands
from models.shelters.occupancy import Occupancy
from ui.cartography.paths import Chunk, chunks_of, rings_of
from ui.cartography.pens import Canvas
from ui.cartography.style import MapStyle
from ui.cartography.symbols import Symbol, draw_symbol, symbol_of, symbol_size_pt
from ui.cartography.viewport import Viewport

KEPT_APART = 0.94
"""Distance of two symbols, as a share of their mean size, from which neither hides the other."""
MOST_MOVE = 1.5
MOVES = 40
STEP = 200
"""So many are drawn before a window may do other things."""
MOST_KEPT = 40_000
"""Facilities of which is kept what has been made of them: those that an edit did not touch are made once."""
STATUS_ORDER = (Status.REJECTED, Status.CANDIDATE, Status.PLANNED, Status.EXISTING)
"""What is drawn first lies under what comes later."""


_outlines: dict[str, tuple[Facility, Chunk | None]] = {}
"""Outlines as paths by facility id, with the facility that each is of."""


@dataclass(frozen=True, eq=False)
class _Row:
    """What is drawn of one facility, and when: those with the smallest ``order`` first."""

    facility: Facility
    seen: tuple[str, int]
    symbol: Symbol
    order: tuple[int, float, str]
    location: tuple[float, float]


_rows: dict[str, _Row] = {}
"""By facility id."""


def _row_of(facility: Facility, state: str, band: int) -> _Row:
    kept = _rows.get(facility.id)
    if kept is not None and kept.facility is facility and kept.seen == (state, band):
        return kept
    symbol = symbol_of(facility, state, band)
    order = STATUS_ORDER.index(symbol.status), symbol_size_pt(symbol), facility.id
    made = _Row(facility, (state, band), symbol, order, facility.location)
    if len(_rows) >= MOST_KEPT:
        _rows.clear()
    _rows[facility.id] = made
    return made


def _is_known(known: Mapping[str, tuple[Facility, Chunk | None]], facility: Facility) -> bool:
    kept = known.get(facility.id)
    return kept is not None and kept[0] is facility


@dataclass(frozen=True, eq=False)
class FacilitySet:
    """Facilities in the order they are drawn: settled over open, large over small.

    Attributes
    ----------
    xy
        Positions, shape (n, 2), metres.
    size_pt
        Full size of each symbol, shape (n,).
    max_denominator
        Scale beyond which each is left out, shape (n,).
    occupancies
        People in shelters against their room, by facility id; only those with people in them.
    bands
        Bands of years that what is planned shall be finished in, first and last of each.
    """

    items: tuple[Facility, ...]
    symbols: tuple[Symbol, ...]
    xy: Floats
    size_pt: Floats
    max_denominator: Floats
    style: MapStyle
    occupancies: Mapping[str, Occupancy]
    bands: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(
        cls,
        facilities: Iterable[Facility],
        style: MapStyle,
        occupancies: Mapping[str, Occupancy] = MappingProxyType({}),
        years: Mapping[str, int] = MappingProxyType({}),
    ) -> FacilitySet:
        """Make the arrays; ``years`` are those that planned ones shall be finished in, by id."""
        rows = []
        bands = year_bands(years.values())
        for facility in facilities:
            held = occupancies.get(facility.id)
            band = band_of(years[facility.id], bands) if facility.id in years else -1
            rows.append(_row_of(facility, "" if held is None else held.state, band))
        rows.sort(key=attrgetter("order"))
        limits = {status: style.status[status].max_denominator or np.inf for status in STATUS_ORDER}
        return cls(
            items=tuple(row.facility for row in rows),
            symbols=tuple(row.symbol for row in rows),
            xy=np.array([row.location for row in rows], dtype=float).reshape(-1, 2),
            size_pt=np.array([row.order[1] for row in rows], dtype=float),
            max_denominator=np.array([limits[row.symbol.status] for row in rows], dtype=float),
            style=style,
            occupancies=occupancies,
            bands=bands,
        )

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def footprints(self) -> tuple[Chunk | None, ...]:
        """Outline of each facility that is drawn as a polygon, as a path in metres."""
        # Only what an edit touched is made anew: all others are the very same facilities as before.
        known = dict(_outlines)
        found = {one.id: known[one.id][1] for one in self.items if _is_known(known, one)}
        lacking = [one for one in self.items if one.id not in found]
        shapes = np.array([facility.geometry for facility in lacking] or [None], dtype=object)
        made = {chunk.key: chunk for chunk in chunks_of(rings_of(shapes), np.arange(len(shapes)))}
        new = {one.id: made.get(row) for row, one in enumerate(lacking)}
        if len(_outlines) + len(new) > MOST_KEPT:
            _outlines.clear()
        _outlines.update({one.id: (one, new[one.id]) for one in lacking})
        found |= new
        return tuple(found[one.id] for one in self.items)

    def symbols_at(self, denominator: float) -> tuple[Symbol, ...]:
        """Symbols of the facilities that are drawn at 1:denominator."""
        rows = np.flatnonzero(denominator <= self.max_denominator)
        return tuple(self.symbols[row] for row in rows)

    def positions_px(self, viewport: Viewport, *, apart: bool) -> Floats:
        """Where each symbol is drawn, pixels, shape (n, 2).

        ``apart`` is for paper, where nobody can zoom in or move the map: symbols that would hide one another
        stand a little away from their place, and one that the frame would cut stands whole inside it. What
        lies outside the frame, of which half a symbol would be seen, is NaN.
        """
        if not apart or not len(self):
            return viewport.to_px_array(self.xy)
        kept = self._apart.get(viewport)
        if kept is None:
            kept, sizes = viewport.to_px_array(self.xy), self.size_px(viewport)
            rows = np.flatnonzero(viewport.scale_denominator <= self.max_denominator)
            frame = np.array([viewport.width_px, viewport.height_px])
            outside = ~((kept >= 0) & (kept <= frame)).all(axis=1)
            if len(rows) > 1:
                kept[rows] = moved_apart(kept[rows], sizes[rows])
            half = np.minimum(sizes[:, None], frame) / 2
            kept = np.clip(kept, half, frame - half)
            kept[outside] = np.nan
            self._apart[viewport] = kept
        return kept.copy()

    @cached_property
    def _apart(self) -> dict[Viewport, Floats]:
        """Positions on each map of a page, which asks for them three times."""
        return {}

    def size_px(self, viewport: Viewport) -> Floats:
        """Width of each symbol in pixels at this scale, shape (n,)."""
        factor = self.style.scaling.symbol_factor(viewport.scale_denominator)
        return self.size_pt * (factor * viewport.px_per_pt)

    def shown(self, viewport: Viewport, pixels: Floats, size_px: Floats) -> NDArray[np.intp]:
        """Rows to draw in this picture, in order."""
        half = size_px[:, None]
        inside = (pixels > -half).all(axis=1) & (
            pixels < np.array([viewport.width_px, viewport.height_px]) + half
        ).all(axis=1)
        return np.flatnonzero(inside & (viewport.scale_denominator <= self.max_denominator))

    def rects_px(self, viewport: Viewport, *, apart: bool) -> Floats:
        """What shown symbols cover: (left, top, right, bottom), shape (m, 4)."""
        pixels, sizes = self.positions_px(viewport, apart=apart), self.size_px(viewport)
        rows = self.shown(viewport, pixels, sizes)
        half = sizes[rows, None] / 2
        return np.hstack((pixels[rows] - half, pixels[rows] + half))

    def at(self, pixel: QPointF, viewport: Viewport, tolerance_px: float) -> tuple[str, ...]:
        """Ids of the facilities whose symbol or footprint is at a pixel, topmost first."""
        if not len(self):
            return ()
        pixels, sizes = viewport.to_px_array(self.xy), self.size_px(viewport)
        rows = self.shown(viewport, pixels, sizes)
        away = np.abs(pixels[rows] - (pixel.x(), pixel.y())).max(axis=1) - sizes[rows] / 2
        by_symbol = rows[away <= tolerance_px][::-1]
        x, y = viewport.to_metres(pixel)
        visible = viewport.scale_denominator <= self.max_denominator
        under = [
            row
            for row in np.flatnonzero(visible)[::-1]
            if (chunk := self.footprints[row]) is not None
            and chunk.meets((x, y, x, y))
            and row not in by_symbol
            and shapely.intersects(self.items[row].geometry, shapely.Point(x, y))
        ]
        return tuple(self.items[row].id for row in (*by_symbol, *under))

    def inside(
        self, low: tuple[float, float], high: tuple[float, float], viewport: Viewport
    ) -> tuple[str, ...]:
        """Ids of the shown facilities whose position lies in a box, metres."""
        if not len(self):
            return ()
        within = ((self.xy >= low) & (self.xy <= high)).all(axis=1)
        within &= viewport.scale_denominator <= self.max_denominator
        return tuple(self.items[row].id for row in np.flatnonzero(within))


def moved_apart(pixels: Floats, size_px: Floats) -> Floats:
    """Positions, shape (n, 2), with overlapping symbols pushed off one another.

    Each symbol moves by at most ``MOST_MOVE`` of its size, however crowded the place; equal positions part
    in a direction that depends on their order only: the same facilities always stand the same way.
    """
    moved = pixels.copy()
    limit = MOST_MOVE * size_px
    for _ in range(MOVES):
        one, other = _near(moved, float(size_px.max()))
        if not len(one):
            break
        away = moved[other] - moved[one]
        distance = np.hypot(*away.T)
        turn = 2.399963 * (one + other)  # the golden angle spreads equal positions evenly
        same = distance < 1e-6
        away[same] = np.column_stack((np.cos(turn), np.sin(turn)))[same]
        distance = np.where(same, 1.0, distance)
        lacking = KEPT_APART * (size_px[one] + size_px[other]) / 2 - np.where(same, 0.0, distance)
        lacking = np.maximum(lacking, 0.0)
        if not (lacking > 0.01).any():
            break
        push = away / distance[:, None] * (lacking / 2)[:, None]
        step = np.zeros_like(moved)
        np.add.at(step, other, push)
        np.add.at(step, one, -push)
        moved += 0.7 * step
        off = moved - pixels
        length = np.hypot(*off.T)
        too_far = length > limit
        moved[too_far] = pixels[too_far] + off[too_far] * (limit / np.maximum(length, 1e-9))[too_far, None]
    return moved


def _near(xy: Floats, distance: float) -> tuple[Ints, Ints]:
    """Pairs of points at most so far apart: rows of both, each pair once, in order."""
    # The tree of scipy would do, too, but takes longer to import than all of this.
    points = shapely.points(xy)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=distance)
    is_first = one < other
    one, other = one[is_first], other[is_first]
    order = np.lexsort((other, one))
    return one[order], other[order]


_images: dict[tuple[object, ...], QImage] = {}


def _symbol_image(symbol: Symbol, size_px: int, px_per_pt: float, style_key: tuple[bool, bool]) -> QImage:
    """Symbol as an image, kept: a county has many facilities but few different symbols."""
    key = (symbol, size_px, px_per_pt, style_key)
    image = _images.get(key)
    if image is None:
        if len(_images) > 2000:
            _images.clear()
        side = size_px + 2 * round(3 * px_per_pt) + 2
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        with QPainter(image) as painter:
            draw_symbol(
                painter, symbol, QPointF(side / 2, side / 2), size_px,
                dark=style_key[0], black_and_white=style_key[1], px_per_pt=px_per_pt,
            )  # fmt: skip
        image = _images[key] = (
            image.copy()
        )  # without the painting engine that Qt keeps with what was painted on
    return image


def draw_facilities(canvas: Canvas, facilities: FacilitySet) -> Iterator[None]:
    """Draw footprints and symbols, step by step."""
    if not len(facilities):
        return
    viewport, options = canvas.viewport, canvas.options
    yield from _draw_footprints(canvas, facilities)
    pixels = facilities.positions_px(viewport, apart=options.for_print)
    sizes = facilities.size_px(viewport)
    outline_scale = canvas.style.scaling.symbol_factor(viewport.scale_denominator) ** 0.5
    px_per_pt = viewport.px_per_pt * outline_scale
    for number, row in enumerate(facilities.shown(viewport, pixels, sizes), 1):
        if number % STEP == 0:
            yield
        centre = QPointF(*pixels[row])
        symbol = facilities.symbols[row]
        if options.for_print:
            draw_symbol(
                canvas.painter, symbol, centre, sizes[row],
                dark=options.dark, black_and_white=options.black_and_white, px_per_pt=px_per_pt,
            )  # fmt: skip
            continue
        style_key = (options.dark, options.black_and_white)
        image = _symbol_image(symbol, round(sizes[row]), px_per_pt, style_key)
        half = image.width() / 2
        canvas.painter.drawImage(round(centre.x() - half), round(centre.y() - half), image)


def _draw_footprints(canvas: Canvas, facilities: FacilitySet) -> Iterator[None]:
    """Draw the outlines of polygon facilities that are large enough to be seen behind their symbol."""
    viewport, style = canvas.viewport, canvas.style
    least_m = viewport.px(style.symbol.footprint_from_pt) * viewport.metres_per_px
    denominator = viewport.scale_denominator
    for row, chunk in enumerate(facilities.footprints):
        if row % STEP == 0:
            yield
        if chunk is None or not chunk.meets(viewport.shown) or denominator > facilities.max_denominator[row]:
            continue
        minx, miny, maxx, maxy = chunk.bounds
        if max(maxx - minx, maxy - miny) < least_m:
            continue
        symbol = facilities.symbols[row]
        status = style.status[symbol.status]
        is_rejected = symbol.status == Status.REJECTED
        colour = style.symbol.rejected.q if is_rejected else style.family[symbol.family].color.q
        fill = QColor(colour)
        fill.setAlphaF(0.30 if status.fill == "solid" else 0.10)
        canvas.fill((chunk,), fill, smooth=True)
        dash = (3.0, 2.0) if status.outline in ("dashed", "cross") else ()
        canvas.stroke((chunk,), canvas.pen(colour, style.symbol.outline_pt, dash))
