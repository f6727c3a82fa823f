"""What the blocks say: figures against targets, townships that lack most, differences, facilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.assessment.columns import TownshipColumn, Width, township_column, township_columns
from models.assessment.compare import Comparison, Trend, compare
from models.facilities.facility import Facility
from models.findings.findings import Target, Verdict
from models.findings.numbers import (
    asks_for_none,
    change_parts,
    exact,
    figure_parts,
    fixed,
    target_text,
    unit_name,
)
from models.findings.results import Assessment
from models.findings.standing import named_text
from models.kernel.text import Lang, t
from models.project.scenario import TODAY_ID
from reports.context import ReportContext, ScenarioResult
from reports.differences import Differences
from reports.headlines import by_figure, headline_findings
from reports.leader import is_area_known, townships_short_of_area
from reports.origins import doubt_texts, origin_texts
from reports.schedule import ScheduleRow, adds_text, class_text, schedule, size_text, state_text
from reports.words import of_county, shown_unit
from ui.cartography.legend import LegendEntry, Paint, symbol_sign
from ui.cartography.symbols import symbol_of
from ui.cartography.themes import target_lookup
from ui.printing.blocks import Align, Cell, Column, TableBlock, TextBlock, Tile, TilesBlock
from ui.printing.layout import sheet_style
from ui.printing.legendblocks import LegendBlock
from ui.printing.page import Page

KEPT_DOUBTS = 2
"""Doubts about the data that stay while tables lose rows."""
TextMaker = Callable[[float], TextBlock]
LEFT, RIGHT, CENTRE = Align.AlignLeft, Align.AlignRight, Align.AlignHCenter


def legend_block(page: Page, entries: Sequence[LegendEntry], lang: Lang, width_mm: float) -> LegendBlock:
    """The whole legend as one block."""
    return LegendBlock(page, t("sheet.legend", lang), tuple(entries), width_mm)


def figures_block(
    page: Page, context: ReportContext, shown: ScenarioResult, lang: Lang, width_mm: float
) -> TableBlock:
    """Table of the main figures: today, the plan and the target; only today where that is shown."""
    today = context.results.get(TODAY_ID)
    has_today = today is not None and not shown.scenario.is_today
    before = {finding.id: finding for finding in today.findings} if today is not None and has_today else {}
    rows = []
    for finding in headline_findings(shown.findings):
        value, unit = _short(finding.figure.value, finding.figure.unit, lang, finding.target)
        cells = [Cell(named_text(finding, finding.name(lang), lang), note=unit)]
        if has_today:
            old = before.get(finding.id)
            before_value = old.figure.value if old else None
            cells.append(Cell(_short(before_value, finding.figure.unit, lang, finding.target)[0]))
        cells.append(Cell(value, finding.verdict))
        target = finding.target
        if target is not None and asks_for_none(target, finding.figure.unit):
            cells.append(Cell(target_text(target, finding.figure.unit, lang)))
        else:
            cells.append(Cell(_short(target.value, finding.figure.unit, lang)[0] if target else "–"))
        rows.append(tuple(cells))
    names = [shown.scenario.title(lang), t("sheet.target", lang)]
    if today is not None and has_today:
        names.insert(0, today.scenario.title(lang))
    shares = [0.17, 0.135] if not has_today else [0.135, 0.175, 0.135]
    first = Column(t("sheet.indicator", lang), 1.0 - sum(shares), LEFT)
    return TableBlock(
        page,
        t("sheet.figures", lang),
        (first, *(Column(name, share, RIGHT) for name, share in zip(names, shares, strict=True))),
        tuple(rows),
        sheet_style().figures.least,
        width_mm,
        t("map.no_data", lang),
        most_lines=4,
        is_fitted=True,
        shrinks=True,
        firm=sheet_style().figures.least,
        head_share=1.0,
    )


def tiles_block(page: Page, shown: ScenarioResult, lang: Lang, width_mm: float) -> TilesBlock:
    """The first of the main figures, large."""
    tiles = []
    for finding in headline_findings(shown.findings)[: sheet_style().figures.tiles]:
        value, unit = _short(finding.figure.value, finding.figure.unit, lang, finding.target)
        wanted = target_text(finding.target, shown_unit(finding.figure.unit), lang)
        key = "tile_target" if finding.is_plan_target else f"tile_{finding.basis}"
        remark = t(f"sheet.{key}", lang, target=wanted) if wanted else ""
        tiles.append(Tile(finding.name(lang), value, unit, remark, finding.verdict))
    return TilesBlock(page, tuple(tiles), width_mm)


def _short(value: float | None, unit: str, lang: Lang, target: Target | None = None) -> tuple[str, str]:
    """Figure and unit, the unit only where the figure stands in it."""
    unit = shown_unit(unit)
    number, shown = figure_parts(value, unit, lang, target=target)
    return number, shown or unit_name(unit, lang)


def _head(column: TownshipColumn, shown: ScenarioResult, lang: Lang, width: Width = "name") -> str:
    return of_county(column.title(lang, width), shown.assessment.county, lang)


def _said(key: str, shown: ScenarioResult, lang: Lang) -> str:
    """Words that speak of residents or townships, as the county's figures count them."""
    return of_county(t(key, lang), shown.assessment.county, lang)


