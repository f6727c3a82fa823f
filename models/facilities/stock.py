"""Stock: what lies in which depot, as the ledger of supplies lists it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from models.facilities.facility import new_id

Mode = Literal["update", "replace", "add"]
MODES: tuple[Mode, ...] = ("update", "replace", "add")
"""How rows of a file go into the ledger: change what is the same lot and keep the rest, take the place of the
whole ledger, or come after it."""

OPTIONAL_FIELDS = ("unit", "expires", "place", "code", "note")
"""What a ledger may leave out besides depot, name and quantity."""
_LOT_FIELDS = ("unit", "expires", "place")


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


def taken_in(
    before: tuple[StockRow, ...],
    incoming: Iterable[StockRow],
    mode: Mode,
    given: Iterable[str] = OPTIONAL_FIELDS,
) -> StockDifference:
    """Rows taken into a ledger; a lot that is there keeps its id and its place in the order.

    The same lot is of the same depot and name, and agrees in unit, last day of use and place as far as these
    are given; several of one kind are matched in their order. Then a row that is left is the same lot as the
    only other one left of its depot and name.

    Parameters
    ----------
    given
        Which of ``OPTIONAL_FIELDS`` the rows come with; the others stay as the ledger has them.
    """
    known = tuple(name for name in OPTIONAL_FIELDS if name in set(given))
    kept_fields = tuple(name for name in OPTIONAL_FIELDS if name not in known)
    rows = tuple(incoming)
    partner: dict[int, StockRow] = {}
    if mode != "add":
        _match(before, rows, partner, tuple(name for name in known if name in _LOT_FIELDS), only=False)
        _match(before, rows, partner, (), only=True)
    found: dict[str, StockRow] = {}
    for index, old in partner.items():
        stays = {name: getattr(old, name) for name in ("id", *kept_fields)}
        found[old.id] = replace(rows[index], **stays)
    added = tuple(row for index, row in enumerate(rows) if index not in partner)
    kept = [found.get(row.id, row) for row in before if row.id in found or mode != "replace"]
    return StockDifference(
        after=(*kept, *added),
        added=added,
        changed=tuple((row, found[row.id]) for row in before if row.id in found and found[row.id] != row),
        removed=tuple(row for row in before if row.id not in found) if mode == "replace" else (),
        same=sum(found.get(row.id, row) == row for row in before if row.id in found or mode != "replace"),
    )


def _match(
    before: tuple[StockRow, ...],
    rows: tuple[StockRow, ...],
    partner: dict[int, StockRow],
    fields: tuple[str, ...],
    *,
    only: bool,
) -> None:
    """Pair rows that have no partner yet; with ``only`` where there is but one on either side."""

    def identity(row: StockRow) -> Hashable:
        return row.depot_id, row.name, *(getattr(row, name) for name in fields)

    taken = {old.id for old in partner.values()}
    there: dict[Hashable, list[StockRow]] = {}
    for row in before:
        if row.id not in taken:
            there.setdefault(identity(row), []).append(row)
    coming: dict[Hashable, list[int]] = {}
    for index, row in enumerate(rows):
        if index not in partner:
            coming.setdefault(identity(row), []).append(index)
    for key, indices in coming.items():
        present = there.get(key, [])
        if not only or (len(present) == 1 and len(indices) == 1):
            partner.update(zip(indices, present, strict=False))
