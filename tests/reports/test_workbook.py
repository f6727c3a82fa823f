"""The workbook holds the program's numbers, live formulas, and no text that turns into a formula."""

from __future__ import annotations

import html
import re
import tempfile
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from shapely.geometry import Point

from models.assessment.columns import township_column
from models.county.layer import Role
from models.facilities.facility import Family
from models.findings.findings import Finding, Verdict
from models.findings.standing import asked, basis_text, grouped, is_to_fill, judged
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.plans import load_profile
from models.project.project import Project
from models.project.settings import Override
from reports.context import ReportContext, make_context
from reports.words import short_source
from reports.workbook import write_workbook
from reports.workbook.charts import _size_cm
from reports.workbook.document import Book, Document
from reports.workbook.measure import text_width
from reports.workbook.paper import column_pixels
from reports.workbook.sheet import Column, Table
from reports.workbook.summary import name_and_unit
from reports.workbook.townships import TARGET_NAME, positions
from tests.reports.conftest import MADE_ON, small_project

FUNCTIONS = frozenset(
    f"{name}("
    for name in [
        "ABS",
        "AND",
        "CHOOSE",
        "COUNT",
        "COUNTIF",
        "COUNTIFS",
        "IF",
        "IFERROR",
        "INDEX",
        "INT",
        "ISNUMBER",
        "MATCH",
        "MAX",
        "MIN",
        "N",
        "NOT",
        "OR",
        "ROUND",
        "ROUNDUP",
        "ROWS",
        "SMALL",
        "SUBTOTAL",
        "SUM",
        "SUMIF",
        "SUMIFS",
        "TEXT",
    ]
)
_OWN = re.compile(r"\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?$|[A-Z][A-Za-z_]+$|'[^'\[\]]+'!\$?[A-Z]+\$?\d+")


@cache
def is_ours(formula: str) -> bool:
    """Whether a formula asks only for cells of this book, with functions that do nothing but compute."""
    for token in Tokenizer(formula).items:
        if token.type == "FUNC" and token.subtype == "OPEN" and token.value not in FUNCTIONS:
            return False
        if token.type == "OPERAND" and token.subtype == "RANGE" and not _OWN.match(token.value):
            return False
        if token.subtype == "ERROR":
            return False
    return True


@cache
def file_of(context: ReportContext, lang: Lang) -> bytes:
    """Return a workbook as bytes, written once."""
    with tempfile.TemporaryDirectory() as folder:
        return write_anew(context, Path(folder), lang).read_bytes()


def write_anew(context: ReportContext, folder: Path, lang: Lang = "zh") -> Path:
    path = folder / "book.xlsx"
    run_to_end(write_workbook(context, path, lang))
    return path


def write(context: ReportContext, folder: Path, lang: Lang = "zh") -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(file_of(context, lang))
    return path


@cache
def written(context: ReportContext, lang: Lang = "zh", *, values: bool = False) -> Workbook:
    """Return a workbook as a spreadsheet reads it, to be read only."""
    return load_workbook(BytesIO(file_of(context, lang)), data_only=values)


def sheet_of(book: Workbook, key: str, lang: Lang = "zh") -> Worksheet:
    return book[t(f"workbook.sheet.{key}", lang)]


def heads_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value).split("\n")[0] for cell in sheet[4]]


def findings_of(context: ReportContext) -> list[Finding]:
    return [finding for group in grouped(context.main.findings).values() for finding in group]


