"""A planner's own plan, pasted as a table."""

from __future__ import annotations

import json
from datetime import date

import pytest

from layers.project.codec import settings_from_json, settings_to_json
from models.assessment.assess import assess
from models.findings.findings import Basis, Finding, Target, Verdict
from models.findings.standing import scores
from models.kernel.text import t
from models.plans.ownrows import pasted_rows
from models.plans.plans import check, profile_of
from models.project.settings import CustomProfile, Indicator, OwnRow, OwnTarget, Settings
from models.rules.rules import load_rules
from tests.models.toy import project

TABLE = """指标\t类别\t性质\t目标\t单位\t年份\t范围\t章节\t基期\t文件
预警信息公众覆盖率\t救灾\t\t不低于 95%\t\t2030年\t全县\t三(二)1\t82\t某县规划（某政〔2026〕3号）
应急广播通村\t基层能力\t规划定性要求\t\t%\t\t\t三(四)2\t\t某县规划（某政〔2026〕3号）
示范社区\t\t\t\t处\t\t\t一(二)\t5\t
指挥中心建成\t\t\t建成\t\t2027\t\t四(一)\t\t
"""


def rows() -> tuple[OwnRow, ...]:
    found = pasted_rows(TABLE.replace("救灾", "灾害救助"), "zh")
    assert found.faults == []
    return tuple(found.rows)


def findings(typed: dict[str, float], made: tuple[OwnRow, ...]) -> dict[str, Finding]:
    custom = CustomProfile("own.p", "某县", "core", {}, made)
    indicators = {row.id: Indicator(typed[row.name], 2026, "年报") for row in made if row.name in typed}
    settings = Settings(profile_id="own.p", custom_profiles={"own.p": custom}, indicators=indicators)
    base, rules = project(), load_rules()
    result = assess(base.county, base.active, rules)
    return {
        one.name("zh"): one for one in check(result, rules, profile_of(settings), settings, date(2028, 1, 1))
    }


def test_a_table_makes_rows_with_every_field() -> None:
    warning, radio, communities, centre = rows()
    assert (warning.family, warning.unit, warning.targets) == (
        "relief",
        "percent",
        (OwnTarget(">=", 95.0, 2030),),
    )
    assert (warning.scope, warning.clause, warning.baseline) == ("全县", "三(二)1", 82.0)
    assert [one.basis for one in (warning, radio, communities, centre)] == [
        "stated",
        "qualitative",
        "baseline",
        "stated",
    ]
    assert (centre.unit, centre.targets) == ("yes_no", (OwnTarget(">=", 1.0, 2027),))
    assert communities.targets == radio.targets == ()


def test_its_rows_are_judged_like_those_of_a_plan_that_ships() -> None:
    made = rows()
    found = findings({"预警信息公众覆盖率": 95.0, "示范社区": 8.0, "应急广播通村": 70.0}, made)
    warning = found["预警信息公众覆盖率"]
    assert (warning.verdict, warning.target, warning.year) == (Verdict.PASS, Target(">=", 95.0), 2030)
    assert (warning.change, warning.is_expired) == (13.0, False)
    assert warning.source.text("zh") == "某县规划（某政〔2026〕3号） 三(二)1"
    assert (found["应急广播通村"].basis, found["应急广播通村"].verdict) == (Basis.QUALITATIVE, Verdict.INFO)
    assert found["示范社区"].change == 3.0
    assert found["指挥中心建成"].is_expired  # due in 2027, and it is 2028
    plan = scores(tuple(found.values()))["plan"]
    assert (plan.met, plan.total, plan.unknown) == (1, 2, 1)


def test_own_rows_are_kept_with_the_project() -> None:
    custom = CustomProfile("own.p", "某县", "core", {}, rows())
    settings = Settings(profile_id="own.p", custom_profiles={"own.p": custom})
    stored = json.loads(json.dumps(settings_to_json(settings)))
    assert settings_from_json(stored).custom_profiles == {"own.p": custom}


@pytest.mark.parametrize(
    ("line", "what", "said"),
    [
        ("指标一\t\t\t约定\t%", "target", "约定"),
        ("指标一\t\t\t5\t弗隆", "unit", "弗隆"),
        ("指标一\t动物园\t\t5\t%", "family", "动物园"),
        ("指标一\t\t胡说\t5\t%", "basis", "胡说"),
        ("指标一\t\t规划指标\t\t%", "target", ""),
        ("\t\t\t5\t%", "row", ""),
        ("指标一\t\t\t5\t%\t明年", "year", "明年"),
    ],
)
def test_a_faulty_line_is_named(line: str, what: str, said: str) -> None:
    found = pasted_rows(line, "zh")
    assert found.rows == []
    word = t(f"own_rows.column_{what}", "zh").partition("/")[0]
    (fault,) = found.faults
    assert fault.startswith(t("own_rows.bad", "zh", number=1, what=word, said=said or "–"))
    # What may be written is said where there are a few words to choose from.
    known = {"类别": "避难场所", "性质": t("basis.stated", "zh")}.get(word)
    assert ("可写" in fault) == (known is not None) and (known or "") in fault
