"""Chapter one: what the plan is about and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from models.findings.sources import english_document
from models.kernel.text import inside, t
from models.rules.rules import Quantity, load_standard, standard_ids
from reports.textreport.blocks import Block
from reports.textreport.draft import Draft
from reports.textreport.outlinefile import outline_table


def scope(draft: Draft) -> Sequence[Block]:
    """Where the plan holds, and for which facilities."""
    families = draft.list_of(
        inside(t(f"family.{family}.plural", draft.lang)) for family in draft.context.families
    )
    return [draft.say("scope", county=draft.county, families=families)]


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
    return blocks or [draft.say("left_to_author")]


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
    context, quantities = draft.context, _used(draft)
    basis = outline_table().basis
    experience, collections = set(basis.experience), set(basis.collections)
    numbers = dict.fromkeys(
        one.standard for one in quantities if one.standard not in experience | collections
    )
    documents = [_document(draft, number) for number in numbers]
    law = draft.words("law", name=_titles(draft), number=_number(draft))
    names = [*([law] if context.profile.adcode else []), *documents]
    return [draft.note("basis", names=draft.list_of(map(draft.name, names)))] if names else []


def related(draft: Draft) -> Sequence[Block]:
    """The shelter standards that have to be followed and give no value here."""
    numbers = {quantity.standard for quantity in _used(draft)}
    others = (one.as_mapping() for one in outline_table().basis.related)
    # The standard of the rule set in force gives values: it is named among those used.
    names = (one[draft.lang] for one in others if not any(map(one["zh"].startswith, numbers)))
    return [draft.note("related", names=draft.list_of(names))]


def _used(draft: Draft) -> list[Quantity]:
    """Rule values behind the findings."""
    used = {key for finding in draft.main.findings for key in finding.rules}
    return [quantity for quantity in draft.context.rules.quantities() if quantity.key in used]


def certainty(draft: Draft) -> Sequence[Block]:
    """How sure the rule values are that were used."""
    context, quantities = draft.context, _used(draft)
    sheet = t("workbook.sheet.parameters", draft.lang)
    experience = set(outline_table().basis.experience)
    blocks: list[Block] = []
    practice = sum(one.standard in experience for one in quantities)
    if practice:
        blocks.append(draft.say("practice", count=draft.count(practice)))
    unsure = sum(quantity.confidence != "S" for quantity in quantities)
    if unsure:
        blocks.append(
            draft.say("unsure", count=draft.count(unsure), all=draft.count(len(quantities)), sheet=sheet)
        )
    if context.rules.changed:
        blocks.append(draft.say("changed", count=draft.count(len(context.rules.changed)), sheet=sheet))
    return blocks


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


def left_to_author(draft: Draft) -> Sequence[Block]:
    """What the program knows nothing of: a word where it is asked for."""
    return [draft.say("left_to_author")]
