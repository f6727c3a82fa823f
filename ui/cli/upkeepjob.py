"""The yearly ledger from a terminal: what is overdue, what has no record, the year plan, and an entry."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.cli.jobs import check_output
from ui.cli.opening import MAX_NAMES, find_scenario, names_of, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.ledgerback.knowntable import KnownTable
    from layers.ledgerback.upkeep import EntriesPlan
    from models.facilities.upkeepentry import UpkeepEntry
    from models.project.project import Project
    from models.project.scenario import Scenario
    from models.upkeep.listing import Ledger


def entry_of(
    scenario: Scenario, kind: str, day: str, name: str, who: str, finding: str, lang: Lang
) -> UpkeepEntry:
    """One entry about the facility, plan or body of data that is called so.

    Raises
    ------
    UsageError
        It cannot be so, or several facilities are called so.
    """
    from models.facilities.upkeepentry import UpkeepEntry
    from models.upkeep.naming import EntryError, named

    try:
        about = named(name, scenario.facilities.values())
        made = UpkeepEntry(kind=kind, day=day, who=who, finding=finding, **about)
        if made.fault:
            raise EntryError(made.fault)
    except EntryError as fault:
        why = t(f"upkeep.fault.{fault}", lang)
        refused = t("upkeep.refused", lang, kind=kind, day=day, about=name.strip() or "–", why=why)
        raise UsageError(refused) from fault
    return made


def upkeep_json(ledger: Ledger, path: Path | None, lang: Lang) -> dict[str, Any]:
    """Return it as ``upkeep --json`` prints it; what is not known is null."""
    from models.upkeep.listing import due_values, entry_values, interval_days, notes, plan_values

    return {
        "project": str(path),
        "scenario": names_of(ledger.scenario)[0],
        "date": ledger.today.isoformat(),
        "due": [
            {
                **due_values(row, lang),
                "id": row.about.id,
                "duty": row.duty.id,
                "kind": row.duty.kind,
                "state": row.state,
                "interval_days": interval_days(row.interval),
                "basis": row.interval.basis,
                "confidence": row.interval.confidence,
            }
            for row in ledger.rows
        ],
        "plan": plan_values(ledger, lang),
        "findings": [entry_values(entry, ledger, lang) for entry in ledger.findings],
        "entries": len(ledger.entries),
        "entries_of_strangers": len(ledger.strangers),
        "notes": notes(ledger, lang),
    }


def upkeep_text(ledger: Ledger, lang: Lang) -> str:
    """Return it as a person reads it."""
    from models.upkeep.listing import ENTRY_COLUMNS, due_values, entry_values, notes, plan_values

    day = ledger.today.isoformat()
    lines = [t("upkeep.title", lang, scenario=ledger.scenario.title(lang), date=day), *notes(ledger, lang)]
    for state in ("overdue", "no_record"):
        found = [due_values(row, lang) for row in ledger.rows if row.state == state]
        said = [
            t(
                f"upkeep.{state}_line",
                lang,
                about=one["about"],
                kind=one["kind"],
                last=one["last"] or "–",
                next=one["next_due"] or "–",
                days=one["overdue_days"] or 0,
            )
            for one in found
        ]
        lines += _part(f"upkeep.{state}_head", said, lang)
    open_ones = [entry_values(entry, ledger, lang) for entry in ledger.findings]
    words = ["  ".join(str(one[key]) for key in ENTRY_COLUMNS if one[key]) for one in open_ones]
    lines += [*_part("upkeep.finding_head", words, lang), "", t("upkeep.plan_head", lang, date=day)]
    tasks = plan_values(ledger, lang)
    for month in ledger.months:
        named = f"{month.year}-{month.month:02}"
        count = len(month.tasks)
        lines.append(t("upkeep.month", lang, year=month.year, month=f"{month.month:02}", count=count))
        said = [t("upkeep.task", lang, **task) for task in tasks if task["month"] == named]
        lines += _cut(said, lang)
    return "\n".join(lines)


def _part(head: str, lines: list[str], lang: Lang) -> list[str]:
    return ["", t(head, lang, count=len(lines)), *_cut(lines, lang)] if lines else []


def _cut(lines: list[str], lang: Lang) -> Iterable[str]:
    more = len(lines) - MAX_NAMES
    return [*lines[:MAX_NAMES], t("upkeep.more", lang, count=more)] if more > 0 else lines


def write(ledger: Ledger, project: Project, path: Path, lang: Lang) -> None:
    """Write it: a workbook with all of it, or what is due as CSV, as the file's ending says."""
    from models.upkeep.listing import DUE_COLUMNS, due_values

    if path.suffix.lower() == ".csv":
        from layers.disk.atomic import write_bytes
        from reports.safe import safe_csv

        buffer = io.StringIO()
        table = csv.writer(buffer, lineterminator="\r\n")
        table.writerow([t(f"upkeep.column.{column}", lang) for column in DUE_COLUMNS])
        for row in ledger.rows:
            values = due_values(row, lang)
            table.writerow([safe_csv(values[column]) for column in DUE_COLUMNS])
        write_bytes(path, buffer.getvalue().encode("utf-8-sig"))
        return
    from reports.upkeepbook import write_upkeep
    from ui.outputs.documents import put_in_place

    name = f"{project.settings.county_name} {ledger.scenario.title(lang)}".strip()
    run_to_end(put_in_place(path, lambda part: write_upkeep(part, ledger, name, lang)))


