"""Unsaved work after a crash: nothing written down is lost, nothing unreadable is thrown away."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

import pytest
import shapely

from layers.project import journal as journal_module
from layers.project import recovery as recovery_module
from layers.project.file import load_marked, load_project, save_project
from layers.project.journal import Journal
from layers.project.recovery import discard, is_running, pending_recoveries, recover
from models.county.layer import LayerStyle
from models.facilities.facility import Depot, Shelter
from models.kernel.errors import HavenError
from models.project.edits import EditTogether
from models.project.project import Project
from models.project.settings import Override
from tests.layers.made import assert_same, project


@pytest.fixture
def crashed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Our own process counts as gone, as after a crash."""
    monkeypatch.setattr(recovery_module, "is_running", lambda pid: False)
    yield


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "p.gpkg"
    save_project(project(), path)
    return path


def edit_everything(made: Project) -> None:
    """One edit of each kind."""
    first = made.scenario("p1").facilities["s1"]
    made.apply(made.facility_edit({"s1": replace(first, name="新名", geometry=shapely.Point(1 / 3, 2))}))
    made.apply(made.facility_edit({"d1": None, "n1": Depot(id="n1", geometry=shapely.box(0, 0, 1, 1))}))
    made.apply(made.duplicate_edit("p1", "方案丙", "p3"))
    made.activate("p3")
    made.apply(made.facility_edit({"n2": Shelter(id="n2", geometry=shapely.Point(3, 4), gross_area_m2=0.0)}))
    made.apply(made.facility_edit({"s1": None}, "today"))
    made.apply(made.scenario_edit("p1", name="改名", note="为何"))
    made.apply(made.remove_scenario_edit("p2"))
    made.apply(made.settings_edit(name="新县", overrides={"x": Override(1.5, "李四")}))
    made.apply(made.layer_edit("l-land", visible=False, opacity=0.2, style=LayerStyle(fill_color="#00ff00")))
    made.apply(made.layers_edit(reversed(made.layers)))
    together = (made.settings_edit(county_name="丁"), made.facility_edit({"n2": None}))
    edit = EditTogether(together)
    made.apply(edit)
    made.apply(edit.inverse())


