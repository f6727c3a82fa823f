"""The folder that runs without Python: made by PyInstaller from this copy of the program.

``resources/bundle/haven.spec`` says what is inside (docs/adr/0031-bundle.md).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import Distribution, distributions
from pathlib import Path

from models.kernel.errors import HavenError
from models.kernel.resources import RESOURCES
from models.kernel.text import Lang, t
from ui.cli.parser import EXIT_OK

NAME = "Haven"
SPEC = RESOURCES / "bundle" / "haven.spec"
LICENCE_FILES = ("licen", "copying", "notice", "authors")
"""How the files begin, in small letters, in which a library says under what terms it is given."""


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
        write_licences(made / "licences")
        shutil.copy(RESOURCES.parent / "LICENSE", made / "LICENSE.txt")
        made.replace(whole)
    return whole / ("haven.exe" if sys.platform == "win32" else "haven")


def write_licences(folder: Path) -> None:
    """Lay the terms of every library of the program's lock file into a folder, a folder for each."""
    lock = (RESOURCES / "requirements" / "app.txt").read_text(encoding="utf-8")
    wanted = {line.partition("==")[0] for line in lock.splitlines() if line[:1].isalnum()}
    for found in distributions():
        name = found.metadata["Name"].lower().replace("_", "-").replace(".", "-")
        if name in wanted:
            _write_licence(found, folder / f"{name}-{found.version}")


def _write_licence(found: Distribution, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stated = [*found.metadata.get_all("License-Expression", []), *found.metadata.get_all("License", [])]
    stated += [one for one in found.metadata.get_all("Classifier", []) if one.startswith("License")]
    (folder / "licence-as-stated.txt").write_text("\n".join(stated) + "\n", encoding="utf-8")
    for count, file in enumerate(found.files or ()):
        if ".dist-info" in file.parts[0] and file.name.lower().startswith(LICENCE_FILES):
            shutil.copyfile(str(file.locate()), folder / f"{count}-{file.name}")


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``bundle`` says; return the exit code."""
    print(t("cli.bundle_begins", lang), file=sys.stderr, flush=True)
    print(bundle(arguments.output))
    return EXIT_OK
