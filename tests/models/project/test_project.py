from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.county.closures import Closure
from models.county.layer import Role
from models.facilities.facility import Depot, Shelter, Status
from models.kernel.errors import HavenError
from models.kernel.remark import Remark
from models.project.edits import Change, EditFacilities, EditTogether, Part
from models.project.project import MOST_CLOSED, Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Indicator, Override, Settings
from tests.models.toy import EAST, WEST, at, layer, layers, project


def listen(target: Project) -> list[Change]:
    heard: list[Change] = []
    target.changed.connect(heard.append)
    return heard


def with_plan(*facilities: Shelter) -> tuple[Project, str]:
    made = project(facilities)
    made.apply(made.duplicate_edit(TODAY_ID, "plan A", "a"))
    return made, "a"


def test_a_new_project_has_a_present_state_that_is_shown() -> None:
    made = Project()
    assert [scenario.id for scenario in made.scenarios] == [TODAY_ID]
    assert made.active.is_today
    assert made.county.is_blank


def test_an_unknown_active_scenario_falls_back_to_today() -> None:
    made = Project(scenarios=[Scenario("a", "plan A")], active_scenario_id="gone")
    assert made.active_scenario_id == TODAY_ID
    assert [scenario.id for scenario in made.scenarios] == [TODAY_ID, "a"]


@given(st.lists(st.sampled_from([str(status) for status in Status])))
def test_candidates_and_rejected_sites_never_count(statuses: list[str]) -> None:
    shelters = {str(i): Shelter(id=str(i), geometry=at(1, 1), status=one) for i, one in enumerate(statuses)}
    for scenario_id, counting in ((TODAY_ID, {"existing"}), ("plan", {"existing", "planned"})):
        counted = Scenario(scenario_id, "", shelters).counted()
        assert [one.id for one in counted] == [i for i, one in shelters.items() if one.status in counting]


def test_counted_facilities_can_be_asked_by_family() -> None:
    made = project(
        [Shelter(geometry=at(1, 1), status="existing"), Depot(geometry=at(2, 2), status="existing")]
    )
    assert len(made.active.counted()) == 2
    assert [type(one) for one in made.active.counted(Depot.family)] == [Depot]


def test_every_edit_is_told_once_and_counts_as_a_revision() -> None:
    shelter = Shelter(geometry=at(1, 1))
    made = project()
    heard = listen(made)
    returned = made.apply(made.facility_edit({shelter.id: shelter}))
    assert heard == [returned]
    assert returned == Change(
        frozenset({Part.FACILITIES}), frozenset({TODAY_ID}), frozenset({shelter.id}), frozenset()
    )
    assert made.revision == 1
    assert made.active.facilities == {shelter.id: shelter}


def test_a_step_of_several_edits_is_told_once_with_everything_it_touched() -> None:
    made, shelter = project(), Shelter(geometry=at(1, 1))
    heard = listen(made)
    made.apply(
        EditTogether(
            (
                made.facility_edit({shelter.id: shelter}),
                made.layers_edit(layers(townships=[WEST, EAST])),
                made.settings_edit(name="new"),
            )
        )
    )
    assert len(heard) == 1
    assert heard[0].parts == {Part.FACILITIES, Part.LAYERS, Part.LAYER_LOOKS, Part.SETTINGS}
    assert heard[0].facility_ids == {shelter.id}
    assert "townships" in heard[0].layer_ids
    assert made.revision == 1


# -- today is the base of every plan -----------------------------------------------------------------------
def test_what_is_added_today_is_in_every_plan() -> None:
    made, plan = with_plan()
    shelter = Shelter(geometry=at(1, 1), status="existing")
    made.apply(made.facility_edit({shelter.id: shelter}, TODAY_ID))
    assert made.scenario(plan).facilities == {shelter.id: shelter}


def test_what_changes_today_changes_in_plans_that_still_agree() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", name="old")
    made, plan = with_plan(shelter)
    renamed = Shelter(id=shelter.id, geometry=at(1, 1), status="existing", name="new")
    made.apply(made.facility_edit({shelter.id: renamed}, TODAY_ID))
    assert made.scenario(plan).facilities[shelter.id].name == "new"


