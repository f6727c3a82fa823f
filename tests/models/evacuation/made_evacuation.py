"""A zone on a road between two shelters, small enough to work out by hand; metres from ORIGIN of ``made``.

The zone is x 2000 to 3000, y 0 to 1000. Roads (y = 500 from 0 to 4000, and y = 1500 from 2500 to 3500 with a
leg down at x = 2500 into the zone and one at x = 3500 down to the first) lead out of it west, east and north.

    village   at            people   in the zone
    P         2100, 500       90     yes, 100 m from its western edge
    Q         2400, 500      100     yes
    R         2900, 500       50     yes, 100 m from its eastern edge
    U         2500, 800      none known, yes
    O         1000, 500      700     no
"""

from __future__ import annotations

from typing import Any

import shapely

from models.county.closures import Closure
from models.county.county import County
from models.county.layer import Role
from models.evacuation.evacuate import evacuate
from models.evacuation.plan import EvacuationPlan
from models.facilities.facility import Facility, Shelter
from models.kernel.progress import run_to_end
from models.project.evacuation import EvacuationCase, ZoneChoice
from models.project.local import LocalFacts
from models.rules.rules import Rules
from models.supplies.need import Stock, stock_by_item
from tests.models.made import at, box, layer, layers, rules, shelter

ZONE = box(2000, 0, 3000, 1000)
VILLAGES = {
    "P": (2100, 500, 90.0),
    "Q": (2400, 500, 100.0),
    "R": (2900, 500, 50.0),
    "U": (2500, 800, None),
    "O": (1000, 500, 700.0),
}
STREETS = {
    "横路": [(0, 500), (4000, 500)],
    "北路": [(2500, 500), (2500, 1500), (3500, 1500)],
    "东路": [(3500, 1500), (3500, 500)],
}
RULES = rules(evacuation__bus_seats_persons=40, evacuation__bus_trips_count=2)
FLOOD = EvacuationCase((ZoneChoice("hazards"),))


def street_layers(**without_or_with: Any) -> list[Any]:
    """Layers of the county, with roads, villages and the zone above."""
    made: dict[str, Any] = {
        "villages": layer(
            Role.VILLAGES,
            [at(x, y) for x, y, _ in VILLAGES.values()],
            name=list(VILLAGES),
            population_persons=[persons for *_, persons in VILLAGES.values()],
            户数=[30, 40, 20, 9, 200],
            转移责任人=["张三", "", "李四", "", ""],
            六十岁以上老年人口=[9, 20, None, 1, 100],
        ),
        "hazards": layer(Role.HAZARDS, [ZONE], hazard_type=["洪水"], hazard_level=["高"]),
        "roads": layer(
            Role.ROADS,
            [shapely.LineString([at(*xy).coords[0] for xy in line]) for line in STREETS.values()],
            name=list(STREETS),
            road_class=["village"] * len(STREETS),
        ),
    }
    return layers(**(made | without_or_with))


def county(**without_or_with: Any) -> County:
    """The county with its roads."""
    return County.from_layers(street_layers(**without_or_with))


def room(x: float, y: float, persons: int, **values: Any) -> Shelter:
    """Short-term shelter for so many at 2 m2 each, named by where it stands."""
    return shelter(x, y, **{"effective_area_m2": 2.0 * persons, "name": f"{x:g},{y:g}"} | values)


def planned(
    *facilities: Facility,
    case: EvacuationCase = FLOOD,
    of: County | None = None,
    by: Rules = RULES,
    stock: Stock | None = None,
    closures: tuple[Closure, ...] = (),
) -> EvacuationPlan:
    """An evacuation worked out."""
    made = (of or county()).closed(closures)
    return run_to_end(
        evacuate(made, facilities, case, by, LocalFacts(), stock or stock_by_item((), (), None))
    )


def told(plan: EvacuationPlan) -> list[tuple[str, str, int, int]]:
    """Village, shelter, people and whole metres of each move."""
    return [
        (plan.villages[one.village].name, plan.hosts[one.host].shelter.name, one.persons, round(one.metres))
        for one in plan.moves
    ]
