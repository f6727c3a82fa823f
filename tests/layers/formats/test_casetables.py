"""Location problems as tables that others wrote: long, wide, edges, values; a fault names its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.formats.casetables import (
    Pairs,
    find_column,
    read_capacity,
    read_cells,
    read_demand,
    read_edges,
    read_fixed,
    read_matrix,
)
from models.kernel.errors import HavenError

BOTH = {("a", "x"): 1.0, ("a", "y"): 2.0, ("b", "x"): 3.0, ("b", "y"): 4.0}
"""Two points and two sites."""


@pytest.fixture
def file(tmp_path: Path):
    def write(*lines: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def matrix(path: Path, demand: str = "", sites: str = "") -> Pairs:
    return read_matrix(path, set(demand), set(sites))


def assumed(found: Pairs) -> dict[str, dict[str, object]]:
    return dict(found.assumed)


# -- cells ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mark", [",", ";", "\t", "，", "  "])
def test_whatever_stands_between_cells(file, mark: str) -> None:
    cells = read_cells(file("", mark.join(("id", "weight")), "", mark.join(("a", "3"))))
    assert (cells.header, cells.rows, cells.lines) == (("id", "weight"), (("a", "3"),), (4,))


def test_a_table_of_numbers_alone_has_no_heading(file) -> None:
    cells = read_cells(file("1 2 30", " 2 3 10 "))
    assert (cells.header, cells.rows, cells.lines) == ((), (("1", "2", "30"), ("2", "3", "10")), (1, 2))


def test_what_is_not_there_or_empty_is_said(file, tmp_path: Path) -> None:
    with pytest.raises(HavenError) as caught:
        read_cells(tmp_path / "nowhere.csv")
    assert caught.value.key == "file_missing"
    with pytest.raises(HavenError) as caught:
        read_cells(file(" ", ""))
    assert caught.value.key == "case_empty"


def test_a_heading_that_is_the_word_goes_before_one_that_holds_it() -> None:
    assert find_column(("travel cost", "Cost"), ["cost"]) == 1
    assert find_column(("travel cost (min)", "site"), ["cost"]) == 0
    assert find_column(("travel cost", "Cost"), ["cost"], taken=[1]) == 0
    assert find_column(("weight", "who"), ["w"]) is None  # one letter within a word says nothing
    assert find_column(("需求点 编号",), ["需求点"]) == 0


# -- a matrix ------------------------------------------------------------------------------------------------
LONG = ("a,x,1", "a,y,2", "b,x,3", "b,y,4")


def test_a_long_table_by_its_headings(file) -> None:
    found = matrix(file("demand,site,distance", *LONG))
    assert (found.pairs, found.demand, found.sites) == (BOTH, ("a", "b"), ("x", "y"))
    assert assumed(found) == {"long": {"demand": "demand", "site": "site", "cost": "distance"}}
    turned = matrix(file("cost,facility,customer", "1,x,a", "2,y,a", "3,x,b", "4,y,b"))
    assert turned.pairs == BOTH


def test_a_long_table_by_the_keys_that_other_tables_give(file) -> None:
    lines = "one,other,km", "x,a,1", "y,a,2", "x,b,3", "y,b,4"
    assert matrix(file(*lines), demand="ab").pairs == BOTH
    assert matrix(file(*lines), sites="xy").pairs == BOTH
    assert matrix(file(*lines), demand="ab", sites="xy").pairs == BOTH
    # Nothing tells: the first column is taken for the points, and that is said.
    found = matrix(file(*lines))
    assert found.demand == ("x", "y")
    assert "long_order" in assumed(found)


def test_three_columns_of_numbers_are_a_long_table(file) -> None:
    found = matrix(file("1 10 5", "1.0 11 6", "2 10 7"))
    assert found.pairs == {("1", "10"): 5.0, ("1", "11"): 6.0, ("2", "10"): 7.0}
    assert assumed(found)["no_way"] == {"count": 1}  # of 2 to 11 nothing is said


@pytest.mark.parametrize("nothing", ["inf", "∞", "NaN", "", "-"])
def test_where_no_way_leads_there_is_no_cost(file, nothing: str) -> None:
    found = matrix(file("demand,site,cost", "a,x,1", f"a,y,{nothing}", "b,x,3", "b,y,4"))
    assert found.pairs == {key: value for key, value in BOTH.items() if key != ("a", "y")}
    assert (found.sites, assumed(found)["no_way"]) == (("x", "y"), {"count": 1})


def test_one_pair_may_stand_twice_but_not_with_two_costs(file) -> None:
    assert matrix(file("demand,site,cost", *LONG, "a,x,1.0")).pairs == BOTH
    with pytest.raises(HavenError) as caught:
        matrix(file("demand,site,cost", *LONG, "a,x,9"))
    assert (caught.value.key, caught.value.values["line"]) == ("case_twice", 6)


def test_a_wide_table_has_a_row_a_point(file) -> None:
    found = matrix(file("point,x,y", "a,1,2", "b,3,4"))
    assert (found.pairs, found.demand, found.sites) == (BOTH, ("a", "b"), ("x", "y"))
    assert assumed(found) == {"wide": {"points": 2, "sites": 2}}
    assert matrix(file("x,y", "a,1,2", "b,3,4")).pairs == BOTH  # the corner left out


def test_a_wide_table_that_lies_on_its_side_is_turned(file) -> None:
    lines = "key,a,b", "x,1,3", "y,2,4"
    for known in ({"demand": "ab"}, {"sites": "xy"}):
        found = matrix(file(*lines), **known)
        assert (found.pairs, found.demand, found.sites) == (BOTH, ("a", "b"), ("x", "y"))
        assert list(assumed(found)) == ["wide_turned"]
    assert matrix(file(*lines)).demand == ("x", "y")  # nothing tells


def test_a_gap_in_a_wide_table_is_no_way(file) -> None:
    found = matrix(file("point,x,y", "a,1,", "b,3"))
    assert found.pairs == {("a", "x"): 1.0, ("b", "x"): 3.0}
    assert assumed(found)["no_way"] == {"count": 2}


@pytest.mark.parametrize(
    ("lines", "key", "values"),
    [
        (("point,x,y", "a,1,many"), "case_value", {"line": 2, "column": "y", "value": "many"}),
        (("demand,site,cost", "a,x,-1"), "case_negative", {"line": 2, "value": "-1"}),
        (("demand,site,cost", "a,,1"), "case_no_key", {"line": 2, "column": "site"}),
        (("point,x,y", "a,1,2", "a,3,4"), "case_key_twice", {"line": 3, "named": "a"}),
        (("point,x,x", "a,1,2"), "case_column_keys", {"column": "x"}),
        (("point,x,", "a,1,2"), "case_column_keys", {"column": "—"}),
        (("1,2", "3,4"), "case_no_keys", {}),
        (("demand,site,cost", "a,x,3", "a,y,1,5"), "case_row_long", {"line": 3, "cells": 4, "columns": 3}),
        (("point,x,y", "a,1,5,2"), "case_row_long", {"line": 2, "cells": 4}),  # 1,5 and 2, or 1 and 5,2
        (("x,y", "a,1,2", "b,1,2,5"), "case_row_long", {"line": 2}),
        (("demand;site;cost", "a;x;1,234"), "case_comma", {"line": 2, "column": "cost", "value": "1,234"}),
        (("demand,site,cost", 'a,x,"1,5"'), "case_comma", {"line": 2, "value": "1,5"}),
    ],
)
def test_what_cannot_be_read_names_its_cell(file, lines, key: str, values: dict[str, object]) -> None:
    with pytest.raises(HavenError) as caught:
        matrix(file(*lines))
    assert caught.value.key == key
    assert {name: caught.value.values[name] for name in values} == values


def test_thousands_in_quotation_marks_are_numbers(file) -> None:
    assert matrix(file("demand,site,cost", 'a,x,"1,234"')).pairs == {("a", "x"): 1234.0}
    assert matrix(file("demand;site;cost", "a;x;1,234,567")).pairs == {("a", "x"): 1_234_567.0}
    assert matrix(file("demand,site,cost,", "a,x,3,", "a,y,4,,")).pairs == {("a", "x"): 3.0, ("a", "y"): 4.0}


def test_a_corner_that_is_left_out_is_told(file) -> None:
    assert assumed(matrix(file("x,y", "a,1,2", "b,3,4")))["no_corner"] == {"first": "x"}
    assert "no_corner" not in assumed(matrix(file("point,x,y", "a,1,2", "b,3,4")))


# -- edges ---------------------------------------------------------------------------------------------------
def test_a_file_of_the_or_library(file) -> None:
    found = read_edges(file(" 4 3 2", " 1 2 30", " 2 3 10", " 3 2 20"))
    assert found.nodes == ("1", "2", "3", "4")  # the fourth has no edge
    assert found.lengths == {("1", "2"): 30.0, ("2", "3"): 20.0}  # of parallel ones the last holds
    assert found.number == 2
    assert dict(found.assumed) == {
        "orlib": {"nodes": 4, "edges": 3, "number": 2},
        "undirected": {"nodes": 4, "edges": 2},
        "parallel": {"count": 1},
    }


def test_edges_by_their_headings_or_by_place(file) -> None:
    by_name = read_edges(file("length,to,from", "3,b,a", "0,c,c"))
    assert (by_name.lengths, by_name.nodes, by_name.number) == ({("a", "b"): 3.0}, ("a", "b", "c"), None)
    by_place = read_edges(file("one,two,three", "a,b,3"))
    assert by_place.lengths == {("a", "b"): 3.0}
    plain = read_edges(file("1 2 30", "2 3 10"))  # its first line counts no edges: it is one
    assert (plain.lengths, plain.number) == ({("1", "2"): 30.0, ("2", "3"): 10.0}, None)
    with pytest.raises(HavenError) as caught:
        read_edges(file("one,two,three,four", "a,b,3,4"))
    assert caught.value.key == "case_columns"


# -- values --------------------------------------------------------------------------------------------------
def test_weights_and_loads_of_points(file) -> None:
    found = read_demand(file("id,population,need", "a,10,1.5", "b,20,2.5"))
    assert found.columns == {"weight": {"a": 10.0, "b": 20.0}, "load": {"a": 1.5, "b": 2.5}}
    assert (found.names, found.keys) == ({"weight": "population", "load": "need"}, ("a", "b"))


def test_the_only_numbers_are_what_is_asked_for_whatever_they_are_called(file) -> None:
    assert read_capacity(file("site,how much", "x,7", "y,8")).columns == {"capacity": {"x": 7.0, "y": 8.0}}
    assert read_demand(file("1 10", "2 20")).columns == {"weight": {"1": 10.0, "2": 20.0}}
    with pytest.raises(HavenError) as caught:
        read_capacity(file("site,one,two", "x,7,1"))
    assert caught.value.key == "case_columns"
    with pytest.raises(HavenError) as caught:
        read_capacity(file("site,capacity", "x,7", "x,8"))
    assert (caught.value.key, caught.value.values["line"]) == ("case_key_twice", 3)


@pytest.mark.parametrize(
    ("lines", "key", "line", "column"),
    [
        (("id,weight", "a,1", "b,nan"), "case_value", 3, "weight"),
        (("id,weight", "a,1", "b,"), "case_value", 3, "weight"),
        (("id;weight", "a;1", "b;2,5"), "case_comma", 3, "weight"),
        (("id,population,need", "a,1,2", "b,3,many"), "case_value", 3, "need"),
    ],
)
def test_a_weight_that_is_no_number_is_named(file, lines, key: str, line: int, column: str) -> None:
    with pytest.raises(HavenError) as caught:
        read_demand(file(*lines))
    assert (caught.value.key, caught.value.values["line"], caught.value.values["column"]) == (
        key, line, column,
    )  # fmt: skip


@pytest.mark.parametrize("lines", [("id,weight", "a,1", "b,2,5"), ("id,weight", "a,1,5")])
def test_a_weight_with_a_cell_too_much_beside_it_is_refused(file, lines) -> None:
    with pytest.raises(HavenError) as caught:
        read_demand(file(*lines))
    assert caught.value.key == "case_row_long"


# -- sites that are kept or may not be used ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "kept", "banned"),
    [
        (("x", "y", "x"), ("x", "y"), ()),
        (("site", "x", "y"), ("x", "y"), ()),
        (("site,status", "x,1", "y,-1", "z,0"), ("x",), ("y",)),
        (("status,site", "existing,x", "禁用,y", "候选,z"), ("x",), ("y",)),
        (("status,where", "fixed,x", "banned,y"), ("x",), ("y",)),
        (("1 1", "2 -1", "3 0"), ("1",), ("2",)),
    ],
)
def test_kept_and_banned_sites(file, lines, kept: tuple[str, ...], banned: tuple[str, ...]) -> None:
    assert read_fixed(file(*lines)) == (kept, banned)
