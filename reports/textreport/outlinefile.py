"""The outlines of the text report and the limits of its tables (``resources/report/outline.toml``)."""

from __future__ import annotations

from models.kernel.schema import Table, Text, Words, load


class SectionTable(Table):
    """A heading and what fills it."""

    key: Text
    parts: list[Text]
    optional: bool = False


class ChapterTable(Table):
    """A chapter."""

    key: Text
    sections: list[SectionTable]


class AppendixTable(Table):
    """An appendix."""

    key: Text
    parts: list[Text]


class OwnOutline(Table):
    """Chapters and appendices of one outline."""

    chapter: list[ChapterTable]
    appendix: list[AppendixTable]
    source: str = ""


class BasisTable(Table):
    """What rule values rest on and is no document that could be quoted, and documents without values."""

    collections: list[Text]
    related: list[Words]
    experience: list[Text]


class SitingTable(Table):
    """Rule values that the chapter on siting lists."""

    rules: list[Text]


class MostTable(Table):
    """Rows of tables, or names in a sentence, at most."""

    places: int
    gap_townships: int
    candidates: int
    problems: int
    hazard_sites: int
    planned: int
    supplies: int
    received: int


class OutlineTable(Table):
    """The whole file."""

    version: int
    brief: OwnOutline
    special: OwnOutline
    basis: BasisTable
    siting: SitingTable
    most: MostTable


def outline_table() -> OutlineTable:
    """Outlines, and limits of tables."""
    return load(OutlineTable, "report", "outline.toml")
