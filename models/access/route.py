"""The quickest way by road between two points, as a line with its length, time and names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from models.access.byroad import ByRoad
from models.access.roadlabels import Snapped
from models.access.roadnet import Network, Search
from models.access.ways import Spot
from models.county.county import County
from models.kernel.arrays import Ints, Objects


@dataclass(frozen=True, eq=False)
class Route:
    """A way from one point to another.

    Attributes
    ----------
    metres, minutes
        Of all of it, the ways to and from the road among them.
    off_road_m
        Straight metres to and from the road.
    edges
        Roads in the order in which they are driven: rows of the road graph, shape (k,).
    parts
        What is driven of each, as a line, shape (k,).
    line
        From point to point, metres.
    """

    metres: float
    minutes: float
    off_road_m: float
    edges: Ints
    parts: Objects
    line: BaseGeometry


def off_road(way: ByRoad, spot: Spot) -> bool:
    """Whether no usable road is near enough to a point."""
    return bool(way.network.snap(np.array([spot])).edge[0] < 0)


def route(way: ByRoad, start: Spot, end: Spot) -> Route | None:
    """Quickest way; ``None`` if there is none, or a point is off the road.

    From a point to itself nobody goes, not to the road and back either.
    """
    network = way.network
    search, at = network.from_spot(start), network.snap(np.array([end]))
    if search is None or at.edge[0] < 0:
        return None
    if start == end:
        nothing, here = np.empty(0, dtype=object), shapely.LineString([start, end])
        return Route(0.0, 0.0, 0.0, np.empty(0, dtype=np.intp), nothing, here)
    nodes = search.nodes_to(at, 0)
    if nodes is None:
        return None
    pieces, edges = _pieces(network, search, at, nodes)
    parts = np.empty(len(pieces), dtype=object)
    parts[:] = pieces
    corners = [np.array([start]), *(shapely.get_coordinates(piece) for piece in pieces), np.array([end])]
    xy = np.vstack(corners)
    fresh = np.concatenate(([True], (np.diff(xy, axis=0) != 0).any(axis=1)))
    xy = xy[fresh] if fresh.sum() > 1 else xy[[0, -1]]
    return Route(
        metres=float(search.metres(at)[0]),
        minutes=way.minutes(float(search.to(at)[0])),
        off_road_m=search.off_m + float(at.off_m[0]),
        edges=network.edges[np.array(edges, dtype=np.intp)],
        parts=parts,
        line=shapely.LineString(xy),
    )


def road_names(county: County, way: ByRoad, found: Route) -> tuple[str, ...]:
    """Names of the roads in order; those without a name are passed over, repeats told once."""
    graph, names = way.network.graph, list[str]()
    said = [layer.text("name") for layer in county.roads]
    for edge in found.edges.tolist():
        name = str(said[int(graph.layer[edge])][int(graph.row[edge])]).strip()
        if name and (not names or names[-1] != name):
            names.append(name)
    return tuple(names)


def _pieces(
    network: Network, search: Search, at: Snapped, nodes: list[int]
) -> tuple[list[BaseGeometry], list[int]]:
    """Lines of all roads and parts of roads on the way, and the usable roads that they are of."""
    first, last, share = search.edge, int(at.edge[0]), float(at.share[0])
    if not nodes:
        return [_part(network, last, search.share, share)], [last]
    pieces = [_part(network, first, search.share, _share_of(network, first, nodes[0], towards=True))]
    edges = [first]
    for one, other in pairwise(nodes):
        edge = int(network.edges_between(np.array([one]), np.array([other]))[0])
        is_forward = network.start[edge] == one
        pieces.append(_part(network, edge, 0.0 if is_forward else 1.0, 1.0 if is_forward else 0.0))
        edges.append(edge)
    pieces.append(_part(network, last, _share_of(network, last, nodes[-1], towards=False), share))
    return pieces, [*edges, last]


def _share_of(network: Network, edge: int, node: int, *, towards: bool) -> float:
    """End of a road at which a junction lies; of a loop the one that may be driven to (or from)."""
    if network.start[edge] == network.stop[edge]:
        return 1.0 if np.isfinite(network.there[edge]) == towards else 0.0
    return 1.0 if network.stop[edge] == node else 0.0


def _part(network: Network, edge: int, start: float, stop: float) -> BaseGeometry:
    return substring(network.shapes[edge], start, stop, normalized=True)
