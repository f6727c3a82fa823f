from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.commandline import run

WIDE = "village,A,B,C\nv1,1,5,9\nv2,4,2,8\nv3,9,3,1\nv4,,7,2\n"
LONG = (
    "site;demand;minutes\nC;v4;2\nB;v4;7\nA;v1;1\nB;v1;5\nC;v1;9\n"
    "A;v2;4\nB;v2;2\nC;v2;8\nA;v3;9\nB;v3;3\nC;v3;1\n"
)
PEOPLE = "编号,人口\nv4,10\nv1,20\nv2,30\nv3,5\n"
ROOM = "site,capacity\nC,40\nA,40\nB,30\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = {
        "wide": WIDE,
        "long": LONG,
        "people": PEOPLE,
        "room": ROOM,
        "kept": "site,fixed\nA,1\nB,0\nC,-1\n",
    }
    for name, text in texts.items():
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def solved(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert run(["solve", *words, "--json", "--lang", "en"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("matrix", ["wide.csv", "long.csv"])
def test_wide_and_long_are_joined_by_key(matrix: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = solved(capsys, "--model", "pmedian", "--matrix", matrix, "--demand", "people.csv", "-p", "2")
    # A and B: 20x1 + 30x2 + 5x3 + 10x7; by position the weights would fall on other villages.
    assert (said["status"], said["objective"], said["bound"], said["gap"]) == ("optimal", 165, 165, 0)
    assert sorted(said["chosen"]) == ["A", "B"]
    ways = {one["demand"]: (one["site"], one["cost"]) for one in said["assignment"]}
    assert ways == {"v1": ("A", 1), "v2": ("B", 2), "v3": ("B", 3), "v4": ("B", 7)}


@pytest.mark.usefixtures("files")
def test_capacities_and_kept_sites(capsys: pytest.CaptureFixture[str]) -> None:
    demand = ("--demand", "people.csv", "--capacity", "room.csv")
    said = solved(capsys, "--model", "pmedian", "--matrix", "wide.csv", "-p", "2", *demand)
    assert (said["objective"], said["chosen"]) == (265, ["B", "C"])
    kept = solved(capsys, "--model", "pcenter", "--matrix", "wide.csv", "-p", "2", "--fixed", "kept.csv")
    assert (kept["objective"], kept["chosen"]) == (7, ["A", "B"])
    few = solved(capsys, "--model", "pmedian", "--matrix", "wide.csv", "-p", "1", *demand)
    assert few["status"] == "infeasible" and few["reasons"] == ["1 are not enough, at least 2 are needed"]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("people", "id,pop\nv1,2\nv2,3\nv3,3\n", "without a weight (1): v4"),
        ("people", PEOPLE + "v9,1\n", "do not have (1): v9"),
        ("people", PEOPLE + "v4,1\n", "“v4” is given twice"),
        ("wide", WIDE.replace("v3,9", "v3,far"), "“far” is no number. wide.csv, line 4, column “A”"),
        ("wide", WIDE.replace("v3,9", "v3,-9"), "negative: -9"),
        ("wide", "1,2,3,4\n5,6,7,8\n", "nothing is joined by position"),
    ],
)
def test_what_is_wrong_is_named(name: str, text: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(f"{name}.csv").write_text(text, encoding="utf-8")
    case = ["--matrix", "wide.csv", "--demand", "people.csv", "-p", "1", "--lang", "en"]
    assert run(["solve", "--model", "pmedian", *case]) == 2
    assert words in capsys.readouterr().err