_LACKING = {"population": 0.23, "area_per_resident": 0.18, "area_gap": 0.22}
"""Figures of the table of townships that lack shelter area, with the share of its width that each takes."""


def townships_block(page: Page, shown: ScenarioResult, lang: Lang, width_mm: float) -> TableBlock:
    """Table of the townships with the least shelter area per resident among those that lack some."""
    units = shown.assessment.units
    style = sheet_style().townships
    columns = [township_column(key) for key in _LACKING]
    order = townships_short_of_area(shown.assessment, style.most)
    count = int((np.nan_to_num(units.shelter_area_gap_m2, nan=0.0) > 0).sum())
    name = t("sheet.townships", lang)

    def headings(listed: int) -> list[str]:
        keys = ("all" if listed == count else "part", "order", "short")
        texts = [t(f"sheet.townships_{key}", lang, name=name, shown=listed, count=count) for key in keys]
        return [of_county(text, shown.assessment.county, lang) for text in (*texts, name)]

    rows = tuple(
        (
            Cell(str(units.names[row])),
            *(
                Cell(fixed(column.in_table(float(column.values(shown.assessment)[row])), column.decimals))
                for column in columns
            ),
        )
        for row in order
    )
    return TableBlock(
        page,
        _said("sheet.townships", shown, lang),
        (
            Column(_said("sheet.township", shown, lang), 0.37, LEFT),
            *(Column(_head(column, shown, lang, "tight"), _LACKING[column.key], RIGHT) for column in columns),
        ),
        rows,
        style.least,
        width_mm,
        _said("sheet.all_reach" if is_area_known(shown.assessment) else "map.no_data", shown, lang),
        headings=headings,
    )


def note_texts(context: ReportContext, lang: Lang, *, own: str = "", has_facilities: bool) -> tuple[str, ...]:
    """What the figures rest on, and how to read the symbols if there are any; the sheet's own note first."""
    source = context.rules.quantity("shelter.short.service_radius_m").source_text(lang)
    texts = [own] if own else []
    area = of_county(t("sheet.note_area", lang), context.main.assessment.county, lang)
    texts += [t("sheet.note_radius", lang, source=source), area]
    if has_facilities:
        texts += [t("map.legend.class_by_size", lang), t("sheet.note_moved", lang)]
    return tuple(texts)


def data_blocks(page: Page, context: ReportContext, lang: Lang) -> list[tuple[str, TextMaker]]:
    """What is doubtful in the data, and where they are from: blocks of those that there are."""
    texts = {
        "remarks": (doubt_texts(context.project, lang), t("sheet.doubts", lang), KEPT_DOUBTS),
        "origins": (origin_texts(context.project, lang), t("sheet.origins", lang), 0),
    }

    def rest(count: int) -> str:
        return t("sheet.data_rest", lang, count=count)

    def maker(lines: tuple[str, ...], heading: str, kept: int) -> TextMaker:
        return lambda width: TextBlock(page, lines, width, heading, kept=kept, rest=rest)

    return [(name, maker(*said)) for name, said in texts.items() if said[0]]


