"""The plan's text: layout of official documents, numbers of the one computation, no claim beyond data."""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import msgspec
import pytest
import shapely
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from models.county.layer import Role
from models.facilities.facility import Family, Shelter
from models.findings.findings import Basis, Figure, Finding, Place, Target, Verdict
from models.findings.formulas import REJECTED, figure_name
from models.findings.numbers import figure_text, target_text
from models.findings.standing import asked, is_to_fill, judged
from models.kernel.progress import Progress, run_to_end
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, checked
from models.kernel.text import LANGUAGES, Lang, inside, t
from models.locate.candidates import added_in_turn
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Indicator
from reports.context import ReportContext, make_context
from reports.identity import identity_line
from reports.leader import leader_page
from reports.textreport import write_textreport
from reports.textreport.blocks import Cell, Column, Heading, Items, Note, Paragraph, Prompt, Table
from reports.textreport.body import PICTURE_SHARE, Body
from reports.textreport.contents import layout, need, present
from reports.textreport.contents.general import certainty
from reports.textreport.contents.problems import persons_concerned, problems, subjects
from reports.textreport.draft import Draft
from reports.textreport.look import look, number_word
from reports.textreport.outline import OUTLINES, OutlineName, blocks_of, outline, pictures_of
from reports.textreport.outlinefile import OutlineTable, outline_table
from reports.textreport.styles import contents_size, fit_contents, set_up_styles
from reports.words import shown_unit
from tests.reports.conftest import HOSTILE, MADE_ON, small_project

ROOT = Path(__file__).resolve().parents[2]
PNG = (ROOT / "resources" / "vendor" / "leaflet" / "images" / "marker-icon.png").read_bytes()
KEYS = ("worst", "overview", "shelter", "fire", "depot", "hazard")
PICTURES = dict.fromkeys(KEYS, PNG)

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr shd tabs overflowPunct spacing ind"
    " jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW shd vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "numbering": "abstractNum num",
}
"""Elements as the format puts them in sequence: Word refuses a file with another order."""


def write(context: ReportContext, folder: Path, lang: Lang = "zh", **options: Any) -> Path:
    path = folder / f"text-{lang}.docx"
    run_to_end(write_textreport(context, path, lang, **options))
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def all_text(path: Path) -> str:
    root = etree.fromstring(parts(path)["word/document.xml"])
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(qn("w:t"))) for paragraph in root.iter(qn("w:p"))
    )


def blocks(context: ReportContext, lang: Lang = "zh", name: OutlineName = "brief") -> list[Any]:
    return list(blocks_of(Draft(context, lang, {}), name))


def sentences(context: ReportContext, lang: Lang = "zh", name: OutlineName = "brief") -> str:
    found = []
    for block in blocks(context, lang, name):
        if isinstance(block, Paragraph | Note | Prompt):
            found.append(block.text)
        elif isinstance(block, Items):
            found += block.texts
    return "\n".join(found)


def test_writing_can_be_given_up_after_every_block(context: ReportContext, tmp_path: Path) -> None:
    keys = [step.key for step in write_textreport(context, tmp_path / "plan.docx", "zh")]
    assert keys.count("progress.textreport.file") > len(blocks(context)) > 20


# -- layout -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_margins_and_page_numbers(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    document = docx.Document(str(write(context, tmp_path, lang)))
    assert len(document.sections) == 2
    for section in document.sections:
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        for found, wanted in zip(
            (section.page_width, section.page_height, *sides), (210, 297, 37, 35, 28, 26), strict=True
        ):
            assert abs(found - Mm(wanted)) < Mm(0.05)
    assert document.settings.odd_and_even_pages_header_footer
    front, text = document.sections
    assert (
        front.footer.is_linked_to_previous
    )  # the cover has no number: there is nothing before it to link to
    odd, even = text.footer.paragraphs[0], text.even_page_footer.paragraphs[0]
    assert odd.text == even.text == "— 1 —"
    assert [paragraph.alignment for paragraph in (odd, even)] == [2, 0]  # right, left


def test_chinese_fonts_and_line_distance(context: ReportContext, tmp_path: Path) -> None:
    path = write(context, tmp_path)
    document = docx.Document(str(path))
    styles = {style.style_id: style.element for style in document.styles}

    def font(style: str) -> str:
        return styles[style].find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia"))

    assert font("Title") == "方正小标宋简体"
    assert font("Heading1") == "黑体"
    assert font("Heading2") == "楷体"
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "仿宋"
    assert defaults.get(qn("w:ascii")) == "Times New Roman"
    spacing = styles["HavenBody"].find(f".//{qn('w:spacing')}")
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == (str(28 * 20), "exact")
    table = parts(path)["word/fontTable.xml"].decode()
    for font_name in ("方正小标宋简体", "仿宋", "楷体", "黑体"):
        assert re.search(rf'w:name="{font_name}"><w:altName w:val="[^"]+,', table)


