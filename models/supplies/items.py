"""The catalogue of relief supplies: what a ledger may list, in which words and units.

The catalogue is data (``resources/supplies.toml``); how much a person needs are rule values.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import msgspec

from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Number, Table, Text, checked, load
from models.kernel.text import LANGUAGES, Lang, catalogue, has_text, t

QUOTAS = {"each": "per_person_count", "sharing": "sharing_persons", "daily": "per_person_day"}
"""How much of an item a person needs, and the end of the rule value's key that says it."""
_FILE = "supplies.toml"
_MONTH = re.compile(r"\d{4}-\d{2}")


class _ItemTable(Table):
    key: Text
    unit: Text
    kind: Literal["relief", "rescue", "flood", "fire"]
    code: str = ""
    quota: Literal["", "each", "sharing", "daily"] = ""
    essential: bool = False
    cold: bool = False
    units: dict[str, Number] = msgspec.field(default_factory=dict)
    part_of: str = ""
    factor: Number | None = None
    aliases: tuple[Text, ...] = ()


class _CountingTable(Table):
    pieces: list[Text]
    multiples: dict[str, Number]


class _CatalogueTable(Table):
    item: list[_ItemTable]


class _RowsTable(Table):
    totals: list[Text]
    lasting: list[Text]


class _ColumnsTable(Table):
    name: tuple[Text, ...]
    code: tuple[Text, ...]
    quantity: tuple[Text, ...]
    unit: tuple[Text, ...]
    expires: tuple[Text, ...]
    depot: tuple[Text, ...]
    place: tuple[Text, ...]
    note: tuple[Text, ...]


class SuppliesTable(Table):
    """The whole file: the catalogue, what is counted against it, and how ledgers say it."""

    version: int
    cases: tuple[int, ...]
    counting: _CountingTable
    rows: _RowsTable
    columns: _ColumnsTable
    item: list[_ItemTable]


def supplies_table() -> SuppliesTable:
    """What ``resources/supplies.toml`` says."""
    return load(SuppliesTable, _FILE)


@dataclass(frozen=True)
class Item:
    """One kind of supply.

    Parameters
    ----------
    code
        As much of its GB/T 38565 code as is sure; may be empty.
    unit
        Text ``unit.<unit>``: what stock and need are counted in.
    quota
        ``each``, ``sharing``, ``daily`` (see ``QUOTAS``), or empty: no need per person is known.
    is_essential
        Whether the lowest ratio of stock to need looks at it.
    units
        Units that it is measured in, with the factor to its own; empty for what is counted in pieces.
    part_of, factor
        Another item that each piece stands for so many times.
    """

    key: str
    code: str
    unit: str
    kind: str
    quota: str
    is_essential: bool
    is_cold: bool
    units: Mapping[str, float]
    part_of: str
    factor: float
    aliases: tuple[str, ...]

    def name(self, lang: Lang) -> str:
        """Name in words."""
        return t(f"figure_input.supply.{self.key}", lang)

    @property
    def base(self) -> str:
        """Key of the item that it counts as."""
        return self.part_of or self.key

    @property
    def rules(self) -> tuple[str, ...]:
        """Keys of the rule values that its need is computed from."""
        if not self.quota:
            return ()
        keys = [f"supply.{self.key}.{QUOTAS[self.quota]}"]
        if self.is_cold:
            keys.append(f"supply.{self.key}.cold_factor")
        if self.quota == "daily":
            keys.append("supply.cover_days")
        return tuple(keys)


@cache
def items() -> Mapping[str, Item]:
    """The catalogue by key, in the order that tables show it."""
    return parse_items(load_toml(_FILE)["item"], _FILE)


