"""What is wrong with a road network: junctions that are none, gaps, doubles, islands, dead bridges, traps.

Everything is told with where it is, which features it is about and who hangs on it. What can be put right
without guessing is put right by :mod:`models.access.roadrepair`, when a planner asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from models.access.byroad import Network
from models.access.roadgraph import SAME_PLACE_M, RoadGraph
from models.access.roadwords import afloat, class_names
from models.county.county import County
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import prepared_copy
from models.kernel.progress import Progress, Work

GAP_M = 2.0
"""Ends that are no farther than this from another road were probably meant to meet it, unless told else."""

_BORDER_M = 100.0
"""What ends this near to the county's outline, or beyond it, goes on in the neighbour's data."""

Feature = tuple[int, int]
"""Position of a road layer among those of the county, and row in it."""


class FaultKind(StrEnum):
    """Kinds of faults, the ones that can be repaired first."""

    UNSPLIT = "unsplit"
    GAP = "gap"
    DOUBLE = "double"
    ISLAND = "island"
    BRIDGE = "bridge"
    TRAP = "trap"


REPAIRABLE = (FaultKind.UNSPLIT, FaultKind.GAP, FaultKind.DOUBLE)
"""Kinds whose repair needs no guess: a vertex for a junction, an end moved, a double dropped."""


@dataclass(frozen=True, eq=False)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    xy
        Where to look.
    shape
        What it is about, for the map.
    features
        Road features concerned; of a gap the one that ends first, of a double the one to drop.
    metres
        How wide a gap is, how long a double, an island, a bridge or a trap.
    target
        Where the end at a gap belongs.
    persons
        Known residents who hang on it; ``None`` for what nobody does.
    places
        Places that hang on it.
    distance_m
        From an island to the network.
    can_enter, can_leave
        Whether any road leads into a trap, and out of it.
    is_whole
        Whether a double is one from end to end.
    """

    kind: FaultKind
    xy: tuple[float, float]
    shape: BaseGeometry
    features: tuple[Feature, ...]
    metres: float = 0.0
    target: tuple[float, float] | None = None
    persons: float | None = None
    places: int = 0
    distance_m: float | None = None
    can_enter: bool = True
    can_leave: bool = True
    is_whole: bool = True

    @property
    def is_repairable(self) -> bool:
        """Whether it can be put right without guessing."""
        return self.kind in REPAIRABLE and self.is_whole


@dataclass(frozen=True, eq=False)
class Checkup:
    """What was found.

    Attributes
    ----------
    gap_m
        Gaps up to this were looked for.
    faults
        By kind, those with most people first, then the longest.
    length_m, roads, junctions
        Of the whole network.
    snap_m
        The farthest that a place may stand off a road.
    persons, persons_near
        Known residents, and those of them who stand near enough to a road that is driven on.
    far, far_m
        Places that do not, those with most residents first, and how far the next such road is; infinite where
        there is none at all.
    """

    gap_m: float
    faults: tuple[Fault, ...]
    length_m: float
    roads: int
    junctions: int
    snap_m: float
    places: int
    persons: float
    persons_near: float
    far: Ints
    far_m: Floats

    @property
    def share_near(self) -> float | None:
        """Share of the known residents within the limit; ``None`` where no residents are known."""
        return self.persons_near / self.persons if self.persons > 0 else None

    def of(self, kind: FaultKind) -> tuple[Fault, ...]:
        """Faults of one kind."""
        return tuple(fault for fault in self.faults if fault.kind == kind)


