"""Counts and records over the toy county, each small enough to count by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from models.access.sited import Counted
from models.assessment.ledger import dated_figures, ledger_parts
from models.assessment.part import Case
from models.county.county import County
from models.county.layer import Role
from models.facilities.facility import Brigade, Depot, Facility, Family, FireStation, Helipad, Shelter, Team
from models.facilities.registers import MEASURES, Register, RegisterTable, common_registers
from models.findings.findings import Figure, Target
from models.findings.formulas import formula_text, missing_text
from models.kernel.schema import DataFileError, checked
from models.kernel.text import has_text
from models.project.settings import Override
from models.registers.counting import Inventory, is_park, is_street, register_figure
from models.rules.rules import Rules, load_rules
from tests.models.toy import EAST, VILLAGES, WEST, at, county, layer, square

RULES = load_rules()


def shelter(x_km: float = 1, y_km: float = 1, **values: Any) -> Shelter:
    return Shelter(geometry=at(x_km, y_km), status="existing", **values)


def ledger_figures(of: County, facilities: Sequence[Facility], rules: Rules) -> dict[str, Figure]:
    case = Case(Counted(of, rules, facilities))
    made = [part.figures for part in ledger_parts() if part.figures is not None]
    return {key: figure for make in made for key, figure in make(case).items()}


def figures(*facilities: Facility, rules: Rules = RULES, **changed: Any) -> dict[str, Figure]:
    return ledger_figures(county(**changed), facilities, rules)


def failing(figure: Figure) -> list[str]:
    return [place.name for place in figure.failing]


def count(
    table: dict[str, Any], *facilities: Facility, target: Target | None = None, **changed: Any
) -> Figure:
    found = checked(table, RegisterTable, "x.toml", "a row")
    register = Register.from_table(found, "x.toml", "a row")
    return register_figure("x", register, "places", Inventory(county(**changed), facilities), target)


# -- counts ------------------------------------------------------------------------------------------------
def test_facilities_are_counted_by_family_and_field() -> None:
    found = figures(
        shelter(kind="park"),
        shelter(kind="building"),
        Depot(geometry=at(1, 1), storage="contract"),
        Depot(geometry=at(1, 1), storage="corporate", level="community"),
        FireStation(geometry=at(1, 1), station_class="small"),
        Brigade(geometry=at(1, 1), brigade_class="micro"),
        Team(geometry=at(1, 1)),
        Helipad(geometry=at(1, 1)),
    )
    values = {key: figure.value for key, figure in found.items()}
    assert values["shelter.count"] == 2
    assert values["shelter.converted_count"] == 1
    assert values["shelter.kinds"] == 2
    assert values["depot.count"] == 2
    assert (values["depot.own_count"], values["depot.contract_count"], values["depot.corporate_count"]) == (
        0,
        1,
        1,
    )
    assert values["depot.community_count"] == 1
    assert (values["fire.stations"], values["fire.small_stations"]) == (1, 1)
    assert values["micro.count"] == 1
    assert values["team.count"] == 1
    assert values["helipad.count"] == 1


def test_an_empty_register_counts_nothing_but_has_no_shares() -> None:
    found = figures()
    assert found["shelter.count"].value == 0
    assert found["helipad.count"].value == 0
    for key, missing in {
        "shelter.custody_share": "shelters",
        "shelter.seismic_adequate_share": "shelters",
        "shelter.kinds": "shelters",
        "shelter.area.indoor": "shelters",
        "shelter.indoor_share": "fixed_shelters",
        "team.record_share": "teams",
        "brigade.standard_share": "brigades",
    }.items():
        assert found[key].value is None, key
        assert found[key].missing == (missing,), key


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 10)), max_size=12))
def test_depots_of_the_townships_add_up_and_more_never_serve_fewer(spots: list[tuple[float, float]]) -> None:
    depots = [Depot(geometry=at(*spot)) for spot in spots]
    table = {"families": ["depot"], "measure": "served_share", "by": "township"}
    shares = [count(table, *depots[:n]).value for n in range(len(depots) + 1)]
    assert shares[0] == 0
    assert shares == sorted(shares)  # type: ignore[type-var]
    served = {("West" if x <= 10 else "East") for x, _ in spots}
    assert shares[-1] == 50.0 * len(served)


# -- records -----------------------------------------------------------------------------------------------
FULL = {"builder": "a", "manager": "b", "maintainer": "c"}


def test_custody_needs_all_three_and_lists_those_that_lack_one() -> None:
    found = figures(
        shelter(name="full", **FULL),
        shelter(name="no builder", **{**FULL, "builder": ""}),
        shelter(name="nothing"),
        shelter(name="also full", **FULL),
    )["shelter.custody_share"]
    assert found.value == 50
    assert failing(found) == ["no builder", "nothing"]
    assert found.inputs == {"met": 2, "count": 4}


def test_what_nobody_ever_recorded_is_no_data_and_not_zero() -> None:
    found = figures(shelter(), shelter(builder="a"))
    assert found["shelter.custody_share"].value is None
    assert found["shelter.custody_share"].missing == ("field.manager", "field.maintainer")
    assert found["shelter.signed_share"].missing == ("field.is_signed",)
    assert found["shelter.demo_count"].value is None


def test_unknown_is_not_safe() -> None:
    found = figures(
        shelter(name="strong", seismic_adequate=True),
        shelter(name="weak", seismic_adequate=False),
        shelter(name="unknown"),
    )
    assert found["shelter.seismic_assessed_share"].value == pytest.approx(200 / 3)
    assert failing(found["shelter.seismic_assessed_share"]) == ["unknown"]
    assert found["shelter.seismic_adequate_share"].value == pytest.approx(100 / 3)
    assert failing(found["shelter.seismic_adequate_share"]) == ["weak", "unknown"]


def test_a_demonstration_shelter_has_all_three_functions() -> None:
    every = {"has_command": True, "has_tents": True, "has_medical": True}
    found = figures(
        shelter(**every), shelter(**{**every, "has_medical": False}), shelter(**{**every, "has_tents": None})
    )["shelter.demo_count"]
    assert found.value == 1
    assert found.inputs == {"met": 1, "count": 3}


def test_an_occupancy_of_zero_people_is_on_record() -> None:
    found = figures(shelter(occupancy_persons=0, state="ready"), shelter(state="ready"))
    assert found["shelter.state_share"].value == 50


# -- ages of records ---------------------------------------------------------------------------------------
def dated(*facilities: Facility, as_of: date | None = date(2026, 7, 1), rules: Rules = RULES) -> Figure:
    return dated_figures(facilities, rules, as_of)["shelter.inspection_current_share"]


@pytest.mark.parametrize(
    ("last", "is_current"),
    [
        ("2026-07-01", True),
        ("2025-07-01", True),  # 365 days before: exactly at the limit counts
        ("2025-06-30", False),
        ("2026-07-02", False),  # a day that has not come yet proves nothing
        ("spring", False),
        ("", False),
        (None, False),
    ],
)
def test_an_inspection_counts_up_to_its_age(last: str | None, is_current: bool) -> None:
    found = dated(shelter(last_inspection=last), shelter(last_inspection="2026-06-30"))
    assert found.value == (100 if is_current else 50)
    assert len(found.failing) == (0 if is_current else 1)


def test_what_is_yet_to_be_built_is_not_asked_for_inspections() -> None:
    built, planned = shelter(last_inspection="2026-06-30"), replace(shelter(), status="planned")
    found = dated(built, planned)
    assert (found.value, found.inputs["count"], found.failing) == (100, 1, ())
    assert dated(planned).missing == ("shelters",)


def test_the_age_allowed_is_a_rule() -> None:
    rules = load_rules("national", {"shelter.inspection_age_days": Override(10.0)})
    assert dated(shelter(last_inspection="2026-06-20"), rules=rules).value == 0
    assert dated(shelter(last_inspection="2026-06-21"), rules=rules).value == 100


@pytest.mark.parametrize(
    ("last", "is_current"),
    [("2025-07", True), ("2026-07", True), ("2025-06", False), ("2026-08", False), ("2026-13", False)],
)
def test_a_record_that_names_no_day_is_as_old_as_its_month(last: str, is_current: bool) -> None:
    found = dated(shelter(last_inspection=last), shelter(last_inspection="2026-06-30"))
    assert found.value == (100 if is_current else 50)


def test_records_that_name_only_months_are_records() -> None:
    assert dated(shelter(last_inspection="2026-06")).value == 100


def test_ages_need_a_day_to_count_to() -> None:
    assert dated(shelter(last_inspection="2026-06-20"), as_of=None).missing == ("as_of",)
    assert dated(shelter()).missing == ("field.last_inspection",)
    assert dated().missing == ("shelters",)


# -- areas -------------------------------------------------------------------------------------------------
def test_areas_are_summed_by_space_and_the_estimated_ones_are_marked() -> None:
    found = figures(
        shelter(space="outdoor", effective_area_m2=6000.0, shelter_class="short"),
        shelter(space="indoor", kind="park", effective_area_m2=3000.0, shelter_class="medium"),
        shelter(space="underground", effective_area_m2=1000.0, shelter_class="emergency"),
        shelter(space="outdoor"),
    )
    assert found["shelter.area.outdoor"].value == 6000
    assert found["shelter.area.outdoor"].inputs["unknown"] == 1
    assert found["shelter.area_of_kind.park"].value == 3000
    assert found["shelter.area_of_kind.square"].value == 7000
    assert found["shelter.area.indoor"].value == 3000
    assert found["shelter.area.underground"].value == 1000
    # Of the fixed shelters only: 3000 of 9000.
    assert found["shelter.indoor_share"].value == pytest.approx(100 / 3)
    assert not found["shelter.indoor_share"].is_estimated
    assert figures(shelter(gross_area_m2=100.0))["shelter.area.outdoor"].is_estimated
    assert figures(shelter())["shelter.area.outdoor"].missing == ("shelter_area",)


def test_where_no_list_says_whether_a_shelter_is_indoors_no_share_of_it_is_told() -> None:
    plain = {"effective_area_m2": 6000.0, "shelter_class": "short"}
    found = figures(shelter(space="unknown", **plain), shelter(space="indoor", **plain))
    assert found["shelter.area_of_kind.square"].value == 12000
    for key in ("shelter.indoor_share", "shelter.area.indoor", "shelter.area.outdoor"):
        assert found[key].value is None, key
        assert found[key].missing == ("field.space",), key
        assert missing_text(found[key], "zh") == "避难场所的空间形式（室内、室外）"
        assert missing_text(found[key], "en") == "whether shelters are indoors or outdoors"
    # One that is not fixed, or that has no area, takes nothing from the share of the fixed ones.
    other = shelter(space="unknown", shelter_class="emergency", effective_area_m2=10.0)
    found = figures(shelter(space="indoor", **plain), shelter(**plain), other, shelter(space="unknown"))
    assert found["shelter.indoor_share"].value == 50


def test_an_unknown_form_of_space_is_no_form_in_use() -> None:
    table = {"families": ["shelter"], "measure": "kinds", "fields": ["space"]}
    assert count(table, shelter(space="unknown"), shelter(space="indoor")).value == 1
    assert count(table, shelter(space="unknown")).missing == ("field.space",)


def test_a_shelter_exactly_as_large_as_its_class_asks_is_large_enough() -> None:
    found = figures(
        shelter(name="just", shelter_class="short", effective_area_m2=2000.0),
        shelter(name="small", shelter_class="short", effective_area_m2=1999.0),
        shelter(name="tiny", shelter_class="medium", effective_area_m2=500.0),
        shelter(name="no least", shelter_class="emergency", effective_area_m2=1.0),
        shelter(name="unknown", shelter_class="long"),
    )["shelter.undersized_count"]
    assert found.value == 2
    assert failing(found) == ["tiny", "small"]
    assert found.inputs == {"count": 2, "known": 3, "unknown": 1}


def test_an_unknown_size_is_not_taken_for_large_enough() -> None:
    large, unknown = shelter(shelter_class="short", effective_area_m2=2000.0), shelter(shelter_class="short")
    found = figures(large, unknown)["shelter.undersized_count"]
    assert (found.value, found.missing) == (None, ("fixed_shelters",))
    assert figures(large)["shelter.undersized_count"].value == 0


def test_only_own_relief_depots_of_higher_levels_have_a_least_size() -> None:
    def depot(**values: Any) -> Depot:
        return Depot(geometry=at(1, 1), floor_area_m2=600.0, **values)

    found = figures(
        depot(name="county", level="county"),
        depot(name="contract", level="county", storage="contract"),
        depot(name="flood", level="county", kind="flood"),
        depot(name="township", level="township"),
    )["depot.undersized_count"]
    assert (found.value, failing(found)) == (1, ["county"])
    assert figures(depot(level="township"))["depot.undersized_count"].missing == ("large_depots",)


# -- where there is none -----------------------------------------------------------------------------------
def test_townships_without_a_brigade_are_blank_spots_unless_a_station_stands_there() -> None:
    volunteer = Brigade(geometry=at(1, 1), brigade_class="volunteer")
    found = figures(volunteer)
    assert found["brigade.township_share"].value == 50
    assert found["brigade.full_time_township_share"].value == 0
    assert found["fire.blank_spots"].value == 1
    assert failing(found["fire.blank_spots"]) == ["East"]
    found = figures(volunteer, FireStation(geometry=at(15, 5)))
    assert found["fire.blank_spots"].value == 0
    assert found["brigade.township_share"].value == 50


def test_a_micro_station_is_no_brigade() -> None:
    found = figures(Brigade(geometry=at(1, 1), brigade_class="micro"))
    assert found["fire.blank_spots"].value == 2
    assert failing(found["fire.blank_spots"]) == ["East", "West"]  # most residents first


def test_places_carry_what_a_click_needs() -> None:
    (place,) = figures(Depot(geometry=at(1, 1)), townships=[WEST, EAST])["depot.park_share"].failing
    assert (place.kind, place.key, place.layer_id) == ("township", "1", "townships")
    assert place.bounds == square(10, 0, 10).bounds


@pytest.mark.parametrize(
    ("code", "park"),
    [
        ("371599400", True),
        ("371599599000", True),
        ("371599399", False),
        ("371599600", False),
        ("3715994", False),
        ("", False),
        ("37159940x", False),
    ],
)
def test_a_development_zone_is_told_by_its_code(code: str, park: bool) -> None:
    assert is_park(code) is park


@pytest.mark.parametrize(
    ("code", "street"),
    [("371599001", True), ("371599099000", True), ("371599100", False), ("371599000", False), ("", False)],
)
def test_street_offices_are_told_by_code(code: str, street: bool) -> None:
    assert is_street(code) is street


def test_towns_are_townships_without_street_offices_and_parks() -> None:
    register = Register.from_table(
        RegisterTable(families=[Family.BRIGADE], measure="served_share", by="town"), "x.toml", "row 'a'"
    )

    def share(**layers: Sequence[dict[str, Any]]) -> Figure:
        facilities = (Brigade(geometry=at(5, 5)),)
        return register_figure("a", register, "percent", Inventory(county(**layers), facilities))

    assert share().value == 100  # the east is a development zone
    street = {**WEST, "code": "371599001"}
    assert share(townships=[street, {**EAST, "code": "371599102"}]).value == 0
    assert share(townships=[street, EAST]).missing == ("townships",)
    assert share(townships=[{**WEST, "code": ""}, {**EAST, "code": ""}]).value == 50


def test_parks_without_any_are_no_data() -> None:
    assert figures(Depot(geometry=at(15, 5)))["depot.park_share"].value == 100
    found = figures(townships=[WEST])["depot.park_share"]
    assert (found.value, found.missing) == (None, ("parks",))


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"townships": []}, "townships"),
        ({"townships": [{**WEST, "geometry": at(5, 5)}]}, "township_areas"),
    ],
)
def test_townships_that_are_not_polygons_hold_nothing(changed: dict[str, Any], missing: str) -> None:
    found = figures(Brigade(geometry=at(5, 5)), **changed)["brigade.township_share"]
    assert (found.value, found.missing) == (None, (missing,))


def test_county_units_named_by_a_plan() -> None:
    units = [
        {"name": "昌黎县", "code": "130322", "geometry": square(0, 0, 5)},
        {"name": "卢龙县", "code": "130324", "geometry": square(5, 0, 5)},
        {"name": "别县", "code": "130399", "geometry": square(10, 0, 5)},
    ]
    table = {"families": ["depot"], "measure": "served_count", "by": "county", "only": ["昌黎", "卢龙"]}
    depots = (Depot(geometry=at(1, 1)), Depot(geometry=at(12, 1)))
    found = count(table, *depots, county=units)
    assert found.value == 1
    assert failing(found) == ["卢龙县"]
    assert found.inputs == {"served": 1, "total": 2, "unserved": 1}
    assert count(table, *depots).missing == ("named_units",)
    assert count(table, *depots, county=[]).missing == ("county",)


def test_what_stands_in_the_seat_is_counted_and_its_edge_belongs_to_it() -> None:
    def classes(*spots: tuple[float, float, str]) -> dict[str, Figure]:
        return figures(*(shelter(x, y, shelter_class=name) for x, y, name in spots))

    found = classes((1, 1, "central"), (4, 4, "short"), (4.001, 4, "long"), (2, 2, "emergency"))
    assert found["shelter.central_in_seat"].value == 1
    assert found["shelter.fixed_in_seat"].value == 1
    assert figures(seat=[])["shelter.central_in_seat"].missing == ("seat",)


def test_facilities_outside_the_county_are_told() -> None:
    found = figures(shelter(1, 1), shelter(21, 1, name="far"))["facility.outside_count"]
    assert (found.value, failing(found)) == (1, ["far"])
    assert figures(shelter(21, 1), county=[], townships=[])["facility.outside_count"].missing == ("county",)


# -- sums and the least of them ----------------------------------------------------------------------------
def team(staff: int | None, x_km: float = 1, **values: Any) -> Team:
    return Team(geometry=at(x_km, 1), staff_persons=staff, level="township", **values)


LEAST = {"families": ["team"], "measure": "least_sum", "fields": ["staff_persons"], "by": "township"}


def test_the_weakest_township_decides() -> None:
    found = count(LEAST, team(12, 1), team(9, 2), team(19, 15), target=Target(">=", 20))
    assert (found.value, found.inputs["lowest"]) == (19, "East")
    assert [(place.name, place.value) for place in found.failing] == [("East", 19)]
    assert count(LEAST, team(20, 1), team(20, 15), target=Target(">=", 20)).failing == ()


def test_a_township_without_a_team_has_nobody() -> None:
    found = count(LEAST, team(30, 1), target=Target(">=", 20))
    assert (found.value, failing(found)) == (0, ["East"])


def test_one_unknown_head_count_leaves_the_least_unknown() -> None:
    found = count(LEAST, team(30, 1), team(None, 15, name="who"), target=Target(">=", 20))
    assert (found.value, found.missing, failing(found)) == (None, ("field.staff_persons",), ["who"])


def test_groups_that_must_be_there_count_as_nobody_when_they_are_not() -> None:
    table = {**LEAST, "by": "specialty", "groups": ["forest", "flood"]}
    forest, flood = team(120, specialty="forest"), team(100, specialty="flood")
    found = count(table, forest, flood, team(1, specialty="medical"))
    assert (found.value, found.inputs["lowest"]) == (100, "specialty.flood")
    assert "防汛抗旱" in formula_text(replace(found, id="register.least_sum"), "zh")
    assert count(table, forest).value == 0
    assert count(table).missing == ("teams",)


def test_the_largest_and_the_sum_leave_unknown_ones_out_and_say_so() -> None:
    depots = [Depot(geometry=at(1, 1), site_area_m2=area) for area in (100.0, 300.0, None)]
    base = {"families": ["depot"], "fields": ["site_area_m2"]}
    assert count({**base, "measure": "max"}, *depots).value == 300
    total = count({**base, "measure": "sum"}, *depots)
    assert (total.value, total.is_estimated, total.inputs["unknown"]) == (400, True, 1)
    assert count({**base, "measure": "sum"}, depots[2]).missing == ("field.site_area_m2",)
    assert count({**base, "measure": "sum", "absent": ["city_depots"]}).missing == ("city_depots",)


# -- brigades ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "meets"),
    [
        ({"brigade_class": "full_time_1", "site_area_m2": 1000.0, "staff_persons": 15, "vehicles": 2}, True),
        ({"brigade_class": "full_time_1", "site_area_m2": 999.0, "staff_persons": 15, "vehicles": 2}, False),
        ({"brigade_class": "full_time_1", "site_area_m2": 1000.0, "staff_persons": 14, "vehicles": 2}, False),
        ({"brigade_class": "full_time_1", "site_area_m2": 1000.0, "staff_persons": 15, "vehicles": 1}, False),
        ({"brigade_class": "volunteer", "site_area_m2": 350.0, "staff_persons": 8, "vehicles": 1}, True),
        ({"brigade_class": "volunteer", "site_area_m2": 350.0, "staff_persons": 8, "vehicles": None}, False),
    ],
)
def test_brigades_are_held_against_the_standard_of_their_class(values: dict[str, Any], meets: bool) -> None:
    other = Brigade(
        geometry=at(1, 1), brigade_class="full_time_2", site_area_m2=700.0, staff_persons=10, vehicles=1
    )
    found = figures(other, Brigade(geometry=at(1, 1), name="one", **values))["brigade.standard_share"]
    assert found.value == (100 if meets else 50)
    assert failing(found) == ([] if meets else ["one"])


def test_brigades_without_any_record_are_no_data() -> None:
    found = figures(Brigade(geometry=at(1, 1), staff_persons=10, vehicles=1))["brigade.standard_share"]
    assert (found.value, found.missing) == (None, ("field.site_area_m2",))


def village_share(*facilities: Facility, **changed: Any) -> Figure:
    return figures(*facilities, **changed)["brigade.village_share"]


@pytest.mark.parametrize(
    ("make", "counts"),
    [
        (lambda: Brigade(geometry=at(2, 6), brigade_class="volunteer"), True),  # exactly 1 km from A
        (lambda: Brigade(geometry=at(2, 6.001), brigade_class="volunteer"), False),
        (lambda: Brigade(geometry=at(2, 5), brigade_class="micro"), False),
        (lambda: Brigade(geometry=at(2, 5), brigade_class="full_time_2"), True),
        (lambda: FireStation(geometry=at(2, 5)), True),
        (lambda: Depot(geometry=at(2, 5)), False),
    ],
)
def test_a_large_village_wants_a_brigade_of_its_own(make: Callable[[], Facility], counts: bool) -> None:
    found = village_share(make())
    assert found.value == (50 if counts else 0)  # A and C have more than 1,000 residents, B has not
    assert failing(found) == (["C"] if counts else ["C", "A"])


def test_a_village_of_exactly_a_thousand_is_not_above_a_thousand() -> None:
    rows = [{"name": "even", "population_persons": 1000.0, "geometry": at(1, 1)}]
    assert village_share(villages=rows).missing == ("large_villages",)
    rows[0]["population_persons"] = 1001.0
    assert village_share(villages=rows).value == 0


def test_a_village_with_an_outline_wants_the_brigade_inside() -> None:
    rows: Sequence[dict[str, Any]] = [{**VILLAGES[0], "geometry": square(1, 4, 2)}]
    assert village_share(Brigade(geometry=at(3, 6)), villages=rows).value == 100  # on its corner
    assert village_share(Brigade(geometry=at(3.2, 5)), villages=rows).value == 0


def test_villages_without_residents_are_no_data() -> None:
    rows = [{"name": "A", "geometry": at(2, 5)}]
    assert village_share(villages=rows).missing == ("villages",)
    assert village_share(villages=[]).missing == ("villages",)


# -- other layers ------------------------------------------------------------------------------------------
def test_hydrants_are_the_points_of_the_water_layers() -> None:
    water = layer(Role.WATER, [{"geometry": at(1, 1)}, {"geometry": at(2, 2)}, {"geometry": square(3, 3, 1)}])
    found = ledger_figures(county(water), (), RULES)["fire.water_sources"]
    assert found.value == 2
    lake = layer(Role.WATER, [{"geometry": square(3, 3, 1)}])
    assert ledger_figures(county(lake), (), RULES)["fire.water_sources"].missing == ("water_points",)


def test_themes_of_the_one_map() -> None:
    hazards = layer(Role.HAZARDS, [{"geometry": square(1, 1, 1)}])
    facilities = (Depot(geometry=at(1, 1)), Team(geometry=at(1, 1), equipment="pump"))
    assert ledger_figures(county(), (), RULES)["map.themes"].value == 0
    assert ledger_figures(county(), facilities, RULES)["map.themes"].value == 3
    found = ledger_figures(county(hazards), facilities, RULES)
    assert (found["map.themes"].value, found["hazard.layers"].value) == (4, 1)
    assert figures()["hazard.layers"].missing == ("hazards",)


# -- definitions -------------------------------------------------------------------------------------------
def test_the_common_registers_are_all_computed_even_for_a_blank_county() -> None:
    found = ledger_figures(county(county=[], townships=[], villages=[], seat=[]), (), RULES)
    assert set(common_registers()) <= set(found)
    assert all(figure.id == key for key, figure in found.items())
    assert all(figure.missing for figure in found.values() if figure.value is None)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"measure": "guess"}, "unknown measure 'guess'"),
        ({"measure": ""}, "unknown measure ''"),
        ({"families": []}, "families are missing"),
        ({"families": ["hospital"]}, "unknown families 'hospital'"),
        ({"measure": "sum"}, "fields are missing"),
        ({"measure": "served_share"}, "by is missing"),
        ({"measure": "sum", "fields": ["beds"]}, "no such field 'beds'"),
        ({"where": {"colour": ["red"]}}, "no such field 'colour'"),
        ({"by": "province"}, "no such field 'province'"),
        ({"within": "moon"}, "unknown within 'moon'"),
        ({"absent": ["nothing of the kind"]}, "the text 'missing.nothing of the kind' is missing"),
        ({"famlies": ["depot"]}, "unknown key 'famlies'"),
    ],
)
def test_a_faulty_register_is_refused_by_name(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataFileError, match=problem) as caught:
        table = {"families": ["depot"], "measure": "count", **change}
        Register.from_table(checked(table, RegisterTable, "x.toml", "row 'a'"), "x.toml", "row 'a'")
    assert str(caught.value).startswith("x.toml: row 'a': ")


def test_every_measure_can_be_put_into_words() -> None:
    for measure in MEASURES:
        assert has_text(f"figure.register.{measure}.name")
        assert has_text(f"figure.register.{measure}.formula")


def test_locations_are_those_of_the_facilities() -> None:
    facilities = (shelter(3, 4), Shelter(geometry=square(1, 1, 2)), Depot(geometry=Point(1.5, 2.5)))
    inventory = Inventory(county(), facilities)
    for index, facility in enumerate(facilities):
        assert inventory.location(index) == pytest.approx(facility.location, abs=1e-9)
