"""Stock ledger of the sample county: what its table lists, and a little of everything at township points."""

from __future__ import annotations

from collections.abc import Sequence

from layers.sample.spec import Spec
from layers.sample.tables import stock_table
from models.facilities.facility import Depot
from models.facilities.stock import StockRow
from models.project.scenario import Scenario


def make_stock(spec: Spec, scenarios: Sequence[Scenario]) -> tuple[StockRow, ...]:
    """Ledger of all depots, those that only a plan builds included."""
    table = stock_table()
    rng = spec.rng("records").spawn(4)[3]
    depots = {
        one.name: one
        for scenario in scenarios
        for one in scenario.facilities.values()
        if isinstance(one, Depot)
    }
    listed = [*table.rows]
    listed += [
        (depot.name, item, code, name, int(usual * rng.uniform(0.5, 1.5)), unit, expires, "")
        for depot in depots.values()
        if depot.level == "township" and depot.kind != "flood"
        for item, code, name, usual, unit, expires in table.township
    ]
    return tuple(
        StockRow(
            id=spec.id("stock", index),
            depot_id=depots[depot].id,
            code=code,
            item=item,
            name=name,
            quantity=float(quantity) if quantity >= 0 else None,
            unit=unit,
            expires=expires or None,
            place=place,
        )
        for index, (depot, item, code, name, quantity, unit, expires, place) in enumerate(listed)
    )
