"""Every check of the source, as `python3 main.py test` runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import pytest
from defusedxml import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent

CHECKS = {
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "ruff check": ["-m", "ruff", "check", "."],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "translations": ["-m", "tests.check_translations"],
    "mypy": ["-m", "mypy"],
}
"""The checks that are no tests."""

MEASURED_TESTS = ("tests/cases", "tests/hostile", "tests/layers", "tests/models", "tests/reports")
"""The tests that lines and branches are counted in (docs/adr/0030-branches.md)."""

TWO_WORKERS = ("-n", "2", "--dist=worksteal")
"""Each worker has half of the tests in one piece, until one has none left: what tests of a file share is made
once, and not by both."""

MEASURE = "import sys; from tests.checks import measure; sys.exit(measure(sys.argv[1], sys.argv[2:]))"
"""Runs the tests that are measured, all in this process: a worker would have to put marks into all of the
measured code as well, and to be handed each test takes longer than what surrounds a test otherwise. It is no
module that is run: every process that a test starts anew would first import what runs the tests.
"""

SEEN_OFTEN = 1000
"""Times that a mark is met again before slipcover takes out all that were met (its own choice: 50).

To take them out it looks through every function of the program, which takes longer than to meet some marks.
"""

QUICK_START = "--assert=plain"
"""All tests start without what pytest puts into each ``assert`` to show its values: it takes a worker as long
as all else before its first test. What failed runs once more with it."""

GIVES_WAY = 5
"""How much nicer the other tests are than those that are measured, whose one worker has the longer way."""

MEASURED = ("models", "layers")
LEAST_PERCENT = 95
"""Of the lines and branches of each measured room, counted together, that these tests have to take."""


class Verdict(NamedTuple):
    """What came of one check; ``more`` is shown where it failed."""

    name: str
    is_well: bool
    short: str = ""
    more: str = ""


def run_checks(pytest_arguments: Sequence[str]) -> int:
    """Run every check of the source, whatever fails; the verdict of the tests ends the output.

    Without arguments all tests run: those that are measured, and beside them the others, whose output comes
    when they have ended. The checks that are no tests run beside them, too: no core is idle till all is done.
    """
    os.chdir(ROOT)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Where this is set every process that a test starts would compile all of our modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return _run_some(pytest_arguments) if pytest_arguments else _run_all()


def _run_some(pytest_arguments: Sequence[str]) -> int:
    failed = _told(map(_checked, CHECKS))
    os.environ["HAVEN_FAILED_CHECKS"] = ", ".join(failed)  # tests/conftest.py shows it above the last line
    print("== pytest", flush=True)
    tests = subprocess.call([sys.executable, "-m", "pytest", *TWO_WORKERS, *pytest_arguments])
    return 1 if tests or failed else 0


def _run_all() -> int:
    verdicts: list[Verdict] = []
    beside = Thread(target=lambda: verdicts.extend(_checked(name) for name in CHECKS))
    with TemporaryDirectory(prefix="haven-checks-") as folder:
        results = [Path(folder, name) for name in ("measured.xml", "others.xml")]
        said = Path(folder, "others.txt")
        with said.open("wb") as output, _others(results[1], output) as others:
            beside.start()
            measured = list(_measured(results[0]))
            beside.join()
        print("== the other tests", flush=True)
        sys.stdout.buffer.write(said.read_bytes())
        ended = Verdict("the other tests", others.returncode == 0)
        for file, verdict in zip(results, (measured[0], ended), strict=True):
            if not verdict.is_well:
                _show_values(file)
        failed = _told([*verdicts, *measured, ended])
        print(_sum_of(results), flush=True)
    return 1 if failed else 0


def _others(results: Path, output: BinaryIO) -> subprocess.Popen[bytes]:
    """Start the tests that are not measured."""
    ignored = (f"--ignore={tests}" for tests in MEASURED_TESTS)
    command = [sys.executable, "-m", "pytest", *TWO_WORKERS, *_options(results), *ignored]
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, process.pid, os.nice(0) + GIVES_WAY)
    return process


def _options(results: Path) -> list[str]:
    """Of a call of pytest with many tests, which leaves how they ended and which of them failed."""
    return [QUICK_START, f"--junitxml={results}", *_noted_beside(results)]


def _noted_beside(results: Path) -> list[str]:
    return ["-o", f"cache_dir={results.with_suffix('.failed')}"]


def _show_values(results: Path) -> None:
    """Run what failed once more, now with the values in each ``assert``."""
    print("== what failed, once more", flush=True)
    of_failed = ["--lf", "--lfnf=none", *_noted_beside(results)]
    subprocess.call([sys.executable, "-m", "pytest", "-n0", *of_failed])


def _told(verdicts: Iterable[Verdict]) -> list[str]:
    """Tell what came of the checks; return the names of those that failed."""
    failed = []
    print("== checks", flush=True)
    for verdict in verdicts:
        print(f"{'ok' if verdict.is_well else 'FAILED':>6}  {verdict.name}  {verdict.short}", flush=True)
        if not verdict.is_well:
            failed.append(verdict.name)
            print(verdict.more, flush=True)
    return failed


def _sum_of(results: Iterable[Path]) -> str:
    """Tell how the tests of all calls of pytest ended; a call without results counts as one that failed."""
    counts: Counter[str] = Counter()
    for file in results:
        if not file.is_file():
            counts["errors"] += 1
            counts["tests"] += 1
            continue
        for suite in ElementTree.parse(file).getroot().iter("testsuite"):
            counts.update({kind: int(suite.get(kind)) for kind in ("tests", "errors", "failures", "skipped")})
    failed = counts["errors"] + counts["failures"]
    passed = counts["tests"] - failed - counts["skipped"]
    return f"{passed} passed, {failed} failed, {counts['skipped']} skipped"


def _checked(name: str) -> Verdict:
    started = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, *CHECKS[name]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:  # a check that did not even start is none that is well
        return Verdict(name, False, "could not be started", str(error))
    return Verdict(name, done.returncode == 0, f"{time.monotonic() - started:.1f} s", done.stdout)


def _measured(results: Path) -> Iterator[Verdict]:
    """Run the measured tests; what of them, and of what they took, is to be told."""
    print(f"== pytest {' '.join(MEASURED_TESTS)}", flush=True)
    found = results.with_name("measured.json")
    code = subprocess.call([sys.executable, "-c", MEASURE, str(found), *_options(results), *MEASURED_TESTS])
    yield Verdict(
        f"tests of {', '.join(folder.removeprefix('tests/') for folder in MEASURED_TESTS)}", code == 0
    )
    if not found.is_file():
        yield Verdict("coverage", False, "not measured: is slipcover installed?")
        return
    files = json.loads(found.read_text(encoding="utf-8"))["files"]
    for room in MEASURED:
        yield _share(room, {name: one for name, one in files.items() if Path(name).parts[0] == room})


def measure(found: str, pytest_arguments: Sequence[str]) -> int:
    """Run tests in this process and write down which lines and branches of the measured rooms they took."""
    try:
        import slipcover
    except ImportError:  # the tests run all the same, and that nothing was measured is told
        return int(pytest.main([*pytest_arguments]))
    rooms = list(MEASURED)
    counter = slipcover.Slipcover(branch=True, source=rooms, d_miss_threshold=SEEN_OFTEN)
    with slipcover.ImportManager(counter, slipcover.FileMatcher(sources=rooms)):
        code = pytest.main([*pytest_arguments])
    Path(found).write_text(json.dumps(counter.get_coverage()), encoding="utf-8")
    return int(code)


def _share(room: str, files: Mapping[str, Mapping[str, Any]]) -> Verdict:
    """What a room's files have of their lines and branches taken, and where the others are."""
    summaries = [one["summary"] for one in files.values()]
    taken = {what: sum(one[f"covered_{what}"] for one in summaries) for what in ("lines", "branches")}
    every = {what: taken[what] + sum(one[f"missing_{what}"] for one in summaries) for what in taken}
    share = 100 * sum(taken.values()) / max(1, sum(every.values()))
    told = [f"{share:.1f} %"]
    for what, count in taken.items():
        told.append(f"{what} {count} of {every[what]} ({100 * count / max(1, every[what]):.1f} %)")
    missing = [
        f"        {name}: lines {one['missing_lines']}, branches {one['missing_branches']}"
        for name, one in sorted(files.items())
        if one["missing_lines"] or one["missing_branches"]
    ]
    return Verdict(f"coverage of {room}", share >= LEAST_PERCENT, ", ".join(told), "\n".join(missing))
