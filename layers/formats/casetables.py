"""Location problems as plain tables: a matrix long or wide, edges, values. Joined by key, never by place.

Headings may be anything that says the same; what a table means is held against the keys of the others, and
what had to be assumed is told. A key that one table has and another lacks is an error, not a gap to fill.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.formats.encodings import detect
from layers.recognition.cells import is_missing, number, plain
from models.kernel.errors import HavenError

_DEMAND = (
    "demand", "origin", "from", "client", "customer", "point", "i", "source", "tract", "node1", "u", "start",
    "village", "需求点", "起点", "村", "居民点",
)  # fmt: skip
_SITE = (
    "site", "facility", "destination", "dest", "to", "candidate", "warehouse", "store", "supply", "j",
    "target", "node2", "v", "end", "设施", "候选点", "终点", "场所", "场址",
)  # fmt: skip
_COST = (
    "cost", "distance", "dist", "length", "len", "time", "minutes", "min", "km", "metres", "meters",
    "cij", "dij", "impedance", "traveltime", "费用", "距离", "时间", "长度", "分钟",
)  # fmt: skip
_SHORT_COST = ("d", "c", "m", "t")
_WEIGHT = (
    "weight", "w", "population", "pop", "persons", "people", "residents", "h", "权重", "人口", "人数",
)  # fmt: skip
_LOAD = ("demand", "load", "quantity", "q", "need", "volume", "size", "requirement", "需求", "需求量", "负荷")
_CAPACITY = ("capacity", "cap", "room", "supply", "limit", "容量", "容纳人数", "能力", "可容纳")
_STATE = ("fixed", "status", "state", "existing", "predefined", "open", "现状", "状态", "已有", "固定")
_KEY = ("id", "key", "name", "code", "node", "编号", "名称", "代码", "关键字")
_NO = {"0", "0.0", "no", "n", "false", "free", "candidate", "否", "候选", ""}
_BANNED = {"-1", "banned", "ban", "forbidden", "closed", "excluded", "禁用", "禁止", "不可用"}
_BLANKS = re.compile(r"[ \t]+")
_INFINITE = {"inf", "infinity", "+inf", "∞", "nan"}
_COMMA = re.compile(r"[+-]?\d+(?:,\d+)+")


@dataclass(frozen=True)
class Cells:
    """A table as text.

    Parameters
    ----------
    header
        Empty if the file has none.
    rows, lines
        Cells of each row, and its line in the file.
    has_commas
        Whether commas may stand within a cell unquoted, where nobody knows a decimal from thousands.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    has_commas: bool = False

    def wrong(self, row: int, column: int, why: str = "case_value") -> HavenError:
        """The error that names a cell."""
        cell = self.cell(row, column)
        if why == "case_value" and _COMMA.fullmatch(plain(cell)):
            why = "case_comma"
        return HavenError(why, file=self.file, line=self.lines[row], column=self.heading(column), value=cell)

    def heading(self, column: int) -> str:
        """What a column is called: its number where the heading ends before it."""
        return self.header[column] if column < len(self.header) else str(column + 1)

    def cell(self, row: int, column: int) -> str:
        """A cell; empty where the row ends before it."""
        return self.rows[row][column] if column < len(self.rows[row]) else ""

    def amount(self, row: int, column: int) -> float:
        """A number that is not negative."""
        cell = self.cell(row, column)
        value = number(cell)
        if value is None or not math.isfinite(value):
            raise self.wrong(row, column)
        if self.has_commas and plain(cell).count(",") == 1 and _COMMA.fullmatch(plain(cell)):
            raise self.wrong(row, column)  # 1,234: a little more than one, or a thousand
        if value < 0:
            raise self.wrong(row, column, "case_negative")
        return value

    def check_width(self) -> None:
        """Refuse a row with more cells than columns: a comma too many moves every number after it."""
        width = len(self.header) or len(self.rows[0])
        for row, line in zip(self.rows, self.lines, strict=True):
            if any(row[width:]):
                raise HavenError("case_row_long", file=self.file, line=line, cells=len(row), columns=width)

    def key(self, row: int, column: int) -> str:
        """A key; numbers written as 3 and 3.0 are the same."""
        cell = key_of(self.cell(row, column))
        if not cell:
            raise self.wrong(row, column, "case_no_key")
        return cell


