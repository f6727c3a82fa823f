"""Stock among the files of a county: ledgers of what lies in the depots, and columns of it in their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from layers.formats.read import Problem, problem
from layers.formats.sniff import WORKBOOKS
from layers.formats.told import row_list
from layers.importing.importitem import Item, faults_kept
from layers.importing.stockfile import (
    StockImport,
    StockLine,
    is_ledger,
    ledger_columns,
    lot_of,
    lots_beside,
    read_stock,
)
from layers.recognition.cells import plain
from layers.recognition.layerroles import Recognition
from layers.recognition.recognise import heading_year
from models.county.layer import Role
from models.facilities.facility import Depot, Facility, Status
from models.facilities.gatefile import name_list
from models.facilities.stock import OPTIONAL_FIELDS, StockRow, taken_in
from models.supplies.items import unit_factor


def claim_ledgers(items: Iterable[Item]) -> None:
    """Take tables without coordinates that list stock as ledgers, and whatever the planner calls one."""
    for item in items:
        if item.raw is None or item.source is None or item.located is not None:
            continue
        if item.source.format not in (*WORKBOOKS, "table"):
            continue
        is_told = item.choice.role == Role.STOCK
        has_no_place = item.error is not None and item.error.key == "no_coordinates" and not item.is_joined
        if is_told or (has_no_place and item.choice.role is None and _is_ledger(item)):
            item.role, item.error = Role.STOCK, None
            item.recognition = Recognition(Role.STOCK, 0.0, _fields(item))
            item.problems = list(item.raw.problems)


def _is_ledger(item: Item) -> bool:
    assert item.raw is not None
    frame = item.raw.frame
    return is_ledger(
        [str(name) for name in frame.columns], {str(name): list(frame[name]) for name in frame.columns}
    )


def _fields(item: Item) -> dict[str, str]:
    """Columns as told, and as their words tell but for those that the planner gave or took away."""
    assert item.raw is not None
    decided = {*item.choice.fields.values(), *item.choice.ignored}
    columns = [str(name) for name in item.raw.frame.columns if name not in decided]
    return {**ledger_columns(columns), **item.choice.fields}


def is_stock(item: Item) -> bool:
    """Whether it is a ledger that can be used."""
    return item.role == Role.STOCK and item.error is None


# -- columns of a list of depots ---------------------------------------------------------------------------
def read_beside(item: Item, depots: Sequence[Facility], rows: Sequence[int]) -> None:
    """Keep, with the item, the stock that columns of a list of depots state.

    Parameters
    ----------
    depots
        What was made of its rows.
    rows
        Their places in the item's table.
    """
    assert item.raw is not None and item.recognition is not None
    frame = item.raw.frame
    used = {*item.recognition.fields.values(), *item.raw.coordinates.values(), *item.choice.ignored}
    columns = lots_beside([str(name) for name in frame.columns if name not in used])
    unread: list[int] = []
    strange: dict[str, list[int]] = {}
    for depot, row in zip(depots, rows, strict=True):
        for column, (name, unit) in columns.items():
            if not isinstance(depot, Depot) or depot.status == Status.REJECTED:
                continue
            lot, is_read = lot_of(depot, name, frame[column].iloc[row], unit)
            if lot is not None:
                item.lots.append(lot)
            if not is_read:
                unread.append(int(item.raw.row_numbers[row]))
            elif lot is not None and unit_factor(lot.item, lot.unit) is None:
                strange.setdefault(f"{name} {lot.unit}".strip(), []).append(int(item.raw.row_numbers[row]))
    if item.lots:
        item.problems.append(problem("stock_beside", columns="、".join(columns), count=len(item.lots)))
    if strange:
        numbers = [number for some in strange.values() for number in some]
        told = problem(
            "stock_unit_unknown", count=len(numbers), names=_named(strange), rows=row_list(numbers)
        )
        item.problems.append(told)
    if unread:
        item.problems.append(problem("stock_quantity", count=len(unread), rows=row_list(unread)))


# -- everything together -----------------------------------------------------------------------------------
def stock_of(
    items: Sequence[Item], facilities: Iterable[Facility], before: tuple[StockRow, ...] = ()
) -> tuple[StockRow, ...]:
    """The whole ledger with what the files say; the newest file last, whose word counts.

    Lots that a project has already are changed only if the planner says so for that file. What columns of a
    list of depots state is taken for those depots alone of which no ledger tells.
    """
    depots = {one.id: one for one in facilities if isinstance(one, Depot)}
    stock = before
    ledgers = [item for item in items if is_stock(item)]
    for item in sorted(ledgers, key=lambda item: heading_year(item.title) or heading_year(item.file) or 0):
        with faults_kept(item):
            stock = _with_ledger(stock, item, list(depots.values()), before)
    listed = {row.depot_id for row in stock}
    for item in items:
        lots = [lot for lot in item.lots if lot.depot_id in depots]
        new = [lot for lot in lots if lot.depot_id not in listed]
        if len(new) < len(lots):
            names = _named([depots[lot.depot_id].name for lot in lots if lot.depot_id in listed])
            item.problems.append(problem("stock_in_ledger", count=len(lots) - len(new), names=names))
        stock = (*stock, *new)
    return stock


def _with_ledger(
    stock: tuple[StockRow, ...], item: Item, depots: Sequence[Depot], before: tuple[StockRow, ...]
) -> tuple[StockRow, ...]:
    assert item.raw is not None and item.source is not None
    sheet = item.source.inner if item.source.format in WORKBOOKS else ""
    fields = item.recognition.fields if item.recognition is not None else {}
    encoding = item.choice.encoding or None
    read = read_stock(item.source.path, depots, encoding=encoding, sheet=sheet, fields=fields)
    rows = read.rows()
    standing = [depot for depot in depots if depot.status == Status.EXISTING]
    if "depot" not in read.columns and len(standing) == 1 and any(not row.depot_id for row in rows):
        rows = read.rows(standing[0].id)
        item.problems.append(problem("stock_only_depot", depot=standing[0].name or "—"))
    given = [name for name in OPTIONAL_FIELDS if name in read.columns]
    change = taken_in(stock, rows, "update", given)
    item.features = len(rows)
    item.problems += _doubts(read, rows)
    if same := len(rows) - len(change.added) - len(change.changed):
        item.problems.append(problem("stock_same", count=same))
    if change.changed:
        names = _named([old.name for old, _ in change.changed])
        is_kept = bool(before) and not item.choice.updates
        key = "stock_differs" if is_kept else "stock_updated"
        item.problems.append(problem(key, count=len(change.changed), names=names))
        item.changed = len(change.changed) if before else 0
        if is_kept:
            return (*stock, *change.added)
    return change.after


def _doubts(read: StockImport, rows: Sequence[StockRow]) -> list[Problem]:
    """What is not understood in a ledger, each kind once."""
    found = []
    for key, named in _DOUBTS.items():
        lines = [
            line
            for line, row in zip(read.lines, rows, strict=True)
            if any(name == f"supplies.problem.{key}" for name, _ in line.problems)
            and not (key == "depot_unknown" and row.depot_id)
        ]
        if lines:
            values = {"count": len(lines), "rows": row_list([line.number for line in lines])}
            found.append(problem(f"stock_{key}", names=_named([named(line) for line in lines]), **values))
    return found


_DOUBTS: dict[str, Callable[[StockLine], str]] = {
    "depot_unknown": lambda line: line.depot_text or "—",
    "item_unknown": lambda line: line.row.name,
    "unit_unknown": lambda line: f"{line.row.name} {line.row.unit}".strip(),
    "code_differs": lambda line: f"{line.row.code} {line.row.name}",
    "quantity_missing": lambda line: line.row.name,
    "quantity_unreadable": lambda line: line.row.name,
    "expires_unreadable": lambda line: line.row.expires or line.row.name,
}


def _named(names: Iterable[str]) -> str:
    return name_list(list(dict.fromkeys(map(plain, names))))


def to_depots(lots: Iterable[StockRow], known: dict[str, str]) -> list[StockRow]:
    """Lots of facilities that the project holds under another id."""
    return [replace(lot, depot_id=known.get(lot.depot_id, lot.depot_id)) for lot in lots]
