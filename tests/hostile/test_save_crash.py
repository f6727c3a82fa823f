"""A save that dies at any moment leaves a readable project: the old one or the new one."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers.disk import atomic
from layers.project.file import load_project, save_project
from models.kernel.errors import HavenError
from models.project.project import Project
from tests.layers.made import assert_same, project

KILLS = 25
SAVER = """
import os, sys, time
from pathlib import Path
from tests.hostile.test_save_crash import named
from layers.project.file import save_project
path = Path(sys.argv[1])
save_project(named(0), path)
started = time.monotonic()
save_project(named(0), path)
print(time.monotonic() - started, flush=True)
for line in sys.stdin:  # each line: one child that saves and saves until it is killed
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        os.write(1, b"gone\\n")
    else:
        os.write(1, b"%d\\n" % os.getpid())
        number = int(line)
        while True:
            number += 1
            save_project(named(number), path)
            os.write(1, b"saved\\n")  # in one piece, or not at all
"""


def named(number: int) -> Project:
    """The made project under another name, a bit of it different in every part."""
    made = project()
    made.settings = replace(made.settings, name=f"第{number}次")
    made.ui_state = {"number": number}
    layer = made.layers[0]
    frame = layer.frame.copy()
    frame["population_persons"] = float(number)
    made.layers = (replace(layer, frame=frame), *made.layers[1:])
    return made


def kill_while_saving(path: Path, kills: int, seed: int = 20240506) -> tuple[list[int], int]:
    """Kill a process that saves and saves, at any moment; what it leaves is one whole project each time.

    Returns the number of the project found after each kill, and how many kills came in the middle of a save.
    """
    moments = random.Random(seed)
    seen = []
    in_the_middle: set[str] = set()
    command = [sys.executable, "-c", SAVER, str(path)]
    root = Path(__file__).resolve().parents[2]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, text=True) as savers:
        assert savers.stdin is not None and savers.stdout is not None
        save_s = float(savers.stdout.readline())
        for kill in range(kills):
            print(1000 * kill, file=savers.stdin, flush=True)
            child = int(savers.stdout.readline())
            for _ in range(moments.randint(0, 2)):
                assert savers.stdout.readline().strip() == "saved"
            time.sleep(moments.uniform(0.0, 2 * save_s))
            os.kill(child, signal.SIGKILL)
            while (line := savers.stdout.readline().strip()) != "gone":
                assert line == "saved"
            found = load_project(path)
            number = found.ui_state["number"]
            assert_same(named(number), found)
            seen.append(number)
            backup = atomic.backup_path(path)
            if backup.exists():
                assert load_project(backup).ui_state["number"] <= number
            in_the_middle |= {item.name for item in path.parent.iterdir() if "~" in item.name}
        savers.stdin.close()
    return seen, len(in_the_middle)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_random_kills_leave_the_old_or_the_new_project(tmp_path: Path) -> None:
    seen, in_the_middle = kill_while_saving(tmp_path / "p.gpkg", KILLS)
    assert len(set(seen)) > KILLS // 3, "the kills came before any save"
    assert in_the_middle, "no kill came in the middle of a save"


def calls(monkeypatch: pytest.MonkeyPatch, act: Callable[[int, str], None]) -> Iterator[None]:
    """Run `act` before each call to the operating system that a save makes."""
    count = [0]

    def wrap(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            count[0] += 1
            act(count[0], name)
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, wrapped)

    for name in ("open", "fsync", "close", "link", "scandir"):
        wrap(os, name)
    for name in ("replace", "chmod", "unlink", "exists"):
        wrap(Path, name)
    wrap(atomic, "_sync")
    wrap(atomic, "_sync_folder")
    yield


class PowerCut(BaseException):
    """Stops a save so that nothing after it runs, not even the cleaning up."""


@pytest.fixture(scope="module")
def saved_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a project that was saved once and saved again: the file and the one before it."""
    folder = tmp_path_factory.mktemp("saved-twice")
    for number in (0, 1):
        save_project(named(number), folder / "p.gpkg")
    assert atomic.backup_path(folder / "p.gpkg").exists()
    return folder


