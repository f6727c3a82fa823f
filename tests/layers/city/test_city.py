"""From a city's file to its plan: what is in it by hand, and what is wrong with files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.city.cityfile import read_city
from layers.city.read import city_of, depots_in_degrees
from models.county.layer import Role
from models.findings.findings import Verdict
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from tests.layers.city.made import saved, write_city
from tests.models.supplies.test_need import depot, row
from tests.models.toy import at, layer

DAY = date(2026, 8, 1)


def test_a_city_over_two_counties_by_hand_with_one_missing_and_one_broken(tmp_path: Path) -> None:
    """Beds: 53 are needed in each county. The first lacks 13, the second 20, the city has 20.

    Loads go to the middle of East, 14.737 km from the city's depot: 1 h of loading and 0.737 h of way.
    """
    path = write_city(tmp_path, "坏县", "没有")
    (tmp_path / "坏县.gpkg").write_text("nothing", encoding="utf-8")
    city = run_to_end(city_of(read_city(path), "zh", DAY))
    plan = city.plan
    assert (plan.name, plan.limit_h, plan.loading_h) == ("某市", 8.0, 1.0)
    middle_km = (800 * 12 + 3000 * 18) / 3800
    assert plan.hours[:2, 0].tolist() == pytest.approx([1 + (middle_km - 2) * 1.4 / 28] * 2, abs=1e-4)
    assert np.isinf(plan.hours[2:]).all()
    beds = [[one for one in cover.items if one.item.key == "bed"] for cover in (*plan.alone, *plan.together)]
    # 13 : 20 of 20 are 7.88 and 12.12.
    assert [one[0].given if one else None for one in beds] == [13, 20, None, None, 8, 12, None, None]
    assert [cover.verdict for cover in plan.alone[:2]] == [Verdict.PASS, Verdict.PASS]
    assert [cover.verdict for cover in plan.together] == [Verdict.FAIL] * 2 + [Verdict.NO_DATA] * 2
    assert [county.name for county in plan.failed] == ["坏县", "没有"]
    assert all(county.reason for county in plan.failed)
    first = plan.counties[0]
    assert first.reception_name == "East"
    outline = shapely.from_wkb(bytes.fromhex(first.outline))
    assert outline.contains(shapely.Point(first.reception))
    # 100,000 people need as many beds: 93 are known of two counties and the city; of two nobody knows.
    case = city.network[0]
    bed = next(one for one in case.items if one.item.key == "bed")
    assert (case.persons, case.unknown, bed.own, bed.given) == (100_000, 2, 73, 20)
    [(lon, lat, name)] = depots_in_degrees(city)
    assert outline.contains(shapely.Point(lon, lat))
    assert name == "市储备库"


def test_the_files_hours_and_places_count(tmp_path: Path) -> None:
    path = write_city(tmp_path, hours="hours = 1.5")
    assert not run_to_end(city_of(read_city(path), "en", DAY)).plan.in_time.any()
    assert run_to_end(city_of(read_city(path), "en", DAY, 2.0)).plan.in_time.all()
    told = path.read_text(encoding="utf-8").replace(
        'project = "甲县.gpkg"', 'project = "甲县.gpkg"\nreception = [117.02, 36.17]'
    )
    path.write_text(told, encoding="utf-8")
    county = run_to_end(city_of(read_city(path), "en", DAY)).plan.counties[0]
    assert (county.reception, county.reception_name) == ((117.02, 36.17), "")


def test_only_depots_of_city_level_are_the_citys(tmp_path: Path) -> None:
    path = write_city(tmp_path)
    other = depot(id="x", name="X", level="county")
    saved(tmp_path / "市级.gpkg", "市级", (other,), (row("bed", 9, "x"),))
    city = run_to_end(city_of(read_city(path), "en", DAY))
    assert not city.plan.depots
    assert city.plan.missing == ("city_stock",)
    assert depots_in_degrees(city) == ()


def test_a_city_without_its_own_project_is_refused(tmp_path: Path) -> None:
    path = write_city(tmp_path)
    (tmp_path / "市级.gpkg").unlink()
    with pytest.raises(HavenError):
        run_to_end(city_of(read_city(path), "en", DAY))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("project = [", "city_file_bad"),
        ('project = "a.gpkg"', "city_file_bad"),
        ('project = "a.gpkg"\ncounty = []', "city_file_bad"),
        ('project = "a.gpkg"\nhour = 3\n[[county]]\nproject = "b.gpkg"', "city_file_bad"),
        ('project = "a.gpkg"\nhours = 0\n[[county]]\nproject = "b.gpkg"', "city_file_bad"),
        ('project = "a.gpkg"\n[[county]]\nproject = "b.gpkg"\nreception = [300, 1]', "city_file_bad"),
        (
            'project = "a.gpkg"\n[[county]]\nproject = "b.gpkg"\n[[county]]\nproject = "b.gpkg"',
            "city_county_twice",
        ),
        ("#" * 1_000_001, "city_file_bad"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "city.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HavenError) as refused:
        read_city(path)
    assert refused.value.key == key
    assert "city.toml" in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HavenError) as refused:
        read_city(tmp_path / "none.toml")
    assert refused.value.key == "city_file_unreadable"


def test_lorries_go_by_the_roads_of_the_citys_project(tmp_path: Path) -> None:
    """One road leads from the depot north about and back to the middle of East: 10 + 14.737 + 10 km.

    The second county's loads go to a place 30 km from any road: no lorry comes there.
    """
    path = write_city(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'project = "乙县.gpkg"', 'project = "乙县.gpkg"\nreception = [117.5, 36.17]'
        ),
        encoding="utf-8",
    )
    east_km = (800 * 12 + 3000 * 18) / 3800
    line = shapely.LineString([at(2, 5), at(2, 15), at(east_km, 15), at(east_km, 5)])
    roads = layer(Role.ROADS, [{"class": "secondary", "geometry": line}])
    store = depot(2, 5, id="city", name="市储备库", level="city")
    saved(tmp_path / "市级.gpkg", "市级", (store,), (row("bed", 20, "city"),), (roads,), "road")
    plan = run_to_end(city_of(read_city(path), "en", DAY)).plan
    assert plan.way.words == "road"
    xy = np.array([[at(east_km, 5).x, at(east_km, 5).y]])
    spot = np.array([plan.depots[0].depot.location])
    metres = plan.way.metres(xy, spot, np.array([0]), np.array([0]))
    assert metres.tolist() == pytest.approx([1000 * (20 + east_km - 2)], rel=1e-3)
    assert plan.hours[0, 0] == pytest.approx(1 + plan.way.hours(plan.way.table(xy, spot))[0, 0], rel=1e-6)
    assert np.isinf(plan.hours[1, 0])
    assert [cover.items[2].given for cover in plan.together] == [13, 0]
