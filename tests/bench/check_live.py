"""Changes random input cells of the sample's workbook and holds what LibreOffice computes to the program.

Run by hand: ``python tests/bench/check_live.py [NUMBER [SEED]]``. For each input one workbook is changed and
recalculated; its ledgers are read back (residents and targets are changed in the project itself), the program
computes anew, and every formula of the book has to show the program's number. Ends with 1 where one does not.
"""

from __future__ import annotations

import math
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from openpyxl import Workbook, load_workbook  # noqa: E402
from openpyxl.worksheet.worksheet import Worksheet  # noqa: E402

from layers.ledgerback import difference, edit_of, read_ledgers, scenario_of  # noqa: E402
from layers.sample import sample_project  # noqa: E402
from models.county.layer import Role  # noqa: E402
from models.facilities.facility import Family, Status  # noqa: E402
from models.facilities.ledgersheet import ID_KEY  # noqa: E402
from models.kernel.progress import run_to_end  # noqa: E402
from models.kernel.text import t  # noqa: E402
from models.project.project import Project  # noqa: E402
from models.project.settings import Override  # noqa: E402
from reports.context import ReportContext, make_context  # noqa: E402
from reports.workbook import write_workbook  # noqa: E402

MADE_ON = date(2026, 1, 2)
LEDGERS = (Family.SHELTER, Family.DEPOT, Family.FIRE_STATION)


@dataclass(frozen=True)
class Input:
    """A cell, what is put into it, and the same edit of the project; ``None`` for a ledger's cell."""

    sheet: str
    cell: str
    value: Any
    edit: Callable[[Project], Project] | None = None


def sheet_name(key: str) -> str:
    """Name of a sheet."""
    return t(f"workbook.sheet.{key}", "zh")


def column_of(sheet: Worksheet, key: str) -> int:
    """Column (1-based) of a ledger by its hidden key."""
    return next(cell.column for cell in sheet[3] if cell.value == key)


def ids_of(sheet: Worksheet) -> dict[str, int]:
    """Row of each facility of a ledger."""
    column = column_of(sheet, ID_KEY)
    found = {sheet.cell(row, column).value: row for row in range(5, sheet.max_row + 1)}
    return {key: row for key, row in found.items() if key and not str(key).startswith("#")}


# -- inputs ------------------------------------------------------------------------------------------------
def random_input(book: Workbook, dice: random.Random) -> Input:
    """One of the kinds of input, at a random place."""
    kind = dice.choice(("area", "area", "status", "status", "residents", "whole", "target"))
    if kind in ("area", "status"):
        family = Family.SHELTER if kind == "area" else dice.choice(LEDGERS)
        sheet = book[sheet_name(f"ledger.{family}")]
        rows = ids_of(sheet)
        counted = [row for row in rows.values() if sheet.cell(row, 3).value != "备选"]
        row = dice.choice(counted if kind == "area" else list(rows.values()))
        column = column_of(sheet, "effective_area_m2" if kind == "area" else "status")
        value: Any = dice.choice((None, round(dice.uniform(500, 90_000), 1)))
        if kind == "status":
            value = t(f"choice.status.{dice.choice(list(Status))}", "zh")
        return Input(sheet.title, sheet.cell(row, column).coordinate, value)
    towns = book[sheet_name("townships")]
    if kind == "target":
        value = round(dice.uniform(1.0, 4.0), 2)
        return Input(towns.title, "E3", value, lambda project: with_rule(project, value))
    if kind == "residents":
        row = dice.randrange(19)
        value = float(dice.randrange(3_000, 120_000))
        return Input(towns.title, f"B{5 + row}", value, lambda project: with_township(project, row, value))
    is_seat = dice.random() < 0.5
    value = float(dice.randrange(150_000, 900_000))
    role, cell = (Role.SEAT, "B26") if is_seat else (Role.COUNTY, "B25")
    return Input(towns.title, cell, value, lambda project: with_whole(project, role, value))


def with_rule(project: Project, value: float) -> Project:
    """The project with another area for each resident."""
    changed = {"shelter.area_per_resident_m2": Override(value, who="-", when="2026-01-01", why="-")}
    return Project(
        replace(project.settings, overrides=changed), project.layers, project.scenarios, project.active.id
    )


def with_township(project: Project, row: int, value: float) -> Project:
    """The project with other residents of one township."""
    name = str(project.county.townships.names[row])

    def changed(frame: Any) -> Any:
        frame.loc[frame["name"] == name, "population_persons"] = value
        return frame

    return with_layer(project, Role.TOWNSHIPS, changed)


def with_whole(project: Project, role: Role, value: float) -> Project:
    """The project with other residents of the county or its seat."""
    return with_layer(project, role, lambda frame: frame.assign(population_persons=value))


