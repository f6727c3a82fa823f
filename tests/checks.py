"""Every check of the source, as `python3 main.py test` runs them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent


def run_checks(pytest_arguments: Sequence[str]) -> int:
    """Run every check of the source, whatever fails; pytest comes last, so its verdict ends the output."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.chdir(ROOT)
    checks = {
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "ruff check": ["-m", "ruff", "check", "."],
        "mypy": ["-m", "mypy"],
        "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    }
    if (ROOT / "tests" / "check_translations.py").exists():
        checks["translations"] = ["-m", "tests.check_translations"]
    report, failed = [], []
    for name, arguments in checks.items():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        if subprocess.call([sys.executable, *arguments]) != 0:
            failed.append(name)
        verdict = "FAILED" if name in failed else "ok"
        report.append(f"{verdict:>6}  {name}  {time.monotonic() - started:.1f} s")
    print("== checks before the tests", *report, "== pytest", sep="\n", flush=True)
    os.environ["HAVEN_FAILED_CHECKS"] = ", ".join(failed)  # tests/conftest.py shows it above the last line
    tests = subprocess.call([sys.executable, "-m", "pytest", "-n", "2", *pytest_arguments])
    return 1 if tests or failed else 0
