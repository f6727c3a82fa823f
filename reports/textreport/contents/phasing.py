"""Chapters eight and nine: what is built first, and what keeps it going. Mostly the planner's own words."""

from __future__ import annotations

from collections.abc import Sequence

from reports.textreport.blocks import Block
from reports.textreport.contents.siting import class_of, planned_items, size_of
from reports.textreport.draft import Draft


def near_term(draft: Draft) -> Sequence[Block]:
    """Planned facilities as projects: what, how large, who; year and money are for the planner to fill in."""
    items = planned_items(draft)
    if not items or not draft.has_plan:
        return [draft.say("no_planned", scenario=draft.title_of(draft.main)), draft.ask("near_term")]
    most = draft.most("planned")
    rows = [
        (
            draft.count(number),
            draft.name(item.name) or draft.words("unnamed"),
            class_of(draft, item),
            size_of(draft, item),
            draft.name(getattr(item, "builder", "") or item.manager) or draft.words("to_fill"),
            draft.words("to_fill"),
            draft.words("to_fill"),
        )
        for number, item in enumerate(items[:most], start=1)
    ]
    columns = (
        draft.column("number", 0.07, "center"),
        draft.column("project", 0.25),
        draft.column("class", 0.17),
        draft.column("size", 0.14, "right"),
        draft.column("responsible", 0.17),
        draft.column("year", 0.1, "center"),
        draft.column("cost", 0.1, "center"),
    )
    return [
        draft.say("near_term", scenario=draft.title_of(draft.main), count=draft.count(len(items))),
        draft.table("near_term", columns, rows, is_small=True),
        draft.ask("near_term"),
    ]


def funding(draft: Draft) -> Sequence[Block]:
    """Money: nothing that the program knows."""
    return [draft.ask("funding")]


def organisation(draft: Draft) -> Sequence[Block]:
    """Who does it."""
    return [draft.ask("organisation")]


def upkeep(draft: Draft) -> Sequence[Block]:
    """How well shelters are kept, as far as the registers say."""
    today = draft.today
    return [
        draft.figures(
            "shelter.custody_share",
            "shelter.inspection_current_share",
            "shelter.drill_current_share",
            result=today,
        ),
        draft.ask("upkeep"),
    ]


def review(draft: Draft) -> Sequence[Block]:
    """How the figures are checked again."""
    return [draft.say("review"), draft.ask("review")]
