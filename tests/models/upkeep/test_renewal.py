"""New data in place of old: differences and figures reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.county.layer import Layer, Role
from models.facilities.stock import StockRow
from models.findings.findings import Verdict
from models.kernel.text import LANGUAGES
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.upkeep.history import close_year, course, year_to_close
from models.upkeep.renewal import good_changes, of_layer, of_stock, place_changes, sums
from models.upkeep.renewallist import summary, tables
from tests.models.made import at, county, depot, layer, layers, shelter

TODAY = date(2026, 11, 29)


def points(**people: float | None) -> Layer:
    """Villages in a row by name; ``None`` is unknown."""
    places = [at(500 + 200 * number, 500) for number in range(len(people))]
    counts = [np.nan if one is None else one for one in people.values()]
    return layer(Role.DEMAND, places, name=list(people), population_persons=counts)


def changes(before: Layer, after: Layer) -> dict[str, tuple[Any, ...]]:
    found = place_changes(before, after, county())
    return {one.name: (one.kind, one.before, one.after, one.has_moved) for one in found}


def test_places_are_new_changed_gone_or_the_same_and_unknown_is_not_zero() -> None:
    old = points(甲=100.0, 乙=200.0, 丙=None, 丁=50.0)
    new = replace(old, frame=points(甲=100.0, 乙=250.0, 丙=0.0, 戊=70.0).frame)
    assert changes(old, new) == {
        "乙": ("changed", 200.0, 250.0, False),
        "丙": ("changed", None, 0.0, False),
        "戊": ("new", None, 70.0, False),
        "丁": ("gone", 50.0, None, False),
        "甲": ("same", 100.0, 100.0, False),
    }
    (town,) = sums(place_changes(old, new, county()))
    # 100 + 200 + 50 known of four; 100 + 250 + 0 + 70 of four.
    assert (town.before, town.after, town.unknown_before, town.unknown_after) == (350.0, 420.0, 1, 0)


def test_sums_with_unknown_residents_are_told_without_a_difference() -> None:
    made = project()
    villages = next(one for one in made.layers if one.role == Role.VILLAGES)
    frame = villages.frame.copy()
    frame["population_persons"] = frame["population_persons"] + 1
    frame.loc[0, "population_persons"] = np.nan
    report = of_layer(made, replace(villages, frame=frame), "x.csv", TODAY)
    towns = next(table for table in tables(report, "zh") if table.key == "townships")
    assert sorted(row["unknown_after"] for row in towns.rows) == [0, 0, 1], "one lies outside"  # type: ignore[type-var]
    assert all((row["difference"] is None) == (row["unknown_after"] == 1) for row in towns.rows)


def test_a_code_tells_a_renamed_place_and_several_of_one_name_are_paired_in_their_order() -> None:
    places = [at(500, 500), at(700, 500)]
    coded = layer(Role.DEMAND, places, name=["甲", "乙"], code=["1", "2"], population_persons=[1.0, 2.0])
    renamed = layer(Role.DEMAND, places, name=["甲庄", "乙"], code=["1", "2"], population_persons=[1.0, 2.0])
    assert changes(coded, renamed) == {"甲庄": ("changed", 1.0, 1.0, False), "乙": ("same", 2.0, 2.0, False)}
    twice = layer(Role.DEMAND, places, name=["甲", "甲"], population_persons=[1.0, 2.0])
    moved = layer(Role.DEMAND, [places[0], at(700, 600)], name=["甲", "甲"], population_persons=[1.0, 2.0])
    kinds = [(one.kind, one.has_moved) for one in place_changes(twice, moved, county())]
    assert kinds == [("changed", True), ("same", False)]


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=8), st.data())
def test_what_changes_adds_up_to_the_difference_of_the_sums(people: list[int | None], data: Any) -> None:
    later = data.draw(st.lists(st.integers(0, 9), max_size=8))
    old = points(**{f"v{number}": one for number, one in enumerate(people)})
    new = points(**{f"v{number}": one for number, one in enumerate(later)})
    found = place_changes(old, new, county())
    assert len(found) == max(len(people), len(later))
    assert sum(one.kind == "new" for one in found) == max(0, len(later) - len(people))
    assert sum(one.after or 0 for one in found) == sum(later)
    assert sum(one.before or 0 for one in found) == sum(one or 0 for one in people)
    assert all(one.kind == "same" for one in place_changes(old, old, county()))


def project(**settings: Any) -> Project:
    held = {
        one.id: one
        for one in (shelter(1000, 500, id="w", name="西广场"), depot(100, 100, id="d", name="县库"))
    }
    return Project(
        Settings(profile_id="yanggu", **settings), layers(), [Scenario("today", "", held)], "today"
    )


def test_the_figures_are_those_of_the_project_before_and_after_and_nothing_is_changed_yet() -> None:
    made = project()
    towns = next(one for one in made.layers if one.role == Role.VILLAGES)
    frame = towns.frame.copy()
    frame["population_persons"] = frame["population_persons"] * 2
    before = made.settings, made.layers
    found = of_layer(made, replace(towns, frame=frame), "2026.csv", TODAY)
    assert (made.settings, made.layers) == before and found.count("changed") == len(towns)
    area = None
    assert found.changed_figures, "twice the people have half the room each"
    for one in found.changed_figures:
        if one.after.figure.unit == "m2_per_person" and one.before.figure.value:
            assert one.after.figure.value == pytest.approx(one.before.figure.value / 2)
            area = one
    assert area is not None
    for lang in LANGUAGES:
        said = {table.key: table for table in tables(found, lang)}
        assert set(said) == {"places", "townships", "figures"} and "2026.csv" in summary(found, lang)
        assert all(set(row) == set(table.columns) for table in said.values() for row in table.rows)
    made.apply(found.edit)
    made.apply(found.edit.inverse())
    assert made.layers == before[1]


def row(name: str, quantity: float | None, depot_id: str = "d", unit: str = "件") -> StockRow:
    return StockRow(depot_id=depot_id, name=name, quantity=quantity, unit=unit)


def test_stock_is_added_up_by_depot_good_and_unit() -> None:
    old = [
        row("帐篷", 10.0, unit="顶"),
        row("棉被", 5.0),
        row("棉被", 7.0),
        row("雨衣", None),
        row("手电", 3.0),
    ]
    new = [row("帐篷", 12.0, unit="顶"), row("棉被", 12.0), row("雨衣", 4.0), row("饮水", 9.0, "?")]
    found = good_changes(old, new, [depot(id="d", name="县库")])
    assert [(one.depot, one.good, one.kind, one.before, one.after) for one in found] == [
        ("县库", "帐篷", "changed", 10.0, 12.0),
        ("县库", "雨衣", "changed", None, 4.0),
        ("", "饮水", "new", None, 9.0),
        ("县库", "手电", "gone", 3.0, None),
        ("县库", "棉被", "same", 12.0, 12.0),
    ]
    made = project(stock=tuple(old))
    report = of_stock(made, new, "库存.xlsx", TODAY)
    assert report.layer_id == "" and report.count("changed") == 2 and made.settings.stock == tuple(old)
    made.apply(report.edit)
    assert made.settings.stock == tuple(new)
    assert {table.key for table in tables(report, "zh")} == {"goods", "figures"}


def test_a_closed_year_keeps_its_figures_whatever_the_data_say_later() -> None:
    made = project()
    assert year_to_close((), TODAY) == 2025
    edit = close_year(made, 2025, TODAY)
    made.apply(edit)
    (record,) = made.settings.history
    assert (record.year, record.day, record.profile_id) == (2025, "2026-11-29", "yanggu")
    assert year_to_close(made.settings.history, TODAY) == 2026
    made.apply(close_year(made, 2026, TODAY))
    again = close_year(made, 2025, date(2026, 12, 1))
    made.apply(again)
    assert [(one.year, one.day) for one in made.settings.history] == [
        (2025, "2026-12-01"),
        (2026, "2026-11-29"),
    ]
    towns = next(one for one in made.layers if one.role == Role.VILLAGES)
    frame = towns.frame.copy()
    frame["population_persons"] = frame["population_persons"] * 2
    report = of_layer(made, replace(towns, frame=frame), "2026.csv", TODAY)
    changed = next(one for one in report.changed_figures if one.before.figure.value is not None)
    points_ = course(made.settings.history, changed.after)
    assert [point.year for point in points_] == [2025, 2026, None]
    assert [point.value for point in points_] == [
        changed.before.figure.value, changed.before.figure.value, changed.after.figure.value,
    ]  # fmt: skip
    assert all(isinstance(point.verdict, Verdict) for point in points_)
    with pytest.raises(ValueError, match="year"):
        close_year(made, 1800, TODAY)