def test_levels_are_numbered_as_in_official_documents(context: ReportContext, tmp_path: Path) -> None:
    numbering = etree.fromstring(parts(write(context, tmp_path))["word/numbering.xml"])
    texts = [level.get(qn("w:val")) for level in numbering.iter(qn("w:lvlText"))]
    assert texts[:4] == ["%1、", "（%2）", "%3.", "（%4）"]
    assert [number_word(n, "chineseCountingThousand") for n in (1, 9, 10, 11, 20, 23)] == [
        "一", "九", "十", "十一", "二十", "二十三",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_elements_stand_in_the_order_that_the_format_asks_for(
    context: ReportContext, tmp_path: Path, lang: Lang
) -> None:
    for name, data in parts(write(context, tmp_path, lang, pictures=PICTURES)).items():
        if not re.fullmatch(r"word/(document|styles|numbering|settings|footer\d)\.xml", name):
            continue
        for element in etree.fromstring(data).iter(etree.Element):
            order = ORDERS.get(etree.QName(element).localname, "").split()
            if order:
                found = [etree.QName(child).localname for child in element]
                assert [order.index(tag) for tag in found] == sorted(order.index(tag) for tag in found), name


# -- outline ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("lang", "name"), [("zh", "brief"), ("en", "special")])
def test_every_chapter_of_the_outline_is_there_and_in_the_contents(
    context: ReportContext, tmp_path: Path, lang: Lang, name: OutlineName
) -> None:
    path = write(context, tmp_path, lang, outline=name)
    document = docx.Document(str(path))
    chapters = [t(f"textreport.heading.{chapter.key}", lang) for chapter in outline(name)]
    titles = [p.text for p in document.paragraphs if p.style.style_id in ("Heading1", "HavenAppendix")]
    assert titles == chapters
    root = etree.fromstring(parts(path)["word/document.xml"])
    marks = {mark.get(qn("w:name")) for mark in root.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in root.iter(qn("w:hyperlink"))]
    assert len(links) == len(set(links)) == len(marks)
    assert set(links) == marks
    shown = "".join(text.text or "" for link in root.iter(qn("w:hyperlink")) for text in link.iter(qn("w:t")))
    for chapter in chapters:
        assert chapter in shown


@pytest.mark.parametrize("told", [None, (1,), (1, 1, 2, 14)])
def test_the_contents_name_a_page_only_where_the_text_was_laid_out(
    context: ReportContext, tmp_path: Path, told: tuple[int, ...] | None
) -> None:
    """Without a layout, or with one of another text, no number is claimed."""
    headings = [block for block in blocks(context) if isinstance(block, Heading)]
    found = None if told is None or len(told) == 1 else [told[min(i, 3)] for i in range(len(headings))]

    def pages(path: Path) -> Any:
        assert path.stat().st_size > 5000
        yield Progress(0, 0, "progress.textreport.pages")
        return found or told

    root = etree.fromstring(parts(write(context, tmp_path, pages=pages))["word/document.xml"])
    links = list(root.iter(qn("w:hyperlink")))
    shown = [
        "".join(text.text or "" for text in link.iter(qn("w:t")))[len(heading.text) :]
        for link, heading in zip(links, headings, strict=True)
    ]
    fields = [link.findtext(f".//{qn('w:instrText')}") for link in links]
    if found is None:
        assert fields == [None] * len(links)
    else:
        assert [int(re.search(r"\d+$", text)[0]) for text in shown] == found  # type: ignore[index]
        assert fields == [f" PAGEREF {link.get(qn('w:anchor'))} \\h " for link in links]
    hint = t(f"textreport.{'toc_hint' if found is None else 'toc_laid_out'}", "zh")
    assert hint in [paragraph.text for paragraph in docx.Document(str(tmp_path / "text-zh.docx")).paragraphs]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_of_rule_values_is_called_by_its_name(context: ReportContext, lang: Lang) -> None:
    said = [block.text for block in certainty(Draft(context, lang, {})) if isinstance(block, Paragraph)]
    assert any(f"“{t('workbook.sheet.parameters', lang)}”" in text for text in said)


def test_an_unknown_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table = deepcopy(load_toml("report", "outline.toml"))
    table["brief"]["chapter"][0]["sections"][0]["parts"] = ["scop"]
    made = checked(table, OutlineTable, "report/outline.toml", "the file")
    monkeypatch.setattr("reports.textreport.outline.outline_table", lambda: made)
    with pytest.raises(DataFileError, match=r"^report/outline\.toml: .*'scop'; did you mean 'scope'\?"):
        outline.__wrapped__()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_and_pictures_are_numbered_from_one(
    context: ReportContext, tmp_path: Path, lang: Lang
) -> None:
    path = write(context, tmp_path, lang, pictures=PICTURES, outline="special")
    root = etree.fromstring(parts(path)["word/document.xml"])
    for name in ("Table", "Figure"):
        numbers = []
        for code in root.iter(qn("w:instrText")):
            if f"SEQ {name} " in (code.text or ""):
                run = code.getparent().getnext().getnext()
                numbers.append(int(run.find(qn("w:t")).text))
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= (5 if name == "Figure" else 8)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_english_is_english_and_prompts_are_marked(
    context: ReportContext, tmp_path: Path, lang: Lang
) -> None:
    document = docx.Document(str(write(context, tmp_path, lang)))
    prompts = [p.text for p in document.paragraphs if p.style.style_id == "HavenPrompt"]
    opening, closing = ("［", "］") if lang == "zh" else ("[", "]")
    last = max(n for n, p in enumerate(document.paragraphs) if p.style.style_id == "HavenAppendix")
    first = min(n for n, p in enumerate(document.paragraphs) if p.style.style_id == "HavenPrompt")
    assert 0 < len(prompts) <= 5 and first > last
    assert all(text.startswith(opening) and text.endswith(closing) for text in prompts)
    if lang == "en":
        words = set(t(f"textreport.heading.{chapter.key}", "zh") for chapter in outline())
        assert not words & {p.text for p in document.paragraphs}


# -- numbers ------------------------------------------------------------------------------------------------
def test_need_and_gap_are_the_countys(context: ReportContext) -> None:
    """30,000 people at 2.5 m2 need 75,000 m2; one township lacks 5,000 m2, the other all its 50,000 m2."""
    text = sentences(context, "zh", "special")
    assert "30,000 人 " in text or "30,000 人" in text
    assert "75,000 m²" in text and "55,000 m²" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "names"), [("targets_known", {"plan"}), ("targets_beside", {"standard", "practice"})]
)
def test_every_row_with_a_figure_is_in_the_table_of_its_name_with_its_verdict(
    lang: Lang, key: str, names: set[str]
) -> None:
    project = small_project()
    typed = {"yanggu.outcomes.road_deaths": Indicator(1.42, 2025, "年报")}
    project.apply(project.settings_edit(indicators=typed))
    context = make_context(project, profile_id="yanggu", made_on=MADE_ON)
    title = t(f"textreport.table.{key}", lang)
    found = blocks(context, lang)
    table = next(block for block in found if isinstance(block, Table) and block.title == title)
    findings = context.main.findings
    own = [one for one in findings if judged(one)[0] in names and one.figure.value is not None]
    assert len(table.rows) == len(own) > 0
    for row, finding in zip(table.rows, own, strict=True):
        texts = [cell.text for cell in row]
        unit, wanted = shown_unit(finding.figure.unit), asked(finding)
        assert texts[0] == finding.name(lang)
        assert figure_text(finding.figure.value, unit, lang, target=wanted) == texts[2]
        assert target_text(wanted, unit, lang) == texts[3]
        assert t(f"verdict.{judged(finding)[1]}", lang) == texts[4]
    notes = [block.text for block in found if isinstance(block, Note)]
    unknown = [inside(one.name(lang)) for one in findings if one.figure.value is None]
    assert unknown and any(all(name in note for name in unknown) for note in notes)


