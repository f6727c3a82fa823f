"""Curves over places and the map, linked: who stands where on a curve, and who of it is chosen on the map."""

from __future__ import annotations

import numpy as np

from models.county.county import County
from models.findings.places import demand_place
from models.kernel.arrays import Floats
from models.kernel.curves import Lorenz
from ui.analysis.curveplot import CurvePlaces
from ui.core.session import Session


def townships_on(spread: Lorenz, county: County) -> CurvePlaces:
    """Townships on a Lorenz curve in percent, each by its row of ``county.places``."""
    return CurvePlaces(spread.order, 100 * spread.people_share[1:], county.places.names[spread.order])


def people_on(values: Floats, county: County) -> CurvePlaces:
    """Places where people live on a curve of a value of each, by their rows of ``county.demand``."""
    rows = np.flatnonzero(np.isfinite(values) & (county.demand.known_persons > 0))
    rows = rows[np.argsort(values[rows], kind="stable")]
    return CurvePlaces(rows, values[rows], county.demand.names[rows])


def people_picked(county: County, layer_id: str, row: int) -> list[int]:
    """Rows of ``county.demand`` that were chosen on the map: one place, or all of a township."""
    demand = county.demand
    if row < 0:
        return []
    if layer_id == county.places.layer_id:
        return np.flatnonzero(county.demand_place == row).tolist()
    origins = county.settled.origins.get(demand.layer_id)
    if origins is None:
        return np.flatnonzero(demand.rows == row).tolist() if layer_id == demand.layer_id else []
    ids, rows = origins.layer_ids[demand.rows], origins.rows[demand.rows]
    return np.flatnonzero((ids == layer_id) & (rows == row)).tolist()


def show_people(session: Session, row: int) -> None:
    """Choose a place of ``county.demand`` on the map."""
    session.show_place(demand_place(session.county, row))
