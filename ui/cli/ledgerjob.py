"""Edited ledgers on the command line: the difference in lines or as JSON, and taking it over."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from layers.ledgerback import (
    LedgerDifference,
    LedgerFile,
    counts_text,
    difference,
    edit_of,
    field_word,
    old_and_new,
    read_ledgers,
    scenario_of,
    trouble_text,
)
from models.kernel.text import Lang, t
from models.project.project import Project
from ui.cli.jobs import check_output
from ui.cli.opening import open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json


def compare_ledgers(project: Path, file: Path) -> tuple[Project, LedgerFile, LedgerDifference]:
    """Read a project and a workbook, and hold the one against the other."""
    opened = open_project(project)
    ledger = read_ledgers(file)
    return opened, ledger, difference(ledger, opened, scenario_of(ledger, opened))


def take_over(project: Project, found: LedgerDifference, output: Path) -> int:
    """Take over everything but removals and conflicts, write the project, return how many changes."""
    from layers.project.file import save_project

    check_output(output, (".gpkg",))
    project.check_whole()
    keys = found.usual_keys
    if keys:
        project.apply(edit_of(found, project, keys))
    save_project(project, output)
    return len(keys)


def ledger_text(project: Project, ledger: LedgerFile, found: LedgerDifference, lang: Lang) -> str:
    """Return a difference in lines."""
    says = ledger.marker
    origin = {key: says.get(key, "") for key in ("made_on", "version", "scenario", "revision")}
    lines = [t("ledgerback.said.file", lang, file=ledger.name, **origin)]
    if found.is_other_project:
        lines.append(t("ledgerback.said.other_project", lang, project=says.get("project", "")))
    if not found.changes and not found.troubles:
        return "\n".join([*lines, t("ledgerback.said.nothing", lang)])
    lines += [counts_text(found, lang), ""]
    for change in found.changes:
        old, new = old_and_new(change, project.settings.crs_epsg, lang)
        key = "value" if change.kind == "changed" else change.kind
        words = t(
            f"ledgerback.said.{key}",
            lang,
            name=change.name,
            field=field_word(change, lang),
            old=old,
            new=new,
            at=change.at,
        )
        kind = t(f"ledgerback.kind.{'conflict' if change.is_conflict else change.kind}", lang)
        lines.append(f"{kind}  {words}")
    for trouble in found.troubles:
        why = trouble_text(trouble, lang)
        lines.append(t("ledgerback.said.trouble", lang, at=trouble.at, why=why))
    return "\n".join(lines)


def ledger_json(project: Project, ledger: LedgerFile, found: LedgerDifference, lang: Lang) -> dict[str, Any]:
    """Return a difference as ``ledger --json`` prints it."""
    epsg = project.settings.crs_epsg
    changes = []
    for change in found.changes:
        old, new = old_and_new(change, epsg, lang)
        changes.append(
            {
                "kind": change.kind,
                "family": change.family.value,
                "id": change.facility_id,
                "name": change.name,
                "field": change.field,
                "old": old,
                "new": new,
                "at": change.at,
                "conflict": change.is_conflict,
            }
        )
    troubles = [{"at": one.at, "why": trouble_text(one, lang)} for one in found.troubles]
    return {
        "file": ledger.name,
        "marker": dict(ledger.marker),
        "scenario_id": found.scenario_id,
        "other_project": found.is_other_project,
        "changes": changes,
        "troubles": troubles,
    }


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``ledger`` says; return the exit code."""
    if arguments.apply and arguments.output is None:
        raise UsageError(t("cli.ledger_output", lang))
    project, ledger, found = compare_ledgers(arguments.project, arguments.file)
    if arguments.json:
        print_json(ledger_json(project, ledger, found, lang))
    else:
        print(ledger_text(project, ledger, found, lang))
    if arguments.apply:
        count = take_over(project, found, arguments.output)
        if not arguments.json:
            print(t("ledgerback.said.applied", lang, count=f"{count:,}"))
            if count < len(found.changes):
                print(t("ledgerback.said.left", lang, count=f"{len(found.changes) - count:,}"))
            print(arguments.output)
    return EXIT_OK
