"""The mark of a project's content: the same for the same content, another one for any edit."""

from __future__ import annotations

from dataclasses import field, make_dataclass, replace
from pathlib import Path

import pytest
from shapely.geometry import Point

from layers.project.file import load_project, save_project
from layers.sample import sample_path
from models.county.layer import LayerStyle
from models.county.unframed import Unframed
from models.facilities.facility import Shelter
from models.facilities.stock import StockRow
from models.project import revision
from models.project.project import Project
from models.project.revision import LENGTH, project_revision
from models.project.settings import Indicator, Override
from tests.models import toy


def made(**settings: object) -> Project:
    shelter = Shelter(id="s", name="Square", geometry=toy.at(2, 5), effective_area_m2=700)
    return toy.project([shelter], **settings)


def test_it_is_short_and_the_same_for_the_same_content() -> None:
    mark = project_revision(made())
    assert len(mark) == LENGTH
    assert set(mark) <= set("0123456789abcdef")
    assert project_revision(made()) == mark


def test_it_survives_saving(tmp_path: Path) -> None:
    project = made(
        overrides={"x": Override(2, who="a")},
        indicators={"y": Indicator(1.5, 2025)},
        stock=(StockRow(id="r", name="帐篷", quantity=20),),
        sheets={"wall": {"paper": "A1", "box_mm": (1, 2.5)}},
    )
    path = tmp_path / "p.gpkg"
    save_project(project, path)
    assert project_revision(load_project(path)) == project_revision(project)


def test_the_sample_survives_saving(tmp_path: Path) -> None:
    project = load_project(sample_path())
    path = tmp_path / "p.gpkg"
    save_project(project, path)
    assert project_revision(load_project(path)) == project_revision(project)


def test_no_table_is_made_for_it_and_one_that_is_made_says_the_same() -> None:
    project, framed = load_project(sample_path()), load_project(sample_path())
    framed.layers = tuple(layer.with_changes(frame=layer.frame) for layer in framed.layers)
    mark = project_revision(project)
    unframed = [layer.features for layer in project.layers if isinstance(layer.features, Unframed)]
    assert unframed and all(features._frame is None for features in unframed)
    assert not any(isinstance(layer.features, Unframed) for layer in framed.layers)
    assert project_revision(framed) == mark


@pytest.mark.parametrize(
    "edit",
    [
        lambda project: project.facility_edit({"s": None}),
        lambda project: project.facility_edit({"s": replace(project.active.facilities["s"], name="Park")}),
        lambda project: project.facility_edit(
            {"s": replace(project.active.facilities["s"], geometry=toy.at(2, 5.001))}
        ),
        lambda project: project.facility_edit(
            {"s": replace(project.active.facilities["s"], effective_area_m2=None)}
        ),
        lambda project: project.settings_edit(profile_id="cangzhou"),
        lambda project: project.settings_edit(overrides={"x": Override(2.0)}),
        lambda project: project.layers_edit(project.layers[:-1]),
        lambda project: project.layer_edit(project.layers[0].id, visible=False),
        lambda project: project.layer_edit(project.layers[0].id, style=LayerStyle(show_labels=True)),
        lambda project: project.duplicate_edit("today", "Plan"),
        lambda project: project.scenario_edit("today", note="n"),
    ],
)
def test_every_edit_gives_another_one(edit: object) -> None:
    project = made()
    before = project_revision(project)
    project.apply(edit(project))  # type: ignore[operator]
    assert project_revision(project) != before


def test_a_changed_population_gives_another_one() -> None:
    changed = {**toy.VILLAGES[0], "population_persons": 1501.0}
    first = toy.project([], *toy.layers())
    second = toy.project([], *toy.layers(villages=[changed, *toy.VILLAGES[1:]]))
    assert project_revision(first) != project_revision(second)


def test_undone_is_as_before() -> None:
    project = made()
    before = project_revision(project)
    added = Shelter(id="t", name="New", geometry=Point(toy.X, toy.Y))
    project.apply(project.facility_edit({"t": added}))
    project.apply(project.facility_edit({"t": None}))
    assert project_revision(project) == before


def test_what_is_shown_does_not_count() -> None:
    project = made()
    project.apply(project.duplicate_edit("today", "Plan", "plan"))
    before = project_revision(project)
    project.activate("plan")
    assert project_revision(project) == before


def test_whole_and_broken_numbers_are_one_number_but_no_data_is_not_zero() -> None:
    def mark(area: float | None) -> str:
        return project_revision(
            toy.project([Shelter(id="s", name="Square", geometry=toy.at(2, 5), effective_area_m2=area)])
        )

    assert mark(700) == mark(700.0)
    assert mark(0.0) != mark(None)


def test_text_cannot_move_from_one_field_to_the_next() -> None:
    def mark(address: str, manager: str) -> str:
        shelter = Shelter(id="s", name="Square", geometry=toy.at(2, 5), address=address, manager=manager)
        return project_revision(toy.project([shelter]))

    assert mark("ab", "c") != mark("a", "bc")


def test_asked_again_it_costs_nothing() -> None:
    project = load_project(sample_path())
    assert project_revision(project) is project_revision(project)  # the very text of before, not one like it


def test_what_a_later_version_knows_beside_changes_no_mark_of_who_does_not_use_it() -> None:
    before = make_dataclass("Part", [("name", str), ("area", float)])
    later = make_dataclass(
        "Part",
        [
            ("name", str),
            ("kind", str, ""),
            ("area", float, 5.0),
            ("years", dict, field(default_factory=dict)),
        ],
    )
    assert revision._form(before("a", 2.0)) == revision._form(later("a", "", 2.0))
    assert revision._form(later("a", "x", 2.0)) != revision._form(later("a", "", 2.0))
    assert revision._form(later("a", "", 2.0, {"y": 1})) != revision._form(later("a", "", 2.0))
