"""Sheets from the command line: templates, layouts of the project, papers, pictures of a width."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from PySide6.QtGui import QImage

from layers.project.file import save_project
from models.kernel.errors import HavenError
from tests.ui.canvas_project import small_project
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run
from ui.cli.sheetjob import SheetRequest, requested_sheet
from ui.printing.sheet import MapSheet, sheet_to_plain

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def project_file(tmp_path_factory) -> Path:
    project = small_project()
    sheet = MapSheet(template="single", paper="A4", orientation="portrait", title="挂图")
    project.apply(project.settings_edit(sheets={"会议用": sheet_to_plain(sheet)}))
    path = tmp_path_factory.mktemp("project") / "p.gpkg"
    save_project(project, path)
    return path


def size_mm(page) -> list[int]:
    return [round(float(side) * 25.4 / 72) for side in (page.mediabox.width, page.mediabox.height)]


def test_an_atlas_is_written(project_file, tmp_path):
    path = tmp_path / "图集.pdf"
    arguments = [
        "map",
        str(project_file),
        "-o",
        str(path),
        "--template",
        "atlas",
        "--paper",
        "A4",
        "--portrait",
    ]
    assert run(arguments) == EXIT_OK
    pages = pypdf.PdfReader(path).pages
    assert len(pages) >= 2
    assert size_mm(pages[0]) == [210, 297]


def test_a_layout_of_the_project_is_written(project_file, tmp_path):
    path = tmp_path / "map.pdf"
    assert run(["map", str(project_file), "-o", str(path), "--layout", "会议用"]) == EXIT_OK
    page = pypdf.PdfReader(path).pages[0]
    assert size_mm(page) == [210, 297]
    text = "".join(page.extract_text().split())
    assert "挂图" in text and "主要指标" not in text


def test_a_slide_has_the_width_that_was_asked_for(project_file, tmp_path):
    path = tmp_path / "slide.png"
    assert (
        run(["map", str(project_file), "-o", str(path), "--template", "slide", "--width", "1920"]) == EXIT_OK
    )
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1920, 1080)


@pytest.mark.parametrize(
    "more",
    [
        ["-o", "map.pdf", "--layout", "没有"],
        ["-o", "map.pdf", "--template", "compare", "--other", "没有"],
        ["-o", "map.html", "--template", "atlas"],
        ["-o", "map.png", "--width", "5"],
        ["-o", "map.png", "--width", "16001"],
        ["-o", "map.pdf", "--template", "poster"],
    ],
)
def test_what_there_is_not_is_said_and_nothing_written(project_file, tmp_path, monkeypatch, capsys, more):
    monkeypatch.chdir(tmp_path)
    assert run(["map", str(project_file), *more]) == EXIT_BAD_INPUT
    assert capsys.readouterr().err.strip()
    assert list(tmp_path.iterdir()) == []


def test_a_request_becomes_a_sheet():
    project = small_project()
    stored = MapSheet(paper="A2", placed={"page.legend": (1.0, 2.0, 30.0, 40.0)}, title="T")
    project.apply(project.settings_edit(sheets={"Wall": sheet_to_plain(stored)}))
    assert requested_sheet(project, SheetRequest(layout="wall ")) == stored
    other = requested_sheet(
        project, SheetRequest(layout="Wall", template="compare", other="现状", is_grey=True)
    )
    assert (other.template, other.other_id, other.paper, other.placed) == ("compare", "today", "A2", {})
    assert other.black_and_white and other.title == "T"
    with pytest.raises(HavenError) as missing:
        requested_sheet(project, SheetRequest(layout="x"))
    assert "Wall" in missing.value.message("en").one_line()
    assert SheetRequest().is_empty and not SheetRequest(paper="A4").is_empty
