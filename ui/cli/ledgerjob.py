"""Edited ledgers on the command line: the difference in lines or as JSON, and taking it over."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.ledgerback import (
    LedgerDifference,
    LedgerFile,
    counts_text,
    difference,
    edit_of,
    field_word,
    is_ledger_file,
    old_and_new,
    read_ledgers,
    scenario_of,
    trouble_text,
)
from layers.ledgerback.projects import (
    ProjectsPlan,
    ProjectsTable,
    change_text,
    compare_projects,
    holds_projects,
    plan_text,
    read_projects,
    taken_over,
)
from models.facilities.facility import Facility
from models.kernel.text import Lang, t
from models.project.project import Project
from ui.cli.jobs import check_output
from ui.cli.opening import open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json


@dataclass(frozen=True)
class ProjectsBack:
    """A table of key projects held against those of a project."""

    table: ProjectsTable
    plan: ProjectsPlan
    facilities: Mapping[str, Facility]


def compare_ledgers(project: Path, file: Path) -> tuple[Project, LedgerFile, LedgerDifference]:
    """Read a project and a workbook, and hold the one against the other."""
    opened = open_project(project)
    ledger = read_ledgers(file)
    return opened, ledger, difference(ledger, opened, scenario_of(ledger, opened))


def take_over(
    project: Project, found: LedgerDifference | None, output: Path, back: ProjectsBack | None = None
) -> int:
    """Take over everything but removals and conflicts, write the project, return how many changes.

    Those of ``back``, a table of key projects, count where there are no ledgers.
    """
    from layers.project.file import save_project

    check_output(output, (".gpkg",))
    project.check_whole()
    keys = found.usual_keys if found is not None else frozenset()
    if found is not None and keys:
        project.apply(edit_of(found, project, keys))
    if back is not None and back.plan.changes:
        after = taken_over(project.settings.projects, back.plan.changes)
        project.apply(project.settings_edit(projects=after))
    save_project(project, output)
    return len(keys) if found is not None or back is None else len(back.plan.changes)


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


# -- key projects --------------------------------------------------------------------------------------------
def projects_text(found: ProjectsBack, lang: Lang) -> str:
    """Return what a table of key projects would change, in lines."""
    lines = [plan_text(found.table, found.plan, lang)]
    for change in found.plan.changes:
        lines.append(
            t(
                "keyproject.back.change",
                lang,
                kind=t(f"keyproject.back.kind_{change.kind}", lang),
                name=change.after.project_name,
                what=change_text(change, found.facilities, lang),
                row=change.row,
            )
        )
    for one in found.plan.troubles:
        lines.append(
            t("keyproject.back.refused", lang, at=one.at, column=one.column, said=one.said, why=one.why)
        )
    return "\n".join(lines)


def projects_json(found: ProjectsBack, lang: Lang) -> dict[str, Any]:
    """Return the same as ``ledger --json`` prints it."""
    return {
        "changes": [
            {
                "kind": change.kind,
                "row": change.row,
                "id": change.after.id if change.before is not None else None,
                "name": change.after.project_name,
                "fields": list(change.fields),
                "what": change_text(change, found.facilities, lang),
            }
            for change in found.plan.changes
        ],
        "same": found.plan.same,
        "refused": [
            {"row": one.row, "at": one.at, "column": one.column, "said": one.said, "why": one.why}
            for one in found.plan.troubles
        ],
    }


def _run_projects(arguments: argparse.Namespace, lang: Lang) -> int:
    """The command for a file that holds a table of key projects alone."""
    project = open_project(arguments.project)
    table = read_projects(arguments.file)
    found = _held_against(project, table, project.active_scenario_id, lang)
    if arguments.json:
        print_json({"file": table.name, "projects": projects_json(found, lang)})
    else:
        print(projects_text(found, lang))
    if arguments.apply:
        count = take_over(project, None, arguments.output, found)
        if not arguments.json:
            print(t("keyproject.back.applied", lang, count=f"{count:,}"))
            print(arguments.output)
    return EXIT_OK


def _held_against(project: Project, table: ProjectsTable, scenario_id: str, lang: Lang) -> ProjectsBack:
    facilities = project.scenario(scenario_id).facilities
    return ProjectsBack(
        table, compare_projects(table, project.settings.projects, facilities, lang), facilities
    )


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``ledger`` says; return the exit code."""
    if arguments.apply and arguments.output is None:
        raise UsageError(t("cli.ledger_output", lang))
    if not is_ledger_file(arguments.file) and holds_projects(arguments.file):
        return _run_projects(arguments, lang)
    project, ledger, found = compare_ledgers(arguments.project, arguments.file)
    back: ProjectsBack | None = None
    if holds_projects(arguments.file, own_only=True):
        table = read_projects(arguments.file, own_only=True)
        back = _held_against(project, table, found.scenario_id, lang)
    if arguments.json:
        more = {"projects": None if back is None else projects_json(back, lang)}
        print_json(ledger_json(project, ledger, found, lang) | more)
    else:
        print(ledger_text(project, ledger, found, lang))
        if back is not None:
            print(projects_text(back, lang))
    if arguments.apply:
        count = take_over(project, found, arguments.output, back)
        if not arguments.json:
            print(t("ledgerback.said.applied", lang, count=f"{count:,}"))
            if back is not None and back.plan.changes:
                print(t("keyproject.back.applied", lang, count=f"{len(back.plan.changes):,}"))
            if count < len(found.changes):
                print(t("ledgerback.said.left", lang, count=f"{len(found.changes) - count:,}"))
            print(arguments.output)
    return EXIT_OK