def key_of(cell: str) -> str:
    """The key that a cell stands for."""
    text = plain(cell)
    return text[:-2] if re.fullmatch(r"-?\d+\.0", text) else text


def _is_number(cell: str) -> bool:
    value = number(cell)
    return value is not None and math.isfinite(value)


def read_rows(path: Path) -> Cells:
    """Read a table as :func:`read_cells` does, with a row at least below the heading."""
    cells = read_cells(path)
    if not cells.rows:
        raise HavenError("case_empty", file=cells.file)
    return cells


def read_cells(path: Path) -> Cells:
    """Read a table: comma, semicolon, tab or blanks between cells, a heading or none.

    Raises
    ------
    HavenError
        It is not there, is no text, or holds nothing.
    """
    if not path.is_file():
        raise HavenError("file_missing", file=path.name, folder=str(path.parent))
    encoding = detect(path)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        text = file.read()
    sample = next((line for line in text.splitlines() if line.strip()), "")
    mark = max((",", "\t", ";", "，"), key=sample.count)
    mark = mark if mark in sample else " "
    rows, lines = [], []
    if mark == " ":
        for line, row in enumerate(text.splitlines(), start=1):
            if row.strip():
                rows.append(tuple(_BLANKS.split(row.strip())))
                lines.append(line)
    else:
        reader = csv.reader(text.splitlines(), delimiter=mark)
        try:
            for found in reader:
                if any(cell.strip() for cell in found):
                    rows.append(tuple(cell.strip() for cell in found))
                    lines.append(reader.line_num)
        except csv.Error as error:  # a cell without end
            raise HavenError("table_damaged", file=path.name, details=str(error)) from error
    if not rows:
        raise HavenError("case_empty", file=path.name)
    is_short = len(rows) > 1 and all(len(row) == len(rows[0]) + 1 for row in rows[1:])  # no corner
    has_header = is_short or not all(_is_number(cell) for cell in rows[0])
    first = 1 if has_header else 0
    header = rows[0] if has_header else ()
    return Cells(path.name, header, tuple(rows[first:]), tuple(lines[first:]), has_commas=mark == ";")


def _word(heading: str) -> str:
    return re.sub(r"[\s_\-().（）]+", "", plain(heading)).casefold()


def find_column(header: Sequence[str], words: Sequence[str], taken: Sequence[int] = ()) -> int | None:
    """Column whose heading says one of the words: wholly first, then with more around it."""
    heads = [_word(one) for one in header]
    wanted = [_word(word) for word in words]
    for word in wanted:
        for at, head in enumerate(heads):
            if head == word and at not in taken:
                return at
    for word in wanted:
        if len(word) < 3 and word.isascii():
            continue
        for at, head in enumerate(heads):
            if word in head and at not in taken:
                return at
    return None


@dataclass(frozen=True)
class Pairs:
    """Costs by two keys, and what was assumed of the table: keys under ``locate.assumed``."""

    pairs: dict[tuple[str, str], float]
    demand: tuple[str, ...]
    sites: tuple[str, ...]
    assumed: tuple[tuple[str, dict[str, object]], ...]


def read_matrix(path: Path, demand_keys: set[str], site_keys: set[str]) -> Pairs:
    """Read a matrix, long (a row a pair) or wide (a row a point, a column a site).

    Parameters
    ----------
    demand_keys, site_keys
        Keys that other tables give, empty if none does: they tell which side is which.
    """
    cells = read_rows(path)
    cost = _cost_column(cells.header)
    if cost is not None:
        keys = [at for at in range(len(cells.header)) if at != cost]
        is_cost = all(_is_number(row[cost]) or _no_way(row[cost]) for row in cells.rows if len(row) > cost)
        # A wide table has numbers in every column but the first: a cost that is none is an error then.
        if is_cost or _has_words(cells, keys):
            return _long(cells, cost, keys, demand_keys, site_keys)
    if not cells.header and all(len(row) == 3 for row in cells.rows):
        return _long(cells, 2, [0, 1], demand_keys, site_keys)
    return _wide(cells, demand_keys, site_keys)


