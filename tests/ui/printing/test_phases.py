"""The plan by year on a sheet: one extent for all maps, what is new ringed, the message as title."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from models.facilities.facility import Status
from models.facilities.keyproject import KeyProject
from reports.context import make_context
from reports.message import phases_message
from tests.ui.made_county import made_project
from ui.printing import MapSheet
from ui.printing.desk import Desk
from ui.printing.mapframe import printed_denominator
from ui.printing.phases import _remarks, phases_page
from ui.printing.write import make_pages

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def context():
    project = made_project(roads=10, villages=40)
    plan = project.scenario(project.active_scenario_id)
    planned = [key for key, one in plan.facilities.items() if one.status == Status.PLANNED]
    projects = tuple(
        KeyProject(facility_ids=tuple(planned[part::2]), finish_year=year)
        for part, year in enumerate((2030, 2035))
    )
    project.settings = replace(project.settings, projects=projects)
    return make_context(project, made_on=date(2026, 7, 1))


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_maps_of_each_year_show_the_same_ground_and_do_not_cover_one_another(context, orientation):
    desk = Desk(context, "zh", MapSheet(template="atlas", paper="A4", orientation=orientation))
    page = phases_page(desk, (2, 9))
    first, *rest = page.maps
    assert [one.id for one in page.maps] == ["map_year_1", "map_year_2", "map_year_3"]
    for other in rest:
        assert printed_denominator(other.viewport) == pytest.approx(printed_denominator(first.viewport))
        np.testing.assert_allclose(other.viewport.extent, first.viewport.extent)
    boxes = [one.rect for one in page.elements if one.is_movable and one.id not in ("north", "scalebar")]
    for number, box in enumerate(boxes):
        assert QRectF(0.0, 0.0, *page.size_mm).contains(box)
        for other in boxes[number + 1 :]:
            both = box.intersected(other)
            assert both.isEmpty() or both.width() * both.height() < 0.5


def test_the_atlas_has_the_page_only_where_projects_carry_years(context):
    kinds = [page.kind for page in make_pages(Desk(context, "zh", MapSheet(template="atlas")))]
    assert kinds[:2] == ["overview", "phases"] and kinds.count("phases") == 1
    assert context.phases("today") == ()
    none = replace(context.project.settings, projects=())
    bare = context.project.snapshot()
    bare.settings = none
    assert make_context(bare, made_on=context.made_on).phases(context.scenario_id) == ()


def test_the_message_counts_townships_by_year_else_what_is_built(context):
    phases = context.phases(context.scenario_id)
    gaps = ([5.0, 3.0, 1.0], [0.0, 3.0, 1.0], [0.0, 0.0, 1.0])

    def lacking(result, values):
        units = replace(result.assessment.units, shelter_area_gap_m2=np.array(values))
        return replace(result, assessment=replace(result.assessment, units=units))

    today = lacking(context.results["today"], gaps[0])
    made = [lacking(one, values) for one, values in zip(phases, gaps[1:], strict=True)]
    count = len(made[-1].assessment.units.names)
    wanted = f"Lacking shelter area, of {count} townships: 3 today, 2 by 2030, 1 by 2035"
    assert phases_message(today, made, "en") == wanted
    made[0] = lacking(phases[0], [np.nan, 0.0, 0.0])
    built = [len(one.built) for one in phases]
    assert phases_message(today, made, "zh") == (
        f"规划设施累计建成：2030 年底 {built[0]} 处、2035 年底 {built[1]} 处"
    )


def test_remarks_on_years_begin_as_sentences_do(context):
    desk = Desk(context, "en", MapSheet(template="atlas"))
    lines = _remarks(desk, context.phases(context.scenario_id))
    assert lines and all(line[:1] == line[:1].upper() for line in lines)
