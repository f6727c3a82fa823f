"""Appendices: every township, every rule value that was used, every file."""

from __future__ import annotations

from collections.abc import Sequence

from models.access.measures import measured_by
from models.county.layer import GENERATED, Provenance
from models.facilities.facility import Family
from models.gate.gate import data_remarks
from models.kernel.text import t
from models.rules.said import value_text
from reports.headlines import headline_findings
from reports.origins import system_word
from reports.textreport.blocks import Block, Column, Prompt
from reports.textreport.contents.townships import township_table
from reports.textreport.draft import Draft

_SHARES = {
    "population": 0.1,
    "shelters": 0.075,
    "effective_area": 0.12,
    "area_per_resident": 0.1,
    "area_gap": 0.115,
    "fixed_share": 0.085,
    "fire_share": 0.085,
    "depots": 0.055,
    "stations": 0.055,
    "brigades": 0.06,
}
"""Figures that a page has room for, and the share of its width that each takes."""


def townships_table(draft: Draft) -> Sequence[Block]:
    """Figures of every township in the scenario that the report is about."""
    units = draft.main.assessment.units
    if not len(units.names):
        return [draft.say("no_townships")]
    columns, rows = township_table(draft, draft.main, range(len(units.names)), 0.15, _SHARES)
    return [draft.table("townships", columns, rows, is_small=True, scenario=draft.title_of(draft.main))]


def parameters_table(draft: Draft) -> Sequence[Block]:
    """Rule values behind the figures, and those that the county changed."""
    rules = draft.context.rules
    used = {key for finding in draft.main.findings for key in finding.rules}
    if draft.context.proposed:  # ranks and scores rest on these
        used |= {key for key in rules if key.startswith("siting.weight.")}
    shown = [one for one in rules.quantities() if one.key in used or one.override is not None]
    rows = []
    for quantity in shown:
        source = draft.name(quantity.source_text(draft.lang))
        if quantity.override is not None:
            source += draft.words(
                "changed_value",
                standard=value_text(quantity.standard_value, quantity.unit, draft.lang),
                who=draft.name(quantity.override.who) or draft.words("unknown"),
                why=draft.name(quantity.override.why) or draft.words("unknown"),
            )
        rows.append(
            (
                quantity.name(draft.lang),
                value_text(quantity.value, quantity.unit, draft.lang),
                source,
                t(f"confidence.{quantity.confidence}", draft.lang),
            )
        )
    columns = (
        draft.column("rule", 0.34),
        draft.column("value", 0.16, "right"),
        draft.column("source", 0.27),
        draft.column("confidence", 0.23),
    )
    table = draft.table("parameters", columns, rows, is_small=True)
    return [draft.say("parameters", rules=rules.names[draft.lang]), table]


def ways(draft: Draft) -> Sequence[Block]:
    """Main figures that depend on how distances are measured, in every way side by side."""
    lang, known = draft.lang, draft.context.ways_known
    main = {finding.figure.id: finding for finding in headline_findings(draft.main.findings)}
    rows = [
        (
            main[row.figure_id].name(lang),
            *(draft.number(row.values[way], row.unit, main[row.figure_id].target) for way in known),
        )
        for row in draft.context.ways
        if row.figure_id in main
    ]
    if not rows:
        return []
    columns = (
        Column(t("roads.ways.figure", lang), 0.4, "left"),
        *(Column(t(f"access.way_word.{way}", lang), 0.6 / len(known), "right") for way in known),
    )
    used = t(f"access.way_word.{measured_by(draft.main.assessment.county)}", lang)
    return [draft.say("ways", way=used), draft.table("ways", columns, rows, is_small=True)]


def provenance_table(draft: Draft) -> Sequence[Block]:
    """Files with what was made of each: layers with their features, facilities."""
    layers, project = draft.context.project.layers, draft.context.project
    blocks: list[Block] = []
    made: list[tuple[Provenance, str]] = [
        (
            layer.provenance,
            draft.words("layer_of", name=draft.name(layer.title(draft.lang)), count=draft.count(len(layer))),
        )
        for layer in layers
    ]
    made += [
        (read.provenance, draft.words("facilities_of", role=t(f"role.{read.role}", draft.lang)))
        for read in project.settings.facility_files
    ]
    if made:
        files: dict[tuple[str, str, str], list[str]] = {}
        for origin, words in made:
            key = (origin.file, system_word(origin, draft.lang), origin.sha256[:12])
            files.setdefault(key, []).append(words)
        rows = [
            (
                draft.name(file) or draft.words("unknown"),
                draft.list_of(dict.fromkeys(words)),
                draft.name(crs) or draft.words("unknown"),
                digest or "–",
            )
            for (file, crs, digest), words in files.items()
        ]
        columns = (
            draft.column("file", 0.27),
            draft.column("layers", 0.42),
            draft.column("crs", 0.15),
            draft.column("hash", 0.16),
        )
        note = draft.words("note.hash") if any(row[-1] != "–" for row in rows) else ""
        blocks.append(draft.table("provenance", columns, rows, note=note, is_small=True))
        origins = {id(one): one for one, _ in made}.values()
        if any(origin.is_generated for origin in origins):
            blocks.append(draft.note("generated", text=t(GENERATED, draft.lang)))
        repaired = sum(len(origin.repairs) for origin in origins)
        if repaired:
            blocks.append(draft.note("repaired", count=draft.count(repaired)))
    else:
        blocks.append(draft.say("no_layers"))
    return blocks


def data_limits(draft: Draft) -> Sequence[Block]:
    """What the data do not say, and what in them is in doubt."""
    today = draft.today.assessment
    results = [today.shelters[item.id] for item in today.of(Family.SHELTER)]
    estimated = sum(result.is_estimated for result in results)
    unknown = sum(result.effective_area_m2 is None for result in results)
    blocks: list[Block] = []
    if estimated:
        blocks.append(draft.say("estimated", count=draft.count(estimated)))
    if unknown:
        blocks.append(draft.say("unknown_area", count=draft.count(unknown)))
    doubts = data_remarks(draft.context.project)
    if doubts:
        blocks.append(draft.say("data_remarks", count=draft.count(len(doubts))))
        blocks += draft.items(
            draft.words("data_remark", text=draft.name(remark.text(draft.lang))) for remark in doubts
        )
    return blocks


ASKED = ("basis", "principles", "present", "sites", "carrying_out")
"""What the program cannot know and the planner is asked to write, at the end of the document alone."""


def asks(draft: Draft) -> Sequence[Block]:
    """Everything that is left to the planner, on one page."""
    return [
        draft.say("asks"),
        *(Prompt(draft.words("prompt", text=draft.words(f"ask.{key}"))) for key in ASKED),
    ]
