"""Limits from which read data are doubtful, and words that tell whose people are counted (``gate.toml``)."""

from __future__ import annotations

from collections.abc import Sequence

from models.kernel.schema import Number, Table, Text, load


class MostPersons(Table):
    """More people than a place of each role can hold."""

    villages: Number
    demand: Number
    townships: Number


class Kinds(Table):
    """Words of a heading that tell whose people a column counts."""

    registered: list[Text]
    resident: list[Text]
    other: list[Text]


class Groups(Table):
    """Words of a heading that tell of some people, and of one that is no number of people."""

    elderly: list[Text]
    children: list[Text]
    disabled: list[Text]
    day: list[Text]
    night: list[Text]
    no_count: list[Text]


class People(Table):
    """Limits for residents."""

    same_list_share: Number
    same_place_m: Number
    same_sum_share: Number
    levels_differ_share: Number
    unknown_share: Number
    most_persons: MostPersons
    kinds: Kinds
    groups: Groups


class Facilities(Table):
    """Limits for facilities."""

    same_place_m: Number
    same_list_place_m: Number
    overlap_share: Number
    rounding_share: Number
    outline_share: Number
    most_m2: Number
    most_m2_per_resident: Number
    least_m2_per_resident: Number


class Units(Table):
    """Limits for the outlines of units."""

    overlap_share: Number
    scale_share: Number


class Files(Table):
    """What an import finds in a file that stays to be done after the import."""

    told: list[Text]


class GateTable(Table):
    """The whole file."""

    version: int
    shown_names: int
    people: People
    facilities: Facilities
    units: Units
    files: Files


def gate_table() -> GateTable:
    """Limits of the data gate."""
    return load(GateTable, "gate.toml")


def name_list(names: Sequence[str]) -> str:
    """First few of some names, for a message; one without a name is a dash."""
    most = gate_table().shown_names
    return "、".join(name or "—" for name in names[:most]) + (" …" if len(names) > most else "")
