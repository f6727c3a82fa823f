"""The cover: what, for whom, against which plan, how it came out, where it falls short most."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.worksheet.worksheet import Worksheet

from models.facilities.facility import Status
from models.findings.findings import Verdict
from models.findings.numbers import fixed
from models.findings.standing import named_text, score_text
from models.kernel.text import t
from reports.workbook.cells import CellValue, Formula, Measured
from reports.workbook.charts import dress, name_series
from reports.workbook.document import Document
from reports.workbook.look import Look, style, verdict_colour, verdict_fill, verdict_word
from reports.workbook.measure import line_count
from reports.workbook.paper import set_up
from reports.workbook.pictures import CM_PER_PT, picture_words, put_picture
from reports.workbook.summary import Section, attainment, name_and_unit, target_value

_WIDTHS = (17.0, 9.5, 9.5, 10.5, 9.5, 11.0, 3.0, 19.0, 12.0, 12.0, 12.0, 12.0, 9.0)
_LEFT, _RIGHT, _LAST = 1, 8, 13
_VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA, Verdict.INFO)
_TOP = 4

_HEAD = Look(bold=True, fill="head", align="center", wrap=True, face="head")
_MOST_SHORT = 8
_BELOW_CM = (13.4, 7.4)
"""Room for the chart and for the map at the foot of the page."""
_NAME = Look(wrap=True, indent=1)


def add_cover(document: Document) -> Worksheet:
    """Make the cover's sheet, so that it comes first; it is filled once the others are made."""
    return document.add_sheet("cover")


def fill_cover(
    document: Document, sheet: Worksheet, sections: Sequence[Section], overview: bytes | None = None
) -> None:
    """Title, particulars, findings by verdict, facilities by status; below the chart, the map or the worst.

    Parameters
    ----------
    overview
        Map of the county as a PNG; without one the findings that fall short stand in its place.
    """
    line, padding = style()["row"]["line_pt"], style()["row"]["padding_pt"]
    sheet.sheet_format.defaultRowHeight = line + padding
    sheet.sheet_format.customHeight = True
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    _title(document, sheet)
    after_left = _facilities(document, sheet, _particulars(document, sheet, _TOP) + 1)
    after_right = _verdicts(document, sheet, _TOP, sections)
    row, beside = max(after_left, after_right) + 1, after_right + 1
    if sections:
        _chart(document, sheet, row, _TOP + 2, len(sections))
    if overview is not None:
        words = f"{document.county}  {picture_words('overview', document)}"
        more_cm = (row - beside) * (line + padding) * CM_PER_PT
        room_cm = (_BELOW_CM[0], _BELOW_CM[1] + more_cm)
        put_picture(document, sheet, overview, (_RIGHT, beside), room_cm, words)
    else:
        _shortfalls(document, sheet, beside)
    set_up(document, sheet, "cover", _WIDTHS, one_page=True)


def _title(document: Document, sheet: Worksheet) -> None:
    sizes = style()["font"]
    document.put(
        sheet.cell(1, 1),
        document.county,
        Look(size_pt=sizes["title_pt"], color="muted", border=False, face="head"),
    )
    title = Look(bold=True, size_pt=sizes["cover_pt"], border=False, face="title")
    document.put(sheet.cell(2, 1), t("workbook.cover.title", document.lang), title)
    for row, height in ((1, 26.0), (2, 44.0), (3, 10.0)):
        sheet.row_dimensions[row].height = height


def _heading(document: Document, sheet: Worksheet, row: int, column: int, key: str) -> None:
    look = Look(bold=True, size_pt=12, border=False, face="head")
    document.put(sheet.cell(row, column), t(f"workbook.cover.{key}", document.lang), look)
    sheet.row_dimensions[row].height = 24.0


