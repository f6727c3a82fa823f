"""Who and what stands too far from any road, or at roads that lead nowhere, where distances are by road."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.access.measures import measured_by, snow_factor, wheels
from models.county.county import County
from models.facilities.facility import Facility
from models.gate.remark import DataRemark
from models.kernel.arrays import Bools, Ints
from models.rules.rules import Rules

_MOST_NAMES = 5


def road_remarks(county: County, facilities: Sequence[Facility], rules: Rules) -> Iterator[DataRemark]:
    """That vehicles are slower in snow, if they are; by road, always who is near enough to one."""
    if snow_factor(rules) != 1:
        yield DataRemark("data.roads.snow", values={"factor": snow_factor(rules)})
    if county.travel_by != "road":
        return
    if measured_by(county) != "road":
        yield DataRemark("data.roads.none")
        return
    network, demand = wheels(county, rules).network, county.demand
    snap_m = network.pace.snap_m
    edge = network.places(demand.index).edge
    is_near = edge >= 0
    if len(demand):
        persons = demand.known_persons if demand.has_population else np.ones(len(demand))
        share = 100.0 * float(persons[is_near].sum()) / float(persons.sum())
        yield DataRemark("data.roads.near", values={"share": share, "snap": snap_m}, count=int(is_near.sum()))
    if not is_near.all():
        yield _of_places(county, "data.roads.far", ~is_near, snap_m)
    is_main = (
        network.graph.component[network.start[np.maximum(edge, 0)]] == 0 if len(network.start) else is_near
    )
    if (is_near & ~is_main).any():
        yield _of_places(county, "data.roads.cut_off", is_near & ~is_main, snap_m)
    if facilities:
        stands = network.snap(np.array([one.location for one in facilities], dtype=np.float64)).edge
        far = np.flatnonzero(stands < 0)
        if len(far):
            names = _named([facilities[row].name for row in far.tolist()])
            yield DataRemark("data.roads.sites", values={"names": names, "snap": snap_m}, count=len(far))


def _of_places(county: County, kind: str, chosen: Bools, snap_m: float) -> DataRemark:
    demand = county.demand
    rows: Ints = np.flatnonzero(chosen)
    rows = rows[np.argsort(-demand.known_persons[rows], kind="stable")]
    persons = float(demand.known_persons[rows].sum())
    values = {"names": _named(demand.names[rows].tolist()), "persons": persons, "snap": snap_m}
    layer = next((one for one in county.layers if one.id == demand.layer_id), None)
    file = "" if layer is None else layer.provenance.file or layer.name
    return DataRemark(kind, file, values, count=len(rows))


def _named(names: Sequence[object]) -> str:
    said = [str(name) for name in names if str(name).strip()]
    return "、".join(said[:_MOST_NAMES]) + ("…" if len(said) > _MOST_NAMES else "")
