"""Who comes within reach and who leaves it, in the small county that is described in made.py."""

from __future__ import annotations

import numpy as np

from models.assessment.changed import changed_reach
from models.facilities.facility import Shelter
from tests.models.made import assessed, county, shelter


def test_by_hand() -> None:
    """A short-stay shelter reaches 1 km: at A it holds A (1000 people) and B (2000), at C it holds C and B.

    A is lost and C (3000) gained. D is 1414 m from C, E 2000 m.
    """
    one = county()
    before = assessed(shelter(500, 500, id="s"), of=one)
    after = assessed(shelter(2500, 500, id="s"), of=one)
    found = changed_reach(before, after, "shelter.fixed")
    assert found is not None
    names = one.demand.names
    assert names[found.lost].tolist() == ["A"] and found.lost_persons == 1000
    assert names[found.gained].tolist() == ["C"] and found.gained_persons == 3000
    back = changed_reach(after, before, "shelter.fixed")
    assert back is not None and np.array_equal(back.gained, found.lost) and back.gained_persons == 1000


def test_one_more_shelter_takes_reach_from_nobody() -> None:
    one = county()
    few: tuple[Shelter, ...] = (shelter(500, 500, id="s"),)
    before = assessed(*few, of=one)
    for spot in ((1500, 500), (2500, 500), (3500, 1500), (4500, 500)):
        found = changed_reach(before, assessed(*few, shelter(*spot, id="t"), of=one), "shelter.fixed")
        assert found is not None and not len(found.lost)
        people = one.demand.known_persons[found.gained]
        assert found.gained_persons == people.sum() and np.all(np.diff(people) <= 0)  # the largest first


def test_what_is_not_told_cannot_be_compared() -> None:
    found = assessed(shelter(500, 500))
    assert changed_reach(found, found, "no such reach") is None