def check_roads(county: County, network: Network, gap_m: float = GAP_M) -> Work[Checkup]:
    """Look a network over.

    Parameters
    ----------
    network
        As it is driven on: islands and traps are those of vehicles.
    gap_m
        Gaps up to this are told.
    """
    graph = network.graph
    steps = ("junctions", "gaps", "doubles", "islands", "bridges", "traps", "places")
    total = len(steps)
    yield Progress(0, total, "progress.roads.junctions")
    unsplit = list(_unsplit(graph, county))
    yield Progress(1, total, "progress.roads.gaps")
    gaps = list(_gaps(graph, gap_m))
    yield Progress(2, total, "progress.roads.doubles")
    doubles = list(_doubles(graph))
    yield Progress(3, total, "progress.roads.islands")
    demand = county.demand
    at = network.places(demand.index)
    hanging = _Hanging.of(network, at.edge, demand.known_persons)
    weak = _parts(network, is_strong=False)
    islands = list(_islands(network, weak, hanging))
    yield Progress(4, total, "progress.roads.bridges")
    mended = {fault.xy for fault in gaps}
    bridges = list(_bridges(graph, mended, county.boundary))
    yield Progress(5, total, "progress.roads.traps")
    traps = list(_traps(network, weak, hanging, county.boundary))
    yield Progress(6, total, "progress.roads.places")
    far = np.flatnonzero(at.edge < 0)
    far = far[np.argsort(-demand.known_persons[far], kind="stable")]
    faults = [
        fault for found in (unsplit, gaps, doubles, islands, bridges, traps) for fault in _sorted(found)
    ]
    return Checkup(
        gap_m=gap_m,
        faults=tuple(faults),
        length_m=float(graph.length_m.sum()),
        roads=len(graph),
        junctions=len(graph.xy),
        snap_m=network.pace.snap_m,
        places=len(demand),
        persons=demand.total_persons,
        persons_near=float(demand.known_persons[at.edge >= 0].sum()),
        far=far,
        far_m=_distances(network, demand.xy[far]),
    )


def _sorted(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (-(fault.persons or 0.0), -fault.metres, fault.xy))


def _distances(network: Network, xy: Floats) -> Floats:
    """Metres to the next usable road, shape (n,)."""
    found = np.full(len(xy), np.inf)
    if len(xy) and len(network.shapes):
        tree = shapely.STRtree(network.shapes)
        (point, _), metres = tree.query_nearest(shapely.points(xy), return_distance=True, all_matches=False)
        found[point] = metres
    return found


# -- where roads should meet ---------------------------------------------------------------------------------
def _unsplit(graph: RoadGraph, county: County) -> Iterator[Fault]:
    """Crossings on one level without a vertex in common, with the features that cross."""
    if not len(graph.unsplit):
        return
    shapes = shapely.points(graph.unsplit)
    point, edge = shapely.STRtree(graph.shapes).query(shapes, predicate="dwithin", distance=SAME_PLACE_M)
    at: dict[int, set[Feature]] = {}
    for number, one in zip(point.tolist(), edge.tolist(), strict=True):
        at.setdefault(number, set()).add((int(graph.layer[one]), int(graph.row[one])))
    for number, (x, y) in enumerate(graph.unsplit.tolist()):
        yield Fault(FaultKind.UNSPLIT, (x, y), shapes[number], tuple(sorted(at.get(number, set()))))


