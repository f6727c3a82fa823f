"""Layers that were read, handed over as files: nothing of them changes on the way."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.formats.raster import RasterInfo
from layers.importing.fileitems import read_items as read_files
from layers.importing.importitem import Item
from layers.importing.itemfile import choice_of, choice_words, read_items, write_items
from layers.importing.recipe import LayerChoice
from models.county.layer import Role
from models.kernel.errors import HavenError
from tests.layers import made
from tests.layers.made import LAT, LON


def handed_over(items: list[Item], folder: Path) -> list[Item]:
    answer = folder / "answer"
    answer.mkdir()
    write_items(items, answer)
    return read_items(answer)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def test_shapes_columns_and_problems_come_over(tmp_path: Path, scratch: Path) -> None:
    odd = made.roads().assign(
        数=[1.5, np.nan], 是=[True, False], 日=pd.to_datetime(["2024-05-06", None]), 空=["", None], 整=[1, 2]
    )
    path = made.write(tmp_path, "怪.gpkg", odd)
    here = read_files("怪.gpkg", path, scratch, [], only_decided=False)
    (one,), (other,) = here, handed_over(here, tmp_path)
    assert one.raw is not None and other.raw is not None
    pd.testing.assert_frame_equal(one.raw.frame, other.raw.frame)
    assert one.raw.shapes is not None and other.raw.shapes is not None
    assert list(shapely.to_wkb(one.raw.shapes.geometries)) == list(
        shapely.to_wkb(other.raw.shapes.geometries)
    )
    assert one.raw.shapes.rows.tolist() == other.raw.shapes.rows.tolist()
    for name in ("kind", "counts"):
        assert getattr(one.raw.shapes, name) == getattr(other.raw.shapes, name)
    for name in ("crs", "encoding", "coordinates", "problems", "stated", "units"):
        assert getattr(one.raw, name) == getattr(other.raw, name)
    for name in ("file", "layer", "source", "choice", "role", "sha256", "problems"):
        assert getattr(one, name) == getattr(other, name)


def test_a_table_without_places_and_text_in_halves_of_characters(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "表.csv").write_text("名称,人口\n甲,1\n,2\n", encoding="utf-8")
    (item,) = read_files("表.csv", tmp_path / "表.csv", scratch, [], only_decided=False)
    assert item.raw is not None
    item.raw.frame.iloc[0, 0] = "\ud800"
    (other,) = handed_over([item], tmp_path)
    assert other.raw is not None and other.raw.shapes is None
    assert other.raw.frame.iloc[0, 0] == "\ud800"
    assert other.raw.frame.isna().to_numpy().tolist() == item.raw.frame.isna().to_numpy().tolist()


def test_a_fault_and_what_was_decided_come_over(tmp_path: Path) -> None:
    choice = LayerChoice("a.csv", "层", role=Role.ROADS, fields={"name": "名"}, is_left_out=True)
    error = HavenError("no_features", details="why", file="a.csv", layer="层")
    item = Item("a.csv", "层", choice=choice, error=error, role=Role.VILLAGES)
    (other,) = handed_over([item], tmp_path)
    assert other.error is not None and other.raw is None and other.source is None and other.info is None
    assert (other.error.key, other.error.values, other.error.details) == ("no_features", error.values, "why")
    assert (other.choice, other.role) == (choice, Role.VILLAGES)
    assert choice_of(choice_words(replace(choice, role=None))).role is None


@pytest.mark.parametrize("transform", [None, (0.01, 0.0, LON, 0.0, -0.01, LAT)])
def test_a_raster_comes_over(tmp_path: Path, transform: tuple[float, ...] | None) -> None:
    info = RasterInfo(
        tmp_path / "a.tif", "a.tif", 3, 2, "EPSG:4490", transform, -1.0, "float32", (1, 3), "人", "说", False
    )  # fmt: skip
    (other,) = handed_over([Item("a.tif", info=info)], tmp_path)
    assert other.info is not None and {**asdict(other.info), "block": tuple(other.info.block)} == asdict(info)
