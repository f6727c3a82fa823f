"""The first sheet: one page for whoever decides. Figures and verdicts follow the summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.findings.findings import Finding, Verdict
from models.findings.standing import asked_short
from models.kernel.text import Lang, t
from models.project.scenario import TODAY_ID
from reports.leader import MOST_WORST, LeaderPage, leader_page
from reports.workbook.cells import CellValue, Empty, Format, Formula, Measured, measured_text
from reports.workbook.document import Document
from reports.workbook.leaderlive import (
    changed_formula,
    clean_names,
    gap_cell,
    next_formula,
    title_formula,
    worst_formula,
    worst_note_formula,
)
from reports.workbook.livefigures import LiveFigures
from reports.workbook.look import Look, verdict_colour, verdict_fill, verdict_word
from reports.workbook.measure import PADDING, line_count, text_width
from reports.workbook.paper import MOST_ROW_PT, set_up
from reports.workbook.pictures import put_picture
from reports.workbook.stylefile import style
from reports.workbook.summary import VERDICT_COLUMN, Section, name_and_unit, target_value

_WIDTHS = (36.0, 13.0, 13.0, 14.0, 22.0, 12.0)
_LAST = len(_WIDTHS)
_FIRST_TILE = 7
_PICTURE_CM = (19.5, 8.5)
_COMPUTED = ("builds", "notes")
"""Parts whose names and counts stay as the program found them."""
_HEAD = Look(bold=True, fill="head", align="center", wrap=True, face="head")
_TEXT = Look(wrap=True, indent=1)
_RIGHT = Look(align="right")


def add_leader(document: Document) -> Worksheet:
    """Make the sheet, so that it comes first; it is filled once the summary is made."""
    return document.add_sheet("leader")


def fill_leader(
    document: Document, sheet: Worksheet, sections: Sequence[Section], small_map: bytes | None = None
) -> None:
    """Conclusion, headline figures, sentences, what is built, who lacks most, what the data do not know.

    Parameters
    ----------
    small_map
        Map of the townships that lack most as a PNG; without one the page has none.
    """
    page = leader_page(document.context, document.lang)
    line, padding = style().row.line_pt, style().row.padding_pt
    sheet.sheet_format.defaultRowHeight = line + padding
    sheet.sheet_format.customHeight = True
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sizes = style().font
    muted = Look(size_pt=sizes.title_pt, color="muted", border=False, face="head")
    document.put(sheet.cell(1, 1), document.county, muted)
    title = Look(bold=True, size_pt=sizes.title_pt + 3, border=False, face="title", wrap=True)
    rows = range(_FIRST_TILE, _FIRST_TILE + len(page.tiles))
    _merged(document, sheet, 2, 1, _LAST, title_formula(document, page, rows), title)
    sheet.row_dimensions[1].height = 24.0
    sheet.row_dimensions[2].height = min(26.0 * line_count(page.title, sum(_WIDTHS) * 0.52), MOST_ROW_PT)
    document.put(sheet.cell(3, 1), page.subtitle, Look(color="muted", border=False))
    changed = Look(color=verdict_colour(Verdict.FAIL), border=False, bold=True)
    document.put(sheet.cell(4, 1), changed_formula(document), changed)
    row = _figures(document, sheet, _FIRST_TILE - 2, page, sections)
    row = _sentences(document, sheet, row + 1, page, rows)
    if not document.context.main.scenario.is_today:
        row = _builds(document, sheet, row + 1, page)
    row = _worst(document, sheet, row + 1, page)
    row = _notes(document, sheet, row + 1, page)
    if small_map is not None and page.worst:
        words = f"{document.county}  {t('leader.head.worst', document.lang, units=page.units)}"
        put_picture(document, sheet, small_map, (1, row + 1), _PICTURE_CM, words)
    set_up(document, sheet, "leader", _WIDTHS, one_page=True)


def _heading(document: Document, sheet: Worksheet, row: int, key: str, **words: str) -> int:
    look = Look(bold=True, size_pt=12, border=False, face="head")
    title = t(f"leader.head.{key}", document.lang, **words)
    if key in _COMPUTED:
        title = t("workbook.computed", document.lang, name=title)
    document.put(sheet.cell(row, 1), title, look)
    sheet.row_dimensions[row].height = 24.0
    return row + 1


def _merged(
    document: Document, sheet: Worksheet, row: int, first: int, last: int, value: CellValue, look: Look
) -> None:
    for column in range(first, last + 1):
        document.put(sheet.cell(row, column), value if column == first else None, look)
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def _grow(sheet: Worksheet, row: int, lines: int) -> None:
    if lines > 1:
        height = lines * style().row.line_pt + style().row.padding_pt
        sheet.row_dimensions[row].height = min(height, MOST_ROW_PT)


def _widen(sheet: Worksheet, column: str, wide: float) -> None:
    """Make room for a number: one that has none is shown as ####. What is in bold takes a tenth more."""
    dimension = sheet.column_dimensions[column]
    dimension.width = max(dimension.width, round(1.1 * wide + PADDING, 1))