def _gaps(graph: RoadGraph, gap_m: float) -> Iterator[Fault]:
    """Dead ends that stop just short of another road, the narrowest first, each road end in one of them."""
    ends, own = _dead_ends(graph)
    if not len(ends):
        return
    points = shapely.points(graph.xy[ends])
    row, near = shapely.STRtree(graph.shapes).query(points, predicate="dwithin", distance=gap_m)
    other = near != own[row]
    row, near = row[other], near[other]
    apart = shapely.distance(points[row], graph.shapes[near])
    # The other road's own end is meant if it is at hand too.
    start_m, stop_m = (
        np.hypot(*(graph.xy[ends[row]] - graph.xy[end[near]]).T) for end in (graph.start, graph.stop)
    )
    at_end = np.minimum(start_m, stop_m) <= gap_m
    node = np.where(at_end, np.where(start_m <= stop_m, graph.start[near], graph.stop[near]), -1)
    along = shapely.line_locate_point(graph.shapes[near], points[row])
    motorway = class_names().index("motorway")
    is_motorway = graph.road_class == motorway
    on_level = (graph.level[near] == graph.level[own[row]]) & (is_motorway[near] == is_motorway[own[row]])
    on_level &= ~afloat()[graph.road_class[near]]  # nobody gets on in the middle of a river
    kept = (at_end | on_level) & ~_is_joined(graph, ends[row], own[row], near, along, gap_m)
    order = np.lexsort((near, apart, row))
    order = order[kept[order]]
    _, first = np.unique(row[order], return_index=True)
    chosen = order[first]
    taken: set[int] = set()
    for index in chosen[np.lexsort((ends[row[chosen]], apart[chosen]))].tolist():
        end, edge, goal = int(ends[row[index]]), int(near[index]), int(node[index])
        if end in taken or goal in taken:
            continue
        taken.update({end, goal} - {-1})
        x, y = graph.xy[end].tolist()
        if goal >= 0:
            target = tuple(graph.xy[goal].tolist())
        else:
            on = shapely.line_interpolate_point(graph.shapes[edge], along[index])
            target = (float(on.x), float(on.y))
        features = tuple((int(graph.layer[one]), int(graph.row[one])) for one in (own[row[index]], edge))
        line = shapely.LineString([(x, y), target])
        yield Fault(FaultKind.GAP, (x, y), line, features, metres=line.length, target=target)


def _dead_ends(graph: RoadGraph) -> tuple[Ints, Ints]:
    """Junctions at which one road ends and nothing else is, and that road."""
    node = np.concatenate((graph.start, graph.stop))
    edge = np.tile(np.arange(len(graph)), 2)
    single = np.bincount(node, minlength=len(graph.xy))[node] == 1
    return node[single], edge[single]


def _is_joined(graph: RoadGraph, end: Ints, own: Ints, near: Ints, along: Floats, gap_m: float) -> Bools:
    """Whether a short stub already meets the other road round the corner: no gap then; shape (k,)."""
    far = np.where(graph.start[own] == end, graph.stop[own], graph.start[own])
    to_start = np.where(graph.start[near] == far, along, np.inf)
    to_stop = np.where(graph.stop[near] == far, graph.length_m[near] - along, np.inf)
    round_m = np.minimum(to_start, to_stop) + graph.length_m[own]
    found: Bools = round_m <= 4 * gap_m
    return found


def _doubles(graph: RoadGraph) -> Iterator[Fault]:
    """Roads that run on another one, in the same directions; of each the better described is kept."""
    low, high = np.minimum(graph.start, graph.stop), np.maximum(graph.start, graph.stop)
    direction = np.where(graph.start <= graph.stop, graph.direction, -graph.direction)
    key = np.column_stack((low, high, direction, graph.level))
    _, group, size = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    group = group.ravel()
    rank = np.where(graph.road_class < 0, len(class_names()), graph.road_class)
    order = np.lexsort((graph.row, graph.layer, rank, group))
    order = order[size[group[order]] > 1]
    kept: dict[int, list[int]] = {}
    double_of: dict[int, int] = {}
    for edge in order.tolist():
        there = kept.setdefault(int(group[edge]), [])
        twin = next((one for one in there if _is_same(graph, one, edge)), None)
        if twin is None:
            there.append(edge)
        else:
            double_of[edge] = twin
    by_feature: dict[Feature, list[int]] = {}
    for edge in double_of:
        by_feature.setdefault((int(graph.layer[edge]), int(graph.row[edge])), []).append(edge)
    if not by_feature:
        return
    feature, count = np.unique(np.column_stack((graph.layer, graph.row)), axis=0, return_counts=True)
    of_feature = {
        (int(one), int(row)): int(number) for (one, row), number in zip(feature, count, strict=True)
    }
    for own, edges in by_feature.items():
        shapes = graph.shapes[edges]
        twin = double_of[edges[0]]
        middle = shapely.line_interpolate_point(shapes[0], 0.5, normalized=True)
        yield Fault(
            FaultKind.DOUBLE,
            (float(middle.x), float(middle.y)),
            shapely.multilinestrings(list(shapes)),
            (own, (int(graph.layer[twin]), int(graph.row[twin]))),
            metres=float(graph.length_m[edges].sum()),
            is_whole=len(edges) == of_feature[own],
        )


