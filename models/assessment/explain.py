"""A finding in full: how its figure was computed, from what, by which rules, and what is missing.

The command line, the findings panel and its clipboard say the same because they all ask here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from models.findings.findings import Finding, Place
from models.findings.formulas import figure_name, formula_text
from models.findings.numbers import figure_text, target_text, unit_name
from models.findings.standing import basis_text, beside_text
from models.kernel.text import Lang, t
from models.rules.rules import Quantity, Rules
from models.rules.said import value_text


def rules_of(finding: Finding, rules: Rules) -> tuple[Quantity, ...]:
    """Rule values behind a finding's figure and target, those that the county changed first."""
    found = [rules.quantity(key) for key in finding.rules if key in rules]
    return tuple(sorted(found, key=lambda quantity: quantity.override is None))


def asked_text(finding: Finding, lang: Lang) -> str:
    """Target in force with its year; empty without one."""
    target = target_text(finding.target, finding.figure.unit, lang)
    return t("explain.by_year", lang, target=target, year=finding.year) if target and finding.year else target


def notes_of(finding: Finding, lang: Lang) -> list[str]:
    """Lines on what a row rests on: basis, what stands beside it, whom it is about, how it is read."""
    beside, scope, note = beside_text(finding, lang), finding.scope.get(lang), finding.note.get(lang)
    lines = [t("explain.basis", lang, basis=basis_text(finding, lang)), beside]
    lines.append(t("explain.scope", lang, scope=scope) if scope else "")
    lines.append(t("explain.note", lang, note=note) if note else "")
    return [line for line in lines if line]


def rule_text(quantity: Quantity, lang: Lang) -> str:
    """One rule value: value, source, confidence, and the county's change if there is one."""
    words = t(
        "explain.rule",
        lang,
        name=quantity.name(lang),
        value=value_text(quantity.value, quantity.unit, lang),
        source=quantity.source_text(lang),
        confidence=t(f"confidence.{quantity.confidence}", lang),
    )
    change = quantity.override
    if change is None:
        return words
    own = t(
        "explain.changed",
        lang,
        standard=value_text(quantity.standard_value, quantity.unit, lang),
        who=change.who or "–",
        when=change.when or "–",
        why=change.why or "–",
    )
    return f"{words} {own}" if lang == "en" else f"{words}{own}"


def place_text(place: Place, lang: Lang) -> str:
    """A place with its own figure, if it has one."""
    if place.value is None:
        return place.title(lang)
    return t("explain.place", lang, name=place.title(lang), value=figure_text(place.value, place.unit, lang))


def working_text(finding: Finding, rules: Rules, lang: Lang) -> str:
    """Everything about a finding as lines that can be pasted into a letter."""
    figure = finding.figure
    lines = [
        finding.name(lang),
        t("explain.verdict", lang, verdict=t(f"verdict.{finding.verdict}", lang)),
        t("explain.figure", lang, figure=figure_text(figure.value, figure.unit, lang, target=finding.target)),
    ]
    if finding.target is not None:
        lines.append(t("explain.target", lang, target=asked_text(finding, lang)))
    lines += notes_of(finding, lang)
    lines += [
        t(
            "explain.milestone",
            lang,
            year=milestone.year or "–",
            target=target_text(milestone.target, figure.unit, lang),
            verdict=t(f"verdict.{milestone.verdict}", lang),
        )
        for milestone in finding.milestones
    ]
    if figure.value is not None:
        lines.append(t("explain.formula", lang, formula=formula_text(figure, lang)))
    if figure.is_estimated:
        lines.append(t("explain.estimated", lang))
    if figure.missing:
        names = t("explain.separator", lang).join(t(f"missing.{item}", lang) for item in figure.missing)
        lines.append(t("explain.missing", lang, names=names))
    if finding.source.text(lang):
        lines.append(t("explain.source", lang, source=finding.source.text(lang)))
    quantities = rules_of(finding, rules)
    if quantities:
        lines += [t("explain.rules", lang), *(f"  {rule_text(quantity, lang)}" for quantity in quantities)]
    if figure.failing:
        key = "explain.places" if finding.target is None else "explain.failing"
        lines.append(t(key, lang, count=len(figure.failing)))
        lines += [f"  {place_text(place, lang)}" for place in figure.failing]
    return "\n".join(lines)


TABLE_HEADS = (
    "family",
    "row",
    "figure",
    "unit",
    "target",
    "year",
    "verdict",
    "formula",
    "failing",
    "source",
    "basis",
    "beside",
)


def table_of(findings: Iterable[Finding], lang: Lang) -> list[list[str | float]]:
    """Findings as a table with a row of heads; figures are plain numbers, no data is said in words."""
    rows: list[list[str | float]] = [[t(f"explain.head.{head}", lang) for head in TABLE_HEADS]]
    for finding in findings:
        figure = finding.figure
        rows.append(
            [
                t(f"finding_family.{finding.family}", lang),
                finding.name(lang),
                t("verdict.nodata", lang) if figure.value is None else figure.value,
                unit_name(figure.unit, lang),
                target_text(finding.target, figure.unit, lang),
                finding.year or "",
                t(f"verdict.{finding.verdict}", lang),
                formula_text(figure, lang),
                len(figure.failing) or "",
                finding.source.text(lang),
                basis_text(finding, lang),
                beside_text(finding, lang),
            ]
        )
    return rows


def finding_json(finding: Finding, rules: Rules, lang: Lang) -> dict[str, Any]:
    """Finding with its working, as plain values; no data and not-a-number are ``None``."""
    figure = finding.figure
    return {
        **finding.as_json(lang),
        "figure_id": figure.id,
        "figure_name": figure_name(figure.id, lang),
        "formula": formula_text(figure, lang),
        "inputs": {name: _plain(value) for name, value in figure.inputs.items()},
        "is_estimated": figure.is_estimated,
        "missing_keys": list(figure.missing),
        "milestones": [
            {"year": one.year, "target": one.target.as_json(), "verdict": str(one.verdict)}
            for one in finding.milestones
        ],
        "failing": [
            {
                "kind": place.kind,
                "name": place.title(lang),
                "value": _plain(place.value),
                "unit": unit_name(place.unit, lang),
            }
            for place in figure.failing
        ],
        "rules": [_rule_json(quantity, lang) for quantity in rules_of(finding, rules)],
    }


def _rule_json(quantity: Quantity, lang: Lang) -> dict[str, Any]:
    change = quantity.override
    return {
        "key": quantity.key,
        "name": quantity.name(lang),
        "value": _plain(quantity.value),
        "unit": quantity.unit,
        "source": quantity.source_text(lang),
        "clause": quantity.clause,
        "confidence": quantity.confidence,
        "standard_value": _plain(quantity.standard_value),
        "changed": {"who": change.who, "when": change.when, "why": change.why} if change else None,
    }


def _plain(value: float | int | str | None) -> float | int | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value
