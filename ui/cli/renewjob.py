"""Next year's data from a terminal: what would change, a report, the project with it; closed years."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.cli.jobs import check_output
from ui.cli.opening import MAX_NAMES, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json

if TYPE_CHECKING:
    from models.project.project import Project
    from models.project.yearrecord import YearRecord
    from models.upkeep.renewal import Renewal


def renewal_of(project: Project, path: Path, layer_name: str, today: date, lang: Lang) -> Renewal:
    """What a file changes of a layer, or of the stock ledger while no layer is named.

    Raises
    ------
    UsageError
        No layer is called so, or several are.
    HavenError
        The file cannot be read as what it should be.
    """
    from models.upkeep.renewal import of_layer, of_stock

    if not layer_name:
        from layers.importing.stockfile import renewed_stock

        return of_stock(project, renewed_stock(path, project), path.name, today)
    from layers.importing.renew import renewed_layer

    called = [layer for layer in project.layers if layer_name in (layer.name, layer.title(lang), layer.id)]
    if len(called) != 1:
        names = t("cli.list_separator", lang).join(layer.title(lang) for layer in project.layers)
        raise UsageError(t("renewal.which_layer", lang, name=layer_name, names=names))
    after = run_to_end(renewed_layer(path, called[0], project, lang))
    return of_layer(project, after, path.name, today)


def renewal_json(renewal: Renewal, lang: Lang) -> dict[str, Any]:
    """Return a report as ``renew --json`` prints it; what is not known is null."""
    from models.upkeep.renewal import KINDS
    from models.upkeep.renewallist import tables

    return {
        "file": renewal.file,
        "layer": renewal.layer_id or None,
        "counts": {kind: renewal.count(kind) for kind in KINDS},
        **{table.key: [dict(row) for row in table.rows] for table in tables(renewal, lang)},
    }


def renewal_text(renewal: Renewal, lang: Lang) -> str:
    """Return a report as a person reads it: what is the same is only counted."""
    from models.upkeep.renewallist import summary, tables

    same = t("renewal.kind.same", lang)
    lines = [summary(renewal, lang)]
    for table in tables(renewal, lang):
        rows = [row for row in table.rows if row.get("change") != same]
        lines += ["", t(f"renewal.table.{table.key}", lang)]
        for row in rows[:MAX_NAMES]:
            parts = (_said(row[key], key, lang) for key in table.columns)
            lines.append("  ".join(part for part in parts if part))
        if len(rows) > MAX_NAMES:
            lines.append(t("upkeep.more", lang, count=len(rows) - MAX_NAMES))
    return "\n".join(lines)


def _said(value: str | float | None, key: str, lang: Lang) -> str:
    title = t(f"renewal.column.{key}", lang)
    if value is None:
        return f"{title} {t('verdict.nodata', lang)}" if key in ("before", "after") else ""
    if isinstance(value, str):
        return value
    sign = "+" if key == "difference" else ""
    return f"{title} {value:{sign},.10g}"


def history_json(history: tuple[YearRecord, ...], lang: Lang) -> list[dict[str, Any]]:
    """Return the years that were closed as ``renew --json`` prints them."""
    return [
        {
            "year": record.year,
            "day": record.day,
            "plan": record.profile_id,
            "figures": [
                {
                    "id": one.id,
                    "name": one.names[lang],
                    "value": one.value,
                    "unit": one.unit,
                    "verdict": str(one.verdict),
                    "target": None if one.target is None else [one.target.operator, one.target.value],
                }
                for one in record.figures
            ],
        }
        for record in history
    ]


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``renew`` says; return the exit code."""
    from layers.project.file import save_project
    from models.upkeep.history import close_year

    a, today = arguments, arguments.date or date.today()
    if a.file is None and a.close is None and not a.json:
        raise UsageError(t("renewal.nothing_asked", lang))
    if a.close is not None and a.save is None:
        raise UsageError(t("renewal.close_save", lang))
    for path, endings in ((a.save, (".gpkg",)), (a.output, (".xlsx",))):
        if path is not None:
            check_output(path, endings)
    project = open_project(a.project)
    project.check_whole()
    if a.close is not None:
        try:
            project.apply(close_year(project, a.close, today))
        except ValueError as fault:
            raise UsageError(t("renewal.bad_year", lang, year=a.close)) from fault
    renewal = None if a.file is None else renewal_of(project, a.file, a.layer or "", today, lang)
    if renewal is not None:
        project.apply(renewal.edit)
    if a.json:
        found = {} if renewal is None else renewal_json(renewal, lang)
        print_json(
            {"project": str(a.project), **found, "history": history_json(project.settings.history, lang)}
        )
    elif renewal is not None:
        print(renewal_text(renewal, lang))
    if a.output is not None:
        if renewal is None:
            raise UsageError(t("renewal.nothing_asked", lang))
        _write(renewal, project, a.output, today, lang)
        print(a.output, file=sys.stderr if a.json else sys.stdout)
    if a.save is not None:
        save_project(project, a.save)
        print(a.save, file=sys.stderr if a.json else sys.stdout)
    return EXIT_OK


def _write(renewal: Renewal, project: Project, path: Path, today: date, lang: Lang) -> None:
    from reports.renewalbook import write_renewal
    from ui.outputs.documents import put_in_place

    name = project.settings.county_name
    run_to_end(put_in_place(path, lambda part: write_renewal(part, renewal, name, lang, today)))