def finding_rows(sheet: Worksheet, columns: int) -> list[tuple[object, ...]]:
    """Rows of findings, without the headings of families (which have nothing but their first cell)."""
    rows = sheet.iter_rows(min_row=5, max_col=columns, values_only=True)
    return [row for row in rows if any(value is not None for value in row[1:])]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_is_set_up_for_its_paper_with_repeated_heads(context: ReportContext, lang: Lang) -> None:
    book = written(context, lang)
    first = [t(f"workbook.sheet.{key}", lang) for key in ("leader", "summary", "townships")]
    assert book.sheetnames[:3] == first
    whole_pages = {t(f"workbook.sheet.{key}", lang) for key in ("leader", "contents")}
    ledgers = {t(f"workbook.sheet.ledger.{family}", lang) for family in Family}
    for sheet in book:
        assert len(sheet.title) <= 31
        if sheet.sheet_state != "visible":
            continue
        assert str(sheet.page_setup.paperSize) in ("8", "9")
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.oddHeader.right.text == "&A"
        if sheet.title in ledgers:
            assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == ("8", "landscape")
        if sheet.title in whole_pages:
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
            continue
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes
        if sheet.col_breaks.brk:
            # Over several pages across: letters stay readable, number and name stand on every page.
            assert sheet.page_setup.scale >= 75
            assert sheet.print_title_cols
        elif sheet.sheet_properties.pageSetUpPr.fitToPage:
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        else:  # Excel ignores breaks made by hand on a sheet that is fitted to its paper
            assert sheet.row_breaks.brk and 69 <= sheet.page_setup.scale <= 100


def test_contents_lead_to_every_sheet_and_back(context: ReportContext) -> None:
    book = written(context)
    contents = sheet_of(book, "contents")
    rows = [row for row in contents.iter_rows(min_row=5, max_col=4) if row[1].hyperlink]
    targets = [row[1].hyperlink.location.split("!")[0].strip("'") for row in rows]
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert [*targets, contents.title] == visible[1:]
    listed = [row[1].value for row in contents.iter_rows(min_row=5, max_col=4) if row[3].value is not None]
    hidden = [sheet.title for sheet in book if sheet.sheet_state == "hidden"]
    # A link to a hidden sheet leads nowhere, so that its name alone stands there.
    # What cells offer to choose from is no appendix: nobody is shown its columns.
    assert listed == [*targets, *hidden]
    assert book[t("workbook.sheet.lists", "zh")].sheet_state == "veryHidden"
    counted = {row[1].value: row[3].value for row in rows}
    assert counted[t("workbook.sheet.ledger.shelter", "zh")] == 3
    assert counted[t("workbook.sheet.townships", "zh")] == 2
    for title in targets:
        back = [cell.hyperlink for row in book[title].iter_rows(max_row=3) for cell in row if cell.hyperlink]
        assert [link.location for link in back] == [f"'{contents.title}'!A1"], title


def test_summary_says_what_the_findings_say(context: ReportContext) -> None:
    sheet = sheet_of(written(context, values=True), "summary")
    rows = finding_rows(sheet, 9)
    there = [finding for finding in findings_of(context) if not is_to_fill(finding)]
    assert len(rows) == len(there)
    for row, finding in zip(rows, there, strict=True):
        assert row[0] == finding.name("zh")
        figure = finding.figure.value
        assert row[1] == (t("verdict.nodata", "zh") if figure is None else pytest.approx(figure))
        wanted = asked(finding)
        assert row[2] == (None if wanted is None else wanted.value)
        verdict = judged(finding)[1]
        assert row[4] == f"{t(f'workbook.mark.{verdict}', 'zh')} {t(f'verdict.{verdict}', 'zh')}"
        assert str(row[5]).startswith(basis_text(finding, "zh"))
        source, plan = finding.source.text("zh"), context.profile.plan["zh"]
        assert str(row[8]).startswith(short_source(source, plan, finding.clause))
        if finding.verdict == Verdict.NO_DATA:
            assert t("report.remark.missing", "zh", items="") in str(row[7]), finding.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_shows_its_unit_once_and_no_needless_decimals(context: ReportContext, lang: Lang) -> None:
    sheet = sheet_of(written(context, lang, values=True), "summary", lang)
    formats = {
        sheet.cell(row, 1).value: (sheet.cell(row, 2).value, sheet.cell(row, 2).number_format)
        for row in range(5, sheet.max_row + 1)
    }
    for finding in (one for one in context.main.findings if not is_to_fill(one)):
        value, number_format = formats[name_and_unit(finding, lang)[0]]
        if finding.figure.unit == "percent" and finding.figure.value is not None:
            assert number_format.count("%") == 1
        if finding.figure.unit in ("count", "places") and finding.figure.value is not None:
            assert value == round(value)
            assert "." not in number_format


