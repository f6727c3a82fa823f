"""Many counties by command: a broken one costs the others nothing, and a run goes on where it was."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from models.kernel.errors import HavenError
from models.kernel.text import t
from models.province.results import CountyResult
from tests.bench.made_province import write_province
from ui.cli import batchjob
from ui.cli.commandline import run
from ui.cli.countyjob import CountyTask, Turns, Wanted, encode_turns, read_result


def batch_of(folder: Path, **changes: object) -> batchjob.Batch:
    wanted = Wanted(has_pack=False)
    values = {"folder": folder / "in", "output": folder / "out", "wanted": wanted, "workers": 2, **changes}
    return batchjob.Batch(**values)  # type: ignore[arg-type]


@pytest.mark.slow
def test_counties_are_done_told_and_put_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_province(tmp_path / "in", 1, 3)
    broken = tmp_path / "in" / "坏县"
    broken.mkdir()
    (broken / "乡镇.geojson").write_text("not json", encoding="utf-8")
    line = ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--no-pack", "--workers", "2"]
    line += ["--family", "shelter", "--new", "1", "--name", "某省", "--json"]
    assert run(line) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    good, bad = (next(one for one in found["counties"] if one["key"] == key) for key in ("第001县", "坏县"))
    assert "乡镇.geojson" in bad["reason"]
    assert not bad["figures"]
    assert "坏县" in said.err
    assert good["name"] == "第1县"
    per_resident = good["figures"][0]
    assert per_resident["value"] == pytest.approx(per_resident["part"] / per_resident["whole"])
    assert len(good["sites"]["names"]) == 1
    assert good["outline"]
    book = openpyxl.load_workbook(next((tmp_path / "out").glob("某省_*.xlsx")))
    assert t("workbook.sheet.province_failed", "zh") in book.sheetnames
    table = book[t("workbook.sheet.province_ranking", "zh")]
    assert [table["A5"].value, table["B5"].value, table["C5"].value] == [1, "第1县", round(good["persons"])]
    assert next((tmp_path / "out").glob("某省_*.pdf")).read_bytes().startswith(b"%PDF")

    # Again: what is done is taken over as it is, only the broken one has its turn again.
    before = (tmp_path / "out" / "counties" / "第001县" / "result.json").stat().st_mtime_ns
    assert run(line) == 0
    assert (tmp_path / "out" / "counties" / "第001县" / "result.json").stat().st_mtime_ns == before


def outcome_of(batch: batchjob.Batch, command: list[str], monkeypatch: pytest.MonkeyPatch) -> CountyResult:
    """What comes of one county whose process is another command."""
    monkeypatch.setattr(batchjob, "command_of", lambda turns: command)
    monkeypatch.setattr(batchjob, "_documents", lambda results, batch: ())
    told: list[CountyResult] = []
    outcome = batchjob.run_batch(batch, lambda number, count, result: told.append(result))
    assert list(outcome.results) == told
    [task], [result] = batchjob.tasks_of(batch), outcome.results
    assert read_result(task) == result
    return result


def test_a_process_that_dies_is_told_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in" / "甲县").mkdir(parents=True)
    command = [sys.executable, "-c", "import os, sys; print('last words', file=sys.stderr); os._exit(9)"]
    result = outcome_of(batch_of(tmp_path), command, monkeypatch)
    assert not result.is_done
    assert "9" in result.reason
    assert "last words" in result.reason


def test_a_county_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in" / "甲县").mkdir(parents=True)
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    result = outcome_of(batch_of(tmp_path, limit_min=0.005), command, monkeypatch)
    assert not result.is_done
    assert "0.005" in result.reason


def test_counties_behind_one_that_a_process_falls_over_have_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process for all three; it does the first, falls over the second; the third is done after all."""
    for name in ("a", "b", "c"):
        (tmp_path / "in" / name).mkdir(parents=True)
    program = (
        "import json, os, pathlib, sys\n"
        "for task in json.loads(sys.argv[1])['tasks']:\n"
        "    if task['key'] == 'b':\n"
        "        os._exit(7)\n"
        "    done = {'key': task['key'], 'name': task['key'], 'made_of': task['made_of']}\n"
        "    pathlib.Path(task['folder'], 'result.json').write_text(json.dumps(done))\n"
    )
    begun: list[tuple[str, ...]] = []

    def command_of(turns: Turns) -> list[str]:
        begun.append(tuple(task.key for task in turns.tasks))
        return [sys.executable, "-c", program, encode_turns(turns)]

    monkeypatch.setattr(batchjob, "command_of", command_of)
    monkeypatch.setattr(batchjob, "shared_out", lambda tasks, workers: [tuple(tasks)])
    monkeypatch.setattr(batchjob, "_documents", lambda results, batch: ())
    told: list[str] = []
    outcome = batchjob.run_batch(batch_of(tmp_path), lambda number, count, result: told.append(result.key))
    assert begun == [("a", "b", "c"), ("c",)]
    assert told == ["a", "b", "c"]
    assert [result.is_done for result in outcome.results] == [True, False, True]
    assert "7" in outcome.results[1].reason


