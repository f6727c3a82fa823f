"""Waits with a goal that no other bench has: sorting a large table, who shelters where in the sample.

Run by hand: ``python tests/bench/bench_waits.py``. Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PySide6.QtCore import QCoreApplication, Qt  # noqa: E402

from layers.sample import sample_project  # noqa: E402
from models.kernel.progress import run_to_end  # noqa: E402
from models.rules.rules import load_rules  # noqa: E402
from models.shelters.assign import assign_exact, assign_nearest  # noqa: E402
from ui.widgets.tablemodels import ArrayTable, Column  # noqa: E402


def sort_and_filter() -> None:
    """Fill, sort and filter a table of 100,000 villages."""
    random = np.random.default_rng(3)
    names = np.array([f"村{i}" for i in random.permutation(100_000)], dtype=object)
    model = ArrayTable()
    columns = [
        Column("name", "名称", names),
        Column("people", "人口", random.uniform(0, 5000, len(names))),
    ]
    model.fill(columns, range(len(names)))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.set_filter("村99")
    model.sort(0, Qt.SortOrder.AscendingOrder)


def main() -> int:
    """Measure the processor time of each; the number of limits that were missed."""
    _app = QCoreApplication([])
    project, rules = sample_project(), load_rules()
    county = project.county
    waits: dict[str, tuple[Callable[[], object], float]] = {
        "100,000 rows sorted, filtered, sorted": (sort_and_filter, 3.0),
        "people to the nearest shelter": (
            lambda: run_to_end(assign_nearest(county, project.active, rules, "short")),
            0.5,
        ),
        "people to shelters, exactly": (
            lambda: run_to_end(assign_exact(county, project.active, rules, "short")),
            3.0,
        ),
    }
    missed = 0
    for name, (work, limit_s) in waits.items():
        started = time.process_time()
        work()
        took_s = time.process_time() - started
        missed += took_s >= limit_s
        print(f"{name}: {took_s:.3f} s (limit {limit_s:g} s)")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
