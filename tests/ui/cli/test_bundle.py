"""Haven as one folder, with Python or with wheels; making them takes minutes, so so here the rest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.kernel.errors import HavenError
from tests.helpers import ROOT
from tests.test_pins import entries, pinned
from ui.bootstrap.environment import FOREIGN_VARIABLES
from ui.cli import bundlejob, wheelhousejob
from ui.core import licences
from ui.core.home import PORTABLE, home_folder

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
    licences.write_licences(tmp_path)
    locked = pinned("app")
    found = {folder.name: folder for folder in tmp_path.iterdir()}
    installed_everywhere = ("numpy", "pandas", "shapely", "pyside6-essentials", "folium", "openpyxl")
    for name in installed_everywhere:
        folder = found[f"{name}-{locked[name]}"]
        assert any(file.stat().st_size > 2 for file in folder.iterdir()), name
    named = {name.rpartition("-")[0] for name in found}
    assert named - {"Python"} <= set(locked), "what only tests need is no part of it"
    assert licences.kept_in(tmp_path) == tuple(
        sorted((*licences.installed(), licences.python()), key=lambda one: f"{one.name}-{one.version}")
    )
    qt = next(one for one in licences.installed() if one.name == "pyside6-essentials")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in "".join(text for _, text in qt.files)


@pytest.mark.skipif(shutil.which("sh") is None, reason="a desktop under Linux has a shell")
def test_a_desktop_is_told_of_the_program_and_can_forget_it(tmp_path: Path) -> None:
    made, home = tmp_path / "甲 县$&|" / "Haven", tmp_path / "data"
    made.mkdir(parents=True)
    bundlejob.write_desktop(made / "share")
    script, told = (
        str(made / "share" / "register.sh"),
        {**os.environ, "XDG_DATA_HOME": str(home)},
    )
    subprocess.run(["sh", script], env=told, check=True)
    entry = (home / "applications" / "haven.desktop").read_text(encoding="utf-8")
    path = str(made / "haven").replace("$", "\\\\$")
    assert f'Exec="{path}" %f' in entry and "MimeType=application/geopackage+sqlite3;" in entry
    put = {"haven-gpkg.xml", "haven.desktop", "haven.svg"}
    assert put <= {file.name for file in home.rglob("*")}
    subprocess.run(["sh", script, "--remove"], env=told, check=True)
    assert not put & {file.name for file in home.rglob("*")}


def test_a_wheelhouse_holds_the_whole_program_and_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[tuple[str, str, str]] = []
    monkeypatch.setattr(wheelhousejob, "fetch", lambda folder, *what: fetched.append((folder.name, *what)))
    made = wheelhousejob.wheelhouse(tmp_path / "Haven", "win_amd64")
    assert fetched == [("wheels", "win_amd64", f"3.{minor}") for minor in (11, 12, 13)]
    for name in (
        "main.py",
        "ui/cli/commandline.py",
        "resources/requirements/app.txt",
        "resources/sample/sample.gpkg",
    ):
        assert (made / name).read_bytes() == (ROOT / name).read_bytes()
    assert not list(made.rglob("__pycache__")) and not (made / "tests").exists()
    with pytest.raises(HavenError) as refused:
        wheelhousejob.wheelhouse(made, "win_amd64")
    assert refused.value.key == "bundle_there"


def test_the_lock_asks_for_the_same_on_every_platform() -> None:
    """Pip holds conditions against the machine it runs on, not against the one it fetches for."""
    assert not [entry for entry in entries("app") if ";" in entry]


@pytest.mark.skipif(not BUILT.exists(), reason="no bundle in dist/Haven: `main.py bundle -o dist` makes one")
def test_the_bundle_works_without_a_network_and_beside_another_gis(tmp_path: Path) -> None:
    cut = ["unshare", "-rn"] if shutil.which("unshare") else []
    hostile = dict.fromkeys(FOREIGN_VARIABLES, str(tmp_path))
    surroundings = {**os.environ, **hostile, "QT_QPA_PLATFORM": "offscreen", "HAVEN_HOME": str(tmp_path)}
    done = subprocess.run(
        [*cut, str(BUILT), "selfcheck", "--lang", "en"], env=surroundings, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_a_folder_beside_a_bundled_program_makes_it_portable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HAVEN_HOME", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "haven"))
    usual = home_folder()
    (tmp_path / PORTABLE).mkdir()
    assert home_folder() == usual != tmp_path / PORTABLE  # from the source it is a folder like any other
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert home_folder() == tmp_path / PORTABLE
    monkeypatch.setenv("HAVEN_HOME", str(tmp_path / "chosen"))
    assert home_folder() == tmp_path / "chosen"


def test_the_installer_asks_for_what_a_bundle_holds_and_removes_nothing_else() -> None:
    script = (bundlejob.SPEC.parent / "haven.nsi").read_text(encoding="utf-8")
    spec = bundlejob.SPEC.read_text(encoding="utf-8")
    started = set(re.findall(r"\$INSTDIR\\(\w+)\.exe", script)) - {"uninstall"}
    assert started == {"haven", "havenw"} == set(re.findall(r'name="(haven\w*)"', spec))
    removed = re.findall(r"^\s*(RMDir|Delete)\s+(/r\s+)?\"\$INSTDIR(.*?)\"", script, re.MULTILINE)
    assert ("RMDir", "/r ", "") not in removed, "a folder may hold more than what was put there"
    assert {name for _, _, name in removed} == {
        "",
        "\\_internal",
        "\\licences",
        "\\manual",
        "\\haven.exe",
        "\\havenw.exe",
        "\\LICENSE.txt",
        "\\uninstall.exe",
    }
