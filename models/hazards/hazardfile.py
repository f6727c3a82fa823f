"""Words that tell hazards apart and their levels, as declared in ``resources/hazards.toml``."""

from __future__ import annotations

from typing import Literal

from models.kernel.schema import Table, Text, load


class WordsTable(Table):
    """Words that may stand anywhere in a type of hazard."""

    words: tuple[Text, ...]


class GroupsTable(Table):
    """Groups of hazard that plans ask about."""

    flood: WordsTable
    geological: WordsTable
    major_source: WordsTable


class MajorTable(Table):
    """What makes a plant a major hazard source."""

    kinds: list[Text]
    levels: list[Text]
    level_parts: list[Text]
    not_levels: list[Text]


class ScaleTable(Table):
    """Levels on one scale of four."""

    dropped: list[Text]
    period_years: list[int]
    words: dict[Literal["0", "1", "2", "3", "4"], list[Text]]


class SuitsTable(Table):
    """Words for the hazards that a shelter suits; ``unclear`` ones leave open which."""

    every: list[Text]
    unclear: list[Text]
    earthquake: list[Text]
    flood: list[Text]
    others: list[Text]


class HazardsTable(Table):
    """The whole file."""

    group: GroupsTable
    major: MajorTable
    terrain: WordsTable
    scale: ScaleTable
    suits: SuitsTable


def hazards_table() -> HazardsTable:
    """Words for hazards."""
    return load(HazardsTable, "hazards.toml")