def problems_of(context: ReportContext) -> list[tuple[str, ...]]:
    """Sentences of each subject, in order."""
    found = blocks(context)
    start, end = (
        next(n for n, block in enumerate(found) if isinstance(block, Heading) and block.text == title)
        for title in (t(f"textreport.heading.{key}", "zh") for key in ("problems", "risk"))
    )
    return [block.texts for block in found[start:end] if isinstance(block, Items)]


def test_problems_are_those_of_today_by_subject_and_those_of_most_people_first() -> None:
    context = make_context(small_project(), made_on=MADE_ON)
    today = context.results["today"]
    failing = [one for one in today.findings if judged(one)[1] == Verdict.FAIL]
    groups = subjects(failing, today.assessment.county)
    assert len(groups) > 1
    assert sum(len(rows) for _, rows in groups) == len(failing)
    firsts = [rows[0][1] or 0.0 for _, rows in groups]
    assert firsts == sorted(firsts, reverse=True) and firsts[0] > 0
    most = outline_table().most.problems
    for (family, rows), texts in zip(groups, problems_of(context), strict=True):
        assert {one.family for one, _ in rows} == {family}
        assert len(texts) == min(most, len(rows))
        for (finding, _), text in zip(rows, texts, strict=False):
            assert text.startswith(finding.name("zh"))