def _has_words(cells: Cells, keys: list[int]) -> bool:
    """Whether the columns of keys after the first hold anything that no wide table could."""
    later = [at for at in keys if at > 0]
    return any(
        not _is_number(row[at]) and not _no_way(row[at])
        for row in cells.rows
        for at in later
        if at < len(row)
    )


def _cost_column(header: tuple[str, ...]) -> int | None:
    """The column of costs of a long table; ``None`` in a wide one, whatever its sites are called."""
    ends = [find_column(header, words) for words in (_DEMAND, _SITE)]
    has_both = None not in ends and ends[0] != ends[1]
    if len(header) < 3 or (len(header) > 3 and not has_both):
        return None
    taken = [at for at in ends if at is not None] if has_both else []
    return find_column(header, (*_COST, *_SHORT_COST) if has_both else _COST, taken)


def _long(cells: Cells, cost: int, keys: list[int], demand_keys: set[str], site_keys: set[str]) -> Pairs:
    cells.check_width()
    assumed: list[tuple[str, dict[str, object]]] = []
    values = {at: {key_of(row[at]) for row in cells.rows if at < len(row)} for at in keys}

    def held(known: set[str], other: int | None) -> int | None:
        fits = [at for at in keys if at != other and known and values[at] <= known]
        return fits[0] if len(fits) == 1 else None

    first, second = held(demand_keys, None), held(site_keys, None)
    if first is not None and second is None:
        second = find_column(cells.header, _SITE, [*_others(keys, cells), first])
    if second is not None and first is None:
        first = find_column(cells.header, _DEMAND, [*_others(keys, cells), second])
    if first is None:
        first = find_column(cells.header, _DEMAND, [cost] if second is None else [cost, second])
    if second is None:
        second = find_column(cells.header, _SITE, [cost] if first is None else [cost, first])
    left = [at for at in keys if at not in (first, second)]
    if first is None and left:
        first = left.pop(0)
        assumed.append(("long_order", {"file": cells.file}))
    if second is None and left:
        second = left.pop(0)
    if first is None or second is None or first == second:
        raise HavenError("case_columns", file=cells.file, columns=", ".join(cells.header))
    pairs: dict[tuple[str, str], float] = {}
    demand, sites, missing = dict[str, None](), dict[str, None](), 0
    for row in range(len(cells.rows)):
        pair = cells.key(row, first), cells.key(row, second)
        demand.setdefault(pair[0])
        sites.setdefault(pair[1])
        if _no_way(cells.cell(row, cost)):
            missing += 1
            continue
        value = cells.amount(row, cost)
        if pairs.setdefault(pair, value) != value:
            raise HavenError(
                "case_twice", file=cells.file, line=cells.lines[row], point=pair[0], site=pair[1]
            )
    names = [cells.heading(at) for at in (first, second, cost)]
    assumed.append(("long", {"demand": names[0], "site": names[1], "cost": names[2]}))
    lacking = len(demand) * len(sites) - len(pairs)
    if lacking:
        assumed.append(("no_way", {"count": lacking}))
    return Pairs(pairs, tuple(demand), tuple(sites), tuple(assumed))


def _others(keys: list[int], cells: Cells) -> list[int]:
    return [at for at in range(len(cells.header)) if at not in keys]


def _no_way(cell: str) -> bool:
    return is_missing(cell) or plain(cell).casefold() in _INFINITE


