"""The folder that runs without Python: made by PyInstaller from this copy of the program.

``resources/bundle/haven.spec`` says what is inside (docs/adr/0031-bundle.md).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from models.kernel.errors import HavenError
from models.kernel.resources import RESOURCES
from models.kernel.text import LANGUAGES, Lang, t
from ui.cli.parser import EXIT_OK
from ui.core.licences import FOLDER, write_licences

NAME = "Haven"
SPEC = RESOURCES / "bundle" / "haven.spec"
DESKTOP_FILES = ("haven.desktop", "haven-mime.xml", "register.sh")
"""What a desktop under Linux is told by; run ``share/register.sh`` of the bundle once."""


def bundle(output: Path) -> Path:
    """Make the folder ``Haven`` in a folder, and return the program in it.

    It is put together beside and moved into place when it is whole.

    Raises
    ------
    HavenError
        There is something of that name already, this is itself such a folder, or PyInstaller failed.
    """
    if getattr(sys, "frozen", False):
        raise HavenError("bundle_from_source")
    whole = output / NAME
    if whole.exists():
        raise HavenError("bundle_there", folder=str(whole.absolute()))
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="haven-bundle-", dir=output) as name:
        scratch = Path(name)
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
        folders = ["--distpath", str(scratch / "made"), "--workpath", str(scratch / "work")]
        done = subprocess.run([*command, *folders, str(SPEC)], stdout=sys.stderr)
        made = scratch / "made" / NAME
        if done.returncode != 0 or not made.is_dir():
            raise HavenError("bundle_failed")
        write_licences(made / FOLDER)
        write_manuals(made)
        if sys.platform == "linux":
            write_desktop(made / "share")
        shutil.copy(RESOURCES.parent / "LICENSE", made / "LICENSE.txt")
        made.replace(whole)
    return program_in(whole)


def program_in(folder: Path) -> Path:
    """The program of a bundled folder."""
    return folder / ("haven.exe" if sys.platform == "win32" else "haven")


def write_manuals(folder: Path) -> None:
    """Let the bundled program write its own manual beside it, in each language.

    Raises
    ------
    HavenError
        It does not run.
    """
    for lang in LANGUAGES:
        file = folder / "manual" / f"haven-{lang}.pdf"
        file.parent.mkdir(exist_ok=True)
        command = [str(program_in(folder)), "manual", "--lang", lang, "-o", str(file)]
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            raise HavenError("bundle_failed")


def write_desktop(folder: Path) -> None:
    """Lay beside the program what puts it into the menus of a desktop under Linux, and opens projects."""
    folder.mkdir()
    for name in DESKTOP_FILES:
        shutil.copy(RESOURCES / "bundle" / name, folder / name)
    shutil.copy(RESOURCES / "icons" / "haven.svg", folder)


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``bundle`` says; return the exit code."""
    print(t("cli.bundle_begins", lang), file=sys.stderr, flush=True)
    print(bundle(arguments.output))
    return EXIT_OK
