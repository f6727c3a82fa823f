"""Rule values: what standards and plans ask for, as data with source, and what a county changed of them.

Standards (``resources/standards``) hold values as their documents give them. A rule set
(``resources/rulesets``) says which value of which standard each generic key takes. A county's own changes
lie over both and stay visible on the quantity.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any, Literal

import msgspec

from models.findings.sources import Source, english_document
from models.kernel.errors import HavenError
from models.kernel.resources import load_toml, toml_names
from models.kernel.schema import DataFileError, Number, Table, Text, Words, checked
from models.kernel.text import Lang, catalogue, has_text
from models.project.settings import Override

CONFIDENCES = ("S", "L", "M", "N")
"""Sure (clause read), likely (second hand), from memory, not given: text ``confidence.<letter>``."""

NOT_GIVEN = math.nan
"""Value of a key that the document leaves open until the county fills it in; one object, so keys agree."""

_SUFFIX_UNITS: tuple[tuple[str, frozenset[str]], ...] = (
    # Longest first: "_km_h" before "_h", "_km2" before "_m2".
    ("_km_h", frozenset({"km_h"})),
    ("_km2", frozenset({"km2"})),
    ("_persons", frozenset({"persons"})),
    ("_vehicles", frozenset({"vehicles"})),
    ("_factor", frozenset({"ratio"})),
    ("_share", frozenset({"share"})),
    ("_count", frozenset({"count"})),
    ("_days", frozenset({"days"})),
    ("_min", frozenset({"min"})),
    ("_m2", frozenset({"m2", "m2_per_person"})),
    ("_km", frozenset({"km"})),
    ("_m", frozenset({"m"})),
    ("_h", frozenset({"h"})),
)


class _ValueTable(Table):
    id: Text
    names: Words
    unit: Text
    confidence: Literal["S", "L", "M", "N"]
    value: Number | None = None
    clause: str = ""
    source: str = ""
    note: Words | None = None


class _StandardTable(Table):
    id: Text
    number: Text
    edition: Text
    names: Words
    value: list[_ValueTable]
    about: Any = None


class _RulesetTable(Table):
    id: Text
    names: Words | None = None
    about: Any = None
    extends: str = ""
    values: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class StandardValue:
    """One value as a document gives it; NOT_GIVEN where nobody could read it."""

    id: str
    names: Mapping[str, str]
    value: float
    unit: str
    clause: str
    source: str
    confidence: str
    note: Mapping[str, str]


@dataclass(frozen=True)
class Standard:
    """One document and its values by id."""

    id: str
    number: str
    edition: str
    names: Mapping[str, str]
    values: Mapping[str, StandardValue]


@dataclass(frozen=True)
class Quantity:
    """One rule value in force.

    Parameters
    ----------
    key
        Generic key such as ``shelter.short.service_radius_m``; its name is the text ``rule.<key>``.
    value
        The value in force: the county's own, if it changed it; NOT_GIVEN if nobody gives one.
    standard_value
        What the standard gives; NOT_GIVEN if it gives none.
    standard
        Number of the document, ``source`` the document and its clause in one line.
    confidence
        ``S`` sure, ``L`` likely, ``M`` from memory, ``N`` not given.
    override
        The county's change; ``None`` while the standard is in force.
    """

    key: str
    value: float
    unit: str
    standard: str
    clause: str
    source: str
    confidence: str
    edition: str
    names: Mapping[str, str]
    note: Mapping[str, str]
    standard_value: float
    override: Override | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is a value to reckon with."""
        return not math.isnan(self.value)

    def name(self, lang: Lang) -> str:
        """Name in a language."""
        return self.names[lang]

    def source_text(self, lang: Lang) -> str:
        """Document and clause in a language; a value of the county's own is not told here."""
        return self.source if lang == "zh" else english_document(self.source)

    @property
    def as_source(self) -> Source:
        """Where the value in force is from."""
        return Source(self.source, self.source_text("en"), is_own_value=self.override is not None)


