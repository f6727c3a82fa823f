"""What is built first, and what keeps it going, as far as the data say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.textreport.blocks import Block
from reports.textreport.contents.siting import planned_rows
from reports.textreport.draft import Draft


def phases(draft: Draft) -> Sequence[Block]:
    """How much of what is planned is to be finished in which year; the year of the others is not settled."""
    planned = planned_rows(draft)
    if not planned:
        return [draft.say("no_planned", scenario=draft.title_of(draft.main))]
    years = Counter(row.facility.finished_year for row in planned)
    undated = years.pop(None, 0)
    blocks: list[Block] = []
    if years:
        named = draft.list_of(
            draft.words("in_year", year=year, count=draft.count(count))
            for year, count in sorted((year, count) for year, count in years.items() if year is not None)
        )
        blocks.append(draft.say("phases", years=named))
    if undated:
        blocks.append(draft.say("undated", count=draft.count(undated)))
    return blocks


def upkeep(draft: Draft) -> Sequence[Block]:
    """How well shelters are kept, as far as the registers say."""
    return [
        draft.figures(
            "shelter.custody_share",
            "shelter.inspection_current_share",
            "shelter.drill_current_share",
            result=draft.today,
        )
    ]


def review(draft: Draft) -> Sequence[Block]:
    """How the figures are checked again."""
    return [draft.say("review")]
