"""What was found, in words: the same in the window, on the command line and in documents."""

from __future__ import annotations

from collections.abc import Container

from models.facilities.facility import Facility, Family, field_specs
from models.findings.numbers import figure_text, significant
from models.kernel.text import Lang, t
from models.locate.answer import Status
from models.locate.ask import Against
from models.locate.problem import Model
from models.locate.sitefront import FrontPlan, SiteFront
from models.locate.siting import Siting, covered_key

_WAN = 10_000.0


def class_name(facility: Facility, lang: Lang) -> str:
    """Class of a facility in words; empty if its family has none."""
    field = facility.family.spec.class_field
    spec = next((one for one in field_specs(facility.family) if one.name == field), None)
    return "" if spec is None else t(f"choice.{spec.choices}.{getattr(facility, spec.name)}", lang)


def _counted(**people: float) -> dict[str, str]:
    return {key: f"{round(one):,}" for key, one in people.items()}


def covered_lines(siting: Siting, lang: Lang, lacking: Container[Family] = ()) -> list[str]:
    """People within reach before and after, by each kind of coverage, and those whom two reach.

    Whom those reach that stand is not known of a family without a list.
    """
    today = {"before": t("verdict.nodata", lang)} if siting.ask.family in lacking else {}
    if siting.levels:
        lines = [
            t(
                "site.level_line",
                lang,
                level=t(f"site.level.{one.name}", lang),
                **_counted(before=one.before, after=one.after, total=siting.total) | today,
            )
            for one in siting.levels
        ]
    else:
        people = _counted(before=siting.before, after=siting.after, total=siting.total) | today
        lines = [t(covered_key(siting.purpose), lang, **people)]
    if siting.backup is not None:
        proof = t("locate.backup_proved" if siting.backup.is_proved else "locate.status.feasible", lang)
        twice = _counted(before=siting.backup.before, after=siting.backup.after) | today
        lines.append(t("site.backup", lang, proof=proof, **twice))
    return lines


def unlisted_text(family: Family, lacking: Container[Family], lang: Lang) -> str:
    """That no list says which of the family stand already, in a line; empty where one does."""
    return t("site.unlisted", lang, family=t(f"family.{family}.plural", lang)) if family in lacking else ""


def class_reach_lines(siting: Siting, lang: Lang) -> list[str]:
    """How far each class of fire stations covers, and which jurisdiction that follows from."""
    field = Family.FIRE_STATION.spec.class_field
    spec = next(one for one in field_specs(Family.FIRE_STATION) if one.name == field)
    lines = []
    for one in siting.class_reach:
        values = {"kind": t(f"choice.{spec.choices}.{one.name}", lang), "minutes": significant(one.minutes)}
        key = "site.class_time" if one.area_km2 is None else "site.class_area"
        area = "" if one.area_km2 is None else significant(one.area_km2)
        lines.append(t(key, lang, **values, area=area))
    if siting.small:
        key = "site.apart" if siting.apart else "site.adjoin"
        names = t("cli.list_separator", lang).join(siting.apart)
        lines.append(t(key, lang, small=siting.small, count=len(siting.apart), names=names))
    return lines


def left_out_text(siting: Siting, lang: Lang) -> str:
    """Who cannot be reached from any place, in a line; empty if nobody is left out."""
    count, persons = siting.left_out
    return t("site.left_out", lang, count=count, persons=f"{round(persons):,}") if count else ""


def so_far_text(objective: float, bound: float | None, lang: Lang) -> str:
    """The best so far in a line."""
    values = {"objective": f"{objective:,.6g}", "bound": "—" if bound is None else f"{bound:,.6g}"}
    return t("recommend.so_far", lang, **values)


