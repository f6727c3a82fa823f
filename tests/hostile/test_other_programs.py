"""Another program has the project file open too: nobody's edit is lost, and no file is spoiled."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from layers.disk import beside
from layers.disk.beside import content_mark
from layers.project.file import load_marked, load_project, save_project
from models.kernel.errors import HavenError
from models.project.project import Project
from tests.layers.made import assert_same, project

OTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=1)
print("open", flush=True)
for line in sys.stdin:
    try:
        print(connection.execute(line).fetchall(), flush=True)
    except sqlite3.Error as error:
        print(error.sqlite_errorname, flush=True)
connection.close()
"""
EDIT = """UPDATE haven_scenarios SET name = '别处改的' WHERE scenario_id = 'p1'"""
TOUCH = "UPDATE gpkg_contents SET last_change = '2031-01-01T00:00:00Z' WHERE table_name = 'haven_scenarios'"


class Other:
    """A process of its own that has a database open."""

    def __init__(self, path: Path) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(path)], stdin=pipe, stdout=pipe, text=True
        )
        self._answer()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def __call__(self, *statements: str) -> str:
        for statement in statements:
            assert self.process.stdin is not None
            print(statement, file=self.process.stdin, flush=True)
            answer = self._answer()
        return answer

    def edit(self) -> None:
        """Commit an edit, as QGIS does."""
        assert self("BEGIN", EDIT, TOUCH, "COMMIT") == "[]"

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def kill(self) -> None:
        self.process.kill()
        self.close()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "p"
    folder.mkdir()
    save_project(project(), folder / "p.gpkg")
    return folder / "p.gpkg"


@pytest.fixture
def start(saved: Path) -> Iterator[Callable[[], Other]]:
    others: list[Other] = []

    def make() -> Other:
        others.append(Other(saved))
        return others[-1]

    yield make
    for other in others:
        if other.process.poll() is None:
            other.kill()


def listing(path: Path) -> dict[str, bytes]:
    return {item.name: item.read_bytes() for item in sorted(path.parent.iterdir()) if item.is_file()}


def renamed(name: str) -> Project:
    made = project()
    made.settings = replace(made.settings, name=name)
    return made


def refused(path: Path, made: Project, expected: str | None = None) -> str:
    """Key of the refusal; the file's content is what it was."""
    before = content_mark(path)
    with pytest.raises(HavenError) as caught:
        save_project(made, path, expected=expected)
    assert content_mark(path) == before
    assert caught.value.message("zh").repair
    return caught.value.key


def name_of(path: Path) -> str:
    return load_project(path).scenario("p1").name


# -- a program that has the file open in WAL mode, as QGIS does while it edits ---------------------------
@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_committed_edits_in_a_wal_are_seen_and_never_overwritten(
    saved: Path, start: Callable[[], Other], first: str
) -> None:
    if first == "ours":
        _, mark = load_marked(saved)
        other = start()
        other("PRAGMA journal_mode = WAL")
    else:
        other = start()
        other("PRAGMA journal_mode = WAL")
        _, mark = load_marked(saved)
    other.edit()
    assert name_of(saved) == "别处改的"  # at reload
    assert content_mark(saved) != mark
    assert refused(saved, renamed("我们的"), mark) == "file_in_use"
    other.close()
    assert refused(saved, renamed("我们的"), mark) == "changed_outside"
    assert name_of(saved) == "别处改的"
    assert sorted(listing(saved)) == ["p.gpkg"]


def test_edit_that_only_lies_in_the_wal_while_loading_is_loaded(
    saved: Path, start: Callable[[], Other]
) -> None:
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.edit()
    before = listing(saved)
    found, mark = load_marked(saved)
    assert found.scenario("p1").name == "别处改的"
    assert listing(saved) == before, "reading wrote into the folder"
    other.close()
    # Merging is no change: what was loaded may be saved.
    assert save_project(found, saved, expected=mark) == content_mark(saved)


def test_a_program_that_only_looks_does_not_count_as_a_change(
    saved: Path, start: Callable[[], Other]
) -> None:
    found, mark = load_marked(saved)
    other = start()
    other("PRAGMA journal_mode = WAL", "SELECT count(*) FROM shelters", "PRAGMA journal_mode = DELETE")
    other.close()
    save_project(found, saved, expected=mark)


