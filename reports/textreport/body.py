"""Blocks as paragraphs, tables and pictures of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from itertools import pairwise
from typing import Any

from docx.document import Document as DocxDocument
from docx.shared import Emu

from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from reports.textreport.blocks import Block, Cell, Heading, Items, Note, Paragraph, Picture, Prompt, Table
from reports.textreport.look import EMU_PER_MM, Look, number_word, twips
from reports.textreport.styles import ITEMS, new_list
from reports.textreport.xml import Element, bound, field, paragraph, plain, run, w

LEAD_LETTERS: Mapping[Lang, int] = {"zh": 50, "en": 120}
"""Letters of a sentence that only leads to what stands below it, at most."""
PICTURE_SHARE = 0.92
"""Part of the text's width that a map takes: its page then holds what leads to it as well."""
_TOGETHER = 12
"""Tables of so many rows or fewer stay on one page."""


class Body:
    """Writes blocks to the end of a document and keeps the headings for the table of contents.

    Attributes
    ----------
    headings
        (level, number and text, bookmark) of each.
    """

    def __init__(self, document: DocxDocument, look: Look) -> None:
        self._document = document
        self._look = look
        self._root: Any = document.element.body
        self._numbers = [0, 0, 0, 0]
        self._appendices = 0
        self._lists = ITEMS
        self._marks = 0
        self.headings: list[tuple[int, str, str]] = []

    @property
    def width_mm(self) -> float:
        """Width of the text."""
        return self._look.page.text_mm

    def add(self, element: Element) -> None:
        """Put an element before the last section's properties, which stay last."""
        self._root.insert(len(self._root) - 1, element)

    def write(self, block: Block, following: Block | None = None) -> None:
        """Write one block; a sentence that leads to a table or a list stays on one page with its start."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                is_lead = (
                    isinstance(following, Table | Items) and len(block.text) <= LEAD_LETTERS[self._look.lang]
                )
                keep = [w("keepNext")] if is_lead else []
                words = run(bound(block.text, self._look.lang))
                self.add(paragraph("HavenBody", words, properties=keep))
            case Note():
                self.add(paragraph("HavenNote", run(bound(block.text, self._look.lang))))
            case Prompt():
                self.add(paragraph("HavenPrompt", run(block.text)))
            case Items():
                self._items(block)
            case Table():
                self._table(block)
            case Picture():
                self._picture(block)

    # -- headings ------------------------------------------------------------------------------------------
    def _heading(self, heading: Heading) -> None:
        self._marks += 1
        mark = f"_Toc{self._marks:08d}"
        start = w("bookmarkStart", id=self._marks, name=mark)
        end = w("bookmarkEnd", id=self._marks)
        style = "HavenAppendix" if heading.is_appendix else f"Heading{heading.level}"
        breaks = [w("pageBreakBefore")] if heading.starts_page else []
        self.add(paragraph(style, start, run(heading.text), end, properties=breaks))
        self.headings.append((heading.level, f"{self._number(heading)}{plain(heading.text)}", mark))

    def _number(self, heading: Heading) -> str:
        """Number as the document's own numbering shows it, for the table of contents."""
        levels = self._look.levels
        gap = " " if levels.after == "space" else ""
        if heading.is_appendix:
            self._appendices += 1
            return levels.appendix.replace("%1", number_word(self._appendices, "upperLetter")) + gap
        self._numbers[heading.level - 1] += 1
        self._numbers[heading.level :] = [0] * (4 - heading.level)
        text = levels.texts[heading.level - 1]
        for index in range(heading.level):
            text = text.replace(f"%{index + 1}", number_word(self._numbers[index], levels.formats[index]))
        return text + gap

    # -- lists ---------------------------------------------------------------------------------------------
    def _items(self, items: Items) -> None:
        self._lists += 1
        new_list(self._document.part.numbering_part.element, self._lists)
        number = w("numPr", w("ilvl", val=0), w("numId", val=self._lists))
        for text in items.texts:
            properties = w("pPr", w("pStyle", val="HavenItem"), deepcopy(number))
            self.add(w("p", properties, run(bound(text, self._look.lang))))

    # -- tables --------------------------------------------------------------------------------------------
    def _caption(self, style: str, label: str, number: int, title: str) -> Element:
        gap = "　" if self._look.lang == "zh" else ". "
        name = "Table" if label == "table" else "Figure"
        word = t(f"textreport.caption_{label}", self._look.lang)
        return paragraph(
            style, run(word), *field(f"SEQ {name} \\* ARABIC", str(number)), run(f"{gap}{title}")
        )

    def _table(self, table: Table) -> None:
        self.add(self._caption("Caption", "table", table.number, table.title))
        self.add(self.table_element(table))
        self.add(paragraph("HavenNote", *([run(table.note)] if table.note else [])))

    def table_element(self, table: Table) -> Element:
        """The rows of a table, without caption and note."""
        style = "HavenSmallCell" if table.is_small else "HavenCell"
        widths = _widths([column.share for column in table.columns], twips(self._look.page.text_mm))
        grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        properties = w(
            "tblPr",
            w("tblStyle", val="HavenTable"),
            w("tblW", w=sum(widths), type="dxa"),
            w("jc", val="center"),
            w("tblLayout", type="fixed"),
            w("tblLook", val="0020", firstRow="1"),
        )
        head = w("tr", w("trPr", w("cantSplit"), w("tblHeader")))
        for column, width in zip(table.columns, widths, strict=True):
            fill = w("shd", val="clear", color="auto", fill=self._look.colours.table_head)
            head.append(
                w(
                    "tc",
                    w("tcPr", w("tcW", w=width, type="dxa"), fill, w("vAlign", val="center")),
                    paragraph(
                        style,
                        run(column.heading, w("b")),
                        properties=[w("keepNext"), w("jc", val="center")],
                    ),
                )
            )
        element = w("tbl", properties, grid, head)
        is_short = len(table.rows) <= _TOGETHER
        last = len(table.rows) - 1
        for number, cells in enumerate(table.rows):
            # A remark below the table does not begin the next page alone.
            keep = bool(table.note) if number == last else is_short
            element.append(self._row(table, cells, widths, style, keep=keep))
        return element

    def _row(
        self, table: Table, cells: Sequence[Cell], widths: Sequence[int], style: str, *, keep: bool
    ) -> Element:
        row = w("tr", w("trPr", w("cantSplit")))
        for column, cell, width in zip(table.columns, cells, widths, strict=True):
            looks = []
            if cell.verdict is not None:
                colour = load_toml("styles", "map.toml")["verdict"][str(cell.verdict)]["color"]
                looks = [w("b"), w("color", val=colour.lstrip("#")[:6])]
            row.append(
                w(
                    "tc",
                    w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")),
                    paragraph(
                        style,
                        run(cell.text, *looks),
                        properties=[*([w("keepNext")] if keep else []), w("jc", val=column.align)],
                    ),
                )
            )
        return row

    # -- pictures ------------------------------------------------------------------------------------------
    def _picture(self, picture: Picture) -> None:
        self.add(self.picture_element(picture, PICTURE_SHARE * self._look.page.text_mm))
        self.add(self._caption("HavenPictureCaption", "picture", picture.number, picture.title))

    def picture_element(self, picture: Picture, width_mm: float) -> Element:
        """A picture in a paragraph of its own, without its caption."""
        width = Emu(round(width_mm * EMU_PER_MM))
        inline: Any = self._document.part.new_pic_inline(BytesIO(picture.png), width=width)
        inline.docPr.set("name", f"Picture {picture.number}")
        inline.docPr.set("descr", plain(picture.title))
        inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"picture{picture.number}.png")
        return paragraph("HavenPicture", w("r", w("drawing", inline)))

    def beside(self, left: Sequence[Element], right: Sequence[Element], share: float) -> Element:
        """Paragraphs on the left and on the right, without any line; ``share`` is the left's part."""
        widths = _widths([share, 1.0 - share], twips(self._look.page.text_mm))
        properties = w(
            "tblPr",
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
        )
        cells = (
            w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *content)
            for width, content in zip(widths, (left, right), strict=True)
        )
        grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
        return w("tbl", properties, grid, w("tr", w("trPr", w("cantSplit")), *cells))


def _widths(shares: Sequence[float], total: int) -> list[int]:
    """Widths that add up to the whole."""
    edges = [0]
    for share in shares:
        edges.append(edges[-1] + round(total * share / sum(shares)))
    edges[-1] = total
    return [right - left for left, right in pairwise(edges)]
