"""A run that is killed while it writes documents leaves no half file, and a later run cleans up after it."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from layers.disk.leftovers import AGE_S, remove_scratch
from layers.project.file import save_project
from tests.hostile.exporting import started
from tests.ui.canvas_project import small_project
from ui.cli.commandline import run

KILLS = 3
"""Of each kind; their moments are spread over the whole of the work."""


def is_whole(path: Path) -> bool:
    """Whether a document can be read to its end."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    if path.suffix == ".html":
        return path.read_bytes().rstrip().endswith(b"</html>")
    return path.suffix != ".pdf" or path.read_bytes().rstrip().endswith(b"%%EOF")


def seen(folder: Path) -> list[Path]:
    """What a person sees in a folder."""
    return [path for path in folder.rglob("*") if not path.relative_to(folder).parts[0].startswith(".")]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize(
    "words", [["report", "-o", "{}/a.xlsx"], ["map", "-o", "{}/a.html"], ["pack", "-o", "{}"]]
)
def test_a_killed_export_leaves_no_half_file(tmp_path: Path, words: list[str]) -> None:
    project, out, scratch = tmp_path / "p.gpkg", tmp_path / "out", tmp_path / "tmp"
    save_project(small_project(), project)
    out.mkdir()
    scratch.mkdir()
    command = [words[0], str(project), *(word.format(out) for word in words[1:])]
    begun = time.monotonic()
    whole = started(command, str(scratch))
    whole.join(300)
    whole_s = time.monotonic() - begun
    assert whole.exitcode == 0
    names = {path.name for path in seen(out)}
    assert names and all(map(is_whole, seen(out))) and not list(scratch.iterdir())
    moments = random.Random(7)
    for kill in range(KILLS):
        before = {path for path in seen(out) if path.is_file()}
        process = started(command, str(scratch))
        time.sleep(whole_s * (kill + moments.random()) / KILLS)
        process.kill()
        process.join()
        files = [path for path in seen(out) if path.is_file()]
        assert before <= set(files)
        assert {path.name for path in files} <= names and all(map(is_whole, files))


def aged(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (time.time() - AGE_S - 60,) * 2)


def test_the_next_pack_removes_what_a_killed_one_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.outputs.pack.ENDINGS", {"webmap": ".html"})  # the others take long
    project, old, young = tmp_path / "p.gpkg", tmp_path / ".0123abcd~haven", tmp_path / ".89abcdef~haven"
    save_project(small_project(), project)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "a.txt").write_text("theirs", encoding="ascii")
    for folder in (old, young):
        folder.mkdir()
        (folder / "half.xlsx").write_bytes(b"PK")
    link = tmp_path / ".00000000~haven"
    link.symlink_to(kept, target_is_directory=True)
    aged(old, kept)
    assert run(["pack", str(project), "-o", str(tmp_path)]) == 0
    assert not old.exists() and young.exists() and (kept / "a.txt").exists()


def test_scratch_of_killed_runs_goes_and_that_of_others_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, young = tmp_path / "haven-abcd1234", tmp_path / "haven-abcd1235"
    other, file = tmp_path / "other-abcd1234", tmp_path / "haven-abcd1236"
    for folder in (old, young, other):
        folder.mkdir()
        (folder / "x").write_bytes(b"x")
    file.write_bytes(b"x")
    aged(old, other, file)
    remove_scratch()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        path.name for path in (young, other, file)
    )
