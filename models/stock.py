"""Stock: what lies in which depot, as the ledger of supplies lists it."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.facility import new_id


@dataclass(frozen=True, kw_only=True)
class StockRow:
    """One line of the stock ledger.

    Parameters
    ----------
    depot_id
        Facility id of the depot that holds it; empty while nobody said which.
    code
        Code of the item in GB/T 38565 (up to seven digits, kept as text); empty when it has none.
    item
        Key of the program's catalogue of items (``resources/supplies.toml``); empty for an item it does not
        know, which then stands in the ledger but meets no need.
    name
        Name as the ledger gives it.
    quantity
        In ``unit``; ``None`` when the ledger does not say: no data is not zero.
    expires
        Last day of use, ISO date; ``None`` when it does not perish or nobody said.
    place
        Shelf, room or store inside the depot.
    """

    id: str = field(default_factory=new_id)
    depot_id: str = ""
    code: str = ""
    item: str = ""
    name: str = ""
    quantity: float | None = None
    unit: str = ""
    expires: str | None = None
    place: str = ""
    note: str = ""