def test_townships_can_be_recalculated(context: ReportContext) -> None:
    """20,000 m2 for 10,000 people is 2.0 each; at 2.5 wanted, 5,000 m2 are lacking."""
    sheet = sheet_of(written(context), "townships")
    assert TARGET_NAME in written(context).defined_names
    assert sheet["E3"].value == 2.5
    assert sheet["B5"].value == 10_000
    assert str(sheet["D5"].value).startswith("=IF(") and "SUMIFS(" in sheet["D5"].value
    assert sheet["E5"].value == '=IF(AND(ISNUMBER(D5),N(B5)>0),D5/B5,"无数据")'
    assert f"{TARGET_NAME}*B5-D5" in sheet["I5"].value
    assert sheet["B7"].value == "=SUM(B5:B6)"
    shown = sheet_of(written(context, values=True), "townships")
    assert (shown["E5"].value, shown["I5"].value) == (2.0, 5000.0)
    assert (shown["B7"].value, shown["D7"].value) == (30_000, 20_600)
    # Shares of different numbers of people are never summed.
    assert [shown.cell(7, column).value for column in (11, 12, 13)] == [None, None, None]


def test_charts_stand_whole_on_one_page_across(context: ReportContext) -> None:
    """Two pages across, three and more: no chart goes beyond the first of them, nor both beyond its foot."""
    table = Table(Document(context, "en"), "townships", "x", [Column("x" * 30, narrowest=28.0)] * 12)
    table.add(["y"] * 12)
    table.finish("x")
    first = table.sheet.col_breaks.brk[0].id
    wide, high = table.room_cm
    assert wide == pytest.approx(
        first * column_pixels(table.sheet.column_dimensions["B"].width) / 96 * 2.54, 0.05
    )
    width, height = _size_cm(table)
    assert width <= wide and 2 * (height + 1.0) <= high + 1e-9 and height > 4.0


def test_charts_stand_below_the_townships_on_a_page_of_their_own(context: ReportContext) -> None:
    book = written(context)
    sheet = sheet_of(book, "townships")
    assert [one.title for one in book if one._charts] == [sheet.title]
    first = min(chart.anchor._from.row for chart in sheet._charts)
    assert [item.id for item in sheet.row_breaks.brk] == [first]


def test_charts_stand_on_the_last_page_of_the_table_where_that_has_room() -> None:
    book = Book("zh", MADE_ON, title="甲", subtitle="乙", made_from="丙")
    table = Table(book, "townships", "题", [Column("栏")])
    table.add(["内容"])
    table.finish("丁")
    high = table.room_cm[1]
    table.begin_page(table.last_row + 2, 0.5 * high)
    assert not table.sheet.row_breaks.brk
    table.begin_page(table.last_row + 2, high)
    assert [one.id for one in table.sheet.row_breaks.brk] == [table.last_row + 1]


def test_townships_show_no_columns_of_which_nothing_is_known(context: ReportContext) -> None:
    project = small_project()
    kept = [layer for layer in project.layers if layer.role in (Role.COUNTY, Role.TOWNSHIPS)]
    bare = make_context(Project(project.settings, kept, project.scenarios), "today", made_on=MADE_ON)
    whole, found = (sheet_of(written(one), "townships") for one in (context, bare))

    def hidden(sheet: Worksheet) -> set[str]:
        at = {key: get_column_letter(number) for key, number in positions().items()}
        return {key for key, letter in at.items() if sheet.column_dimensions[letter].hidden}

    assert not {"emergency_share", "fixed_share", "fire_share"} & hidden(whole)
    assert {"emergency_share", "fixed_share", "fire_share"} <= hidden(found)
    assert not {"population", "shelters", "effective_area", "area_per_resident"} & hidden(found)
    texts = [str(cell.value) for row in found.iter_rows() for cell in row if cell.value is not None]
    note = next(text for text in texts if "没有数值的栏未列出" in text)
    assert township_column("fixed_share").title("zh") in note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_to_fill_in_name_chapters_and_have_brackets_once(lang: Lang) -> None:
    book = written(make_context(small_project(), profile_id="yanggu", made_on=MADE_ON), lang)
    sheet = book[t("workbook.sheet.to_fill", lang)]
    texts = [str(cell.value) for row in sheet.iter_rows(min_row=5) for cell in row if cell.value is not None]
    assert not any("((" in text or "（（" in text for text in texts)
    assert any(t("unit.yes_no", lang).strip("()（）") in text for text in texts)
    assert t("textreport.note.targets", lang) in texts
    plan = load_profile("yanggu").plan[lang]
    assert not any(plan in text for text in texts)