def test_a_file_left_in_wal_mode_is_not_in_it_after_our_save(saved: Path, start: Callable[[], Other]) -> None:
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.close()
    found, mark = load_marked(saved)
    assert sorted(listing(saved)) == ["p.gpkg"]
    save_project(found, saved, expected=mark)
    with sqlite3.connect(saved) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    assert sorted(listing(saved)) == ["p.gpkg", "p.gpkg.bak"]


@pytest.mark.parametrize("has_shm", [True, False])
def test_wal_of_a_killed_program_is_taken_in(saved: Path, start: Callable[[], Other], has_shm: bool) -> None:
    _, mark = load_marked(saved)
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.edit()
    other.kill()
    if not has_shm:
        saved.with_name("p.gpkg-shm").unlink()
    assert saved.with_name("p.gpkg-wal").stat().st_size
    before = listing(saved)
    found, seen = load_marked(saved)
    assert found.scenario("p1").name == "别处改的" and listing(saved) == before
    assert refused(saved, renamed("我们的"), mark) == "changed_outside"
    found.apply(found.settings_edit(name="两边的"))
    save_project(found, saved, expected=seen)
    again = load_project(saved)
    assert (again.settings.name, again.scenario("p1").name) == ("两边的", "别处改的")
    assert sorted(listing(saved)) == ["p.gpkg", "p.gpkg.bak"]
    assert name_of(saved.with_name("p.gpkg.bak")) == "别处改的"


def test_edit_saved_over_on_purpose_stays_in_the_backup(saved: Path, start: Callable[[], Other]) -> None:
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.edit()
    other.kill()
    save_project(renamed("我们的"), saved)  # "save as" over it
    assert_same(renamed("我们的"), load_project(saved))
    assert name_of(saved.with_name("p.gpkg.bak")) == "别处改的"


def test_program_that_closes_after_our_save_elsewhere_spoils_nothing(
    saved: Path, start: Callable[[], Other]
) -> None:
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.edit()
    elsewhere = saved.with_name("q.gpkg")
    save_project(renamed("我们的"), elsewhere)
    other.edit()
    other.close()
    assert_same(renamed("我们的"), load_project(elsewhere))
    assert name_of(saved) == "别处改的"


