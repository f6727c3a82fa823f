"""Which findings are seen first: on the leader's page, in documents, beside the map; and what they lack."""

from __future__ import annotations

from collections.abc import Sequence

from models.findings.findings import Finding, Verdict
from models.findings.gaps import Gap, gap_of
from models.findings.numbers import fixed, unit_name
from models.findings.standing import asked
from models.findings.whose import BY_UNITS, of_units
from models.kernel.resources import load_toml
from models.kernel.text import Lang, has_text, t
from reports.words import townships_word

MOST_TILES = 6


def by_figure(findings: Sequence[Finding]) -> dict[str, Finding]:
    """One finding per figure, one with a target where there is one."""
    found: dict[str, Finding] = {}
    for finding in findings:
        known = found.get(finding.figure.id)
        if known is None or (known.target is None and finding.target is not None):
            found[finding.figure.id] = finding
    return found


def headline_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Findings that a reader sees first, each figure once: those named in the style, then failing ones.

    Those that fail what the plan asks for stand before those that fail a standard or a usual value.
    """
    style = load_toml("styles", "sheet.toml")["figures"]
    return _chosen(findings, style["first"])[: style["most"]]


def leader_findings(findings: Sequence[Finding]) -> list[Finding]:
    """The few findings of the page for whoever decides, each held against a target or a reference value."""
    first = load_toml("styles", "sheet.toml")["figures"]["leader"]
    return [finding for finding in _chosen(findings, first) if asked(finding) is not None][:MOST_TILES]


def _chosen(findings: Sequence[Finding], first: Sequence[str]) -> list[Finding]:
    known = by_figure(findings)
    named = [known[figure_id] for figure_id in first if figure_id in known]
    failing = [
        finding
        for finding in known.values()
        if finding.verdict == Verdict.FAIL and finding.figure.id not in first
    ]
    failing.sort(key=lambda finding: not finding.is_plan_target)
    return [finding for finding in (*named, *failing) if finding.figure.value is not None]


def gap_words(finding: Finding, lang: Lang) -> str:
    """What is lacking to a target or over it, in a planner's units; empty without a target."""
    gap = gap_of(finding)
    if gap is None:
        return ""
    is_by_units = BY_UNITS in finding.figure.inputs
    amount = _amount(gap, townships_word(is_by_units, lang), lang)
    amount = of_units(amount, lang) if is_by_units else amount
    if gap.is_lacking:
        target = asked(finding)
        at_most = target is not None and target.operator in ("<=", "<")
        return t("leader.gap_over" if at_most else "leader.gap_lacking", lang, amount=amount)
    return t("leader.gap_met", lang) if gap.amount == 0 else t("leader.gap_spare", lang, amount=amount)


def _amount(gap: Gap, units: str, lang: Lang) -> str:
    """Amount of a gap: square metres in full, townships by the word for them."""
    amount = abs(gap.amount)
    if gap.unit == "m2":
        return f"{fixed(amount)} {unit_name('m2', lang)}"
    key = f"leader.amount.{gap.unit}"
    return (
        t(key, lang, count=fixed(amount), units=units) if lang == "zh" and has_text(key) else gap.text(lang)
    )
