"""Writing a sheet: PDF with lines and letters that can be searched, or PNG at the same measures."""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import escape

from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSizeF, Qt, QUuid
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from layers.atomic import atomic_write
from layers.crs import is_zone, zone_label
from models.errors import HavenError
from models.text import Lang, t
from models.version import VERSION
from reports.context import ReportContext
from ui.cartography.letters import one_line
from ui.cartography.scene import Scene, build_scene
from ui.cartography.style import map_style
from ui.cartography.viewport import MM_PER_INCH, Viewport
from ui.printing import panel
from ui.printing.layout import SheetLayout, lay_out, sheet_style
from ui.printing.mapframe import arrange, draw_map_frame
from ui.printing.page import Page
from ui.printing.searchable import make_searchable, set_day
from ui.printing.sheet import BLANK, MapSheet, date_text, default_sheet

Align = Qt.AlignmentFlag
_application: QGuiApplication | None = None


def write_sheet(context: ReportContext, path: Path, lang: Lang, sheet: MapSheet | None = None) -> None:
    """Write a map sheet, atomically.

    Parameters
    ----------
    path
        File to write; ``.pdf`` or ``.png`` decides the kind.
    sheet
        Paper, words and choices; :func:`ui.printing.sheet.default_sheet` when ``None``.

    Raises
    ------
    HavenError
        The ending is another one, or the file cannot be written.
    """
    _ensure_application()
    sheet = sheet or default_sheet(context, lang)
    kind = path.suffix.lower()
    if kind == ".pdf":
        atomic_write(path, lambda temporary: _write_pdf(context, temporary, lang, sheet))
    elif kind == ".png":
        atomic_write(path, lambda temporary: _write_png(context, temporary, lang, sheet))
    else:
        raise HavenError("file_ending", file=path.name, known=".pdf, .png")


def _ensure_application() -> None:
    """Fonts need a Qt application; without a window (and without a screen) one is made here."""
    global _application
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application = QGuiApplication([])


def _write_pdf(context: ReportContext, path: Path, lang: Lang, sheet: MapSheet) -> None:
    layout = lay_out(sheet.paper, sheet.orientation, has_panel=sheet.has_panel)
    dpi = round(sheet_style().layout.dpi)
    writer = QPdfWriter(str(path))
    writer.setResolution(dpi)
    short, long = sorted((layout.page.width(), layout.page.height()))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, sheet.paper)
    orientation = (
        QPageLayout.Orientation.Landscape if layout.is_landscape else QPageLayout.Orientation.Portrait
    )
    writer.setPageLayout(QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0)))
    writer.setTitle(sheet.title)
    writer.setCreator(f"Haven {VERSION}")
    # Neither the moment nor chance goes into the file: the same sheet gives the same bytes.
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), f"{sheet}".encode()))
    writer.setDocumentXmpMetadata(QByteArray(_metadata(sheet).encode()))
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"cannot write {path.name}")
    try:
        draw_sheet(painter, dpi / MM_PER_INCH, context, lang, sheet, layout)
    finally:
        painter.end()
    make_searchable(path)
    set_day(path, sheet.made_on)


def _metadata(sheet: MapSheet) -> str:
    """Title, program and day as XMP, the form that archives read."""
    return (
        "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>"
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(one_line(sheet.title))}</rdf:li></rdf:Alt>'
        "</dc:title>"
        f"<xmp:CreatorTool>Haven {escape(VERSION)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{sheet.made_on.isoformat()}</xmp:CreateDate>"
        "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )


def _write_png(context: ReportContext, path: Path, lang: Lang, sheet: MapSheet) -> None:
    layout = lay_out(sheet.paper, sheet.orientation, has_panel=sheet.has_panel)
    px_per_mm = sheet_style().layout.dpi / MM_PER_INCH
    image = QImage(
        round(layout.page.width() * px_per_mm),
        round(layout.page.height() * px_per_mm),
        QImage.Format.Format_RGB32,
    )
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(px_per_mm * 1000))
    image.setDotsPerMeterY(round(px_per_mm * 1000))
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        draw_sheet(painter, px_per_mm, context, lang, sheet, layout)
    finally:
        painter.end()
    if not image.save(str(path)):
        raise OSError(f"cannot write {path.name}")


