"""Choosing sites in the small county, by hand; see made.py.

A shelter in the seat serves A and B. Candidates: P at C's but in the flood zone, Q at D's, R 250 m from A,
S where it reaches C from a dry place.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.access.coverage import cover
from models.facilities.facility import Family, Shelter
from models.kernel.errors import HavenError
from models.locate.ask import Ask
from models.locate.places import Source, places_of
from models.locate.problem import Model
from models.locate.reasons import rounded_up
from models.locate.siting import Siting, knee, site
from models.project.local import LocalFacts
from models.shelters.values import sites_for
from tests.models.made import at, county, rules, scenario, shelter, station

RULES, LOCAL, COUNTY = rules(), LocalFacts(), county()


STATIONS = {"X": (600.0, 600.0), "Y": (2600.0, 600.0), "Z": (3500.0, 1500.0), "W": (1500.0, 1000.0)}


def sites() -> list[Shelter]:
    return [
        shelter(500, 500, id="now"),
        shelter(2500, 500, id="P", name="P", status="candidate"),
        shelter(3500, 1500, id="Q", name="Q", status="candidate"),
        shelter(600, 250, id="R", name="R", status="candidate"),
        shelter(3000, 500, id="S", name="S", status="candidate"),
    ]


def asked(model: Model, new: int | None = None, **given: object) -> Siting:
    places = places_of(COUNTY, scenario(sites()), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    return site(COUNTY, scenario(sites()), RULES, places, Ask(Family.SHELTER, model, new, **given))  # type: ignore[arg-type]


def test_each_site_tells_what_it_adds_after_the_ones_before() -> None:
    found = asked(Model.MCLP, 2)
    assert found.answer.status == "optimal" and found.kept == 1
    # A and B are served now; D's 4000 come with Q, C's 3000 with S; E lies beyond both.
    assert (found.before, found.answer.objective) == (3000, 10_000)
    assert [(one.place.facility.id, one.persons, one.covered) for one in found.steps] == [
        ("Q", 4000, 7000),
        ("S", 3000, 10_000),
    ]
    assert [one.townships for one in found.steps] == [("East",), ("East",)]
    assert [(number, value) for number, value, _ in found.curve] == [(1, 7000), (2, 10_000)]
    assert found.second is not None
    assert found.second.objective == 7000 and set(found.second.names) == {"Q", "R"}
    assert found.second.is_proved


def test_numbers_by_class_put_the_larger_where_most_people_are_added() -> None:
    rows = [station(x, y, id=key, name=key, status="candidate") for key, (x, y) in STATIONS.items()]
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, Family.FIRE_STATION, Source.CANDIDATES)
    quotas = (("second", 1), ("small", 2))
    found = site(COUNTY, scenario(rows), RULES, places, Ask(Family.FIRE_STATION, Model.MCLP, quotas=quotas))
    gains = {one.place.facility.station_class: [] for one in found.steps}  # type: ignore[attr-defined]
    for one in found.steps:
        gains[one.place.facility.station_class].append(one.persons)  # type: ignore[attr-defined]
    assert {name: len(persons) for name, persons in gains.items()} == {"second": 1, "small": 2}
    assert min(gains["second"]) >= max(gains["small"])
    with pytest.raises(HavenError) as refused:
        asked(Model.MCLP, quotas=(("fixed", 1),))
    assert refused.value.key == "site_no_quota"


def test_the_people_are_those_of_the_coverage_on_the_map() -> None:
    found = asked(Model.MCLP, 2)
    assert found.purpose == "fixed"
    chosen = [sites()[0], *(one.place.facility for one in found.steps)]
    assert cover(COUNTY, sites_for(COUNTY, "fixed", chosen, RULES)).persons == found.steps[-1].covered


def test_emergency_shelters_are_chosen_by_the_emergency_reach_of_all() -> None:
    rows = [replace(one, shelter_class="emergency") for one in sites() if one.id in "QS"] + sites()[:1]
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    found = site(COUNTY, scenario(rows), RULES, places, Ask(Family.SHELTER, Model.MCLP, 1))
    assert (found.purpose, found.before, found.limits) == ("emergency", 1000, (500, 500))
    chosen = [rows[-1], found.steps[0].place.facility]
    assert cover(COUNTY, sites_for(COUNTY, "emergency", chosen, RULES)).persons == found.steps[-1].covered


def test_what_a_check_rules_out_is_never_chosen() -> None:
    found = asked(Model.PMEDIAN, 3)
    assert [one.facility.id for one in found.rejected] == ["P"] and found.rejected[0].failed == ("flood",)
    assert {one.place.facility.id for one in found.steps} == {"Q", "R", "S"}
    with pytest.raises(HavenError, match="ruled out by the siting checks"):
        asked(Model.MCLP, 1, must=("P",))


def test_pinned_and_banned() -> None:
    assert [one.place.facility.id for one in asked(Model.MCLP, 1, must=("R",)).steps] == ["R"]
    assert [one.place.facility.id for one in asked(Model.MCLP, 1, ban=("Q",)).steps] == ["S"]
    with pytest.raises(HavenError, match="is no place"):
        asked(Model.MCLP, 1, ban=("now",))


def test_one_in_each_township_and_within_a_budget() -> None:
    rows = [one for one in sites() if one.id != "now"]
    rows[2] = replace(rows[2], geometry=at(50, 50))  # R reaches A alone
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)

    def solved(**given: object) -> Siting:
        ask = Ask(Family.SHELTER, Model.MCLP, **given)  # type: ignore[arg-type]
        return site(COUNTY, scenario(rows), RULES, places, ask)

    assert {one.place.facility.id for one in solved(new=2).steps} == {"Q", "S"}
    assert {one.place.facility.id for one in solved(new=2, per_township=True).steps} == {"Q", "R"}
    within = solved(budget=5.0, price=2.5)
    assert len(within.steps) == 2 and within.answer.status == "optimal"
    none = solved(new=1, per_township=True, ban=("R",))
    assert none.answer.status == "infeasible"
    assert [(one.key, one.values) for one in none.answer.reasons] == [("township", {"names": "West"})]


def test_the_fewest_for_all_or_why_not() -> None:
    none = asked(Model.LSCP)
    assert none.answer.status == "infeasible"  # E is farther than 1000 m from every site
    radius = next(one.values["radius"] for one in none.answer.reasons if one.key == "radius")
    away = np.hypot(4500 - 3500, 500 - 1500)  # to Q; S is 1500 m off
    assert away <= radius == 1414.22  # of as many digits as are printed, and enough
    wide = asked(Model.LSCP, limit=float(away))
    assert wide.answer.objective == 2  # C is as far from Q as E is
    assert [one.place.facility.id for one in wide.steps] == ["Q"]


def test_what_is_too_near_for_its_class_is_told_with_that_limit() -> None:
    rows = [
        shelter(500, 500, id="now", shelter_class="long"),
        shelter(3500, 1500, id="near", name="near", status="candidate", shelter_class="short"),
    ]
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    none = site(COUNTY, scenario(rows), RULES, places, Ask(Family.SHELTER, Model.LSCP))
    told = {one.key: one.values for one in none.answer.reasons}
    # 1,414.21356 m from E, and the one that serves 2,500 m is farther off: not "2500 widened to 1414".
    assert told["radius"] == {"radius": 1414.22, "given": 1000.0}
    limit = told["radius"]["radius"]
    assert site(
        COUNTY, scenario(rows), RULES, places, Ask(Family.SHELTER, Model.LSCP, limit=limit)
    ).answer.plan


@pytest.mark.parametrize(
    ("limit", "printed"),
    [
        (1414.21356, "1414.22"),
        (2500.0, "2500"),
        (0.1 + 0.2, "0.3"),
        (12345678.0, "1.23457e+07"),
        (3.0000001, "3.00001"),
    ],
)
def test_a_limit_that_is_printed_is_enough(limit: float, printed: str) -> None:
    assert f"{rounded_up(limit):g}" == printed
    assert float(printed) >= limit - 1e-9


def test_each_shelter_serves_as_far_as_its_own_class() -> None:
    rows = [
        shelter(500, 500, id="now"),
        shelter(3500, 500, id="long", name="long", status="candidate", shelter_class="long"),
        shelter(3500, 500, id="near", name="near", status="candidate", shelter_class="short"),
        shelter(3500, 500, id="for a day", status="candidate", shelter_class="emergency"),
    ]
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    found = site(COUNTY, scenario(rows), RULES, places, Ask(Family.SHELTER, Model.MCLP, 1))
    assert [(one.place.facility.id, one.persons) for one in found.steps] == [("long", 7500)]
    assert found.limits == (1000, 2500)
    assert [one.facility.id for one in found.places] == ["long", "near"]  # an emergency one is no fixed one


def test_places_of_a_grid_lie_in_the_county_and_keep_their_ids() -> None:
    def places(spacing: float) -> list[str]:
        found = places_of(
            COUNTY, scenario([station()]), RULES, LOCAL, Family.FIRE_STATION, Source.GRID, spacing_m=spacing
        )
        assert all(COUNTY.in_county(np.array([one.facility.location]))[0] for one in found)
        return [one.facility.id for one in found]

    assert len(places(1000)) == 8 and places(1000) == places(1000)
    with pytest.raises(HavenError, match="Too many places"):
        places(5)


def test_without_places_or_people() -> None:
    with pytest.raises(HavenError, match="no place to choose from"):
        places_of(COUNTY, scenario([]), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    places = places_of(COUNTY, scenario(sites()), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    with pytest.raises(HavenError, match="knows no residents"):
        site(county(villages=None), scenario(sites()), RULES, places, Ask(Family.SHELTER, Model.MCLP, 1))
    with pytest.raises(HavenError, match="number of new sites"):
        asked(Model.MCLP)


def test_the_knee_is_where_more_adds_clearly_less() -> None:
    assert knee([(1, 60.0, None), (2, 90.0, None), (3, 95.0, None), (4, 100.0, None)]) == 2
    assert knee([(1, 10.0, None), (2, 20.0, None), (3, 30.0, None)]) is None
    assert knee([(1, 10.0, None)]) is None


def test_nobody_is_served_beyond_the_room() -> None:
    found = asked(Model.MCLP, 2, capacity=9000.0)
    # Each has 1000 m2 at 2 m2 a person: 500 in each of the three, however many live around them.
    assert found.answer.objective == pytest.approx(1500)
    tents = [replace(one, effective_area_m2=None) for one in sites()]  # of no known area: what was given
    places = places_of(COUNTY, scenario(tents), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)
    ask = Ask(Family.SHELTER, Model.MCLP, 2, capacity=2500.0)
    assert site(COUNTY, scenario(tents), RULES, places, ask).answer.objective == pytest.approx(7500)


def test_made_places_are_called_by_the_nearest_place_where_people_live_each_once() -> None:
    places = places_of(
        COUNTY, scenario([]), RULES, LOCAL, Family.FIRE_STATION, Source.GRID, spacing_m=500.0, lang="en"
    )
    names = [one.facility.name for one in places]
    assert len(set(names)) == len(names)
    xy, people = np.array([one.facility.location for one in places]), COUNTY.demand
    apart = np.hypot(*(xy[:, None, :] - people.xy[None, :, :]).transpose(2, 0, 1))
    for name, nearest in zip(names, people.names[apart.argmin(axis=1)], strict=True):
        assert name.startswith(f"near {nearest}")


def test_each_township_gets_its_area_by_the_fewest_and_of_those_the_most_people() -> None:
    # West lacks 2.5 x 3000 - 1000 = 6500 m2, East (C and D) 2.5 x 7000 = 17,500.
    sizes = {
        "w": (1500, 500, 7000.0),
        "v": (100, 1900, 9000.0),
        "c": (2500, 900, 9000.0),
        "d": (3500, 1500, 9000.0),
    }
    rows = [
        shelter(x, y, id=key, name=key, status="candidate", effective_area_m2=area)
        for key, (x, y, area) in sizes.items()
    ]
    rows.append(shelter(500, 500, id="now"))
    places = places_of(COUNTY, scenario(rows), RULES, LOCAL, Family.SHELTER, Source.CANDIDATES)

    def solved(**given: object) -> Siting:
        return site(
            COUNTY, scenario(rows), RULES, places, Ask(Family.SHELTER, Model.MCLP, per_resident=True, **given)
        )  # type: ignore[arg-type]

    found = solved()
    # Either of w and v is enough for West; within 1000 m w adds C's 3000, which c has anyway; v adds nobody.
    assert {one.place.facility.id for one in found.steps} >= {"c", "d"} and len(found.steps) == 3
    assert found.answer.status == "optimal" and found.after == 10_000
    assert len(solved(new=4).steps) == 4
    few = solved(new=2)
    assert few.answer.status == "infeasible"
    short = solved(ban=("w", "v")).answer
    assert [(one.key, one.values) for one in short.reasons] == [("area", {"names": "West (6,500 m²)"})]
    stations = places_of(COUNTY, scenario([]), RULES, LOCAL, Family.FIRE_STATION, Source.GRID)
    with pytest.raises(HavenError):
        site(
            COUNTY, scenario([]), RULES, stations, Ask(Family.FIRE_STATION, Model.MCLP, 1, per_resident=True)
        )
