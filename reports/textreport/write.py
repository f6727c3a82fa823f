"""The whole document: cover, contents, chapters, appendices; the same project gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.identity import identity_line, usual_compiler
from reports.textreport.archive import save
from reports.textreport.body import Body
from reports.textreport.draft import Draft
from reports.textreport.leaderpage import leader_elements
from reports.textreport.look import Look, look, twips
from reports.textreport.outline import OutlineName, blocks_of
from reports.textreport.styles import fit_contents, set_up_styles
from reports.textreport.xml import Element, field, paragraph, plain, run, w, words

Pages = Callable[[Path], Work[Sequence[int] | None]]
"""Tells of a document on which page each heading of its contents stands, or ``None`` if it cannot."""

_COVER_TOP_LINES = 5
_COVER_FOOT_LINES = 7
_COVER_COUNTY = 5
"""Letters of a county's name that share a line with the title."""


def write_textreport(
    context: ReportContext,
    path: Path,
    lang: Lang,
    pictures: Mapping[str, bytes] | None = None,
    *,
    outline: OutlineName = "brief",
    pages: Pages | None = None,
) -> Work[None]:
    """Write the plan's text as ``.docx``, for the planner to edit.

    Parameters
    ----------
    path
        File to write; the caller wraps it in an atomic write.
    pictures
        Maps as PNG by key (``overview``, ``shelter``, ``fire``, ``depot``, ``hazard``), as far as there are.
    pages
        Lays the document out to number the contents; without it, or where it cannot, no number is claimed.
    """
    yield Progress(0, 2, "progress.textreport.write")
    draft = Draft(context, lang, pictures or {})
    blocks = list(blocks_of(draft, outline))
    write = Progress(1, 2, "progress.textreport.file")
    yield write
    style = look(lang)
    document = docx.Document()
    _clear(document)
    set_up_styles(document, style)
    _settings(document, lang)
    body = Body(document, style)
    for block, following in zip_longest(blocks, blocks[1:]):
        body.write(block, following)
        yield write
    contents = _contents(body, draft)
    fit_contents(document, style, len(body.headings))
    _front(document, [*_cover(draft), *leader_elements(body, draft), *contents], style)
    _properties(document, draft)
    for _ in save(document, path, context.made_on):
        yield write
    if pages is None:
        return
    numbers = yield from pages(path)
    if numbers is not None and len(numbers) == len(body.headings):
        _number(contents, body, numbers, draft)
        for _ in save(document, path, context.made_on):
            yield write


_PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Haven</Application></Properties>"
)
"""The template says that another program made it."""


def _clear(document: DocxDocument) -> None:
    """Take out what the library's template holds beside an empty page."""
    unwanted = ("thumbnail", "customXml")
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(word in relation.reltype for word in unwanted):
                del owner.rels[key]
    for relation in document.part.package.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            relation.target_part._blob = _PROGRAM
    for child in list(document.element.body)[:-1]:
        document.element.body.remove(child)


def _settings(document: DocxDocument, lang: Lang) -> None:
    """Pages that differ left and right, language of the document, nothing of any earlier editing."""
    settings: Any = document.settings.element
    for child in list(settings):
        settings.remove(child)
    settings.append(w("zoom", percent=100))
    settings.append(w("defaultTabStop", val=420))
    settings.append(w("evenAndOddHeaders"))
    settings.append(w("characterSpacingControl", val="compressPunctuation"))
    settings.append(
        w(
            "compat",
            w(
                "compatSetting",
                name="compatibilityMode",
                uri="http://schemas.microsoft.com/office/word",
                val=15,
            ),
        )
    )
    language = "zh-CN" if lang == "zh" else "en-US"
    settings.append(w("themeFontLang", val=language, eastAsia="zh-CN"))


# -- front --------------------------------------------------------------------------------------------------
def _front(document: DocxDocument, front: list[Element], style: Look) -> None:
    """Cover and contents before the chapters, in a section of their own without page numbers."""
    root: Any = document.element.body
    last = root[-1]
    for name in ("odd", "even"):
        _footer(document, name, style)
    _page(last, style)
    last.append(w("pgNumType", start=1))
    first = w("sectPr", w("type", val="nextPage"))
    _page(first, style)
    ending = w("p", w("pPr", w("pStyle", val="HavenNote"), first))
    for position, element in enumerate([*front, ending]):
        root.insert(position, element)