def finding_of(figure: Figure, operator: str, value: float, basis: Basis) -> Finding:
    context = make_context(small_project(), made_on=MADE_ON)
    base = next(one for one in context.main.findings if one.target is not None)
    target = Target(operator, value)
    met = figure.value is not None and target.is_met(figure.value)
    verdict = Verdict.PASS if met else Verdict.FAIL
    return replace(base, figure=figure, target=target, verdict=verdict, basis=basis, reference=None)


def test_people_concerned_are_those_whom_a_figure_names(context: ReportContext) -> None:
    """All of both townships; room that lacks for 700; 1.2 m2 for each of 30,000; a share says of none."""
    county = context.main.assessment.county
    names = county.places.names.tolist()
    total = float(county.place_population_persons.sum())
    nowhere = (0.0, 0.0, 0.0, 0.0)
    both = tuple(Place("township", str(row), name, nowhere) for row, name in enumerate(names))
    cases = (
        (Figure("a", 2.0, "towns", failing=both), total),
        (Figure("b", 0.1, "ratio", {"gap_persons": 700.0, "persons": 30_000.0}), 700.0),
        (Figure("c", 1.2, "m2_per_person", {"persons": 30_000.0}), 30_000.0),
        (Figure("d", 40.0, "percent", {"persons": 30_000.0}), None),
        (Figure("e", 1.0, "count", failing=(Place("facility", "x", "园", nowhere),)), None),
    )
    for figure, persons in cases:
        finding = finding_of(figure, ">=", 1000.0, Basis.STANDARD)
        assert persons_concerned(finding, county) == persons, figure.id


@pytest.mark.parametrize(
    ("figure", "operator", "value", "basis", "words"),
    [
        (Figure("x", 3.0, "count"), "<=", 0.0, Basis.STANDARD, "有 3 个，按国家标准要求不应有。"),
        (Figure("x", 0.0462, "ratio"), ">=", 1.0, Basis.STANDARD, "为 4.62 %，低于国家标准要求（100 %）。"),
        (Figure("x", 1.42, "percent"), "<=", 1.35, Basis.STATED, "为 1.42 %，高于规划目标（1.35 %）。"),
        (
            Figure("x", 2.6, "m2_per_person"),
            ">=",
            2.5,
            Basis.PRACTICE,
            "为 2.60 m²/人，达到参考值（2.5 m²/人）。",
        ),
    ],
)
def test_a_sentence_says_how_a_figure_stands_as_an_official_would(
    context: ReportContext, figure: Figure, operator: str, value: float, basis: Basis, words: str
) -> None:
    finding = finding_of(figure, operator, value, basis)
    assert Draft(context, "zh", {}).statement(finding) == finding.name("zh") + words


def test_planned_facilities_are_listed_only_for_a_plan() -> None:
    project = small_project()
    plan, today = (make_context(project, key, made_on=MADE_ON) for key in ("plan", "today"))

    def listed(context: ReportContext) -> list[str]:
        title = t("textreport.table.projects", "zh", scenario=context.main.scenario.title("zh"))
        return [
            row[1].text
            for block in blocks(context)
            if isinstance(block, Table) and block.title == title
            for row in block.rows
        ]

    assert listed(plan) == ["西乡"]
    assert listed(today) == []
    for name in OUTLINES:
        assert sentences(today, "zh", name).count("没有列入规划设施") == 1


def test_targets_are_counted_as_missed_only_where_a_plan_sets_some(context: ReportContext) -> None:
    chosen = make_context(small_project(), profile_id="yanggu", made_on=MADE_ON)
    assert "项规划指标未达标" in sentences(chosen)
    said = sentences(context)
    assert "未选用地方规划。现状有" in said and "项规划指标未达标" not in said


def table_named(context: ReportContext, key: str, name: OutlineName = "brief") -> Table:
    title = t(f"textreport.table.{key}", "zh", scenario=context.main.scenario.title("zh"))
    found = blocks(context, "zh", name)
    return next(block for block in found if isinstance(block, Table) and block.title == title)


def test_need_by_length_of_stay_is_the_share_of_the_residents(context: ReportContext) -> None:
    rows = {row[0].text: row for row in table_named(context, "stays", "special").rows}
    for stay in ("emergency", "short", "medium", "long"):
        share = context.rules[f"shelter.displaced_share.{stay}"]
        need = rows[t(f"assignment.stay.{stay}", "zh")][1].text
        assert need == f"{30_000 * share:,.0f}"


