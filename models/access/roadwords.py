"""What the data of a road layer say of each road: its class, its direction, its level."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, partial

import msgspec
import numpy as np

from models.county.layer import Layer
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.schema import Table, load

_FILE = "roads.toml"
_NUMBER = re.compile(r"([gsxyzcq])(\d{1,4}|\d{3}\d{6})(?:[;；,，/、].*)?")
"""A road's number: the letter of its administrative grade and digits, which its county's code may follow."""
_EXPRESSWAY = re.compile(r"[gs](\d{1,2}|\d{4})")
_LIMIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^0-9]*)")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^0-9]*)")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


class _ClassTable(Table):
    words: list[str]
    parts: list[str] = msgspec.field(default_factory=list)
    wheels: bool = True
    feet: bool = True
    afloat: bool = False
    always_one_way: list[str] = msgspec.field(default_factory=list)


class _ColumnsTable(Table, rename={"road_class": "class"}):
    road_class: list[str]
    number: list[str]
    one_way: list[str]
    junction: list[str]
    bridge: list[str]
    tunnel: list[str]
    layer: list[str]
    km_h: list[str]
    tonnes: list[str]
    metres: list[str]
    route: list[str]
    duration: list[str]
    tags: list[str]


class _NumberTable(Table):
    g: str
    s: str
    x: str
    y: str
    z: str
    c: str
    q: str
    expressway: str


class _CodedTable(Table):
    words: list[str]
    any_of: list[str]
    forward: list[str]
    backward: list[str]
    roads: int


class _OneWayTable(Table):
    forward: list[str]
    backward: list[str]
    coded: dict[str, _CodedTable]


class _YesTable(Table):
    words: list[str]


class _AccessTable(Table):
    wheels: list[str]
    feet: list[str]
    barred: list[str]


class _GateTable(Table):
    shut: list[str]


class _LimitTable(Table):
    units: dict[str, float]


class _FerryTable(Table):
    routes: list[str]
    passengers: list[str]
    units: dict[str, float]


class _RoadsTable(Table, rename={"classes": "class"}):
    columns: _ColumnsTable
    number: _NumberTable
    limit: _LimitTable
    ferry: _FerryTable
    one_way: _OneWayTable
    yes: _YesTable
    access: _AccessTable
    gate: _GateTable
    classes: dict[str, _ClassTable]


@cache
def _table() -> _RoadsTable:
    return load(_RoadsTable, _FILE)


@cache
def class_names() -> tuple[str, ...]:
    """Classes of roads, the most important first."""
    return tuple(_table().classes)


def usable(by: str) -> Bools:
    """Whether each class may be used on ``wheels`` or on ``feet``, shape (n classes,)."""
    return np.array([getattr(one, by) for one in _table().classes.values()], dtype=np.bool_)


def afloat() -> Bools:
    """Whether one is on a boat on each class, shape (n classes,)."""
    return np.array([one.afloat for one in _table().classes.values()], dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class _Texts:
    """A text for each of very many features, of which most are alike.

    Attributes
    ----------
    words
        What any of them may say.
    index
        Which of the words each says, shape (n,).
    """

    words: tuple[str, ...]
    index: Ints

    @classmethod
    def of(cls, column: list[str]) -> _Texts:
        """Plain texts of a column."""
        number = {word: place for place, word in enumerate(dict.fromkeys(column))}
        index = np.fromiter(map(number.__getitem__, column), dtype=np.intp, count=len(column))
        return cls(tuple(map(_plain, number)), index)

    def or_else(self, other: _Texts) -> _Texts:
        """The other's where these say nothing."""
        index = np.where(self.are({""}), len(self.words) + other.index, self.index)
        return _Texts(self.words + other.words, index)

    @property
    def there(self) -> set[str]:
        """What at least one of them says."""
        return {self.words[place] for place in np.flatnonzero(np.bincount(self.index)).tolist()}

    def each(self, answer: Callable[[str], int]) -> Ints:
        """Answer for each text; asked once for each different one."""
        return np.array([answer(word) for word in self.words], dtype=np.intp)[self.index]

    def numbers(self, answer: Callable[[str], float]) -> Floats:
        """The same with numbers that need not be whole."""
        return np.array([answer(word) for word in self.words], dtype=np.float64)[self.index]

    def are(self, some: AbstractSet[str]) -> Bools:
        """Whether each is one of some words, shape (n,)."""
        return np.array([word in some for word in self.words], dtype=np.bool_)[self.index]


