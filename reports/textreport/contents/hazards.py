"""Chapter seven: facilities that stand where a hazard may reach them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from models.facilities.facility import Facility
from models.findings.findings import Verdict
from models.hazards.check import SitingCheck
from models.hazards.screening import is_excluded
from models.kernel.text import t
from reports.textreport.blocks import Block, Column
from reports.textreport.contents.siting import place_names
from reports.textreport.draft import Draft
from reports.words import hazard_word
from reports.workbook.siting import faults_in_words

Told = TypeVar("Told")


def inside(draft: Draft) -> Sequence[Block]:
    """Facilities of the scenario inside a hazard zone, with its kinds."""
    assessment = draft.main.assessment
    if not assessment.county.hazards:
        return [draft.say("no_hazards")]
    found: list[tuple[Facility, tuple[str, ...]]] = []
    for item in assessment.facilities:
        result = assessment.shelters.get(item.id) or assessment.depots.get(item.id)
        if result is not None and result.hazards:
            found.append((item, result.hazards))
    if not found:
        return [draft.say("none_inside", scenario=draft.title_of(draft.main))]
    columns = (
        draft.column("name", 0.34),
        draft.column("family", 0.22),
        draft.township_column(0.2),
        draft.column("hazard", 0.24),
    )

    def words(kinds: tuple[str, ...]) -> str:
        return draft.list_of(draft.name(hazard_word(kind, draft.lang)) for kind in kinds)

    return _listed(draft, "inside", columns, found, words)


def _listed(
    draft: Draft,
    key: str,
    columns: Sequence[Column],
    found: Sequence[tuple[Facility, Told]],
    words: Callable[[Told], str],
    *,
    is_small: bool = False,
) -> Sequence[Block]:
    """A sentence on how many there are, and a table of as many as are shown, each with what is told of it."""
    shown = found[: draft.most("hazard_sites")]
    rows = [
        (
            draft.name(item.name) or draft.words("unnamed"),
            t(f"family.{item.family}.short_one", draft.lang),
            place,
            words(told),
        )
        for (item, told), place in zip(shown, place_names(draft, [item for item, _ in shown]), strict=True)
    ]
    rest = len(found) - len(shown)
    note = draft.words("note.more_rows", count=draft.count(rest)) if rest > 0 else ""
    return [
        draft.say(key, scenario=draft.title_of(draft.main), count=draft.count(len(found))),
        draft.table(key, columns, rows, note=note, is_small=is_small),
    ]


def excluded(draft: Draft) -> Sequence[Block]:
    """Existing and planned facilities that a siting check rules out, and for what."""
    kept = {item.id: item for item in draft.main.assessment.facilities}
    found = [
        (kept[key], checks)
        for key, checks in draft.context.siting.items()
        if key in kept and is_excluded(checks)
    ]
    if not found:
        return []
    columns = (
        draft.column("name", 0.24),
        draft.column("family", 0.14),
        draft.township_column(0.16),
        draft.column("fault", 0.46),
    )

    def words(checks: Sequence[SitingCheck]) -> str:
        failed = [one for one in checks if one.verdict == Verdict.FAIL]
        return draft.name(faults_in_words(failed, draft.lang))

    return _listed(draft, "excluded", columns, found, words, is_small=True)


def avoidance(draft: Draft) -> Sequence[Block]:
    """Rows of the plan about hazards, and what the planner has to decide."""
    rows = draft.of_family(draft.main, "hazard")
    return [
        *draft.items(draft.statement(finding) for finding in rows),
        *excluded(draft),
        draft.say("avoidance"),
    ]
