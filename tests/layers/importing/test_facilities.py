"""Rows as facilities: each family's fields, defaults that are said, shapes that are made simple."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.importing.facilities import facilities_of
from layers.recognition.days import iso_date
from layers.recognition.recognise import match_fields
from models.county.layer import Role
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Helipad, Shelter, Team
from models.facilities.warning_point import WarningPoint


def build(
    role: Role, columns: dict, shapes: list | None = None, **options: object
) -> tuple[list[Facility], dict]:
    frame = pd.DataFrame(columns, dtype=object)
    count = len(frame)
    title = str(options.pop("title", "图层"))
    geometries = np.empty(count, dtype=object)
    geometries[:] = shapes or [shapely.Point(n, n) for n in range(count)]
    fields = match_fields([str(column) for column in frame.columns], role, frame)
    made, problems = facilities_of(
        frame, geometries, np.arange(2, count + 2), fields, role, title=title, file="表.csv", **options
    )
    return made, {key.removeprefix("import.problem."): values for key, values in problems}


def test_depots() -> None:
    columns = {
        "库名": ["县库"],
        "级别": ["县级"],
        "物资类型": ["防汛物资"],
        "储备方式": ["代储"],
        "建筑面积(㎡)": ["1,200"],
    }
    (depot,), problems = build(Role.DEPOTS, columns)
    assert isinstance(depot, Depot)
    assert (depot.level, depot.kind, depot.storage, depot.floor_area_m2) == (
        "county",
        "flood",
        "contract",
        1200,
    )
    assert depot.status == "existing" and not problems


def test_fire_stations() -> None:
    columns = {
        "站名": ["一站", "二站"],
        "站级": ["一级站", "?"],
        "消防车": ["6辆", 4],
        "人数": [45, None],
        "是否近郊": ["否", "是"],
    }
    (first, second), problems = build(Role.FIRE_STATIONS, columns)
    assert isinstance(first, FireStation) and isinstance(second, FireStation)
    assert (first.station_class, first.vehicles, first.staff_persons, first.is_suburban) == (
        "first",
        6,
        45,
        False,
    )
    assert (second.station_class, second.vehicles, second.staff_persons, second.is_suburban) == (
        "second", 4, None, True,
    )  # fmt: skip
    assert problems["choice_unknown"]["example"] == "?"
    assert problems["assumed.fire_station.station_class"] == {"count": 1}


def test_brigades_teams_helipads() -> None:
    (brigade,), _ = build(Role.BRIGADES, {"名称": ["微站"], "类别": ["微型消防站"], "人员": [6]})
    assert isinstance(brigade, Brigade) and (brigade.brigade_class, brigade.staff_persons) == ("micro", 6)
    (team,), _ = build(
        Role.TEAMS, {"队伍名称": ["蓝天"], "专业": ["水上救援"], "级别": ["县级"], "负责人": ["张三"]}
    )
    assert isinstance(team, Team) and (team.specialty, team.level, team.leader) == ("flood", "county", "张三")
    (pad,), _ = build(Role.HELIPADS, {"名称": ["坪"], "类型": ["临时起降点"], "飞行半径(m)": [50000]})
    assert isinstance(pad, Helipad) and (pad.kind, pad.flight_radius_km) == ("temporary", 50)


def test_shelter_that_says_little_is_taken_cautiously_and_that_is_said() -> None:
    (one, two), problems = build(Role.SHELTERS, {"名称": ["实验小学", "某处"]})
    assert isinstance(one, Shelter) and isinstance(two, Shelter)
    assert (one.shelter_class, one.kind) == ("unknown", "school")
    assert (two.shelter_class, two.kind) == ("unknown", "other")
    assert (one.space, two.space) == ("unknown", "unknown")
    assert one.effective_area_m2 is None and one.gross_area_m2 is None
    assert problems == {"assumed.shelter.shelter_class": {"count": 2}, "assumed.shelter.kind": {"count": 1}}


def test_candidates_raise_no_such_problems() -> None:
    (school,), problems = build(Role.CANDIDATES, {"名称": ["实验小学"]})
    assert school.status == "candidate" and not problems


def test_flags_and_dates() -> None:
    columns = {
        "名称": ["a"],
        "医疗救护": ["有"],
        "标志标识": ["无"],
        "演练日期": ["2024年5月6日"],
        "检查日期": ["去年"],
    }
    (shelter,), problems = build(Role.SHELTERS, columns)
    assert isinstance(shelter, Shelter)
    assert (shelter.has_medical, shelter.is_signed, shelter.has_tents) == (True, False, None)
    assert (shelter.last_drill, shelter.last_inspection) == ("2024-05-06", None)
    assert problems["date_unreadable"]["example"] == "去年"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024/5/6", "2024-05-06"),
        ("2024.5.6", "2024-05-06"),
        ("2024年5月6日", "2024-05-06"),
        ("2024年5月", "2024-05"),
        ("2024-05-06T00:00:00", "2024-05-06"),
        ("2024-13-01", None),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("5月6日", None),
        ("", None),
    ],
)
def test_dates(cell: str, expected: str | None) -> None:
    assert iso_date(cell) == expected


def test_status_told_by_the_planner_wins() -> None:
    made, _ = build(Role.DEPOTS, {"名称": ["a", "b"], "状态": ["现有", "规划"]}, status="planned")
    assert [facility.status for facility in made] == ["planned", "planned"]
    made, _ = build(Role.DEPOTS, {"名称": ["a", "b"], "状态": ["现有", "规划"]})
    assert [facility.status for facility in made] == ["existing", "planned"]


def test_multiple_shapes_become_simple_ones_without_losing_area() -> None:
    square, other = shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)
    shapes = [
        shapely.MultiPolygon([square]),
        shapely.MultiPolygon([square, other]),
        shapely.MultiPoint([(0, 0)]),
        shapely.MultiPoint([(0, 0), (2, 2)]),
    ]
    made, _ = build(Role.SHELTERS, {"名称": list("abcd")}, shapes)
    assert [facility.geometry.geom_type for facility in made] == ["Polygon", "MultiPolygon", "Point", "Point"]
    assert made[1].geometry.area == 2 and made[3].location == (1, 1)


def test_a_warning_point_of_unknown_kind_reaches_nobody_and_says_so() -> None:
    def kinds(title: str, *names: str) -> tuple[list[str], dict]:
        found, problems = build(Role("warning_points"), {"名称": list(names)}, title=title)
        return [one.warning_kind for one in found if isinstance(one, WarningPoint)], problems

    found, problems = kinds("预警点", "东村大喇叭", "西村", "沙河雨量站")
    assert found == ["loudspeaker", "monitoring", "monitoring"]
    assert problems == {"assumed.warning_point.warning_kind": {"count": 1}}
    # Where the layer's own name tells the kind no row is in doubt.
    assert kinds("雨量站", "甲", "乙") == (["monitoring", "monitoring"], {})
    assert kinds("应急广播", "甲", "乙") == (["loudspeaker", "loudspeaker"], {})
