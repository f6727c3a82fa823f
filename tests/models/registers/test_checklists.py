from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from models.county.layer import Role
from models.findings.findings import Figure
from models.kernel.text import has_text
from models.project.settings import Override
from models.registers.checklists import checklist_figures, checklist_rows, checklists, flags, item_ids
from models.rules.rules import Rules, load_rules
from tests.models.toy import EAST, VILLAGES, WEST, at, county, layer

RULES = load_rules()
SIX = ("has_leadership", "has_mechanism", "has_plan", "has_team", "has_supplies", "has_training")


def villages(**columns: Sequence[object]) -> dict[str, Any]:
    return {
        "villages": [
            {**row, **{name: values[index] for name, values in columns.items()}}
            for index, row in enumerate(VILLAGES)
        ]
    }


def figure(figure_id: str, rules: Rules = RULES, **changed: Any) -> Figure:
    return checklist_figures(county(**changed), rules)[figure_id]


def names(found: Figure) -> list[str]:
    return [place.name for place in found.failing]


@pytest.mark.parametrize(
    "values",
    [
        (True, False, None),
        (1, 0, None),
        (1.0, 0.0, np.nan),
        ("是", "否", ""),
        (" Yes ", "NO", "?"),
        ("有", "无", None),
    ],
)
def test_yes_and_no_are_understood_in_many_spellings(values: tuple[object, ...]) -> None:
    rows = [{"three_haves": value, "geometry": at(1, 1)} for value in values]
    found = flags(layer(Role.VILLAGES, rows), ["three_haves"])
    assert found is not None
    np.testing.assert_array_equal(found, [1, 0, np.nan])


def test_numbers_that_are_neither_one_nor_zero_say_nothing() -> None:
    found = flags(
        layer(Role.VILLAGES, [{"x": 2, "geometry": at(1, 1)}, {"x": 1, "geometry": at(1, 1)}]), ["x"]
    )
    assert found is not None
    np.testing.assert_array_equal(found, [np.nan, 1])


def test_villages_with_all_three_count_and_unknown_ones_do_not() -> None:
    found = figure("village.three_haves_share", **villages(three_haves=["是", None, "否"]))
    assert found.value == pytest.approx(100 / 3)
    assert found.inputs == {"met": 1, "total": 3, "unknown": 1}
    assert names(found) == ["B", "C"]
    assert found.failing[0].layer_id == "villages"
    assert found.failing[0].key == "1"


def test_without_the_whole_every_item_must_be_there() -> None:
    columns = {
        "station_premises": [1, 1, 1],
        "station_supplies": [1, 0, None],
        "station_rules": [1, None, 1],
    }
    found = figure("village.three_haves_share", **villages(**columns))
    assert found.inputs == {"met": 1, "total": 3, "unknown": 1}  # one plain no settles village B
    assert names(found) == ["B", "C"]
    del columns["station_rules"]
    found = figure("village.three_haves_share", **villages(**columns))
    assert (found.value, found.missing) == (None, ("checklist.village.three_haves_share",))


def test_columns_in_chinese_are_found() -> None:
    assert figure("village.three_haves_share", **villages(三有达标=["是", "是", "是"])).value == 100


def test_townships_with_all_six() -> None:
    rows = [{**WEST, **dict.fromkeys(SIX, True)}, {**EAST, **dict.fromkeys(SIX, True), "has_plan": False}]
    found = figure("township.six_haves_share", townships=rows)
    assert (found.value, names(found)) == (50, ["East"])
    assert found.failing[0].kind == "township"


def test_a_column_that_nobody_filled_in_is_no_data() -> None:
    found = figure("village.three_haves_share", **villages(three_haves=[None, None, None]))
    assert (found.value, found.missing) == (None, ("checklist.village.three_haves_share",))
    assert figure("village.three_haves_share", villages=[]).missing == ("villages",)
    assert figure("township.kit_share", townships=[]).missing == ("townships",)