def _particulars(document: Document, sheet: Worksheet, row: int) -> int:
    """Whom and what the report is about; returns the row after."""
    lang, context = document.lang, document.context
    _heading(document, sheet, row, _LEFT, "particulars")
    rules = context.rules.names[lang]
    if context.rules.changed:
        rules = t("workbook.cover.rules_changed", lang, rules=rules, count=len(context.rules.changed))
    population = context.main.assessment.county.population_persons
    room = sum(_WIDTHS[1:6])
    for name, value in (
        ("county", document.county),
        ("population", t("verdict.nodata", lang) if population is None else fixed(population)),
        ("scenario", context.main.scenario.title(document.lang)),
        ("plan", context.profile.plan[lang]),
        ("score", score_text(context.main.findings, lang)),
        ("rules", rules),
        ("date", context.made_on.isoformat()),
        (
            "version",
            t("workbook.cover.versions", lang, revision=context.revision, version=context.version),
        ),
    ):
        row += 1
        document.put(
            sheet.cell(row, _LEFT), t(f"workbook.cover.{name}", lang), Look(fill="section", indent=1)
        )
        for column in range(_LEFT + 1, _LEFT + 6):
            document.put(sheet.cell(row, column), value if column == _LEFT + 1 else None, _NAME)
        sheet.merge_cells(start_row=row, start_column=_LEFT + 1, end_row=row, end_column=_LEFT + 5)
        _grow(sheet, row, line_count(value, room))
    return row + 1


def _verdicts(document: Document, sheet: Worksheet, row: int, sections: Sequence[Section]) -> int:
    """Findings of each family by verdict, counted live on the summary; returns the row after."""
    lang = document.lang
    _heading(document, sheet, row, _RIGHT, "verdicts")
    row += 1
    heads = [t("workbook.head.family", lang), *(verdict_word(verdict, lang) for verdict in _VERDICTS)]
    for column, head in enumerate([*heads, t("workbook.total", lang)], start=_RIGHT):
        document.put(sheet.cell(row, column), head, _HEAD)
        _grow(sheet, row, line_count(head, _WIDTHS[column - 1]))
    first = row + 1
    for section in sections:
        row += 1
        found = [finding.verdict for finding in section.findings]
        counts: list[CellValue] = [
            Formula(
                f'=COUNTIF({section.verdict_cells},"{verdict_word(verdict, lang)}")', found.count(verdict)
            )
            for verdict in _VERDICTS
        ]
        document.put(sheet.cell(row, _RIGHT), t(f"finding_family.{section.family}", lang), _NAME)
        _counts(document, sheet, row, counts, len(found), bold=False)
    row += 1
    every = [finding.verdict for section in sections for finding in section.findings]
    document.put(sheet.cell(row, _RIGHT), t("workbook.total", lang), Look(bold=True, fill="total", indent=1))
    totals: list[CellValue] = [
        Formula(f"=SUM({letter}{first}:{letter}{row - 1})", every.count(verdict))
        for letter, verdict in zip("IJKL", _VERDICTS, strict=True)
    ]
    _counts(document, sheet, row, totals if sections else [0] * 4, len(every), bold=True)
    return row + 1


def _counts(
    document: Document, sheet: Worksheet, row: int, counts: Sequence[CellValue], total: int, *, bold: bool
) -> None:
    for offset, (verdict, count) in enumerate(zip(_VERDICTS, counts, strict=True), start=1):
        number = count.value if isinstance(count, Formula) else count
        look = Look(
            align="right",
            bold=bold,
            color=verdict_colour(verdict) if number else "muted",
            fill=verdict_fill(verdict) if number and verdict != Verdict.INFO else "total" if bold else "",
        )
        document.put(sheet.cell(row, _RIGHT + offset), count, look, "count")
    look = Look(align="right", bold=True, fill="total" if bold else "")
    document.put(sheet.cell(row, _LAST), Formula(f"=SUM(I{row}:L{row})", total), look, "count")


