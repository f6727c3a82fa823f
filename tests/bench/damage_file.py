"""Flips bits of a project file and cuts it off; each time it is refused by name, or it is the true project.

Run by hand: ``python tests/bench/damage_file.py [PROJECT] [--flips 500] [--cuts 100] [--seed 1]``; without a
file, the project that the tests make. Ends with an error at the first traceback, the first load of over 5 s
and the first project that is not the original, else prints how often each answer was given.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from layers.project.file import load_project, save_project  # noqa: E402
from tests.hostile.test_damaged_project import outcome  # noqa: E402
from tests.layers.made import project  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    original = load_project(chosen.project) if chosen.project is not None else project()
    flips: Counter[str] = Counter()
    cuts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        save_project(original, path)
        good = path.read_bytes()
        for _ in range(chosen.flips):
            data = bytearray(good)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            flips[outcome(path, original)] += 1
        for _ in range(chosen.cuts):
            path.write_bytes(good[: chance.randrange(len(good))])
            cuts[outcome(path, original)] += 1
    print(f"{len(good)} bytes")
    print(f"{flips.total()} flips: {dict(flips)}")
    print(f"{cuts.total()} cuts: {dict(cuts)}")
    return 1 if cuts["same"] else 0


if __name__ == "__main__":
    sys.exit(main())
