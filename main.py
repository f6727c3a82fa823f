"""Haven's door: make sure that everything it needs is there, then hand over to :mod:`ui.cli.commandline`.

``python3 main.py`` opens the window, ``python3 main.py <command>`` does one job without it, and
``python3 main.py test [-- pytest arguments]`` runs every check of the source.

The first start makes a virtual environment from ``resources/requirements/app.txt`` (every file pinned by
its hash) and, on Debian and Ubuntu, installs the few system libraries that Qt needs. A stamp inside the
environment says what it holds; while the stamp fits, later starts go straight in.

Nothing outside the standard library may be imported before the hand-over.
"""

from __future__ import annotations

import os
import sys

from ui.bootstrap.environment import (
    FOREIGN_VARIABLES,
    ROOT,
    WINDOWS,
    SetupError,
    ready_python,
    runs_in_place,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HELP = {"-h", "--help", "--version"}


def main(argv: list[str]) -> int:
    """Set up if needed, then run the command in `argv` (without the program's name); return the exit code."""
    for name in FOREIGN_VARIABLES:
        os.environ.pop(name, None)
    testing = argv[:1] == ["test"]
    if not testing and HELP & set(argv):
        try:  # help needs nothing but the standard library
            from ui.cli.commandline import run

            return int(run(argv))
        except (ImportError, SyntaxError):  # it does, or this Python is too old to read it
            pass
    lock_name = {"test": "dev", "bundle": "bundle"}.get(argv[0] if argv else "", "app")
    try:
        if not runs_in_place(lock_name):
            python = ready_python(lock_name)
            if python is None:
                from ui.bootstrap.setup import prepare

                python = prepare(lock_name)
            return run_again(python, argv)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止，下次启动时继续。 / Stopped. The next start takes it up again.", file=sys.stderr)
        return 130
    if testing:
        from tests.checks import run_checks

        return int(run_checks([arg for arg in argv[1:] if arg != "--"]))
    from ui.cli.commandline import run

    return int(run(argv))


def run_again(python: Path, argv: Sequence[str]) -> int:
    """Run this program with `python`; on Unix it takes the place of this process and this does not return."""
    command = [str(python), str(ROOT / "main.py"), *argv]
    # Where this is set our own modules would be compiled anew at every start, before the window shows.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not WINDOWS:
        os.execv(python, command)
    import subprocess

    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
