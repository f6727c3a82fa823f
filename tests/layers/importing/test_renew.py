"""Next year's file of a layer: taken as a whole, or only the residents of a table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layers.importing.renew import renewed_layer
from layers.importing.stockfile import renewed_stock
from models.county.layer import Layer, Role
from models.facilities.stock import StockRow
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from tests.models.made import depot, layers


def project(*stock: StockRow) -> Project:
    held = {"d": depot(100, 100, id="d", name="县库")}
    return Project(Settings(stock=stock), layers(), [Scenario("today", "", held)], "today")


def of(made: Project, role: Role) -> Layer:
    return next(one for one in made.layers if one.role == role)


def test_residents_of_a_table_come_to_the_places_of_the_layer_and_the_rest_has_none(tmp_path: Path) -> None:
    made = project()
    towns = of(made, Role.TOWNSHIPS)
    names = towns.text("name").tolist()
    path = tmp_path / "2026.csv"
    rows = "".join(f"{name},{1000 + number}\n" for number, name in enumerate(names[:-1]))
    path.write_text(f"名称,常住人口\n{rows}别处,5\n", encoding="utf-8")
    after = run_to_end(renewed_layer(path, towns, made, "zh"))
    assert (after.id, after.name, after.provenance.file) == (towns.id, towns.name, "2026.csv")
    people = after.number("population_persons")
    assert people[:-1].tolist() == [1000.0 + number for number in range(len(names) - 1)]
    assert np.isnan(people[-1]), "a place that the table does not name has no residents on record, not none"
    assert after.geometries.tolist() == towns.geometries.tolist()
    assert after.provenance.sha256 and towns.number("population_persons").tolist() != people.tolist()


def test_a_table_of_other_places_or_without_residents_changes_nothing(tmp_path: Path) -> None:
    made = project()
    towns = of(made, Role.TOWNSHIPS)
    other = tmp_path / "other.csv"
    other.write_text("名称,常住人口\n远处,5\n更远,6\n", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        run_to_end(renewed_layer(other, towns, made, "zh"))
    assert caught.value.key == "renew_other_places" and f"{len(towns)} 处里只找到 0 处" in str(
        caught.value.message("zh").what
    )
    bare = tmp_path / "bare.csv"
    bare.write_text("名称,电话\n甲,1\n", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        run_to_end(renewed_layer(bare, towns, made, "zh"))
    assert caught.value.key == "renew_no_people"


def test_geodata_take_the_place_of_the_layer_with_its_name_and_looks(tmp_path: Path) -> None:
    made = project()
    old = of(made, Role.VILLAGES)
    frame = old.frame.copy().iloc[:-1].reset_index(drop=True)
    frame["population_persons"] = frame["population_persons"] + 7
    frame = frame.set_crs(made.settings.crs_epsg, allow_override=True)
    path = tmp_path / "villages.gpkg"
    frame.to_file(path)
    after = run_to_end(renewed_layer(path, old, made, "zh"))
    assert (after.id, after.name, after.style, len(after)) == (old.id, old.name, old.style, len(old) - 1)
    assert after.number("population_persons").tolist() == frame["population_persons"].tolist()


def test_a_file_without_anything_of_the_layers_kind_is_refused(tmp_path: Path) -> None:
    made = project()
    old = of(made, Role.VILLAGES)
    shapes = of(made, Role.BUILTUP).frame.set_crs(made.settings.crs_epsg, allow_override=True)
    path = tmp_path / "land.gpkg"
    shapes.to_file(path)
    found = run_to_end(renewed_layer(path, old, made, "zh"))
    assert len(found) == len(shapes), "what it is taken as is the person's word"
    with pytest.raises(HavenError) as caught:
        run_to_end(renewed_layer(tmp_path / "gone.csv", old, made, "zh"))
    assert caught.value.key


def test_what_a_table_says_of_its_people_takes_the_place_of_what_was_said(tmp_path: Path) -> None:
    made = project()
    villages = of(made, Role.VILLAGES)
    frame = villages.frame.copy()
    frame["population_kind"], frame["population_year"] = "resident", "2020"
    path = tmp_path / "x.csv"
    rows = "".join(f"{name},5\n" for name in villages.text("name"))
    path.write_text(f"名称,2025年户籍人口\n{rows}", encoding="utf-8")
    after = run_to_end(renewed_layer(path, villages.with_changes(frame=frame), made, "zh"))
    assert set(after.text("population_kind")) == {"registered"}
    assert set(after.text("population_year")) == {"2025"}
    assert set(after.number("population_persons").tolist()) == {5.0}


def test_a_ledger_of_stock_takes_the_place_of_all_rows_and_lots_keep_their_ids(tmp_path: Path) -> None:
    tents = StockRow(depot_id="d", name="帐篷", quantity=10.0, unit="顶", note="旧")
    made = project(tents, StockRow(depot_id="d", name="雨衣", quantity=3.0, unit="件"))
    path = tmp_path / "stock.csv"
    path.write_text("储备库,物资名称,数量,单位\n县库,帐篷,12,顶\n", encoding="utf-8")
    (only,) = renewed_stock(path, made)
    assert (only.id, only.quantity, only.note) == (tents.id, 12.0, "旧")
