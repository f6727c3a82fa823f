"""Words that people type or paste into the yearly ledger: days, duties, and what an entry is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from models.facilities.facility import Facility
from models.facilities.upkeepentry import KINDS, UpkeepEntry
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.pasting import pasted_lines, plain_text
from models.upkeep.duties import shipped_subjects, subject_key
from models.upkeep.listing import ENTRY_COLUMNS

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_OF_A_PLAN = ("预案", "plan")
"""A name with one of these words may be that of a plan that nobody entered before."""


class EntryError(ValueError):
    """What was typed cannot be so; its text is ``upkeep.fault.<word>``."""


@dataclass(frozen=True)
class PastedEntries:
    """A table that was pasted: what is new, how many lines the ledger holds already, what was left alone."""

    new: tuple[UpkeepEntry, ...]
    same: int
    faults: tuple[str, ...]


def typed_day(said: str) -> str:
    """ISO date of a day as people and spreadsheets write it (2026-1-5, 2026/1/5, 2026年1月5日)."""
    found = _DAY.fullmatch(said.strip())
    try:
        year, month, day = map(int, found.groups() if found else ())
        return date(year, month, day).isoformat()
    except ValueError as fault:
        raise EntryError("day") from fault


def typed_kind(said: str) -> str:
    """Duty that people call so in either language."""
    for kind in KINDS:
        if plain_text(said) in {kind, *(plain_text(t(f"upkeep.kind.{kind}", lang)) for lang in LANGUAGES)}:
            return kind
    raise EntryError("kind")


def named(said: str, facilities: Iterable[Facility]) -> dict[str, str]:
    """What an entry is about, as the fields ``facility_id`` and ``subject``: a facility before anything else.

    Raises
    ------
    EntryError
        Several facilities are called so.
    """
    said = said.strip()
    called = [one.id for one in facilities if said and said in (one.name, one.id)]
    if len(called) > 1:
        raise EntryError("twice")
    return {"facility_id": called[0] if called else "", "subject": "" if called else subject_key(said)}


def known_name(said: str, facilities: Iterable[Facility], subjects: Collection[str]) -> dict[str, str]:
    """As :func:`named`, but a name that is neither a facility's nor a plan's is refused as misspelt.

    Parameters
    ----------
    subjects
        Plans and data that the ledger names besides those that ship.
    """
    found = named(said, facilities)
    known = {*subjects, *(one.id for one in shipped_subjects())}
    is_new = found["subject"] and found["subject"] not in known
    if is_new and not any(word in plain_text(said) for word in _OF_A_PLAN):
        raise EntryError("stranger")
    return found


def pasted_entries(
    text: str, before: Collection[UpkeepEntry], facilities: Collection[Facility], lang: Lang
) -> PastedEntries:
    """Entries of a table from a spreadsheet, with a row of heads or the columns of the ledger in order.

    A line of a day, duty and object that the ledger has with the same words is there already.
    """
    words = {key: [t(f"upkeep.column.{key}", one) for one in LANGUAGES] for key in ENTRY_COLUMNS}
    subjects = {entry.subject for entry in before if entry.subject}
    there = {said_of(entry) for entry in before}
    new: list[UpkeepEntry] = []
    faults, same = [], 0
    for number, line in pasted_lines(text, words, ENTRY_COLUMNS, ("day",)):
        try:
            made = _entry(line, facilities, subjects)
        except EntryError as fault:
            why = t(f"upkeep.fault.{fault}", lang)
            faults.append(t("upkeep.paste_fault", lang, number=number, name=line["about"] or "–", why=why))
            continue
        if said_of(made) in there:
            same += 1
            continue
        there.add(said_of(made))
        new.append(made)
    return PastedEntries(tuple(new), same, tuple(faults))


def _entry(line: dict[str, str], facilities: Collection[Facility], subjects: Collection[str]) -> UpkeepEntry:
    repaired = line["repaired_on"]
    is_open = plain_text(repaired) in {"", *(plain_text(t("upkeep.open", one)) for one in LANGUAGES)}
    made = UpkeepEntry(
        kind=typed_kind(line["kind"]),
        day=typed_day(line["day"]),
        who=line["who"],
        finding=line["finding"],
        repaired_on=None if is_open else typed_day(repaired),
        **known_name(line["about"], facilities, subjects),
    )
    if made.fault:
        raise EntryError(made.fault)
    return made


def said_of(entry: UpkeepEntry) -> tuple[str | None, ...]:
    """All that an entry says, to know it again."""
    about = entry.facility_id or entry.subject
    return entry.kind, entry.day, about, entry.who, entry.finding, entry.repaired_on
