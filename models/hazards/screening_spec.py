"""The siting checks as data (``resources/siting.toml``): for whom each is, against what, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import msgspec

from models.facilities.facility import Facility, Family, field_specs
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Number, Table, Text, checked

_FILE = "siting.toml"

EVENTS = ("earthquake", "flood")
"""What happens, as far as usable area is told apart by it."""

Where = Mapping[str, tuple[str, ...]]


class _Step(Table):
    kv: Number
    rule: Text


class _CheckTable(Table):
    id: Text
    families: list[Family]
    test: Literal["inside", "distance", "voltage", "fault", "slope", "collapse"]
    where: dict[str, list[str]] = msgspec.field(default_factory=dict)
    words: tuple[Text, ...] = ()
    limit: str = ""
    limits: tuple[_Step, ...] | dict[str, Text] = ()
    major_only: bool = False
    optional: bool = False
    events: tuple[Text, ...] = ()
    source: str = ""
    intensity_min: int = 0
    class_b: dict[Family, dict[str, list[str]]] = msgspec.field(default_factory=dict)
    roles: tuple[Text, ...] = ()
    heights: tuple[Text, ...] = ()
    storeys: tuple[Text, ...] = ()
    storey_m: Number = 0.0


class _ChecksTable(Table):
    check: list[_CheckTable]
    version: Any = None


@dataclass(frozen=True)
class CheckSpec:
    """One check.

    Parameters
    ----------
    families, where
        Facilities it is for: of one of these families, and each named field has one of the values.
    words
        Words in a hazard's type that make it one of this check's.
    limit
        Rule key of the distance, slope or factor; empty where there is none or several.
    steps
        For lines by voltage: (kV up to which it holds, rule key), lowest first; the last holds above too.
    fault_limits
        Rule keys by ``b_8``, ``b_9``, ``c_8``, ``c_9``.
    major_only
        Of plants that the words do not name outright only those that are major hazard sources count.
    is_optional
        No data does not make a site unverified.
    events
        What a site must pass the check for, to be used then: members of :data:`EVENTS`.
    class_b
        Facilities of seismic class B, by family and fields; all others are of class C.
    """

    id: str
    families: frozenset[Family]
    words: tuple[str, ...]
    test: str
    source: str
    limit: str = ""
    where: Where = field(default_factory=dict)
    steps: tuple[tuple[float, str], ...] = ()
    fault_limits: Mapping[str, str] = field(default_factory=dict)
    major_only: bool = False
    is_optional: bool = False
    events: tuple[str, ...] = ()
    intensity_min: int = 0
    class_b: Mapping[Family, Where] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    heights: tuple[str, ...] = ()
    storeys: tuple[str, ...] = ()
    storey_m: float = 0.0

    def is_for(self, facility: Facility) -> bool:
        """Whether a facility is held against it."""
        return facility.family in self.families and _has(facility, self.where)

    def is_class_b(self, facility: Facility) -> bool:
        """Whether a facility is of seismic class B."""
        return facility.family in self.class_b and _has(facility, self.class_b[facility.family])

    @property
    def rule_keys(self) -> tuple[str, ...]:
        """Every rule value that it may use."""
        keys = (self.limit, *(rule for _, rule in self.steps), *self.fault_limits.values())
        return tuple(key for key in keys if key)


@cache
def siting_specs() -> tuple[CheckSpec, ...]:
    """All checks in the order of the file.

    Raises
    ------
    DataFileError
        When the file is not as it should be.
    """
    return parse_specs(load_toml(_FILE))


_asked: dict[tuple[Any, ...], tuple[tuple[str, ...], bool]] = {}


def asked_of(facility: Facility) -> tuple[tuple[str, ...], bool]:
    """Ids of the checks that a facility is held against, and whether it is of seismic class B.

    Kept by the fields that decide: every edit and every step of a drag asks for every facility.
    """
    key = (facility.family, *(getattr(facility, name) for name in _deciding_fields(facility.family)))
    if key not in _asked:
        specs = [spec for spec in siting_specs() if spec.is_for(facility)]
        _asked[key] = tuple(spec.id for spec in specs), any(spec.is_class_b(facility) for spec in specs)
    return _asked[key]


@cache
def _deciding_fields(family: Family) -> tuple[str, ...]:
    """Fields of a family that some check looks at."""
    asked = [where for spec in siting_specs() for where in (spec.where, spec.class_b.get(family, {}))]
    known = {field.name for field in field_specs(family)}
    return tuple(sorted(known & {name for where in asked for name in where}))


def parse_specs(table: Mapping[str, Any]) -> tuple[CheckSpec, ...]:
    """Check and take over the parsed table of the file."""
    specs = tuple(_spec(entry) for entry in checked(table, _ChecksTable, _FILE, "the file").check)
    ids = [spec.id for spec in specs]
    if len(set(ids)) != len(ids) or not ids:
        raise DataFileError(_FILE, "every check needs an id of its own")
    return specs


def _spec(entry: _CheckTable) -> CheckSpec:
    where = f"check {entry.id!r}"
    if not entry.families:
        raise DataFileError(_FILE, f"{where}: families must be named")
    chosen = _where(entry.where)
    class_b = {family: _where(fields) for family, fields in entry.class_b.items()}
    for family, fields in (*((family, chosen) for family in entry.families), *class_b.items()):
        known = {spec.name for spec in field_specs(family)}
        if not set(fields) <= known:
            raise DataFileError(_FILE, f"{where}: {family} has no field {sorted(set(fields) - known)[0]!r}")
    steps = tuple((step.kv, step.rule) for step in entry.limits) if isinstance(entry.limits, tuple) else ()
    spec = CheckSpec(
        id=entry.id,
        families=frozenset(entry.families),
        words=tuple(entry.words),
        test=entry.test,
        source=entry.source,
        limit=entry.limit,
        where=chosen,
        steps=steps,
        fault_limits=entry.limits if isinstance(entry.limits, dict) else {},
        major_only=entry.major_only,
        is_optional=entry.optional,
        events=entry.events,
        intensity_min=entry.intensity_min,
        class_b=class_b,
        roles=tuple(entry.roles),
        heights=tuple(entry.heights),
        storeys=tuple(entry.storeys),
        storey_m=entry.storey_m,
    )
    if bool(spec.steps) != (spec.test == "voltage") or bool(spec.fault_limits) != (spec.test == "fault"):
        raise DataFileError(_FILE, f"{where}: limits are for voltages and faults, and they need them")
    if spec.test != "inside" and not spec.rule_keys:
        raise DataFileError(_FILE, f"{where}: names no rule value")
    if not set(spec.events) <= set(EVENTS):
        raise DataFileError(_FILE, f"{where}: events are {', '.join(EVENTS)}")
    if list(spec.steps) != sorted(spec.steps):
        raise DataFileError(_FILE, f"{where}: voltages must rise")
    return spec


def _where(table: Mapping[str, list[str]]) -> Where:
    return {name: tuple(values) for name, values in table.items()}


def _has(facility: Facility, where: Where) -> bool:
    return all(getattr(facility, name) in values for name, values in where.items())
