"""The catalogue of relief supplies: what a ledger may list, in which words and units.

The catalogue is data (``resources/supplies.toml``); how much a person needs are rule values.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from models.resources import load_toml
from models.schema import DataFileError, only_known, required_number, required_text
from models.text import LANGUAGES, Lang, has_text, t

QUOTAS = {"each": "per_person_count", "sharing": "sharing_persons", "daily": "per_person_day"}
"""How much of an item a person needs, and the end of the rule value's key that says it."""
KINDS = ("relief", "rescue", "flood", "fire")

_ITEM_KEYS = {
    "key",
    "code",
    "unit",
    "kind",
    "quota",
    "essential",
    "cold",
    "units",
    "part_of",
    "factor",
    "aliases",
}
_FILE = "supplies.toml"
_MONTH = re.compile(r"\d{4}-\d{2}")


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
    return parse_items(load_toml(_FILE), _FILE)


def parse_items(table: Mapping[str, Any], file: str) -> Mapping[str, Item]:
    """Check and take over the items of a parsed catalogue; ``file`` is only for messages."""
    found: dict[str, Item] = {}
    for entry in table.get("item", ()):
        key = required_text(entry, "key", file, "an item")
        where = f"item {key!r}"
        only_known(entry, _ITEM_KEYS, file, where)
        unit = required_text(entry, "unit", file, where)
        kind, quota = entry.get("kind"), entry.get("quota", "")
        code = str(entry.get("code", ""))
        if not has_text(f"unit.{unit}") or not has_text(f"figure_input.supply.{key}"):
            raise DataFileError(file, f"{where}: its unit or its name has no text")
        if kind not in KINDS or quota not in ("", *QUOTAS):
            raise DataFileError(file, f"{where}: unknown kind or quota")
        if not re.fullmatch(r"([123](\d\d){0,3})?", code):
            raise DataFileError(file, f"{where}: the code has one digit and up to three pairs, not {code!r}")
        part_of = str(entry.get("part_of", ""))
        if key in found or (part_of and (part_of not in found or quota)):
            raise DataFileError(file, f"{where}: stands twice, or before what it is a part of")
        found[key] = Item(
            key=key,
            code=code,
            unit=unit,
            kind=kind,
            quota=quota,
            is_essential=bool(entry.get("essential", False)),
            is_cold=bool(entry.get("cold", False)),
            units={_plain(name): float(value) for name, value in entry.get("units", {}).items()},
            part_of=part_of,
            factor=required_number(entry, "factor", file, where) if part_of else 1.0,
            aliases=tuple(map(str, entry.get("aliases", ()))),
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


@cache
def _counting() -> tuple[frozenset[str], Mapping[str, float]]:
    table = load_toml(_FILE)["counting"]
    return frozenset((*map(_plain, table["pieces"]), "")), table["multiples"]


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
