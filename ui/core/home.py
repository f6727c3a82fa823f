"""The program's own folder, without Qt: commands that draw nothing know it, too."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PORTABLE = "haven-data"
"""Folder beside a bundled program that makes it keep everything of its own there."""
COMPILED = "compiled"
"""Folder in it for parsed data files, where none can be kept beside the program."""
KEPT_LAYERS = "layers"
"""Folder in it for the layers of large projects, which open at once from there."""


def home_folder() -> Path:
    """Return the program's own folder.

    That is ``HAVEN_HOME`` if set; a folder ``haven-data`` beside a bundled program if there is one, so that
    it can be carried about on a stick; else the usual place of the system.
    """
    chosen = os.environ.get("HAVEN_HOME")
    if chosen:
        return Path(chosen)
    beside = Path(sys.executable).parent / PORTABLE
    if getattr(sys, "frozen", False) and beside.is_dir():
        return beside
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Haven"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Haven"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "haven"
