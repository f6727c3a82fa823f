"""What names of facilities tell where no column does, and lists that hold stations and brigades."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from layers.importing.importer import import_files
from layers.importing.recipe import LayerChoice
from models.county.layer import Role
from models.facilities.facility import Facility
from models.kernel.progress import run_to_end
from tests.cases import county

HEAD = ("名称", "经度", "纬度")


def read(folder: Path, file: str, rows: Sequence[Sequence[Any]]) -> tuple[dict[str, Facility], str]:
    """Facilities of a list by name, and what is told of it."""
    made = county.make_county(folder / "county", without=[county.SHELTER_FILE])
    county.write_xlsx(made / file, rows)
    outcome = county.imported(made)
    held = outcome.result.project.scenarios[0].facilities.values()
    return {one.name: one for one in held}, outcome.told(file)


def placed(*names: str) -> list[tuple[Any, ...]]:
    """A list of names alone, each with a place of its own."""
    return [HEAD, *((name, 108.42 + 0.02 * place, 30.63) for place, name in enumerate(names))]


@pytest.mark.parametrize(
    ("file", "field", "meant"),
    [
        ("消防站.xlsx", "station_class", {
            "城关特勤消防站": "special", "城东一级站": "first", "小型消防站": "small", "城关消防站": "second",
            "志愿军路消防站": "second",
        }),
        ("物资储备库.xlsx", "kind", {
            "石桥镇救灾物资点": "relief", "防汛物资仓库": "flood", "应急物资库": "comprehensive",
        }),
        ("物资储备库.xlsx", "level", {
            "市级救灾物资储备库": "city", "县级库": "county", "柳林社区微库": "community",
            "青禾库": "township",
        }),
        ("物资储备库.xlsx", "storage", {
            "大润发超市": "corporate", "粮站代储点": "contract", "县级库": "own",
        }),
        ("应急救援队伍.xlsx", "specialty", {
            "县消防救援大队": "fire", "县蓝天救援队": "other", "矿山救护队": "work_safety",
            "县综合队": "comprehensive",
        }),
        ("应急救援队伍.xlsx", "level", {
            "青禾县石桥镇小分队": "township", "青禾县矿山救护队": "county", "蓝天救援队": "township",
        }),
        ("停机坪.xlsx", "kind", {"通航机场": "air_base", "河滩临时点": "temporary", "县体育场": "helipad"}),
        ("乡镇消防队.xlsx", "brigade_class", {
            "石桥镇专职消防队": "full_time_2", "东门微型消防站": "micro", "柳林义务队": "volunteer",
            "某队": "volunteer",
        }),
    ],
)  # fmt: skip
def test_a_class_is_told_by_the_name_where_no_column_does(
    tmp_path: Path, file: str, field: str, meant: dict[str, str]
) -> None:
    found, told = read(tmp_path, file, placed(*meant))
    assert {name: getattr(found[name], field) for name in meant} == meant
    assert "按名称判断（如“" in told


def test_a_column_goes_before_the_name(tmp_path: Path) -> None:
    rows = [(*HEAD, "站级"), ("城关特勤消防站", 108.63, 30.63, "二级普通消防站")]
    found, told = read(tmp_path, "消防站.xlsx", rows)
    assert found["城关特勤消防站"].station_class == "second" and "按名称" not in told  # type: ignore[attr-defined]


MIXED = [
    ("消防站名称", "站级", "经度", "纬度", "车辆数", "状态"),
    ("城关消防救援站", "一级普通消防站", 108.63, 30.63, 6, "执勤"),
    ("柳林消防队", "乡镇政府专职消防队", 108.53, 30.63, 1, "在用"),
    ("东门社区微型消防站", "", 108.64, 30.63, 0, "在用"),
]


def test_brigades_in_a_list_of_stations_are_no_stations(tmp_path: Path) -> None:
    found, told = read(tmp_path, "消防站.xlsx", MIXED)
    families = {name: one.family.value for name, one in found.items()}
    assert families == {
        "城关消防救援站": "fire_station", "柳林消防队": "brigade", "东门社区微型消防站": "brigade"
    }  # fmt: skip
    assert found["柳林消防队"].brigade_class == "full_time_2"  # type: ignore[attr-defined]
    assert found["城关消防救援站"].status == "existing"
    assert "2 处是专职、志愿消防队或微型消防站" in told and "柳林消防队、东门社区微型消防站" in told


def test_a_list_of_brigades_alone_that_is_called_stations_is_theirs(tmp_path: Path) -> None:
    found, _ = read(tmp_path, "消防站.xlsx", [MIXED[0], *MIXED[2:]])
    assert {one.family.value for one in found.values()} == {"brigade"}


def test_what_the_planner_calls_stations_stays_whole(tmp_path: Path) -> None:
    made = county.make_county(tmp_path / "county")
    project = county.imported(made).result.project
    county.write_xlsx(made / "消防站.xlsx", MIXED)
    choice = LayerChoice("消防站.xlsx", role=Role("fire_stations"))
    done = run_to_end(import_files([made / "消防站.xlsx"], project=project, choices=[choice]))
    added = [one for one in done.project.scenarios[0].facilities.values() if one.source == "消防站.xlsx"]
    assert len(added) == 3 and {one.family.value for one in added} == {"fire_station"}


@pytest.mark.parametrize("head", ["单位", "机构", "消防站"])
def test_other_heads_of_names(tmp_path: Path, head: str) -> None:
    found, _ = read(tmp_path, "消防站.xlsx", [(head, "经度", "纬度"), ("城关站", 108.63, 30.63)])
    assert list(found) == ["城关站"]
