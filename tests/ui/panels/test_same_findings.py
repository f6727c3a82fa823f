"""Panel, command line and reports say the same of every row of every plan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project, save_project
from models.assessment.explain import finding_json
from models.findings.formulas import formula_text
from models.findings.numbers import figure_text
from models.kernel.text import LANGUAGES, Lang
from models.plans.plans import profile_ids
from models.project.project import Project
from models.project.settings import Override
from reports.context import ReportContext, make_context
from tests.ui.canvas_project import small_project
from ui.cli import checkjob
from ui.core.session import Session
from ui.panels.findings import FindingsPanel

RULE = "shelter.area_per_resident_m2"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = small_project()
    made.settings = replace(made.settings, overrides={RULE: Override(1.5, "县局", "2026-08-01", "专家会")})
    path = tmp_path_factory.mktemp("same") / "县.gpkg"
    save_project(made, path)
    return path


@pytest.mark.parametrize("profile_id", profile_ids())
def test_every_row_is_the_same_everywhere(path: Path, profile_id: str, qtbot: Any) -> None:
    project = load_project(path)
    project.settings = replace(project.settings, profile_id=profile_id)
    context = make_context(project, made_on=date.today())
    (alone,) = checkjob.contexts_of(path, None, [profile_id])
    for lang in LANGUAGES:
        same_everywhere(path, project.snapshot(), context, alone, lang, qtbot)


def same_everywhere(
    path: Path, project: Project, context: ReportContext, alone: ReportContext, lang: Lang, qtbot: Any
) -> None:
    session = Session(lang)
    session.open(project, None)
    panel = FindingsPanel(session)
    qtbot.addWidget(panel.head)
    qtbot.addWidget(panel)
    printed = json.loads(json.dumps(checkjob.findings_json([alone], path, lang), allow_nan=False))
    assert printed["profile"] == project.settings.profile_id
    rows = [panel.row(finding.id).finding for finding in session.findings]
    assert [row["id"] for row in printed["findings"]] == [finding.id for finding in context.main.findings]
    for row, said, reported in zip(rows, printed["findings"], context.main.findings, strict=True):
        through = said.pop("scenarios")
        assert said == json.loads(json.dumps(finding_json(row, session.rules, lang)))
        assert said == json.loads(json.dumps(finding_json(reported, context.rules, lang)))
        assert said["formula"] == formula_text(reported.figure, lang)
        assert [one["figure"] for one in through] == [
            next(one.figure.value for one in result.findings if one.id == row.id)
            for result in context.results.values()
        ]
        assert panel.row(row.id).shown_figure == figure_text(
            reported.figure.value, reported.figure.unit, lang, target=reported.target
        )
        if row.target_rule == RULE:
            (changed,) = (rule for rule in said["rules"] if rule["key"] == RULE)
            assert changed["changed"] == {"who": "县局", "when": "2026-08-01", "why": "专家会"}
            assert (changed["value"], changed["standard_value"]) == (1.5, 2.5)
    session.deleteLater()


def test_the_table_to_read_is_aligned_and_holds_every_row(path: Path) -> None:
    (context,) = checkjob.contexts_of(path, None, ["core"])
    text = checkjob.findings_text([context], "zh")
    for finding in context.main.findings:
        (line,) = (one for one in text.splitlines() if f"  {finding.name('zh')} " in one)
        assert figure_text(finding.figure.value, finding.figure.unit, "zh", target=finding.target) in line
    ends = {
        checkjob._width(line.split("≥")[0])
        for line in text.splitlines()
        if "≥" in line and line[0] in checkjob.MARKS.values()
    }
    assert len(ends) == 1
