"""What a planner decides of files: written, read again, and followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.importing.importer import ImportResult, import_files
from layers.importing.recipe import LayerChoice, Recipe, read_recipe, recipe_text
from models.county.layer import Role
from models.facilities.facility import Shelter
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.project.project import Project

LON, LAT = 115.81, 36.11
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip)
COLUMNS = st.dictionaries(TEXT.filter(bool), st.sampled_from(["亩", "公顷", "万人"]), max_size=3)


@settings(max_examples=25)
@given(
    columns=COLUMNS,
    states=st.dictionaries(TEXT.filter(bool), st.sampled_from(["existing", "rejected"]), max_size=3),
    name=TEXT.filter(bool),
    ignored=st.lists(TEXT, max_size=2),
)
def test_a_written_recipe_says_the_same_when_read(
    tmp_path_factory: pytest.TempPathFactory,
    columns: dict[str, str],
    states: dict[str, str],
    name: str,
    ignored: list[str],
) -> None:
    folder = tmp_path_factory.getbasetemp() / "recipe"
    folder.mkdir(exist_ok=True)
    (folder / '台账 "一".csv').touch()
    choice = LayerChoice(
        '台账 "一".csv', name=name, role=Role.SHELTERS, encoding="GB18030", crs="EPSG:4490", datum="gcj02",
        fields={"effective_area_m2": name}, units=columns, states=states, ignored=tuple(ignored),
    )  # fmt: skip
    out = LayerChoice("别的.csv", is_left_out=True)
    recipe = Recipe("示例县", "371521", 4548, (choice, out))
    (folder / "haven.toml").write_text(recipe_text(recipe), encoding="utf-8")
    assert read_recipe(folder / "haven.toml") == Recipe("示例县", "371521", 4548, (choice,))


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("[layer.units]\n'面积' = '尺'", "尺"),
        ("[layer.states]\n'在建' = '规划'", "规划"),
        ("ignored = '电话'", "电话"),
    ],
)
def test_faults_in_units_states_and_columns_are_named(tmp_path: Path, entry: str, named: str) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "haven.toml").write_text(f"[[layer]]\nfile = 'a.csv'\n{entry}\n", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        read_recipe(tmp_path / "haven.toml")
    assert caught.value.key == "recipe_value" and named in caught.value.message("zh").one_line()


def read(folder: Path, rows: str, project: Project | None = None, **choice: Any) -> ImportResult:
    path = folder / "避难场所.csv"
    path.write_text(rows, encoding="utf-8")
    decided = LayerChoice(path.name, role=Role.SHELTERS, **choice)
    return run_to_end(import_files([path], project=project, choices=[decided]))


def shelters(result: ImportResult) -> dict[str, Shelter]:
    project = result.project
    found = (one for scenario in project.scenarios for one in scenario.facilities.values())
    return {one.name: one for one in found if isinstance(one, Shelter)}


ROWS = f"名称,经度,纬度,有效面积,建设情况\n广场,{LON},{LAT},60,已建成\n公园,{LON + 0.01},{LAT},30,酝酿\n"


def test_a_unit_that_is_named_stands_above_the_heading(tmp_path: Path) -> None:
    assert shelters(read(tmp_path, ROWS))["广场"].effective_area_m2 == 60.0
    result = read(tmp_path, ROWS, units={"有效面积": "亩"})
    assert shelters(result)["广场"].effective_area_m2 == pytest.approx(60 * 10_000 / 15)
    assert any("亩" in text for text in result.report[0].problem_texts("zh"))


def test_words_of_states_mean_what_was_decided(tmp_path: Path) -> None:
    result = read(tmp_path, ROWS, states={"酝酿": "planned"})
    assert {name: one.status for name, one in shelters(result).items()} == {
        "广场": "existing", "公园": "planned"
    }  # fmt: skip
    assert dict(result.looks[0].words) == {"已建成": 1, "酝酿": 1}


def test_a_column_that_is_ignored_is_not_taken(tmp_path: Path) -> None:
    assert shelters(read(tmp_path, ROWS, ignored=("有效面积",)))["广场"].effective_area_m2 is None


def test_a_look_shows_columns_rows_and_places(tmp_path: Path) -> None:
    look = read(tmp_path, ROWS).looks[0]
    assert look.columns == ("名称", "经度", "纬度", "有效面积", "建设情况")
    assert look.rows[0][0] == "广场" and look.numbers == (2, 3)
    assert look.fields["longitude"] == "经度" and look.fields["status"] == "建设情况"
    assert look.lonlat == pytest.approx(
        shapely.get_coordinates(shapely.points([[LON, LAT], [LON + 0.01, LAT]]))
    )


def test_next_years_list_tells_what_is_new_changed_and_the_same(tmp_path: Path) -> None:
    project = read(tmp_path, ROWS).project
    later = ROWS.replace("60", "75") + f"操场,{LON},{LAT + 0.01},9,已建成\n"
    result = read(tmp_path, later, project)
    assert result.looks[0].changed == 1 and result.report[0].features == 1
    assert shelters(result)["广场"].effective_area_m2 == 60.0  # told, not taken
    texts = " ".join(result.report[0].problem_texts("zh"))
    assert "2 处工程里已有" in texts and "1 处与文件所写不同，未改动：广场" in texts
    result = read(tmp_path, later, project, updates=True)
    assert shelters(result)["广场"].effective_area_m2 == 75.0
    assert result.edit is not None
    undone = result.project.snapshot()
    undone.apply(result.edit.inverse())
    assert {one.id: one for one in undone.active.facilities.values()} == dict(project.active.facilities)