@dataclass(frozen=True, eq=False)
class Said:
    """What is said of each feature of a road layer, arrays of shape (n,).

    Attributes
    ----------
    road_class
        Position in :func:`class_names`; -1 where no word of the class is known.
    direction
        1 only along the line, -1 only against it, 0 both ways.
    level
        How many roads it runs above (or, negative, below) those on the ground.
    wheels, feet
        Whether the data leave it open to vehicles, and to people on foot, whatever its class.
    most
        Most km/h, tonnes and metres of width that the data allow, infinite where not said; shape (n, 3).
    minutes
        How long a boat is under way by the data; NaN where not said, and on every road.
    """

    road_class: Ints
    direction: Ints
    level: Ints
    wheels: Bools
    feet: Bools
    most: Floats
    minutes: Floats

    @classmethod
    def of(cls, layer: Layer) -> Said:
        """Read a layer's columns, and its OpenStreetMap tags where it has them."""
        table, columns = _table(), _table().columns
        tags = _tags(layer, columns.tags)

        def text(names: Iterable[str]) -> _Texts:
            return _text(layer, tags, names)

        class_text = text(columns.road_class)
        routes = frozenset(table.ferry.routes)
        is_ferry = text(columns.route).are(routes)
        road_class = class_text.each(_class_of)
        road_class = np.where(road_class < 0, text(columns.number).each(_class_by_number), road_class)
        road_class = np.where(is_ferry, class_names().index("ferry"), road_class)
        on_boat = afloat()[road_class]  # of -1 that of what is closed
        direction = _directions(text(columns.one_way))
        always = {word for one in table.classes.values() for word in one.always_one_way}
        one_way = class_text.are(always) | text(columns.junction).are({"roundabout", "circular"})
        direction = np.where((direction == 0) & one_way & text(columns.one_way).are({""}), 1, direction)
        yes = frozenset(table.yes.words)
        bridge, tunnel = (text(names).are(yes).astype(np.intp) for names in (columns.bridge, columns.tunnel))
        layers = text(columns.layer).each(_number)
        wheels, feet = (
            text(names).each(_is_open).astype(bool) for names in (table.access.wheels, table.access.feet)
        )
        # A boat of which only walkers and cyclists are told takes no vehicle.
        wheels &= ~(on_boat & text(table.access.wheels).are({""}) & ~text(table.ferry.passengers).are({""}))
        level = np.where(layers != 0, layers, bridge - tunnel)
        limits = (columns.km_h, columns.tonnes, columns.metres)
        most = np.column_stack([text(names).numbers(_limit) for names in limits])
        minutes = np.where(on_boat, text(columns.duration).numbers(_minutes), np.nan)
        return cls(road_class, direction, level, wheels, feet, most, minutes)


def kept_out_tags(gate: str, tags: str) -> str:
    """What a road says of itself, as tags, where a gate or the like stands on it; empty if it lets all pass.

    Parameters
    ----------
    gate
        What stands there.
    tags
        Its other tags, as GDAL gives those of OpenStreetMap.
    """
    table, said = _table(), {key: _plain(value) for key, value in _TAG.findall(tags)}

    def is_open(names: list[str], *, otherwise: bool) -> bool:
        word = next((said[name] for name in names if name in said), "")
        return bool(_is_open(word)) if word else otherwise

    kept_out = {
        "motorcar": not is_open(table.access.wheels, otherwise=_plain(gate) not in table.gate.shut),
        "foot": not is_open(table.access.feet, otherwise=True),
    }
    return ",".join(f'"{who}"=>"no"' for who, is_kept_out in kept_out.items() if is_kept_out)


