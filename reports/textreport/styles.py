"""Styles, numbering and fonts of the document, in place of those of the library's template."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from reports.textreport.look import TWIPS_PER_MM, Look, fonts
from reports.textreport.xml import Element, parsed, w

HEADINGS, APPENDICES, ITEMS = 1, 2, 3
"""Numbering definitions: levels of headings, letters of appendices, list items."""

_PT_PER_MM = 72 / 25.4
_CONTENTS_HEAD_PT = 30.0
"""What the heading of the contents keeps below it, and the remark under them."""
_CONTENTS_GAP_PT = 4.0
"""What stands between two lines of the contents."""
_LINE = {"zh": 1.48, "en": 1.2}
"""Usual distance of lines, in sizes of their letters, in the fonts that take most."""
_CLOSE = 1.12
"""Least distance of lines, in sizes of their letters."""


def set_up_styles(document: DocxDocument, look: Look) -> None:
    """Put our own styles, numbering and font table into a fresh document."""
    _styles(document.styles.element, look)
    _numbering(document.part.numbering_part.element, look)
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = _font_table()


def _fonts_of(look: Look, use: str, level: int = 0) -> Element:
    east = look.font(use, level)
    return w("rFonts", ascii=look.latin, hAnsi=look.latin, cs=look.latin, eastAsia=east)


def size(points: float) -> tuple[Element, Element]:
    """Size of letters."""
    half = round(points * 2)
    return w("sz", val=half), w("szCs", val=half)


def _language() -> Element:
    return w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")


def _style(
    style_id: str,
    name: str,
    paragraph: Sequence[Element],
    letters: Sequence[Element],
    *,
    based_on: str = "Normal",
    next_style: str = "",
    is_default: bool = False,
    priority: int = 1,
) -> Element:
    """Style of paragraphs; its parts stand in the order that the format asks for."""
    element = w("style", type="paragraph", styleId=style_id)
    if is_default:
        element.set(qn("w:default"), "1")
    element.append(w("name", val=name))
    if not is_default:
        element.append(w("basedOn", val=based_on))
    if next_style:
        element.append(w("next", val=next_style))
    element.extend([w("uiPriority", val=priority), w("qFormat")])
    if paragraph:
        element.append(w("pPr", *paragraph))
    if letters:
        element.append(w("rPr", *letters))
    return element


def _styles(styles: Any, look: Look) -> None:
    for child in list(styles):
        styles.remove(child)
    letters = w("rPr", _fonts_of(look, "body"), *size(look.size("body")), _language())
    styles.append(w("docDefaults", w("rPrDefault", letters), w("pPrDefault", w("pPr"))))
    styles.extend(_text_styles(look))
    styles.extend(_cover_styles(look))
    styles.extend(_list_and_table_styles(look))
    styles.append(
        parsed(
            '<w:style NS w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
            '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        )
    )
    styles.append(parsed(_PLAIN_TABLE))
    styles.append(parsed(_RULED_TABLE.replace("RULE", look.colours.rule)))


def _lines(look: Look, *, before: int = 0, after: int = 0) -> Element:
    """Lines at the exact distance of the body text; twips above and below."""
    return w("spacing", before=before, after=after, line=round(look.size("line") * 20), lineRule="exact")


def _single(*, before: int = 0, after: int = 0) -> Element:
    """Lines as close as their letters ask."""
    return w("spacing", before=before, after=after, line=240, lineRule="auto")


def _centred() -> Element:
    return w("jc", val="center")


def _body(look: Look) -> list[Element]:
    """Paragraphs of the text: Chinese ones begin two letters in, English ones stand apart."""
    letters = look.sizes.indent_chars
    if not letters:
        return [_lines(look, after=120)]
    indent = w("ind", firstLineChars=letters * 100, firstLine=round(letters * look.size("body") * 20))
    return [_lines(look), indent, w("jc", val="both")]


def _summary(look: Look) -> list[Element]:
    """Paragraphs of the page for whoever decides, closer than those of the text: it is one page."""
    letters = look.sizes.indent_chars
    spacing = w("spacing", before=0, after=60, line=round(look.size("summary_line") * 20), lineRule="exact")
    indent = w("ind", firstLineChars=letters * 100, firstLine=round(letters * look.size("summary") * 20))
    return [spacing, indent, w("jc", val="both")] if letters else [spacing]


def _within() -> Element:
    """Signs at the end of a line stay inside the margin, where the colour of the ground ends."""
    return w("overflowPunct", val="0")


def _text_styles(look: Look) -> list[Element]:
    shading = w("shd", val="clear", color="auto", fill=look.colours.prompt)
    number = w("numPr", w("numId", val=ITEMS))
    return [
        _style("Normal", "Normal", [_lines(look)], [], is_default=True),
        _style("HavenBody", "Haven Body", [w("widowControl", val="1"), *_body(look)], []),
        *(_heading(look, level) for level in range(1, 5)),
        _appendix(look),
        _style("HavenSummary", "Haven Summary", _summary(look), size(look.size("summary"))),
        _style("HavenItem", "Haven Item", [number, *_body(look)], [], based_on="HavenBody"),
        _style("HavenPrompt", "Haven Prompt", [shading, _within()], [], based_on="HavenBody"),
    ]


def _cover_styles(look: Look) -> list[Element]:
    bold = [] if look.lang == "zh" else [w("b")]
    title = w("spacing", before=0, after=240, line=round(look.size("title") * 1.6 * 20), lineRule="exact")
    head = [_fonts_of(look, "heading", 1), *size(look.heading_size(1))]
    second = [_fonts_of(look, "heading", 2), *size(look.size("subtitle"))]
    right = round(look.page.text_mm * TWIPS_PER_MM)
    levels = []
    for level, left in ((1, 0), (2, 420)):
        stop = w("tabs", w("tab", val="right", leader="dot", pos=right))
        levels.append(
            _style(
                f"TOC{level}",
                f"toc {level}",
                [stop, _single(before=40, after=40), w("ind", left=left)],
                size(look.size("toc")),
                priority=39,
            )
        )
    return [
        _style(
            "Title",
            "Title",
            [title, _centred()],
            [_fonts_of(look, "title"), *bold, *size(look.size("title"))],
        ),
        _style("Subtitle", "Subtitle", [_centred()], second),
        _style("HavenCover", "Haven Cover", [_centred()], size(look.size("subtitle"))),
        _style("HavenMark", "Haven Mark", [], head),
        _style("HavenIdentity", "Haven Identity", [_single(), _centred()], size(look.size("note"))),
        _style("TOCHeading", "TOC Heading", [_lines(look, after=240), _centred()], head),
        *levels,
    ]


def contents_size(look: Look, count: int) -> tuple[float, float] | None:
    """Size of the letters of the contents and distance of its lines, points, so that it is one page.

    ``None`` where it is one with the usual ones anyway, or where letters would be too small.
    """
    page, usual = look.page, look.size("toc")
    head = look.size("line") + _CONTENTS_HEAD_PT
    room = (page.height_mm - page.top_mm - page.bottom_mm) * _PT_PER_MM - head
    if count * (usual * _LINE[look.lang] + _CONTENTS_GAP_PT) <= room:
        return None
    distance = room / count
    letters = min(usual, int(2 * distance / _CLOSE) / 2)
    return (letters, distance) if letters >= look.size("note") else None


def fit_contents(document: DocxDocument, look: Look, count: int) -> None:
    """Let so many entries of the contents stand on one page; their styles keep it when they are updated."""
    sizes = contents_size(look, count)
    if sizes is None:
        return
    letters, distance = sizes
    exact = w("spacing", before=0, after=0, line=int(distance * 20), lineRule="exact")
    for style in document.styles.element.findall(qn("w:style")):
        if style.get(qn("w:styleId"), "").startswith("TOC") and style.get(qn("w:styleId")) != "TOCHeading":
            paragraph, run = style.find(qn("w:pPr")), style.find(qn("w:rPr"))
            paragraph.replace(paragraph.find(qn("w:spacing")), deepcopy(exact))
            for old, new in zip(list(run), size(letters), strict=True):
                run.replace(old, new)


def _list_and_table_styles(look: Look) -> list[Element]:
    caption = [w("b"), *size(look.size("caption"))]
    page_number = [_fonts_of(look, "page_number"), *size(look.size("page_number"))]
    cell, small = size(look.size("cell")), size(look.size("small_cell"))
    keep = w("keepNext")
    return [
        _style("Caption", "caption", [keep, _single(before=160, after=60), _centred()], caption),
        _style(
            "HavenPictureCaption",
            "Haven Picture Caption",
            [_single(before=60, after=160), _centred()],
            deepcopy(caption),
        ),
        _style("HavenPicture", "Haven Picture", [deepcopy(keep), _single(before=120), _centred()], []),
        _style("HavenCell", "Haven Cell", [_single()], cell),
        _style("HavenSmallCell", "Haven Small Cell", [_single()], small),
        _style("HavenNote", "Haven Note", [_single(before=40, after=160)], size(look.size("note"))),
        _style("Footer", "footer", [_single()], page_number),
    ]


_PLAIN_TABLE = (
    '<w:style NS w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="28" w:type="dxa"/><w:left w:w="68" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/>'
    '<w:right w:w="68" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
_RULED_TABLE = (
    '<w:style NS w:type="table" w:styleId="HavenTable"><w:name w:val="Haven Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:left w:val="single" w:sz="4" w:space="0" w:color="RULE"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:right w:val="single" w:sz="4" w:space="0" w:color="RULE"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="RULE"/>'
    '<w:insideV w:val="single" w:sz="4" w:space="0" w:color="RULE"/>'
    "</w:tblBorders></w:tblPr></w:style>"
)


def _heading(look: Look, level: int) -> Element:
    number = w("numPr", w("ilvl", val=level - 1), w("numId", val=HEADINGS))
    paragraph = [w("keepNext"), w("keepLines"), number]
    if look.lang == "zh":
        above = round(look.size("line") * 10) if level == 1 else 0
        indent = w("ind", firstLineChars=200, firstLine=round(2 * look.size("body") * 20))
        paragraph += [_lines(look, before=above), indent]
    else:
        paragraph.append(_single(before=(360, 240, 160, 120)[level - 1], after=100))
    paragraph.append(w("outlineLvl", val=level - 1))
    bold = w("b") if look.levels.bold[level - 1] else w("b", val=0)
    letters = [_fonts_of(look, "heading", level), bold, *size(look.heading_size(level))]
    return _style(
        f"Heading{level}", f"heading {level}", paragraph, letters, next_style="HavenBody", priority=9
    )


def _appendix(look: Look) -> Element:
    paragraph = [
        w("keepNext"),
        w("numPr", w("numId", val=APPENDICES)),
        _lines(look, before=240, after=120),
        w("ind", firstLineChars=0, firstLine=0),
        w("outlineLvl", val=0),
    ]
    return _style("HavenAppendix", "Haven Appendix", paragraph, [], based_on="Heading1", priority=9)


def _numbering(numbering: Any, look: Look) -> None:
    for child in list(numbering):
        numbering.remove(child)
    levels = look.levels
    headings = w("abstractNum", w("multiLevelType", val="multilevel"), abstractNumId=0)
    for index, (number_format, text) in enumerate(zip(levels.formats, levels.texts, strict=True)):
        headings.append(_level(index, number_format, text, levels.after, f"Heading{index + 1}"))
    appendices = w(
        "abstractNum",
        w("multiLevelType", val="singleLevel"),
        _level(0, "upperLetter", levels.appendix, levels.after, "HavenAppendix"),
        abstractNumId=1,
    )
    items = w(
        "abstractNum",
        w("multiLevelType", val="singleLevel"),
        _level(0, "decimal", levels.item, levels.after, "", _item_indent(look)),
        abstractNumId=2,
    )
    numbering.extend([headings, appendices, items])
    for number, abstract in ((HEADINGS, 0), (APPENDICES, 1), (ITEMS, 2)):
        numbering.append(w("num", w("abstractNumId", val=abstract), numId=number))


def _item_indent(look: Look) -> Element:
    """A list's own numbering says where its items begin, whatever their style says."""
    letters = look.sizes.indent_chars
    if not letters:
        return w("ind", left=0, firstLine=0)
    return w("ind", left=0, firstLineChars=letters * 100, firstLine=round(letters * look.size("body") * 20))


def _level(
    index: int, number_format: str, text: str, after: str, style: str, indent: Element | None = None
) -> Element:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=number_format),
        w("pStyle", val=style) if style else None,
        w("suff", val=after),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", indent) if indent is not None else None,
        ilvl=index,
    )


def new_list(numbering: Any, number: int) -> None:
    """Numbering of one more list that starts at 1."""
    override = w("lvlOverride", w("startOverride", val=1), ilvl=0)
    numbering.append(w("num", w("abstractNumId", val=2), override, numId=number))


def _font_table() -> bytes:
    rows = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(','.join(others))}/></w:font>"
        for name, others in fonts()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{rows}</w:fonts>"
    ).encode()