# -- two scenarios -------------------------------------------------------------------------------------------
def comparison_block(
    page: Page, before: ScenarioResult, after: ScenarioResult, lang: Lang, width_mm: float
) -> TableBlock:
    """Figures of two scenarios: arrows say better or worse, ticks that a target is met."""
    looks = {Trend.BETTER: (Verdict.PASS, "▲"), Trend.WORSE: (Verdict.FAIL, "▼")}
    targets = {finding.id: finding.target for finding in after.findings}
    rows = []
    for item in chosen_comparisons(before, after):
        target = targets.get(item.id)
        unit = _short(item.b, item.unit, lang)[1]
        change, (colour, arrow) = "–", looks.get(item.trend, (None, ""))
        if item.difference is not None:
            same = item.trend == Trend.SAME
            change = t("sheet.no_change", lang)
            if not same and item.a is not None and item.b is not None:
                change = change_parts(item.a, item.b, shown_unit(item.unit), lang, target=target)[0]
        rows.append(
            (
                Cell(item.name(lang), note=unit),
                Cell(_short(item.a, item.unit, lang, target)[0]),
                Cell(_short(item.b, item.unit, lang, target)[0], item.verdict_b),
                Cell(change, colour, mark=arrow),
                Cell(_short(target.value, item.unit, lang)[0] if target else "–"),
            )
        )
    shares = (0.15, 0.16, 0.17, 0.12)
    heads = (
        before.scenario.title(lang),
        after.scenario.title(lang),
        t("sheet.difference", lang),
        t("sheet.target", lang),
    )
    return TableBlock(
        page,
        t("sheet.comparison", lang),
        (
            Column(t("sheet.indicator", lang), 1.0 - sum(shares), LEFT),
            *(Column(head, share, RIGHT) for head, share in zip(heads, shares, strict=True)),
        ),
        tuple(rows),
        min(len(rows), sheet_style().figures.least),
        width_mm,
        t("map.no_data", lang),
        most_lines=3,
    )


def chosen_comparisons(before: ScenarioResult, after: ScenarioResult) -> list[Comparison]:
    """The main figures, then others that differ."""
    style = sheet_style().figures
    kept = {finding.id: finding for finding in by_figure(after.findings).values()}
    rows = {row.id: row for row in compare(before.findings, after.findings) if row.id in kept}
    of_figure = {finding.figure.id: rows[key] for key, finding in kept.items() if key in rows}
    first = [of_figure[figure_id] for figure_id in style.first if figure_id in of_figure]
    changed = [
        row
        for figure_id, row in of_figure.items()
        if row.trend in (Trend.BETTER, Trend.WORSE) and figure_id not in style.first
    ]
    known = [row for row in (*first, *changed) if row.a is not None or row.b is not None]
    return known[: style.compared]


def differences_block(page: Page, found: Differences, lang: Lang, width_mm: float) -> TextBlock:
    """The differences by name."""
    texts = []
    for key, items in (("added", found.added), ("removed", found.removed), ("changed", found.changed)):
        if not items:
            continue
        names = [item.name or t(f"family.{item.family}.short", lang) for item in items]
        most = sheet_style().compare.most_names
        words = t("sheet.separator", lang).join(names[:most])
        if len(names) > most:
            words = t("sheet.names_more", lang, names=words, count=len(names))
        texts.append(t(f"sheet.{key}", lang, count=len(items), names=words))
    if not texts:
        texts.append(t("sheet.no_differences", lang))
    return TextBlock(
        page,
        tuple(texts),
        width_mm,
        t("sheet.differences", lang),
        is_small=False,
        most_lines=9,
        least=len(texts),
    )


