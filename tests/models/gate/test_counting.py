"""What a project will count, before it is taken over; worked out by hand."""

from __future__ import annotations

from models.facilities.facility import Depot, Shelter
from models.gate.counting import will_count
from tests.models import toy


def test_what_counts_and_what_is_only_there() -> None:
    made = toy.project(
        [
            Shelter(id="a", status="existing", geometry=toy.at(2, 5), effective_area_m2=5300.0),
            Shelter(id="b", status="existing", geometry=toy.at(3, 5)),
            Shelter(id="c", status="planned", geometry=toy.at(4, 5), effective_area_m2=100.0),
            Depot(id="d", status="existing", geometry=toy.at(5, 5)),
        ]
    )
    told = will_count(made)
    assert (told.persons, dict(told.shelters), told.others) == (5300.0, {"existing": 2, "planned": 1}, 1)
    assert (told.area_m2, told.per_resident_m2, told.unknown_areas) == (5300.0, 1.0, 1)
