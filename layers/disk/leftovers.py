"""Working folders of runs that were killed: the next run removes them once nobody can be at work in them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from pathlib import Path

AGE_S = 24 * 3600.0
"""No work takes so long; younger folders may belong to a program that runs."""

HIDDEN = ".*~haven"
"""Pattern of the folders in which a pack is made, beside the place where it goes."""


def remove_leftovers(folder: Path, pattern: str) -> None:
    """Remove real folders (no links) of that pattern that nothing was put into for :data:`AGE_S`."""
    now = time.time()
    with contextlib.suppress(OSError):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if path.is_dir() and not path.is_symlink() and now - path.stat().st_mtime > AGE_S:
                    shutil.rmtree(path, ignore_errors=True)


def remove_scratch() -> None:
    """Remove what killed runs left in the system's folder for temporary files."""
    remove_leftovers(Path(tempfile.gettempdir()), "haven-????????")
