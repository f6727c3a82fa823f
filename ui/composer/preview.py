"""The preview: pages laid out and drawn on a thread of their own, by the very code that writes files."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QMutex, QMutexLocker, QObject, QRectF, Qt, QThread, QWaitCondition, Signal
from PySide6.QtGui import QImage, QPainter

from models.kernel.text import Lang
from models.project.project import Project
from reports.context import ReportContext, make_context
from ui.core.guard import guarded
from ui.printing.compose import PagePlan
from ui.printing.desk import Desk
from ui.printing.page import PX_PER_MM
from ui.printing.sheet import MapSheet
from ui.printing.write import make_pages

MOST_PIXELS = 9_000_000
"""A larger page is drawn only where it is seen."""


@dataclass(frozen=True)
class Order:
    """What is to be seen.

    Parameters
    ----------
    part_mm
        Part of the page that is in sight.
    px_per_mm
        Device pixels per millimetre of the page.
    """

    number: int
    project: Project
    sheet: MapSheet
    lang: Lang
    today: date
    page: int
    part_mm: QRectF
    px_per_mm: float
    pixel_ratio: float


@dataclass(frozen=True)
class Picture:
    """A page, or the part of it that was in sight."""

    number: int
    page: int
    image: QImage
    part_mm: QRectF
    px_per_mm: float


class _GivenUpError(Exception):
    """A newer order came, or nobody wants one any more."""


class PreviewMaker(QThread):
    """Works on the newest order; an older one is given up between two elements.

    Signals
    -------
    planned(int, list)
        Pages of an order are laid out.
    drawn(Picture)
        Its page is drawn.
    failed(int, Exception)
        It went wrong.
    """

    planned = Signal(int, object)
    drawn = Signal(object)
    failed = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mutex = QMutex()
        self._news = QWaitCondition()
        self._order: Order | None = None
        self._newest = 0
        self._is_ending = False
        self._context_key: Any = None
        self._context: ReportContext | None = None
        self._pages: list[PagePlan] = []
        self._desk: Desk | None = None

    # -- on the window's thread ----------------------------------------------------------------------------
    def order(self, order: Order) -> None:
        """Have something drawn in place of what was ordered before."""
        if self._is_ending:
            return
        with QMutexLocker(self._mutex):
            self._order = order
            self._newest = order.number
            self._news.wakeOne()
        if not self.isRunning():
            self.start()

    def give_up(self) -> None:
        """Stop drawing what is ordered."""
        with QMutexLocker(self._mutex):
            self._order = None
            self._newest += 1

    def stop(self) -> None:
        """End the thread."""
        with QMutexLocker(self._mutex):
            self._is_ending = True
            self._order = None
            self._newest += 1
            self._news.wakeOne()
        self.wait()

    @property
    def context(self) -> ReportContext | None:
        """Results that the latest pages were made from; ``None`` before the first."""
        return self._context

    # -- on its own thread ---------------------------------------------------------------------------------
    @guarded()
    def run(self) -> None:
        while True:
            with QMutexLocker(self._mutex):
                if self._order is None and not self._is_ending:
                    self._news.wait(self._mutex)
                if self._is_ending:
                    return
                order, self._order = self._order, None
            if order is None:
                continue
            try:
                self._work(order)
            except _GivenUpError:
                continue
            except Exception as error:  # shown in the window, which stays usable
                self.failed.emit(order.number, error)

    def _check(self, order: Order) -> None:
        with QMutexLocker(self._mutex):
            if order.number != self._newest:
                raise _GivenUpError

    def _work(self, order: Order) -> None:
        context = self._context_of(order)
        self._check(order)
        desk = self._desk
        if (
            desk is None
            or desk.context is not context
            or (desk.sheet, desk.lang) != (order.sheet, order.lang)
        ):
            desk = Desk(context, order.lang, order.sheet)
            self._pages, self._desk = make_pages(desk), desk
        pages = self._pages
        self._check(order)
        self.planned.emit(order.number, pages)
        page = min(order.page, len(pages) - 1)
        self.drawn.emit(self._draw(order, pages[page], page, desk))

    def _context_of(self, order: Order) -> ReportContext:
        """Results, kept until something changes that they depend on."""
        project = order.project
        settings = replace(project.settings, sheets={})
        key = (settings, project.layers, project.scenarios, project.active_scenario_id, order.today)
        known = self._context_key
        if known is None or self._context is None or not _same(known, key):
            self._context = make_context(project, made_on=order.today)
            self._context_key = key
        elif self._context.project.settings is not project.settings:
            # Only layouts differ: the results hold, and the sheet names the project as it is now.
            self._context = replace(self._context, project=project)
        return self._context

    def _draw(self, order: Order, page: PagePlan, number: int, desk: Desk) -> Picture:
        whole = QRectF(0, 0, *page.size_mm)
        pixels = whole.width() * whole.height() * order.px_per_mm**2
        part = whole if pixels <= MOST_PIXELS else order.part_mm.intersected(whole)
        if part.isEmpty():
            part = whole
        scale = order.px_per_mm
        most = math.sqrt(MOST_PIXELS / (part.width() * part.height()))
        scale = min(scale, most)
        image = QImage(
            max(1, math.ceil(part.width() * scale)), max(1, math.ceil(part.height() * scale)),
            QImage.Format.Format_RGB32,
        )  # fmt: skip
        image.fill(Qt.GlobalColor.white)
        with QPainter(image) as painter:
            painter.scale(scale / PX_PER_MM, scale / PX_PER_MM)
            painter.translate(-part.left() * PX_PER_MM, -part.top() * PX_PER_MM)
            page.draw(painter, desk.style, between=lambda: self._check(order))
        return Picture(order.number, number, image, part, scale)


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two keys are the same; layers and scenarios by identity, which is enough and quick."""
    if (one[0], one[3], one[4]) != (other[0], other[3], other[4]):
        return False
    return all(
        len(first) == len(second) and all(a is b for a, b in zip(first, second, strict=True))
        for first, second in ((one[1], other[1]), (one[2], other[2]))
    )