def test_ledger_begins_with_what_matters(context: ReportContext) -> None:
    heads = heads_of(sheet_of(written(context), "ledger.shelter"))
    words = [t("workbook.head.number", "zh"), *(t(f"field.{name}", "zh") for name in ("name", "status"))]
    assert heads[:4] == [*words, t("workbook.head.township", "zh")]
    order = [
        heads.index(head)
        for head in (
            t("field.effective_area_m2", "zh"),
            t("column.facility.capacity_persons.name", "zh"),
            t("field.manager", "zh"),
            t("field.has_command", "zh"),
            t("field.address", "zh"),
        )
    ]
    assert order == sorted(order)


def test_ledger_lists_candidates_but_computes_and_sums_only_what_counts(context: ReportContext) -> None:
    sheet = sheet_of(written(context, values=True), "ledger.shelter")
    heads = heads_of(sheet)
    capacity = heads.index(t("column.facility.capacity_persons.name", "zh"))
    effective = heads.index(t("column.facility.effective_area_m2.name", "zh"))
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[2] for row in rows[:3]] == [
        t(f"choice.status.{status}", "zh") for status in ("existing", "planned", "candidate")
    ]
    # 20,000 m2 at 2 m2 each in a shelter for short stays.
    assert rows[0][capacity] == 10_000
    assert rows[2][capacity] is None
    assert rows[3][2] == t("workbook.ledger.insert", "zh")
    existing, planned = rows[4:6]
    assert (existing[2], existing[effective], existing[capacity]) == (1, 20_000, 10_000)
    # 1,000 m2 of a square, of which 60 per cent count.
    assert (planned[2], planned[effective]) == (1, pytest.approx(600))


def said_in(book: Workbook, lang: Lang) -> set[object]:
    return {cell for row in sheet_of(book, "ledger.shelter", lang).values for cell in row}


def test_candidates_beyond_the_county_are_marked_and_counted_apart(context: ReportContext) -> None:
    for lang in ("zh", "en"):
        assert t("workbook.ledger.outside", lang, count=1) not in said_in(written(context, lang), lang)
    project = small_project()
    facilities = project.scenario("plan").facilities
    far = replace(facilities["s3"], geometry=Point(0.0, 0.0))
    project.apply(project.facility_edit({"s3": far}, "plan"))
    book = written(make_context(project, made_on=MADE_ON), values=True)
    rows = list(sheet_of(book, "ledger.shelter").iter_rows(min_row=5, values_only=True))
    assert [row[3] for row in rows[:3]] == ["东镇", "西乡", "县域以外"]
    assert t("workbook.ledger.outside", "zh", count=1) in said_in(book, "zh")


def test_depot_area_against_need_is_a_formula(context: ReportContext) -> None:
    live = sheet_of(written(context), "ledger.depot")
    shown = sheet_of(written(context, values=True), "ledger.depot")
    heads = heads_of(live)
    share, floor, need = (
        heads.index(head) + 1
        for head in (
            t("workbook.computed", "zh", name=t("column.facility.floor_area_share.name", "zh")),
            t("field.floor_area_m2", "zh"),
            t("workbook.computed", "zh", name=t("column.facility.required_floor_area_m2.name", "zh")),
        )
    )
    letters = [live.cell(4, column).column_letter for column in (floor, need)]
    assert live.cell(5, share).value == f"={letters[0]}5/{letters[1]}5"
    assert shown.cell(5, share).value == pytest.approx(shown.cell(5, floor).value / shown.cell(5, need).value)