def draw_sheet(
    painter: QPainter,
    px_per_mm: float,
    context: ReportContext,
    lang: Lang,
    sheet: MapSheet,
    layout: SheetLayout,
) -> None:
    """Draw the whole sheet with a painter whose pixels are ``px_per_mm``."""
    main = context.main
    options = sheet.options(lang, main.scenario)
    scene = build_scene(context.project, main.scenario, main.assessment, options)
    style = map_style(black_and_white=sheet.black_and_white)
    page = Page(painter, px_per_mm, layout.scale, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    arrangement = arrange(scene, sheet, layout, px_per_mm, main.assessment.county.seat)
    viewport = arrangement.viewport
    draw_map_frame(page, scene, arrangement, layout)
    _draw_frames(page, layout)
    _draw_title(page, sheet, layout)
    _draw_panel(page, scene, viewport, context, lang, sheet, layout)
    _draw_footer(page, context, lang, sheet, layout)


def _draw_frames(page: Page, layout: SheetLayout) -> None:
    lengths = sheet_style().layout
    colour = page.style.page.frame.q
    page.frame(layout.outer, lengths.frame_width_pt, colour)
    page.frame(layout.inner, lengths.thin_width_pt, colour)
    inner = layout.inner
    thin = lengths.thin_width_pt
    for y in (layout.title.bottom(), layout.footer.top()):
        page.line(inner.left(), y, inner.right(), y, thin, colour)
    panel_area = layout.panel
    if not panel_area.isEmpty() and layout.is_landscape:
        page.line(panel_area.left(), panel_area.top(), panel_area.left(), panel_area.bottom(), thin, colour)
    elif not panel_area.isEmpty():
        page.line(panel_area.left(), panel_area.top(), panel_area.right(), panel_area.top(), thin, colour)


def _draw_title(page: Page, sheet: MapSheet, layout: SheetLayout) -> None:
    letters = sheet_style().letters
    area = layout.title
    font = QFont(page.font(letters.title_pt, "bold"))
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, letters.title_spacing_percent)
    room = area.width() * 0.96
    width = page.width_mm(sheet.title, font)
    if width > room:
        # A long title becomes smaller before it is cut.
        font.setPixelSize(max(round(font.pixelSize() * max(room / width, 0.55)), 1))
    side = area.width() * 0.02
    has_subtitle = bool(sheet.subtitle)
    share = 0.62 if has_subtitle else 1.0
    rect = QRectF(area.left() + side, area.top() + area.height() * 0.06, room, area.height() * share)
    page.text(rect, sheet.title, font, align=Align.AlignHCenter)
    if has_subtitle:
        small = page.font(letters.subtitle_pt)
        rect = QRectF(area.left() + side, area.top() + area.height() * 0.64, room, area.height() * 0.26)
        page.text(rect, sheet.subtitle, small, align=Align.AlignHCenter, colour=page.style.page.muted.q)


def _draw_panel(
    page: Page,
    scene: Scene,
    viewport: Viewport,
    context: ReportContext,
    lang: Lang,
    sheet: MapSheet,
    layout: SheetLayout,
) -> None:
    if not layout.columns:
        return
    width = layout.columns[0].width()
    in_one = len(layout.columns) == 1
    legend: list[panel.LegendBlock] = []
    if sheet.show_legend:
        legend = panel.legend_blocks(page, scene.legend(viewport), lang, width, split=not in_one)
    figures = [panel.figures_block(page, context, lang, width)] if sheet.show_figures else []
    townships = [panel.townships_block(page, context, lang, width)] if sheet.show_townships else []
    notes = [panel.notes_block(page, context, lang, width, has_facilities=len(scene.facilities) > 0)]
    columns: list[list[panel.Block]]
    if in_one:
        columns = [[*legend, *figures, *townships, *notes]]
    else:
        columns = [[*legend[:1]], [*figures], [*townships, *legend[1:], *notes]]
    for blocks, column in zip(columns, layout.columns, strict=True):
        panel.draw_column(page, blocks, column)


def _draw_footer(
    page: Page, context: ReportContext, lang: Lang, sheet: MapSheet, layout: SheetLayout
) -> None:
    letters = sheet_style().letters
    font = page.font(letters.text_pt)
    epsg = context.project.settings.crs_epsg
    crs = zone_label(epsg, lang) if is_zone(epsg) else f"EPSG:{epsg}"
    approval = t("sheet.approval", lang, number=sheet.approval_number or BLANK)
    parts = [
        t("sheet.compiler", lang, name=sheet.compiler or BLANK),
        t("sheet.crs", lang, name=crs),
        t("sheet.sources", lang, names=sheet.sources) if sheet.sources else "",
        sheet.security_mark,
        approval,
        date_text(sheet.made_on, lang),
    ]
    parts = [part for part in parts if part]
    padding = sheet_style().layout.panel_padding_mm * page.scale
    area = layout.footer.adjusted(padding, 0, -padding, 0)
    gap = 4.0 * page.scale
    widths = [page.width_mm(part, font) for part in parts]
    room = area.width() - gap * (len(parts) - 1)
    if sum(widths) > room:
        widths = _shared(widths, room)
    spare = (room - sum(widths)) / max(1, len(parts) - 1)
    left = area.left()
    for part, width in zip(parts, widths, strict=True):
        page.text(QRectF(left, area.top(), width + 0.2, area.height()), part, font)
        left += width + gap + spare


def _shared(widths: list[float], room: float) -> list[float]:
    """Widths cut so that they fit: only the widest give way, down to one another."""
    limit = room
    rest = sorted(widths)
    for index, width in enumerate(rest):
        fair = (room - sum(rest[:index])) / (len(rest) - index)
        if width > fair:
            limit = fair
            break
    return [min(width, limit) for width in widths]