@pytest.mark.parametrize("kind", ["fault", "power cut"])
def test_crash_at_every_call_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved_twice: Path, kind: str
) -> None:
    reached, newer = 0, named(2)
    expected = {1: named(1), 2: newer}
    for stop_at in range(1, 60):
        path = shutil.copytree(saved_twice, tmp_path / f"{kind}-{stop_at}") / "p.gpkg"
        is_off = False

        def act(number: int, name: str, stop_at: int = stop_at) -> None:
            nonlocal is_off, reached
            if is_off and kind == "power cut":
                raise PowerCut
            if number == stop_at:
                is_off, reached = True, reached + 1
                raise OSError(5, f"{name} failed") if kind == "fault" else PowerCut

        with monkeypatch.context() as patch:
            watcher = calls(patch, act)
            next(watcher)
            try:
                save_project(newer, path)
                outcome = "saved"
            except (PowerCut, HavenError):
                outcome = "stopped"
        found = load_project(path)
        number = found.ui_state["number"]
        assert number in ((2,) if outcome == "saved" else (1, 2))
        assert_same(expected[number], found)
        if not is_off:
            break
    else:
        pytest.fail("a save makes more calls than were tried")
    assert reached >= 8


def test_full_disk_at_every_call_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved_twice: Path
) -> None:
    outcomes, newer = [], named(2)
    expected = {1: named(1), 2: newer}
    for stop_at in range(1, 60):
        path = shutil.copytree(saved_twice, tmp_path / str(stop_at)) / "p.gpkg"
        is_reached = False

        def act(number: int, name: str, stop_at: int = stop_at) -> None:
            nonlocal is_reached
            if number >= stop_at and name in ("open", "fsync", "link", "_sync", "_sync_folder"):
                is_reached = True
                raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            watcher = calls(patch, act)
            next(watcher)
            try:
                save_project(newer, path)
                outcomes.append("saved")
            except HavenError as error:
                outcomes.append(error.key)
        found = load_project(path)
        number = 2 if outcomes[-1] == "saved" else found.ui_state["number"]
        assert number in (1, 2)
        assert_same(expected[number], found)
        if not is_reached:
            break
    assert set(outcomes) == {"disk_full", "saved"} and outcomes[0] == "disk_full"


LIMITED = """
import resource, sys
from pathlib import Path
from tests.hostile.test_save_crash import named
from layers.project.file import save_project
from models.kernel.errors import HavenError
newer, hard = named(2), resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for line in sys.stdin:  # each line: how large a file may become
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(line), hard))
    try:
        save_project(newer, Path(sys.argv[1]))
    except HavenError as error:
        print(error.key, flush=True)
    else:
        print("saved", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the system")
def test_disk_that_takes_only_part_of_the_file_leaves_the_old_project(tmp_path: Path) -> None:
    path, older = tmp_path / "p.gpkg", named(1)
    save_project(older, path)
    root, pipe = Path(__file__).resolve().parents[2], subprocess.PIPE
    command = [sys.executable, "-c", LIMITED, str(path)]
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, text=True) as saver:
        assert saver.stdin is not None and saver.stdout is not None
        for share in (0.0, 0.4, 0.99):
            print(int(path.stat().st_size * share), file=saver.stdin, flush=True)
            assert saver.stdout.readline().strip() in ("write_failed", "disk_full"), share
            assert_same(older, load_project(path))
            assert [item.name for item in tmp_path.iterdir()] == ["p.gpkg"]
        saver.stdin.close()


def test_full_disk_leaves_the_old_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.gpkg"
    save_project(named(1), path)
    real = atomic._sync

    def full(target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "_sync", full)
    with pytest.raises(HavenError) as caught:
        save_project(named(2), path)
    assert caught.value.key == "disk_full"
    monkeypatch.setattr(atomic, "_sync", real)
    assert_same(named(1), load_project(path))
    assert [item.name for item in tmp_path.iterdir()] == ["p.gpkg"]


def test_written_file_that_does_not_read_back_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.gpkg"
    save_project(named(1), path)
    real = atomic._sync

    def spoil(target: Path) -> None:
        data = bytearray(target.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
        target.write_bytes(data)
        real(target)

    monkeypatch.setattr(atomic, "_sync", spoil)
    with pytest.raises(HavenError) as caught:
        save_project(named(2), path)
    assert caught.value.key == "write_failed"
    assert_same(named(1), load_project(path))
