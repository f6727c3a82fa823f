"""Whether the tests of a module notice when it is changed: small mutations of it, each under its own tests.

Run by hand, a module or several at a time, with cosmic-ray beside the environment of the tests (it is in no
lock: SQLAlchemy and an HTTP client come with it, for a tool that is taken out twice a year):

    python -m pip install --target build/mutation cosmic-ray
    PYTHONPATH=build/mutation python tests/bench/mutation.py models/shelters/need.py --sample 40

The mutations are those of cosmic-ray. Its own runner would write each into the file that is being worked on
and start Python and all libraries anew; here each is given to a fork of one process that has the libraries
imported, and no file is touched. The tests are those of the file that mirrors the module's, or of the folder.

Ends with the number of survivors as its last line. A survivor is either a test that is missing or a change
that changes nothing; which of the two has to be looked at.
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# What is imported here every fork has already; nothing of ours may be among it.
import geopandas  # noqa: E402, F401
import hypothesis.extra.numpy  # noqa: E402, F401
import pytest  # noqa: E402
import pytestqt.plugin  # noqa: E402, F401
import scipy.optimize  # noqa: E402
import scipy.sparse.csgraph  # noqa: E402
import scipy.spatial  # noqa: E402, F401
from cosmic_ray.ast import ast_nodes, get_ast  # noqa: E402
from cosmic_ray.mutating import mutate_code  # noqa: E402
from cosmic_ray.plugins import get_operator, operator_names  # noqa: E402

LEFT_OUT = ("BitOr", "RemoveDecorator", "_BitAnd", "_BitXor", "Shift", "ExceptionReplacer")
"""Kinds that change types in annotations, which nothing reads, or hardly anything that can be run."""


class Mutant(MetaPathFinder, SourceFileLoader):
    """Gives a module another source when it is imported."""

    def __init__(self, file: Path, source: str) -> None:
        super().__init__(".".join(file.with_suffix("").parts), str(ROOT / file))
        self._source = source

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Answer for this one module."""
        return spec_from_loader(fullname, self) if fullname == self.name else None

    def get_code(self, fullname: str) -> Any:
        """Compile the other source; never from a cache, never into one."""
        return compile(self._source, self.path, "exec", dont_inherit=True)


def mutants(source: str) -> Iterator[str]:
    """Each mutation of a source."""
    nodes = list(ast_nodes(get_ast(source)))
    for name in operator_names():
        if any(part in name for part in LEFT_OUT) or get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        count = sum(1 for node in nodes for _ in operator.mutation_positions(node))
        for occurrence in range(count):
            changed = mutate_code(source, operator, occurrence)
            if changed is not None and changed != source:
                yield changed


def passes(tests: list[str], file: Path, source: str, limit_s: float) -> bool:
    """Whether the tests pass, in time, with another source of a module."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.meta_path.insert(0, Mutant(file, source))
        quiet = ["-q", "-x", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly", "--hypothesis-seed=0"]
        code = 1
        try:
            code = int(pytest.main([*quiet, *tests]))
        finally:
            os._exit(code)
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def changed_lines(before: str, after: str) -> list[str]:
    """What a mutation changed, with the number of the line."""
    told, number = [], 0
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        number += line[:2] in ("  ", "- ")
        if line[:2] in ("- ", "+ "):
            told.append(f"{number:5} {line}")
    return told


def survivors(file: Path, tests: list[str], sample: int, end: float, seed: int) -> int:
    """Try mutations of a module, print and count those that its tests do not notice."""
    source = (ROOT / file).read_text(encoding="utf-8")
    started = time.monotonic()
    if not passes(tests, file, source, 300):
        raise SystemExit(f"{file}: its tests fail as it is")
    usual_s = time.monotonic() - started
    every = sorted(set(mutants(source)))
    chosen = random.Random(seed).sample(every, min(sample, len(every)))
    left = tried = 0
    for mutant in chosen:
        if time.monotonic() > end:
            break
        tried += 1
        if passes(tests, file, mutant, 10 * usual_s + 10):
            left += 1
            print(f"{file} survives:", *changed_lines(source, mutant), sep="\n", flush=True)
    print(
        f"{file}: {left} of {tried} survive; {len(every)} mutations in all, {usual_s:.1f} s a run", flush=True
    )
    return left


def main() -> int:
    """Read the arguments and try each module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", help="instead of those that mirror the module")
    parser.add_argument("--sample", type=int, default=40, help="mutations of each module")
    parser.add_argument("--seconds", type=float, default=600, help="for all modules together")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    end = time.monotonic() + given.seconds
    left = 0
    for file in given.modules:
        mirror = Path("tests", file.parent, f"test_{file.name}")
        tests = given.tests or [str(mirror if mirror.exists() else mirror.parent)]
        left += survivors(file, tests, given.sample, end, given.seed)
    print(left)
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main())