def _page(section: Element, style: Look) -> None:
    """Paper and margins; whatever the template had is replaced."""
    page = style.page
    for child in list(section):
        if child.tag.endswith(("}pgSz", "}pgMar", "}cols", "}docGrid", "}pgNumType")):
            section.remove(child)
    section.append(w("pgSz", w=twips(page.width_mm), h=twips(page.height_mm)))
    section.append(
        w(
            "pgMar", top=twips(page.top_mm), right=twips(page.right_mm), bottom=twips(page.bottom_mm),
            left=twips(page.left_mm), header=twips(15), footer=twips(page.footer_mm), gutter=0,
        )
    )  # fmt: skip


def _cover(draft: Draft) -> list[Element]:
    context, lang = draft.context, draft.lang
    day = context.made_on
    month = t(f"sheet.month.{day.month}", lang)
    date = t("sheet.date", lang, year=day.year, month=day.month, day=day.day, name=month)
    compiler = usual_compiler(context, lang) or draft.words("compiler_blank")
    subtitle = "subtitle" if draft.has_plan else "subtitle_today"
    blank = [paragraph("Normal") for _ in range(_COVER_TOP_LINES)]
    foot = [paragraph("Normal") for _ in range(_COVER_FOOT_LINES)]
    return [
        paragraph("HavenMark", run(draft.words("security"))),
        *blank,
        paragraph("Title", *_title_lines(draft)),
        paragraph("Subtitle", run(draft.words(subtitle, scenario=draft.title_of(draft.main)))),
        *foot,
        paragraph("HavenCover", run(t("sheet.compiler", lang, name=compiler))),
        paragraph("HavenCover", run(date)),
        paragraph("Normal"),
        paragraph("HavenIdentity", run(identity_line(context, lang))),
    ]


def _title_lines(draft: Draft) -> list[Element]:
    """Title of the cover, broken between words; the county on a line of its own where its name is long."""
    first, second = draft.words("cover_first"), draft.words("cover_second")
    has_room = draft.lang == "zh" and len(draft.county) <= _COVER_COUNTY
    lines = [draft.county + first, second] if has_room else [draft.county, first, second]
    return [one for line in lines for one in (w("r", w("br")), run(line))][1:]


def title_of(draft: Draft) -> str:
    """Title of the document."""
    return draft.words("title", county=draft.county)


def _contents(body: Body, draft: Draft) -> list[Element]:
    """Table of contents as a field, filled with the headings.

    Where a page begins depends on the fonts of the computer that lays it out, so no number is claimed here.
    """
    entries = []
    for level, text, mark in body.headings:
        link = w("hyperlink", run(text), anchor=mark, history=1)
        entries.append(paragraph(f"TOC{level}", link))
    begin = field('TOC \\o "1-2" \\h \\z \\u', "")[:3]
    for position, element in enumerate(begin):
        entries[0].insert(1 + position, element)
    entries[-1].append(w("r", w("fldChar", fldCharType="end")))
    head = paragraph("TOCHeading", run(draft.words("contents")), properties=[w("pageBreakBefore")])
    return [head, *entries, paragraph("HavenNote", run(draft.words("toc_hint")))]


def _number(contents: list[Element], body: Body, numbers: Sequence[int], draft: Draft) -> None:
    """Put the page behind each heading of the contents, as a reference that follows when it is updated."""
    _, *entries, hint = contents
    for entry, (_, _, mark), number in zip(entries, body.headings, numbers, strict=True):
        link = entry.find(qn("w:hyperlink"))
        link.extend([w("r", w("tab")), *field(f"PAGEREF {mark} \\h", str(number))])
    hint[-1].replace(hint[-1][-1], words(draft.words("toc_laid_out")))


def _footer(document: DocxDocument, which: str, style: Look) -> None:
    """Page number between dashes: right on odd pages, left on even ones, one letter in from the edge."""
    section = document.sections[-1]
    footer = section.footer if which == "odd" else section.even_page_footer
    footer.is_linked_to_previous = False
    element: Any = footer._element
    for child in list(element):
        element.remove(child)
    letter = round(style.size("page_number") * 20)
    side = {"right": letter} if which == "odd" else {"left": letter}
    element.append(
        paragraph(
            "Footer",
            run("— "),
            *field("PAGE", "1"),
            run(" —"),
            properties=[w("ind", **side), w("jc", val="right" if which == "odd" else "left")],
        )
    )


def _properties(document: DocxDocument, draft: Draft) -> None:
    """Title, program and day; no name of a person or a folder."""
    context = draft.context
    moment = datetime(context.made_on.year, context.made_on.month, context.made_on.day)
    core = document.core_properties
    core.title = plain(title_of(draft))[:250]
    core.subject = plain(identity_line(context, draft.lang))[:250]
    core.author = core.last_modified_by = f"Haven {context.version}"
    core.comments = core.keywords = core.category = ""
    core.created = core.modified = moment
    core.revision = 1
    core.language = "zh-CN" if draft.lang == "zh" else "en-US"