def with_layer(project: Project, role: Role, change: Callable[[Any], Any]) -> Project:
    """The project with the layer of a role changed."""
    layers = [
        replace(layer, frame=change(layer.frame.copy())) if layer.role == role else layer
        for layer in project.layers
    ]
    return Project(project.settings, layers, project.scenarios, project.active.id)


# -- what comes of them --------------------------------------------------------------------------------------
def recalculated(paths: list[Path], folder: Path) -> list[Path]:
    """Workbooks as LibreOffice recalculates them, in one go."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice (soffice) is not on this machine")
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder / "made")]
    subprocess.run([*command, *map(str, paths)], check=True, timeout=600, capture_output=True)
    return [folder / "made" / path.name for path in paths]


def formulas(book: Workbook, shown: Workbook) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Every formula by sheet, row and column, with its result; rows of ledgers by their facility."""
    leader, summary = book[sheet_name("leader")], book[sheet_name("summary")]
    computed = {row for row in range(5, summary.max_row + 1) if summary.cell(row, 7).value == "程序计算"}
    stale = {row for row in range(7, 13) if str(leader.cell(row, 1).value).endswith("＊")}
    for sheet in book:
        if sheet.sheet_state != "visible":
            continue
        is_ledger = str(sheet["A3"].value or "").startswith("#ledger")
        rows = {row: key for key, row in ids_of(sheet).items()} if is_ledger else {}
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type != "f" or (
                    is_ledger and cell.row not in rows and cell.row < sheet.max_row - 4
                ):
                    continue
                if (sheet is summary and cell.row in computed) or (sheet is leader and cell.row in stale):
                    continue  # what only the program can compute is marked so, and stays
                if sheet is leader and cell.column == 2 and not is_number(shown, sheet.title, cell):
                    continue  # what the check of sites rejects stands in the sentence as the program found it
                if is_ledger and str(sheet.cell(4, cell.column).value).split("\n")[0].endswith("＊"):
                    continue
                key = (sheet.title, str(rows.get(cell.row, cell.row)), cell.column_letter)
                if not is_ledger or cell.row in rows:
                    yield key, shown[sheet.title][cell.coordinate].value


def is_number(shown: Workbook, sheet: str, cell: Any) -> bool:
    """Whether a result is a number."""
    return isinstance(shown[sheet][cell.coordinate].value, (int, float))


def differences(edited: Path, anew: Path) -> tuple[int, list[str]]:
    """How many formulas were compared, and those that the program answers otherwise."""
    bare = load_workbook(anew)
    ours = dict(formulas(bare, load_workbook(anew, data_only=True)))
    theirs = dict(formulas(load_workbook(edited), load_workbook(edited, data_only=True)))
    wrong, count = [], 0
    for key, value in ours.items():
        if key not in theirs or key[:2] == (sheet_name("leader"), "4"):
            continue  # the warning that inputs were changed is for the edited book alone
        count += 1
        other = theirs[key]
        is_same = (value or None) == (other or None)
        if isinstance(value, (int, float)) and isinstance(other, (int, float)):
            is_same = math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-6)
        if not is_same:
            wrong.append(f"{'!'.join(key)}: program {value!r}, book {other!r}")
    return count, wrong


def check(context: ReportContext, number: int, seed: int, folder: Path) -> int:
    """Check so many inputs; returns how many went wrong."""
    dice = random.Random(seed)
    written = folder / "book.xlsx"
    run_to_end(write_workbook(context, written, "zh"))
    chosen, paths = [], []
    for index in range(number):
        book = load_workbook(written)
        one = random_input(book, dice)
        book[one.sheet][one.cell].value = one.value
        chosen.append(one)
        paths.append(folder / f"edit-{index}.xlsx")
        book.save(paths[-1])
    failed = 0
    for one, path in zip(chosen, recalculated(paths, folder), strict=True):
        project = sample_project()
        if one.edit is not None:
            project = one.edit(project)
        else:
            ledger = read_ledgers(path)
            found = difference(ledger, project, scenario_of(ledger, project))
            project.apply(edit_of(found, project, {change.key for change in found.changes}))
        anew = folder / "anew.xlsx"
        made = make_context(project, context.scenario_id, made_on=MADE_ON)
        run_to_end(write_workbook(made, anew, "zh"))
        count, wrong = differences(path, anew)
        print(f"{one.sheet}!{one.cell} = {one.value}: {count} formulas, {len(wrong)} differ")
        print("".join(f"  {line}\n" for line in wrong[:10]), end="")
        failed += bool(wrong) or not count
    return failed


def main(number: int = 30, seed: int = 1) -> int:
    """Check inputs of the sample's second plan."""
    warnings.simplefilter("ignore")
    project = sample_project()
    plan = [scenario for scenario in project.scenarios if not scenario.is_today][-1]
    context = make_context(project, plan.id, made_on=MADE_ON)
    with tempfile.TemporaryDirectory() as made:
        failed = check(context, number, seed, Path(made))
    print(f"{number} inputs, {failed} wrong")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
