"""Chapter four: what the plan asks, and how the county stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.findings.findings import Finding, Verdict
from models.findings.numbers import target_text
from models.findings.sources import english_clause
from models.findings.standing import asked, headline, is_to_fill, judged, scores
from models.kernel.text import t
from reports.textreport.blocks import Block, Cell, Column
from reports.textreport.draft import Draft

_VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA)


def aim(draft: Draft) -> Sequence[Block]:
    """How many targets of the plan are met today and with the plan; apart those of standards and practice."""
    plan = draft.name(draft.context.profile.plan[draft.lang])
    findings = draft.main.findings
    rows = [finding for finding in findings if finding.is_plan_target]
    counts = Counter(finding.verdict for finding in rows)
    blocks: list[Block] = []
    if rows:
        blocks.append(
            draft.say(
                "aim",
                plan=plan,
                rows=draft.count(len(rows)),
                scenario=draft.title_of(draft.main),
                counts=draft.list_of(
                    draft.words("rows_of", name=t(f"verdict.{verdict}", draft.lang), count=counts[verdict])
                    for verdict in _VERDICTS
                ),
            )
        )
        expired = sum(finding.is_expired for finding in rows)
        if expired:
            blocks.append(draft.say("aim_expired", count=draft.count(expired)))
    for name in ("standard", "practice"):
        score = scores(findings)[name]
        if score.total:
            blocks.append(
                draft.say(
                    f"aim_{name}",
                    total=draft.count(score.total),
                    met=draft.count(score.met),
                    unknown=draft.count(score.unknown),
                )
            )
    if draft.has_plan:
        before = {finding.id: finding.verdict for finding in draft.today.findings}
        gained = [
            finding
            for finding in headline(findings)
            if finding.verdict == Verdict.PASS and before.get(finding.id) == Verdict.FAIL
        ]
        blocks.append(
            draft.say(
                "gained",
                count=draft.count(len(gained)),
                names=draft.list_of(finding.name(draft.lang) for finding in gained),
            )
            if gained
            else draft.say("none_gained")
        )
    return [*blocks, draft.ask("aim")]


def targets(draft: Draft) -> Sequence[Block]:
    """Every target of the plan; then what national standards and usual values say, apart."""
    own = [finding for finding in draft.main.findings if finding.is_plan_target]
    beside = [
        finding
        for finding in draft.main.findings
        if judged(finding)[0] in ("standard", "practice") and not is_to_fill(finding)
    ]
    blocks: list[Block] = [_table(draft, "targets", own)] if own else [draft.say("no_targets")]
    if own:
        blocks.insert(0, draft.say("targets"))
    if beside:
        blocks += [draft.say("targets_beside"), _table(draft, "targets_beside", beside)]
    return blocks


def _table(draft: Draft, key: str, findings: Sequence[Finding]) -> Block:
    """Rows: today, with the plan, what is asked, the verdict, the source."""
    lang = draft.lang
    today = {finding.id: finding for finding in draft.today.findings}
    plan = draft.name(draft.context.profile.plan[lang])
    rows: list[Sequence[Cell | str]] = []
    is_short = False
    for finding in findings:
        unit, wanted = finding.figure.unit, asked(finding)
        source, verdict = draft.source(finding), judged(finding)[1]
        if finding.reference is not None:
            source = draft.name(finding.reference.source.text(lang))
        row: list[Cell | str] = [finding.name(lang)]
        if draft.has_plan:
            before = today.get(finding.id)
            value = before.figure.value if before is not None else None
            row.append(draft.number(value, unit, wanted))
        row += [
            draft.number(finding.figure.value, unit, wanted),
            target_text(wanted, unit, lang),
            Cell(t(f"verdict.{verdict}", lang), verdict),
            _short(source, plan, finding.clause if lang == "zh" else english_clause(finding.clause)),
        ]
        is_short |= row[-1] != source
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
    note = draft.words("note.targets")
    if is_short:
        note += draft.words("note.plan_source", plan=plan)
    return draft.table(key, columns, rows, note=note, is_small=True)


def _short(source: str, plan: str, clause: str) -> str:
    """Chapter alone where the source is one of the plan that all rows are held against."""
    return clause if clause and source.startswith(plan) and source.endswith(clause) else source