def test_no_text_becomes_a_formula(hostile_contexts: list[ReportContext], tmp_path: Path) -> None:
    """As the name of everything, some by turns; each of them in each place: ``test_workbook_safety.py``."""
    for context in hostile_contexts[::5]:
        with zipfile.ZipFile(write_anew(context, tmp_path)) as archive:
            names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
            sheets = [archive.read(name).decode("utf-8") for name in names]
        formulas = [html.unescape(text) for sheet in sheets for text in re.findall(r"<f>(.*?)</f>", sheet)]
        assert len(formulas) > 50
        for formula in formulas:
            assert is_ours(f"={formula}"), formula
        # A name that a spreadsheet might read as a formula stays the text it was.
        townships = next(sheet for sheet in sheets if TARGET_NAME in sheet)
        assert re.search(r'<c r="A5"[^>]* t="inlineStr">', townships)
        for sheet in sheets:
            for part in re.findall(r"<odd(?:Footer|Header)>(.*?)</odd", sheet):
                assert len(html.unescape(part)) <= 255


def test_no_path_of_the_machine_in_the_file(context: ReportContext, tmp_path: Path) -> None:
    with zipfile.ZipFile(write_anew(context, tmp_path)) as archive:
        for name in archive.namelist():
            assert str(tmp_path).encode() not in archive.read(name)


def test_unserved_places_are_exactly_the_uncovered_ones(context: ReportContext) -> None:
    sheet = sheet_of(written(context, values=True), "unserved")
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    covered = context.main.assessment.covered
    outside = ~(covered["shelter.emergency"] & covered["shelter.fixed"] & covered["fire"])
    demand = context.main.assessment.county.demand
    assert {row[1] for row in rows} == set(demand.names[outside])
    assert sheet["D3"].value == demand.population_persons[outside].sum()


def test_unserved_places_without_a_name_are_summed_up() -> None:
    project = small_project()
    villages = next(layer for layer in project.layers if layer.role == Role.VILLAGES)
    frame = pd.concat([villages.frame] * 3, ignore_index=True).assign(name="")
    layers = [replace(layer, frame=frame) if layer is villages else layer for layer in project.layers]
    nameless = Project(project.settings, layers, project.scenarios, project.active.id)
    context = make_context(nameless, made_on=MADE_ON)
    sheet = sheet_of(written(context, values=True), "unserved")
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    covered, demand = context.main.assessment.covered, context.main.assessment.county.demand
    outside = ~(covered["shelter.emergency"] & covered["shelter.fixed"] & covered["fire"])
    assert 1 <= len(rows) < outside.sum()
    told = sum(int(re.search(r"\d+", str(row[1]))[0]) for row in rows)  # type: ignore[index]
    assert told == outside.sum()
    assert sheet["D3"].value == sum(row[3] for row in rows) == demand.population_persons[outside].sum()


def test_comparison_holds_every_scenario_against_today(context: ReportContext) -> None:
    live = sheet_of(written(context), "comparison")
    shown = sheet_of(written(context, values=True), "comparison")
    today, plan = context.results.values()
    for row in range(6, live.max_row):
        formula = live.cell(row, 7).value
        assert not str(formula).startswith("=") or formula in (f"=E{row}-C{row}", f"=100*(E{row}-C{row})")
    ours = {finding.id: finding for finding in plan.findings}
    rows = finding_rows(shown, 8)
    ordered = [finding for group in grouped(today.findings).values() for finding in group]
    for row, finding in zip(rows, ordered, strict=True):
        a, b = finding.figure.value, ours[finding.id].figure.value
        if a is None or b is None:
            assert row[6] == t("verdict.nodata", "zh")
        elif finding.figure.unit == "ratio":  # shown in per cent, which differ by points
            assert row[6] == pytest.approx(100 * (b - a))
        else:
            assert row[6] == b - a


