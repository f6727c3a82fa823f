"""Stock, local facts and sheet layouts in the project file: kept, older files load, damage is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layers.project import codec
from layers.project.file import load_project, save_project
from models.facilities.stock import StockRow
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.settings import Settings

SETTINGS = Settings(
    local=LocalFacts(8, 315.0, True, ("flood", "fault")),
    stock=(
        StockRow(id="a", depot_id="d", code="1010101", item="tent", name="帐篷", quantity=120, unit="顶"),
    ),
    sheets={"default": {"paper": "A3", "moved": {"legend": [1.5, 2]}}},
)


def test_they_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "县.haven"
    save_project(Project(SETTINGS), path)
    assert load_project(path).settings == SETTINGS


def test_settings_of_an_older_version_load() -> None:
    table = codec.settings_to_json(SETTINGS)
    for name in ("local", "stock", "sheets"):
        del table[name]
    assert codec.settings_from_json(table) == Settings()


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("stock", "quantity", "many"),
        ("stock", "quantity", -1),
        ("stock", "name", 3),
        ("stock", "colour", "red"),
        ("local", "seismic_intensity", "8"),
        ("local", "is_cold", "yes"),
    ],
)
def test_damage_is_refused(part: str, key: str, value: object) -> None:
    table = json.loads(codec.dumps(codec.settings_to_json(SETTINGS)))
    (table["stock"][0] if part == "stock" else table["local"])[key] = value
    with pytest.raises((ValueError, TypeError)):
        codec.settings_from_json(table)
