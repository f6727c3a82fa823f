"""Kills a process that saves a project, at any moment; what is left is the old project or the new one, whole.

Run by hand: ``python tests/bench/kill_saving.py [--kills 200] [--seed 1]``. Ends with an error at the first
project that is neither, else prints how many kills there were and how many came in the middle of a save.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.hostile.test_save_crash import kill_while_saving  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen, in_the_middle = kill_while_saving(Path(folder) / "p.gpkg", chosen.kills, chosen.seed)
    print(f"{len(seen)} kills, {in_the_middle} in the middle of a save, {len(set(seen))} different projects")
    print("each time the old project or the new one was found, whole")
    return 0 if len(seen) == chosen.kills and in_the_middle else 1


if __name__ == "__main__":
    sys.exit(main())