def test_today_is_called_by_its_name_in_the_language_of_the_workbook(context: ReportContext) -> None:
    languages: tuple[tuple[Lang, str], ...] = (("zh", "现状"), ("en", "Today"))
    for lang, name in languages:
        sheet = sheet_of(written(context, lang), "comparison", lang)
        headings = [value for row in sheet.iter_rows(max_row=5, values_only=True) for value in row]
        assert name in headings


def test_working_shows_the_numbers_that_went_in(context: ReportContext) -> None:
    sheet = sheet_of(written(context), "working")
    name = next(finding for finding in context.main.findings if finding.figure.id.endswith("resident.county"))
    row = next(row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] == name.name("zh"))
    assert "20,600" in str(row[2])
    assert "30,000" in str(row[2])
    # Of what has no data it says that this is what is lacking.
    lacking = [finding.name("zh") for finding in context.main.findings if finding.figure.missing]
    told = [str(row[2]) for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] in lacking]
    assert told and all(not text or text.startswith("缺少：") for text in told)


def test_changed_rule_values_say_who_when_and_why() -> None:
    project = small_project()
    override = Override(3.0, who="张三", when="2026-01-01", why="=1+1")
    changes = {"shelter.area_per_resident_m2": override, "no.such_rule": override}
    project.apply(project.settings_edit(overrides=changes))
    context = make_context(project, made_on=MADE_ON)
    rows = list(sheet_of(written(context), "parameters").iter_rows(min_row=5, values_only=True))
    changed = next(
        row for row in rows if row[0] == context.rules.quantity("shelter.area_per_resident_m2").name("zh")
    )
    assert changed[1:3] == (3.0, 2.5)
    assert all(part in str(changed[6]) for part in ("张三", "2026-01-01", "=1+1"))
    assert any(row[0] == "no.such_rule" for row in rows)


def test_an_empty_project_gives_its_page_and_no_empty_sheets() -> None:
    book = written(make_context(Project(), made_on=MADE_ON))
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert visible == [t(f"workbook.sheet.{key}", "zh") for key in ("leader", "summary", "contents")]
    for sheet in book:
        assert t("workbook.empty", "zh") not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_chart_stands_on_the_page_of_a_short_table(tmp_path: Path) -> None:
    """Nobody knows whom shelters reach, so that there is one chart: it has room below two rows."""
    project = small_project()
    kept = [layer for layer in project.layers if layer.role in (Role.COUNTY, Role.TOWNSHIPS)]
    bare = Project(project.settings, kept, project.scenarios, project.active_scenario_id)
    result = make_context(bare, made_on=MADE_ON)
    for lang in LANGUAGES:
        run_to_end(write_workbook(result, tmp_path / "x.xlsx", lang))
        sheet = sheet_of(load_workbook(tmp_path / "x.xlsx"), "townships", lang)
        assert len(sheet._charts) == 1 and not sheet.row_breaks.brk, lang


def test_a_long_name_is_whole_wherever_facilities_are_listed(tmp_path: Path) -> None:
    project = small_project()
    name = "西安东方艺术职业技能培训学校高陵校区第二操场应急避难场所"
    today = project.scenario("today")
    one = replace(today.facilities["s1"], name=name)
    project.apply(project.facility_edit({"s1": one}, "today"))
    run_to_end(write_workbook(make_context(project, "today", made_on=MADE_ON), tmp_path / "x.xlsx", "zh"))
    cells = [
        cell
        for sheet in load_workbook(tmp_path / "x.xlsx")
        if sheet.sheet_state != "veryHidden"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == name
    ]
    assert len(cells) >= 3
    for cell in cells:
        width = cell.parent.column_dimensions[cell.column_letter].width
        assert cell.alignment.wrap_text or width >= text_width(name), (cell.parent.title, width)
