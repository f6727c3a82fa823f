"""Unsaved work after a crash: finding the journals, reading them as far as they are whole, replaying them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from layers.disk.answering import look
from layers.disk.atomic import LEFTOVER_AGE_S, backup_path
from layers.disk.beside import SQL_FAULTS, content_mark, copy_content
from layers.project import codec
from layers.project.file import load_project
from layers.project.journal import ENDING, VERSION, kept_base
from models.kernel.errors import HavenError
from models.kernel.remark import Remark
from models.project.edits import EditFacilities, EditSettings, FacilityEdit
from models.project.project import Project
from models.project.scenario import Scenario

_OWN_FILE = re.compile(r"\.?(\d{8}-\d{6}-\d+-[0-9a-f]{6})[-~].*")
"""Copy of a journal, or a file that was being written: its journal's name, then what tells it apart."""

PATIENCE_S = 2.0
"""How long the drive of a project with unsaved work is waited for."""
CLOCK_SLACK_S = 5.0
"""How far the clocks of processes and files may be apart."""


@dataclass(frozen=True)
class Recovery:
    """Unsaved work that a crash left.

    Parameters
    ----------
    journal
        Its file.
    project_name, path
        Name of the project, and its file (``None`` if it had none).
    time
        When the last change was written down.
    edits
        How many changes it holds.
    moved_on
        When its file got the content that it has now, if that is not what the work was done on: then the file
        holds other work, and this one can only come back as a copy.
    """

    journal: Path
    project_name: str
    path: Path | None
    time: datetime
    edits: int
    moved_on: datetime | None = None


@dataclass(frozen=True)
class Recovered:
    """Unsaved work brought back.

    Parameters
    ----------
    path, mark
        File that it belongs to, and mark of the content that it may replace; ``None`` if the file is gone or
        holds other work by now.
    moved_on
        Since when the file holds other work.
    """

    project: Project
    path: Path | None
    mark: str | None
    moved_on: datetime | None = None


def pending_recoveries(folder: Path) -> list[Recovery]:
    """Unsaved work that crashed sessions left, newest first.

    Journals of sessions that still run are not listed, nor those that another one replaces. One that cannot
    be read is renamed, never deleted. What a journal starts from is kept beside it from now on, so that
    saving the project anew does not take it away.
    """
    found = []
    replaced = set()
    _remove_orphans(folder)
    for path in sorted(folder.glob(f"[!.]*{ENDING}")) if folder.is_dir() else ():
        try:
            head, entries = _read(path)
        except (OSError, ValueError, KeyError):
            with contextlib.suppress(OSError):
                path.rename(path.with_name(path.name + ".unreadable"))
            continue
        replaced.add(head.get("replaces", ""))
        written_at = path.stat().st_mtime
        if _is_in_use(int(head.get("pid", 0)), written_at):
            continue
        if not entries and not head["base"]:
            continue
        when = datetime.fromtimestamp(written_at).astimezone()
        file = Path(head["path"]) if head["path"] else None
        moved_on = None
        if file is None or _answers(file):
            _keep_base(path, head)
            moved_on = _moved_on(file, head["mark"]) if file is not None else None
        found.append(Recovery(path, str(head["name"]), file, when, len(entries), moved_on))
    offered = [recovery for recovery in found if recovery.journal.name not in replaced]
    return sorted(offered, key=lambda recovery: recovery.time, reverse=True)


def _answers(file: Path) -> bool:
    """Whether the drive of a file says anything of it: the start of the program waits for no dead one."""
    return look((file,)).wait(PATIENCE_S)


def recover(recovery: Recovery) -> Recovered:
    """Project as it was at the last change written down. The journal stays until :func:`discard`.

    Raises
    ------
    HavenError
        The journal cannot be read (``recovery_unreadable``), or nothing is left of what it starts from: the
        project file is another one by now and so is its backup (``recovery_base``).
    """
    try:
        head, entries = _read(recovery.journal)
        project = load_project(_base(recovery.journal, head))
        # A copy that the work starts from does not know of what its project could not read.
        project.left_out = tuple(Remark(**remark) for remark in head.get("left_out", ())) or project.left_out
        for entry in entries:
            _put_in_place(project, entry)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HavenError("recovery_unreadable", file=recovery.journal.name, details=repr(error)) from error
    file = Path(head["path"])
    if not head["path"] or not _holds(file, head["mark"]):
        return Recovered(project, None, None, _moved_on(file, head["mark"]) if head["path"] else None)
    return Recovered(project, file, head["mark"])


def discard(recovery: Recovery) -> None:
    """Remove a journal, what it replaces and all copies: the work is saved by now, or given up."""
    folder, name = recovery.journal.parent, recovery.journal.name
    while name:
        journal = folder / name
        try:
            name = Path(_read(journal)[0].get("replaces", "")).name
        except (OSError, ValueError):
            name = ""
        stem = journal.name.removesuffix(ENDING)
        for path in (journal, *folder.glob(f"{stem}-*.gpkg*")):
            with contextlib.suppress(OSError):
                path.unlink()


def _remove_orphans(folder: Path) -> None:
    """Remove half-written files and copies that no journal starts from, of runs that died long ago."""
    journals = {path.name.partition(ENDING)[0] for path in folder.glob(f"[!.]*{ENDING}*")}
    for path in folder.glob("*"):
        token = _OWN_FILE.match(path.name)
        if token is None or (token[1] in journals and not path.name.startswith(".")):
            continue
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFTOVER_AGE_S:
                path.unlink()


def _is_in_use(pid: int, written_at: float) -> bool:
    """Whether the program that wrote a journal still runs; after a restart another may have its number."""
    if not is_running(pid):
        return False
    began = started_at(pid)
    return began is None or began <= written_at + CLOCK_SLACK_S