def _facilities(document: Document, sheet: Worksheet, row: int) -> int:
    """Facilities of each family by status, and how many count in this scenario; returns the row after."""
    lang, scenario = document.lang, document.context.main.scenario
    _heading(document, sheet, row, _LEFT, "facilities")
    row += 1
    heads = [
        t("workbook.head.family", lang),
        *(t(f"choice.status.{status}", lang) for status in Status),
        t("workbook.cover.counted", lang),
    ]
    for column, head in enumerate(heads, start=_LEFT):
        document.put(sheet.cell(row, column), head, _HEAD)
        _grow(sheet, row, line_count(head, _WIDTHS[column - 1]))
    for family in document.context.families:
        row += 1
        found = [item.status for item in scenario.facilities.values() if item.family == family]
        counted = len(document.context.main.assessment.of(family))
        document.put(sheet.cell(row, _LEFT), t(f"family.{family}.short", lang), _NAME)
        for column, number in enumerate(
            (*(found.count(status) for status in Status), counted), start=_LEFT + 1
        ):
            look = Look(align="right", bold=column == _LEFT + 5, color="text" if number else "muted")
            document.put(sheet.cell(row, column), number, look, "count")
    return row + 1


def _chart(document: Document, sheet: Worksheet, row: int, first: int, families: int) -> None:
    """Findings of each family by verdict, as bars made of parts."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    last = first + families - 1
    for column, verdict in enumerate(_VERDICTS, start=_RIGHT + 1):
        chart.add_data(Reference(sheet, min_col=column, min_row=first, max_row=last))
        name_series(chart.series[-1], t(f"verdict.{verdict}", document.lang), style()["chart"][str(verdict)])
    chart.set_categories(Reference(sheet, min_col=_RIGHT, min_row=first, max_row=last))
    dress(chart, t("workbook.cover.verdicts", document.lang), "0")
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.layout = Layout(ManualLayout(xMode="edge", yMode="edge", x=0.14, y=0.15, w=0.82, h=0.6))
    chart.x_axis.tickLblSkip = 1
    chart.width, chart.height = _BELOW_CM
    sheet.add_chart(chart, f"A{row}")
    document.describe(sheet, t("workbook.cover.verdicts", document.lang))


def _shortfalls(document: Document, sheet: Worksheet, row: int) -> None:
    """Findings that fall short, those farthest from their targets first."""
    lang = document.lang
    short = [finding for finding in document.context.main.findings if finding.verdict == Verdict.FAIL]
    short.sort(
        key=lambda one: (not one.is_plan_target, attainment(one) is None, attainment(one) or 0.0),
    )
    _heading(document, sheet, row, _RIGHT, "shortfalls")
    if not short:
        document.put(sheet.cell(row + 1, _RIGHT), t("workbook.cover.none_short", lang), Look(border=False))
        return
    row += 1
    spans = ((_RIGHT, 3), (_RIGHT + 3, 1), (_RIGHT + 4, 2))
    heads = [t(f"report.head.{head}", lang) for head in ("finding", "figure", "target")]
    for (column, wide), head in zip(spans, heads, strict=True):
        _span(document, sheet, row, column, wide, head, _HEAD)
    for finding in short[:_MOST_SHORT]:
        row += 1
        name, unit = name_and_unit(finding, lang)
        name = named_text(finding, name, lang)
        _span(document, sheet, row, *spans[0], name, _NAME)
        figure = Look(align="right", bold=True, color=verdict_colour(Verdict.FAIL))
        _span(document, sheet, row, *spans[1], Measured(finding.figure.value, unit), figure)
        _span(document, sheet, row, *spans[2], target_value(finding, unit), Look(align="right"))
        _grow(sheet, row, line_count(name, sum(_WIDTHS[_RIGHT - 1 : _RIGHT + 2])))


def _span(
    document: Document, sheet: Worksheet, row: int, column: int, wide: int, value: CellValue, look: Look
) -> None:
    """Put a value into a cell as wide as several columns."""
    for at in range(column, column + wide):
        document.put(sheet.cell(row, at), value if at == column else None, look)
    if wide > 1:
        sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + wide - 1)


def _grow(sheet: Worksheet, row: int, lines: int) -> None:
    """Make a row high enough for so many lines, never lower than it is."""
    height = lines * style()["row"]["line_pt"] + style()["row"]["padding_pt"]
    if lines > 1 and height > (sheet.row_dimensions[row].height or 0.0):
        sheet.row_dimensions[row].height = height
