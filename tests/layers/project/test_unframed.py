"""A layer that was read says the same without a table as with one, and a county opens without any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.project.columns import Column, decoded, encoded, kind_of, plain
from layers.project.file import load_project, save_project
from models.county.layer import Layer, Role
from models.county.unframed import Unframed
from models.project.project import Project
from models.project.settings import Settings
from tests.helpers import LETTERS

ROOT = Path(__file__).resolve().parents[3]
EPSG = 4548
WITHOUT_TABLES = """
import sys
sys.modules.update(dict.fromkeys(("pandas", "geopandas", "pyogrio", "scipy", "openpyxl")))
from layers.project.file import load_project
from layers.sample import sample_path
from ui.core.files import warmed
from models.kernel.progress import run_to_end
project = load_project(sample_path())
run_to_end(warmed(project))
"""

COLUMNS: dict[str, Any] = {
    "whole": [1.0, 2.5, -0.0],
    "gaps": [1.0, np.nan, 1e9],
    "counts": [1, 0, 2**53 + 1],
    "flags": [True, False, True],
    "name": pd.Series(["甲", "", None], dtype="str"),
    "digits": pd.Series(["12", "x", None], dtype="str"),
    "mixed": pd.Series(["a", None, "b"], dtype=object),
}
OF_TABLES: dict[str, Any] = {
    "maybe": pd.array([1, None, 3], dtype="Int64"),
    "day": pd.to_datetime(["2020-01-02", None, "2021-03-04 05:06"], format="ISO8601"),
    "things": pd.Series([{"a": 1}, None, [2]], dtype=object),
    "short": np.array([1.5, 2.5, 0.1], dtype=np.float32),
}


def same(ours: Layer, framed: Layer) -> None:
    assert ours.columns == framed.columns and len(ours) == len(framed)
    assert (ours.geometries == framed.geometries).all()
    for name in (*framed.columns, "nowhere"):
        np.testing.assert_array_equal(ours.number(name), framed.number(name))
        assert ours.text(name).tolist() == framed.text(name).tolist()
        assert not ours.text(name).flags.writeable
    for name in framed.columns:
        assert [repr(one) for one in ours.values(name)] == [repr(one) for one in framed.values(name)], name


def read_back(columns: dict[str, Any], folder: Path) -> Layer:
    shapes = [shapely.Point(500_000 + row, 4_000_000) for row in range(3)]
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=EPSG)
    project = Project(Settings(crs_epsg=EPSG), [Layer("村", Role.VILLAGES, frame)])
    save_project(project, folder / "p.gpkg")
    (layer,) = load_project(folder / "p.gpkg").layers
    pd.testing.assert_frame_equal(layer.frame, frame)
    return layer


def test_a_layer_says_the_same_without_a_table(tmp_path: Path) -> None:
    layer = read_back(COLUMNS, tmp_path)
    assert isinstance(layer.features, Unframed)
    same(layer, Layer("村", Role.VILLAGES, layer.frame))
    renamed = layer.with_changes(name="庄")
    assert renamed.features is layer.features and renamed.frame is layer.frame
    with pytest.raises(KeyError):
        layer.values("nowhere")


@pytest.mark.parametrize("odd", OF_TABLES)
def test_columns_that_only_a_table_understands_are_read_as_one(tmp_path: Path, odd: str) -> None:
    layer = read_back({**COLUMNS, odd: OF_TABLES[odd]}, tmp_path)
    assert not isinstance(layer.features, Unframed)


def test_no_layer_can_be_made_without_features() -> None:
    with pytest.raises(TypeError, match="frame"):
        Layer("村", Role.VILLAGES)


texts = st.lists(st.one_of(st.none(), st.text(LETTERS, max_size=4)), min_size=1, max_size=6)
SERIES = st.one_of(
    st.lists(st.one_of(st.floats(), st.just(np.nan)), min_size=1, max_size=6).map(
        lambda values: pd.Series(values, dtype=np.float64)
    ),
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=6).map(
        lambda values: pd.Series(values, dtype=np.int64)
    ),
    st.lists(st.booleans(), min_size=1, max_size=6).map(lambda values: pd.Series(values, dtype=np.bool_)),
    texts.map(lambda values: pd.Series(values, dtype="str")),
    texts.map(lambda values: pd.Series(values, dtype=object)),
)


@given(SERIES)
def test_any_plain_column_says_what_the_table_says(series: pd.Series) -> None:
    kind = kind_of(series)
    column = Column("c", "c", kind, str(series.dtype))
    stored = encoded(series, kind)
    found = plain(column, stored)
    assert found is not None
    shapes = gpd.GeoSeries([shapely.Point(row, 0) for row in range(len(series))])
    frame = gpd.GeoDataFrame({"c": decoded(column, stored)}, geometry=shapes)
    made = Unframed(np.asarray(shapes.values, dtype=object), {"c": found}, lambda: frame)
    same(Layer("x", Role.REFERENCE, made), Layer("x", Role.REFERENCE, frame))


@pytest.mark.parametrize(
    ("kind", "dtype", "stored"),
    [
        ("flag", "bool", [0, 2]),
        ("integer", "int64", [1, None]),
        ("text", "str", [b"x"]),
        ("real", "float64", ["x"]),
    ],
)
def test_what_does_not_fit_its_column_is_left_to_the_table(kind: str, dtype: str, stored: list[Any]) -> None:
    assert plain(Column("c", "c", kind, dtype), stored) is None


def test_the_sample_county_opens_without_the_library_of_tables(haven_home: Path) -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_TABLES], cwd=ROOT, check=True, capture_output=True)
