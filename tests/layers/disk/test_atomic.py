"""Writing a file in one step: whatever goes wrong, the old file stays and the reason is said."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

import pytest

from layers.disk import atomic
from layers.disk.atomic import atomic_write, backup_path
from models.kernel.errors import HavenError


def put(text: str):
    return lambda path: path.write_text(text)


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    atomic_write(path, put("1"))
    atomic_write(path, put("2"))
    assert path.read_text() == "2"
    assert list(tmp_path.iterdir()) == [path]


def test_temporary_file_keeps_the_ending_and_the_folder(tmp_path: Path) -> None:
    seen: list[Path] = []

    def write(path: Path) -> None:
        seen.append(path)
        path.write_text("x")

    atomic_write(tmp_path / "图.png", write)
    assert seen[0].suffix == ".png" and seen[0].parent == tmp_path


def test_backup_is_the_version_before(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for text in ("1", "2", "3"):
        atomic_write(path, put(text), keep_backup=True)
    assert (path.read_text(), backup_path(path).read_text()) == ("3", "2")
    assert len(list(tmp_path.iterdir())) == 2


def test_backup_where_files_can_have_one_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a.gpkg"
    for text in ("1", "2"):
        atomic_write(path, put(text), keep_backup=True)
    assert (path.read_text(), backup_path(path).read_text()) == ("2", "1")


@pytest.mark.parametrize("stage", ["write", "check"])
def test_fault_while_writing_leaves_the_old_file(tmp_path: Path, stage: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(_: Path) -> None:
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        atomic_write(path, fail if stage == "write" else put("new"), check=fail if stage == "check" else None)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EACCES, "write_denied"),
        (errno.EROFS, "write_denied"),
        (errno.EIO, "write_failed"),
    ],
)
def test_reason_is_said(tmp_path: Path, number: int, key: str) -> None:
    def fail(_: Path) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(HavenError) as caught:
        atomic_write(tmp_path / "a.txt", fail)
    assert caught.value.key == key
    assert "a.txt" in caught.value.message("zh").where


def windows_error(number: int) -> PermissionError:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("number", [5, 32, 33])
def test_file_held_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    tries = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 4:
            raise windows_error(number)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    atomic_write(tmp_path / "a.txt", put("new"))
    assert (tmp_path / "a.txt").read_text() == "new" and len(tries) == 4


def test_file_held_for_good_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old")

    def replace(self: Path, target: Path) -> None:
        raise windows_error(32)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(atomic, "RETRY_S", 0.05)
    with pytest.raises(HavenError) as caught:
        atomic_write(path, put("new"))
    assert caught.value.key == "file_in_use"
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(HavenError) as caught:
        atomic_write(tmp_path / "no" / "a.txt", put("x"))
    assert caught.value.key == "folder_missing"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs rights that can be taken away"
)
def test_folder_without_rights(tmp_path: Path) -> None:
    folder = tmp_path / "ro"
    folder.mkdir(mode=0o555)
    with pytest.raises(HavenError) as caught:
        atomic_write(folder / "a.txt", put("x"))
    assert caught.value.key == "write_denied"


@pytest.mark.skipif(sys.platform == "win32", reason="no modes on Windows")
def test_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0o640)
    atomic_write(path, put("y"))
    assert path.stat().st_mode & 0o777 == 0o640


def test_leftovers_of_killed_saves_go_after_an_hour(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    old, new, foreign = tmp_path / ".a~11112222.txt", tmp_path / ".a~33334444.txt", tmp_path / ".ab~1.txt"
    for leftover in (old, new, foreign):
        leftover.write_text("half")
    an_hour_ago = time.time() - atomic.LEFTOVER_AGE_S - 1
    for leftover in (old, foreign):
        os.utime(leftover, (an_hour_ago, an_hour_ago))
    atomic_write(path, put("x"))
    assert {item.name for item in tmp_path.iterdir()} == {".a~33334444.txt", ".ab~1.txt", "a.txt"}


def test_very_long_name(tmp_path: Path) -> None:
    path = tmp_path / ("县" * 80 + ".gpkg")
    atomic_write(path, put("x"))
    assert path.read_text() == "x"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a\x00b.gpkg", "name_unusable"),
        ("CON.gpkg", "name_unusable"),
        ("nul", "name_unusable"),
        ("a.gpkg.", "name_unusable"),
        ("a.gpkg ", "name_unusable"),
        ("a?b.gpkg", "name_unusable"),
        ("a\nb.gpkg", "name_unusable"),
        ("县" * 90 + ".gpkg", "name_too_long"),
        ("x" * 243 + ".gpkg", "name_too_long"),
        ("x" * 300 + ".gpkg", "name_too_long"),
    ],
)
def test_name_that_some_system_refuses_is_refused(tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(HavenError) as caught:
        atomic_write(tmp_path / name, put("x"))
    assert caught.value.key == key
    assert caught.value.message("zh").where.isprintable()
    assert list(tmp_path.iterdir()) == []


def test_folder_too_deep_is_said(tmp_path: Path) -> None:
    with pytest.raises(HavenError) as caught:
        atomic_write(tmp_path / "/".join(["x" * 200] * 30) / "a.txt", put("x"))
    assert caught.value.key in ("name_too_long", "folder_missing")


def test_file_of_an_odd_name_that_is_there_can_be_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a?b.txt"
    try:
        path.write_text("1")
    except OSError:
        pytest.skip("this system takes no such name")
    atomic_write(path, put("2"))
    assert path.read_text() == "2"


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and devices as files")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_place_of_another_kind_is_left_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.txt"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/null")
    else:
        path.mkdir()
    with pytest.raises(HavenError) as caught:
        atomic_write(path, put("x"))
    assert caught.value.key == "place_taken"
    assert not path.is_file() and list(tmp_path.iterdir()) == [path]
