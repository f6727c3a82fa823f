"""Outlines in short pieces: which is nearest to each of thousands of sites.

To measure to an outline of thousands of corners takes every corner; of its pieces only the nearest is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from models.kernel.arrays import Floats, Ints, Objects
from models.kernel.prepared import Prepared

_CORNERS = 16


@dataclass(frozen=True, eq=False)
class Edges:
    """Features in pieces.

    Attributes
    ----------
    tree
        Features of few corners as they are, else pieces of their outline.
    owner
        Feature of each piece.
    whole, shapes
        The features themselves, to ask who stands in one.
    """

    tree: shapely.STRtree
    owner: Ints
    whole: shapely.STRtree
    shapes: Prepared

    @classmethod
    def of(cls, geometries: Objects) -> Edges:
        """Cut features into pieces."""
        long = np.flatnonzero(shapely.get_num_coordinates(geometries) > _CORNERS)
        short = np.setdiff1d(np.arange(len(geometries)), long)
        pieces, owners = [geometries[short]], [short]
        for row in long.tolist():
            cut = _pieces(geometries[row])
            pieces.append(cut)
            owners.append(np.full(len(cut), row))
        tree = shapely.STRtree(np.concatenate(pieces))
        return cls(tree, np.concatenate(owners), shapely.STRtree(geometries), Prepared(geometries))

    def nearest(self, sites: Objects) -> tuple[Ints, Floats]:
        """Nearest feature of each site and its distance, shape (m,); of equally near ones the first."""
        (near, piece), apart = self.tree.query_nearest(sites, return_distance=True, all_matches=True)
        inside, of = self.whole.query(sites)
        touches = self.shapes.intersects(of, sites[inside])
        inside, of = inside[touches], of[touches]
        site = np.concatenate((near, inside))
        feature = np.concatenate((self.owner[piece], of))
        metres = np.concatenate((apart, np.zeros(len(inside))))
        order = np.lexsort((feature, metres, site))
        of_site, first = np.unique(site[order], return_index=True)
        index, distance = np.full(len(sites), -1, dtype=np.intp), np.full(len(sites), np.nan)
        index[of_site], distance[of_site] = feature[order][first], metres[order][first]
        return index, distance


def _pieces(geometry: shapely.Geometry) -> Objects:
    """Short lines that together are the lines and outlines of a feature; its points as they are."""
    parts = shapely.get_parts(shapely.get_parts(geometry))  # what a collection is made of may be in parts too
    dimension = shapely.get_dimensions(parts)
    lines = shapely.get_parts(np.where(dimension == 2, shapely.boundary(parts), parts))
    made = [lines[shapely.get_dimensions(lines) == 0]]
    for line in lines[shapely.get_dimensions(lines) == 1]:
        xy = shapely.get_coordinates(line)
        starts = range(0, len(xy) - 1, _CORNERS)
        made.append(np.array([shapely.LineString(xy[at : at + _CORNERS + 1]) for at in starts], dtype=object))
    return np.concatenate(made)