def test_exactly_as_many_informants_as_the_rule_asks_are_enough() -> None:
    columns = villages(informants=[2, 1, 3])
    found = figure("village.informants_share", **columns)
    assert found.value == pytest.approx(200 / 3)
    assert (names(found), found.rules) == (["B"], ("village.informants_count",))
    stricter = load_rules("national", {"village.informants_count": Override(3.0)})
    assert names(figure("village.informants_share", stricter, **columns)) == ["A", "B"]


def test_a_number_written_as_text_counts_and_what_is_none_is_unknown() -> None:
    found = figure("village.informants_share", **villages(informants=["3", "2人", None]))
    assert found.value == pytest.approx(100 / 3)
    assert (names(found), found.inputs["unknown"]) == (["B", "C"], 2)
    assert figure("village.informants_share", **villages(informants=["many", "few", ""])).value is None


def test_settlements_serve_where_villages_do_not_say() -> None:
    demand = layer(Role.DEMAND, [{"name": "D", "three_haves": True, "geometry": at(1, 1)}])
    found = checklist_figures(county(demand), RULES)["village.three_haves_share"]
    assert (found.value, found.inputs["total"]) == (100, 1)


def test_every_checklist_has_its_words() -> None:
    for entry in checklists():
        assert has_text(f"figure.{entry.figure}.name")
        assert has_text(f"missing.checklist.{entry.figure}")
        assert not entry.at_least or entry.at_least in RULES


# -- what each place lacks ---------------------------------------------------------------------------------
def test_each_place_tells_what_it_lacks() -> None:
    columns = {
        "station_premises": [1, 1, None],
        "station_supplies": [1, 0, 1],
        "station_rules": [1, 0, 1],
    }
    rows = checklist_rows(county(**villages(**columns)), "village.three_haves_share", RULES)
    # Plain gaps first, then what nobody knows, then what has all.
    assert [(row.place.name, row.is_met) for row in rows] == [("B", False), ("C", None), ("A", True)]
    assert rows[0].lacking == ("station_supplies", "station_rules")
    assert (rows[1].lacking, rows[1].unknown) == ((), ("station_premises",))
    assert rows[2].items == {"station_premises": True, "station_supplies": True, "station_rules": True}


def test_rows_agree_with_the_figure() -> None:
    rows = [{**WEST, **dict.fromkeys(SIX, True)}, {**EAST, **dict.fromkeys(SIX, True), "has_plan": False}]
    made = county(townships=rows)
    found = checklist_rows(made, "township.six_haves_share", RULES)
    assert sum(row.is_met is True for row in found) == 1
    assert [row.lacking for row in found] == [("has_plan",), ()]
    assert checklist_figures(made, RULES)["township.six_haves_share"].value == 50


def test_a_list_told_in_one_has_no_items_unless_the_file_has_them() -> None:
    whole = villages(three_haves=["是", "否", None])
    rows = checklist_rows(county(**whole), "village.three_haves_share", RULES)
    assert [(row.place.name, row.is_met, row.items) for row in rows] == [
        ("B", False, {}),
        ("C", None, {}),
        ("A", True, {}),
    ]
    both = villages(three_haves=["是", "否", None], station_rules=["是", "否", "是"])
    (first, *_) = checklist_rows(county(**both), "village.three_haves_share", RULES)
    assert first.lacking == ("station_rules",)
    assert first.unknown == ("station_premises", "station_supplies")


def test_a_list_that_asks_for_a_number_tells_it() -> None:
    rows = checklist_rows(county(**villages(informants=[2, 1, None])), "village.informants_share", RULES)
    assert [(row.place.name, row.is_met, row.place.value) for row in rows] == [
        ("B", False, 1),
        ("C", None, None),
        ("A", True, 2),
    ]


def test_without_the_columns_there_are_no_rows() -> None:
    assert checklist_rows(county(), "village.kit_share", RULES) == ()


def test_every_item_has_words() -> None:
    for entry in checklists():
        assert item_ids(entry.figure)
        assert has_text(f"checklist.name.{entry.figure}")
        assert all(has_text(f"checklist.item.{item}") for item in item_ids(entry.figure))
