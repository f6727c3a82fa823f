"""A text of chapters as a PDF: first page with contents, then each chapter from the top of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
)

from models.kernel.progress import Work
from ui.cartography.letters import font_px
from ui.cartography.style import MapStyle, map_style
from ui.printing.page import Align, Page
from ui.printing.write import Drawn, write_pdf

A4_MM = (210.0, 297.0)
_SIDE_MM, _TOP_MM, _FOOT_MM = 22.0, 18.0, 20.0
_PX_PER_MM = 300.0 / 25.4
_BODY_PT, _CAPTION_PT = 10.0, 9.0
_HEADING_PT = {1: 20.0, 2: 14.0, 3: 11.0}
_LINE_PERCENT = 130
_ALONE_MM = 30.0
"""A heading closer to the foot of its page than this goes to the next one."""
_WIDEST_MM = {"wide": 150.0, "narrow": 72.0}
_GREY, _TITLE, _RULE = QColor("#555f6b"), QColor("#17324d"), QColor("#b8c0c8")


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture and the line below it."""

    image: QImage
    caption: str

    @property
    def width_mm(self) -> float:
        """A window takes the whole width, a panel that stands upright less."""
        return _WIDEST_MM["wide" if self.image.width() > self.image.height() else "narrow"]


@dataclass(frozen=True, eq=False)
class Chapter:
    """Markdown whose first line is the title; pictures stand behind the first paragraph."""

    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, eq=False)
class _Layout:
    document: QTextDocument
    headings: tuple[tuple[int, str, int], ...] = field(default=())
    """Level, words and page (from 0) of those that stand in the contents."""


@dataclass(frozen=True, eq=False)
class _BodyPage:
    layout: _Layout
    index: int
    title: str
    name: str
    size_mm: tuple[float, float] = A4_MM
    scale: float = 1.0

    def draw(self, painter: QPainter, style: MapStyle) -> None:
        """Draw what of the text stands on this page, and its number."""
        height = _text_px().height()
        painter.save()
        painter.translate(_SIDE_MM * _PX_PER_MM, _TOP_MM * _PX_PER_MM - self.index * height)
        self.layout.document.drawContents(painter, QRectF(0, self.index * height, _text_px().width(), height))
        painter.restore()
        page = Page(painter, self.scale, style)
        foot = QRectF(_SIDE_MM, A4_MM[1] - 15, A4_MM[0] - 2 * _SIDE_MM, 6)
        page.text(foot, self.title, page.font(8), colour=_GREY)
        page.text(foot, self.name, page.font(8), align=Align.AlignRight, colour=_GREY)


@dataclass(frozen=True, eq=False)
class _FirstPage:
    layout: _Layout
    title: str
    subtitle: str
    contents: str
    name: str = "1"
    size_mm: tuple[float, float] = A4_MM
    scale: float = 1.0

    def draw(self, painter: QPainter, style: MapStyle) -> None:
        """Title above, then every heading with its page."""
        page, width = Page(painter, self.scale, style), A4_MM[0] - 2 * _SIDE_MM
        page.fitted_text(QRectF(_SIDE_MM, 30, width, 14), self.title, 30, "bold", colour=_TITLE)
        page.text(QRectF(_SIDE_MM, 46, width, 8), self.subtitle, page.font(11), colour=_GREY)
        page.text(QRectF(_SIDE_MM, 68, width, 9), self.contents, page.font(15, "bold"), colour=_TITLE)
        top = 82.0
        step = min(8.0, (A4_MM[1] - _FOOT_MM - top) / max(len(self.layout.headings), 1))
        for level, words, index in self.layout.headings:
            left = _SIDE_MM + (level - 1) * 7
            font = page.font(11 if level == 1 else 10)
            number = str(index + 2)
            page.text(QRectF(left, top, width, step), words, font)
            row = QRectF(_SIDE_MM, top, width, step)
            page.text(row, number, font, align=Align.AlignRight)
            begins = left + page.width_mm(words, font) + 3
            ends = _SIDE_MM + width - page.width_mm(number, font) - 3
            painter.setPen(_RULE)
            painter.drawLine(page.point_px(begins, top + step * 0.66), page.point_px(ends, top + step * 0.66))
            top += step


def write_book(
    chapters: Sequence[Chapter], path: Path, *, title: str, subtitle: str, contents: str, day: date
) -> Work[None]:
    """Write chapters as a PDF on A4; the caller wraps it in an atomic write.

    Parameters
    ----------
    contents
        Heading of the contents.
    """
    layout = _laid_out(chapters)
    count = layout.document.pageCount()
    pages: list[Drawn] = [
        _FirstPage(layout, title, subtitle, contents),
        *(_BodyPage(layout, index, title, str(index + 2)) for index in range(count)),
    ]
    yield from write_pdf(pages, path, map_style(), title=title, identity=subtitle, day=day)


def _text_px() -> QSizeF:
    """Room for the text of a page."""
    width, height = A4_MM[0] - 2 * _SIDE_MM, A4_MM[1] - _TOP_MM - _FOOT_MM
    return QSizeF(round(width * _PX_PER_MM), round(height * _PX_PER_MM))


def _px(points: float) -> int:
    return round(points * 300 / 72)


