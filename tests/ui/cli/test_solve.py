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


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (WIDE, "utf-8-sig"),
        (WIDE.replace(",", ";"), "utf-8"),
        (WIDE.replace(",", "\t"), "utf-16"),
        (WIDE.replace("village", "需求点"), "gb18030"),
        (WIDE.replace("village,", ""), "utf-8"),
        ("需求点,设施,距离\nv1,A,1\nv1,B,5\nv1,C,9\nv2,A,4\nv2,B,2\nv2,C,8\nv3,A,9\nv3,B,3\nv3,C,1\n"
         "v4,B,7\nv4,C,2\n", "gb18030"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("files")
def test_however_it_is_written(text: str, codec: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("wide.csv").write_bytes(text.encode(codec))
    said = solved(capsys, "--model", "pmedian", "--matrix", "wide.csv", "--demand", "people.csv", "-p", "2")
    assert (said["status"], said["objective"]) == ("optimal", 165)


@pytest.mark.usefixtures("files")
def test_keys_are_text_and_a_short_first_row_names_the_sites(capsys: pytest.CaptureFixture[str]) -> None:
    Path("m.csv").write_text("01,1,10\n1,3,9,9\n01,9,4,9\n2,9,9,5\n", encoding="utf-8")
    said = solved(capsys, "--model", "pmedian", "--matrix", "m.csv", "-p", "3")
    assert said["objective"] == 12
    assert {one["demand"]: one["site"] for one in said["assignment"]} == {"1": "01", "01": "1", "2": "10"}


@pytest.mark.usefixtures("files")
def test_exactly_the_radius_is_within_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("e.csv").write_text("from,to,length\na,b,0.1\nb,c,0.2\n", encoding="utf-8")
    said = solved(capsys, "--model", "lscp", "--edges", "e.csv", "--radius", "0.3")
    assert said["objective"] == 1  # 0.1 + 0.2 is a bit more than 0.3 in binary
    none = solved(capsys, "--model", "lscp", "--matrix", "wide.csv", "--radius", "0.5")
    assert none["status"] == "infeasible" and none["chosen"] == [] and none["reasons"]


@pytest.mark.usefixtures("files")
def test_more_than_there_are_and_nobody_to_serve(capsys: pytest.CaptureFixture[str]) -> None:
    many = solved(capsys, "--model", "pmedian", "--matrix", "wide.csv", "-p", "9")
    assert (many["status"], many["objective"], many["bound"]) == ("infeasible", None, None)
    assert many["reasons"] == ["asked for 9 in all, but only 3 may be used"]
    Path("zero.csv").write_text("id,pop\nv1,0\nv2,0\nv3,0\nv4,0\n", encoding="utf-8")
    zero = solved(
        capsys, "--model", "mclp", "--matrix", "wide.csv", "--demand", "zero.csv", "-p", "1", "--radius", "5"
    )
    assert (zero["status"], zero["objective"], zero["gap"]) == ("optimal", 0, 0)


@pytest.mark.usefixtures("files")
def test_one_capacity_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    case = ("--model", "pmedian", "--matrix", "wide.csv", "--demand", "people.csv", "-p", "2")
    # B has room for v2 and v4 (60 + 70), A for v1 and v3 (20 + 45); v4 cannot go to A.
    assert solved(capsys, *case, "--capacity", "40")["objective"] == 195
    assert run(["solve", *case, "--capacity", "-1"]) == 2


def test_the_help_says_what_a_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", "--help", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("optimal", "feasible", "infeasible", "unknown", "code 0"))


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("matrix", "demand,site,cost\n", "The file holds no data"),
        ("matrix", ",A,B\n", "The file holds no data"),
        ("matrix", "village\nv1\nv2\n", "The columns cannot be told apart: village"),
        ("matrix", f"village,A\nv1,{'1' * 200_000}\n", "bad.csv"),
        ("edges", "from,to,length\n", "The file holds no data"),
        ("demand", "id,population\n", "The file holds no data"),
        ("demand", "id,name\nv1,a,10\nv2,b,30\nv9,c,1\n", "v9"),
        ("fixed", "site,fixed\nA\nZ,1\n", "Z"),
    ],
)
def test_tables_that_end_too_early_are_told(
    option: str, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.csv").write_text(text, encoding="utf-8")
    given = ["--model", "pmedian", "-p", "1", f"--{option}", "bad.csv"]
    more = [] if option in ("matrix", "edges") else ["--matrix", "wide.csv"]
    assert run(["solve", *given, *more, "--lang", "en"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("files")
def test_an_edge_is_not_taken_for_the_head_of_an_or_library_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand milliard nodes without an edge would have filled the memory."""
    Path("edges.csv").write_text("1000000000000,0,5\n", encoding="utf-8")
    said = solved(capsys, "--model", "pmedian", "-p", "1", "--edges", "edges.csv")
    assert (said["points"], said["objective"]) == (2, 5)


@pytest.mark.usefixtures("files")
def test_reached_by_two_and_as_backup(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--matrix", "wide.csv", "--demand", "people.csv", "--radius", "5")
    # Within 5: v1 A B, v2 A B, v3 B C, v4 C.
    twice = solved(capsys, "--model", "mclp", *words, "-p", "2", "--times", "2")
    assert (twice["objective"], twice["chosen"], twice["unserved"]) == (50, ["A", "B"], ["v3", "v4"])
    backed = solved(capsys, "--model", "mclp", *words, "-p", "2", "--backup")
    # B and C reach all 65; v3 is reached by both.
    assert (backed["objective"], backed["backup"], backed["backup_bound"]) == (65, 5, 5)
    fewest = solved(capsys, "--model", "lscp", *words, "--times", "2")
    assert fewest["reasons"][0] == "fewer than 2 usable sites within the radius for these (1): v4"
    assert run(["solve", "--model", "pmedian", *words[:2], "-p", "1", "--backup", "--lang", "en"]) == 2
    assert "for lscp and mclp" in capsys.readouterr().err


def test_one_condition_alone_is_not_called_a_conflict_of_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edges = tmp_path / "edges.csv"
    edges.write_text("from,to,length\na,b,1\nc,d,2\n", encoding="utf-8")
    said = solved(capsys, "--model", "pmedian", "--edges", str(edges), "-p", "1")
    assert (said["status"], said["reasons"]) == ("infeasible", ["1 are not enough, at least 2 are needed"])
