"""A city's own project from its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.city.own import own_project
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end

ROADS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"highway": "primary"}, '
    '"geometry": {"type": "LineString", "coordinates": [[115.78, 36.10], [115.85, 36.13]]}}]}'
)


def write_tables(folder: Path) -> tuple[Path, Path, Path]:
    """Depots of the city, without a level, of a county; stock of the first and of one nobody knows."""
    depots, stock, roads = folder / "储备库.csv", folder / "库存台账.csv", folder / "道路.geojson"
    depots.write_text(
        "名称,级别,经度,纬度\n市中心储备库,市级,115.80,36.11\n东库,,115.84,36.12\n县库,县级,115.82,36.12\n",
        encoding="utf-8",
    )
    stock.write_text(
        "储备库,品名,数量,单位\n市中心储备库,折叠床,500,张\n不在表里的库,帐篷,3,顶\n", encoding="utf-8"
    )
    roads.write_text(ROADS, encoding="utf-8")
    return depots, stock, roads


def test_depots_stock_and_roads_become_a_project(tmp_path: Path) -> None:
    depots, stock, roads = write_tables(tmp_path)
    made = run_to_end(own_project("某市", depots, stock, roads, "zh"))
    levels = {one.name: one.level for one in made.project.active.facilities.values()}  # type: ignore[attr-defined]
    assert levels == {"市中心储备库": "city", "东库": "city", "县库": "county"}
    assert (made.depots, made.raised, made.rows, made.rows_left) == (2, 1, 1, 1)
    settings = made.project.settings
    assert [(row.item, row.quantity) for row in settings.stock] == [("bed", 500.0)]
    assert (settings.name, settings.travel_by, made.has_roads) == ("某市", "road", True)


def test_a_table_that_is_called_the_citys_says_so_of_all_its_depots(tmp_path: Path) -> None:
    depots, _, _ = write_tables(tmp_path)
    made = run_to_end(own_project("某市", depots.rename(tmp_path / "市级储备库.csv"), None, None, "zh"))
    levels = {one.name: one.level for one in made.project.active.facilities.values()}  # type: ignore[attr-defined]
    assert levels == {"市中心储备库": "city", "东库": "city", "县库": "county"} and made.raised == 0


def test_depots_alone_are_enough_and_something_else_is_told(tmp_path: Path) -> None:
    depots, _, roads = write_tables(tmp_path)
    made = run_to_end(own_project("某市", depots, None, None, "zh"))
    assert (made.depots, made.rows, made.has_roads) == (2, 0, False)
    assert made.project.settings.travel_by == "detour"
    with pytest.raises(HavenError) as caught:
        run_to_end(own_project("某市", roads, None, None, "zh"))
    assert caught.value.key == "city_no_depots"
