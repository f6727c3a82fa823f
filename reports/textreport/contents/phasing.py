"""What is built first, and what keeps it going, as far as the data say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.facilities.keyproject import projects_of
from models.programme.budget import budget_words, rest_words
from models.project.years import finish_year
from reports.textreport.blocks import Block, Paragraph
from reports.textreport.contents.siting import planned_rows
from reports.textreport.draft import Draft


def phases(draft: Draft) -> Sequence[Block]:
    """How much of what is planned is to be finished in which year; the year of the others is not settled."""
    planned = planned_rows(draft)
    if not planned:  # the list of projects, which stands before, says so
        return []
    building = projects_of(one for one in draft.context.project.settings.projects if not one.is_dropped)
    years = Counter(finish_year(row.facility, building.get(row.facility.id, ())) for row in planned)
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


def funding(draft: Draft) -> Sequence[Block]:
    """What the key projects cost, by year and by source; without any it is for the author to say."""
    programme = draft.context.programme
    counted = [row for row in programme.rows if not row.project.is_dropped]
    if not counted:
        return [draft.say("left_to_author")]
    budget, count = programme.budget, draft.count(len(counted))
    if not budget.is_known:
        return [draft.say("programme_unknown", count=count)]
    years, sources = (draft.list_of(words) for words in budget_words(budget, draft.lang))
    total = f"{budget.total:,.1f}"
    blocks: list[Block] = [draft.say("programme", count=count, total=total, years=years, sources=sources)]
    names_of = {row.project.id: draft.name(row.told(draft.lang)) for row in counted}
    blocks += [Paragraph(one) for one in rest_words(budget, names_of, draft.lang)]
    if budget.unknown:
        names = draft.list_of(draft.name(programme.row(one.id).told(draft.lang)) for one in budget.unknown)
        blocks.append(draft.say("programme_missing", count=draft.count(len(budget.unknown)), names=names))
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
