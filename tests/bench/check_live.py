"""Changes random input cells of the sample's workbook and holds what LibreOffice computes to the program.

Run by hand: ``python tests/bench/check_live.py [NUMBER [SEED]]``. How, :mod:`tests.reports.liveinputs` says;
a test does so for a few cells of a small county. Ends with 1 where a cell that is not marked as computed
does not show what the program says.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from layers.sample import sample_project  # noqa: E402
from reports.context import make_context  # noqa: E402
from tests.reports.liveinputs import checked  # noqa: E402

MADE_ON = date(2026, 1, 2)
LIMIT_S = 540.0


def main(number: int = 30, seed: int = 1) -> int:
    """Check inputs of the sample's second plan."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice (soffice) is not on this machine: no cell was checked")
    project = sample_project()
    plan = [scenario for scenario in project.scenarios if not scenario.is_today][-1]
    context = make_context(project, plan.id, made_on=MADE_ON)
    failed, done, started = 0, 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for one, count, wrong in checked(context, number, seed, soffice, Path(folder), LIMIT_S):
            print(f"{one}: {count} cells, {len(wrong)} differ", flush=True)
            print("".join(f"  {line}\n" for line in wrong[:10]), end="")
            failed += bool(wrong) or not count
            done += 1
    print(f"{done} of {number} inputs, {failed} wrong, {time.perf_counter() - started:.0f} s")
    return int(failed > 0 or done < number)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
