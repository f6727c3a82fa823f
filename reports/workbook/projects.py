"""Key projects: the ledger with what each costs and gains, in the order that the planner keeps it in."""

from __future__ import annotations

from models.facilities.keyproject import FUNDS
from models.findings.numbers import unit_name
from models.kernel.text import t
from models.programme.budget import budget_words, rest_words
from models.programme.ledger import facilities_words
from models.programme.programme import Programme, ProgrammeRow
from reports.words import joined
from reports.workbook.cells import CellValue, Empty, Format, Formula
from reports.workbook.charts import add_bars
from reports.workbook.document import Document
from reports.workbook.sheet import Column, Table
from reports.workbook.sheltering import known


def add_projects(document: Document) -> None:
    """One row for each project; below, money by year and the order of building in words."""
    lang, programme = document.lang, document.context.programme

    def field(key: str, kind: Format = "text", narrowest: int = 10, widest: int = 16) -> Column:
        unit = unit_name("10k_yuan", lang) if kind == "number" else ""
        title = t(f"keyproject.field.{key}", lang)
        return Column(title, kind, unit, narrowest=narrowest, widest=widest, wrap=widest > 20)

    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=5, widest=7),
        field("project_name", narrowest=18, widest=30),
        field("state"),
        field("facilities", narrowest=18, widest=34),
        field("start_year", narrowest=7, widest=9),
        field("finish_year", narrowest=7, widest=9),
        field("cost_10k", "number"),
        Column(t("keyproject.column.counted", lang), "number", narrowest=11),
        *(field(f"fund_{source}", "number") for source in FUNDS),
        field("money_by_year", narrowest=12, widest=24),
        Column(t("keyproject.column.gained", lang), "count", narrowest=10),
        Column(t("keyproject.column.per_person", lang), "count", narrowest=10),
        Column(t("keyproject.column.per_m2", lang), "count", narrowest=10),
        Column(t("keyproject.order.number", lang), "count", narrowest=7),
        field("office", narrowest=12, widest=22),
        field("document", narrowest=14, widest=28),
        field("remark", narrowest=12, widest=28),
    ]
    table = Table(document, "projects", t("workbook.projects.title", lang), columns, frozen=2)
    turns = {step.project.id: turn for turn, step in enumerate(programme.order.steps, start=1)}
    for number, row in enumerate(programme.rows, start=1):
        table.add(_cells(document, row, number, turns.get(row.project.id)))
    last = table.last_row
    for line in money_lines(programme, document):
        table.note(line)
    table.finish(t("workbook.about.projects", lang), filter_to=last)


def add_project_money(document: Document) -> None:
    """One row for each project whose cost is known, one column for each year; the years together as bars."""
    lang, budget = document.lang, document.context.programme.budget
    years = list(budget.by_year)
    unit = unit_name("10k_yuan", lang)
    columns = [
        Column(t("keyproject.field.project_name", lang), narrowest=18, widest=34, wrap=True),
        Column(t("keyproject.field.finish_year", lang), narrowest=7, widest=9),
        Column(t("keyproject.money.how", lang), narrowest=10, widest=14),
        *(
            Column(t("keyproject.no_year", lang) if year is None else str(year), "number", unit, narrowest=9)
            for year in years
        ),
        Column(t("keyproject.money.total", lang), "number", unit, narrowest=10),
    ]
    title = t("workbook.projects.money_title", lang)
    table = Table(document, "project_money", title, columns)
    for project, money in budget.by_project:
        row = document.context.programme.row(project.id)
        finish = None if project.finish_year is None else str(project.finish_year)
        how = t(f"keyproject.money.{'even' if project.spread is None else 'typed'}", lang)
        parts = [money.get(year) for year in years]
        table.add([row.told(lang), finish, how, *parts, row.cost.value_10k])
    if table.row_count:
        last = table.last_row
        sums = [*budget.by_year.values(), budget.total]
        letters = range(len(columns) - len(sums) + 1, len(columns) + 1)
        totals = [
            Formula(f"=SUM({table.range_of(column, last=last)})", value)
            for column, value in zip(letters, sums, strict=True)
        ]
        sums_row = table.total(t("keyproject.money.total", lang), [None, None, *totals])
        for line in money_lines(document.context.programme, document)[:-1]:
            table.note(line)
        table.finish(t("workbook.about.project_money", lang), filter_to=last)
        add_bars(document, table, title, sums_row, letters[0], letters[-2])
    else:
        table.finish(t("workbook.about.project_money", lang))


def _cells(document: Document, row: ProgrammeRow, number: int, turn: int | None) -> list[CellValue]:
    lang, project = document.lang, row.project
    names = facilities_words(project, {one.id: one for one in row.facilities}, lang)
    return [
        number,
        row.name(lang),
        t(f"choice.project_state.{project.state}", lang),
        joined(names, lang) or None,
        *(None if year is None else str(year) for year in (project.start_year, project.finish_year)),
        known(project.cost_10k),
        Empty.NO_DATA if row.cost.value_10k is None else row.cost.value_10k,
        *(known(getattr(project, f"fund_{source}")) for source in FUNDS),
        project.money_by_year or None,
        row.gained,
        row.per_person,
        row.per_m2,
        turn,
        project.office or None,
        project.document or None,
        project.remark or None,
    ]


def money_lines(programme: Programme, document: Document) -> list[str]:
    """Money by year and by source in words, with what is not known."""
    lang, budget = document.lang, programme.budget
    lines = []
    if budget.is_known:
        years, sources = budget_words(budget, lang)
        total = f"{budget.total:,.1f}"
        lines.append(t("workbook.projects.by_year", lang, total=total, years=joined(years, lang)))
        lines.append(t("workbook.projects.by_source", lang, sources=joined(sources, lang)))
    lines += rest_words(budget, {row.project.id: row.told(lang) for row in programme.rows}, lang)
    if budget.unknown:
        names = joined([programme.row(one.id).told(lang) for one in budget.unknown], lang)
        lines.append(t("keyproject.money.unknown", lang, count=len(budget.unknown), names=names))
    return [*lines, t("keyproject.money.note", lang), t("keyproject.order.note", lang)]
