"""Recalculates the sample's workbooks with LibreOffice, in both languages, and turns them into PDF.

Run by hand: ``python tests/bench/check_workbook.py [FOLDER]``. Ends with 1 when a cell that LibreOffice
computes differs from the program's number, or when what LibreOffice saved cannot be read back as it was
written. The workbooks and PDFs stay in FOLDER to be looked at.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
import warnings
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from openpyxl import load_workbook  # noqa: E402

from layers.ledgerback import difference, read_ledgers, scenario_of  # noqa: E402
from layers.sample import sample_project  # noqa: E402
from models.kernel.progress import run_to_end  # noqa: E402
from models.kernel.text import LANGUAGES  # noqa: E402
from reports.context import make_context  # noqa: E402
from reports.workbook import write_workbook  # noqa: E402

MADE_ON = date(2026, 1, 2)


def converted(path: Path, ending: str, folder: Path) -> Path:
    """A workbook as LibreOffice turns it into something else."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice (soffice) is not on this machine")
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", ending, "--outdir", str(folder / ending)]
    subprocess.run([*command, str(path)], check=True, timeout=300, capture_output=True)
    return folder / ending / f"{path.stem}.{ending}"


def differences(path: Path, folder: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and the cells where LibreOffice computes something else."""
    bare = folder / f"{path.stem}-bare.xlsx"
    live = load_workbook(path)
    shown = load_workbook(path, data_only=True)
    load_workbook(path).save(bare)  # without results, so that LibreOffice has to compute them
    computed = load_workbook(converted(bare, "xlsx", folder), data_only=True)
    count, wrong = 0, []
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                ours = shown[sheet.title][cell.coordinate].value
                theirs = computed[sheet.title][cell.coordinate].value
                is_same = ours == theirs
                if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
                    is_same = math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)
                if not is_same:
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {ours!r}, LibreOffice {theirs!r}")
    return count, wrong


def main(folder: Path) -> int:
    """Check every scenario of the sample in both languages."""
    warnings.simplefilter("ignore")
    folder.mkdir(parents=True, exist_ok=True)
    project = sample_project()
    failed = False
    for scenario in project.scenarios:
        context = make_context(project, scenario.id, made_on=MADE_ON)
        for lang in LANGUAGES:
            path = folder / f"{project.scenarios.index(scenario)}-{lang}.xlsx"
            run_to_end(write_workbook(context, path, lang))
            count, wrong = differences(path, folder)
            ledger = read_ledgers(folder / "xlsx" / f"{path.stem}-bare.xlsx")
            found = difference(ledger, project, scenario_of(ledger, project))
            print(
                f"{path.name}: {count} formulas, {len(wrong)} differ;"
                f" {len(found.changes)} cells read back otherwise"
            )
            print("".join(f"  {line}\n" for line in wrong[:20]), end="")
            failed |= bool(wrong or found.changes or found.troubles or not count)
            converted(path, "pdf", folder)
    return int(failed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(Path(made)))
