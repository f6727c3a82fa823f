"""Copies of a project over time, in the program's own folder: thinned by age, bounded in size.

They lie apart from the project (docs/adr/0038-years.md): a memory stick that is lost, or a network drive that
is full, takes none of them along.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from layers.disk.beside import SQL_FAULTS, copy_content, in_turn, opened
from layers.disk.names import safe_name
from layers.project import gpkg
from layers.project.facilityrows import FAMILY_TABLES
from layers.project.file import save_project
from layers.project.read import META_TABLE, read_error
from models.facilities.facility import Family
from models.kernel.errors import HavenError
from models.project.project import Project

MOST_BYTES = 500_000_000
"""What the copies of one project may take, but for the newest, which always stays."""
EACH_MIN = 10
"""While somebody works a copy is made this often."""

_NAME = re.compile(r"(\d{8}-\d{6})\.gpkg")
_TIME = "%Y%m%d-%H%M%S"
_ALL, _HOURLY, _DAILY, _WEEKLY = (timedelta(hours=hours) for hours in (1, 24, 30 * 24, 365 * 24))


@dataclass(frozen=True)
class Backup:
    """One copy.

    Parameters
    ----------
    made_at
        Local time, as on the planner's clock.
    size
        Bytes.
    """

    path: Path
    made_at: datetime
    size: int


def backup_folder(home: Path, project: Path) -> Path:
    """Folder of a project's copies; projects of one name in several folders have one each."""
    place = os.path.normcase(os.path.abspath(project))  # noqa: PTH100 - resolving would ask the drive
    mark = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return home / "backups" / f"{safe_name(project.stem)[:60]}-{mark}"


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """Every copy in a folder, newest first; what bears another name is none."""
    found = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            named = _NAME.fullmatch(entry.name)
            if named is None:
                continue
            with contextlib.suppress(OSError, ValueError):
                size = entry.stat(follow_symlinks=False).st_size
                found.append(Backup(Path(entry.path), datetime.strptime(named[1], _TIME), size))
    return tuple(sorted(found, key=lambda backup: backup.made_at, reverse=True))


def write_backup(project: Project, folder: Path, now: datetime) -> Path:
    """Write a copy of a project as it is, then let go of those that are not needed any more.

    Raises
    ------
    HavenError
        The copy cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:{_TIME}}.gpkg"
    if not path.exists():  # two windows in one second
        save_project(project, path)
    remove_spare(folder, now)
    return path


def keep_file(path: Path, folder: Path, now: datetime) -> Path | None:
    """Keep a project file as it is before it is saved over; ``None`` if there is none, or a recent copy."""
    there = backups_in(folder)
    if there and now - there[0].made_at < timedelta(minutes=EACH_MIN):
        return None
    kept = folder / f"{now:{_TIME}}.gpkg"
    try:
        if not path.is_file():
            return None
        folder.mkdir(parents=True, exist_ok=True)
        with in_turn(path):
            copy_content(path, kept)
    except (OSError, HavenError, *SQL_FAULTS):
        return None  # a copy that cannot be made keeps nobody from saving
    remove_spare(folder, now)
    return kept


def remove_spare(folder: Path, now: datetime) -> None:
    """Remove the copies that :func:`spare` names."""
    for backup in spare(backups_in(folder), now):
        with contextlib.suppress(OSError):
            backup.path.unlink()


def spare(backups: Sequence[Backup], now: datetime, most_bytes: int = MOST_BYTES) -> tuple[Backup, ...]:
    """Copies that are not needed any more, newest first.

    All of the last hour stay, then the last of each hour for a day, of each day for thirty days and of each
    week for a year; of older ones none but the newest copy of all. Then the oldest go, until the rest takes
    no more than ``most_bytes``.
    """
    ordered = sorted(backups, key=lambda backup: backup.made_at, reverse=True)
    kept: list[Backup] = []
    seen: set[tuple[str, object]] = set()
    for backup in ordered:
        bucket = _bucket(backup.made_at, now)
        if not kept or (bucket is not None and bucket not in seen):
            kept.append(backup)
            if bucket is not None:
                seen.add(bucket)
    total = 0
    staying: set[Path] = set()
    for backup in kept:
        total += backup.size
        if staying and total > most_bytes:
            break
        staying.add(backup.path)
    return tuple(backup for backup in ordered if backup.path not in staying)


def _bucket(made_at: datetime, now: datetime) -> tuple[str, object] | None:
    """Of which copies one is enough; ``None`` for those too old. A clock that was set back ages nothing."""
    age = now - made_at
    if age <= _ALL:
        return "copy", made_at
    if age <= _HOURLY:
        return "hour", (made_at.date(), made_at.hour)
    if age <= _DAILY:
        return "day", made_at.date()
    if age <= _WEEKLY:
        return "week", made_at.isocalendar()[:2]
    return None


# -- what is in it -----------------------------------------------------------------------------------------
Counts = dict[str, int]
"""How many there are: ``scenarios``, ``layers``, ``stock``, ``projects``, and each family by its name."""


def counts_of(project: Project) -> Counts:
    """Counts of a project; a facility that several scenarios hold is one."""
    ids = {(one.family, one.id) for scenario in project.scenarios for one in scenario.facilities.values()}
    return {
        "scenarios": len(project.scenarios),
        "layers": len(project.layers),
        "stock": len(project.settings.stock),
        "projects": len(project.settings.projects),
        **_by_family((family for family, _ in ids)),
    }


def _by_family(families: Iterable[Family]) -> Counts:
    found = {str(family): 0 for family in Family}
    for family in families:
        found[str(family)] += 1
    return found


def counts_in(path: Path) -> Counts:
    """Counts of a project file, read without opening the whole of it.

    Raises
    ------
    HavenError
        The file cannot be read.
    """
    try:
        with opened(path) as connection:
            meta = dict(connection.execute(f"SELECT key, value FROM {META_TABLE}").fetchall())
            settings = json.loads(meta["settings"])
            return {
                "scenarios": _count(connection, "haven_scenarios", "scenario_id"),
                "layers": _count(connection, "haven_layers", "layer_id"),
                "stock": len(settings.get("stock", ())),
                "projects": len(settings.get("projects", ())),
                **{
                    str(family): _count(connection, table, "facility_id")
                    for family, table in FAMILY_TABLES.items()
                },
            }
    except OSError as error:
        raise read_error(error, path) from error
    except (*SQL_FAULTS, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HavenError("project_damaged", file=path.name, details=repr(error)) from error


def _count(connection: sqlite3.Connection, table: str, column: str) -> int:
    if not gpkg.has_table(connection, table):
        return 0
    sql = f"SELECT COUNT(DISTINCT {gpkg.quoted(column)}) FROM {gpkg.quoted(table)}"
    return int(connection.execute(sql).fetchone()[0])