@pytest.mark.parametrize(
    ("count", "workers", "has_pack", "sizes"),
    [
        (1, 2, False, [1]),
        (10, 2, False, [5, 5]),  # each worker starts once
        (17, 2, False, [5, 5, 5, 2]),  # not 8, 8 and 1
        (40, 1, False, [8] * 5),
        (10, 2, True, [3, 3, 3, 1]),
    ],
)
def test_counties_are_shared_out_so_that_no_worker_waits_long(
    count: int, workers: int, has_pack: bool, sizes: list[int]
) -> None:
    tasks = [CountyTask(str(one), "", "", "", Wanted(has_pack=has_pack)) for one in range(count)]
    groups = batchjob.shared_out(tasks, workers)
    assert [len(group) for group in groups] == sizes
    assert [task for group in groups for task in group] == tasks


def test_a_process_gives_up_a_county_for_its_time_and_says_so(tmp_path: Path) -> None:
    task = CountyTask("甲县", "", str(tmp_path / "甲县"), "mark", Wanted())
    Path(task.folder).mkdir()
    program = (
        "import sys, time\n"
        "from ui.cli import countyjob\n"
        "countyjob.do_county = lambda task: time.sleep(60)\n"
        "countyjob.run_turns(sys.argv[1])\n"
    )
    word = encode_turns(Turns((task,), 0.005))
    done = subprocess.run([sys.executable, "-c", program, word], cwd=batchjob.ROOT, check=False)
    result = read_result(task)
    assert done.returncode != 0
    assert result is not None
    assert "0.005" in result.reason


def test_a_change_of_the_data_or_of_what_is_wanted_is_another_mark(tmp_path: Path) -> None:
    county = tmp_path / "in" / "甲县"
    county.mkdir(parents=True)
    (county / "a.csv").write_text("1", encoding="utf-8")
    marks = [batchjob.tasks_of(batch_of(tmp_path))[0].made_of]
    marks.append(batchjob.tasks_of(batch_of(tmp_path, wanted=Wanted(by="straight")))[0].made_of)
    (county / "a.csv").write_text("12", encoding="utf-8")
    marks.append(batchjob.tasks_of(batch_of(tmp_path))[0].made_of)
    assert len(set(marks)) == 3
    assert batchjob.tasks_of(batch_of(tmp_path))[0].made_of == marks[-1]


def test_a_folder_without_counties_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(HavenError) as refused:
        batchjob.run_batch(batch_of(tmp_path), lambda *turn: None)
    assert refused.value.key == "batch_no_counties"


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    def no_answer(*_: object, **__: object) -> None:
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", no_answer)
    (tmp_path / "in" / "甲县").mkdir(parents=True)
    with pytest.raises(HavenError) as refused:
        batchjob.run_batch(batch_of(tmp_path, scheduler="tcp://127.0.0.1:1"), lambda *turn: None)
    assert refused.value.key == "batch_no_scheduler"
