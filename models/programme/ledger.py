"""The ledger of key projects as a table that a spreadsheet holds, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.facilities.facility import Facility, FieldSpec, number_fault
from models.facilities.keyproject import KeyProject, project_fields
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.pasting import pasted_lines, plain_text

FACILITIES = "facilities"
COLUMNS = ("project_name", "state", FACILITIES, *(spec.name for spec in project_fields()[2:]))
"""Columns of the table; all but the facilities are fields of a project."""
SEPARATOR = "、"
SPECS = {spec.name: spec for spec in project_fields()}


@dataclass(frozen=True)
class PastedProjects:
    """What a pasted table made of the ledger.

    Attributes
    ----------
    after
        The whole ledger afterwards.
    faults
        Lines that were left alone, and why.
    """

    after: tuple[KeyProject, ...]
    added: int
    changed: int
    faults: tuple[str, ...]


def facilities_text(project: KeyProject, facilities: Mapping[str, Facility]) -> str:
    """Names of a project's facilities, of those that are there and have one."""
    names = (facilities[key].name for key in project.facility_ids if key in facilities)
    return SEPARATOR.join(name for name in names if name)


def facilities_words(project: KeyProject, facilities: Mapping[str, Facility], lang: Lang) -> list[str]:
    """A project's facilities as documents list them: those without a name and those not there are told."""
    there = [facilities[key] for key in project.facility_ids if key in facilities]
    names = [one.name or t("keyproject.unnamed_facility", lang) for one in there]
    absent = len(project.facility_ids) - len(there)
    return [*names, t("keyproject.absent", lang, count=absent)] if absent else names


def pasted_projects(
    text: str, before: Sequence[KeyProject], facilities: Mapping[str, Facility], lang: Lang
) -> PastedProjects:
    """Take a table into the ledger: a project of the same name is changed, any other added.

    Its columns are told by a row of heads; without one they are :data:`COLUMNS`. A line with a value that
    cannot be is left alone as a whole, and named; columns that the table has not stay as they are.
    """
    words = {
        key: [
            *(t(f"keyproject.field.{key}", one) for one in LANGUAGES),
            *(column_title(key, one) for one in LANGUAGES),
        ]
        for key in COLUMNS
    }
    after, faults = list(before), []
    open_rows = list(range(len(before)))
    added = changed = 0
    for number, line in pasted_lines(text, words, COLUMNS, ("project_name",)):
        name = line["project_name"]
        match = next((row for row in open_rows if before[row].project_name == name and name), None)
        old = KeyProject() if match is None else before[match]
        try:
            new = _changed(old, line, facilities, lang)
        except LineError as fault:
            faults.append(t("keyproject.paste_fault", lang, number=number, name=name or "–", why=str(fault)))
            continue
        if match is None:
            after.append(new)
            added += 1
        else:
            open_rows.remove(match)
            changed += new != old
            after[match] = new
    return PastedProjects(tuple(after), added, changed, tuple(faults))


class LineError(ValueError):
    """A line, or a cell of it, cannot be a project; says why, in words."""


def column_title(key: str, lang: Lang) -> str:
    """Head of a column, with its unit where it is money."""
    spec = SPECS.get(key)
    title = t(f"keyproject.field.{key}", lang)
    if spec is None or spec.kind != "number":
        return title
    return t("keyproject.with_unit", lang, title=title, unit=t(f"unit.{spec.unit}", lang))


def _changed(
    old: KeyProject, line: Mapping[str, str], facilities: Mapping[str, Facility], lang: Lang
) -> KeyProject:
    values: dict[str, Any] = {}
    for key, said in line.items():
        if not said:
            continue
        if key == FACILITIES:
            if said != facilities_text(old, facilities):
                values["facility_ids"] = named_facilities(said, facilities, lang)
        else:
            values[key] = typed_value(SPECS[key], said, lang)
    new = replace(old, **values)
    if new.fault:
        raise LineError(t(f"keyproject.fault.{new.fault}", lang))
    return new


def typed_value(spec: FieldSpec, said: str, lang: Lang) -> Any:
    """Value of a cell as a field holds it; LineError where it cannot be."""
    title = t(f"keyproject.field.{spec.name}", lang)
    if spec.kind == "text":
        return said
    if spec.kind == "choice":
        for value in spec.values:
            known = [value, *(t(f"choice.{spec.choices}.{value}", one) for one in LANGUAGES)]
            if plain_text(said) in map(plain_text, known):
                return value
        raise LineError(t("keyproject.bad_value", lang, title=title, said=said))
    try:
        number = float(plain_text(said).replace(",", "").replace("，", "").removesuffix("年"))
    except ValueError:
        number = float("nan")
    if number_fault(spec, number):
        raise LineError(t("keyproject.bad_value", lang, title=title, said=said))
    return int(number) if spec.kind == "integer" else number


def named_facilities(said: str, facilities: Mapping[str, Facility], lang: Lang) -> tuple[str, ...]:
    """Ids of the facilities that a cell names; LineError where a name is nobody's, or of several."""
    by_name: dict[str, list[str]] = {}
    for facility in facilities.values():
        by_name.setdefault(plain_text(facility.name), []).append(facility.id)
    found = []
    for name in said.replace(",", SEPARATOR).replace("，", SEPARATOR).split(SEPARATOR):
        ids = by_name.get(plain_text(name), [])
        if not plain_text(name) or len(ids) != 1:
            key = "twice" if ids else "stranger"
            raise LineError(t(f"keyproject.{key}", lang, name=name.strip()))
        found += ids
    return tuple(dict.fromkeys(found))
