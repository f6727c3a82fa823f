"""What was done since the last save, kept on disk so that a crash loses at most a second of work.

A journal is a text file beside the program's settings: a first line that says which project file it starts
from (by the mark of its content), then one line for each change, with the state after it. Reading the file
again and putting those states in place gives the project as it was. A line cut off by the crash is left out.
What cannot be written as lines (layers that were added) is kept as a whole copy of the project instead.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from layers.disk.atomic import atomic_write, write_bytes
from layers.disk.beside import content_mark
from layers.project import codec
from layers.project.file import save_project
from models.county.layer import Layer
from models.facilities.facility import Facility
from models.kernel.errors import HavenError
from models.project.edits import Change, Part
from models.project.project import Project
from models.project.scenario import Scenario

VERSION = 1
ENDING = ".journal"
SYNC_S = 1.0
"""Shortest time between two forced writes to disk."""


class Journal:
    """Writes down each change of a project, for as long as somebody holds on to the journal.

    Parameters
    ----------
    folder
        Folder for recovery files; made if it is not there.
    project
        Project to follow, as its file holds it (or as it was just made).
    path
        The project's file; ``None`` if it has none yet, then a copy of the project is kept.
    mark
        Mark of the content that the file was read with; that of its content now if not given.
    replaces
        Name of the journal that the project was brought back from: it holds unsaved work already, so a copy
        of it is kept, and that journal is not offered beside this one.
    """

    def __init__(
        self,
        folder: Path,
        project: Project,
        path: Path | None,
        mark: str | None = None,
        *,
        replaces: str = "",
    ) -> None:
        self._folder = folder
        self._project = project
        self._file: BinaryIO | None = None
        self._token = f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}-{secrets.token_hex(3)}"
        self._synced_at = 0.0
        self._is_unsynced = False
        self._has_gap = False
        self._revisions: list[int] = []  # of the project, one for each line
        self._base_revision = project.revision
        self._skipped_at = self._layers_changed_at = -1
        self._known_scenarios = {scenario.id for scenario in project.scenarios}
        self._path = path
        self._mark = (mark or content_mark(path)) if path is not None else ""
        self._snapshot: Path | None = None
        self._replaces = replaces
        self._is_at_file = path is not None and not replaces
        self.needs_snapshot = not self._is_at_file
        """Whether a copy is needed, because lines cannot hold what changed: make one when there is time."""
        project.changed.connect(self._on_changed)

    @property
    def path(self) -> Path:
        """The journal's own file."""
        return self._folder / f"{self._token}{ENDING}"

    def flush(self, *, force: bool = False) -> None:
        """Force written lines to the disk, at most once in :data:`SYNC_S`; call it from a timer."""
        if self._file is None or not self._is_unsynced:
            return
        if force or time.monotonic() - self._synced_at >= SYNC_S:
            try:
                os.fsync(self._file.fileno())
            except OSError:
                self._end_lines()
            self._synced_at = time.monotonic()
            self._is_unsynced = False

    def snapshot(self) -> None:
        """Keep a whole copy of the project as it is now, and start the lines anew from it."""
        self.adopt(self.write_copy(self._project), self._project.revision)

    def write_copy(self, project: Project) -> Path:
        """Write a copy of the project for :meth:`adopt`; may run on another thread, on a snapshot."""
        self._folder.mkdir(parents=True, exist_ok=True)
        copy = self._folder / f"{self._token}-{secrets.token_hex(3)}.gpkg"
        save_project(project, copy)
        return copy

    def adopt(self, copy: Path, revision: int) -> bool:
        """Start from a copy of the project as it was at a revision, with the lines for what changed since."""
        if revision >= self._base_revision and self._start_from(copy, revision):
            return True
        copy.unlink(missing_ok=True)  # the project was saved after it was copied, or the disk is full
        return False

    def saved(self, path: Path, mark: str, revision: int) -> None:
        """The project was saved to its file as it was at a revision: what was before is not needed."""
        self._path = path
        self._mark = mark
        self._is_at_file = True
        self._start_from(None, revision)

    def close(self) -> None:
        """Stop following and remove the journal: nothing is unsaved, or the planner gave it up."""
        self._project.changed.disconnect(self._on_changed, missing_ok=True)
        self._forget()

    # -- writing -------------------------------------------------------------------------------------------
    def _on_changed(self, change: Change) -> None:
        if Part.LAYERS in change.parts:
            self._layers_changed_at = self._project.revision
            self.needs_snapshot = True
        entry = _entry(self._project, change, self._known_scenarios)
        self._known_scenarios = {scenario.id for scenario in self._project.scenarios}
        try:
            if not self._is_at_file and self._snapshot is None:
                self.snapshot()
            elif self._has_gap:
                self._end_lines()
            elif entry:
                self._write(entry)
        except (OSError, HavenError):
            self._end_lines()

    def _end_lines(self) -> None:
        """Write no more lines until there is a copy: they would bring back a state that never was.

        A disk that is full or gone must not stop the planner's work; saving will say so.
        """
        self._has_gap = self.needs_snapshot = True
        self._skipped_at = self._project.revision

    def _write(self, entry: Mapping[str, Any]) -> None:
        if self._file is None:
            self._begin()
        assert self._file is not None
        self._file.write(_line({"n": len(self._revisions) + 1, **entry}))
        self._file.flush()
        self._revisions.append(self._project.revision)
        self._is_unsynced = True
        self.flush()

    def _start_from(self, copy: Path | None, revision: int) -> bool:
        """Take a copy, or the file itself, for what the lines start from; keep those for later revisions."""
        old, self._snapshot = self._snapshot, copy
        try:
            kept = self._lines_after(revision)
            if copy is None and not kept:
                self._forget()
            else:
                self._begin(kept)
        except (OSError, HavenError):
            self._snapshot = old
            self._end_lines()
            return False
        if old is not None:
            with contextlib.suppress(OSError):
                old.unlink(missing_ok=True)
        self._base_revision = revision
        self._has_gap = self._skipped_at > revision
        self.needs_snapshot = max(self._skipped_at, self._layers_changed_at) > revision
        return True

    def _lines_after(self, revision: int) -> list[tuple[int, bytes]]:
        """Lines written for what changed after a revision, each with its own revision."""
        if not self._revisions or self._revisions[-1] <= revision:
            return []
        lines = self.path.read_bytes().split(b"\n")[1:]
        written = zip(self._revisions, lines, strict=False)  # what follows was torn by a full disk
        return [(own, line + b"\n") for own, line in written if own > revision]

    def _begin(self, kept: Sequence[tuple[int, bytes]] = ()) -> None:
        """Write the first line (what the lines start from) and lines to keep in place of all there was."""
        self._folder.mkdir(parents=True, exist_ok=True)
        head = {
            "journal": VERSION,
            "name": self._project.settings.name,
            "path": str(self._path) if self._path is not None else "",
            "base": self._snapshot.name if self._snapshot is not None else "",
            "mark": self._mark,
            "replaces": self._replaces,
            "left_out": [asdict(remark) for remark in self._project.left_out],
            "pid": os.getpid(),
            "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        data = _line(head) + b"".join(line for _, line in kept)
        self._close_file()
        atomic_write(self.path, lambda temporary: write_bytes(temporary, data))
        self._revisions = [revision for revision, _ in kept]
        self._file = self.path.open("ab")
        self._synced_at = time.monotonic()

    def _close_file(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # what a full disk did not take is not needed any more
                self._file.close()
            self._file = None
        self._is_unsynced = False

    def _forget(self) -> None:
        """Remove all lines and the copy they started from."""
        self._close_file()
        self._revisions = []
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
            kept_base(self.path).unlink(missing_ok=True)
            if self._snapshot is not None:
                self._snapshot.unlink(missing_ok=True)
        self._snapshot = None


def kept_base(journal: Path) -> Path:
    """Where a copy is kept of the file that a journal starts from, once another run has found the journal."""
    return journal.with_name(f"{journal.name.removesuffix(ENDING)}-base.gpkg")


def _line(entry: Mapping[str, Any]) -> bytes:
    """One line: a checksum, then the entry; a line without its end or with another checksum was torn."""
    data = codec.dumps(entry).encode()
    return b"%08x %s\n" % (zlib.crc32(data), data)


def _entry(project: Project, change: Change, known: set[str]) -> dict[str, Any]:
    """State after a change, of whatever it touched."""
    entry: dict[str, Any] = {}
    if Part.SCENARIOS in change.parts:
        entry["scenarios"] = [
            {
                "id": scenario.id,
                "name": scenario.name,
                "note": scenario.note,
                "closures": [codec.closure_to_json(closure) for closure in scenario.closures],
                "evacuation": scenario.evacuation and codec.evacuation_to_json(scenario.evacuation),
                **({} if scenario.id in known else {"facilities": _facilities(scenario)}),
            }
            for scenario in project.scenarios
        ]
    if Part.FACILITIES in change.parts:
        entry["facilities"] = [
            [scenario.id, facility_id, None if facility is None else codec.facility_to_json(facility)]
            for scenario in project.scenarios
            if scenario.id in change.scenario_ids
            for facility_id, facility in _touched(scenario, change.facility_ids)
        ]
    if Part.SETTINGS in change.parts:
        entry["settings"] = codec.settings_to_json(project.settings)
    if Part.LAYER_LOOKS in change.parts:
        entry["layers"] = [_look(layer) for layer in project.layers]
    if Part.ACTIVE_SCENARIO in change.parts:
        entry["active"] = project.active_scenario_id
    return entry


def _touched(scenario: Scenario, ids: Iterable[str]) -> list[tuple[str, Facility | None]]:
    """Facilities by id, those that are there in the scenario's order, those that are gone last."""
    wanted = frozenset(ids)
    there: list[tuple[str, Facility | None]] = [
        (facility_id, facility)
        for facility_id, facility in scenario.facilities.items()
        if facility_id in wanted
    ]
    return there + [(facility_id, None) for facility_id in sorted(wanted - scenario.facilities.keys())]


def _facilities(scenario: Scenario) -> list[dict[str, Any]]:
    return [codec.facility_to_json(facility) for facility in scenario.facilities.values()]


def _look(layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.id,
        "name": layer.name,
        "visible": layer.visible,
        "opacity": layer.opacity,
        "style": codec.style_to_json(layer.style),
    }