def test_a_plan_that_changed_a_facility_keeps_its_own() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing", name="old")
    made, plan = with_plan(shelter)
    enlarged = Shelter(id=shelter.id, geometry=at(1, 1), status="existing", effective_area_m2=900.0)
    made.apply(made.facility_edit({shelter.id: enlarged}, plan))
    made.apply(made.facility_edit({shelter.id: None}, TODAY_ID))
    assert made.scenario(TODAY_ID).facilities == {}
    assert made.scenario(plan).facilities == {shelter.id: enlarged}


def test_what_a_plan_changes_stays_in_the_plan() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing")
    made, plan = with_plan(shelter)
    made.apply(made.duplicate_edit(plan, "plan B", "b"))
    made.apply(made.facility_edit({shelter.id: None}, plan))
    assert made.scenario(plan).facilities == {}
    assert shelter.id in made.scenario(TODAY_ID).facilities
    assert shelter.id in made.scenario("b").facilities


def test_what_a_plan_had_deleted_comes_not_back_when_today_changes_it() -> None:
    shelter = Shelter(geometry=at(1, 1), status="existing")
    made, plan = with_plan(shelter)
    made.apply(made.facility_edit({shelter.id: None}, plan))
    moved = Shelter(id=shelter.id, geometry=at(5, 5), status="existing")
    made.apply(made.facility_edit({shelter.id: moved}, TODAY_ID))
    assert made.scenario(plan).facilities == {}


# -- scenarios ---------------------------------------------------------------------------------------------
def test_a_copy_stands_beside_its_source_and_shares_the_facilities() -> None:
    shelter = Shelter(geometry=at(1, 1))
    made = project([shelter])
    made.apply(made.duplicate_edit(TODAY_ID, "plan A", "a"))
    made.apply(made.duplicate_edit(TODAY_ID, "plan B", "b"))
    assert [one.id for one in made.scenarios] == [TODAY_ID, "b", "a"]
    assert made.scenario("a").facilities[shelter.id] is shelter


def test_today_cannot_be_removed() -> None:
    with pytest.raises(ValueError, match="today"):
        project().remove_scenario_edit(TODAY_ID)


def test_removing_the_scenario_on_show_shows_today() -> None:
    made, plan = with_plan()
    made.activate(plan)
    heard = listen(made)
    edit = made.remove_scenario_edit(plan)
    made.apply(edit)
    assert made.active_scenario_id == TODAY_ID
    assert heard[0].parts == {Part.SCENARIOS, Part.ACTIVE_SCENARIO}
    made.apply(edit.inverse())
    assert [one.id for one in made.scenarios] == [TODAY_ID, plan]


def test_showing_another_scenario_is_told_but_is_no_edit() -> None:
    made, plan = with_plan()
    heard, revision = listen(made), made.revision
    made.activate(plan)
    made.activate(plan)
    assert [change.parts for change in heard] == [{Part.ACTIVE_SCENARIO}]
    assert made.revision == revision
    with pytest.raises(KeyError):
        made.activate("nowhere")


def test_renaming_a_scenario_keeps_facilities_edited_since() -> None:
    made, plan = with_plan()
    rename = made.scenario_edit(plan, name="better plan", note="why")
    shelter = Shelter(geometry=at(1, 1))
    made.apply(made.facility_edit({shelter.id: shelter}, plan))
    made.apply(rename)
    assert made.scenario(plan).name == "better plan"
    assert shelter.id in made.scenario(plan).facilities


# -- layers and settings -----------------------------------------------------------------------------------
def test_the_county_is_kept_while_only_looks_change() -> None:
    made = project([], *layers())
    county = made.county
    heard = listen(made)
    made.apply(made.layer_edit("townships", visible=False))
    assert heard[0] == Change(frozenset({Part.LAYER_LOOKS}), layer_ids=frozenset({"townships"}))
    assert made.county is county
    assert not made.layer("townships").visible


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.layers_edit([one for one in made.layers if one.id != "villages"]),
        lambda made: made.layers_edit((*made.layers, layer(Role.FOREST, [{"geometry": at(1, 1)}]))),
        lambda made: made.layer_edit("villages", role=Role.REFERENCE),
        lambda made: made.settings_edit(county_name="Elsewhere"),
    ],
)
def test_the_county_is_made_anew_when_its_data_change(change: Callable[[Project], EditFacilities]) -> None:
    made = project([], *layers())
    county = made.county
    made.apply(change(made))
    assert made.county is not county


