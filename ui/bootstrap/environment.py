"""Which Python Haven runs in, and whether it holds everything: the part of every start, so it must be quick.

Used by main.py with whatever Python the machine has, before anything of ours is installed: standard library
only, and little of it. What takes time (making and filling the environment) is in :mod:`ui.bootstrap.setup`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {name: ROOT / "resources" / "requirements" / f"{name}.txt" for name in ("app", "dev", "bundle")}
WHEELS = ROOT / "wheels"
"""Where ``main.py wheelhouse`` lays what is installed; where it is there, nothing else is asked."""
WINDOWS = os.name == "nt"
STAMP = "haven-stamp.txt"

# Another GIS, conda or Qt on the machine announces itself through these. The libraries inside our environment
# would then read a foreign coordinate database, foreign drivers or foreign Qt plugins, and fail or give wrong
# positions.
FOREIGN_VARIABLES = (
    "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "OGR_DRIVER_PATH",
    "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "PYTHONPATH", "PYTHONHOME",
)  # fmt: skip


def own_program() -> list[str]:
    """What starts this program in another process: itself where it is bundled, else Python with its door."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(ROOT / "main.py")]


class SetupError(Exception):
    """Set-up cannot go on; the text says what is missing and what to do about it."""


def runs_in_place(lock_name: str) -> bool:
    """Tell whether the running interpreter already has what `lock_name` asks for."""
    if getattr(sys, "frozen", False) or os.environ.get("HAVEN_SKIP_SETUP") == "1":
        return True
    if sys.prefix == sys.base_prefix:
        return False
    prefix = Path(sys.prefix).resolve()
    if prefix in environment_folders():
        return needed_marks(lock_name) <= stamped_marks(prefix)
    return has_pins(LOCKS[lock_name], [Path(p) for p in sys.path if p.endswith("-packages")])


def has_pins(lock: Path, folders: Sequence[Path]) -> bool:
    """Tell whether every unconditional pin of `lock` is installed in one of `folders`, at that version."""
    installed = {
        name[: -len(".dist-info")].lower().replace("_", "-").replace(".", "-")
        for folder in folders
        if folder.is_dir()
        for name in os.listdir(folder)  # noqa: PTH208 - names are all that is needed, and this is the quick way
        if name.endswith(".dist-info")
    }
    return all(f"{name}-{version}".replace(".", "-") in installed for name, version in pins(lock))


def pins(lock: Path) -> list[tuple[str, str]]:
    """Return (name, version) of every pin in `lock` that holds on every platform."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    heads = [line.rstrip(" \\") for line in lines if line[:1].isalnum() and ";" not in line]
    return [(name, version) for name, _, version in (head.partition("==") for head in heads)]


def environment_folders() -> list[Path]:
    """Return where the environment may be, best first: inside the project, else in the user's data folder."""
    import zlib

    if WINDOWS:
        data = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    # Two copies of Haven must not share an environment: their locks may differ.
    own_name = f"venv-{zlib.crc32(str(ROOT).encode()):08x}"
    return [ROOT / ".venv", data / "haven" / own_name]


def python_of(folder: Path) -> Path:
    """Return the interpreter of the virtual environment in `folder`."""
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


def needed_marks(lock_name: str) -> set[str]:
    """Return what the stamp must say for a start to go straight in."""
    import hashlib

    digest = hashlib.sha256(LOCKS[lock_name].read_bytes()).hexdigest()
    marks = {f"{lock_name} {digest}"}
    if sys.platform == "linux":
        marks.add("system qt")
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            marks.add("system screen")
    return marks


def stamped_marks(folder: Path) -> set[str]:
    """Return what the environment in `folder` holds according to its stamp; nothing if it is not usable."""
    try:
        marks = set((folder / STAMP).read_text(encoding="utf-8").splitlines())
    except OSError:
        return set()
    # The interpreter it was made from may have been removed or replaced since (system upgrade).
    python = python_of(folder)
    return marks if python.exists() and python_mark(folder) in marks else set()


def python_mark(folder: Path) -> str:
    """Return the mark that ties a stamp to the interpreter behind the environment in `folder`."""
    return f"python {python_of(folder).resolve()}"


def ready_python(lock_name: str) -> Path | None:
    """Return the interpreter of an environment that holds `lock_name`, or None if one has to be set up."""
    needed = needed_marks(lock_name)
    for folder in environment_folders():
        if needed <= stamped_marks(folder):
            return python_of(folder)
    return None


def write_stamp(folder: Path, marks: Iterable[str]) -> None:
    """Write the stamp of the environment in `folder`, in one step: half a stamp is never read."""
    stamp = folder / STAMP
    beside = stamp.with_suffix(".tmp")
    beside.write_text("\n".join(sorted(marks)) + "\n", encoding="utf-8")
    beside.replace(stamp)
