"""A second process beside a pack: what it does not write is written here, and it never outlives us."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from layers.project.file import save_project
from models.kernel.progress import Progress, Work, run_to_end
from models.project.scenario import TODAY_ID
from reports.context import make_context
from tests.ui.canvas_project import small_project
from ui.cli import besidejob
from ui.cli.commands import PACK_BESIDE
from ui.cli.parser import EXIT_BAD_INPUT
from ui.outputs import pack as packjob
from ui.outputs.beside import (
    COMMAND,
    LARGEST_MB,
    PROCESSES_VARIABLE,
    Beside,
    Document,
    Opened,
    Wanted,
    is_worth_it,
)
from ui.outputs.contentspages import LAYING_OUT
from ui.outputs.pack import PackRequest, write_pack

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2026, 1, 2)
OPENED = Opened("p.gpkg", None, None, DAY)
STEP = Progress(0, 1, "progress.pack.index")


@contextmanager
def started(code: str) -> Iterator[Beside]:
    """A second process of a few lines, quickly there."""
    with Beside([sys.executable, "-S", "-E", "-c", code], OPENED) as beside:
        beside.ask(Wanted(TODAY_ID, "", (Document("sheet", "zh", "a.pdf"),)))
        yield beside


def test_a_document_that_it_has_written_is_taken_from_it() -> None:
    code = "import sys; sys.stdin.readline(); print('\"b.pdf\"'); print('\"a.pdf\"', flush=True); input()"
    with started(code) as beside:
        assert run_to_end(beside.wait_for(Path("a.pdf"), STEP))
        assert run_to_end(beside.wait_for(Path("b.pdf"), STEP))


@pytest.mark.parametrize("code", ["", "raise SystemExit(3)", "import os; os.abort()", "print('\"b.pdf\"')"])
def test_where_it_ends_before_a_document_is_written_its_asker_is_told(code: str) -> None:
    with started(code) as beside:
        assert not run_to_end(beside.wait_for(Path("a.pdf"), STEP))


def test_where_none_can_be_started_nothing_is_taken_from_it(tmp_path: Path) -> None:
    with Beside([str(tmp_path / "missing")], OPENED) as beside:
        beside.ask(Wanted(TODAY_ID, "", ()))
        assert not run_to_end(beside.wait_for(Path("a.pdf"), STEP))


def test_it_is_waited_for_in_steps_and_ended_with_all_it_left() -> None:
    code = "import json, tempfile; print(json.dumps(tempfile.mkdtemp()), flush=True); input(); input()"
    with started(code) as beside:
        folder = Path(beside._answers.get(timeout=60))
        assert folder.is_dir()
        work = beside.wait_for(Path("a.pdf"), STEP)
        assert next(work) is STEP and next(work) is STEP
        work.close()
        process = beside._process
        assert process is not None and process.poll() is None
    assert process.poll() is not None
    assert not folder.exists()


@pytest.mark.parametrize(("processes", "expected"), [("1", False), ("2", True)])
def test_a_second_process_is_worth_it_where_the_computer_and_the_project_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: str, expected: bool
) -> None:
    monkeypatch.setenv(PROCESSES_VARIABLE, processes)
    project = tmp_path / "p.gpkg"
    assert not is_worth_it(project)
    project.write_bytes(b"x")
    assert is_worth_it(project) is expected
    with project.open("r+b") as file:
        file.truncate(int(LARGEST_MB * 1e6) + 1)
    assert not is_worth_it(project)


# -- in a pack ----------------------------------------------------------------------------------------------
class Told(Beside):
    """A second process that has written some documents at once, and no others."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys, self.asked = keys, list[Wanted]()

    def ask(self, wanted: Wanted) -> None:
        self.asked.append(wanted)
        for document in wanted.documents:
            if document.key in self.keys:
                Path(document.path).write_text("theirs", encoding="utf-8")

    def wait_for(self, path: Path, step: Progress) -> Work[bool]:
        yield step
        return path.exists()


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What of each document was done, in order; a text waits for a word processor twice."""
    done: list[str] = []

    def writer(key: str) -> Callable[[Path], Work[None]]:
        def write(path: Path) -> Work[None]:
            done.append(key)
            try:
                yield Progress(0, 0, "progress.document.sheet")
                if key == "textreport":
                    yield Progress(0, 0, LAYING_OUT)
                    yield Progress(0, 0, LAYING_OUT)
                    done.append("laid out")
                path.write_text("ours", encoding="utf-8")
            finally:
                done.append(f"{key} over")

        return write

    monkeypatch.setattr(packjob, "writers_of", lambda *_: {key: writer(key) for key in packjob.ENDINGS})
    return done


def packed(folder: Path, **options: Any) -> PackRequest:
    return PackRequest(small_project(), folder, ("zh",), DAY, **options)


def test_while_a_text_is_laid_out_the_other_documents_are_made(order: list[str], tmp_path: Path) -> None:
    steps = list(write_pack(packed(tmp_path)))
    assert order.index("webmap over") < order.index("laid out")
    assert order[-1] == "textreport over"
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    (folder,) = tmp_path.iterdir()
    assert len(list(folder.glob("*.docx"))) == 1


def test_maps_are_asked_for_before_pictures_are_drawn_and_the_text_comes_before_the_workbook(
    order: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Watched(Told):
        def ask(self, wanted: Wanted) -> None:
            super().ask(wanted)
            order.append("asked")

    def pictures(*_: object) -> Work[dict[str, bytes]]:
        order.append("pictures")
        yield STEP
        return {}

    monkeypatch.setattr(packjob, "pictures_in", pictures)
    run_to_end(write_pack(packed(tmp_path, beside=Watched(("leader", "atlas", "sheet", "webmap")))))
    begun = [word for word in order if word in ("asked", "pictures", *packjob.ENDINGS)]
    assert begun == ["asked", "pictures", "textreport", "workbook"]
    assert order.index("workbook over") < order.index("laid out")


def test_a_pack_that_is_given_up_gives_up_the_text_that_waits(order: list[str], tmp_path: Path) -> None:
    work = write_pack(packed(tmp_path))
    while "webmap over" not in order:
        next(work)
    assert "textreport over" not in order
    work.close()
    assert order[-1] == "textreport over" and "laid out" not in order
    assert list(tmp_path.iterdir()) == []


def test_what_the_other_process_has_not_written_is_written_here(order: list[str], tmp_path: Path) -> None:
    beside = Told(("atlas", "leader"))
    run_to_end(write_pack(packed(tmp_path, beside=beside, tiles=tmp_path / "tiles.mbtiles")))
    context = make_context(small_project(), made_on=DAY)
    (asked,) = beside.asked
    assert (asked.scenario_id, asked.revision) == (TODAY_ID, context.revision)
    assert [one.key for one in asked.documents] == ["leader", "atlas", "sheet", "webmap"]
    assert asked.tiles == str(tmp_path / "tiles.mbtiles")
    assert "sheet over" in order and not {"atlas", "leader"} & set(order)
    (folder,) = tmp_path.iterdir()
    said = [path.read_text(encoding="utf-8") for path in folder.glob("*.pdf")]
    assert sorted(said) == ["ours", "theirs", "theirs"]


# -- the other side -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "p.gpkg"
    save_project(small_project(), path)
    return path


@pytest.mark.slow
def test_the_other_process_opens_the_same_and_draws(saved: Path, tmp_path: Path) -> None:
    page = tmp_path / "a.pdf"
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom ui.cli.commandline import run\n" + (
        "sys.exit(run(sys.argv[1:]))"
    )
    revision = make_context(small_project(), made_on=DAY).revision
    assert COMMAND == PACK_BESIDE
    with Beside([sys.executable, "-c", code, COMMAND], Opened(str(saved), TODAY_ID, None, DAY)) as beside:
        beside.ask(Wanted(TODAY_ID, revision, (Document("leader", "zh", str(page)),)))
        assert run_to_end(beside.wait_for(page, STEP))
    assert page.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("scenario_id", "revision"), [(TODAY_ID, "another"), ("another", "")])
def test_of_another_project_or_scenario_it_draws_nothing(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: Any, scenario_id: str, revision: str
) -> None:
    page = tmp_path / "a.pdf"

    class Asking:
        def wanted(self) -> Wanted:
            own = make_context(small_project(), made_on=DAY).revision
            return Wanted(scenario_id, revision or own, (Document("leader", "zh", str(page)),))

    monkeypatch.setattr("ui.cli.besidejob.Asked", Asking)
    opened = Opened(str(saved), None, None, DAY)
    assert besidejob.run(msgspec.json.encode(opened).decode()) == EXIT_BAD_INPUT
    assert not page.exists()
