"""What workbook, map and page of a city say, so that all of them say it alike."""

from __future__ import annotations

from models.city.county import CityCounty
from models.city.network import City
from models.city.plan import CountyCover
from models.findings.findings import Verdict
from models.findings.numbers import figure_text, unit_name
from models.kernel.text import Lang, t
from reports.safe import clean_text
from reports.words import joined

_MOST_NAMES = 6


def verdict_text(verdict: Verdict, lang: Lang) -> str:
    """Whether there is enough, with a sign."""
    return f"{t(f'workbook.mark.{verdict}', lang)} {t(f'city.verdict.{verdict}', lang)}"


def ratio_text(cover: CountyCover, lang: Lang) -> str:
    """Part of the need that is met, of the item worst off; at least so much where not all is known."""
    if cover.worst is None:
        return t("verdict.nodata", lang)
    return share_text(cover.worst.at_least, lang, is_all=cover.ratio is not None)


def share_text(at_least: float, lang: Lang, *, is_all: bool) -> str:
    """Part of a need; at least so much where not all is known, no data where nothing is."""
    if not is_all and at_least <= 0:
        return t("verdict.nodata", lang)
    text = figure_text(at_least, "share", lang)
    return text if is_all else t("city.at_least", lang, value=text)


def short_text(cover: CountyCover, lang: Lang) -> str:
    """What is short, the worst first, with how much; then what nobody knows."""
    parts = [
        t("city.short_item", lang, item=one.item.name(lang), count=f"{one.lacking:,}") for one in cover.short
    ]
    unknown = [one.item.name(lang) for one in cover.unknown]
    if unknown:
        parts.append(t("city.unknown_items", lang, names=joined(unknown, lang)))
    return joined(parts, lang)


def hours_text(hours: float | None, lang: Lang) -> str:
    """Hours after the order; a dash where nothing is sent."""
    return "–" if hours is None else f"{hours:.1f} {unit_name('h', lang)}"


def county_notes(county: CityCounty, lang: Lang) -> tuple[str, ...]:
    """What must be known of a county's numbers."""
    if not county.is_read:
        return (county.reason,)
    notes = []
    if county.persons is None:
        notes.append(t("city.note.no_people", lang))
    if not county.has_ledger:
        notes.append(t("city.note.no_ledger", lang))
    for state, count in county.rows_left.items():
        notes.append(
            t("city.note.rows_left", lang, count=f"{count:,}", reason=t(f"supply_state.{state}", lang))
        )
    if county.left_out:
        names = joined(county.left_out[:_MOST_NAMES], lang)
        more = len(county.left_out) - _MOST_NAMES
        names = t("report.and_more", lang, names=names, count=len(county.left_out)) if more > 0 else names
        notes.append(t("city.note.left_out", lang, names=names))
    if county.reception is None:
        notes.append(t("city.note.no_reception", lang))
    elif county.reception_name:
        notes.append(t("city.note.reception", lang, name=county.reception_name))
    if county.is_cold is None and county.persons is not None:
        notes.append(t("city.note.climate", lang))
    return tuple(notes)


def basis_text(city: City, lang: Lang) -> str:
    """What both cases rest on: hours, loading, how lorries go, the day."""
    plan = city.plan
    return t(
        "city.basis",
        lang,
        hours=f"{plan.limit_h:g}",
        loading=f"{plan.loading_h:g}",
        way=t(f"access.note.{plan.way.words}", lang, **plan.way.says),
        day=city.as_of.isoformat(),
    )


def not_shared_text(city: City, lang: Lang) -> str:
    """Counties whose need is unknown, so that nothing is set aside for them; empty if there are none."""
    names = [clean_text(one.name) for one in city.plan.counties if not one.need]
    return t("city.note.not_shared", lang, names=joined(names, lang)) if names else ""


def head_text(city: City, lang: Lang) -> str:
    """What the plan comes to: who is worst off alone, and how many are short if all are struck."""
    plan = city.plan
    worst = plan.worst_alone
    counts = {verdict: sum(one.verdict == verdict for one in plan.together) for verdict in Verdict}
    said = t("city.head.together", lang, short=counts[Verdict.FAIL], count=len(plan.counties))
    if unknown := counts[Verdict.NO_DATA]:
        said += t("city.head.together_unknown", lang, unknown=unknown)
    if worst is None or worst.worst is None:
        return said
    alone = t(
        "city.head.alone",
        lang,
        name=worst.county.name,
        item=worst.worst.item.name(lang),
        ratio=ratio_text(worst, lang),
    )
    return f"{alone}{t('city.head.between', lang)}{said}"
