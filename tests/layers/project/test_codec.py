"""Settings, facilities and cells as plain values: what a file says that cannot be is refused or not known."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.project import gpkg
from layers.project.codec import (
    dumps,
    facility_from_json,
    facility_to_json,
    settings_from_json,
    settings_to_json,
)
from layers.project.columns import Column, cleaned, decoded, digest, encoded
from models.facilities.facility import Shelter
from models.facilities.keyproject import KeyProject
from models.facilities.upkeepentry import UpkeepEntry
from models.findings.findings import Target, Verdict
from models.project.settings import Indicator, Settings
from models.project.yearrecord import YearFigure, YearRecord
from tests.layers.made import project

_CLOSED = YearFigure("a", {"zh": "甲", "en": "A"}, "m2", 2.5, Verdict.FAIL, Target(">=", 3.0))
_YEAR = {"year": 2025, "day": "2026-01-10", "profile_id": "core", "figures": []}
_ROW = {
    "id": "a",
    "names": {"zh": "甲", "en": "A"},
    "unit": "",
    "value": 1.0,
    "verdict": "pass",
    "target": None,
}


def test_settings_come_back() -> None:
    project_row = KeyProject(project_name="县库", facility_ids=("d",), cost_10k=3.0, finish_year=2027)
    quotas = {"shelter.short": Indicator(300.0, 2024, "造价站")}
    settings = replace(
        project().settings,
        projects=(project_row,),
        cost_quotas=quotas,
        budget_10k=9.0,
        upkeep=(UpkeepEntry(day="2026-05-12", facility_id="d", finding="漏雨", repaired_on="2026-06-01"),),
        history=(YearRecord(2025, "2026-01-10", "core", (_CLOSED, replace(_CLOSED, id="b", value=None))),),
    )
    assert settings_from_json(json.loads(dumps(settings_to_json(settings)))) == settings


@pytest.mark.parametrize(
    "change",
    [
        {"hazard_levels": {"from_level": 5}},
        {"hazard_levels": {"words": {"高": "high"}}},
        {"hazard_levels": {"by_rule": {"flood": True}}},
        {"travel_by": "helicopter"},
        {"people": {"source": "nobody", "counts_outside": False}},
        {"people": {"source": "", "counts_outside": "yes"}},
        {"people": {"group": "cats"}},
        {"people": {"year": "2035"}},
        {"people": {"year": 2035}},
        {"people": {"year": 2035, "persons": -1.0}},
        {"people": {"year": 2035, "since": 2036}},
        {"local": {"absent_hazards": "flood"}},
        {"local": {"absent_hazards": [1]}},
        {"local": {"seismic_intensity": "seven"}},
        {"local": {"wind_from_deg": float("nan")}},
        {"local": {"is_cold": "yes"}},
        {"budget_10k": -1.0},
        {"cost_quotas": {"shelter.short": {"value": "dear"}}},
        {"projects": [{"id": 7}]},
        {"projects": [{"id": "p", "facility_ids": "a"}]},
        {"projects": [{"id": "p", "is_pinned": "yes"}]},
        {"projects": [{"id": "p", "state": "begun"}]},
        {"projects": [{"id": "p", "cost_10k": -1.0}]},
        {"projects": [{"id": "p", "start_year": 2030, "finish_year": 2029}]},
        {"upkeep": [{"id": "u", "day": "2026-13-01", "facility_id": "d"}]},
        {"upkeep": [{"id": "u", "day": "2026-05-12"}]},
        {"upkeep": [{"id": "u", "day": "2026-05-12", "facility_id": "d", "who": 7}]},
        {"upkeep": [{"id": "u", "day": "2026-05-12", "facility_id": "d", "repaired_on": 7}]},
        {"history": [_YEAR | {"year": "2025"}]},
        {"history": [_YEAR | {"year": 1800}]},
        {"history": [_YEAR | {"day": "last"}]},
        {"history": [_YEAR | {"note": 7}]},
        {"history": [_YEAR | {"figures": [_ROW, _ROW]}]},
        {"history": [_YEAR | {"figures": [_ROW | {"value": "2"}]}]},
        {"history": [_YEAR | {"figures": [_ROW | {"unit": 2}]}]},
        {"history": [_YEAR | {"figures": [_ROW | {"verdict": "well"}]}]},
        {"history": [_YEAR | {"figures": [_ROW | {"target": {"operator": "~", "value": 1.0}}]}]},
    ],
)
def test_settings_of_another_kind_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        settings_from_json(settings_to_json(Settings()) | change)


SHELTER = Shelter(id="s", geometry=shapely.Point(1, 2), effective_area_m2=10.0)


@pytest.mark.parametrize("area", [-1.0, 1e300, float("nan")])
def test_an_impossible_amount_is_not_known_and_costs_nothing_else(area: float) -> None:
    found = facility_from_json({**facility_to_json(SHELTER), "effective_area_m2": area})
    assert isinstance(found, Shelter) and found.effective_area_m2 is None and found.id == "s"


@pytest.mark.parametrize(
    "change",
    [
        {"effective_area_m2": "ten"},
        {"name": 3},
        {"geometry": shapely.to_wkb(shapely.Point(), hex=True)},
    ],
)
def test_a_facility_of_another_kind_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        facility_from_json({**facility_to_json(SHELTER), **change})


def test_what_cannot_be_stored_is_said() -> None:
    assert dumps({"a": MappingProxyType({"b": np.float64(1.5)})}) == '{"a":{"b":1.5}}'
    with pytest.raises(TypeError, match="cannot store complex"):
        dumps(1j)


def test_what_no_column_holds_is_kept_as_text() -> None:
    assert encoded(pd.Series([1j, None, "a"], dtype=object), "json") == ['"1j"', None, '"a"']


def test_texts_that_are_none_are_refused_or_cleaned() -> None:
    with pytest.raises(TypeError, match="名"):
        decoded(Column("名", "m", "text", "str"), ["a", 3])
    listed = Column("x", "x", "json", "object")
    assert cleaned(listed, ['{"a": 1}', "{", 4, None], is_quantity=False) == (
        ['{"a": 1}', None, None, None],
        [1, 2],
    )


# -- the database ------------------------------------------------------------------------------------------
def test_a_missing_geometry_is_nothing() -> None:
    shapes = np.array([None, shapely.Point(1, 2), shapely.Point(), shapely.box(0, 0, 1, 1)], dtype=object)
    blobs = gpkg.geometry_blobs(shapes, 4548)
    back = [None if blob is None else shapely.from_wkb(gpkg.wkb_of(blob)) for blob in blobs]
    assert back[0] is None and back[2].is_empty and [back[1], back[3]] == [shapes[1], shapes[3]]
    assert gpkg.system_of(blobs[1]) == 4548


@pytest.mark.parametrize("blob", [b"", "GP", b"XX" + bytes(20), b"GP\x00\x0f" + bytes(20)])
def test_what_is_no_geometry_is_refused(blob: Any) -> None:
    with pytest.raises(ValueError, match="not a geometry"):
        gpkg.wkb_of(blob)


@pytest.mark.parametrize("blob", [b"", "GP", b"XX" + bytes(20), b"GP\x00\x0f" + bytes(20), b"GP\x00\x01"])
def test_of_many_geometries_one_that_is_none_is_refused(blob: Any) -> None:
    good = gpkg.geometry_blobs(np.array([shapely.box(0, 0, 1, 1)] * 3, dtype=object), 4548)
    for blobs in ([blob, *good], [*good, blob], [blob], [blob, blob]):
        with pytest.raises(ValueError, match="not a geometry"):
            gpkg.wkb_of_all(blobs)


BLOBS = st.lists(
    st.builds(
        lambda flags, rest: None if flags is None else b"GP\x00" + bytes([flags]) + rest,
        st.sampled_from([None, 1, 3, 3, 3, 17]),
        st.binary(min_size=40, max_size=60),
    ),
    max_size=6,
)


@given(BLOBS)
def test_of_many_geometries_each_has_what_it_has_alone(blobs: list[bytes | None]) -> None:
    assert gpkg.wkb_of_all(blobs) == [gpkg.wkb_of(blob) for blob in blobs]


@given(BLOBS)
def test_the_fingerprint_of_blobs_is_that_of_their_bytes_in_turn(blobs: list[bytes | None]) -> None:
    expected = hashlib.blake2b(digest_size=16)
    if blobs and None not in blobs:
        for blob in blobs:
            expected.update(blob or b"")
    else:
        expected.update(repr(blobs).encode())
    expected.update(b"\x00")
    assert digest([blobs]) == expected.hexdigest()


def test_a_table_or_column_that_is_not_there_is_named() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (fid INTEGER, a)")
        assert gpkg.read_columns(connection, "t", ["a"]) == [[]]
        with pytest.raises(ValueError, match="no column 'b' in 't'"):
            gpkg.read_columns(connection, "t", ["b"])
        with pytest.raises(ValueError, match="no table 'u'"):
            gpkg.read_columns(connection, "u", ["a"])