def _is_same(graph: RoadGraph, one: int, other: int) -> bool:
    """Whether two roads between the same junctions run in the same place."""
    if abs(graph.length_m[one] - graph.length_m[other]) > 4 * SAME_PLACE_M:
        return False
    return bool(shapely.hausdorff_distance(graph.shapes[one], graph.shapes[other]) <= 2 * SAME_PLACE_M)


# -- what hangs together -------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class _Hanging:
    """Residents and places at each usable road, shape (e,)."""

    persons: Floats
    places: Ints
    is_known: bool

    @classmethod
    def of(cls, network: Network, edge: Ints, persons: Floats) -> _Hanging:
        there, size = edge >= 0, len(network.edges)
        return cls(
            np.asarray(np.bincount(edge[there], weights=persons[there], minlength=size), dtype=np.float64),
            np.bincount(edge[there], minlength=size),
            bool((persons > 0).any()),
        )

    def on(self, edges: Ints) -> tuple[float | None, int]:
        return float(self.persons[edges].sum()) if self.is_known else None, int(self.places[edges].sum())


def _parts(network: Network, *, is_strong: bool) -> Ints:
    """Part of the network that each junction belongs to, 0 the one of most metres; -1 off the network.

    Strong parts are those in which one can get from everywhere to everywhere on the roads' directions.
    """
    size = len(network.graph.xy)
    there = np.isfinite(network.there) if is_strong else np.ones(len(network.edges), dtype=np.bool_)
    back = np.isfinite(network.back) if is_strong else there
    row = np.concatenate((network.start[there], network.stop[back]))
    column = np.concatenate((network.stop[there], network.start[back]))
    links = coo_matrix((np.ones(len(row)), (row, column)), (size, size))
    labels = connected_components(links, directed=is_strong, connection="strong" if is_strong else "weak")[1]
    own = labels[network.start] == labels[network.stop]
    metres = np.bincount(
        labels[network.start][own], weights=network.length_m[own], minlength=labels.max(initial=-1) + 1
    )
    rank = np.empty(len(metres), dtype=np.intp)
    rank[np.argsort(-metres, kind="stable")] = np.arange(len(metres))
    part = np.full(size, -1, dtype=np.intp)
    used = np.union1d(network.start, network.stop)
    part[used] = rank[labels[used]]
    return part


def _grouped(edges: Ints, label: Ints) -> Iterator[Ints]:
    """Edges of each label, in its order."""
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return iter(np.split(edges[order], cuts)) if len(order) else iter(())


def _islands(network: Network, weak: Ints, hanging: _Hanging) -> Iterator[Fault]:
    """Parts of the network that no vehicle gets to from the largest one."""
    part = weak[network.start]
    off = np.flatnonzero(part > 0)
    if not len(off):
        return
    main = network.shapes[part == 0]
    tree = shapely.STRtree(main)
    (index, near), apart = tree.query_nearest(network.shapes[off], return_distance=True, all_matches=False)
    distance = np.full(len(network.edges), np.inf)
    nearest = np.zeros(len(network.edges), dtype=np.intp)
    distance[off[index]], nearest[off[index]] = apart, near
    for edges in _grouped(off, part[off]):
        first = edges[np.argmin(distance[edges])]
        spot = shapely.get_point(shapely.shortest_line(network.shapes[first], main[nearest[first]]), 0)
        persons, places = hanging.on(edges)
        yield Fault(
            FaultKind.ISLAND,
            (float(spot.x), float(spot.y)),
            shapely.multilinestrings(list(network.shapes[edges])),
            _features(network, edges),
            metres=float(network.length_m[edges].sum()),
            persons=persons,
            places=places,
            distance_m=float(distance[first]),
        )