def _enter(
    project: Project, scenario: Scenario, arguments: argparse.Namespace, today: date, lang: Lang
) -> UpkeepEntry:
    from layers.project.file import save_project
    from models.upkeep.enter import entered

    check_output(arguments.save, (".gpkg",))
    kind, day, name = arguments.add
    made = entry_of(scenario, kind, day, name, arguments.who, arguments.finding, lang)
    project.apply(entered(project, [made], today))
    save_project(project, arguments.save)
    return made


def _import(
    project: Project, scenario: Scenario, a: argparse.Namespace, today: date, lang: Lang
) -> tuple[KnownTable, EntriesPlan]:
    """Hold a table against the ledger, and take it over where a project is to be written."""
    from layers.ledgerback.upkeep import compare_entries, read_entries
    from layers.project.file import save_project
    from models.upkeep.enter import entered

    table = read_entries(a.table)
    facilities = tuple(scenario.facilities.values())
    plan = compare_entries(table, project.settings.upkeep, facilities, lang)
    if a.save is not None:
        check_output(a.save, (".gpkg",))
        if plan.new:
            project.apply(entered(project, [entry for _, entry in plan.new], today))
        save_project(project, a.save)
    return table, plan


def import_json(table: KnownTable, plan: EntriesPlan, ledger: Ledger, lang: Lang) -> dict[str, Any]:
    """Return what a table brings as ``upkeep --import --json`` prints it."""
    from models.upkeep.listing import entry_values

    return {
        "file": table.name,
        "columns": {key: head for key, (head, _) in table.heads.items()},
        "new": [{"row": row, **entry_values(entry, ledger, lang)} for row, entry in plan.new],
        "same": plan.same,
        "refused": [
            {"row": one.row, "at": one.at, "column": one.column, "said": one.said, "why": one.why}
            for one in plan.troubles
        ],
    }


def import_text(table: KnownTable, plan: EntriesPlan, ledger: Ledger, lang: Lang) -> str:
    """Return it in lines."""
    from layers.ledgerback.upkeep import entries_text, entry_text
    from models.upkeep.listing import entry_values

    lines = [entries_text(table, plan, lang)]
    for row, entry in plan.new:
        about = entry_values(entry, ledger, lang)["about"]
        lines.append(t("upkeep.back.new", lang, about=about, what=entry_text(entry, lang), row=row))
    lines += [
        t("keyproject.back.refused", lang, at=one.at, column=one.column, said=one.said, why=one.why)
        for one in plan.troubles
    ]
    return "\n".join(lines)


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``upkeep`` says; return the exit code."""
    from models.upkeep.listing import entry_values, ledger_of

    a, today = arguments, arguments.date or date.today()
    if a.add is not None and a.table is not None:
        raise UsageError(t("upkeep.back.alone", lang))
    if a.table is None and (a.add is None) != (a.save is None):
        raise UsageError(t("upkeep.add_save", lang))
    if a.output is not None:
        check_output(a.output, (".xlsx", ".csv"))
    project = open_project(a.project)
    project.check_whole()
    scenario = find_scenario(project, a.scenario)
    made = None if a.add is None else _enter(project, scenario, a, today, lang)
    back = None if a.table is None else _import(project, scenario, a, today, lang)
    ledger = ledger_of(project, project.scenario(scenario.id), today)
    if a.json:
        more = {} if back is None else {"import": import_json(*back, ledger, lang)}
        print_json(upkeep_json(ledger, a.project, lang) | more)
    elif back is not None:
        print(import_text(*back, ledger, lang))
        note = "save" if a.save is None else "applied"
        print(t(f"upkeep.back.{note}", lang, count=len(back[1].new)))
    else:
        if made is not None:
            print(t("upkeep.entered", lang, **entry_values(made, ledger, lang)))
        print(upkeep_text(ledger, lang))
    if a.output is not None:
        write(ledger, project, a.output, lang)
        print(a.output, file=sys.stderr if a.json else sys.stdout)
    return EXIT_OK
