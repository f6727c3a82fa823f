"""Chapter five: where facilities stand and are to stand, in the scenario that the report is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.facilities.facility import BRIGADE_CLASSES, DEPOT_LEVELS, STATION_CLASSES, Family, field_spec
from models.findings.standing import asked
from models.kernel.text import inside, t
from reports.textreport.blocks import Block, Paragraph
from reports.textreport.contents.present import shelter_classes
from reports.textreport.draft import Draft


def _counts(draft: Draft, family: Family) -> tuple[int, int]:
    """Existing and planned facilities of a family that count."""
    found = draft.main.assessment.of(family)
    planned = sum(item.status == "planned" for item in found)
    return len(found) - planned, planned


def _intro(draft: Draft, family: Family) -> Paragraph:
    existing, planned = _counts(draft, family)
    name = t(f"family.{family}.plural", draft.lang)
    if not existing and not planned:
        if family in draft.main.assessment.lacking:
            return draft.say("not_listed", family=inside(name))
        return draft.say("none_in_scenario", scenario=draft.title_of(draft.main), family=name)
    key = "layout_unchanged" if not planned else "layout" if existing else "layout_new"
    return draft.say(
        key,
        scenario=draft.title_of(draft.main),
        family=name,
        all=draft.count(existing + planned),
        existing=draft.count(existing),
        planned=draft.count(planned),
        counter=draft.words(f"counter.{family}"),
    )


def _intros(draft: Draft, *families: Family) -> list[Block]:
    """Several families in one paragraph."""
    gap = " " if draft.lang == "en" else ""
    return [Paragraph(gap.join(_intro(draft, family).text for family in families))]


def _changes(draft: Draft, *figure_ids: str) -> list[Block]:
    """Figures that the plan moves, from today's value to the plan's; nothing without a plan."""
    if not draft.has_plan:
        return []
    by_figure = {finding.figure.id: finding for finding in reversed(draft.main.findings)}
    texts = []
    for figure_id in figure_ids:
        before, after = draft.value(figure_id, draft.today), draft.value(figure_id)
        finding, figure = by_figure.get(figure_id), draft.figure(figure_id)
        if finding is None or asked(finding) is None or figure is None or after is None:
            continue  # what nothing is held against is in the workbook
        name, words = finding.name(draft.lang), draft.number(after, figure.unit, finding.target)
        if before is None:
            texts.append(
                draft.words("reached", name=name, after=words)
                + draft.judgement(finding)
                + draft.words("stop")
            )
            continue
        if abs(after - before) <= 1e-9 * max(1.0, abs(before)):
            continue  # what the plan leaves as it is stands among all figures
        text = draft.words(
            "change",
            name=name,
            before=draft.number(before, figure.unit, finding.target),
            after=words,
            delta=draft.change(before, after, figure.unit, finding.target),
        )
        texts.append(text + draft.judgement(finding) + draft.words("stop"))
    return list(draft.items(texts))


def shelter_classes_layout(draft: Draft) -> Sequence[Block]:
    """Shelters by class with those planned."""
    return [shelter_classes(draft, draft.main, "shelter_layout")] if _has(draft, Family.SHELTER) else []


def depot_classes_layout(draft: Draft) -> Sequence[Block]:
    """Depots by level."""
    return _by_choice(draft, Family.DEPOT, "level", DEPOT_LEVELS, "depot_level", "depot_layout")


def fire_classes_layout(draft: Draft) -> Sequence[Block]:
    """Stations and brigades by class."""
    return [
        *_by_choice(
            draft, Family.FIRE_STATION, "station_class", STATION_CLASSES, "station_class", "station_layout"
        ),
        *_by_choice(
            draft, Family.BRIGADE, "brigade_class", BRIGADE_CLASSES, "brigade_class", "brigade_layout"
        ),
    ]


def _has(draft: Draft, family: Family) -> bool:
    return bool(draft.main.assessment.of(family))


def shelter_changes(draft: Draft) -> Sequence[Block]:
    """What planned shelters change."""
    return _changes(
        draft,
        "shelter.area_per_resident.seat",
        "shelter.area_per_resident.county",
        "shelter.area_per_resident.townships",
        "shelter.people_share.fixed",
        "shelter.people_share.emergency",
    )


def depot_changes(draft: Draft) -> Sequence[Block]:
    """What planned depots change."""
    return _changes(
        draft, "depot.township_share", "depot.park_share", "depot.floor_area.ratio", "relief.arrival_h"
    )


def fire_changes(draft: Draft) -> Sequence[Block]:
    """What planned stations and brigades change."""
    return _changes(
        draft, "fire.people_share", "fire.builtup_share", "fire.jurisdiction", "fire.blank_spots",
        "brigade.standard_share",
    )  # fmt: skip


def other_changes(draft: Draft) -> Sequence[Block]:
    """What planned facilities of families without a section of their own change."""
    reaches = [family.spec.reach for family in Family if not family.spec.has_section]
    return _changes(draft, *(reach.figure for reach in reaches if reach is not None))


def shelter_layout(draft: Draft) -> Sequence[Block]:
    """Shelters: how many, and what those planned change."""
    return [_intro(draft, Family.SHELTER), *shelter_changes(draft)]


def depot_layout(draft: Draft) -> Sequence[Block]:
    """Depots: how many, and what those planned change."""
    return [_intro(draft, Family.DEPOT), *depot_changes(draft)]


def fire_layout(draft: Draft) -> Sequence[Block]:
    """Stations and brigades: how many, and what those planned change."""
    return [*_intros(draft, Family.FIRE_STATION, Family.BRIGADE), *fire_changes(draft)]


def team_layout(draft: Draft) -> Sequence[Block]:
    """Teams and helipads."""
    return _intros(draft, Family.TEAM, Family.HELIPAD)


def other_layout(draft: Draft) -> Sequence[Block]:
    """Families that have no section of their own, as far as there are any: how many, by class."""
    blocks: list[Block] = []
    for family in Family:
        if family.spec.has_section or not draft.main.assessment.of(family):
            continue
        blocks.append(_intro(draft, family))
        blocks += _by_class(draft, family)
        if family.spec.reach is not None:
            blocks += _changes(draft, family.spec.reach.figure)
    return blocks


def _by_class(draft: Draft, family: Family) -> list[Block]:
    """Table of a family by the field that says what kind one is."""
    spec = field_spec(family, family.spec.class_field)
    return _by_choice(draft, family, spec.name, spec.values, spec.choices, "other_layout")


def _by_choice(
    draft: Draft, family: Family, field: str, values: Sequence[str], choices: str, key: str
) -> list[Block]:
    """Table of a family by one of its choices: existing and planned."""
    found = draft.main.assessment.of(family)
    if not found:
        return []
    existing = Counter(getattr(item, field) for item in found if item.status != "planned")
    planned = Counter(getattr(item, field) for item in found if item.status == "planned")
    rows = [
        (
            draft.choice(choices, value),
            draft.count(existing[value]),
            draft.count(planned[value]),
            draft.count(existing[value] + planned[value]),
        )
        for value in values
        if existing[value] or planned[value]
    ]
    total = (
        draft.words("total"),
        draft.count(existing.total()),
        draft.count(planned.total()),
        draft.count(len(found)),
    )
    columns = (
        draft.column("class", 0.46),
        draft.column("existing", 0.18, "right"),
        draft.column("planned", 0.18, "right"),
        draft.column("total", 0.18, "right"),
    )
    name = t(f"family.{family}.plural", draft.lang)
    return [draft.table(key, columns, [*rows, total], scenario=draft.title_of(draft.main), family=name)]
