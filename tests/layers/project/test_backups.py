"""Earlier versions: which stay, what is counted in them; a copy that fails keeps nobody from saving."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.project.backups import (
    Backup,
    backup_folder,
    backups_in,
    counts_in,
    counts_of,
    keep_file,
    spare,
    write_backup,
)
from layers.project.file import load_project, save_project
from models.kernel.errors import HavenError
from models.project.project import Project
from tests.layers.project.versions import writer

NOW = datetime(2026, 3, 18, 15, 30)


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(writer.settings(), writer.layers(), writer.scenarios(), "plan")


def copy(made_at: datetime, size: int = 1) -> Backup:
    return Backup(Path(f"{made_at:%Y%m%d-%H%M%S}.gpkg"), made_at, size)


def kept(times: list[datetime], size: int = 1, most_bytes: int = 1_000_000) -> list[datetime]:
    backups = [copy(time, size) for time in times]
    gone = spare(backups, NOW, most_bytes)
    return sorted((one.made_at for one in backups if one not in gone), reverse=True)


def test_all_of_the_last_hour_stay_then_the_last_of_an_hour_a_day_and_a_week() -> None:
    hour = [NOW - timedelta(minutes=minutes) for minutes in (0, 10, 20, 60)]
    noon = [datetime(2026, 3, 18, 12, minute) for minute in (50, 30, 10)]
    day = [datetime(2026, 3, 10, hour) for hour in (17, 9)]
    week = [
        datetime(2026, 1, 1),
        datetime(2025, 12, 30),
        datetime(2025, 12, 25),
    ]  # the first two are in one week
    old = [datetime(2024, 1, 1)]
    assert kept([*hour, *noon, *day, *week, *old]) == [*hour, noon[0], day[0], week[0], week[2]]


def test_the_newest_stays_however_old_or_large_it_is() -> None:
    assert kept([datetime(2020, 1, 1), datetime(2019, 1, 1)]) == [datetime(2020, 1, 1)]
    assert kept([NOW, NOW - timedelta(minutes=10)], size=80, most_bytes=50) == [NOW]


def test_the_oldest_go_until_the_rest_is_small_enough() -> None:
    times = [NOW - timedelta(minutes=10 * step) for step in range(6)]
    assert kept(times, size=10, most_bytes=35) == times[:3]


@given(st.lists(st.integers(0, 60 * 24 * 500), unique=True, max_size=60), st.integers(1, 60 * 24 * 40))
def test_thinning_twice_is_thinning_once_and_time_only_takes_away(minutes: list[int], later: int) -> None:
    backups = [copy(NOW - timedelta(minutes=one)) for one in minutes]
    left = [one for one in backups if one not in spare(backups, NOW)]
    assert spare(left, NOW) == ()
    after = NOW + timedelta(minutes=later)
    afterwards = {one.path for one in backups} - {one.path for one in spare(backups, after)}
    assert {one.path for one in left} - {one.path for one in spare(left, after)} <= {one.path for one in left}
    assert bool(afterwards) == bool(backups)


def test_a_copy_is_written_listed_and_counted(tmp_path: Path, project: Project) -> None:
    folder = backup_folder(tmp_path, Path("/county/甲 县.gpkg"))
    assert backup_folder(tmp_path, Path("/other/甲 县.gpkg")) != folder
    write_backup(project, folder, NOW - timedelta(days=1_000))  # too old to stay beside the next
    write_backup(project, folder, NOW)
    (folder / "notes.txt").write_text("kept", encoding="ascii")
    (found,) = backups_in(folder)
    assert found.made_at == NOW and found.size == found.path.stat().st_size
    assert counts_in(found.path) == counts_of(project)
    assert counts_of(project) == {
        "scenarios": 2, "layers": 4, "stock": 1, "projects": 1, "shelter": 1, "depot": 1, "fire_station": 1,
        "brigade": 1, "team": 1, "helipad": 1, "medical_point": 1, "warning_point": 1,
    }  # fmt: skip
    assert load_project(found.path).settings == project.settings
    assert (folder / "notes.txt").exists()


def test_what_is_no_project_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "20260318-153000.gpkg").write_bytes(b"SQLite format 3\x00 and no more")
    (found,) = backups_in(tmp_path)
    with pytest.raises(HavenError):
        counts_in(found.path)
    assert backups_in(tmp_path / "gone") == ()


def test_a_file_is_kept_before_it_is_saved_over_unless_it_was_lately(
    tmp_path: Path, project: Project
) -> None:
    path, folder = tmp_path / "a.gpkg", tmp_path / "kept"
    assert keep_file(path, folder, NOW) is None  # there is none yet
    save_project(project, path)
    first = keep_file(path, folder, NOW)
    assert first is not None and load_project(first).settings == project.settings
    assert keep_file(path, folder, NOW + timedelta(minutes=9)) is None
    assert keep_file(path, folder, NOW + timedelta(minutes=11)) is not None
    (tmp_path / "blocked").write_bytes(b"")
    assert keep_file(path, tmp_path / "blocked" / "in", NOW) is None