def test_no_two_candidates_claim_the_same_people() -> None:
    """A site beside the first adds nobody once that stands, though alone it would serve as many."""
    project = small_project()
    east = project.scenario("plan").facilities["s2"].geometry  # 20,000 people, whom nothing serves today
    candidate = project.scenario("today").facilities["s3"]
    first, twin = (replace(candidate, id=key, name=key, geometry=east) for key in ("s3", "s4"))
    project.apply(project.facility_edit({"s3": first, "s4": twin}, "today"))
    context = make_context(project, "today", made_on=MADE_ON)
    county, rules = context.main.assessment.county, context.rules
    alone = added_in_turn(county, context.main.scenario, [twin], rules)
    both = added_in_turn(county, context.main.scenario, [first, twin], rules)
    assert alone == (20_000.0,) and both == (20_000.0, 0.0)
    rows = {row[1].text: row for row in table_named(context, "candidates").rows}
    ((name, row),) = rows.items()  # the other one would add nobody: it is not proposed beside the first
    assert name in (first.name, twin.name) and row[4].text == "20,000"


def test_a_remark_that_several_figures_share_stands_once() -> None:
    context = make_context(small_project(), made_on=MADE_ON)
    draft = Draft(context, "zh", {})
    figures = [Figure(key, 1.0, "m2_per_person", {REJECTED: 2, "rejected_m2": 500.0}) for key in ("x", "y")]
    first, second = (draft.statement(finding_of(one, ">=", 2.5, Basis.PRACTICE)) for one in figures)
    remark = "2 处选址不符合避让要求（有效面积"
    assert remark in first and remark not in second and "（含 2 处选址不符合）" in second


def test_nothing_is_told_twice() -> None:
    """What lacks data is named in one place, files once each, whatever the number of their layers."""
    project = small_project()
    project.apply(project.settings_edit(profile_id="yanggu"))
    context = make_context(project, made_on=MADE_ON)
    found = blocks(context)
    text = "\n".join([sentences(context), *(str(block.rows) for block in found if isinstance(block, Table))])
    unknown = {one.name("zh") for one in context.main.findings if is_to_fill(one)}
    assert unknown and all(text.count(f"、{name}") <= 1 for name in unknown)
    rows = [row[0].text for row in table_named(context, "provenance").rows]
    assert len(rows) == len(set(rows)) < len(project.layers)


def test_a_figure_that_nobody_knows_of_any_township_has_no_column() -> None:
    project = small_project()
    made = Project(
        project.settings,
        [layer for layer in project.layers if layer.role in (Role.COUNTY, Role.TOWNSHIPS)],
        project.scenarios,
    )
    context = make_context(made, "today", made_on=MADE_ON)
    title = t("textreport.table.townships", "zh", scenario=context.main.scenario.title("zh"))
    (table,) = [block for block in blocks(context) if isinstance(block, Table) and block.title == title]
    for number, column in enumerate(table.columns):
        assert any(row[number].text != t("verdict.nodata", "zh") for row in table.rows), column.heading
    assert abs(sum(column.share for column in table.columns) - 1.0) < 0.01


def test_candidates_of_which_nothing_is_known_are_counted_alone() -> None:
    project = small_project()
    east = project.scenario("plan").facilities["s2"].geometry
    bare = replace(
        project.scenario("today").facilities["s3"], geometry=east, gross_area_m2=None, effective_area_m2=None
    )
    project.apply(project.facility_edit({"s3": bare}, "today"))
    layers = [layer for layer in project.layers if layer.role in (Role.COUNTY, Role.TOWNSHIPS)]
    context = make_context(Project(project.settings, layers, project.scenarios), "today", made_on=MADE_ON)
    said = sentences(context)
    assert "备选场地共 1 处" in said and "可优先考虑" not in said


def test_candidates_beyond_the_county_are_counted_apart() -> None:
    project = small_project()
    assert "位于县域以外" not in sentences(make_context(project, "today", made_on=MADE_ON))
    far = replace(project.scenario("today").facilities["s3"], geometry=shapely.Point(0.0, 0.0))
    project.apply(project.facility_edit({"s3": far}, "today"))
    assert "其中 1 处位于县域以外。" in sentences(make_context(project, "today", made_on=MADE_ON))


def test_candidates_drawn_as_areas_have_an_area() -> None:
    project = small_project()
    candidate = project.scenario("today").facilities["s3"]
    x, y = candidate.location
    drawn = replace(candidate, geometry=shapely.box(x, y, x + 200, y + 100), gross_area_m2=None)
    project.apply(project.facility_edit({"s3": drawn}, "today"))
    said = sentences(make_context(project, "today", made_on=MADE_ON), name="special")
    [line] = [one for one in said.split("\n") if "备选场地" in one and "总面积" in one]
    assert "有面积资料或外形的 1 处，总面积 20,000 m²" in line