def _wide(cells: Cells, demand_keys: set[str], site_keys: set[str]) -> Pairs:
    if not cells.header:
        raise HavenError("case_no_keys", file=cells.file)
    header = cells.header
    corners = (find_column(header[:1], words) for words in (_KEY, _DEMAND, _SITE))
    # The corner is left out where every row has one cell more and the first heading is no word for a key.
    is_short = all(len(row) == len(header) + 1 for row in cells.rows) and set(corners) == {None}
    if is_short:
        header = ("", *header)
    else:
        cells.check_width()
    columns = [key_of(one) for one in header[1:]]
    if not columns:
        raise HavenError("case_columns", file=cells.file, columns=", ".join(cells.header))
    for known in columns:
        if not known or columns.count(known) > 1:
            raise HavenError("case_column_keys", file=cells.file, column=known or "—")
    rows: dict[str, int] = {}
    pairs, missing = {}, 0
    for row in range(len(cells.rows)):
        key = cells.key(row, 0)
        if rows.setdefault(key, row) != row:
            raise HavenError("case_key_twice", file=cells.file, line=cells.lines[row], named=key)
        for at, site in enumerate(columns, start=1):
            if _no_way(cells.cell(row, at)):
                missing += 1
            else:
                pairs[key, site] = cells.amount(row, at)
    assumed: list[tuple[str, dict[str, object]]] = []
    turned = (demand_keys and not set(rows) <= demand_keys and set(columns) <= demand_keys) or (
        site_keys and not set(columns) <= site_keys and set(rows) <= site_keys
    )
    if turned:
        pairs = {(site, key): value for (key, site), value in pairs.items()}
    demand, sites = (tuple(columns), tuple(rows)) if turned else (tuple(rows), tuple(columns))
    assumed.append(("wide_turned" if turned else "wide", {"points": len(demand), "sites": len(sites)}))
    if is_short:
        assumed.append(("no_corner", {"first": columns[0]}))
    if missing:
        assumed.append(("no_way", {"count": missing}))
    return Pairs(pairs, demand, sites, tuple(assumed))


@dataclass(frozen=True)
class Edges:
    """An undirected network; of parallel edges the last holds.

    Parameters
    ----------
    number
        The number of sites that an OR-Library file names; ``None`` in other files.
    """

    nodes: tuple[str, ...]
    lengths: dict[tuple[str, str], float]
    assumed: tuple[tuple[str, dict[str, object]], ...]
    number: int | None = None


def read_edges(path: Path) -> Edges:
    """Read edges: from, to, length; the files of the OR-Library as they are."""
    cells = read_rows(path)
    nodes: dict[str, None] = {}
    number_of, rows = None, range(len(cells.rows))
    assumed: list[tuple[str, dict[str, object]]] = []
    if not cells.header and all(len(row) == 3 for row in cells.rows):
        count, edges, sites = (number(cell) or 0.0 for cell in cells.rows[0])
        # A file that promises more nodes than its edges have ends begins with an edge itself.
        if edges == len(cells.rows) - 1 and 0 < count <= 2 * edges:
            number_of, rows = int(sites), range(1, len(cells.rows))
            nodes = {str(node): None for node in range(1, int(count) + 1)}
            assumed.append(("orlib", {"nodes": int(count), "edges": int(edges), "number": int(sites)}))
    cells.check_width()
    cost = find_column(cells.header, _COST)
    first = find_column(cells.header, _DEMAND, [] if cost is None else [cost])
    second = find_column(cells.header, _SITE, [at for at in (cost, first) if at is not None])
    if not cells.header or None in (cost, first, second):
        if max(len(row) for row in cells.rows) != 3:
            raise HavenError("case_columns", file=cells.file, columns=", ".join(cells.header))
        first, second, cost = 0, 1, 2
    assert first is not None and second is not None and cost is not None
    lengths: dict[tuple[str, str], float] = {}
    parallel = 0
    for row in rows:
        a, b = cells.key(row, first), cells.key(row, second)
        nodes.setdefault(a)
        nodes.setdefault(b)
        length = cells.amount(row, cost)
        if a == b:
            continue
        pair = (a, b) if (b, a) not in lengths else (b, a)
        parallel += pair in lengths
        lengths[pair] = length
    assumed.append(("undirected", {"nodes": len(nodes), "edges": len(lengths)}))
    if parallel:
        assumed.append(("parallel", {"count": parallel}))
    return Edges(tuple(nodes), lengths, tuple(assumed), number_of)


