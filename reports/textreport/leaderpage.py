"""The page for whoever decides, as the first of the text: always one page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import ceil

from models.kernel.text import Lang, t
from reports.leader import LeaderPage, leader_page, remarks_in_one
from reports.textreport.blocks import Cell, Column, Picture, Table
from reports.textreport.body import Body
from reports.textreport.draft import Draft
from reports.textreport.look import look
from reports.textreport.styles import size
from reports.textreport.xml import Element, bound, paragraph, run, w

SHARES = (1.0, 0.9, 0.8)
"""Parts of their usual size that the sentences may have."""
_WORST_MAP_SHARE = 0.4
"""Part of the text's width that the small map takes."""
_MAP_HEIGHT = 0.71
"""Height of the small map, as part of the width of its cell."""
_PT_PER_MM = 72 / 25.4
_AFTER_PT = 3
_LETTER = 0.46
"""Width of a letter that is not Chinese, in sizes of letters."""
_SINGLE = 1.28
"""Distance of lines in tables, in sizes of their letters."""
_WIDE_LINE = {"zh": 1.48, "en": 1.3}
"""The same of small print, in the fonts that take most."""


def leader_elements(body: Body, draft: Draft) -> list[Element]:
    """The conclusion on a page of its own: headline figures, sentences, townships that lack most."""
    lang, page = draft.lang, leader_page(draft.context, draft.lang)
    share, style = summary_share(page, lang), look(lang)
    distance = round(share * style.size("summary_line") * 20)

    def summary(head: str, text: str) -> Element:
        """A sentence behind its heading, in letters of its own where the usual ones are too large."""
        usual = share == 1.0
        letters = [() if usual else size(share * style.size("summary")) for _ in range(2)]
        spacing = w("spacing", before=0, after=_AFTER_PT * 20, line=distance, lineRule="exact")
        start = run(f"{head}{t('leader.head_separator', lang)}", w("b"), *letters[0])
        said = run(bound(text, lang), *letters[1])
        return paragraph("HavenSummary", start, said, properties=[] if usual else [spacing])

    elements = [
        paragraph("TOCHeading", run(page.title), properties=[w("pageBreakBefore")]),
        paragraph("HavenNote", run(page.subtitle)),
        body.table_element(_headline_table(page, lang)),
    ]
    elements += [summary(head, text) for head, text in _summaries(page, lang)]
    elements += _worst(body, draft, page)
    elements.append(paragraph("HavenSmallCell", run(remarks_in_one(page, lang))))
    return elements


def summary_share(page: LeaderPage, lang: Lang) -> float:
    """Part of their usual size that the sentences have, so that all of it stands on one page.

    The largest of a few with which the page holds what it is to; heights are estimates, on the safe side, as
    no word processor is at hand and each has other fonts.
    """
    return next(
        (share for share in SHARES[:-1] if height_pt(page, lang, share) <= _room_pt(lang)), SHARES[-1]
    )


def _room_pt(lang: Lang) -> float:
    paper = look(lang).page
    return (paper.height_mm - paper.top_mm - paper.bottom_mm) * _PT_PER_MM


def height_pt(page: LeaderPage, lang: Lang, share: float = 1.0) -> float:
    """How high the page comes to be, about, with sentences of a part of their usual size."""
    style = look(lang)
    width = style.page.text_mm * _PT_PER_MM
    cell, small = style.size("cell"), style.size("small_cell")
    title = _lines(page.title, style.size("body"), width) * style.size("line") + 12.0
    subtitle = style.size("note") * _SINGLE + 10.0
    table = _headline_table(page, lang)
    rows: list[Sequence[Cell | str]] = [[one.heading for one in table.columns], *table.rows]
    for row in rows:
        texts = [one.text if isinstance(one, Cell) else one for one in row]
        most = max(
            _lines(text, small, column.share * width - 8.0)
            for text, column in zip(texts, table.columns, strict=True)
        )
        title += most * small * _SINGLE + 5.0
    letters, distance = share * style.size("summary"), share * style.size("summary_line")
    indent = "\u3000" * style.sizes.indent_chars
    said = (_lines(f"{indent}{head}{text}", letters, width) for head, text in _summaries(page, lang))
    sentences = sum(count * distance + _AFTER_PT for count in said)
    worst = max(
        (len(page.worst) + 3) * cell * _SINGLE, _MAP_HEIGHT * _WORST_MAP_SHARE * width if page.worst else 0.0
    )
    remarks = _lines(remarks_in_one(page, lang), small, width) * small * _WIDE_LINE[lang]
    return title + subtitle + sentences + worst + remarks


def _lines(text: str, size_pt: float, width_pt: float) -> int:
    """Lines of a text: Chinese letters are square."""
    ems = sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else _LETTER for letter in text)
    return max(1, ceil(ems * size_pt / width_pt))


def _summaries(page: LeaderPage, lang: Lang) -> list[tuple[str, str]]:
    """What the page says in sentences, each with its heading."""
    cost = [(t("leader.head.cost", lang), page.cost)] if page.cost else []
    return [*page.sentences, *cost]


def _headline_table(page: LeaderPage, lang: Lang) -> Table:
    has_before = any(tile.before for tile in page.tiles)
    # Without a plan beside it the present state is what is shown.
    shown = ["today", "shown"] if has_before else ["today"]
    heads = ["finding", *shown, "asked", "gap_to_target", "verdict"]
    # Words for no data, and long figures of today, ask more room: nobody reads a number cut in two.
    longest = max((len(tile.before) for tile in page.tiles), default=0)
    before = 0.07 if longest < 5 else 0.1
    if before < 0.085 and any(tile.before == t("verdict.nodata", lang) for tile in page.tiles):
        before = 0.085
    shares = [0.415 - before, *([before] if has_before else []), 0.12, 0.165, 0.21, 0.09]
    columns = tuple(
        Column(t(f"leader.head.{head}", lang), share, "left" if number == 0 else "center")
        for number, (head, share) in enumerate(zip(heads, shares, strict=True))
    )
    rows = tuple(
        (
            Cell(tile.name),
            *([Cell(tile.before)] if has_before else []),
            Cell(f"{tile.after} {tile.unit}".strip(), tile.verdict),
            Cell(tile.target or "–"),
            Cell(tile.gap or "–"),
            Cell(t(f"verdict.{tile.verdict}", lang), tile.verdict),
        )
        for tile in page.tiles
    )
    return Table(0, "", columns, rows, is_small=True)


def _worst(body: Body, draft: Draft, page: LeaderPage) -> list[Element]:
    """Townships that lack most, each with what it has for each resident and what it lacks; a map beside."""
    if not page.worst:
        return []
    lang = draft.lang
    heading = t("leader.head.worst", lang, units=page.units)
    texts = [
        t("leader.worst_item", lang, number=number, name=one.name, area=one.area_per_resident, gap=one.gap)
        for number, one in enumerate(page.worst, start=1)
    ]
    lines = [paragraph("HavenCell", run(bound(text, lang))) for text in (*texts, page.worst_note)]
    words = [paragraph("HavenCell", run(heading, w("b"))), *lines]
    png = draft.small_map
    if png is None:
        return words
    width_mm = 0.95 * _WORST_MAP_SHARE * body.width_mm  # the cell cuts what is as wide as itself
    return [
        body.beside(words, [body.picture_element(Picture(0, heading, png), width_mm)], 1 - _WORST_MAP_SHARE)
    ]
