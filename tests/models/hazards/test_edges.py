"""Nearest features by the pieces of their outlines."""

from __future__ import annotations

import numpy as np
import shapely

from models.hazards.edges import Edges


def test_pieces_are_as_near_as_the_features_themselves():
    random = np.random.default_rng(5)
    long = shapely.Point(0, 0).buffer(300, quad_segs=100)
    features = np.array(
        [
            long.difference(shapely.Point(0, 0).buffer(100, quad_segs=100)),
            shapely.segmentize(shapely.LineString([(-900, 500), (900, 600)]), 5.0),
            shapely.box(400, -400, 500, -300),
            shapely.MultiPolygon([long.buffer(50).intersection(shapely.box(-400, -400, -200, -200))]),
            shapely.Point(50, 50),
            shapely.GeometryCollection([shapely.segmentize(shapely.box(700, 0, 800, 9), 1.0)]),
        ]
    )
    middles = shapely.points(random.uniform(-1000, 1000, (400, 2)))
    sites = np.where(random.random(400) < 0.5, middles, shapely.buffer(middles, 20.0))
    apart = shapely.distance(sites[:, None], features[None, :])
    found, metres = Edges.of(features).nearest(sites)
    assert (metres == apart.min(axis=1)).all()
    assert (found == apart.argmin(axis=1)).all()
    assert (metres == 0).sum() > 20 and (metres > 0).sum() > 200
