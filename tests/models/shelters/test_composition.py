"""What the shelters are made up of, by hand. The small county is described in made.py."""

from __future__ import annotations

import numpy as np
import pytest

from models.facilities.facility import SHELTER_CLASSES
from models.kernel.text import LANGUAGES, has_text
from models.rules.rules import load_rules, ruleset_ids
from models.shelters.composition import GROUPS, class_rows, composition, seismic_class
from tests.models.made import county, rules, shelter

RULES = rules()
ROWS = (
    shelter(500, 500, id="a", kind="park"),  # 1000 m2 outdoors, West
    shelter(1500, 500, id="b", kind="school", space="indoor", effective_area_m2=300.0),
    shelter(2500, 500, id="c", kind="civil_defence", space="underground", effective_area_m2=None),
    shelter(9000, 500, id="d", kind="park", effective_area_m2=50.0),  # in no township
)


def test_area_by_space_and_kind_in_each_township() -> None:
    found = composition(county(), ROWS, RULES)
    space, kind = found.area_m2["space"], found.area_m2["shelter_kind"]
    assert space[:2].tolist() == [[1000, 0, 50], [300, 0, 0]]
    # The underground one of East is there, but its area is not known.
    np.testing.assert_array_equal(space[2], [0, np.nan, 0])
    assert kind[GROUPS["shelter_kind"].index("park")].tolist() == [1000, 0, 50]
    assert found.shelters.tolist() == [2, 1, 1]
    assert found.unknown.tolist() == [0, 1, 0]


def test_every_group_adds_up_to_the_same_area() -> None:
    found = composition(county(), ROWS, RULES)
    for group in GROUPS:
        assert np.nansum(found.area_m2[group]) == pytest.approx(1350)
        assert found.count[group].sum() == 4
        assert np.nansum(found.total_m2(group)) == pytest.approx(1350)
    assert np.isnan(found.total_m2("space")[2])


def test_groups_have_words() -> None:
    for group, values in GROUPS.items():
        assert all(has_text(f"choice.{group}.{value}") for value in values)


def test_no_shelters_are_no_area() -> None:
    found = composition(county(), (), RULES)
    assert all((found.total_m2(group) == 0).all() for group in GROUPS)


def test_classes_by_hand() -> None:
    rows = {row.shelter_class: row for row in class_rows(county(), ROWS, RULES)}
    assert tuple(rows) == SHELTER_CLASSES
    short = rows["short"]
    assert (short.shelters, short.in_seat, short.unknown) == (4, 1, 1)
    assert (short.effective_m2, short.capacity_persons) == (1350, 500 + 150 + 25)
    assert rows["central"].effective_m2 == 0
    assert rows["emergency"].effective_area_min_m2 is None
    assert all(row.in_seat is None for row in class_rows(county(seat=None), ROWS, RULES))


@pytest.mark.parametrize(("days", "expected"), [(100, 1), (30, 1), (29, 2), (10, 2), (9, 3), (1, 3)])
def test_class_of_an_earthquake_shelter_by_stay(days: float, expected: int) -> None:
    assert seismic_class(days, load_rules()) == expected
    assert all(has_text(f"seismic_class.{expected}") for _ in LANGUAGES)


def test_rule_sets_differ_as_their_documents_do() -> None:
    def of(ruleset_id: str, key: str) -> float:
        return load_rules(ruleset_id)[f"shelter.{key}"]

    assert {"gb50413", "gb21734", "gb50188"} <= set(ruleset_ids())
    # GB 50188: every site 4000 m2, 3 m2 per person, 500 m on foot.
    for name in SHELTER_CLASSES:
        assert of("gb50188", f"{name}.service_radius_m") == 500
        assert of("gb50188", f"{name}.area_per_person_m2") == 3
        assert of("gb21734", f"{name}.area_per_person_m2") == 1.5
    for name in SHELTER_CLASSES[1:]:
        assert of("gb50188", f"{name}.effective_area_min_m2") == 4000
        assert of("gb21734", f"{name}.effective_area_min_m2") == 2000
    assert of("gb50413", "emergency.area_per_person_m2") == 1
    assert of("gb50413", "short.service_radius_m") == 2000
    assert of("gb50413", "central.effective_area_min_m2") == 500_000
    # What a document does not rule stays as in the national set.
    assert of("gb21734", "short.service_radius_m") == of("national", "short.service_radius_m")
    rows = class_rows(county(), ROWS, load_rules("gb50188"))
    assert next(row for row in rows if row.shelter_class == "short").capacity_persons == 333 + 100 + 16