def test_layers_are_found_by_id_and_by_role() -> None:
    made = project([], *layers())
    assert made.layer("villages").role == Role.VILLAGES
    assert [one.id for one in made.layers_of(Role.TOWNSHIPS)] == ["townships"]
    assert made.layers_of(Role.DEM) == ()
    with pytest.raises(KeyError):
        made.layer("nowhere")


def test_settings_are_replaced_as_a_whole() -> None:
    made = project()
    made.apply(
        made.settings_edit(
            overrides={"fire.speed_km_h": Override(30.0, "Li", "2026-01-05", "measured")},
            indicators={"yanggu.outcomes.loss": Indicator(0.4, 2025, "bureau")},
        )
    )
    assert made.settings.overrides["fire.speed_km_h"].why == "measured"
    assert made.settings.indicators["yanggu.outcomes.loss"].value == 0.4
    assert made.settings.county_name == "Toy"


def test_a_snapshot_stays_as_it_was() -> None:
    shelter = Shelter(geometry=at(1, 1))
    made = project([shelter], *layers())
    copy = made.snapshot()
    made.apply(made.facility_edit({shelter.id: None}))
    made.apply(made.settings_edit(name="later"))
    assert copy.active.facilities == {shelter.id: shelter}
    assert copy.settings.name == ""
    assert copy.county is made.county
    assert copy.revision == made.revision - 2


def test_a_project_shown_in_one_place_leaves_the_settings_given_alone() -> None:
    given_settings = Settings(county_name="Toy")
    made = Project(given_settings)
    made.apply(made.settings_edit(county_name="Other"))
    assert given_settings.county_name == "Toy"


def test_today_has_a_name_in_every_language_until_somebody_renames_it() -> None:
    stored = Scenario(TODAY_ID, "现状")  # as a program in Chinese wrote it
    assert (stored.title("zh"), stored.title("en")) == ("现状", "Today")
    assert Scenario(TODAY_ID, "").title("en") == "Today"
    assert Scenario(TODAY_ID, "2025 年底").title("en") == "2025 年底"
    assert Scenario("a", "现状").title("en") == "现状"  # a plan that somebody called so
    assert Scenario("a", "").title("en") == "Plan"


def test_counties_with_closed_roads_are_kept_as_long_as_few_are_asked_for() -> None:
    made = project()

    def closing(number: int) -> Scenario:
        return Scenario(f"s{number}", "", {}, closures=(Closure(str(number), "", at(number, 5).buffer(10)),))

    assert made.county_in(Scenario("open", "", {})) is made.county
    first = made.county_in(closing(0))
    assert first is not made.county and first.closures == closing(0).closures
    for number in range(1, MOST_CLOSED):
        made.county_in(closing(number))
    assert made.county_in(closing(0)) is first  # asked for again, it is the newest
    second = made.county_in(closing(1))
    for number in range(MOST_CLOSED, 2 * MOST_CLOSED - 1):
        made.county_in(closing(number))
    assert made.county_in(closing(1)) is second
    assert made.county_in(closing(0)) is not first


def test_no_analysis_runs_on_families_that_could_not_be_read() -> None:
    made = project([Depot(geometry=at(2, 5))])
    made.check_facilities_read()
    made.left_out = (Remark("reading.family_left_out", unread="depot"),)
    assert made.unread == {"depot"}
    with pytest.raises(HavenError) as caught:
        made.check_facilities_read()
    assert caught.value.key == "facilities_unread"
    with pytest.raises(HavenError) as caught:
        made.check_whole()
    assert caught.value.key == "project_incomplete_document"


def test_usual_names_are_read_in_either_language_and_own_ones_as_they_are() -> None:
    assert Scenario("p", "方案甲").title("en") == "Plan A" and Scenario("p", "Plan B").title("zh") == "方案乙"
    assert Scenario("p", "南部方案").title("en") == "南部方案"
    assert Scenario(TODAY_ID, "现状").title("en") == "Today" and Scenario("p", "").title("zh") == "方案"
    assert Scenario("p", "现状").title("en") == "现状", "a plan that somebody called so"
