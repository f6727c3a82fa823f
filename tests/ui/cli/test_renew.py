"""The command that takes newer data, and closes years."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from layers.project.file import load_project, save_project
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from tests.models.made import layers, shelter
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run

DAY = ["--date", "2026-11-29"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    held = {"w": shelter(1000, 500, id="w", name="西广场")}
    made = tmp_path_factory.mktemp("renew") / "县.gpkg"
    settings = Settings(county_name="甲县", profile_id="yanggu")
    save_project(Project(settings, layers(), [Scenario("today", "", held)], "today"), made)
    return made


def test_residents_are_renewed_with_a_report_and_the_year_before_is_kept(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = next(one for one in load_project(path).layers if one.role == "villages")
    names, people = old.text("name").tolist(), old.number("population_persons").tolist()
    table, out, book = tmp_path / "2026.csv", tmp_path / "新.gpkg", tmp_path / "差异.xlsx"
    rows = "".join(f"{name},{count + 10:.0f}\n" for name, count in zip(names, people, strict=True))
    table.write_text(f"名称,常住人口\n{rows}", encoding="utf-8")
    asked = ["renew", str(path), str(table), "--layer", old.name, *DAY]
    assert run([*asked, "--close", "2025", "--save", str(out), "-o", str(book), "--json"]) == EXIT_OK
    said = json.loads(capsys.readouterr().out)
    assert said["counts"] == {"changed": len(names), "new": 0, "gone": 0, "same": 0}
    assert [row["difference"] for row in said["places"]] == [10.0] * len(names)
    assert [one["year"] for one in said["history"]] == [2025]
    kept = {one["id"]: one["value"] for one in said["history"][0]["figures"]}
    assert kept and said["figures"]
    saved = load_project(out)
    assert [one.year for one in saved.settings.history] == [2025]
    new = next(one for one in saved.layers if one.id == old.id)
    assert new.number("population_persons").sum() == sum(people) + 10 * len(names)
    sheets = openpyxl.load_workbook(book)
    assert {"逐处变化", "分乡镇变化", "指标变化"} <= set(sheets.sheetnames)
    assert run([*asked, "--lang", "en"]) == EXIT_OK
    words = capsys.readouterr().out
    assert f"{len(names)} different" in words.lower() or f"{len(names)} changed" in words


def test_what_cannot_be_asked_is_told(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "x.csv"
    table.write_text("名称,常住人口\n甲,1\n", encoding="utf-8")
    for asked, word in (
        ([], "--close"),
        (["--close", "2025"], "--save"),
        (["--close", "1800", "--save", str(tmp_path / "o.gpkg")], "1800"),
        ([str(table), "--layer", "没有"], "没有"),
    ):
        assert run(["renew", str(path), *asked, *DAY]) == EXIT_BAD_INPUT
        assert word in capsys.readouterr().err
