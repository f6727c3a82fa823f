"""Who leaves the hazard zones that the scenario keeps, and who takes them in; nothing where it keeps none."""

from __future__ import annotations

from collections.abc import Sequence

from models.evacuation.listing import about, kind_of, notes, receiving, shown, title, town_values
from reports.textreport.blocks import Block, Column
from reports.textreport.draft import Draft

_TOWNS = {
    "township": 0.22, "villages": 0.12, "persons": 0.12, "moved": 0.14, "no_road": 0.13, "no_room": 0.13,
    "buses": 0.14,
}  # fmt: skip
_LIST = {
    "township": 0.12, "village": 0.12, "persons": 0.08, "shelter": 0.17, "km": 0.1, "minutes": 0.1,
    "route": 0.2, "remark": 0.11,
}  # fmt: skip
"""Columns with their shares of the width."""


def evacuation(draft: Draft) -> Sequence[Block]:
    """How many leave, who has a place and who has none, buses and supplies; a row for each township."""
    plan, lang = draft.context.evacuation, draft.lang
    if plan is None:
        return []
    if plan.missing or not plan.villages:
        lacking = notes(plan, lang)[0] if plan.missing else draft.words("nobody_inside")
        return [draft.say("evacuation_open", about=about(plan, lang), why=lacking)]
    total = plan.total
    farthest = max((move.metres for move in plan.moves), default=0.0)
    blocks: list[Block] = [
        draft.say(
            "evacuation",
            scenario=draft.title_of(draft.main),
            about=about(plan, lang),
            persons=draft.number(plan.inside.known, "persons"),
            villages=draft.count(len(plan.villages)),
            moved=draft.number(plan.moved, "persons"),
            hosts=draft.count(sum(load > 0 for load in plan.load)),
            km=f"{farthest / 1000:.1f}",
            buses=draft.count(total.buses),
            trips=draft.count(total.trips),
        ),
        draft.say(
            "evacuation_notes", notes=draft.sentences(draft.name(one) for one in notes(plan, lang)[1:])
        ),
    ]
    towns = [*(row for row in plan.towns if row.villages), total]
    columns, rows = (
        _columns(draft, _TOWNS),
        [[shown(town_values(plan, row, lang)[key], key, lang) for key in _TOWNS] for row in towns],
    )
    return [*blocks, draft.table("evacuation", columns, rows, scenario=draft.title_of(draft.main))]


def receiving_list(draft: Draft) -> Sequence[Block]:
    """The receiving list, village by village; what it has no room for stands in the workbook."""
    plan = draft.context.evacuation
    if plan is None or plan.missing or not plan.villages:
        return []
    every = receiving(plan, draft.lang)
    most = draft.most("received")
    rows = [_row(draft, row.values) for row in every[:most]]
    rest = len(every) - most
    note = draft.words("note.more_rows", count=draft.count(rest)) if rest > 0 else ""
    scenario = draft.title_of(draft.main)
    return [
        draft.table(
            "receiving_list", _columns(draft, _LIST), rows, note=note, is_small=True, scenario=scenario
        )
    ]


def _row(draft: Draft, values: dict[str, str | float | int | None]) -> list[str]:
    return [draft.name(shown(values.get(key), key, draft.lang, is_stated=key == "persons")) for key in _LIST]


def _columns(draft: Draft, shares: dict[str, float]) -> tuple[Column, ...]:
    return tuple(
        Column(title(key, draft.lang), share, "left" if kind_of(key) == "text" else "right")
        for key, share in shares.items()
    )
