"""The tables of a difference report, as every output shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.findings.numbers import figure_text
from models.kernel.text import Lang, t
from models.upkeep.renewal import KINDS, FigureChange, GoodChange, PlaceChange, Renewal, SumChange

Value = str | float | None

PLACE_COLUMNS = ("place", "township", "change", "before", "after", "difference", "remark")
TOWN_COLUMNS = ("township", "before", "after", "difference", "unknown_before", "unknown_after")
GOOD_COLUMNS = ("depot", "good", "unit", "change", "before", "after", "difference")
FIGURE_COLUMNS = ("figure", "before_text", "after_text", "verdict_before", "verdict_after")
NUMBERS = ("before", "after", "difference", "unknown_before", "unknown_after")
"""Columns of numbers; ``None`` in them is no data."""


@dataclass(frozen=True)
class RenewalTable:
    """One table of the report.

    Parameters
    ----------
    key
        Text ``renewal.table.<key>``; its columns are ``renewal.column.<key>``.
    """

    key: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Value], ...]


def tables(renewal: Renewal, lang: Lang) -> tuple[RenewalTable, ...]:
    """What is there to tell: features and townships of a layer, or goods of depots; then the figures."""
    made = []
    if renewal.goods:
        made.append(RenewalTable("goods", GOOD_COLUMNS, tuple(_good(one, lang) for one in renewal.goods)))
    if renewal.places:
        made.append(RenewalTable("places", PLACE_COLUMNS, tuple(_place(one, lang) for one in renewal.places)))
        towns = tuple(_town(one, lang) for one in renewal.townships)
        made.append(RenewalTable("townships", TOWN_COLUMNS, towns))
    figures = tuple(_figure(one, lang) for one in renewal.changed_figures)
    return (*made, RenewalTable("figures", FIGURE_COLUMNS, figures))


def summary(renewal: Renewal, lang: Lang) -> str:
    """How many are new, changed, gone and the same, and how many figures come out otherwise."""
    counts = {kind: renewal.count(kind) for kind in KINDS}
    turned = sum(one.before.verdict != one.after.verdict for one in renewal.figures)
    changed = len(renewal.changed_figures)
    return t("renewal.summary", lang, file=renewal.file, figures=changed, turned=turned, **counts)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _place(one: PlaceChange, lang: Lang) -> dict[str, Value]:
    return {
        "place": one.name,
        "township": one.township,
        "change": t(f"renewal.kind.{one.kind}", lang),
        "before": one.before,
        "after": one.after,
        "difference": _difference(one.before, one.after),
        "remark": t("renewal.moved", lang) if one.has_moved else "",
    }


def _town(one: SumChange, lang: Lang) -> dict[str, Value]:
    # Where some are not known, more known residents are not more residents.
    is_whole = not (one.unknown_before or one.unknown_after)
    return {
        "township": one.name or t("renewal.outside", lang),
        "before": one.before,
        "after": one.after,
        "difference": _difference(one.before, one.after) if is_whole else None,
        "unknown_before": one.unknown_before,
        "unknown_after": one.unknown_after,
    }


def _good(one: GoodChange, lang: Lang) -> dict[str, Value]:
    return {
        "depot": one.depot or t("renewal.no_depot", lang),
        "good": one.good,
        "unit": one.unit,
        "change": t(f"renewal.kind.{one.kind}", lang),
        "before": one.before,
        "after": one.after,
        "difference": _difference(one.before, one.after),
    }


def _figure(one: FigureChange, lang: Lang) -> dict[str, Value]:
    texts = {
        f"{when}_text": figure_text(finding.figure.value, finding.figure.unit, lang, target=finding.target)
        for when, finding in (("before", one.before), ("after", one.after))
    }
    return {
        "figure": one.after.name(lang),
        **texts,
        "verdict_before": t(f"verdict.{one.before.verdict}", lang),
        "verdict_after": t(f"verdict.{one.after.verdict}", lang),
    }