def test_everything_done_since_the_save_comes_back(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    edit_everything(made)
    (found,) = pending_recoveries(journal.path.parent)
    assert found.project_name == "示例县" or found.project_name == "新县"
    assert found.path == saved and found.edits >= 12
    assert_same(made, recover(found).project)


def test_work_on_a_project_without_a_file_comes_back(tmp_path: Path, crashed: None) -> None:
    made = project()
    journal = Journal(tmp_path / "rec", made, None)
    assert journal.needs_snapshot
    edit_everything(made)
    (found,) = pending_recoveries(tmp_path / "rec")
    assert found.path is None
    assert_same(made, recover(found).project)


def test_added_layers_come_back_once_copied(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    extra = replace(made.layers[1], id="extra", name="新图层")
    made.apply(made.layers_edit([extra, *made.layers]))
    assert journal.needs_snapshot
    copy, revision = journal.write_copy(made.snapshot()), made.revision
    assert journal.adopt(copy, revision) and not journal.needs_snapshot
    made.apply(made.settings_edit(name="之后"))
    (found,) = pending_recoveries(tmp_path / "rec")
    assert_same(made, recover(found).project)


def test_edits_made_while_a_copy_is_written_follow_it(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    extra = replace(made.layers[1], id="extra", name="新图层")
    made.apply(made.settings_edit(name="before"))
    made.apply(made.layers_edit([extra, *made.layers]))
    copied = made.snapshot()
    edit_everything(made)
    assert journal.adopt(journal.write_copy(copied), copied.revision) and not journal.needs_snapshot
    made.apply(made.settings_edit(name="after"))
    (found,) = pending_recoveries(tmp_path / "rec")
    assert_same(made, recover(found).project)


def test_edits_made_while_the_project_is_saved_follow_the_new_file(
    tmp_path: Path, saved: Path, crashed: None
) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    for number in range(3):  # so often that what was opened is neither the file nor its backup
        made.apply(made.settings_edit(name=f"saved {number}"))
        writing = made.snapshot()
        made.apply(made.settings_edit(county_name=f"while {number}"))
        journal.saved(saved, save_project(writing, saved), writing.revision)
    (found,) = pending_recoveries(tmp_path / "rec")
    back = recover(found)
    assert found.edits == 1 and back.path == saved
    assert_same(made, back.project)


def test_layer_added_while_a_copy_is_written_needs_another(tmp_path: Path, saved: Path) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    copy, revision = journal.write_copy(made.snapshot()), made.revision
    made.apply(made.layers_edit([replace(made.layers[1], id="extra"), *made.layers]))
    assert journal.adopt(copy, revision) and journal.needs_snapshot


def test_copy_older_than_the_last_save_is_not_adopted(tmp_path: Path, saved: Path) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    copy, revision = journal.write_copy(made.snapshot()), made.revision
    made.apply(made.settings_edit(name="y"))
    journal.saved(saved, save_project(made, saved), made.revision)
    assert not journal.adopt(copy, revision)
    assert list((tmp_path / "rec").iterdir()) == []


def test_nothing_is_left_after_saving_or_closing(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    edit_everything(made)
    journal.saved(saved, save_project(made, saved), made.revision)
    assert pending_recoveries(tmp_path / "rec") == [] and list((tmp_path / "rec").iterdir()) == []
    made.apply(made.settings_edit(name="y"))
    (found,) = pending_recoveries(tmp_path / "rec")
    assert_same(made, recover(found).project)
    journal.close()
    assert list((tmp_path / "rec").iterdir()) == []
    made.apply(made.settings_edit(name="z"))
    assert list((tmp_path / "rec").iterdir()) == []


def test_crash_between_saving_and_telling_the_journal(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    edit_everything(made)
    save_project(made, saved)  # the journal never hears of it
    assert journal.path.exists()
    (found,) = pending_recoveries(tmp_path / "rec")
    assert_same(made, recover(found).project)  # from the backup, which is what the journal starts from


def test_file_changed_by_somebody_else_is_said(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    save_project(Project(), saved)
    save_project(Project(), saved)
    assert journal.path.exists()
    (found,) = pending_recoveries(tmp_path / "rec")
    with pytest.raises(HavenError) as caught:
        recover(found)
    assert caught.value.key == "recovery_base" and found.journal.exists()


def test_torn_last_line_costs_only_that_line(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    states = [made.snapshot()]
    for number in range(6):
        made.apply(made.settings_edit(name=f"第{number}次"))
        states.append(made.snapshot())
    whole = journal.path.read_bytes()
    lines = whole.split(b"\n")
    chance = random.Random(3)
    for _ in range(60):
        cut = chance.randrange(len(lines[0]) + 1, len(whole) + 1)
        journal.path.write_bytes(whole[:cut])
        whole_lines = whole[:cut].count(b"\n")
        found = pending_recoveries(tmp_path / "rec")
        if whole_lines == 1:
            assert found == []
        else:
            assert found[0].edits == whole_lines - 1
            assert recover(found[0]).project.settings == states[whole_lines - 1].settings


def test_changed_line_stops_there(tmp_path: Path, saved: Path, crashed: None) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    for number in range(3):
        made.apply(made.settings_edit(name=f"n{number}"))
    journal.path.write_bytes(journal.path.read_bytes().replace(b'"name":"n1"', b'"name":"nX"'))
    (found,) = pending_recoveries(tmp_path / "rec")
    assert found.edits == 1 and recover(found).project.settings.name == "n0"


@pytest.mark.parametrize("content", [b"", b"rubbish", b"00000000 {}\n", bytes(500)])
def test_unreadable_journal_is_renamed_not_deleted(tmp_path: Path, crashed: None, content: bytes) -> None:
    folder = tmp_path / "rec"
    folder.mkdir()
    (folder / "a.journal").write_bytes(content)
    assert pending_recoveries(folder) == []
    assert (folder / "a.journal.unreadable").read_bytes() == content
    assert pending_recoveries(folder) == []


def test_journal_of_a_running_program_is_not_offered(tmp_path: Path, saved: Path) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    assert journal.path.exists()
    assert is_running(os.getpid())
    assert pending_recoveries(tmp_path / "rec") == []
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert not is_running(gone.pid) and not is_running(0) and not is_running(-1)


def test_a_process_that_began_after_the_journal_ended_is_another_one(tmp_path: Path, saved: Path) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    assert pending_recoveries(tmp_path / "rec") == []
    began = recovery_module.started_at(os.getpid())
    assert began is not None and time.time() - 3600 < began <= time.time() + 1
    os.utime(journal.path, (began - 60, began - 60))  # as after a restart that gave our number away again
    (found,) = pending_recoveries(tmp_path / "rec")
    assert recover(found).project.settings.name == "x"


def test_discard_removes_journal_and_copies(tmp_path: Path, crashed: None) -> None:
    made = project()
    journal = Journal(tmp_path / "rec", made, None)
    edit_everything(made)
    assert journal.path.exists()
    (found,) = pending_recoveries(tmp_path / "rec")
    discard(found)
    assert list((tmp_path / "rec").iterdir()) == []


def test_disk_is_forced_at_most_once_a_second(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="begin"))
    forced = []
    clock = [journal_module.time.monotonic() + 10]
    monkeypatch.setattr(journal_module.os, "fsync", forced.append)
    monkeypatch.setattr(journal_module.time, "monotonic", lambda: clock[0])
    for number in range(50):
        clock[0] += 0.1
        made.apply(made.settings_edit(name=str(number)))
    assert 4 <= len(forced) <= 6
    forced.clear()
    journal.flush(force=True)
    journal.flush(force=True)  # nothing new: nothing to force
    assert len(forced) <= 1


def test_full_disk_does_not_stop_the_work(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "_begin", full)
    made.apply(made.settings_edit(name="x"))
    assert made.settings.name == "x" and not journal.path.exists()


class FullFile:
    """A file on a disk that is full: it takes some bytes of each line, then no more."""

    def __init__(self, file: BinaryIO, takes: int) -> None:
        self._file, self._takes = file, takes

    def write(self, data: bytes) -> None:
        self._file.write(data[: self._takes])
        self._file.flush()
        raise OSError(28, "No space left on device")

    def close(self) -> None:
        self._file.close()
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("takes", [0, 20])
def test_a_change_that_found_no_room_is_never_skipped_over(
    tmp_path: Path, saved: Path, crashed: None, takes: int
) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)

    def add(name: str) -> None:
        made.apply(made.facility_edit({name: Shelter(id=name, geometry=shapely.Point(1, 1))}, "today"))

    def recovered() -> set[str]:
        (found,) = pending_recoveries(tmp_path / "rec")
        return {"a", "b", "c", "d"} & recover(found).project.scenario("today").facilities.keys()

    add("a")
    assert journal._file is not None
    journal._file = cast("BinaryIO", FullFile(journal._file, takes))
    add("b")
    assert journal.needs_snapshot
    add("c")  # without b it would be a state that never was
    assert recovered() == {"a"}
    journal.snapshot()
    add("d")
    assert not journal.needs_snapshot and recovered() == {"a", "b", "c", "d"}


def test_the_first_line_that_found_no_room_is_never_skipped_over(
    tmp_path: Path, saved: Path, crashed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    with monkeypatch.context() as patched:
        patched.setattr(journal_module, "write_bytes", full)
        made.apply(made.settings_edit(name="x"))
    made.apply(made.settings_edit(county_name="y"))
    assert journal.needs_snapshot and pending_recoveries(tmp_path / "rec") == []
    journal.saved(saved, save_project(made, saved), made.revision)
    made.apply(made.settings_edit(county_name="z"))
    (found,) = pending_recoveries(tmp_path / "rec")
    assert (recover(found).project.settings.name, recover(found).project.settings.county_name) == ("x", "z")


def test_a_disk_that_fails_when_forced_does_not_stop_the_work(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    made.apply(made.settings_edit(name="y"))
    monkeypatch.setattr(journal_module.os, "fsync", broken)
    journal.flush(force=True)
    assert journal.needs_snapshot


CRASHER = """
import os, sys
from pathlib import Path
from layers.project.journal import Journal
from layers.project.file import load_project
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
made = load_project(path)
journal = Journal(folder, made, path)
for number in range(20):
    made.apply(made.settings_edit(name=f"n{number}"))
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_program_loses_nothing_written_down(tmp_path: Path, saved: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", CRASHER, str(saved), str(tmp_path / "rec")], cwd=root, check=False)
    (found,) = pending_recoveries(tmp_path / "rec")
    assert found.edits == 20 and recover(found).project.settings.name == "n19"


def test_what_lost_work_starts_from_is_kept_once_it_was_seen(
    tmp_path: Path, saved: Path, crashed: None
) -> None:
    made = load_project(saved)
    journal = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    assert journal.path.exists()
    assert pending_recoveries(tmp_path / "rec")[0].moved_on is None
    save_project(Project(), saved)
    save_project(Project(), saved)
    (found,) = pending_recoveries(tmp_path / "rec")
    assert found.moved_on is not None and abs(found.moved_on.timestamp() - time.time()) < 600
    back = recover(found)
    assert_same(made, back.project)
    assert (back.path, back.mark, back.moved_on) == (None, None, found.moved_on)
    discard(found)
    assert list((tmp_path / "rec").iterdir()) == []


def test_work_that_fits_its_file_comes_back_with_the_mark_it_may_replace(
    tmp_path: Path, saved: Path, crashed: None
) -> None:
    made, mark = load_marked(saved)
    journal = Journal(tmp_path / "rec", made, saved, mark)
    made.apply(made.settings_edit(name="x"))
    assert journal.path.exists()
    back = recover(pending_recoveries(tmp_path / "rec")[0])
    assert (back.path, back.mark, back.moved_on) == (saved, mark, None)


def test_a_journal_that_replaces_another_hides_it_and_goes_with_it(
    tmp_path: Path, saved: Path, crashed: None
) -> None:
    made = load_project(saved)
    old = Journal(tmp_path / "rec", made, saved)
    made.apply(made.settings_edit(name="x"))
    (first,) = pending_recoveries(tmp_path / "rec")
    back = recover(first)
    new = Journal(tmp_path / "rec", back.project, back.path, back.mark, replaces=first.journal.name)
    assert new.needs_snapshot
    assert [one.journal for one in pending_recoveries(tmp_path / "rec")] == [old.path]  # nothing written yet
    back.project.apply(back.project.settings_edit(county_name="y"))
    (second,) = pending_recoveries(tmp_path / "rec")
    assert second.journal == new.path
    assert_same(back.project, recover(second).project)
    assert recover(second).path == saved
    discard(second)
    assert list((tmp_path / "rec").iterdir()) == []


def test_leftovers_of_killed_runs_go_after_an_hour(tmp_path: Path, saved: Path, crashed: None) -> None:
    folder = tmp_path / "rec"
    made = project()
    journal = Journal(folder, made, None)
    journal.snapshot()  # of a journal that is there: stays however old it is
    kept = {path.name for path in folder.iterdir()}
    token = journal.path.stem
    gone = "20240101-000000-1-abcdef"
    old = [
        f".{token}~01234567.journal",
        f".{gone}-012345~01234567.gpkg",
        f"{gone}-012345.gpkg",
        f"{gone}-base.gpkg",
    ]
    new = ["20240101-000000-2-abcdef-012345.gpkg", ".20240101-000000-2-abcdef~01234567.journal"]
    foreign = [
        "notes.gpkg",
        "20240101-000000-3-abcdef.journal.unreadable",
        "20240101-000000-3-abcdef-012345.gpkg",
    ]
    for name in (*old, *new, *foreign):
        (folder / name).write_bytes(b"x")
    long_ago = time.time() - 2 * 3600
    for path in folder.iterdir():
        if path.name not in new:
            os.utime(path, (long_ago, long_ago))
    assert len(pending_recoveries(folder)) == 1
    assert {path.name for path in folder.iterdir()} == {*kept, *new, *foreign}


def test_only_the_last_copy_is_kept_and_none_after_saving(tmp_path: Path) -> None:
    made = project()
    journal = Journal(tmp_path / "rec", made, None)
    for name in ("一", "二"):
        made.apply(made.settings_edit(name=name))
        journal.snapshot()
    assert len(list((tmp_path / "rec").glob("*.gpkg"))) == 1
    journal.close()
    assert not list((tmp_path / "rec").iterdir())


def test_a_copy_that_cannot_be_started_from_is_given_up(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project()
    journal = Journal(tmp_path / "rec", made, saved)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    copy = journal.write_copy(made)
    monkeypatch.setattr(journal_module, "atomic_write", full)
    assert not journal.adopt(copy, made.revision)
    assert not copy.exists() and journal.needs_snapshot
    journal.close()
