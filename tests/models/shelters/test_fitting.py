"""Which class the area of a shelter suggests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facilities.facility import SHELTER_CLASSES
from models.rules.rules import load_rules
from models.shelters.fitting import fitting, fitting_text, fittings
from tests.models.made import shelter

RULES = load_rules()
# Least effective areas of GB 51143: none, 0.2, 1, 5 and 15 ha.
LEAST = dict(zip(SHELTER_CLASSES, (0, 2_000, 10_000, 50_000, 150_000), strict=True))


@pytest.mark.parametrize(
    ("area_m2", "by_area", "next_class", "to_next_m2"),
    [
        (500, "emergency", "short", 1_500),
        (2_000, "short", "medium", 8_000),  # exactly a least area is enough
        (1_999, "emergency", "short", 1),
        (12_000, "medium", "long", 38_000),
        (60_000, "long", "central", 90_000),
        (200_000, "central", None, None),
    ],
)
def test_by_hand(area_m2: float, by_area: str, next_class: str | None, to_next_m2: float | None) -> None:
    found = fitting(shelter(effective_area_m2=float(area_m2), shelter_class="short"), RULES)
    assert (found.stated, found.by_area) == ("short", by_area)
    assert (found.next_class, found.to_next_m2) == (next_class, to_next_m2)
    assert found.lacking_m2 == max(2_000 - area_m2, 0)
    assert found.suggests_larger is (by_area in ("medium", "long", "central"))


@given(st.floats(0, 500_000), st.sampled_from(SHELTER_CLASSES))
def test_the_class_of_an_area_is_the_largest_it_suffices_for(area_m2: float, stated: str) -> None:
    found = fitting(shelter(effective_area_m2=area_m2, shelter_class=stated), RULES)
    fits = [name for name, least in LEAST.items() if area_m2 >= least]
    assert found.by_area == fits[-1] or area_m2 >= LEAST[found.by_area] - 1e-6
    if found.next_class is not None:
        assert area_m2 + found.to_next_m2 == pytest.approx(LEAST[found.next_class])


def test_no_area_an_unknown_class_and_an_open_rule_suggest_nothing_wrong() -> None:
    assert fitting(shelter(effective_area_m2=None), RULES).by_area is None
    unknown = fitting(shelter(effective_area_m2=12_000.0, shelter_class="unknown"), RULES)
    assert (unknown.by_area, unknown.lacking_m2, unknown.suggests_larger) == ("medium", None, False)
    left = fitting(shelter(effective_area_m2=12_000.0), load_rules("gbt44013"))
    assert (left.by_area, left.lacking_m2, fitting_text(left, "zh")) == (None, None, "")


def test_those_that_suggest_a_larger_class_come_first_and_are_said() -> None:
    rows = fittings(
        [shelter(effective_area_m2=area, id=str(area)) for area in (2_500.0, 12_000.0, 500.0)], RULES
    )
    assert [row.shelter.id for row in rows] == ["12000.0", "2500.0", "500.0"]
    assert fitting_text(rows[0], "zh") == "按有效面积可作中期固定避难场所；距长期固定避难场所还差 3.80 公顷"
