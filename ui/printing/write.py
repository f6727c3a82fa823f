"""Writing sheets: PDF with lines and letters that can be searched, or PNG, from the same pages."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape

from PySide6.QtCore import QByteArray, QHashSeed, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from layers.disk.atomic import atomic_write
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work, run_to_end
from models.kernel.text import Lang
from models.kernel.version import VERSION
from reports.context import ReportContext
from ui.cartography.letters import one_line
from ui.cartography.style import MapStyle
from ui.cartography.viewport import MM_PER_INCH
from ui.printing.atlas import atlas_pages
from ui.printing.compare import compare_page
from ui.printing.compose import PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.leader import leader_sheet
from ui.printing.onepage import one_page
from ui.printing.page import PX_PER_MM
from ui.printing.raster import write_png
from ui.printing.searchable import make_searchable, set_day
from ui.printing.sheet import MapSheet, default_sheet

_application: QGuiApplication | None = None
SUFFIXES = (".pdf", ".png")


def write_sheet(context: ReportContext, path: Path, lang: Lang, sheet: MapSheet | None = None) -> None:
    """Write a sheet, atomically; see :func:`write_pages`."""
    run_to_end(write_pages(context, path, lang, sheet))


def make_pages(desk: Desk) -> list[PagePlan]:
    """Pages of a sheet, laid out."""
    make = {"atlas": atlas_pages, "compare": compare_page, "leader": leader_sheet}.get(
        desk.sheet.template, one_page
    )
    return make(desk)


def write_pages(
    context: ReportContext,
    path: Path,
    lang: Lang,
    sheet: MapSheet | None = None,
    *,
    width_px: int | None = None,
) -> Work[None]:
    """Write the pages of a sheet, atomically.

    Parameters
    ----------
    path
        File to write; ``.pdf`` or ``.png`` decides the kind. Pictures of several pages get numbers:
        ``atlas-01.png`` and so on; the map of any other sheet has the name itself, and the pages on which
        its schedule goes on have numbers.
    sheet
        Template, paper, words and choices; :func:`ui.printing.sheet.default_sheet` when ``None``.
    width_px
        Width of a picture; 300 dots per inch when ``None``.

    Raises
    ------
    HavenError
        The ending is another one, or the file cannot be written.
    """
    ensure_application()
    sheet = sheet or default_sheet(context, lang)
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise HavenError("file_ending", file=path.name, known=", ".join(SUFFIXES))
    desk = Desk(context, lang, sheet)
    pages = make_pages(desk)
    # Made elsewhere first: giving up half way leaves nothing behind.
    with tempfile.TemporaryDirectory(prefix="haven-") as folder:
        if kind == ".pdf":
            made = Path(folder) / "document.pdf"
            yield from _pdf(pages, made, desk)
            atomic_write(path, lambda temporary: _copy(made, temporary))
            return
        for number, page in enumerate(pages, start=1):
            made = Path(folder) / "document.png"
            yield from _png(page, made, desk, width_px, (number, len(pages)))
            has_number = len(pages) > 1 and (number > 1 or sheet.template == "atlas")
            target = path.with_name(f"{path.stem}-{number:02d}{path.suffix}") if has_number else path
            atomic_write(target, lambda temporary, made=made: _copy(made, temporary))  # type: ignore[misc]


def write_atlas(context: ReportContext, path: Path, lang: Lang, sheet: MapSheet | None = None) -> Work[None]:
    """Write the atlas as a PDF of several pages, atomically.

    Parameters
    ----------
    path
        File to write, ``.pdf``.
    sheet
        Paper, words and choices; A3 in the usual words when ``None``. Its template is taken to be ``atlas``.

    Yields
    ------
    Progress
        One step per page; closing the generator leaves no file.

    Raises
    ------
    HavenError
        The ending is another one, or the file cannot be written.
    """
    sheet = sheet or replace(default_sheet(context, lang), title="", subtitle="")
    yield Progress(0, 0, "progress.document.sheet")
    yield from write_pages(context, path, lang, replace(sheet, template="atlas"))


def write_before_after(
    context: ReportContext, path: Path, lang: Lang, sheet: MapSheet | None = None
) -> Work[None]:
    """Write two scenarios side by side (upright: under one another), atomically.

    Parameters
    ----------
    path
        File to write; ``.pdf`` or ``.png``.
    sheet
        Paper, words and choices; ``scenario_id`` and ``other_id`` say which two, by default the context's own
        and today. Its template is taken to be ``compare``.

    Raises
    ------
    HavenError
        The ending is another one, or the file cannot be written.
    """
    sheet = sheet or replace(default_sheet(context, lang), title="", subtitle="")
    yield from write_pages(context, path, lang, replace(sheet, template="compare"))


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def ensure_application() -> None:
    """Fonts need a Qt application; without a window (and without a screen) one is made here."""
    global _application
    # Fonts and resources go into a PDF in the order of Qt's hash tables, which else differs from run to run.
    QHashSeed.setDeterministicGlobalSeed()
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application = QGuiApplication([])


def page_step(number: int, total: int, name: str) -> Progress:
    """Progress of one page among several."""
    if total == 1:
        return Progress(0, 0, "progress.document.sheet")
    values: dict[str, object] = {"page": number, "pages": total, "name": name}
    return Progress(number - 1, total, "progress.sheet.page", values)


# -- PDF -----------------------------------------------------------------------------------------------------
class Drawn(Protocol):
    """What a page of a PDF is: a size in millimetres, and something that draws it."""

    @property
    def name(self) -> str:
        """Which page it is."""

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""

    def draw(self, painter: QPainter, style: MapStyle) -> None:
        """Draw it at 300 dots per inch."""


def page_layout(page: Drawn) -> QPageLayout:
    """Paper of a page for Qt's printing."""
    width, height = page.size_mm
    short, long = sorted((width, height))
    standard = {name: QPageSize.PageSizeId[name] for name in ("A4", "A3", "A2", "A1")}
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    for known in standard.values():
        exact = QPageSize(known).size(QPageSize.Unit.Millimeter)
        if (exact.width(), exact.height()) == (short, long):
            size = QPageSize(known)
    lying = width > height
    orientation = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0))


