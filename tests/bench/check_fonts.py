"""Holds packs written with two sets of fonts against each other: what may differ, and what may not.

Run by hand: ``python tests/bench/check_fonts.py FONT_FOLDER [PROJECT]``, where the folder holds fonts that
are not the usual ones of this computer; needs fontconfig, so not Windows. Workbook and text may differ in
their pictures, PDFs as wholes; all else has to be the same bytes. Ends with 1 where it is not. LibreOffice
stays out of it: the page numbers of the text's contents, where it lays them out, follow the fonts too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
PICTURES = (".png", ".jpg", ".jpeg")
LISTS = ".txt"


def write(folder: Path, project: str) -> None:
    """Write a pack in both languages; LibreOffice stays out of it."""
    from layers.project.read import load_project
    from models.kernel.progress import run_to_end
    from ui.outputs.pack import PackRequest, write_pack

    opened = load_project(Path(project))
    scenario = opened.scenarios[-1].id
    run_to_end(write_pack(PackRequest(opened, folder, ("zh", "en"), date(2026, 1, 2), scenario)))


def packed(folder: Path, project: str, config: Path | None) -> Path:
    """A pack written by a process of its own, with the fonts of a configuration."""
    folder.mkdir()
    fonts = {} if config is None else {"FONTCONFIG_FILE": str(config)}
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HAVEN_OFFICE": "", **fonts}
    subprocess.run([sys.executable, __file__, "--write", str(folder), project], check=True, env=variables)
    return next(folder.iterdir())


def differences(one: Path, other: Path) -> Iterator[tuple[str, bool]]:
    """What differs between two packs, and whether it may."""
    for path in sorted(path for path in one.rglob("*") if path.is_file()):
        name = path.relative_to(one)
        twin = other / name
        if path.read_bytes() == twin.read_bytes():
            print(f"{name}: the same")
        elif path.suffix in (".xlsx", ".docx"):
            with ZipFile(path) as first, ZipFile(twin) as second:
                names = dict.fromkeys([*first.namelist(), *second.namelist()])
                both = set(first.namelist()) & set(second.namelist())
                for part in names:
                    if part not in both or first.read(part) != second.read(part):
                        yield f"{name}: {part}", part.endswith(PICTURES)
        else:
            yield str(name), path.suffix in (".pdf", LISTS)


def main(fonts: str, project: str | None = None) -> int:
    """Compare packs with the fonts of this computer and with those of a folder."""
    from layers.sample import sample_path

    chosen = project or str(sample_path())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        config = folder / "fonts.conf"
        config.write_text(
            CONFIG.format(fonts=Path(fonts).resolve(), cache=folder / "cache"), encoding="utf-8"
        )
        one = packed(folder / "usual", chosen, None)
        other = packed(folder / "other", chosen, config)
        is_wrong = False
        for what, may in differences(one, other):
            print(f"{what}: differs{'' if may else ', and must not'}")
            is_wrong |= not may
        for pack in (one, other):
            for path in sorted(pack.glob(f"*{LISTS}")):
                print("\n".join(path.read_text("utf-8-sig").splitlines()[-2:]))
    return int(is_wrong)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main(*sys.argv[1:]))
