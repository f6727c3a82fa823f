"""Names of files and the line that says what a document was made from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.kernel.filenames import MAX_BYTES, safe_name
from models.kernel.text import LANGUAGES, Lang, t
from models.kernel.version import VERSION
from models.project.revision import project_revision
from models.project.settings import Override
from reports.context import ReportContext, make_context
from reports.identity import KINDS, identity_line, output_name
from reports.leader import leader_page
from reports.workbook.document import Document
from tests.reports.conftest import HOSTILE, MADE_ON, small_project


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_is_county_scenario_kind_and_day_and_unlike_the_others(
    context: ReportContext, lang: Lang
) -> None:
    names = [output_name(context, kind, lang, ".x") for kind in KINDS]
    assert len(set(names)) == len(names)
    for kind, name in zip(KINDS, names, strict=True):
        assert name == f"东镇_西乡_{t(f'output.kind.{kind}', lang)}_20260102.x"


def test_a_plan_of_another_place_is_no_name_of_this_one() -> None:
    project = small_project()
    project.apply(project.settings_edit(profile_id="yanggu"))
    context = make_context(project, made_on=MADE_ON)
    assert "对照：阳谷县规划" in Document(context, "zh").subtitle
    assert "Held against: plan of Yanggu county" in Document(context, "en").subtitle
    assert leader_page(context, "zh").subtitle.startswith("对照：阳谷县规划")
    assert leader_page(context, "en").subtitle.startswith("Held against: plan of Yanggu county")


def test_the_same_project_has_the_same_name() -> None:
    first, second = (
        output_name(make_context(small_project(), made_on=MADE_ON), "workbook", "zh", ".xlsx") for _ in "ab"
    )
    assert first == second


@pytest.mark.parametrize("name", [*HOSTILE, "../../etc/passwd", "a/b\\c", "CON", "", "很" * 200, "é" * 200])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_name_gives_a_file_name_that_keeps_what_identifies_it(name: str, lang: Lang) -> None:
    context = make_context(small_project((name, name)), made_on=MADE_ON)
    made = output_name(context, "textreport", lang, ".docx")
    assert safe_name(made) == made
    assert len(made.encode()) <= MAX_BYTES
    assert made.endswith(f"{t('output.kind.textreport', lang)}_20260102.docx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_line_names_project_rules_plan_program_and_day(context: ReportContext, lang: Lang) -> None:
    line = identity_line(context, lang)
    assert project_revision(context.project) in line
    for part in (context.rules.names[lang], context.profile.plan[lang], VERSION, "2026-01-02"):
        assert part in line
    assert "\n" not in line


def test_changed_rules_are_told() -> None:
    project = small_project()
    project.apply(
        project.settings_edit(overrides={"shelter.area_per_resident_m2": Override(3.0, who="a", why="b")})
    )
    context = make_context(project, made_on=MADE_ON)
    assert "1 changed here" in identity_line(context, "en")
    assert "本县修改 1 项" in identity_line(replace(context), "zh")