@dataclass(frozen=True, eq=False)
class Rules:
    """Rule values by generic key.

    Attributes
    ----------
    unapplied
        Changes kept in the project that this rule set has no key for, or whose value cannot be: they have no
        effect, and whoever shows the rules shows them too.
    """

    ruleset_id: str
    names: Mapping[str, str]
    _quantities: Mapping[str, Quantity] = field(repr=False)
    unapplied: Mapping[str, Override] = field(default_factory=dict)

    def __getitem__(self, key: str) -> float:
        """Value of ``key`` in its name's unit, NOT_GIVEN if it is open; KeyError without such a key."""
        return self._quantities[key].value

    def __contains__(self, key: object) -> bool:
        return key in self._quantities

    def __iter__(self) -> Iterator[str]:
        return iter(self._quantities)

    def __len__(self) -> int:
        return len(self._quantities)

    def quantity(self, key: str) -> Quantity:
        """Value of ``key`` with source and confidence."""
        return self._quantities[key]

    def quantities(self) -> tuple[Quantity, ...]:
        """All values, in the order of the rule set."""
        return tuple(self._quantities.values())

    @cached_property
    def open(self) -> frozenset[str]:
        """Keys whose value nobody gives: what rests on one has no data until the county fills it in."""
        return frozenset(quantity.key for quantity in self._quantities.values() if not quantity.is_given)

    def are_given(self, keys: Iterable[str]) -> bool:
        """Whether all of some keys have a value."""
        return self.open.isdisjoint(keys)

    def require(self, key: str) -> None:
        """Refuse to reckon with a value that nobody gives: HavenError ``rule_not_given``."""
        if key in self.open:
            name = self._quantities[key].names
            raise HavenError(
                "rule_not_given",
                rule_zh=name["zh"],
                rule_en=name["en"],
                ruleset_zh=self.names["zh"],
                ruleset_en=self.names["en"],
            )

    @cached_property
    def changed(self) -> tuple[Quantity, ...]:
        """Values that the county changed."""
        return tuple(quantity for quantity in self._quantities.values() if quantity.override)


@dataclass(frozen=True)
class RulesetDifference:
    """One key on which two rule sets differ; ``None`` where one has no such key."""

    key: str
    a: Quantity | None
    b: Quantity | None


def standard_ids() -> tuple[str, ...]:
    """Ids of the standards that ship."""
    return tuple(name.removesuffix(".toml") for name in toml_names("standards"))


def ruleset_ids() -> tuple[str, ...]:
    """Ids of the rule sets that ship, the default one first."""
    ids = [name.removesuffix(".toml") for name in toml_names("rulesets")]
    return tuple(sorted(ids, key=lambda name: (name != "national", name)))


def ruleset_names(ruleset_id: str) -> Mapping[str, str]:
    """Name of a rule set in both languages."""
    file = f"{ruleset_id}.toml"
    names = checked(load_toml("rulesets", file), _RulesetTable, f"rulesets/{file}", "the rule set").names
    return names.as_mapping() if names is not None else {}


@cache
def load_standard(standard_id: str) -> Standard:
    """Read one standard; DataFileError when the file is not as it should be."""
    file = f"{standard_id}.toml"
    return parse_standard(load_toml("standards", file), f"standards/{file}")


def parse_standard(table: Mapping[str, Any], file: str) -> Standard:
    """Check and take over the parsed table of a standard's file; ``file`` is only for messages."""
    document = checked(table, _StandardTable, file, "the document")
    values: dict[str, StandardValue] = {}
    for entry in document.value:
        where = f"value {entry.id!r}"
        if entry.id in values:
            raise DataFileError(file, f"{where} stands twice")
        if not has_text(f"unit.{entry.unit}"):
            raise DataFileError(file, f"{where}: unknown unit {entry.unit!r}")
        if entry.value is None and entry.confidence != "N":
            raise DataFileError(file, f"{where}: value is missing")
        if entry.value is not None and entry.confidence == "N":
            raise DataFileError(file, f"{where}: confidence 'N' is of values that are not given")
        values[entry.id] = StandardValue(
            id=entry.id,
            names=entry.names.as_mapping(),
            value=NOT_GIVEN if entry.value is None else entry.value,
            unit=entry.unit,
            clause=entry.clause,
            source=entry.source or f"{document.number} {entry.clause}".strip(),
            confidence=entry.confidence,
            note=entry.note.as_mapping() if entry.note is not None else {},
        )
    if not values:
        raise DataFileError(file, "the document holds no value")
    return Standard(
        id=document.id,
        number=document.number,
        edition=document.edition,
        names=document.names.as_mapping(),
        values=values,
    )