def test_age_of_records_is_told_whether_the_plan_asks_or_not() -> None:
    project = small_project()
    project.apply(project.settings_edit(profile_id="core"))
    shelter = project.scenario("today").facilities["s1"]
    changed = replace(shelter, last_drill="2025-12-30")
    project.apply(project.facility_edit({"s1": changed}, "today"))
    text = sentences(make_context(project, made_on=MADE_ON), "zh", "special")
    assert f"{figure_name('shelter.drill_current_share', 'zh')}为 100" in text


# -- no data ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_project_claims_nothing(tmp_path: Path, lang: Lang) -> None:
    context = make_context(Project(), made_on=MADE_ON)
    text = sentences(context, lang, "special")
    for key in ("no_hazards", "no_stock", "no_candidates"):
        assert t(f"textreport.{key}", lang) in text
    assert t("verdict.nodata", lang) in text
    for number in re.findall(r"\d[\d,.]*\s*(?:m²|km²|人(?!均)|people|%)", text):
        # Values of rules may be there, figures of the county may not.
        assert number.split()[0] not in ("0", "0.0"), number
    assert write(context, tmp_path, lang).stat().st_size > 5000


def test_a_shelter_without_area_is_told_and_not_counted_as_nothing() -> None:
    project = small_project()
    from shapely.geometry import Point

    project.apply(
        project.facility_edit(
            {"s9": Shelter(id="s9", name="无", status="existing", geometry=Point(1, 1))}, "today"
        )
    )
    text = sentences(make_context(project, "today", made_on=MADE_ON))
    assert t("textreport.unknown_area", "zh", count="1") in text


@pytest.mark.parametrize("name", OUTLINES)
def test_pictures_are_placed_at_the_width_of_the_text_as_far_as_there_are(
    context: ReportContext, tmp_path: Path, name: OutlineName
) -> None:
    assert not docx.Document(str(write(context, tmp_path, outline=name))).inline_shapes
    document = docx.Document(str(write(context, tmp_path, pictures=PICTURES, outline=name)))
    assert len(document.inline_shapes) == len(pictures_of(name)) > 0
    small, *others = document.inline_shapes
    assert Mm(50) < small.width < Mm(78)  # beside the townships that lack most
    for shape in others:
        assert abs(shape.width - PICTURE_SHARE * Mm(156)) < Mm(0.1)  # room for what leads to it


# -- safe and the same --------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_becomes_a_field_a_link_or_markup(
    hostile_contexts: list[ReportContext], tmp_path: Path, lang: Lang
) -> None:
    # Each name once: half of them in Chinese, half in English.
    mine = slice(LANGUAGES.index(lang), None, len(LANGUAGES))
    for context, name in zip(hostile_contexts[mine], HOSTILE[mine], strict=True):
        path = write(context, tmp_path, lang, pictures=PICTURES)
        inside = parts(path)
        assert not any(
            "vba" in part.lower() or "embeddings" in part or "oleObject" in part for part in inside
        )
        for part, data in inside.items():
            if part.endswith(".rels"):
                assert b'TargetMode="External"' not in data
        root = etree.fromstring(inside["word/document.xml"])
        codes = {" ".join((code.text or "").split()) for code in root.iter(qn("w:instrText"))}
        assert codes == {'TOC \\o "1-2" \\h \\z \\u', "SEQ Table \\* ARABIC", "SEQ Figure \\* ARABIC"}
        assert not list(root.iter(qn("w:fldSimple")))
        assert " ".join(name.replace("\u202e", "").replace("\x07", "").split()) in all_text(path)


