"""The cover: what, for whom, against which plan, how it came out, and what is where."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from models.facility import Family, Status, counts_in
from models.findings import Verdict
from models.text import t
from reports.workbook.cells import CellValue, Formula
from reports.workbook.charts import dress, name_series
from reports.workbook.document import Document
from reports.workbook.look import Look, style, verdict_colour, verdict_fill
from reports.workbook.measure import line_count
from reports.workbook.paper import set_up
from reports.workbook.summary import Section

_WIDTHS = (17.0, 9.5, 9.5, 10.5, 9.5, 11.0, 3.0, 19.0, 12.0, 12.0, 12.0, 12.0, 9.0)
_LEFT, _RIGHT, _LAST = 1, 8, 13
_VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA, Verdict.INFO)
_TOP = 4

_HEAD = Look(bold=True, fill="head", align="center", wrap=True)
_NAME = Look(wrap=True, indent=1)
_COUNT = Look(align="right")


def add_cover(document: Document) -> Worksheet:
    """Make the cover's sheet, so that it comes first; it is filled once the others are made."""
    return document.add_sheet("cover")


def fill_cover(document: Document, sheet: Worksheet, sections: Sequence[Section]) -> None:
    """Title, particulars, findings by verdict, facilities by status, contents."""
    line, padding = style()["row"]["line_pt"], style()["row"]["padding_pt"]
    sheet.sheet_format.defaultRowHeight = line + padding
    sheet.sheet_format.customHeight = True
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    _title(document, sheet)
    after_left = _particulars(document, sheet, _TOP)
    after_right = _verdicts(document, sheet, _TOP, sections)
    row = max(after_left, after_right) + 1
    after_left = _facilities(document, sheet, row)
    if sections:
        _chart(document, sheet, after_left + 1, _TOP + 2, len(sections))
    _contents(document, sheet, row)
    set_up(document, sheet, _WIDTHS, one_page=True)


def _title(document: Document, sheet: Worksheet) -> None:
    sizes = style()["font"]
    document.put(
        sheet.cell(1, 1), document.county, Look(size_pt=sizes["title_pt"], color="muted", border=False)
    )
    title = Look(bold=True, size_pt=sizes["cover_pt"], border=False)
    document.put(sheet.cell(2, 1), t("workbook.cover.title", document.lang), title)
    for row, height in ((1, 26.0), (2, 44.0), (3, 10.0)):
        sheet.row_dimensions[row].height = height


def _heading(document: Document, sheet: Worksheet, row: int, column: int, key: str) -> None:
    look = Look(bold=True, size_pt=12, border=False)
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
        ("population", t("verdict.nodata", lang) if population is None else f"{population:,.0f}"),
        ("scenario", context.main.scenario.title(document.lang)),
        ("plan", context.profile.plan[lang]),
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
    heads = [t("workbook.head.family", lang), *(t(f"verdict.{verdict}", lang) for verdict in _VERDICTS)]
    for column, head in enumerate([*heads, t("workbook.total", lang)], start=_RIGHT):
        document.put(sheet.cell(row, column), head, _HEAD)
        _grow(sheet, row, line_count(head, _WIDTHS[column - 1]))
    first = row + 1
    for section in sections:
        row += 1
        found = [finding.verdict for finding in section.findings]
        counts: list[CellValue] = [
            Formula(
                f'=COUNTIF({section.verdict_cells},"{t(f"verdict.{verdict}", lang)}")', found.count(verdict)
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
    for family in Family:
        row += 1
        found = [item.status for item in scenario.facilities.values() if item.family == family]
        counted = sum(counts_in(status, today=scenario.is_today) for status in found)
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
    chart.width, chart.height = 13.4, 8.0
    sheet.add_chart(chart, f"A{row}")


def _contents(document: Document, sheet: Worksheet, row: int) -> None:
    """Every sheet with a link to it, what it holds and how many rows."""
    lang = document.lang
    _heading(document, sheet, row, _RIGHT, "contents")
    row += 1
    heads = (
        (_RIGHT, t("workbook.cover.sheet", lang)),
        (_RIGHT + 1, t("workbook.cover.about", lang)),
        (_LAST, t("workbook.cover.rows", lang)),
    )
    for column in range(_RIGHT, _LAST + 1):
        document.put(sheet.cell(row, column), None, _HEAD)
    for column, head in heads:
        document.put(sheet.cell(row, column), head, _HEAD)
    sheet.merge_cells(start_row=row, start_column=_RIGHT + 1, end_row=row, end_column=_LAST - 1)
    room = sum(_WIDTHS[_RIGHT : _LAST - 1])
    for entry in document.contents:
        row += 1
        link = sheet.cell(row, _RIGHT)
        document.put(link, entry.sheet, Look(color="link", underline=True, indent=1))
        target = entry.sheet.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{target}'!A1")
        for column in range(_RIGHT + 1, _LAST):
            document.put(sheet.cell(row, column), entry.about if column == _RIGHT + 1 else None, _NAME)
        sheet.merge_cells(start_row=row, start_column=_RIGHT + 1, end_row=row, end_column=_LAST - 1)
        document.put(sheet.cell(row, _LAST), entry.rows, _COUNT, "count")
        _grow(sheet, row, line_count(entry.about, room))


def _grow(sheet: Worksheet, row: int, lines: int) -> None:
    """Make a row high enough for so many lines, never lower than it is."""
    height = lines * style()["row"]["line_pt"] + style()["row"]["padding_pt"]
    if lines > 1 and height > (sheet.row_dimensions[row].height or 0.0):
        sheet.row_dimensions[row].height = height
