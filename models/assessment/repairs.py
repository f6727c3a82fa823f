"""From what a figure lacks to what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from msgspec import structs

from models.facilities.facility import Family, field_specs
from models.facilities.families import family_specs
from models.findings.findings import Finding
from models.kernel.schema import Table, Text, load


@dataclass(frozen=True)
class Repair:
    """One thing to do.

    Parameters
    ----------
    kind
        ``layers``, ``place``, ``table``, ``typed``, ``county``, ``stock`` or ``rule``.
    family
        Family of facility to place or to fill in.
    rule
        Rule value that nobody gives.
    """

    kind: str
    family: str = ""
    rule: str = ""


def repairs_of(finding: Finding) -> tuple[Repair, ...]:
    """What can be done about the data that a finding lacks, each thing once; empty if nothing is lacking."""
    found: dict[Repair, None] = {}
    for item in finding.figure.missing:
        if item.startswith("field."):
            repair = _table_of(item.removeprefix("field."), finding.family)
        elif item.startswith("rule."):
            repair = Repair("rule", rule=item.removeprefix("rule."))
        else:
            repair = _repairs().get(item)
        # One value leads to the window where all are filled in.
        if repair is not None and not (repair.rule and any(one.rule for one in found)):
            found[repair] = None
    return tuple(found)


def known_items() -> frozenset[str]:
    """Items that have a repair of their own, besides fields of facilities."""
    return frozenset(_repairs())


def _table_of(field: str, family: str) -> Repair | None:
    having = [one for one in Family if any(spec.name == field for spec in field_specs(one))]
    usual = [one for one in having if family in one.spec.repairs.findings]
    return Repair("table", (usual or having)[0].value) if having else None


class _KindsTable(Table):
    layers: list[Text]
    typed: list[Text]
    county: list[Text]
    stock: list[Text]


class _RepairsTable(Table):
    repair: _KindsTable


@cache
def _repairs() -> Mapping[str, Repair]:
    kinds = structs.asdict(load(_RepairsTable, "repairs.toml").repair)
    found = {item: Repair(kind) for kind, items in kinds.items() for item in items}
    for family, spec in family_specs().items():
        found |= {item: Repair("place", family) for item in spec.repairs.place}
        found |= {item: Repair("table", family) for item in spec.repairs.table}
    return found