def _laid_out(chapters: Sequence[Chapter]) -> _Layout:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(font_px(_px(_BODY_PT), exact=True))
    document.setIndentWidth(6 * _PX_PER_MM)
    cursor = QTextCursor(document)
    for number, chapter in enumerate(chapters):
        _add(cursor, chapter, number)
    _dress(document)
    _lay_out_anew(document)
    _keep_headings(document)
    headings = []
    for block in _blocks(document):
        level = block.blockFormat().headingLevel()
        if level in (1, 2):
            headings.append((level, block.text(), _page_of(document, block)))
    return _Layout(document, tuple(headings))


def _add(cursor: QTextCursor, chapter: Chapter, number: int) -> None:
    title, _, rest = chapter.text.strip().partition("\n\n")
    lead, _, after = rest.partition("\n\n")
    if lead.startswith(("-", "1.", "|", "#")):
        lead, after = "", rest
    for words in (title, lead):
        _add_words(cursor, words)
    for index, picture in enumerate(chapter.pictures):
        _add_picture(cursor, picture, f"picture:{number}.{index}")
    _add_words(cursor, after)


def _add_words(cursor: QTextCursor, words: str) -> None:
    """Add Markdown. A heading at its beginning is added apart: Qt would make it a plain paragraph."""
    if words.startswith("#"):
        head, _, words = words.partition("\n")
        marks, _, title = head.partition(" ")
        _new_block(cursor)
        form = QTextBlockFormat()
        form.setHeadingLevel(len(marks))
        cursor.setBlockFormat(form)
        cursor.insertText(title)
    if words.strip():
        _new_block(cursor)
        cursor.insertMarkdown(words.strip())


def _new_block(cursor: QTextCursor) -> None:
    """Go on below everything, out of any list or table, in a plain paragraph."""
    cursor.movePosition(QTextCursor.MoveOperation.End)
    if not cursor.document().isEmpty():
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())


def _add_picture(cursor: QTextCursor, picture: Picture, name: str) -> None:
    document = cursor.document()
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture.image)
    _new_block(cursor)
    shown = QTextImageFormat()
    shown.setName(name)
    shown.setWidth(picture.width_mm * _PX_PER_MM)
    shown.setHeight(picture.width_mm * _PX_PER_MM * picture.image.height() / picture.image.width())
    cursor.insertImage(shown)
    _new_block(cursor)
    form = QTextCharFormat()
    form.setFont(font_px(_px(_CAPTION_PT), exact=True))
    form.setForeground(_GREY)
    cursor.insertText(picture.caption, form)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _dress(document: QTextDocument) -> None:
    """Sizes, spaces and page breaks of every paragraph; a chapter begins a page."""
    cursor = QTextCursor(document)
    is_first = True
    for block in _blocks(document):
        cursor.setPosition(block.position())
        form = block.blockFormat()
        level = form.headingLevel()
        is_cell = cursor.currentTable() is not None
        if not block.text() and not is_cell:  # between what is added, nobody wrote it
            form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.setBlockFormat(form)
            continue
        if "\ufffc" not in block.text():
            form.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setBottomMargin((0.0 if is_cell else 1.8) * _PX_PER_MM)
        form.setTopMargin((5.0 if level in (2, 3) else 0.0) * _PX_PER_MM)
        if level == 1 and not is_first:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        is_first = is_first and level != 1
        cursor.setBlockFormat(form)
        if form.hasProperty(QTextFormat.Property.BlockCodeFence.value):
            form.setBottomMargin(0)
            cursor.setBlockFormat(form)
        _dress_code(cursor, block)
        if level:
            look = QTextCharFormat()
            look.setFont(font_px(_px(_HEADING_PT.get(level, _BODY_PT)), "bold", exact=True))
            look.setForeground(_TITLE)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(look)
        table = cursor.currentTable()
        if table is not None:
            _dress_table(table)


def _dress_code(cursor: QTextCursor, block: QTextBlock) -> None:
    """Give what Markdown calls code the letters of the rest: Qt takes far too small ones."""
    is_fenced = block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value)
    found = []
    part = block.begin()
    while not part.atEnd():
        fragment = part.fragment()
        if is_fenced or fragment.charFormat().fontFixedPitch():
            found.append((fragment.position(), fragment.length()))
        part += 1
    look = QTextCharFormat()
    look.setFont(font_px(_px(_BODY_PT), exact=True))
    for start, length in found:
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(look)
    cursor.setPosition(block.position())


def _dress_table(table: QTextTable) -> None:
    form = table.format()
    form.setCellPadding(1.2 * _PX_PER_MM)
    form.setCellSpacing(0)
    form.setBorder(0.2 * _PX_PER_MM)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(_RULE)
    form.setBorderCollapse(True)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setBottomMargin(3 * _PX_PER_MM)
    table.setFormat(form)


def _page_of(document: QTextDocument, block: QTextBlock) -> int:
    top = document.documentLayout().blockBoundingRect(block).top()
    return int((top + 1) // _text_px().height())


def _keep_headings(document: QTextDocument) -> None:
    """No heading stays alone at the foot of a page."""
    height = _text_px().height()
    cursor = QTextCursor(document)
    for block in _blocks(document):
        form = block.blockFormat()
        if not form.headingLevel():
            continue
        top = document.documentLayout().blockBoundingRect(block).top() % height
        if height - top < _ALONE_MM * _PX_PER_MM:
            cursor.setPosition(block.position())
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            cursor.setBlockFormat(form)
            _lay_out_anew(document)


def _lay_out_anew(document: QTextDocument) -> None:
    """Compute anew what stands where: after a change alone Qt leaves holes on later pages."""
    document.setPageSize(QSizeF())
    document.setPageSize(_text_px())
