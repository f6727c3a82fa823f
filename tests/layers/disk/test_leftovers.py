"""What killed runs left goes once nobody can be at work in it; what is young, linked or no folder stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from layers.disk.leftovers import AGE_S, HIDDEN, remove_leftovers, remove_scratch


def folder(path: Path, age_s: float) -> Path:
    path.mkdir()
    (path / "half.gpkg").write_bytes(b"half")
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_only_old_folders_of_the_pattern_go(tmp_path: Path) -> None:
    old, young = folder(tmp_path / ".pack~haven", AGE_S + 60), folder(tmp_path / ".new~haven", 60)
    other = folder(tmp_path / "mine", AGE_S + 60)
    file = tmp_path / ".file~haven"
    file.write_bytes(b"x")
    os.utime(file, (0, 0))
    link = tmp_path / ".link~haven"
    link.symlink_to(other, target_is_directory=True)
    remove_leftovers(tmp_path, HIDDEN)
    assert not old.exists()
    assert all(one.exists() for one in (young, other / "half.gpkg", file, link))


def test_a_folder_that_cannot_be_looked_into_is_passed_over(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nowhere", HIDDEN)


def test_working_folders_of_the_system_go_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ours, other = folder(tmp_path / "haven-a1b2c3d4", AGE_S + 60), folder(tmp_path / "haven-mine", AGE_S + 60)
    remove_scratch()
    assert (ours.exists(), other.exists()) == (False, True)
