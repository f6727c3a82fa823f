"""Work out an evacuation: people inside, shelters outside that suit, who goes where and by which road."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from models.access.leaving import WaysOut, ways_out
from models.access.transport import least_cost
from models.county.county import County
from models.county.layer import Role
from models.evacuation.allot import Share, nearest_whole
from models.evacuation.people import Inside, inside
from models.evacuation.plan import EvacuationError, EvacuationPlan, Host, Move, bus_rules
from models.evacuation.supply import SupplyPlan, supply
from models.evacuation.verify import verify
from models.evacuation.zone import DangerZone, danger_zone
from models.facilities.facility import Depot, Facility, Shelter
from models.findings.findings import Verdict
from models.hazards.loss import suits
from models.hazards.screening import siting_checks
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.progress import Progress, Work
from models.project.evacuation import EvacuationCase
from models.project.local import LocalFacts
from models.rules.rules import Rules
from models.shelters.assignment import STAY_OF_CLASS, serving
from models.shelters.values import areas, capacity_persons
from models.supplies.need import Stock


def evacuate(
    county: County,
    facilities: Sequence[Facility],
    case: EvacuationCase,
    rules: Rules,
    local: LocalFacts,
    stock: Stock,
) -> Work[EvacuationPlan]:
    """Work out one evacuation.

    Everybody counts whom the county's own list of residents holds, whomever the figures are about.

    Parameters
    ----------
    county
        With the roads that the scenario closes.
    facilities
        Those that count in the scenario.
    stock
        The ledger as it counts in it.

    Raises
    ------
    EvacuationError
        The result contradicts people, room or the zone.
    """
    yield Progress(0, 0, "evacuation.zone")
    county = county.as_listed.closed(county.closures)
    zone = danger_zone(county, case.zones)
    people = inside(county, zone)
    shelters = [
        one
        for one in facilities
        if isinstance(one, Shelter) and STAY_OF_CLASS.get(one.shelter_class) in serving(case.stay)
    ]
    roads = None if shapely.is_empty(zone.shape) else ways_out(county, zone.shape, rules)
    hosts = _hosts(county, zone, shelters, rules, local, roads)
    has_unknown = any(
        isinstance(one, Shelter) and one.shelter_class not in STAY_OF_CLASS for one in facilities
    )
    missing = _missing(county, case, zone, hosts, roads, has_unknown=has_unknown)
    moves: list[Move] = []
    placed_by_least: tuple[int, ...] | None = None
    metres = np.full((len(people.villages), len(hosts)), np.inf)
    seats, trips_each = bus_rules(rules)
    if roads is not None and not missing:
        metres = yield from _metres(roads, people, hosts)
        hosts = _reached(hosts, metres)
        shares = yield from _shares(roads, people, hosts, metres, case)
        placed_by_least = yield from _placed_by_least(roads, people, hosts, metres, shares, case)
        moves = yield from _moves(roads, people, hosts, metres, shares, seats)
    taken = np.zeros(len(hosts), dtype=np.int64)
    for move in moves:
        taken[move.host] += move.persons
    supplies: SupplyPlan | None = None
    if moves:
        receiving = [
            (number, host.shelter, int(taken[number])) for number, host in enumerate(hosts) if taken[number]
        ]
        depots = [
            one
            for one in facilities
            if isinstance(one, Depot) and not shapely.intersects(one.geometry, zone.shape)
        ]
        days = float(case.days or rules["supply.cover_days"])
        supplies = yield from supply(county, zone, receiving, depots, stock, rules, days, local.is_cold)
    is_cut_off = ~np.isfinite(metres).any(axis=1) if metres.size else np.zeros(len(metres), dtype=np.bool_)
    plan = EvacuationPlan(
        county=county,
        case=case,
        zone=zone,
        inside=people,
        hosts=hosts,
        moves=tuple(moves),
        is_cut_off=tuple(is_cut_off.tolist()),
        seats=seats,
        trips_each=trips_each,
        missing=missing,
        supplies=supplies,
        placed_by_least=placed_by_least,
    )
    verify(plan, rules)
    return plan


def _hosts(
    county: County,
    zone: DangerZone,
    shelters: Sequence[Shelter],
    rules: Rules,
    local: LocalFacts,
    roads: WaysOut | None,
) -> tuple[Host, ...]:
    shapes = np.array([one.geometry for one in shelters], dtype=object)
    spots = np.array([one.location for one in shelters], dtype=np.float64).reshape(-1, 2)
    stands_in: Bools = shapely.intersects(zone.shape, shapes)
    cut = np.zeros(len(shelters), dtype=np.bool_) if roads is None else roads.is_cut_off(spots)
    checks = siting_checks(county, shelters, rules, local)
    places = county.places.index_at(spots)
    made = []
    for number, one in enumerate(shelters):
        verdicts = [check.verdict for check in checks[one.id] if check.rule in zone.checks]
        room = capacity_persons(one, areas(one, rules).effective_m2, rules)
        is_meant = suits(one, "flood") if "flood" in zone.checks else None
        why = ""
        if stands_in[number]:
            why = "inside"
        elif Verdict.FAIL in verdicts or is_meant is False:
            why = "unsuited"
        elif not room:
            why = "no_room"
        elif cut[number]:
            why = "cut"
        made.append(Host(one, int(places[number]), room, why, Verdict.NO_DATA in verdicts))
    return tuple(made)


def _missing(
    county: County,
    case: EvacuationCase,
    zone: DangerZone,
    hosts: Sequence[Host],
    roads: WaysOut | None,
    *,
    has_unknown: bool,
) -> tuple[str, ...]:
    lacking = []
    if shapely.is_empty(zone.shape):
        lacking.append("evacuation_zone")
    if not len(county.demand):
        lacking.append("demand")
    elif not county.demand.has_population:
        lacking.append("population")
    if not hosts:
        lacking.append("shelter_class" if has_unknown else "shelters")  # nobody knows how long one may stay
    if roads is None and not any(layer.role == Role.ROADS for layer in county.layers):
        lacking.append("roads")
    return tuple(lacking)


def _metres(roads: WaysOut, people: Inside, hosts: Sequence[Host]) -> Work[Floats]:
    """Metres from each village to each shelter that takes people in; infinite to the others."""
    spots = np.array([one.spot for one in people.villages], dtype=np.float64).reshape(-1, 2)
    metres = np.full((len(spots), len(hosts)), np.inf)
    at = roads.way.network.snap(spots)
    for number, host in enumerate(hosts):
        yield Progress(number, len(hosts), "evacuation.roads")
        search = None if host.why else roads.way.network.from_spot(host.shelter.location)
        if search is not None:
            metres[:, number] = search.to(at)
    return metres


def _reached(hosts: tuple[Host, ...], metres: Floats) -> tuple[Host, ...]:
    """Shelters that no village reaches are cut off; with nobody inside none is."""
    if not len(metres):
        return hosts
    reached = np.atleast_1d(np.isfinite(metres).any(axis=0))
    return tuple(
        host
        if host.why or is_reached
        else Host(host.shelter, host.place, host.room, "cut", host.is_unverified)
        for host, is_reached in zip(hosts, reached.tolist(), strict=True)
    )


def _shares(
    roads: WaysOut, people: Inside, hosts: Sequence[Host], metres: Floats, case: EvacuationCase
) -> Work[list[Share]]:
    if case.method == "nearest":
        yield Progress(0, 0, "assignment.nearest")
        persons, room = _persons(people), _room(hosts)
        return nearest_whole(metres, persons, room, keeps_whole=case.keeps_whole)
    return (yield from _least(roads, people, hosts, metres))


def _persons(people: Inside) -> Ints:
    return np.array([one.persons or 0 for one in people.villages], dtype=np.int64)


def _room(hosts: Sequence[Host]) -> Ints:
    return np.array([0 if host.why else host.room or 0 for host in hosts], dtype=np.int64)


def _least(roads: WaysOut, people: Inside, hosts: Sequence[Host], metres: Floats) -> Work[list[Share]]:
    """As many people as there is room for, with the least total way."""
    spots = np.array([one.spot for one in people.villages], dtype=np.float64).reshape(-1, 2)
    sites = np.array([one.shelter.location for one in hosts], dtype=np.float64).reshape(-1, 2)
    reached = np.isfinite(metres).any(axis=1)
    waiting = np.where(reached, _persons(people), 0)
    flows = yield from least_cost(roads.way, spots, waiting, sites, _room(hosts))
    return [
        (village, host, moved)
        for village, host, moved in zip(
            flows.point.tolist(), flows.site.tolist(), flows.persons.tolist(), strict=True
        )
        if np.isfinite(metres[village, host])
    ]


def _placed_by_least(
    roads: WaysOut,
    people: Inside,
    hosts: Sequence[Host],
    metres: Floats,
    shares: Sequence[Share],
    case: EvacuationCase,
) -> Work[tuple[int, ...] | None]:
    """People of each village whom the least total way places; asked where nearest leaves some without room.

    Who takes the nearest place may take the only one that somebody else reaches.
    """
    left = _persons(people)
    for village, _, moved in shares:
        left[village] -= moved
    if case.method != "nearest" or not (left[np.isfinite(metres).any(axis=1)] > 0).any():
        return None
    placed = [0] * len(people.villages)
    for village, _, moved in (yield from _least(roads, people, hosts, metres)):
        placed[village] += moved
    return tuple(placed)


def _moves(
    roads: WaysOut,
    people: Inside,
    hosts: Sequence[Host],
    metres: Floats,
    shares: Sequence[Share],
    seats: int,
) -> Work[list[Move]]:
    left = _room(hosts)
    for _, host, persons in shares:
        left[host] -= persons
    taking: dict[int, set[int]] = {}
    for village, host, _ in shares:
        taking.setdefault(village, set()).add(host)
    made = []
    for done, (village, host, persons) in enumerate(
        sorted(shares, key=lambda one: (one[0], metres[one[0], one[1]], one[1]))
    ):
        yield Progress(done, len(shares), "evacuation.ways")
        found = roads.to(people.villages[village].spot, hosts[host].shelter.location)
        if found is None:
            raise EvacuationError("somebody is sent where no road leads")
        free = np.where(left >= persons, metres[village], np.inf)
        free[list(taking[village])] = np.inf
        spare = int(np.argmin(free))
        made.append(
            Move(
                village=village,
                host=host,
                persons=persons,
                metres=found.metres,
                minutes=found.minutes,
                names=found.names,
                line=found.line,
                reserve=spare if np.isfinite(free[spare]) else None,
                trips=-(-persons // seats),
            )
        )
    return made
