"""The real window is killed while it works: what was done comes back, but for the last second at most."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layers.project.file import save_project
from tests.hostile.killed_window import kill_window
from tests.ui.canvas_project import small_project


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_work_of_a_killed_window_comes_back(tmp_path: Path, haven_home: Path) -> None:
    path = tmp_path / "p.gpkg"
    made = small_project()
    made.apply(made.settings_edit(county_name="0"))
    save_project(made, path)
    # Of the moments to come the first is late enough that something was done a second before.
    for killed in kill_window(path, haven_home, 1, seed=25):
        assert killed.done_a_second_before > 0
        assert killed.found >= killed.done_a_second_before
        assert killed.left == 0
