"""What to count in the registers of facilities: how many, how many with what on record, where there is none.

The common registers are data (``resources/registers.toml`` and the families' files); a plan brings its own in
its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, get_args

import msgspec

from models.facilities.facility import FACILITY_TYPES, Family
from models.facilities.families import FOLDER, family_specs
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Table, Text, checked
from models.kernel.text import has_text

Measure = Literal[
    "count",
    "sum",
    "max",
    "kinds",
    "filled_share",
    "true_share",
    "true_count",
    "served_share",
    "served_count",
    "unserved_count",
    "least_sum",
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
SERVED = ("served_share", "served_count", "unserved_count")
PLACES = ("county", "township", "town", "park")


class RegisterTable(Table):
    """What a data file says of a register; see :class:`Register`."""

    families: list[Family]
    measure: Measure
    fields: tuple[Text, ...] = ()
    where: dict[str, list[str]] = msgspec.field(default_factory=dict)
    within: Literal["", "seat", "outside"] = ""
    by: str = ""
    groups: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    absent: list[str] | None = None
    since: int | None = None


class _FigureTable(RegisterTable, kw_only=True):
    id: Text
    unit: Text


class _RegistersTable(Table):
    figure: list[_FigureTable]
    version: Any = None


@dataclass(frozen=True)
class Register:
    """What to count.

    Parameters
    ----------
    families
        Kinds of facility that are looked through.
    measure
        ``count``; ``sum`` and ``max`` of a field; ``kinds`` of a field that occur; ``filled_share`` and
        ``true_share``, the percentage with all ``fields`` filled in or true; ``true_count``;
        ``served_share``, the percentage of places with at least one, ``served_count`` their
        number and ``unserved_count`` that of those without;
        ``least_sum``, the lowest sum of a field over the groups of ``by``.
    where
        Field -> values that count. A field that a family does not have says nothing about it.
    within
        ``seat``: only inside the county seat; ``outside``: only outside the county.
    by
        ``county``, ``township``, ``town`` (townships without those whose code marks a street office or a
        development zone), ``park`` (only the latter), or a field.
    groups
        Values of the field ``by`` that must be there.
    only
        Names of the county-level units that are meant; a unit is meant when its name contains one of them.
    absent
        What is missing (text ``missing.<item>``) when there is nothing to look at.
    since
        Only what was finished in this year or later, or is to be built by the scenario.
    """

    families: tuple[Family, ...]
    measure: str
    fields: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: str = ""
    by: str = ""
    groups: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    since: int | None = None

    @property
    def asks_where(self) -> bool:
        """Whether it matters where facilities stand, and not only what is on record of them."""
        return bool(self.within) or self.measure in SERVED or self.by in PLACES

    @classmethod
    def from_table(cls, table: RegisterTable, file: str, where: str) -> Register:
        """Check and take over the table of a register."""
        usual = [f"{family}s" for family in table.families]
        found = cls(
            families=tuple(table.families),
            measure=table.measure,
            fields=tuple(table.fields),
            where=tuple((name, tuple(values)) for name, values in table.where.items()),
            within=table.within,
            by=table.by,
            groups=tuple(table.groups),
            only=tuple(table.only),
            absent=tuple(usual if table.absent is None else table.absent),
            since=table.since,
        )
        found._check(file, where)
        return found

    def _check(self, file: str, where: str) -> None:
        if not self.families:
            raise DataFileError(file, f"{where}: families are missing")
        known = frozenset().union(*(field_names(family) for family in self.families))
        used = [*self.fields, *(name for name, _ in self.where), *({self.by} - {"", *PLACES})]
        for name in used:
            if name not in known:
                raise DataFileError(file, f"{where}: no such field {name!r}")
        for item in self.absent:
            if not has_text(f"missing.{item}"):
                raise DataFileError(file, f"{where}: the text 'missing.{item}' is missing")
        if self.measure not in ("count", *SERVED) and not self.fields:
            raise DataFileError(file, f"{where}: fields are missing")
        if self.since is not None and self.measure != "count":
            raise DataFileError(file, f"{where}: only a count has since")
        if self.measure in (*SERVED, "least_sum") and not self.by:
            raise DataFileError(file, f"{where}: by is missing")


@cache
def common_registers() -> Mapping[str, tuple[Register, str]]:
    """Registers of every county by figure id, each with its unit: the common ones, then the families' own."""
    tables = [("registers.toml", load_toml("registers.toml"))]
    for family, spec in family_specs().items():
        own = [{"families": [family], **entry} for entry in spec.register]
        tables.append((f"{FOLDER}/{family}.toml", {"figure": own}))
    found: dict[str, tuple[Register, str]] = {}
    for file, table in tables:
        for entry in checked(table, _RegistersTable, file, "the file").figure:
            where = f"figure {entry.id!r}"
            if entry.id in found:
                raise DataFileError(file, f"{where} stands twice")
            if not (has_text(f"unit.{entry.unit}") and has_text(f"figure.{entry.id}.name")):
                raise DataFileError(file, f"{where}: its unit or its name has no text")
            found[entry.id] = (Register.from_table(entry, file, where), entry.unit)
    return found


@cache
def field_names(family: Family) -> frozenset[str]:
    """Names of the fields of a family."""
    return frozenset(field.name for field in fields(FACILITY_TYPES[family]))
