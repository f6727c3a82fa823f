"""Under what terms everything is given that the program is made of. Nothing here imports Qt."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from models.kernel.resources import RESOURCES
from models.kernel.version import VERSION

STATED = "licence-as-stated.txt"
FOLDER = "licences"
"""Folder of a bundled program that has a folder for each library."""
_FILES = ("licen", "copying", "notice", "authors")
"""How the files begin, in small letters, in which a library says under what terms it is given."""
_COMMON = {"LGPL-3.0": "LGPL-3.0.txt", "GPL-3.0": "GPL-3.0.txt"}
"""Terms that libraries only name: where their text is."""


@dataclass(frozen=True)
class Licence:
    """Terms of one part.

    Parameters
    ----------
    stated
        What it says itself in a line or two; may be empty.
    files
        Names and texts of the files in which it says the rest.
    """

    name: str
    version: str
    stated: str
    files: tuple[tuple[str, str], ...]


def licences() -> tuple[Licence, ...]:
    """Terms of the program, of Python, of every library and of what is drawn in a browser, ours first."""
    if getattr(sys, "frozen", False):
        root = Path(sys.executable).parent
        own, others = root / "LICENSE.txt", kept_in(root / FOLDER)
    else:
        own, others = RESOURCES.parent / "LICENSE", (*installed(), python())
    ours = Licence("Haven", VERSION, "Apache-2.0", ((own.name, _text(own)),))
    leaflet = RESOURCES / "vendor" / "leaflet" / "LICENSE"
    drawn = Licence("Leaflet", "1.9.4", "BSD-2-Clause", ((leaflet.name, _text(leaflet)),))
    return (ours, *sorted((*others, drawn), key=lambda one: one.name.casefold()))


def python() -> Licence:
    """Terms of Python itself."""
    version = ".".join(map(str, sys.version_info[:3]))
    file = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    return Licence("Python", version, "PSF-2.0", ((file.name, _text(file)),) if file.is_file() else ())


def installed() -> tuple[Licence, ...]:
    """Terms of every library of the program's lock file that is installed here."""
    lock = (RESOURCES / "requirements" / "app.txt").read_text(encoding="utf-8")
    wanted = {line.partition("==")[0] for line in lock.splitlines() if line[:1].isalnum()}
    found: dict[str, Licence] = {}
    for one in distributions():
        name = one.metadata["Name"].lower().replace("_", "-").replace(".", "-")
        if name in wanted:
            found[name] = _of_library(name, one)
    return tuple(found[name] for name in sorted(found))


def _of_library(name: str, one: Distribution) -> Licence:
    stated = [*one.metadata.get_all("License-Expression", []), *one.metadata.get_all("License", [])]
    stated += [line for line in one.metadata.get_all("Classifier", []) if line.startswith("License")]
    files = [
        (file.name, _text(Path(str(file.locate()))))
        for file in one.files or ()
        if ".dist-info" in file.parts[0] and file.name.lower().startswith(_FILES)
    ]
    said = "\n".join(stated)
    if not files:
        files = [(file, _text(RESOURCES / "licences" / file)) for key, file in _COMMON.items() if key in said]
    return Licence(name, one.version, said, tuple(files))


def write_licences(folder: Path) -> None:
    """Lay the terms of Python and of every library into a folder, a folder for each."""
    for one in (*installed(), python()):
        place = folder / f"{one.name}-{one.version}"
        place.mkdir(parents=True, exist_ok=True)
        (place / STATED).write_text(one.stated + "\n", encoding="utf-8")
        for count, (name, text) in enumerate(one.files):
            (place / f"{count:02}-{name}").write_text(text, encoding="utf-8")


def kept_in(folder: Path) -> tuple[Licence, ...]:
    """What :func:`write_licences` laid there."""
    found = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        name, _, version = place.name.rpartition("-")
        files = [file for file in sorted(place.iterdir()) if file.name != STATED]
        texts = tuple((file.name.partition("-")[2], _text(file)) for file in files)
        found.append(Licence(name, version, _text(place / STATED).strip(), texts))
    return tuple(found)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
