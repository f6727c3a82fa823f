"""Chapter four: what the plan asks, and how the county stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.findings.findings import Finding, Verdict
from models.findings.numbers import target_text
from models.findings.sources import english_clause
from models.findings.standing import asked, judged, scores
from models.kernel.text import inside, t
from reports.textreport.blocks import Block, Cell, Column
from reports.textreport.draft import Draft
from reports.textreport.outlinefile import outline_table
from reports.words import short_source, shown_unit

_VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA)


def aim(draft: Draft) -> Sequence[Block]:
    """How many targets of the plan are met with the scenario; apart those of standards and practice."""
    findings = draft.main.findings
    rows = [finding for finding in findings if finding.is_plan_target]
    counts = Counter(finding.verdict for finding in rows)
    blocks: list[Block] = []
    if rows:
        blocks.append(
            draft.say(
                "aim",
                rows=draft.count(len(rows)),
                scenario=draft.title_of(draft.main),
                counts=draft.list_of(
                    draft.words(f"aim_verdict.{verdict}", count=draft.count(counts[verdict]))
                    for verdict in _VERDICTS
                    if counts[verdict]
                ),
            )
        )
        expired = sum(finding.is_expired for finding in rows)
        if expired:
            key = "aim_all_expired" if expired == len(rows) else "aim_expired"
            blocks.append(draft.say(key, count=draft.count(expired)))
    beside = [
        draft.words(
            f"aim_{name}",
            total=draft.count(score.total),
            met=draft.count(score.met),
            failed=draft.count(score.total - score.met - score.unknown),
            unknown=draft.words("aim_unknown", count=draft.count(score.unknown)) if score.unknown else "",
        )
        for name, score in scores(findings).items()
        if name != "plan" and score.total
    ]
    if beside:
        key = "aim_beside" if rows else "aim_alone"
        blocks.append(draft.say(key, counts=draft.words("clause_separator").join(beside)))
    if draft.has_plan:
        blocks.append(_gained(draft))
    return blocks


def _gained(draft: Draft) -> Block:
    """What is newly met with the scenario, in whoever's name it is judged."""
    before = {finding.id: judged(finding)[1] for finding in draft.today.findings}
    gained = [
        inside(finding.name(draft.lang))
        for finding in draft.main.findings
        if judged(finding)[1] == Verdict.PASS and before.get(finding.id) == Verdict.FAIL
    ]
    if not gained:
        return draft.say("none_gained")
    return draft.say("gained", count=draft.count(len(gained)), names=draft.list_of(gained))


def targets(draft: Draft) -> Sequence[Block]:
    """Targets of the plan of which a figure is known; all others are in the appendix."""
    own = [finding for finding in draft.main.findings if finding.is_plan_target]
    if not own:
        return (
            []
            if any(score.total for score in scores(draft.main.findings).values())
            else [draft.say("no_targets")]
        )
    known = [finding for finding in own if finding.verdict != Verdict.NO_DATA]
    if not known:
        return [draft.say("no_targets_known", count=draft.count(len(own)))]
    blocks: list[Block] = [_table(draft, "targets_known", known)]
    return [*blocks, draft.say("targets_rest")] if len(known) < len(own) else blocks


def values(draft: Draft) -> Sequence[Block]:
    """Figures held against national standards and usual values, then the names of all that lack data."""
    findings = draft.main.findings
    beside = [
        finding
        for finding in findings
        if judged(finding)[0] in ("standard", "practice") and finding.figure.value is not None
    ]
    blocks: list[Block] = [_table(draft, "targets_beside", beside)] if beside else []
    unknown = dict.fromkeys(
        inside(finding.name(draft.lang)) for finding in findings if finding.figure.value is None
    )
    if unknown:
        names = draft.list_of(unknown)
        blocks.append(draft.note("values_unknown", count=draft.count(len(unknown)), names=names))
    return blocks or [draft.say("values_none")]


def _table(draft: Draft, key: str, findings: Sequence[Finding]) -> Block:
    """Rows: today, with the plan, what is asked, the verdict, the source."""
    lang = draft.lang
    today = {finding.id: finding for finding in draft.today.findings}
    plan = draft.name(draft.context.profile.plan[lang])
    rows: list[Sequence[Cell | str]] = []
    experience = outline_table().basis.experience
    is_short = has_usual = False
    for finding in findings:
        unit, wanted = finding.figure.unit, asked(finding)
        verdict = judged(finding)[1]
        origin = finding.source if finding.reference is None else finding.reference.source
        is_usual = origin.text("zh") in experience  # no document: said once, under the table
        source = "" if is_usual else draft.name(origin.text(lang))
        row: list[Cell | str] = [finding.name(lang)]
        if draft.has_plan:
            before = today.get(finding.id)
            value = before.figure.value if before is not None else None
            row.append(draft.number(value, unit, wanted))
        row += [
            draft.number(finding.figure.value, unit, wanted),
            target_text(wanted, shown_unit(unit), lang),
            Cell(t(f"verdict.{verdict}", lang), verdict),
            short_source(source, plan, finding.clause if lang == "zh" else english_clause(finding.clause)),
        ]
        is_short |= row[-1] != source
        has_usual |= is_usual
        rows.append(row)
    main, now = draft.title_of(draft.main), draft.title_of(draft.today)
    columns: tuple[Column, ...]
    if draft.has_plan:
        columns = (
            draft.column("indicator", 0.28),
            Column(now, 0.14, "right"),
            Column(main, 0.14, "right"),
            draft.column("target", 0.14, "right"),
            draft.column("verdict", 0.1, "center"),
            draft.column("source", 0.2),
        )
    else:
        columns = (
            draft.column("indicator", 0.34),
            Column(now, 0.16, "right"),
            draft.column("target", 0.16, "right"),
            draft.column("verdict", 0.1, "center"),
            draft.column("source", 0.24),
        )
    notes = [key for key, is_so in (("targets", is_short), ("usual", has_usual)) if is_so]
    note = draft.sentences(draft.words(f"note.{key}") for key in notes)
    return draft.table(key, columns, rows, note=note, is_small=True)
