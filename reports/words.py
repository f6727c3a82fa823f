"""Words for what data name by codes, and long lists cut short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.county.county import County
from models.findings.findings import Finding, Place
from models.findings.formulas import caution_text, missing_text
from models.findings.standing import beside_text
from models.findings.whose import counted_note, of_inputs, of_people, of_units
from models.kernel.text import Lang, has_text, t
from models.plans.planrows import Profile


def hazard_word(kind: str, lang: Lang) -> str:
    """Kind of hazard in words, if the program knows it; else as the layer says it."""
    key = f"hazard_kind.{kind}"
    return t(key, lang) if has_text(key) else kind


def hazard_level_word(level: str, lang: Lang) -> str:
    """Level of a hazard in words, if the program knows it; else as the layer says it."""
    key = f"workbook.hazard_level.{level.strip().lower()}"
    return t(key, lang) if has_text(key) else hazard_word(level, lang)


def _place_word(name: str, lang: Lang) -> str:
    """Name of a place; where it is a kind of hazard, or one with its level, in words."""
    kind, _, level = name.rpartition(" ")
    if has_text(f"hazard_kind.{kind}") and (word := hazard_level_word(level, lang)):
        return t("report.hazard_class", lang, kind=hazard_word(kind, lang), level=word)
    return hazard_word(name, lang)


def of_county(text: str, county: County, lang: Lang) -> str:
    """A text about residents and townships that says whose, and which, the county's figures count."""
    text = of_units(text, lang) if county.is_by_units else text
    return of_people(text, county.people_kind, county.people.year, lang)


def people_note(county: County, lang: Lang) -> str:
    """Whose people figures count, where the planner chose others than the data's residents; else empty."""
    people = county.people
    return "" if people.is_as_listed else counted_note(county.people_kind, people.year, lang)


def headed(text: str, county: County, lang: Lang) -> str:
    """A document's heading that says whose people its figures count, where that was chosen."""
    note = people_note(county, lang)
    return t("people_word.headed", lang, heading=text, note=note) if note else text


def shown_unit(unit: str) -> str:
    """Unit that a text shows: what is there over what is needed reads as a share, not as "0.0462 times"."""
    return "share" if unit == "ratio" else unit


def plan_name(profile: Profile, lang: Lang) -> str:
    """Short name of the plan that a document holds figures against; of a place's own plan, whose it is."""
    name = profile.names[lang]
    return t("report.plan_of_place", lang, place=name) if profile.adcode else name


def townships_word(is_by_units: bool, lang: Lang) -> str:
    """What the units are that figures of townships count: districts where no layer gives townships."""
    return t("report.county_units" if is_by_units else "report.townships", lang)


def joined(words: Iterable[str], lang: Lang) -> str:
    """Words as a list in one line."""
    return t("report.separator", lang).join(words)


def short_source(source: str, plan: str, clause: str) -> str:
    """Chapter alone where the source is one of the plan that all rows are held against."""
    return clause if clause and source.startswith(plan) and source.endswith(clause) else source


def places_in_words(places: Sequence[Place], lang: Lang, most: int = 6) -> str:
    """Names of places, the first few of them, and how many there are in all."""
    names = joined((_place_word(place.title(lang), lang) for place in places[:most]), lang)
    if len(places) <= most:
        return names
    return t("report.and_more", lang, names=names, count=f"{len(places):,}")


def remarks(finding: Finding, lang: Lang, *, beside: bool = True) -> str:
    """What a reader asks next: what stands beside it, where it falls short, what is lacking, who typed it.

    Parameters
    ----------
    beside
        Whether the reference value is named, where no column has it.
    """
    figure = finding.figure
    has_more = finding.baseline is not None or (beside and finding.reference is not None)
    parts = [beside_text(finding, lang)] if has_more else []
    if finding.note:
        parts.append(of_inputs(finding.note[lang], figure.inputs, lang))
    if caution := caution_text(figure, lang):
        parts.append(caution)
    if figure.value is None:
        lacking = missing_text(figure, lang)
        if lacking:
            parts.append(t("report.remark.missing", lang, items=lacking))
    if figure.failing:
        kind = "demand" if all(place.kind == "demand" for place in figure.failing) else "places"
        parts.append(t(f"report.remark.{kind}", lang, places=places_in_words(figure.failing, lang)))
    if figure.id == "typed.value" and figure.value is not None:
        year, source = figure.inputs.get("year"), str(figure.inputs.get("source") or "")
        parts.append(
            t("report.remark.typed", lang, year=str(year or "–"), source=source or t("report.unknown", lang))
        )
    return "\n".join(parts)