def test_no_path_and_no_persons_name_is_in_the_file(context: ReportContext, tmp_path: Path) -> None:
    inside = parts(write(context, tmp_path, pictures=PICTURES))
    for name, data in inside.items():
        assert str(tmp_path).encode() not in data, name
        assert b"python-docx" not in data, name
    core = inside["docProps/core.xml"].decode()
    assert "2026-01-02" in core
    assert "<dc:creator>Haven" in core
    assert b"<Application>Haven</Application>" in inside["docProps/app.xml"]
    assert not any(b"Microsoft Macintosh" in data for data in inside.values())
    assert not any("thumbnail" in name or "customXml" in name for name in inside)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_names_what_it_was_made_from(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    line = identity_line(context, lang)
    assert all_text(write(context, tmp_path, lang)).count(line) == 1  # on the cover


def test_limits_of_the_tables_are_data() -> None:
    assert all(value > 0 for value in msgspec.structs.asdict(outline_table().most).values())


def test_a_standard_whose_rule_set_is_in_force_is_not_among_those_without_values() -> None:
    project = small_project()
    project.apply(project.settings_edit(ruleset_id="gbt44013"))
    for context, is_used in (
        (make_context(small_project(), made_on=MADE_ON), False),
        (make_context(project, made_on=MADE_ON), True),
    ):
        (note,) = (
            block.text
            for block in blocks(context, name="special")
            if "未采用其数值" in getattr(block, "text", "")
        )
        assert ("GB/T 44013" not in note) == is_used and "GB/T 33744-2025" in note


def test_districts_that_stand_for_townships_are_not_called_these() -> None:
    project = small_project()
    (townships,) = project.layers_of(Role.TOWNSHIPS)
    layers = [
        replace(townships, role=Role.COUNTY),
        *(layer for layer in project.layers if layer.role not in (Role.COUNTY, Role.TOWNSHIPS)),
    ]
    made = Project(project.settings, layers, project.scenarios)
    text = str(present.county(Draft(make_context(made, made_on=MADE_ON), "zh", {})))
    assert "含 2 个县（区）" in text and "乡镇" not in text
    plan = make_context(made, "plan", made_on=MADE_ON)
    headings = [
        column.heading for block in blocks(plan) if isinstance(block, Table) for column in block.columns
    ]
    assert headings.count("县（区）") >= 2 and "乡镇（街道）" not in headings
    for lang, townships, districts in (
        ("zh", "分乡镇", "分县（区）"),
        ("en", "Figures by township", "by district"),
    ):
        told = [block.text for block in blocks(plan, lang) if isinstance(block, Heading)]
        said = "\n".join([*told, sentences(plan, lang)])
        assert districts in said and townships not in said
    text = str(present.county(Draft(make_context(project, made_on=MADE_ON), "zh", {})))
    assert "下辖 2 个乡镇级单元" in text


def test_where_today_tells_nothing_no_other_list_is_claimed_to_name_it() -> None:
    """The appendix names what the plan leaves unknown: fewer rows than those that today leaves unknown."""
    project = small_project()
    plan = project.scenario("plan")
    project = Project(
        project.settings, project.layers, [Scenario(TODAY_ID, "", {}), plan], active_scenario_id="plan"
    )
    context = make_context(project, made_on=MADE_ON)
    today = context.results[TODAY_ID]
    unknown = [replace(one, verdict=Verdict.NO_DATA) for one in today.findings]
    results = {**context.results, TODAY_ID: replace(today, findings=tuple(unknown))}
    count = sum(not is_to_fill(one) for one in unknown)
    said = [one.text for one in problems(Draft(replace(context, results=results), "zh", {}))]
    assert said[0] == f"现状资料不足，{count} 项指标均不能判断。"
    assert not any("另有" in text for text in said)


def test_what_only_the_plan_makes_known_is_named_where_it_is_counted() -> None:
    """The appendix names what the plan leaves unknown; it does not know what today alone leaves so."""
    project = small_project()
    context = make_context(project, "plan", made_on=MADE_ON)
    today = context.results[TODAY_ID]
    known = [one for one in context.main.findings if one.verdict != Verdict.NO_DATA and not is_to_fill(one)]
    lost = known[0].id
    findings = tuple(
        replace(one, verdict=Verdict.NO_DATA) if one.id == lost else one for one in today.findings
    )
    changed = replace(context, results={**context.results, TODAY_ID: replace(today, findings=findings)})
    named = sum(one.verdict == Verdict.NO_DATA and not is_to_fill(one) for one in today.findings)
    assert named
    said = [getattr(one, "text", "") for one in problems(Draft(changed, "zh", {}))]
    assert any(text.startswith(f"另有 {named} 项指标缺少资料") for text in said)
    name = known[0].name("zh")
    assert f"另有 1 项现状缺少资料，{context.main.scenario.title('zh')}建成后才能核算：{name}。" in said


def test_a_list_of_today_alone_has_no_column_of_what_is_planned() -> None:
    plan, today = (make_context(small_project(), key, made_on=MADE_ON) for key in ("plan", "today"))
    heading = t("textreport.column.planned", "zh")

    def heads(context: ReportContext) -> list[str]:
        title = t("textreport.table.facilities", "zh", scenario=context.main.scenario.title("zh"))
        (found,) = [one for one in blocks(context) if isinstance(one, Table) and one.title == title]
        assert all(len(row) == len(found.columns) for row in found.rows)
        return [column.heading for column in found.columns]

    assert heading in heads(plan)
    assert heading not in heads(today)


def test_a_remark_below_a_table_does_not_begin_a_page_alone() -> None:
    document = docx.Document()
    set_up_styles(document, look("zh"))
    cells = tuple((Cell(str(number)),) for number in range(30))
    for note in ("", "注：一句。"):
        table = Table(1, "表", (Column("数", 1.0),), cells, note=note)
        rows = Body(document, look("zh")).table_element(table).findall(qn("w:tr"))
        kept = [row.find(f".//{qn('w:keepNext')}") is not None for row in rows]
        assert kept == [True, *[False] * 29, bool(note)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contents_of_many_headings_stand_on_one_page(lang: Lang) -> None:
    style = look(lang)
    assert contents_size(style, 18) is None and contents_size(style, 90) is None
    for count in (36, 45):
        sizes = contents_size(style, count)
        assert sizes is not None
        letters, distance = sizes
        assert style.size("note") <= letters <= distance / 1.1
        assert count * distance <= (297 - 37 - 35) * 72 / 25.4 - style.size("line")
    document = docx.Document()
    set_up_styles(document, style)
    fit_contents(document, style, 45)
    found = {one.get(qn("w:styleId")): one for one in document.styles.element.findall(qn("w:style"))}
    for level in ("TOC1", "TOC2"):
        spacing = found[level].find(f".//{qn('w:spacing')}")
        assert (
            spacing.get(qn("w:lineRule")) == "exact" and found[level].find(f".//{qn('w:tabs')}") is not None
        )
    assert found["TOCHeading"].find(f".//{qn('w:spacing')}").get(qn("w:after")) == "240"


def test_tables_of_the_present_state_say_so() -> None:
    """The workbook's sheets of the same names are the plan's: without the word their numbers would differ."""
    for key in ("risk", "gap", "stays"):
        titles = [t(f"textreport.table.{key}", lang) for lang in LANGUAGES]
        assert "现" in titles[0] and "(today)" in titles[1]


def test_figures_in_a_row_have_one_capital(context: ReportContext) -> None:
    ids = ("shelter.area_per_resident.county", "shelter.people_share.fixed")
    text = Draft(context, "en", {}).figures(*ids).text
    first, second = (figure_name(one, "en") for one in ids)
    assert first in text
    assert f"; {inside(second)}" in text


def test_sentences_stand_apart_in_english_alone(context: ReportContext) -> None:
    assert Draft(context, "en", {}).sentences(["One.", "Two."]) == "One. Two."
    assert Draft(context, "zh", {}).sentences(["一。", "二。"]) == "一。二。"


def test_every_sentence_of_a_full_first_page_has_smaller_letters(
    context: ReportContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = leader_page(context, "zh")
    long = replace(page, sentences=tuple((head, text * 8) for head, text in page.sentences))
    monkeypatch.setattr("reports.textreport.leaderpage.leader_page", lambda *_: long)
    document = docx.Document(str(write(context, tmp_path)))
    said = [one for one in document.paragraphs if one.style.name == "Haven Summary"]
    assert len(said) >= len(page.sentences) > 1
    sizes = {run.font.size for one in said for run in one.runs}
    assert len(sizes) == 1 and None not in sizes
    assert len({one.paragraph_format.line_spacing for one in said}) == 1


@pytest.mark.parametrize("name", OUTLINES)
def test_areas_of_sites_are_all_in_square_metres(context: ReportContext, name: OutlineName) -> None:
    """20,000 m2 of shelter and a need of 75,000: hectares beside square metres could not be compared."""
    tables = [one for one in blocks(context, "zh", name) if isinstance(one, Table)]
    cells = [
        one.text if isinstance(one, Cell) else str(one)
        for table in tables
        for row in table.rows
        for one in row
    ]
    words = sentences(context, "zh", name)
    assert any("0 m²" in text for text in (*cells, words))
    assert not any("公顷" in text for text in (*cells, words))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_section_of_nothing_has_no_heading_and_no_list_is_not_none(lang: Lang) -> None:
    """No plan, no team listed, candidates are points: no empty heading, no "none", no half sentence."""
    project = small_project()
    today = project.scenario(TODAY_ID)
    bare = {
        key: replace(one, gross_area_m2=None, effective_area_m2=None) if key == "s3" else one
        for key, one in today.facilities.items()
    }
    project = Project(project.settings, project.layers, [replace(today, facilities=bare)])
    context = make_context(project, made_on=MADE_ON)
    told = blocks(context, lang, "special")
    for one, following in pairwise(told):
        assert not (
            isinstance(one, Heading) and isinstance(following, Heading) and one.level >= following.level
        ), one.text
    draft = Draft(context, lang, {})
    assert Family.TEAM in context.main.assessment.lacking
    lists = [t(f"family.{family}.plural", lang) for family in (Family.TEAM, Family.HELIPAD)]
    [teams] = layout.team_layout(draft)
    assert all(inside(name) in teams.text for name in lists)
    assert teams.text.count("名单" if lang == "zh" else "no list of") == 2
    [line] = [one.text for one in need.resources(draft)]
    assert t("verdict.nodata", lang) not in line
