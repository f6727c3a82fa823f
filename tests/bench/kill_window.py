"""Kills the real window while it edits and saves; the next run offers what was done, and takes it back.

Run by hand, on a screen or with ``QT_QPA_PLATFORM=offscreen``:
``python tests/bench/kill_window.py [--kills 20] [--seed 1]``. Works on the sample county. Ends with an error
at the first run that loses more than the last second, else prints one line per kill.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from layers.project.file import load_project, save_project  # noqa: E402
from layers.sample import sample_path  # noqa: E402
from tests.hostile.killed_window import kill_window  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        project = load_project(sample_path())
        project.apply(project.settings_edit(county_name="0"))
        save_project(project, path)
        outcomes = []
        for killed in kill_window(path, Path(folder) / "home", chosen.kills, chosen.seed):
            print(killed, flush=True)
            outcomes.append(killed)
    print(f"{outcomes[-1].done} edits")
    lost = [killed.done - max(killed.found, killed.in_file) for killed in outcomes]
    offered = sum(killed.offers > 0 for killed in outcomes)
    print(
        f"{len(outcomes)} kills, work offered after {offered}, edits lost: {sum(lost)} (at most {max(lost)})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
