"""Chapter one: what the plan is about and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from models.findings.sources import english_document
from models.kernel.resources import load_toml
from models.rules.rules import load_standard, standard_ids
from reports.textreport.blocks import Block
from reports.textreport.draft import Draft


def scope(draft: Draft) -> Sequence[Block]:
    """Where the plan holds, and for which facilities."""
    county = draft.context.main.assessment.county
    land = county.lands.get("county")
    area = draft.number(land.area_m2 if land is not None else None, "m2")
    townships = draft.number(float(len(county.townships)) if len(county.townships) else None, "count")
    return [
        draft.say(
            "scope",
            county=draft.county,
            townships=townships,
            area=area,
            population=draft.number(county.population_persons, "persons"),
        ),
        draft.say("families"),
    ]


def period(draft: Draft) -> Sequence[Block]:
    """Years: those of the targets, as far as the plan says; the rest is the planner's."""
    years = sorted({finding.year for finding in draft.main.findings if finding.year is not None})
    blocks: list[Block] = []
    span = draft.context.profile.period
    if span is not None:
        blocks.append(draft.say("plan_period", first=span[0], last=span[1]))
    if years:
        blocks.append(
            draft.say("period", years=draft.list_of(draft.words("year", year=year) for year in years))
        )
    return [*blocks, draft.ask("period")]


def _titles(draft: Draft) -> str:
    """Title of the plan; where one document holds two plans each stands in its own marks."""
    return draft.name(draft.context.profile.plan[draft.lang]).replace("、", "》、《")


def _number(draft: Draft) -> str:
    number = draft.context.profile.number
    if not number:
        return ""
    return draft.words("law_number", number=number if draft.lang == "zh" else english_document(number))


def basis(draft: Draft) -> Sequence[Block]:
    """The plan and the standards whose values were used, and how sure these are."""
    context = draft.context
    used = {key for finding in draft.main.findings for key in finding.rules}
    quantities = [quantity for quantity in context.rules.quantities() if quantity.key in used]
    basis = load_toml("report", "outline.toml")["basis"]
    experience, collections = set(basis["experience"]), set(basis["collections"])
    numbers = dict.fromkeys(
        one.standard for one in quantities if one.standard not in experience | collections
    )
    documents = [_document(draft, number) for number in numbers]
    law = draft.words("law", name=_titles(draft), number=_number(draft))
    names = [*([law] if context.profile.adcode else []), *documents]
    blocks: list[Block] = [
        draft.say("basis"),
        *draft.items(
            draft.words("document" if place < len(names) else "document_last", name=draft.name(name))
            for place, name in enumerate(names, start=1)
        ),
    ]
    related = draft.list_of(one[draft.lang] for one in basis["related"])
    blocks.append(draft.say("related", names=related))
    practice = sum(one.standard in experience for one in quantities)
    if practice:
        blocks.append(draft.say("practice", count=draft.count(practice)))
    unsure = sum(quantity.confidence != "S" for quantity in quantities)
    if unsure:
        blocks.append(draft.say("unsure", count=draft.count(unsure), all=draft.count(len(quantities))))
    if context.rules.changed:
        blocks.append(draft.say("changed", count=draft.count(len(context.rules.changed))))
    return [*blocks, draft.ask("basis")]


def _document(draft: Draft, number: str) -> str:
    """Title and number of a standard; other documents as they are called."""
    name = number if draft.lang == "zh" else english_document(number)
    for standard in map(load_standard, standard_ids()):
        if standard.number != number:
            continue
        if not any(letter.isdigit() for letter in number):
            return draft.words("law", name=standard.names[draft.lang], number="")
        return draft.words("standard", name=standard.names[draft.lang], number=name)
    return name


def principles(draft: Draft) -> Sequence[Block]:
    """The planner's own words."""
    return [draft.ask("principles")]
