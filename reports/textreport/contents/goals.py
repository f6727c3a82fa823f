"""Chapter four: what the plan asks, and how the county stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.findings.findings import Verdict
from models.findings.numbers import target_text
from models.kernel.text import t
from reports.textreport.blocks import Block, Cell, Column
from reports.textreport.draft import Draft

_VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA)


def aim(draft: Draft) -> Sequence[Block]:
    """How many rows are met today, and with the plan."""
    plan = draft.name(draft.context.profile.plan[draft.lang])
    rows = [finding for finding in draft.main.findings if finding.target is not None]
    counts = Counter(finding.verdict for finding in rows)
    blocks: list[Block] = [
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
    ]
    if draft.has_plan:
        before = {finding.id: finding.verdict for finding in draft.today.findings}
        gained = [
            finding
            for finding in rows
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
    """Every row with a target: today, with the plan, what is asked, the verdict, the source."""
    lang = draft.lang
    today = {finding.id: finding for finding in draft.today.findings}
    plan = draft.name(draft.context.profile.plan[lang])
    rows: list[Sequence[Cell | str]] = []
    documents: list[str] = []
    for finding in draft.main.findings:
        if finding.target is None:
            continue
        unit = finding.figure.unit
        row: list[Cell | str] = [finding.name(lang)]
        if draft.has_plan:
            before = today.get(finding.id)
            value = before.figure.value if before is not None else None
            row.append(draft.number(value, unit, finding.target))
        row += [
            draft.number(finding.figure.value, unit, finding.target),
            target_text(finding.target, unit, lang),
            Cell(t(f"verdict.{finding.verdict}", lang), finding.verdict),
            _short(draft.source(finding), plan),
        ]
        if row[-1] != draft.source(finding):
            documents.append(str(row[-1]))
        rows.append(row)
    if not rows:
        return [draft.say("no_targets")]
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
    if documents:
        note += draft.words("note.plan_source", plan=plan, number=draft.list_of(dict.fromkeys(documents)))
    return [draft.say("targets"), draft.table("targets", columns, rows, note=note, is_small=True)]


def _short(source: str, plan: str) -> str:
    """Source without the name of the plan that all rows are held against, where it has a number beside it."""
    rest = source.removeprefix(plan).strip() if source.startswith(plan) else ""
    return rest[1:-1] if len(rest) > 2 and rest[0] in "（(" and rest[-1] in "）)" else source