def parse_items(entries: Sequence[Mapping[str, Any]], file: str) -> Mapping[str, Item]:
    """Check and take over the items of a parsed catalogue; ``file`` is only for messages."""
    found: dict[str, Item] = {}
    for entry in checked({"item": entries}, _CatalogueTable, file, "the catalogue").item:
        where = f"item {entry.key!r}"
        if not has_text(f"unit.{entry.unit}") or not has_text(f"figure_input.supply.{entry.key}"):
            raise DataFileError(file, f"{where}: its unit or its name has no text")
        if not re.fullmatch(r"([123](\d\d){0,3})?", entry.code):
            raise DataFileError(
                file, f"{where}: the code has one digit and up to three pairs, not {entry.code!r}"
            )
        if entry.key in found or (entry.part_of and (entry.part_of not in found or entry.quota)):
            raise DataFileError(file, f"{where}: stands twice, or before what it is a part of")
        if bool(entry.part_of) != (entry.factor is not None):
            raise DataFileError(file, f"{where}: part_of and factor go together")
        found[entry.key] = Item(
            key=entry.key,
            code=entry.code,
            unit=entry.unit,
            kind=entry.kind,
            quota=entry.quota,
            is_essential=entry.essential,
            is_cold=entry.cold,
            units={_plain(name): value for name, value in entry.units.items()},
            part_of=entry.part_of,
            factor=1.0 if entry.factor is None else entry.factor,
            aliases=tuple(entry.aliases),
        )
    if not found:
        raise DataFileError(file, "the catalogue holds no item")
    return found


def needed_items() -> tuple[Item, ...]:
    """Items whose need per person is known."""
    return tuple(item for item in items().values() if item.quota)


def _plain(text: str) -> str:
    """Text without case, width, blanks and signs, for comparing."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in narrow if char.isalnum())


def _words(text: str) -> str:
    """Latin words of a text between blanks, singular."""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).casefold())
    return f" {' '.join(word[:-1] if len(word) > 3 and word.endswith('s') else word for word in words)} "


@cache
def find_item(name: str) -> str:
    """Key of the item that a ledger's name means; empty if none of the catalogue's words is in it.

    Of several words the longest decides, so that a tent lamp is a lamp. Latin words count whole only.
    """
    plain, words = _plain(name), _words(name)
    if plain in _own_names():
        return _own_names()[plain]
    best, length = "", 0
    for key, parts, size, is_latin in _spellings():
        if size > length and all(part in (words if is_latin else plain) for part in parts):
            best, length = key, size
    return best


@cache
def _own_names() -> Mapping[str, str]:
    names = {_plain(item.key): item.key for item in items().values()}
    return names | {_plain(item.name(lang)): item.key for item in items().values() for lang in LANGUAGES}


@cache
def _spellings() -> tuple[tuple[str, tuple[str, ...], int, bool], ...]:
    """Aliases as (item, parts that must all be in a name, letters of them all, whether Latin)."""
    found = []
    for item in items().values():
        for alias in item.aliases:
            is_latin = alias.isascii()
            parts = tuple(_words(part) if is_latin else _plain(part) for part in alias.split("+"))
            found.append((item.key, parts, sum(len(part.replace(" ", "")) for part in parts), is_latin))
    return tuple(found)


@cache
def unit_factor(key: str, unit: str) -> float | None:
    """Factor from a ledger's unit to the unit of an item; ``None`` if nobody can tell, such as for boxes.

    An empty unit means pieces for what is counted in pieces, and nothing for what is measured.
    """
    item, plain = items()[key], _plain(unit)
    if plain and plain in {_plain(t(f"unit.{item.unit}", lang)) for lang in LANGUAGES}:
        return 1.0
    if item.units:
        return item.units.get(plain)
    pieces, multiples = _counting()
    if plain in pieces:
        return 1.0
    factor = multiples.get(plain[0])
    return factor if factor is not None and plain[1:] in pieces else None


def unit_word(unit: str, lang: Lang) -> str:
    """Unit as a ledger states it, in English where it is one of the catalogue's; else as it was typed."""
    return t(_unit_keys()[unit], lang) if lang == "en" and unit in _unit_keys() else unit


@cache
def _unit_keys() -> dict[str, str]:
    """Texts of the units of supplies, by their Chinese words."""
    return {words["zh"]: key for key, words in catalogue().items() if key.startswith("unit.supply.")}


@cache
def _counting() -> tuple[frozenset[str], Mapping[str, float]]:
    table = supplies_table().counting
    return frozenset((*map(_plain, table.pieces), "")), table.multiples


def day_of(text: str | None) -> date | None:
    """Last day of use as a date; a month means its last day. ``None`` without one.

    Raises
    ------
    ValueError
        The text is no date.
    """
    if not text:
        return None
    if _MONTH.fullmatch(text):
        first = date.fromisoformat(f"{text}-01")
        return first.replace(day=monthrange(first.year, first.month)[1])
    return date.fromisoformat(text)
