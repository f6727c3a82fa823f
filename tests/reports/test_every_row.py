"""The workbook says of every row of every plan what the screen and the command line say."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.assessment.explain import finding_json
from models.findings.sources import english_clause
from models.findings.standing import grouped, is_to_fill
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.plans.plans import profile_ids
from reports.context import make_context, with_profile
from reports.words import short_source
from reports.workbook import write_workbook
from tests.reports.conftest import MADE_ON, small_project


@pytest.mark.parametrize(
    ("profile_id", "lang"), [(name, ("zh", "en")[i % 2]) for i, name in enumerate(profile_ids())]
)
def test_the_same_rows_figures_and_workings(profile_id: str, lang: Lang, tmp_path: Path) -> None:
    context = with_profile(make_context(small_project(), made_on=MADE_ON), profile_id)
    run_to_end(write_workbook(context, tmp_path / "book.xlsx", lang))
    book = load_workbook(tmp_path / "book.xlsx", read_only=True, data_only=True)
    every = [one for group in grouped(context.main.findings).values() for one in group]
    for sheet, column in (("working", 2), ("summary", 8)):
        findings = every if sheet == "working" else [one for one in every if not is_to_fill(one)]
        rows = book[t(f"workbook.sheet.{sheet}", lang)].iter_rows(min_row=5, max_col=9, values_only=True)
        rows = [row for row in rows if any(value is not None for value in row[1:])]
        assert len(rows) == len(findings)
        for row, finding in zip(rows, findings, strict=True):
            said = finding_json(finding, context.rules, lang)
            assert row[0] is not None and str(row[0]).startswith(said["name"])
            if said["figure"] is None:
                assert row[1] == t("verdict.nodata", lang)
            else:
                assert row[1] == pytest.approx(said["figure"])
            wanted = said["formula" if sheet == "working" else "source"]
            if sheet == "working" and wanted and said["figure"] is None:  # it is no formula, but what lacks
                wanted = t("report.remark.missing", lang, items=wanted)
            if sheet == "summary":  # the plan itself is named above the table
                clause = finding.clause if lang == "zh" else english_clause(finding.clause)
                wanted = short_source(wanted, context.profile.plan[lang], clause)
            assert str(row[column] or "").split("\n")[: 1 + wanted.count("\n")] == wanted.split("\n")


def test_another_plan_needs_no_new_computation() -> None:
    context = make_context(small_project(), made_on=MADE_ON)
    other = with_profile(context, "cangzhou")
    assert other.profile.id == "cangzhou" and other.main.assessment is context.main.assessment
    again = make_context(small_project(), profile_id="cangzhou", made_on=MADE_ON)
    for key, result in again.results.items():
        assert [one.as_json("zh") for one in other.results[key].findings] == [
            one.as_json("zh") for one in result.findings
        ]
