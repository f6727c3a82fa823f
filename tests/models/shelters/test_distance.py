"""How far to the nearest fixed shelter, in the small county that is described in made.py."""

from __future__ import annotations

import numpy as np
import pytest

from models.kernel.curves import reached_by
from models.shelters.distance import nearest_fixed_m
from tests.models.made import assessed, county, rules, shelter, value


def test_metres_by_hand() -> None:
    """Shelters at (500, 500) and (2500, 1500); an emergency shelter beside D is not fixed.

    A stands at the first (0 m), B 1000 m east of it (the other is 1414 m away), C 1000 m south of the second,
    D (3500, 1500) 1000 m east of it, E (4500, 500) the root of 2000² + 1000² = 2236 m from it.
    """
    shelters = [
        shelter(500, 500, id="a"),
        shelter(2500, 1500, id="b", shelter_class="long"),
        shelter(3500, 1500, id="c", shelter_class="emergency"),
    ]
    found = nearest_fixed_m(county(), shelters, rules())
    assert found == pytest.approx([0, 1000, 1000, 1000, 5**0.5 * 1000])
    # Of 10,500 residents 1,000 live beside one, 9,000 more within 1 km, 500 farther.
    at, share = reached_by(found, county().demand.known_persons)
    assert at == pytest.approx([0, 1000, 5**0.5 * 1000])
    assert share == pytest.approx([1000 / 10500, 10000 / 10500, 1])


def test_nobody_reaches_what_is_not_there() -> None:
    assert np.isinf(nearest_fixed_m(county(), [shelter(500, 500, shelter_class="emergency")], rules())).all()
    assert nearest_fixed_m(county(), [], rules()).shape == (5,)


@pytest.mark.parametrize("spot", [(500, 500), (1200, 900), (2500, 500), (3400, 100)])
def test_the_curve_at_the_radius_is_the_covered_share(spot: tuple[float, float]) -> None:
    """Where all fixed shelters are of one class, whoever lives within its radius is covered."""
    one = shelter(*spot, id="one")
    metres = nearest_fixed_m(county(), [one], rules())
    at, share = reached_by(metres, county().demand.known_persons)
    within = share[at <= 1000]
    covered = value(assessed(one), "shelter.people_share.short")
    assert (within[-1] if len(within) else 0.0) * 100 == pytest.approx(covered)