# -- pages of the atlas --------------------------------------------------------------------------------------
def unit_block(
    page: Page, context: ReportContext, shown: ScenarioResult, row: int, lang: Lang, width_mm: float
) -> TableBlock:
    """Figures of one township beside those of the county."""
    assessment, target_of = shown.assessment, target_lookup(context.project)
    rows = []
    for column in township_columns("print"):
        target, known = target_of(column), column.of_county(assessment)
        is_known = known is not None and np.isfinite(known)
        if target is None and not is_known and not np.isfinite(column.values(assessment)).any():
            continue  # nobody knows it of any township: the page has no room for that
        rows.append(
            (
                Cell(_head(column, shown, lang), note=unit_name(column.table_unit, lang)),
                _own_cell(assessment, column, row, target, column.decimals, lang),
                Cell(_number(known, column.decimals, lang)),
                Cell("–" if target is None else exact(column.in_table(target))),
            )
        )
    shares = (0.19, 0.19, 0.12)
    heads = (t("sheet.here", lang), t("sheet.county", lang), t("sheet.target", lang))
    return TableBlock(
        page,
        t("sheet.unit_figures", lang),
        (
            Column(t("sheet.indicator", lang), 1.0 - sum(shares), LEFT),
            *(Column(head, share, RIGHT) for head, share in zip(heads, shares, strict=True)),
        ),
        tuple(rows),
        len(rows),
        width_mm,
        "",
    )


def unit_facilities(shown: ScenarioResult) -> list[list[ScheduleRow]]:
    """Facilities that lie in each unit, in the order of their numbers."""
    found: list[list[ScheduleRow]] = [[] for _ in range(len(shown.assessment.county.places))]
    for row in schedule(shown):
        if 0 <= row.unit < len(found):
            found[row.unit].append(row)
    return found


_SCHEDULE = {
    "number": 0.09, "name": 0.25, "unit": 0.125, "kind": 0.125, "area": 0.105, "status": 0.115, "adds": 0.19
}  # fmt: skip
_OWN_SCHEDULE = {"number": 0.09, "name": 0.31, "kind": 0.19, "area": 0.12, "status": 0.11, "adds": 0.18}
"""Columns of the schedule, without the township on its own page: share of its width."""


def schedule_block(
    page: Page,
    rows: Sequence[ScheduleRow],
    shown: ScenarioResult,
    today: ScenarioResult | None,
    lang: Lang,
    width_mm: float,
    heading: str = "",
    *,
    finished: Mapping[str, int],
    has_township: bool = True,
) -> TableBlock:
    """Numbered facilities: name, township, class, size, state, and what each gives.

    Parameters
    ----------
    finished
        Year in which planned ones shall be finished, by id.
    """
    before = schedule(today) if today is not None and not shown.scenario.is_today else ()
    names = [str(name) for name in shown.assessment.units.names]
    shares = _SCHEDULE if has_township else _OWN_SCHEDULE
    keys, whole = list(shares), sum(shares.values())
    rows_in = shown.assessment.county.in_county(
        np.array([row.facility.location for row in rows]).reshape(-1, 2)
    )
    outside = {row.number for row, is_in in zip(rows, rows_in, strict=True) if not is_in}

    def unit(row: ScheduleRow) -> str:
        if 0 <= row.unit < len(names):
            return names[row.unit]
        return t("workbook.outside", lang) if row.number in outside else "–"

    def cell(key: str, row: ScheduleRow) -> Cell:
        item = row.facility
        if key == "number":
            return Cell(str(row.number), sign=_symbol(item, page))
        text = {
            "name": lambda: item.name or "–",
            "unit": lambda: unit(row),
            "kind": lambda: class_text(item, lang, is_short=True),
            "area": lambda: size_text(item, shown.assessment),
            "status": lambda: state_text(item, lang, finished.get(item.id)),
            "adds": lambda: adds_text(row, shown, before, lang),
        }[key]()
        return Cell(text)

    return TableBlock(
        page,
        heading,
        tuple(
            Column(
                _schedule_head(key, shown, lang),
                shares[key] / whole,
                RIGHT if key in ("area", "adds") else LEFT,
            )
            for key in keys
        ),
        tuple(tuple(cell(key, row) for key in keys) for row in rows),
        0,
        width_mm,
        t("sheet.no_facilities", lang),
        wraps=1,
        most_lines=3,
        is_dense=True,
        is_fitted=True,
    )


