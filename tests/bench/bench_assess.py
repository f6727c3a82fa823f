"""How long an assessment takes: the first of a county, again, and after one facility moved.

Run by hand: ``python tests/bench/bench_assess.py``. Ends with 1 when a limit is missed. Times are of the
processor. The ratio is the first assessment against the one after an edit, which is what keeping the pieces
saves.
"""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from layers.sample import sample_project  # noqa: E402
from models.assessment.assess import assess  # noqa: E402
from models.county.county import County  # noqa: E402
from models.project.scenario import Scenario  # noqa: E402
from models.rules.rules import load_rules  # noqa: E402
from tests.bench.made import large_county, many_facilities, shifted  # noqa: E402

FIRST_LIMIT_MS = {"sample": np.inf, "100,000 x 200": 300.0}
EDIT_LIMIT_MS = {"sample": 30.0, "100,000 x 200": 100.0}


def milliseconds(county: County, scenario: Scenario) -> float:
    """Time of one assessment."""
    rules = load_rules()
    started = time.process_time()
    assess(county, scenario, rules)
    return 1000 * (time.process_time() - started)


def set_aside() -> None:
    """Look for garbage as the program does: never in what has been read, never amid work."""
    gc.disable()
    gc.collect()
    gc.freeze()


def main() -> int:
    """Measure both counties."""
    project = sample_project()
    plan = max(project.scenarios, key=lambda scenario: len(scenario.counted()))
    cases = {
        "sample": (project.county, plan),
        "100,000 x 200": (large_county(100_000), many_facilities(200)),
    }
    set_aside()
    passed = True
    print(f"{'':16}{'first':>10}{'again':>10}{'edited':>10}{'ratio':>8}   (milliseconds)")
    for name, (county, scenario) in cases.items():
        first, again = milliseconds(county, scenario), milliseconds(county, scenario)
        edits = []
        for facility in scenario.counted()[:24]:
            moved = shifted(facility, 400.0, -300.0)
            after = replace(scenario, facilities={**scenario.facilities, facility.id: moved})
            edits.append(milliseconds(county, after))
        edited = float(np.median(edits))
        print(f"{name:16}{first:10.1f}{again:10.1f}{edited:10.1f}{first / edited:7.1f}x")
        passed &= first <= FIRST_LIMIT_MS[name] and edited <= EDIT_LIMIT_MS[name]
    print("ok" if passed else "a limit is missed")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
