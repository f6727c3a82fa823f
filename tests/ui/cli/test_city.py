"""A city over its counties by command: JSON, workbook and map."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from models.kernel.text import LANGUAGES, Lang, t
from tests.layers.city.made import write_city
from ui.cli.commandline import run
from ui.printing import city as citymap
from ui.printing.counties import CountiesMap


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_writes_what_it_says(
    tmp_path: Path, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = write_city(tmp_path, "没有"), tmp_path / "out"
    line = ["city", str(path), "-o", str(out), "--lang", lang]
    assert run(line) == 0
    said = capsys.readouterr().out
    assert t("city.case.together", lang) in said
    assert "甲县" in said
    assert run([*line, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    first, second, missing = found["counties"]
    assert (first["together"]["given"]["bed"], second["together"]["given"]["bed"]) == (8, 12)
    assert (first["alone"]["verdict"], first["together"]["verdict"]) == ("pass", "fail")
    assert (missing["reason"] != "", missing["persons"], missing["together"]["ratio"]) == (True, None, None)
    book = openpyxl.load_workbook(found["documents"][0])
    sheet = book[t("workbook.sheet.city_together", lang)]
    # 33 + 12 of 53 beds: the second county is worse off than the first with 40 + 8.
    assert [sheet.cell(row, 2).value for row in (5, 6, 7)] == ["乙县", "甲县", "没有"]
    # The book goes to others: it names the file that is not there, not where it was looked for.
    told = [str(cell) for one in book for row in one.iter_rows(values_only=True) for cell in row if cell]
    assert any("没有.gpkg" in text for text in told)
    assert not any(str(tmp_path) in text for text in told)
    assert sheet["C5"].value == f"{t('workbook.mark.fail', lang)} {t('city.verdict.fail', lang)}"
    loads = book[t("workbook.sheet.city_loads", lang)]
    rows = [[cell.value for cell in row] for row in loads.iter_rows(min_row=5, max_row=6, max_col=4)]
    assert [(row[0], row[3]) for row in rows] == [("甲县", 8), ("乙县", 12)]
    assert Path(found["documents"][1]).read_bytes().startswith(b"%PDF")


def test_a_map_explains_the_sign_of_depots_where_there_are_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn: list[CountiesMap] = []
    monkeypatch.setattr(citymap, "write_counties_map", lambda chart, *_: drawn.append(chart))
    line = ["city", str(write_city(tmp_path)), "-o", str(tmp_path / "out"), "--lang", "en"]
    assert run(line) == 0
    monkeypatch.setattr("layers.city.read.depots_in_degrees", lambda _: [])
    assert run(line) == 0
    with_depots, without = (chart.notes for chart in drawn)
    assert with_depots == (t("city.map.depots", "en"), *without)
    assert any("2 of 2 counties have too little" in note for note in without)
    one = t("city.head.together", "en", short=1, count=2, unknown=1)
    assert "1 of 2 counties has too little" in one
    capsys.readouterr()


def test_hours_that_are_none_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_city(tmp_path)
    assert run(["city", str(path), "-o", str(tmp_path / "out"), "--hours", "0", "--lang", "en"]) == 2
    assert not (tmp_path / "out").exists()
    assert "0" in capsys.readouterr().err