def _schedule_head(key: str, shown: ScenarioResult, lang: Lang) -> str:
    is_unit = key == "unit" and shown.assessment.county.is_by_units
    return t("sheet.unit_district", lang) if is_unit else _said(f"sheet.{key}", shown, lang)


def _symbol(item: Facility, page: Page) -> Paint:
    """Sign of a facility as the map draws it."""
    return symbol_sign(symbol_of(item), black_and_white=page.style.is_black_and_white)


def unserved_block(
    page: Page,
    places: Sequence[tuple[int, int]],
    shown: ScenarioResult,
    lang: Lang,
    width_mm: float,
    heading: str = "",
) -> TableBlock:
    """Numbered places (row of the demand, number) outside every fixed shelter, two to a line."""
    demand = shown.assessment.county.demand
    cells = [
        (
            Cell(str(number)),
            Cell(str(demand.names[row]) or t("sheet.unserved_unnamed", lang)),
            Cell(_number(float(demand.population_persons[row]), 0, lang)),
        )
        for row, number in places
    ]
    empty = (Cell(""), Cell(""), Cell(""))
    pairs = [
        (*cells[at], *(cells[at + 1] if at + 1 < len(cells) else empty)) for at in range(0, len(cells), 2)
    ]
    heads = (
        Column(t("sheet.number", lang), 0.08, LEFT),
        Column(t("sheet.place", lang), 0.27, LEFT),
        Column(t("sheet.people", lang), 0.14, RIGHT),
    )
    gap = replace(heads[0], share=0.1, align=CENTRE)
    return TableBlock(
        page,
        heading,
        (*heads, gap, replace(heads[1], share=0.27), replace(heads[2], share=0.14)),
        tuple(pairs),
        0,
        width_mm,
        _said("sheet.unserved_none", shown, lang),
        wraps=1,
        most_lines=1,
        is_dense=True,
        is_fitted=True,
    )


_INDEX = {"population": (0.2, 0), "area_per_resident": (0.2, 2), "fixed_share": (0.18, 0)}
"""Figures of the index: share of its width, decimals that there is room for."""


def index_block(
    page: Page,
    shown: ScenarioResult,
    numbers: Sequence[int],
    lang: Lang,
    width_mm: float,
    context: ReportContext,
) -> TableBlock:
    """Index of the atlas: page of each township, with its main figures."""
    assessment, target_of = shown.assessment, target_lookup(context.project)
    columns = [
        column
        for column in map(township_column, _INDEX)
        if np.isfinite(column.values(assessment)).any()  # a column of "no data" says nothing
    ]
    left_out = sum(share for share, _ in _INDEX.values()) - sum(_INDEX[one.key][0] for one in columns)
    targets = {column.key: target_of(column) for column in columns}
    rows = [
        (
            Cell(str(assessment.units.names[row]) or "–"),
            *(
                _own_cell(assessment, column, row, targets[column.key], _INDEX[column.key][1], lang)
                for column in columns
            ),
            Cell(str(number)),
        )
        for row, number in enumerate(numbers)
    ]
    return TableBlock(
        page,
        t("sheet.index", lang),
        (
            Column(_said("sheet.township", shown, lang), 0.31 + left_out, LEFT),
            *(
                Column(_head(column, shown, lang, "tight"), _INDEX[column.key][0], RIGHT)
                for column in columns
            ),
            Column(t("sheet.page", lang), 0.11, RIGHT),
        ),
        tuple(rows),
        0,
        width_mm,
        t("sheet.no_townships", lang),
        most_lines=1,
    )


def _own_cell(
    assessment: Assessment,
    column: TownshipColumn,
    row: int,
    target: float | None,
    decimals: int,
    lang: Lang,
) -> Cell:
    """Figure of one township, in the colour of its verdict where something is asked."""
    own = float(column.values(assessment)[row])
    verdict = None
    if target is not None and np.isfinite(own):
        verdict = Verdict.PASS if Target(">=", target).is_met(own) else Verdict.FAIL
    return Cell(_number(column.in_table(own), decimals, lang), verdict)


def _number(value: float | None, decimals: int, lang: Lang) -> str:
    return fixed(value, decimals) if value is not None and np.isfinite(value) else t("map.no_data", lang)