def _heads(document: Document, sheet: Worksheet, row: int, heads: Sequence[str | None]) -> None:
    for column, head in enumerate(heads, start=1):
        document.put(sheet.cell(row, column), head, _HEAD)


def _figures(
    document: Document, sheet: Worksheet, row: int, page: LeaderPage, sections: Sequence[Section]
) -> int:
    """Headline figures; the scenario's own and the verdict are the summary's. Returns the row after."""
    lang, context = document.lang, document.context
    row = _heading(document, sheet, row, "tiles")
    main = context.main.scenario
    # Where today itself is shown, or nothing is known of it, the names take its column too.
    today = None if main.is_today else context.results.get(TODAY_ID)
    # The facilities of today are not in the ledgers of a plan, so that nothing of today can follow.
    now = t("workbook.computed", lang, name=today.scenario.title(lang)) if today is not None else None
    heads = [
        t("report.head.finding", lang),
        now,
        main.title(lang) if not main.is_today else t("report.head.figure", lang),
        t("report.head.target", lang),
        t("leader.head.gap_to_target", lang),
        t("report.head.verdict", lang),
    ]
    _heads(document, sheet, row, heads)
    names = 1 if today is not None else 2
    if names > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=names)
    before = {finding.id: finding for finding in today.findings} if today is not None else {}
    rows = _rows_of(sections)
    figures = LiveFigures(document)
    summary = document.sheet_name("summary").replace("'", "''")
    verdicts = get_column_letter(VERDICT_COLUMN)
    for tile in page.tiles:
        row += 1
        finding, at = rows[tile.finding_id]
        name, unit = name_and_unit(finding, lang)
        old = before.get(finding.id)
        live = figures.of(finding)
        if live is None:
            name = t("workbook.computed", lang, name=name)
        _merged(document, sheet, row, 1, names, name, _TEXT)
        _grow(sheet, row, line_count(name, sum(_WIDTHS[:names]) - 1.5))
        before_value = Measured(old.figure.value if old else None, unit)
        if today is not None:
            document.put(sheet.cell(row, 2), before_value, _RIGHT)
            _widen(sheet, "B", text_width(measured_text(before_value, lang)))
        look = Look(align="right", bold=True, color=verdict_colour(tile.verdict))
        value = finding.figure.value
        own: CellValue = Empty.NO_DATA
        if value is not None:
            own = Measured(value, unit, formula=f"='{summary}'!B{at}")
        document.put(sheet.cell(row, 3), own, look)
        target = _target(finding, unit, lang, f"='{summary}'!C{at}")
        document.put(sheet.cell(row, 4), target, _RIGHT)
        for column, shown in zip("CD", (Measured(value, unit), target), strict=True):
            _widen(sheet, column, text_width(measured_text(shown, lang)))
        gap, number_format = gap_cell(finding, live, lang, f"'{summary}'!C{at}")
        look = Look(align="right", wrap=True, number_format=number_format)
        document.put_as(sheet.cell(row, 5), gap, look)
        fill = "" if tile.verdict == Verdict.INFO else verdict_fill(tile.verdict)
        look = Look(align="center", color=verdict_colour(tile.verdict), fill=fill)
        verdict = Formula(f"='{summary}'!{verdicts}{at}", verdict_word(tile.verdict, lang))
        document.put(sheet.cell(row, 6), verdict, look)
    return row + 1


def _target(finding: Finding, unit: str, lang: Lang, formula: str) -> Measured:
    """What the figure is held against, in whoever's name, as it stands on the summary."""
    wanted = target_value(finding, unit, lang)
    assert wanted is not None
    sign, zero = (
        asked_short(finding, lang, words) if words else "" for words in (wanted.prefix, wanted.zero)
    )
    return replace(wanted, formula=formula, prefix=sign, zero=zero)


def _rows_of(sections: Sequence[Section]) -> dict[str, tuple[Finding, int]]:
    """Every finding by its id, with its row on the summary."""
    return {
        finding.id: (finding, section.first_row + offset)
        for section in sections
        for offset, finding in enumerate(section.findings)
    }