# -- locks without a WAL ---------------------------------------------------------------------------------
@pytest.mark.parametrize("hold", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_a_lock_is_respected(
    saved: Path, start: Callable[[], Other], hold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.disk.beside.LOCK_WAIT_S", 0.1)
    other = start()
    other(hold)
    with pytest.raises(HavenError) as caught:
        save_project(renamed("我们的"), saved)
    assert caught.value.key == "file_in_use"
    if hold == "BEGIN EXCLUSIVE":
        with pytest.raises(HavenError) as caught:
            load_project(saved)
        assert caught.value.key == "file_locked"
    other(EDIT, TOUCH, "COMMIT")
    assert name_of(saved) == "别处改的"
    save_project(renamed("我们的"), saved)
    other.close()
    assert_same(renamed("我们的"), load_project(saved))


def test_program_that_idles_without_a_lock_is_told_that_its_file_is_gone(
    saved: Path, start: Callable[[], Other]
) -> None:
    other = start()
    other("SELECT count(*) FROM shelters")
    save_project(renamed("我们的"), saved)
    assert other(EDIT) in ("SQLITE_READONLY_DBMOVED", "SQLITE_BUSY")  # not accepted and then lost
    other.close()
    assert_same(renamed("我们的"), load_project(saved))


@pytest.mark.skipif(sys.platform == "win32", reason="nothing that is open can be replaced there")
def test_nobody_gets_in_between_the_check_and_the_replacing(
    saved: Path, start: Callable[[], Other], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start()
    answers = []
    real = Path.replace

    def replacing(source: Path, target: Path) -> Path:
        if target == saved:
            answers.append(other(EDIT))
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replacing)
    save_project(renamed("我们的"), saved)
    assert answers == ["SQLITE_BUSY"]
    assert_same(renamed("我们的"), load_project(saved))


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to what was opened there")
@pytest.mark.parametrize("look", [content_mark, load_project])
def test_another_thread_that_looks_does_not_end_the_hold_of_a_save(
    saved: Path, start: Callable[[], Other], look: Callable[[Path], object]
) -> None:
    # POSIX ends all locks of a process on a file when any of its threads closes the file.
    thread = threading.Thread(target=look, args=(saved,), daemon=True)
    other = start()
    with beside.held(saved):
        thread.start()
        thread.join(0.3)
        assert other(EDIT) == "SQLITE_BUSY"
    thread.join()
    assert other(EDIT) == "[]"


def test_half_written_transaction_of_a_killed_program_is_rolled_back(
    saved: Path, start: Callable[[], Other]
) -> None:
    found, mark = load_marked(saved)
    other = start()
    other("PRAGMA cache_size = 1", "PRAGMA cache_spill = 1", "BEGIN IMMEDIATE")
    other("CREATE TABLE filler (a)")
    other(
        "INSERT INTO filler WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        " SELECT randomblob(500) FROM n"
    )
    other.kill()
    assert saved.with_name("p.gpkg-journal").stat().st_size
    before = listing(saved)
    assert_same(found, load_project(saved))
    assert listing(saved) == before
    save_project(renamed("我们的"), saved, expected=mark)
    assert_same(renamed("我们的"), load_project(saved))
    assert sorted(listing(saved)) == ["p.gpkg", "p.gpkg.bak"]


# -- leftovers, and what only looks like one -------------------------------------------------------------
def test_leftover_of_a_file_that_is_gone_is_not_applied_to_the_new_one(
    saved: Path, start: Callable[[], Other]
) -> None:
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.edit()
    other.kill()
    wal = saved.with_name("p.gpkg-wal").read_bytes()
    saved.unlink()
    save_project(renamed("我们的"), saved)
    assert_same(renamed("我们的"), load_project(saved))
    assert saved.with_name("p.gpkg-wal.bak").read_bytes() == wal


def test_damaged_file_can_be_saved_over(saved: Path) -> None:
    data = saved.read_bytes()
    saved.write_bytes(data[:100] + bytes(len(data) - 100))
    save_project(renamed("我们的"), saved)
    assert_same(renamed("我们的"), load_project(saved))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes as files")
@pytest.mark.parametrize("ending", beside.ENDINGS)
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "huge"])
def test_companion_that_is_no_file_is_refused_at_once(saved: Path, ending: str, kind: str) -> None:
    companion = saved.with_name(saved.name + ending)
    if kind == "pipe":
        os.mkfifo(companion)
    elif kind == "device":
        companion.symlink_to("/dev/zero")
    elif kind == "folder":
        companion.mkdir()
    else:
        with companion.open("wb") as file:
            file.truncate(1 << 40)
    for act in (lambda: load_project(saved), lambda: save_project(renamed("x"), saved)):
        with pytest.raises(HavenError) as caught:
            act()
        assert caught.value.key == "companion_odd" and companion.name in caught.value.message("zh").what
    companion.rename(saved.with_name("odd"))
    assert_same(project(), load_project(saved))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes as files")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_project_that_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "p.gpkg"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    for load in (load_project, load_marked):
        with pytest.raises(HavenError) as caught:
            load(path)
        assert caught.value.key == "file_unreadable"
    with pytest.raises(HavenError) as caught:
        save_project(project(), path)
    assert caught.value.key == "place_taken"
    assert path.is_fifo() or path.is_symlink() or path.is_dir()


def test_copy_that_changes_while_it_is_made_is_not_read(
    saved: Path, start: Callable[[], Other], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start()
    other("PRAGMA journal_mode = WAL")
    other.edit()
    other.kill()
    saved.with_name("p.gpkg-shm").unlink()  # so that a private copy is needed
    real = shutil.copyfile

    def slow(source: Path, target: Path) -> None:
        real(source, target)
        with Path(source).open("ab") as file:
            file.write(b"x")

    monkeypatch.setattr(shutil, "copyfile", slow)
    with pytest.raises(HavenError) as caught:
        load_project(saved)
    assert caught.value.key == "file_locked"


def test_nothing_is_remembered_of_files_that_nobody_uses(saved: Path) -> None:
    for number in range(3):
        save_project(load_project(saved), saved.with_name(f"{number}.gpkg"))
    assert len(beside._turns) == 0


def test_mark_sees_content_alone(saved: Path) -> None:
    mark = content_mark(saved)
    os.utime(saved, ns=(1, 1))
    assert content_mark(saved) == mark
    with sqlite3.connect(saved) as connection:
        connection.execute(EDIT)
    connection.close()
    assert content_mark(saved) != mark