def _bridges(
    graph: RoadGraph, mended: set[tuple[float, float]], boundary: BaseGeometry | None
) -> Iterator[Fault]:
    """Bridges and tunnels that end in the air: nothing meets one of their ends."""
    ends, own = _dead_ends(graph)
    above = graph.level[own] != 0
    ends, own = ends[above], own[above]
    inside = ~_at_border(graph.xy[ends], boundary)
    seen: set[Feature] = set()
    for end, edge in zip(ends[inside].tolist(), own[inside].tolist(), strict=True):
        x, y = graph.xy[end].tolist()
        feature = (int(graph.layer[edge]), int(graph.row[edge]))
        if feature in seen or (x, y) in mended:
            continue
        seen.add(feature)
        metres = float(graph.length_m[edge])
        yield Fault(FaultKind.BRIDGE, (x, y), graph.shapes[edge], (feature,), metres=metres)


def _traps(network: Network, weak: Ints, hanging: _Hanging, boundary: BaseGeometry | None) -> Iterator[Fault]:
    """What one-way roads let nobody out of, or into, though it hangs together with the rest."""
    strong = _parts(network, is_strong=True)
    counted = np.bincount(strong[(weak == 0) & (strong >= 0)], minlength=1)
    main = int(np.argmax(counted))
    is_main = (strong == main) & (weak == 0)
    is_off = (weak == 0) & ~is_main
    start, stop = network.start, network.stop
    inner = np.flatnonzero(is_off[start] & is_off[stop])
    size = len(network.graph.xy)
    links = coo_matrix((np.ones(len(inner)), (start[inner], stop[inner])), (size, size))
    group = connected_components(links, directed=False)[1]
    touching = np.flatnonzero(is_off[start] | is_off[stop])
    label = np.where(is_off[start[touching]], group[start[touching]], group[stop[touching]])
    there, back = np.isfinite(network.there), np.isfinite(network.back)
    at_border = _at_border(network.graph.xy, boundary) if len(touching) else np.zeros(size, dtype=np.bool_)
    for edges in _grouped(touching, label):
        nodes = np.concatenate((start[edges], stop[edges]))
        if at_border[nodes].any():
            continue
        into = (is_main[start[edges]] & there[edges]) | (is_main[stop[edges]] & back[edges])
        out = (is_main[start[edges]] & back[edges]) | (is_main[stop[edges]] & there[edges])
        persons, places = hanging.on(edges)
        middle = shapely.line_interpolate_point(network.shapes[edges[0]], 0.5, normalized=True)
        yield Fault(
            FaultKind.TRAP,
            (float(middle.x), float(middle.y)),
            shapely.multilinestrings(list(network.shapes[edges])),
            _features(network, edges),
            metres=float(network.length_m[edges].sum()),
            persons=persons,
            places=places,
            can_enter=bool(into.any()),
            can_leave=bool(out.any()),
        )


def _at_border(xy: Floats, boundary: BaseGeometry | None) -> Bools:
    """Whether each point is at the county's outline or beyond it, shape (n,)."""
    if boundary is None:
        return np.zeros(len(xy), dtype=np.bool_)
    points: Objects = shapely.points(xy)
    inner = prepared_copy(shapely.buffer(boundary, -_BORDER_M, quad_segs=2))
    found: Bools = ~shapely.intersects(inner, points)
    return found


def _features(network: Network, edges: Sequence[int] | Ints) -> tuple[Feature, ...]:
    of = network.edges[np.asarray(edges)]
    pairs = np.unique(np.column_stack((network.graph.layer[of], network.graph.row[of])), axis=0)
    return tuple((int(layer), int(row)) for layer, row in pairs)