@dataclass(frozen=True)
class Values:
    """Values by key; `names` says which column each comes from."""

    file: str
    columns: dict[str, dict[str, float]]
    names: dict[str, str]
    keys: tuple[str, ...]


def _without_numbers(cells: Cells, width: int) -> list[int]:
    """Columns that hold no number at all, but names."""
    rows = range(len(cells.rows))
    return [at for at in range(width) if not any(_is_number(cells.cell(row, at)) for row in rows)]


def _values(path: Path, wanted: dict[str, Sequence[str]], key_words: Sequence[str]) -> Values:
    cells = read_rows(path)
    width = max(len(row) for row in cells.rows)
    key = find_column(cells.header, (*_KEY, *key_words)) if cells.header else 0
    found: dict[str, int] = {}
    numeric = [at for at in range(width) if all(at < len(row) and _is_number(row[at]) for row in cells.rows)]
    for name, words in wanted.items():
        candidates = [at for at in range(width) if at not in numeric or at in found.values()]
        at = find_column(cells.header, words, candidates)
        if at is None:  # one whose cells are not all numbers: the first that is none is named
            others = [*numeric, *found.values(), *(() if key is None else (key,))]
            at = find_column(cells.header, words, [*others, *_without_numbers(cells, width)])
        if at is not None and (at != key or width == 1):
            found[name] = at
    if found:  # else one column of numbers beyond the heading may be it
        cells.check_width()
    if key is None or key in found.values():
        key = next((at for at in range(width) if at not in found.values()), 0)
    if wanted and not found:
        rest = [at for at in numeric if at != key]
        if len(rest) != 1:
            raise HavenError("case_columns", file=cells.file, columns=", ".join(cells.header))
        found[next(iter(wanted))] = rest[0]
    columns: dict[str, dict[str, float]] = {name: {} for name in found}
    keys: dict[str, None] = {}
    for row in range(len(cells.rows)):
        own = cells.key(row, key)
        if own in keys:
            raise HavenError("case_key_twice", file=cells.file, line=cells.lines[row], named=own)
        keys.setdefault(own)
        for name, at in found.items():
            columns[name][own] = cells.amount(row, at)
    names = {name: cells.heading(at) for name, at in found.items()}
    return Values(cells.file, columns, names, tuple(keys))


def read_demand(path: Path) -> Values:
    """Weights of points, and what they take of a capacity where another column says so."""
    return _values(path, {"weight": _WEIGHT, "load": _LOAD}, _DEMAND)


def read_capacity(path: Path) -> Values:
    """Capacities of sites."""
    return _values(path, {"capacity": _CAPACITY}, _SITE)


def same_capacity(value: float, sites: Sequence[str]) -> Values:
    """One capacity for every site."""
    return Values("", {"capacity": dict.fromkeys(sites, value)}, {"capacity": f"{value:g}"}, tuple(sites))


def read_fixed(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sites that are kept and sites that may not be used: listed, or by a column that says so."""
    cells = read_cells(path)
    if (
        cells.header
        and len(cells.header) == 1
        and find_column(cells.header, (*_KEY, *_SITE, *_STATE)) is None
    ):
        cells = Cells(cells.file, (), (cells.header, *cells.rows), (1, *cells.lines))  # a plain list
    if cells.rows:
        cells.check_width()
    state = find_column(cells.header, _STATE) if len(cells.header) > 1 else None
    key = find_column(cells.header, (*_KEY, *_SITE), [] if state is None else [state])
    at = key if key is not None else (1 if state == 0 else 0)
    if not cells.header and all(len(row) == 2 for row in cells.rows):
        state = 1
    kept, banned = [], []
    for row in range(len(cells.rows)):
        own = cells.key(row, at)
        said = "1" if state is None else key_of(cells.cell(row, state)).casefold()
        if said in _BANNED:
            banned.append(own)
        elif said not in _NO:
            kept.append(own)
    return tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(banned))
