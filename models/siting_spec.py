"""The siting checks as data (``resources/siting.toml``): for whom each is, against what, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from models.facility import Facility, Family, field_specs
from models.resources import load_toml
from models.schema import DataFileError, only_known, required_text

TESTS = ("inside", "distance", "voltage", "fault", "slope", "collapse")

_FILE = "siting.toml"
_KEYS = {
    "id",
    "families",
    "where",
    "words",
    "test",
    "limit",
    "limits",
    "major_only",
    "optional",
    "source",
    "intensity_min",
    "class_b",
    "roles",
    "heights",
    "storeys",
    "storey_m",
}

Where = Mapping[str, tuple[str, ...]]


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
    only_known(table, {"version", "check"}, _FILE, "the file")
    specs = tuple(_spec(entry) for entry in table.get("check", ()))
    ids = [spec.id for spec in specs]
    if len(set(ids)) != len(ids) or not ids:
        raise DataFileError(_FILE, "every check needs an id of its own")
    return specs


def _spec(entry: Mapping[str, Any]) -> CheckSpec:
    check_id = required_text(entry, "id", _FILE, "a check")
    where = f"check {check_id!r}"
    only_known(entry, _KEYS, _FILE, where)
    test = required_text(entry, "test", _FILE, where)
    if test not in TESTS:
        raise DataFileError(_FILE, f"{where}: unknown test {test!r}")
    try:
        families = frozenset(Family(name) for name in entry["families"])
        class_b = {Family(name): _where(fields) for name, fields in entry.get("class_b", {}).items()}
    except (KeyError, ValueError) as error:
        raise DataFileError(_FILE, f"{where}: families must be named") from error
    chosen = _where(entry.get("where", {}))
    for family, fields in (*((family, chosen) for family in families), *class_b.items()):
        known = {spec.name for spec in field_specs(family)}
        if not set(fields) <= known:
            raise DataFileError(_FILE, f"{where}: {family} has no field {sorted(set(fields) - known)[0]!r}")
    limits = entry.get("limits", ())
    spec = CheckSpec(
        id=check_id,
        families=families,
        words=tuple(entry.get("words", ())),
        test=test,
        source=str(entry.get("source", "")),
        limit=str(entry.get("limit", "")),
        where=chosen,
        steps=tuple((float(step["kv"]), str(step["rule"])) for step in limits) if test == "voltage" else (),
        fault_limits=dict(limits) if test == "fault" else {},
        major_only=bool(entry.get("major_only", False)),
        is_optional=bool(entry.get("optional", False)),
        intensity_min=int(entry.get("intensity_min", 0)),
        class_b=class_b,
        roles=tuple(entry.get("roles", ())),
        heights=tuple(entry.get("heights", ())),
        storeys=tuple(entry.get("storeys", ())),
        storey_m=float(entry.get("storey_m", 0.0)),
    )
    if test != "inside" and not spec.rule_keys:
        raise DataFileError(_FILE, f"{where}: names no rule value")
    if list(spec.steps) != sorted(spec.steps):
        raise DataFileError(_FILE, f"{where}: voltages must rise")
    return spec


def _where(table: Mapping[str, Any]) -> Where:
    return {name: tuple(values) for name, values in table.items()}


def _has(facility: Facility, where: Where) -> bool:
    return all(getattr(facility, name) in values for name, values in where.items())
