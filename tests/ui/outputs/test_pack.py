"""The meeting pack: everything in one folder, or nothing at all."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QUrl

from layers.project.file import save_project
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from reports import context as context_of_reports
from reports.context import ReportContext, make_context
from reports.identity import identity_line, output_name
from tests.ui.canvas_project import small_project
from tests.ui.conftest import wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.cartography.letters import faces
from ui.cli.commandline import run
from ui.dialogs.pack import BOTH, PackDialog
from ui.outputs import pack as packjob
from ui.outputs.pack import ENDINGS, PackRequest, write_pack

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2026, 1, 2)


def request(folder: Path, project: Project | None = None, **options: Any) -> PackRequest:
    options.setdefault("langs", ("zh",))
    return PackRequest(project or small_project(), folder, made_on=DAY, **options)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, qapp: Any) -> Path:
    """A pack in both languages."""
    return run_to_end(write_pack(request(tmp_path_factory.mktemp("pack"), langs=LANGUAGES)))


def test_every_document_is_there_in_each_language(both: Path) -> None:
    context = make_context(small_project(), made_on=DAY)
    wanted = {
        f"{t('pack.folder', lang)}/{output_name(context, key, lang, ending)}"
        for lang in LANGUAGES
        for key, ending in ENDINGS.items()
    }
    wanted |= {output_name(context, "index", lang, ".txt") for lang in LANGUAGES}
    wanted.add(output_name(context, "data", "zh", ".gpkg"))
    found = files_in(both)
    assert set(found) == wanted
    assert all(len(data) > 500 for data in found.values())
    assert both.name == output_name(context, "pack", "zh", "")
    assert [entry.name for entry in both.parent.iterdir()] == [both.name]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_files_is_true(both: Path, lang: Any) -> None:
    context = make_context(small_project(), made_on=DAY)
    text = (both / output_name(context, "index", lang, ".txt")).read_text(encoding="utf-8-sig")
    assert identity_line(context, lang) in text
    # Another computer's fonts give other files: those of this one are named.
    fonts = next(line for line in text.splitlines() if line.startswith(t("pack.fonts", lang, names="")))
    assert faces() and all(face in fonts for face in {*faces(), *faces("bold")})
    listed = dict(re.findall(r"(?m)^(\S.*\.\w+)\r?\n  .*SHA-256 ([0-9a-f]{64})", text))
    files = {name: data for name, data in files_in(both).items() if not name.endswith(".txt")}
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_a_pack_in_one_language_has_no_folders(
    tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without(monkeypatch, "leader", "atlas", "workbook", "data")
    folder = run_to_end(write_pack(request(tmp_path, langs=("en",))))
    assert not [entry for entry in folder.iterdir() if entry.is_dir()]
    assert len(files_in(folder)) == len(packjob.ENDINGS) + 2


def test_all_documents_share_one_computation(
    tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def count(*arguments: Any, **options: Any) -> Any:
        made.append(1)
        return make_context(*arguments, **options)

    monkeypatch.setattr(context_of_reports, "make_context", count)
    _without(monkeypatch, "leader", "atlas", "sheet", "workbook", "data")
    run_to_end(write_pack(request(tmp_path, langs=LANGUAGES)))
    assert made == [1]


def _without(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """Leave documents out that take long and that the test is not about; of the ``data`` a file is there."""
    kept = {key: ending for key, ending in ENDINGS.items() if key not in keys}
    monkeypatch.setattr(packjob, "ENDINGS", kept)
    if "data" in keys:
        monkeypatch.setattr(packjob, "_data", _no_data)


def _no_data(context: ReportContext, path: Path, lang: Lang) -> Iterator[Progress]:
    yield Progress(0, 0, "progress.document.geodata")
    path.write_bytes(b"geodata")


@pytest.mark.parametrize("steps", [1, 3, 8])
def test_a_cancelled_pack_leaves_nothing(
    tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    _without(monkeypatch, "leader", "atlas", "sheet", "workbook")
    work = write_pack(request(tmp_path))
    for _ in range(steps):
        assert isinstance(next(work), Progress)
    work.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), HavenError("disk_full", file="x", folder="y")]
)
def test_a_failed_pack_leaves_nothing_and_says_why(
    tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error
        yield

    _without(monkeypatch, "leader", "atlas", "sheet", "workbook")
    monkeypatch.setattr("reports.webmap.write_webmap", fail)
    with pytest.raises(HavenError) as raised:
        run_to_end(write_pack(request(tmp_path)))
    assert raised.value.key == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_pack_that_is_there_is_never_overwritten(
    tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without(monkeypatch, "leader", "atlas", "sheet", "workbook", "textreport", "data")
    first = run_to_end(write_pack(request(tmp_path)))
    page = next(first.glob("*.html"))
    page.write_text("edited by somebody", encoding="utf-8")
    second = run_to_end(write_pack(request(tmp_path)))
    assert second != first
    assert page.read_text(encoding="utf-8") == "edited by somebody"


@pytest.mark.parametrize("name", ["missing", "x" * 5000, "a\0b"])
def test_without_its_folder_it_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HavenError) as raised:
        run_to_end(write_pack(request(tmp_path / name)))
    assert raised.value.key == "folder_missing"


def test_a_project_without_facilities_has_no_geodata(
    tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without(monkeypatch, "leader", "atlas", "sheet", "workbook")
    folder = run_to_end(write_pack(request(tmp_path, Project())))
    assert {path.suffix for path in folder.iterdir()} == {".docx", ".html", ".txt"}


def test_steps_grow_and_name_the_document(tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, "leader", "atlas", "sheet", "workbook", "data")
    steps = list(write_pack(request(tmp_path)))
    numbered = [(step.done, step.total) for step in steps if step.total]
    assert numbered == sorted(numbered)
    assert all(done < total for done, total in numbered)
    assert {step.values.get("document") for step in steps} >= {"文本", "电子地图", "数据"}


# -- the same files again -----------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_same_project_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    """Sets and mappings by hash are in another order there, and one of them has a second process beside it.

    Both are new processes: in one that has drawn much else Qt may have opened a font again, and then sets
    letters a hair differently.
    """
    project = tmp_path / "p.gpkg"
    save_project(small_project(), project)
    code = "import sys\nfrom ui.cli.commandline import run\nsys.exit(run(sys.argv[1:]))"
    running = {
        seed: subprocess.Popen(
            [sys.executable, "-c", code, "pack", str(project), "-o", str(tmp_path / seed), "--lang", "zh",
             "--date", str(DAY)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "HAVEN_PROCESSES": seed},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        for seed in ("1", "2")
    }  # fmt: skip
    made = []
    for seed, process in running.items():
        said = process.communicate(timeout=300)[1].decode()
        assert process.returncode == 0, said
        (pack,) = (tmp_path / seed).iterdir()
        made.append(files_in(pack))
    one, other = made
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_the_command_line_refuses_a_day_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "x.gpkg", "-o", "y", "--date", "2026-13-01"]) == 2
    assert "--date" in capsys.readouterr().err


# -- in the window ------------------------------------------------------------------------------------------
def open_dialog(window: MainWindow) -> PackDialog:
    window.actions_["export_pack"].trigger()
    (dialog,) = window.findChildren(PackDialog)
    return dialog


def test_the_window_makes_a_pack_and_opens_its_folder(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without(monkeypatch, "leader", "atlas", "sheet", "workbook")
    dialog = open_dialog(window)
    assert not dialog.isModal()
    dialog.folder.setText(str(tmp_path))
    dialog.language.setCurrentIndex(dialog.language.findData("en"))
    dialog.day.setDate(QDate(2026, 1, 2))
    dialog.accept()
    wait_until_idle(window, qtbot)
    (folder,) = tmp_path.iterdir()
    assert "20260102" in folder.name
    assert window.messages.message is not None
    assert folder.name in window.messages.message.what
    opened: list[QUrl] = []
    monkeypatch.setattr("ui.core.exports.QDesktopServices.openUrl", opened.append)
    window.messages._action_button.click()
    assert opened == [QUrl.fromLocalFile(str(folder))]
    again = open_dialog(window)
    assert again.folder.text() == str(tmp_path)
    assert again.language.currentData() == "en"


def test_the_dialog_wants_a_folder_that_is_there(window: MainWindow, tmp_path: Path) -> None:
    dialog = open_dialog(window)
    ready: Callable[[], bool] = dialog._buttons.button(dialog._buttons.StandardButton.Ok).isEnabled
    for none in (str(tmp_path / "missing"), "x" * 5000, f"{tmp_path}\0", "a\tb\nc" * 100):
        dialog.folder.setText(none)
        assert not ready()
    dialog.folder.setText("")
    assert not ready()
    dialog.folder.setText(str(tmp_path))
    assert ready()


def test_the_dialog_follows_the_project_and_hands_over_its_choices(
    window: MainWindow, tmp_path: Path
) -> None:
    dialog = open_dialog(window)
    project = window.session.project
    project.apply(project.duplicate_edit("today", "新方案", "new"))
    dialog.scenario.setCurrentIndex(dialog.scenario.findData("new"))
    dialog.language.setCurrentIndex(dialog.language.findData(BOTH))
    dialog.folder.setText(str(tmp_path))
    chosen: list[PackRequest] = []
    dialog.chosen.disconnect()
    dialog.chosen.connect(chosen.append)
    dialog.accept()
    assert chosen[0].scenario_id == "new"
    assert chosen[0].langs == LANGUAGES
    assert chosen[0].folder == tmp_path
    assert chosen[0].tiles is None
    project.apply(project.scenario_edit("new", name="别名"))  # the closed dialog listens no longer
