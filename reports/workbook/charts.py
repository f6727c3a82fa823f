"""Native charts of the townships, below their table: on its last page where that has room for them."""

from __future__ import annotations

from math import ceil

import numpy as np
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)

from models.assessment.columns import township_column
from models.findings.numbers import unit_name
from models.kernel.text import t
from reports.workbook.document import Document
from reports.workbook.sheet import FIRST_ROW, HEAD_ROW, Table
from reports.workbook.stylefile import style
from reports.workbook.townships import TARGET, positions

_SHARES = {"emergency_share": "emergency", "fixed_share": "fixed", "fire_share": "fire"}
"""Figures of the second chart, and their colours in the style."""
_GAP_CM = 1.0
"""Between two charts, and below them."""
_LEAST_SHARE = 0.75
"""Part of its height that a chart keeps where that lets it stand on the page of its table."""
_CM_PER_PT = 2.54 / 72


def add_charts(document: Document, townships: Table) -> None:
    """Area per resident of each township against the target, and the shares of people in reach."""
    lang, sheet = document.lang, townships.sheet
    last = FIRST_ROW + townships.row_count - 1
    top = townships.last_row + 2
    size_cm = _size_cm(townships)
    assessment = document.context.main.assessment
    has_shares = any(np.isfinite(township_column(key).values(assessment)).any() for key in _SHARES)
    count = 2 if has_shares else 1
    fitting = townships.left_cm(top) / count - _GAP_CM
    if _LEAST_SHARE * size_cm[1] <= fitting:
        size_cm = size_cm[0], min(size_cm[1], fitting)
    townships.begin_page(top, count * (size_cm[1] + _GAP_CM) - 1e-6)
    sheet.add_chart(_sized(_area_chart(document, townships, last), size_cm), f"A{top}")
    document.describe(sheet, township_column("area_per_resident").title(lang))
    if has_shares:
        row_cm = (style().row.line_pt + style().row.padding_pt) * _CM_PER_PT
        below = top + ceil((size_cm[1] + _GAP_CM) / row_cm)
        sheet.add_chart(_sized(_share_chart(document, townships, last), size_cm), f"A{below}")
        document.describe(sheet, t("workbook.charts.shares", lang))


def add_bars(document: Document, table: Table, title: str, row: int, first: int, last: int) -> None:
    """Columns for a row of a table, from one column to another, below the table."""
    chart, sheet = _columns(title, "#,##0"), table.sheet
    chart.add_data(Reference(sheet, min_col=first, max_col=last, min_row=row, max_row=row), from_rows=True)
    name_series(chart.series[0], title, style().chart.area)
    chart.set_categories(Reference(sheet, min_col=first, max_col=last, min_row=HEAD_ROW, max_row=HEAD_ROW))
    chart.legend = None
    top = table.last_row + 2
    table.begin_page(top, chart.height + _GAP_CM)
    sheet.add_chart(chart, f"A{top}")
    document.describe(sheet, title)


def _size_cm(townships: Table) -> tuple[float, float]:
    """Width and height of each of two charts, so that both stand whole on one page across."""
    wide, high = townships.room_cm
    return min(style().chart.width_cm, wide), min(style().chart.height_cm, high / 2 - _GAP_CM)


def _sized(chart: BarChart, size_cm: tuple[float, float]) -> BarChart:
    chart.width, chart.height = size_cm
    return chart


def _area_chart(document: Document, townships: Table, last: int) -> BarChart:
    """Columns for area per resident, a line for the target."""
    lang, colours, at = document.lang, style().chart, positions()
    figure = township_column("area_per_resident")
    name, unit = figure.title(lang), unit_name(figure.head_unit, lang)
    chart = _columns(f"{name} {t('workbook.in_unit', lang, unit=unit)}", "0.0")
    chart.add_data(Reference(townships.sheet, min_col=at[figure.key], min_row=FIRST_ROW, max_row=last))
    name_series(chart.series[0], name, colours.area)
    line = LineChart()
    line.add_data(Reference(townships.sheet, min_col=at[TARGET], min_row=FIRST_ROW, max_row=last))
    target = line.series[0]
    target.tx = SeriesLabel(v=t("report.head.target", lang))
    target.marker.symbol = "none"
    target.smooth = False
    target.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=colours.target[1:].upper(), prstDash="dash", w=22_000)
    )
    for part in (chart, line):
        part.set_categories(Reference(townships.sheet, min_col=1, min_row=FIRST_ROW, max_row=last))
    chart += line
    return chart


def _share_chart(document: Document, townships: Table, last: int) -> BarChart:
    """Shares of people in reach of shelters and of fire stations, side by side."""
    chart = _columns(t("workbook.charts.shares", document.lang), "0%")
    chart.y_axis.scaling.max = 1
    chart.y_axis.majorUnit = 0.2
    at = positions()
    for key, kind in _SHARES.items():
        chart.add_data(Reference(townships.sheet, min_col=at[key], min_row=FIRST_ROW, max_row=last))
        name_series(chart.series[-1], township_column(key).title(document.lang), getattr(style().chart, kind))
    chart.set_categories(Reference(townships.sheet, min_col=1, min_row=FIRST_ROW, max_row=last))
    return chart


def _columns(title: str, number_format: str) -> BarChart:
    chart = BarChart()
    chart.type = "col"
    chart.gapWidth = 60
    dress(chart, title, number_format)
    return chart


def name_series(series: Series, name: str, colour: str) -> None:
    """Name of a series in the legend, and its colour."""
    series.tx = SeriesLabel(v=name)
    series.graphicalProperties = GraphicalProperties(solidFill=colour[1:].upper())


def dress(chart: BarChart, title: str, number_format: str) -> None:
    """Title, legend, axes and grid in the workbook's style."""
    text = style().color.text
    chart.title = _title(title, text)
    chart.legend.position = "b"
    chart.legend.txPr = _letters(900, text)
    grid = GraphicalProperties(ln=LineProperties(solidFill=style().color.grid[1:].upper(), w=6_350))
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _letters(900, text)
        axis.graphicalProperties = grid
    chart.y_axis.majorGridlines.spPr = grid
    chart.y_axis.number_format = number_format
    chart.y_axis.scaling.min = 0
    chart.x_axis.majorTickMark = "none"
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.layout = Layout(ManualLayout(xMode="edge", yMode="edge", x=0.05, y=0.13, w=0.93, h=0.68))


def _characters(size: int, colour: str, *, bold: bool = False) -> CharacterProperties:
    """Letters of a size in hundredths of a point."""
    return CharacterProperties(sz=size, b=bold, solidFill=colour[1:].upper())


def _letters(size: int, colour: str) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(size, colour))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_characters(size, colour))])


def _title(text: str, colour: str) -> Title:
    run = RegularTextRun(rPr=_characters(1200, colour, bold=True), t=text)
    title = Title(overlay=False)
    title.tx = Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(), r=[run])]))
    return title