def _class_of(word: str) -> int:
    for index, one in enumerate(_table().classes.values()):
        if word in one.words:
            return index
    for index, one in reversed(list(enumerate(_table().classes.values()))):
        if any(part in word for part in one.parts):
            return index
    return -1


def _class_by_number(word: str) -> int:
    """Class that a road's number tells; -1 for what is no number of a road."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        return -1
    classes = msgspec.structs.asdict(_table().number)
    is_expressway = _EXPRESSWAY.fullmatch(found[1] + found[2]) is not None
    return class_names().index(classes["expressway" if is_expressway else found[1]])


def _directions(texts: _Texts) -> Ints:
    """Direction of each road; what a word means may be told by the others of its column."""
    said = {word.removesuffix(".0") for word in texts.there} - {""}
    for coded in _table().one_way.coded.values():
        if len(texts.index) >= coded.roads and said <= set(coded.words) and said & set(coded.any_of):
            return texts.each(partial(_in_code, coded))
    return texts.each(_direction_of)


def _in_code(coded: _CodedTable, word: str) -> int:
    plain = word.removesuffix(".0")
    return 1 if plain in coded.forward else -1 if plain in coded.backward else 0


def _direction_of(word: str) -> int:
    table = _table().one_way
    return 1 if word in table.forward else -1 if word in table.backward else 0


def _is_open(words: str) -> int:
    """Whether at least one of the words for who may go lets one through; without a word everybody may."""
    return int(any(word not in _table().access.barred for word in words.split(";")))


def _number(word: str) -> int:
    try:
        return int(float(word))
    except (ValueError, OverflowError):
        return 0


def _limit(word: str) -> float:
    """The least of the numbers that a limit names; infinite if it names none that is understood."""
    found = (_LIMIT.fullmatch(part) for part in re.split("[;；|]", word))
    units = _table().limit.units
    most = [float(one[1]) * units.get(one[2], 1.0 if not one[2] else 0.0) for one in found if one is not None]
    return min((one for one in most if one > 0), default=math.inf)


def _minutes(word: str) -> float:
    """Minutes that a duration names: hh:mm and hh:mm:ss, or numbers with units; NaN if none."""
    if clock := _CLOCK.fullmatch(word):
        hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        found = 60 * hours + minutes + seconds / 60
    else:
        units, parts = _table().ferry.units, _PART.findall(word.removeprefix("pt"))
        is_whole = bool(parts) and "".join(map("".join, parts)) == word.removeprefix("pt")
        is_whole = is_whole and all(unit in units for _, unit in parts)
        found = sum(float(number) * units[unit] for number, unit in parts) if is_whole else 0.0
    return found if found > 0 else math.nan


def _text(layer: Layer, tags: list[dict[str, str]], names: Iterable[str]) -> _Texts:
    """First column of some names that says something, per feature; plain: lower case, no spaces."""
    found = None
    present = {str(name).lower(): str(name) for name in layer.columns}
    for name in names:
        if name in present:
            column = layer.text(present[name]).tolist()
        elif tags:
            column = [one.get(name, "") for one in tags]
        else:
            continue
        said = _Texts.of(column)
        found = said if found is None else found.or_else(said)
    return found or _Texts(("",), np.zeros(len(layer), dtype=np.intp))


def _plain(text: str) -> str:
    # What fills up a field of fixed width says nothing.
    return "".join(unicodedata.normalize("NFKC", text.rstrip("\0")).lower().split())


def _tags(layer: Layer, names: Iterable[str]) -> list[dict[str, str]]:
    """Tags of features that hold them in one column, as GDAL gives those of OpenStreetMap."""
    for name in names:
        if name in layer.columns:
            return [dict(_TAG.findall(text)) for text in layer.text(name)]
    return []
