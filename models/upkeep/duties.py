"""Duties that come again, and the plans and data that they are about (``resources/upkeep.toml``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import msgspec

from models.facilities.facility import Family
from models.facilities.upkeepentry import KINDS, UpkeepEntry
from models.kernel.schema import DataFileError, Table, Text, Words, load, unknown
from models.kernel.text import Lang

FILE = "upkeep.toml"

On = Literal["facility", "plan", "data"]


class _DutyTable(Table):
    id: Text
    kind: Literal["inspection", "drill", "maintenance", "data"]
    rule: Text
    on: Literal["facility", "plan", "data"] = "facility"
    families: list[Family] = msgspec.field(default_factory=list)
    rows: list[Text] = msgspec.field(default_factory=list)


class _SubjectTable(Table):
    id: Text
    on: Literal["plan", "data"]
    names: Words
    hazard: str = ""


class UpkeepTable(Table):
    """The whole file."""

    duty: list[_DutyTable]
    subject: list[_SubjectTable]


@dataclass(frozen=True)
class Duty:
    """What has to be done again, of which facilities, plans or data.

    Parameters
    ----------
    rule
        Rule value with its longest interval, days.
    rows
        Rows of plans that state how often a year, by their ids.
    """

    id: str
    kind: str
    on: On
    rule: str
    families: frozenset[Family] = frozenset()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A plan or a body of data.

    Parameters
    ----------
    id
        A key of the file, or the name that an entry gives one that the file does not know.
    hazard
        Siting check without whose hazard it is not asked after; empty for one that always is.
    """

    id: str
    on: On
    names: Mapping[str, str] = field(default_factory=dict)
    hazard: str = ""

    def name(self, lang: Lang) -> str:
        """Name in a language; one that people gave is the same in both."""
        return self.names.get(lang, self.id)


@cache
def duties() -> tuple[Duty, ...]:
    """Duties, in the order of the file.

    Raises
    ------
    DataFileError
        Two ask the same of the same, or one is neither of facilities nor of plans or data.
    """
    found = tuple(
        Duty(one.id, one.kind, one.on, one.rule, frozenset(one.families), tuple(one.rows))
        for one in load(UpkeepTable, FILE).duty
    )
    for duty in found:
        if (duty.on == "facility") != bool(duty.families):
            raise DataFileError(FILE, f"duty {duty.id!r}: families belong to duties of facilities")
        if duty.kind not in KINDS:
            raise DataFileError(FILE, unknown("kind", duty.kind, KINDS))
    asked = [(duty.on, duty.kind, family) for duty in found for family in duty.families or (None,)]
    if len(set(asked)) < len(asked):
        raise DataFileError(FILE, "two duties ask the same of the same")
    return found


@cache
def shipped_subjects() -> tuple[Subject, ...]:
    """Plans and data that are asked after in every county, in the order of the file."""
    return tuple(
        Subject(one.id, one.on, one.names.as_mapping(), one.hazard) for one in load(UpkeepTable, FILE).subject
    )


def subject_key(said: str) -> str:
    """Key of a plan or body of data that people call so in either language; else what they said."""
    said = said.strip()
    for subject in shipped_subjects():
        if said.casefold() in {subject.id, *(name.casefold() for name in subject.names.values())}:
            return subject.id
    return said


def subjects(
    entries: Iterable[UpkeepEntry], absent_hazards: Collection[str] = frozenset()
) -> tuple[Subject, ...]:
    """Plans and data to ask after: those that ship, then those that only entries name.

    Parameters
    ----------
    absent_hazards
        Kinds of hazard that are nowhere in the county: a plan against one is asked after only once it has
        an entry.
    """
    named = {
        entry.subject: ("data" if entry.kind == "data" else "plan") for entry in entries if entry.subject
    }
    shipped = shipped_subjects()
    known = {subject.id for subject in shipped}
    return (
        *(one for one in shipped if one.hazard not in absent_hazards or one.id in named),
        *(
            Subject(name, "data" if on == "data" else "plan")
            for name, on in named.items()
            if name not in known
        ),
    )