def said_of(siting: Siting, lang: Lang, lacking: Container[Family] = ()) -> str:
    """What was found, in a few lines."""
    answer = siting.answer
    lines = [t(f"locate.status.{answer.status}", lang)]
    if answer.status == Status.FEASIBLE and answer.gap is not None:
        lines.append(t("recommend.gap", lang, gap=f"{significant(100.0 * answer.gap)} %"))
    separator = "；" if lang == "zh" else "; "
    if answer.plan is None:
        reasons = [t(f"locate.reason.{one.key}", lang, **one.values) for one in answer.reasons]
        return separator.join([*lines, *reasons])
    said = [separator.join([*lines, *covered_lines(siting, lang, lacking)])]
    if siting.class_reach:
        said.append(separator.join(class_reach_lines(siting, lang)))
    if siting.second is not None:
        names = t("cli.list_separator", lang)
        others = set(siting.second.names) - {step.place.facility.name for step in siting.steps}
        key = "second" if siting.second.is_proved else "other_plan"
        said.append(t(f"recommend.{key}", lang, names=names.join(sorted(others))))
    return "\n".join(said)


# -- plans that weigh two aims -------------------------------------------------------------------------------
def second_name(front: SiteFront, lang: Lang) -> str:
    """What is weighed, with its unit."""
    units = {Against.COST: "10k_yuan", Against.LAND: "ha", Against.WORST: front.unit}
    name, unit = t(f"sitepage.against.{front.against}", lang), units.get(front.against)
    if unit is None:
        return name
    said = t(f"unit.{unit}", lang)
    return f"{name}（{said}）" if lang == "zh" else f"{name} ({said})"


def first_name(front: SiteFront, lang: Lang) -> str:
    """The aim, as an axis says it."""
    if front.plans and len(front.plans[0].siting.levels) > 1 and front.ask.model == Model.MCLP:
        return t("sitepage.curve.levels", lang)
    if front.ask.model == Model.PMEDIAN and front.plans:
        unit = t(f"unit.{front.plans[0].siting.way.unit}", lang)
        name = t("sitepage.column.mean", lang)
        return f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"
    return t(f"sitepage.curve.{front.ask.model}", lang)


def first_value(front: SiteFront, one: FrontPlan) -> float:
    """What a plan achieves of the aim, as an axis shows it: of the least travel a resident's mean."""
    if front.ask.model != Model.PMEDIAN:
        return one.first
    people = float(one.siting.problem.weight.sum())
    return one.first / people if people else one.first


def plotted(front: SiteFront, one: FrontPlan) -> float:
    """What is weighed, in the unit of :func:`second_name`."""
    return one.second / {Against.COST: _WAN, Against.LAND: _WAN}.get(front.against, 1.0)


def second_text(front: SiteFront, one: FrontPlan, lang: Lang) -> str:
    """What a plan has of what is weighed, in words."""
    name = t(f"sitepage.against.{front.against}", lang)
    if front.against == Against.NUMBER:
        return f"{name} {round(one.second)}"
    if front.against == Against.COST:
        money = one.second / _WAN if lang == "zh" else one.second
        return f"{name} {t('site.money', lang, money=f'{money:,.0f}')}"
    return f"{name} {figure_text(one.second, front.unit, lang)}"


def first_text(front: SiteFront, one: FrontPlan, lang: Lang) -> str:
    """What a plan achieves of the aim, in words."""
    name, model = first_name(front, lang), front.ask.model
    if model == Model.MCLP:
        return f"{name} {round(one.first):,}"
    if model == Model.PCENTER:
        return f"{name} {figure_text(one.first, one.siting.way.unit, lang)}"
    if model == Model.PMEDIAN:
        mean = figure_text(first_value(front, one), one.siting.way.unit, lang)
        return f"{t('sitepage.column.mean', lang)} {mean}"
    return f"{name} {round(one.first):,}"


def plan_text(front: SiteFront, place: int, lang: Lang) -> str:
    """One plan of a front in a line."""
    one = front.plans[place]
    return t(
        "sitepage.front.plan",
        lang,
        number=place + 1,
        count=len(front.plans),
        first=first_text(front, one, lang),
        second=second_text(front, one, lang),
        mark="" if one.is_proved else t("site.front_mark", lang),
    )


def none_text(front: SiteFront, lang: Lang) -> str:
    """Why there is no plan."""
    reasons = [t(f"locate.reason.{one.key}", lang, **one.values) for one in front.reasons]
    separator = "；" if lang == "zh" else "; "
    return separator.join([t("site.front_none", lang), *reasons])
