"""The folder that runs without Python; making it takes minutes, so here only what goes around that."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from models.kernel.errors import HavenError
from tests.helpers import ROOT
from tests.test_pins import pinned
from ui.bootstrap.environment import FOREIGN_VARIABLES
from ui.cli import bundlejob

BUILT = ROOT / "dist" / "Haven" / ("haven.exe" if os.name == "nt" else "haven")


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "Haven" / "county.gpkg"
    mine.parent.mkdir()
    mine.write_text("work of years", encoding="utf-8")
    with pytest.raises(HavenError) as refused:
        bundlejob.bundle(tmp_path)
    assert refused.value.key == "bundle_there"
    assert str(mine.parent) in refused.value.message("en").where
    assert [file.name for file in tmp_path.rglob("*")] == ["Haven", "county.gpkg"]


def test_a_failed_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundlejob, "SPEC", tmp_path / "none.spec")
    with pytest.raises(HavenError) as refused:
        bundlejob.bundle(tmp_path / "out")
    assert refused.value.key == "bundle_failed"
    assert not list((tmp_path / "out").iterdir())


def test_every_library_comes_with_its_terms(tmp_path: Path) -> None:
    bundlejob.write_licences(tmp_path)
    locked = pinned("app")
    found = {folder.name: folder for folder in tmp_path.iterdir()}
    installed_everywhere = ("numpy", "pandas", "shapely", "pyside6-essentials", "folium", "openpyxl")
    for name in installed_everywhere:
        folder = found[f"{name}-{locked[name]}"]
        assert any(file.stat().st_size > 2 for file in folder.iterdir()), name
    assert {name.rpartition("-")[0] for name in found} <= set(locked), "what only tests need is no part of it"


@pytest.mark.skipif(not BUILT.exists(), reason="no bundle in dist/Haven: `main.py bundle -o dist` makes one")
def test_the_bundle_works_without_a_network_and_beside_another_gis(tmp_path: Path) -> None:
    cut = ["unshare", "-rn"] if shutil.which("unshare") else []
    hostile = dict.fromkeys(FOREIGN_VARIABLES, str(tmp_path))
    surroundings = {**os.environ, **hostile, "QT_QPA_PLATFORM": "offscreen", "HAVEN_HOME": str(tmp_path)}
    done = subprocess.run(
        [*cut, str(BUILT), "selfcheck", "--lang", "en"], env=surroundings, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