def process_mark(pid: int) -> str:
    """What tells a running process from a later one with its number, by no clock that could be set.

    Clock ticks from the start of the computer to that of the process; on Windows the moment noted at its
    start. Empty where nothing tells.
    """
    try:
        if os.name == "nt":
            return str(_started_at_windows(pid) or "")
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[19].decode("ascii")
    except (OSError, ValueError, IndexError):
        return ""


def started_at(pid: int) -> float | None:
    """Time at which a running process began, seconds since 1970; ``None`` where nothing tells."""
    try:
        if os.name == "nt":
            return _started_at_windows(pid)
        ticks = int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[19])
        boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime "))
        return int(boot.split()[1]) + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _started_at_windows(pid: int) -> float | None:
    import ctypes

    query_limited = 0x1000
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(query_limited, False, pid)
    if not handle:
        return None
    times = [ctypes.c_ulonglong() for _ in range(4)]  # began, ended, in the kernel, in the program
    told = kernel.GetProcessTimes(handle, *map(ctypes.byref, times))
    kernel.CloseHandle(handle)
    # Tenths of microseconds since 1601.
    return times[0].value / 1e7 - 11_644_473_600 if told else None


def is_running(pid: int) -> bool:
    """Whether a process with that number runs on this computer, ourselves included."""
    if pid <= 0:
        return False
    if os.name == "nt":
        import ctypes

        query_limited, still_active = 0x1000, 259
        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        handle = kernel.OpenProcess(query_limited, False, pid)
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == still_active
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """First line and entries of a journal, up to the first line that is torn.

    Raises
    ------
    ValueError
        The first line is not that of a journal we can read.
    """
    lines = path.read_bytes().split(b"\n")
    entries = list(_intact(lines[:-1]))
    if not entries or entries[0].get("journal") != VERSION:
        raise ValueError(f"{path.name} is no journal of version {VERSION}")
    head = entries[0]
    for key in ("name", "path", "base", "mark"):
        if not isinstance(head.get(key), str):
            raise ValueError(f"{path.name} has no {key}")
    return head, entries[1:]


def _intact(lines: Iterable[bytes]) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(lines):
        checksum, _, data = line.partition(b" ")
        try:
            if int(checksum, 16) != zlib.crc32(data):
                return
            entry = json.loads(data)
        except ValueError:
            return
        if number and entry.get("n") is None:
            return
        yield entry


def _base(journal: Path, head: Mapping[str, str]) -> Path:
    """File that a journal starts from: its own copy, else the project file, else that file's backup."""
    if head["base"]:
        return journal.parent / Path(head["base"]).name
    path = Path(head["path"])
    for candidate in (kept_base(journal), path, backup_path(path)):
        if _holds(candidate, head["mark"]):
            return candidate
    raise HavenError("recovery_base", file=path.name)


def _keep_base(journal: Path, head: Mapping[str, str]) -> None:
    """Keep a copy of the file that a journal starts from, if it is still there and no copy is."""
    if head["base"]:
        return
    with contextlib.suppress(OSError, HavenError, *SQL_FAULTS):  # the file itself may still do
        base = _base(journal, head)
        if base != kept_base(journal):
            copy_content(base, kept_base(journal))


def _holds(path: Path, mark: str) -> bool:
    """Whether a file is there and has that content."""
    try:
        return path.is_file() and content_mark(path) == mark
    except (OSError, HavenError, *SQL_FAULTS):
        return False


def _moved_on(path: Path, mark: str) -> datetime | None:
    """When a file got its content, if it is there and has other content than the given one."""
    try:
        written_at = path.stat().st_mtime
    except OSError:
        return None
    return None if _holds(path, mark) else datetime.fromtimestamp(written_at).astimezone()


def _put_in_place(project: Project, entry: Mapping[str, Any]) -> None:
    """Bring a project to the state that one line holds."""
    if "scenarios" in entry:
        present = {scenario.id: scenario for scenario in project.scenarios}
        project.scenarios = tuple(_scenario(row, present) for row in entry["scenarios"])
    if "facilities" in entry:
        project.apply(EditFacilities(tuple(_facility_edit(project, *row) for row in entry["facilities"])))
    if "settings" in entry:
        project.apply(EditSettings(project.settings, codec.settings_from_json(entry["settings"])))
    if "layers" in entry:
        layers = {layer.id: layer for layer in project.layers}
        looks = [row for row in entry["layers"] if row["id"] in layers]
        project.apply(
            project.layers_edit(
                layers[row["id"]].with_changes(
                    name=row["name"],
                    visible=row["visible"],
                    opacity=row["opacity"],
                    style=codec.style_from_json(row["style"]),
                )
                for row in looks
            )
        )
    if "active" in entry:
        project.activate(entry["active"])


def _facility_edit(
    project: Project, scenario_id: str, facility_id: str, table: Mapping[str, Any] | None
) -> FacilityEdit:
    after = None if table is None else codec.facility_from_json(table)
    before = project.scenario(scenario_id).facilities.get(facility_id)
    return FacilityEdit(scenario_id, facility_id, before, after)


def _scenario(row: Mapping[str, Any], present: Mapping[str, Scenario]) -> Scenario:
    if "facilities" in row:
        made = [codec.facility_from_json(table) for table in row["facilities"]]
        facilities: Mapping[str, Any] = MappingProxyType({facility.id: facility for facility in made})
    else:
        facilities = present[row["id"]].facilities
    closures = tuple(map(codec.closure_from_json, row.get("closures", ())))
    case = row.get("evacuation")
    evacuation = None if case is None else codec.evacuation_from_json(case)
    return Scenario(row["id"], row["name"], facilities, row["note"], closures, evacuation)
