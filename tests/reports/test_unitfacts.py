"""What a township's page says of it in sentences."""

from __future__ import annotations

from dataclasses import replace

from models.kernel.text import LANGUAGES
from reports.context import make_context
from reports.schedule import schedule
from reports.unitfacts import unit_candidates, unit_facts
from tests.reports.conftest import MADE_ON, small_project


def test_sentences_hold_the_figures_of_the_township_and_what_the_plan_adds_there() -> None:
    """Each township with its own figure; what is planned there by name, or that nothing is."""
    context = make_context(small_project(), "plan", made_on=MADE_ON)
    shown = context.main
    names = [str(name) for name in shown.assessment.units.names]
    for row, name in enumerate(names):
        own = [one for one in schedule(shown) if one.unit == row]
        first, *rest = unit_facts(context, shown, row, own, "zh")
        per_person = shown.assessment.units.shelter_area_per_resident_m2[row]
        assert f"人均有效避难面积 {per_person:.2f} m²" in first, name
        planned = [one.facility.name for one in own if one.facility.status == "planned"]
        said = "".join(rest)
        assert ("没有新增设施" in said) == (not planned)
        assert all(one in said for one in planned)
        for lang in LANGUAGES:
            assert all(text.endswith(("。", ".")) for text in unit_facts(context, shown, row, own, lang))


def test_the_present_state_speaks_of_no_plan_and_what_nobody_knows_is_not_mentioned() -> None:
    context = make_context(small_project(), "today", made_on=MADE_ON)
    assert not [text for text in unit_facts(context, context.main, 0, (), "zh") if "新增" in text]
    project = small_project()
    project.apply(project.facility_edit({"s1": None, "s3": None}, "today"))
    bare = make_context(project, "today", made_on=MADE_ON)
    assert not [text for text in unit_facts(bare, bare.main, 0, (), "zh") if "无数据" in text]


def test_candidates_of_a_township_stand_largest_first() -> None:
    project = small_project()
    candidate = project.scenario("today").facilities["s3"]
    small, large = (
        replace(candidate, id=f"c{area}", name=f"c{area}", gross_area_m2=area) for area in (900.0, 5000.0)
    )
    project.apply(project.facility_edit({one.id: one for one in (small, large)}, "today"))
    shown = make_context(project, "today", made_on=MADE_ON).main
    found = [unit_candidates(shown, row) for row in range(len(shown.assessment.units.names))]
    (own,) = [rows for rows in found if rows]
    areas = [area for _, area in own]
    assert {"c5000.0", "c900.0"} <= {name for name, _ in own} and areas == sorted(areas, reverse=True)


def test_the_rank_of_a_township_says_what_it_ranks() -> None:
    context = make_context(small_project(), "today", made_on=MADE_ON)
    rows = range(len(context.main.assessment.units.names))
    texts = [text for row in rows for text in unit_facts(context, context.main, row, (), "en")]
    assert [text for text in texts if "no. 1 by area lacking of the" in text]