def _pdf(pages: Sequence[PagePlan], path: Path, desk: Desk) -> Work[None]:
    day, title = desk.sheet.made_on or desk.context.made_on, desk.word("title")
    return write_pdf(
        pages,
        path,
        desk.style,
        title=title,
        identity=desk.identity,
        day=day,
        seed=f"{desk.sheet}{title}{day}",
    )


def write_pdf(
    pages: Sequence[Drawn],
    path: Path,
    style: MapStyle,
    *,
    title: str,
    identity: str,
    day: date,
    seed: str = "",
) -> Work[None]:
    """Write pages as a PDF whose letters can be searched; the caller wraps it in an atomic write.

    Parameters
    ----------
    identity
        What it was made from, for the document's description.
    seed
        What the document's number is made from, its title and day when empty.
    """
    writer = QPdfWriter(str(path))
    writer.setResolution(round(PX_PER_MM * MM_PER_INCH))
    writer.setPageLayout(page_layout(pages[0]))
    writer.setTitle(title)
    writer.setCreator(f"Haven {VERSION}")
    # Neither the moment nor chance goes into the file: the same sheet gives the same bytes.
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), (seed or f"{title}{day}").encode()))
    writer.setDocumentXmpMetadata(QByteArray(_metadata(title, identity, day.isoformat()).encode()))
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"cannot write {path.name}")
    try:
        for number, page in enumerate(pages, start=1):
            yield page_step(number, len(pages), page.name)
            if number > 1:
                writer.newPage()
            page.draw(painter, style)
    finally:
        painter.end()
    make_searchable(path)
    set_day(path, day)


def _metadata(title: str, identity: str, day: str) -> str:
    """Title, what it was made from, program and day as XMP, the form that archives read."""
    return (
        "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>"
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(one_line(title))}</rdf:li></rdf:Alt>'
        "</dc:title>"
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(one_line(identity))}</rdf:li></rdf:Alt></dc:description>"
        f"<xmp:CreatorTool>Haven {escape(VERSION)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{day}</xmp:CreateDate>"
        "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )


# -- PNG -----------------------------------------------------------------------------------------------------
def _png(page: PagePlan, path: Path, desk: Desk, width_px: int | None, number: tuple[int, int]) -> Work[None]:
    lengths = sheet_style().layout
    px_per_mm = lengths.dpi / MM_PER_INCH if width_px is None else width_px / page.size_mm[0]
    width, height = (round(side * px_per_mm) for side in page.size_mm)
    factor = px_per_mm / PX_PER_MM

    def draw(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(factor, factor)
        page.draw(painter, desk.style)

    for _ in write_png(path, width, height, px_per_mm, draw, lengths.strip_megapixels * 1e6):
        yield page_step(*number, page.name)
