"""Sheets of a project as long work: computed, laid out, then written or printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from models.kernel.progress import Work
from models.kernel.text import Lang
from models.project.project import Project
from reports.context import context_work
from ui.cartography.viewport import MM_PER_INCH
from ui.printing.compose import PagePlan
from ui.printing.desk import Desk
from ui.printing.page import PX_PER_MM
from ui.printing.sheet import MapSheet, default_sheet
from ui.printing.write import make_pages, page_layout, page_step, write_pages


def sheet_work(
    project: Project,
    path: Path,
    lang: Lang,
    sheet: MapSheet | None = None,
    *,
    scenario_id: str | None = None,
    profile_id: str | None = None,
    made_on: date,
    width_px: int | None = None,
) -> Work[Path]:
    """Write a sheet of a project; see :func:`ui.printing.write.write_pages`."""
    context = yield from context_work(project, scenario_id, profile_id, made_on)
    yield from write_pages(context, path, lang, sheet or default_sheet(context, lang), width_px=width_px)
    return path


def print_work(
    project: Project, printer: QPrinter, lang: Lang, sheet: MapSheet, *, made_on: date
) -> Work[None]:
    """Print a sheet of a project, each page on its own paper at its true size."""
    context = yield from context_work(project, None, None, made_on)
    desk = Desk(context, lang, sheet)
    pages = make_pages(desk)
    wanted = pages_of(printer, pages)
    printer.setDocName(desk.word("title"))
    set_paper(printer, wanted[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise OSError(f"cannot print on {printer.printerName() or printer.outputFileName()}")
    try:
        factor = printer.resolution() / MM_PER_INCH / PX_PER_MM
        for number, page in enumerate(wanted, start=1):
            yield page_step(number, len(wanted), page.name)
            if number > 1:
                printer.newPage()
            painter.save()
            painter.scale(factor, factor)
            page.draw(painter, desk.style)
            painter.restore()
    finally:
        painter.end()


def set_paper(printer: QPrinter, page: PagePlan) -> None:
    """Give a printer the paper of a page, without margins of its own: the sheet has them."""
    printer.setPageLayout(page_layout(page))
    printer.setFullPage(True)


def pages_of(printer: QPrinter, pages: list[PagePlan]) -> list[PagePlan]:
    """Pages that were asked for in the printer's dialog."""
    if printer.printRange() != QPrinter.PrintRange.PageRange:
        return pages
    first, last = max(1, printer.fromPage()), min(len(pages), printer.toPage() or len(pages))
    return pages[first - 1 : last] or pages
