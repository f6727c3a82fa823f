"""Stock: what lies in which depot, as the ledger of supplies lists it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from models.facility import new_id

Mode = Literal["update", "replace", "add"]
MODES: tuple[Mode, ...] = ("update", "replace", "add")
"""How rows of a file go into the ledger: change what is the same lot and keep the rest, take the place of the
whole ledger, or come after it."""


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

    @property
    def identity(self) -> Hashable:
        """What tells one lot from another: depot, item, unit, last day of use, place."""
        return self.depot_id, self.item or self.name, self.unit, self.expires, self.place


@dataclass(frozen=True)
class StockDifference:
    """What taking rows in does to a ledger.

    Parameters
    ----------
    after
        The whole ledger afterwards.
    changed
        Rows before and after.
    same
        Rows that stay as they were.
    """

    after: tuple[StockRow, ...]
    added: tuple[StockRow, ...]
    changed: tuple[tuple[StockRow, StockRow], ...]
    removed: tuple[StockRow, ...]
    same: int

    @property
    def is_nothing(self) -> bool:
        """Whether the ledger stays as it is."""
        return not (self.added or self.changed or self.removed)


def taken_in(before: tuple[StockRow, ...], incoming: Iterable[StockRow], mode: Mode) -> StockDifference:
    """Rows taken into a ledger; a lot that is there keeps its id and its place in the order.

    Several rows of one lot are matched in their order.
    """
    rows = tuple(incoming)
    waiting: dict[Hashable, list[StockRow]] = {}
    if mode != "add":
        for row in reversed(before):
            waiting.setdefault(row.identity, []).append(row)
    found: dict[str, StockRow] = {}
    added: list[StockRow] = []
    for row in rows:
        present = waiting.get(row.identity)
        if present:
            old = present.pop()
            found[old.id] = replace(row, id=old.id)
        else:
            added.append(row)
    kept = [found.get(row.id, row) for row in before if row.id in found or mode != "replace"]
    return StockDifference(
        after=(*kept, *added),
        added=tuple(added),
        changed=tuple((row, found[row.id]) for row in before if row.id in found and found[row.id] != row),
        removed=tuple(row for row in before if row.id not in found) if mode == "replace" else (),
        same=sum(found.get(row.id, row) == row for row in before if row.id in found or mode != "replace"),
    )