def parse_ruleset(table: Mapping[str, Any], file: str) -> dict[str, Quantity]:
    """Check the parsed table of a rule set and look its values up; the rule set it extends comes first."""
    ruleset = checked(table, _RulesetTable, file, "the rule set")
    quantities: dict[str, Quantity] = dict(_ruleset(ruleset.extends)) if ruleset.extends else {}
    for key, reference in ruleset.values.items():
        standard_id, _, value_id = reference.partition(":")
        if standard_id not in standard_ids():
            raise DataFileError(file, f"{key!r}: there is no standard {standard_id!r}")
        standard = load_standard(standard_id)
        found = standard.values.get(value_id)
        if found is None:
            raise DataFileError(file, f"{key!r}: {standard_id!r} has no value {value_id!r}")
        allowed = next((units for suffix, units in _SUFFIX_UNITS if key.endswith(suffix)), None)
        if allowed is not None and found.unit not in allowed:
            raise DataFileError(file, f"{key!r}: {reference!r} is in {found.unit!r}")
        names = catalogue().get(f"rule.{key}")
        if names is None:
            raise DataFileError(file, f"{key!r}: the text 'rule.{key}' is missing")
        if math.isnan(found.value) and not has_text(f"missing.rule.{key}"):
            raise DataFileError(file, f"{key!r}: the text 'missing.rule.{key}' is missing")
        quantities[key] = Quantity(
            key=key,
            value=found.value,
            unit=found.unit,
            standard=standard.number,
            clause=found.clause,
            source=found.source,
            confidence=found.confidence,
            edition=standard.edition,
            names=names,
            note=found.note,
            standard_value=found.value,
        )
    return quantities


def load_rules(ruleset_id: str = "national", overrides: Mapping[str, Override] | None = None) -> Rules:
    """Rule values of one rule set with a county's changes over them.

    The same arguments give the same object, so that results can be kept by it.

    Raises
    ------
    HavenError
        When there is no rule set of that name (``unknown_ruleset``).
    """
    return _rules(ruleset_id, tuple(sorted((overrides or {}).items(), key=lambda item: item[0])))


def check_override(quantity: Quantity, value: float) -> None:
    """Refuse a value that no computation could use: HavenError ``rule_value``."""
    if not _is_usable(quantity.unit, value):
        raise HavenError("rule_value", rule_zh=quantity.name("zh"), rule_en=quantity.name("en"), value=value)


def differences(a: Rules, b: Rules) -> tuple[RulesetDifference, ...]:
    """Keys on which two sets of rule values differ, in the order of the first."""
    keys = dict.fromkeys((*a, *b))
    pairs = (
        RulesetDifference(key, a.quantity(key) if key in a else None, b.quantity(key) if key in b else None)
        for key in keys
    )
    return tuple(
        pair
        for pair in pairs
        if pair.a is None or pair.b is None or (pair.a.value, pair.a.source) != (pair.b.value, pair.b.source)
    )


def _is_usable(unit: str, value: float) -> bool:
    if unit == "yes_no":
        return value in (0.0, 1.0)
    return math.isfinite(value) and value > 0 and (unit != "share" or value <= 1)


@lru_cache(maxsize=64)
def _rules(ruleset_id: str, overrides: tuple[tuple[str, Override], ...]) -> Rules:
    if ruleset_id not in ruleset_ids():
        raise HavenError("unknown_ruleset", ruleset=ruleset_id)
    quantities = dict(_ruleset(ruleset_id))
    unapplied: dict[str, Override] = {}
    for key, override in overrides:
        quantity = quantities.get(key)
        if quantity is None or not _is_usable(quantity.unit, override.value):
            unapplied[key] = override
        else:
            quantities[key] = replace(quantity, value=override.value, override=override)
    return Rules(ruleset_id, ruleset_names(ruleset_id), quantities, unapplied)


@cache
def _ruleset(ruleset_id: str) -> dict[str, Quantity]:
    file = f"{ruleset_id}.toml"
    return parse_ruleset(load_toml("rulesets", file), f"rulesets/{file}")