def _sentences(document: Document, sheet: Worksheet, row: int, page: LeaderPage, tiles: range) -> int:
    """How it stands, what changes, what is left; the last follows the verdicts."""
    row = _heading(document, sheet, row, "sentences") - 1
    last = len(page.sentences) - 1
    for number, (heading, text) in enumerate(page.sentences):
        row += 1
        value: CellValue = text
        if number == last:
            value, rest = next_formula(document, page, tiles, text, f"G{row}")
            document.put(sheet.cell(row, _LAST + 1), rest, Look(border=False))
            sheet.column_dimensions["G"].hidden = True
        if not isinstance(value, Formula):
            heading = t("workbook.computed", document.lang, name=heading)
        document.put(sheet.cell(row, 1), heading, Look(bold=True, fill="section", indent=1))
        _merged(document, sheet, row, 2, _LAST, value, _TEXT)
        _grow(sheet, row, line_count(text, sum(_WIDTHS[1:]) - 1.5))
    return row + 1


def _started(
    document: Document,
    sheet: Worksheet,
    row: int,
    heading: str,
    keys: Sequence[str],
    empty: str,
    **words: str,
) -> int:
    """Heading of a table with its heads, or with what is said where there is nothing; returns its row."""
    row = _heading(document, sheet, row, heading, **words)
    if empty:
        document.put(sheet.cell(row, 1), empty, Look(border=False))
    else:
        _heads(document, sheet, row, [t(f"leader.head.{key}", document.lang) for key in keys])
    return row


def _builds(document: Document, sheet: Worksheet, row: int, page: LeaderPage) -> int:
    lang = document.lang
    keys = ("family", "count", "size", "names")
    row = _started(
        document, sheet, row, "builds", keys, "" if page.builds else t("leader.head.no_builds", lang)
    )
    if page.builds:
        _merged(document, sheet, row, 4, _LAST, t("leader.head.names", lang), _HEAD)
    for one in page.builds:
        row += 1
        document.put(sheet.cell(row, 1), t(f"family.{one.family}.plural", lang), _TEXT)
        document.put(sheet.cell(row, 2), one.count, _RIGHT, "count")
        document.put(sheet.cell(row, 3), one.size or "–", Look(align="right", wrap=True))
        _merged(document, sheet, row, 4, _LAST, one.names, _TEXT)
        lines = line_count(one.names, sum(_WIDTHS[3:]) - 1.5)
        _grow(sheet, row, max(lines, line_count(one.size, _WIDTHS[2])))
    if page.cost:
        row += 1
        _merged(document, sheet, row, 1, _LAST, page.cost, Look(border=False, wrap=True))
        _grow(sheet, row, line_count(page.cost, sum(_WIDTHS)))
    return row + 1


def _worst(document: Document, sheet: Worksheet, row: int, page: LeaderPage) -> int:
    """Townships that lack most, by the townships' sheet as it stands."""
    keys = ("township", "population", "area_per_resident", "gap")
    row = _started(
        document, sheet, row, "worst", keys, "" if page.worst else page.worst_note, units=page.units
    )
    if not page.worst:
        return row + 1
    formats: tuple[Format, ...] = ("text", "count", "ratio", "area")
    units = document.context.main.assessment.units
    names = clean_names(units.names)
    count = min(MOST_WORST, len(names))  # more of them can never lack any
    for number in range(1, count + 1):
        row += 1
        at = page.worst[number - 1].row if number <= len(page.worst) else None
        values = (
            (None,) * 4
            if at is None
            else (
                names[at],
                float(units.population_persons[at]),
                float(units.shelter_area_per_resident_m2[at]),
                float(units.shelter_area_gap_m2[at]),
            )
        )
        columns = ("name", "population", "area_per_resident", "area_gap")
        for column, (key, value) in enumerate(zip(columns, values, strict=True), start=1):
            look = _TEXT if column == 1 else _RIGHT
            formula = Formula(worst_formula(document, key, number), value)
            document.put(sheet.cell(row, column), formula, look, formats[column - 1])
    row += 1
    look = Look(color="muted", border=False, wrap=True)
    _merged(document, sheet, row, 1, _LAST, worst_note_formula(document, page, row, count), look)
    return row + 1


def _notes(document: Document, sheet: Worksheet, row: int, page: LeaderPage) -> int:
    row = _heading(document, sheet, row, "notes") - 1
    for note in (t("workbook.computed_note", document.lang), *page.notes):
        row += 1
        _merged(document, sheet, row, 1, _LAST, note, Look(color="muted", border=False, wrap=True))
        _grow(sheet, row, line_count(note, sum(_WIDTHS)))
    return row + 1
