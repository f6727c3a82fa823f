"""In whose name a finding is judged, in words; screen, print, reports and command line all ask here.

A plan is held to what it states alone. What a national standard or a usual value says stands beside it under
its own name, what the plan asks for in words is held against such a reference, a fact that it starts from
shows its change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.findings.findings import Finding, Target, Verdict
from models.findings.numbers import delta_text, figure_text, target_text
from models.kernel.text import Lang, inside, t

TO_FILL = "to_fill"
"""Group of the rows that wait for a value that nobody computes."""


def grouped(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by family in the plan's order, what is computed before what is typed in.

    The rows that still wait for a value typed in stand together at the end, in the group :data:`TO_FILL`.
    """
    families: dict[str, list[Finding]] = {}
    waiting: list[Finding] = []
    for finding in findings:
        if is_to_fill(finding):
            waiting.append(finding)
        else:
            families.setdefault(finding.family, []).append(finding)
    for group in families.values():
        group.sort(key=lambda finding: finding.figure.id == "typed.value")
    return {**families, TO_FILL: waiting} if waiting else families


def is_to_fill(finding: Finding) -> bool:
    """Whether the row waits for a value typed in."""
    return finding.figure.id == "typed.value" and finding.figure.value is None


def ranked(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings in the order in which there is something to do.

    What the plan asks for stands before what standards and usual values do, then what is told without a
    judgement, then what still waits for a value typed in. In each, rows that fail come first, those that lack
    the largest part of their target before the others, then rows without data, then those that are met.
    """
    groups: dict[str, list[Finding]] = {"plan": [], "standard": [], "info": [], TO_FILL: []}
    for finding in findings:
        if is_to_fill(finding):
            groups[TO_FILL].append(finding)
        elif finding.target is None:
            groups["info"].append(finding)
        else:
            groups["plan" if finding.basis.is_plans_own else "standard"].append(finding)
    order = (Verdict.FAIL, Verdict.NO_DATA, Verdict.PASS, Verdict.INFO)
    for name in ("plan", "standard"):
        groups[name].sort(key=lambda finding: (order.index(finding.verdict), -shortfall(finding)))
    return {name: group for name, group in groups.items() if group}


def shortfall(finding: Finding) -> float:
    """How large a part of its target a figure lacks; 0 where it lacks nothing or nobody can tell."""
    target, value = asked(finding), finding.figure.value
    if target is None or value is None or target.is_met(value):
        return 0.0
    return abs(value - target.value) / abs(target.value) if target.value else float("inf")


@dataclass(frozen=True)
class Score:
    """How many rows judged in one name are met, of how many, and how many of them cannot be told yet."""

    met: int = 0
    total: int = 0
    unknown: int = 0


def scores(findings: Sequence[Finding]) -> dict[str, Score]:
    """Scores of ``plan``, ``standard`` and ``practice``; each verdict is in one name only."""
    verdicts: dict[str, list[Verdict]] = {"plan": [], "standard": [], "practice": []}
    for finding in findings:
        name, verdict = judged(finding)
        if name:
            verdicts[name].append(verdict)
    return {
        name: Score(found.count(Verdict.PASS), len(found), found.count(Verdict.NO_DATA))
        for name, found in verdicts.items()
    }


def judged(finding: Finding) -> tuple[str, Verdict]:
    """In whose name (``plan``, ``standard``, ``practice``, empty for none) a row is judged, and how.

    What the plan asks in words, and nobody filled in, is not held against anything.
    """
    if finding.reference is not None and is_to_fill(finding):
        return "", finding.verdict
    if finding.reference is not None:
        return str(finding.reference.basis), finding.reference.verdict
    if finding.target is None:
        return "", finding.verdict
    return "plan" if finding.basis.is_plans_own else str(finding.basis), finding.verdict


def headline(findings: Sequence[Finding]) -> list[Finding]:
    """Rows that headlines count: the plan's targets; without a plan those of standards and practice."""
    own = [finding for finding in findings if finding.is_plan_target]
    return own or [finding for finding in findings if finding.target is not None]


def score_text(findings: Sequence[Finding], lang: Lang) -> str:
    """``规划指标达标 3 / 24；国家标准符合 5 / 9（2 项无数据）；参考值符合 2 / 8``."""
    parts = []
    for name, score in scores(findings).items():
        if score.total:
            part = t(f"standing.score.{name}", lang, met=score.met, total=score.total)
            part += t("standing.score_unknown", lang, count=score.unknown) if score.unknown else ""
            parts.append(part)
    return t("standing.separator", lang).join(parts)


def basis_text(finding: Finding, lang: Lang) -> str:
    """``规划指标，争取目标，2025 年到期``: what the row rests on, and whether its time is over."""
    parts = [t(f"basis.{finding.basis}", lang)]
    if finding.is_soft:
        parts.append(t("standing.soft", lang))
    if finding.is_expired:
        parts.append(t("standing.expired", lang))
    return t("standing.comma", lang).join(parts)


def named_text(finding: Finding, name: str, lang: Lang) -> str:
    """Name of a row that is judged, with whose target it is unless it is the plan's."""
    if finding.target is None or finding.is_plan_target:
        return name
    basis = inside(t(f"basis.{finding.basis}", lang))
    key = "named_more" if name.endswith(("）", ")")) else "named"
    return t(f"standing.{key}", lang, name=name.rstrip("）)"), basis=basis)


def beside_text(finding: Finding, lang: Lang) -> str:
    """What stands beside the figure apart from a target: the reference with its verdict, or the baseline."""
    parts = []
    reference, baseline, unit = finding.reference, finding.baseline, finding.figure.unit
    if reference is not None:
        parts.append(
            t(
                "standing.reference",
                lang,
                basis=inside(t(f"basis.{reference.basis}", lang)),
                target=target_text(reference.target, unit, lang),
                verdict=t(f"verdict.{reference.verdict}", lang),
                source=reference.source.text(lang),
            )
        )
    if baseline is not None:
        value = t("standing.no_number", lang)
        if baseline.value is not None:
            value = figure_text(baseline.value, unit, lang, full=True)
        year = t("standing.of_year", lang, year=baseline.year) if baseline.year else ""
        text = t("standing.baseline", lang, value=value, year=year)
        if finding.change:
            text += t("standing.change", lang, change=delta_text(finding.change, unit, lang))
        parts.append(text)
    return t("standing.separator", lang).join(parts)


def asked(finding: Finding) -> Target | None:
    """What the figure is held against, in whoever's name."""
    return finding.reference.target if finding.reference is not None else finding.target


def asked_short(finding: Finding, lang: Lang, target: str = "") -> str:
    """``≥ 2.5``, ``国标 ≥ 100``, ``参考 ≥ 1``, ``基期 15``: for where there is little room; may be empty.

    Parameters
    ----------
    target
        Words of the target, if they are to be other than with its unit.
    """
    unit, wanted = finding.figure.unit, asked(finding)
    if wanted is not None:
        text = target or target_text(wanted, unit, lang)
        basis = finding.reference.basis if finding.reference is not None else finding.basis
        return text if basis.is_plans_own else t(f"standing.short.{basis}", lang, target=text)
    if finding.baseline is not None and finding.baseline.value is not None:
        value = figure_text(finding.baseline.value, unit, lang, full=True)
        return t("standing.short.baseline", lang, target=value)
    return ""
