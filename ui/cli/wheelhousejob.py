"""Haven with everything it needs in one folder, to be set up on a machine without a network.

The folder holds the source and, in ``wheels``, every file that ``resources/requirements/app.txt`` names for
one platform. ``python3 main.py`` in it sets up from there (:mod:`ui.bootstrap.setup`).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from models.kernel.errors import HavenError
from models.kernel.text import Lang, t
from ui.bootstrap.environment import LOCKS, ROOT, WHEELS
from ui.bootstrap.setup import NEWEST, OLDEST, OLDEST_GLIBC
from ui.cli.parser import EXIT_OK

SOURCE = (
    "main.py",
    "pyproject.toml",
    "README.md",
    "README.zh.md",
    "LICENSE",
    "models",
    "layers",
    "reports",
    "ui",
)
"""What of the source the program needs, besides its resources."""


def _linux(machine: str) -> tuple[str, ...]:
    """Names of wheels that run on the oldest Linux that the program runs on, newest first."""
    newest = OLDEST_GLIBC[machine][1]
    return (
        *(f"manylinux_2_{minor}_{machine}" for minor in range(newest, 16, -1)),
        f"manylinux2014_{machine}",
    )


PLATFORMS = {"win_amd64": ("win_amd64",), **{f"linux_{name}": _linux(name) for name in OLDEST_GLIBC}}
"""Names that wheels have for each platform."""


def wheelhouse(output: Path, platform: str) -> Path:
    """Make the folder for one platform and all supported versions of Python; return it.

    Raises
    ------
    HavenError
        The folder is there already, or a file could not be fetched.
    """
    if getattr(sys, "frozen", False):
        raise HavenError("bundle_from_source")
    if output.exists() and any(output.iterdir()):
        raise HavenError("bundle_there", folder=str(output.absolute()))
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="haven-wheels-", dir=output.absolute().parent) as name:
        made = Path(name) / output.name
        copy_source(made)
        for minor in range(OLDEST[1], NEWEST[1] + 1):
            fetch(made / WHEELS.name, platform, f"{OLDEST[0]}.{minor}")
        if output.exists():
            output.rmdir()
        made.replace(output)
    return output


def copy_source(folder: Path) -> None:
    """Copy the program without what it can make again."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in (*SOURCE, "resources"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=leave)
        else:
            shutil.copyfile(source, target)


def fetch(folder: Path, platform: str, version: str) -> None:
    """Fetch every file of the lock for one platform and version of Python; each is held against its hash."""
    pip = [sys.executable, "-m", "pip", "download", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    pip += ["--no-input", "--disable-pip-version-check", "--progress-bar=off", "--quiet"]
    target = ["--python-version", version, "--implementation", "cp"]
    target += [word for name in PLATFORMS[platform] for word in ("--platform", name)]
    done = subprocess.run([*pip, *target, "-d", str(folder), "-r", str(LOCKS["app"])], stdout=sys.stderr)
    if done.returncode != 0:
        raise HavenError("wheels_failed", platform=platform, version=version)


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``wheelhouse`` says; return the exit code."""
    print(t("cli.wheelhouse_begins", lang), file=sys.stderr, flush=True)
    print(wheelhouse(arguments.output, arguments.platform))
    return EXIT_OK
