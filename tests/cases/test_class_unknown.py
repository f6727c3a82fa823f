"""Shelters of which no list says the class: of no class, and every figure about classes says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.assessment.assess import assess
from models.project.scenario import TODAY_ID
from models.rules.rules import load_rules
from models.shelters.composition import composition
from models.shelters.need import demand_rows
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS

AREA = "core.shelter.area_per_resident.county"


def with_class(folder: Path, *words: str) -> county.Outcome:
    """The county, the classes of whose shelters stand in these words."""
    county.make_county(folder)
    rows = [(row[0], word, *row[2:]) for row, word in zip(SHELTERS, words, strict=True)]
    county.write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *rows])
    return county.imported(folder)


@pytest.mark.parametrize("word", ["", "待定", "县级", "综合性"])
def test_its_area_counts_and_its_class_is_none(tmp_path: Path, word: str) -> None:
    case = with_class(tmp_path / "c", word, "短期固定", "紧急")
    park = case.shelters["人民公园"]
    assert park.shelter_class == "unknown" and "类别" in case.told(SHELTER_FILE)
    assert case.findings[AREA]["figure"] == pytest.approx(county.AREA_M2 / county.PEOPLE)
    found = assess(case.result.project.county, case.result.project.scenario(TODAY_ID), load_rules())
    figures = found.figures
    assert found.shelters[park.id].capacity_persons is None
    capacity = figures["shelter.capacity"]
    assert capacity.value == int(3600 / 2) + int(3000 / 0.5)
    assert capacity.inputs["unclassed_shelters"] == 1 and capacity.is_estimated
    assert figures["shelter.fixed_capacity_share"].is_estimated
    for key in ("emergency", "fixed", "short", "medium", "long", "central"):
        assert figures[f"shelter.people_share.{key}"].is_estimated
    assert figures["shelter.people_share.fixed"].inputs["sites"] == 1


def test_where_no_class_is_known_there_is_no_capacity(tmp_path: Path) -> None:
    case = with_class(tmp_path / "c", "", "", "")
    found = assess(case.result.project.county, case.result.project.scenario(TODAY_ID), load_rules())
    capacity = found.figures["shelter.capacity"]
    assert capacity.value is None and capacity.missing == ("field.shelter_class",)
    assert found.figures["shelter.area_per_resident.county"].value == pytest.approx(1.3)


def test_tables_name_it(tmp_path: Path) -> None:
    case = with_class(tmp_path / "c", "", "短期固定", "紧急")
    project, rules = case.result.project, load_rules()
    rows = list(case.shelters.values())
    assert composition(project.county, rows, rules).total_m2("shelter_class").tolist() == [
        3000, 3600, 0, 0, 0, 9000,
    ]  # fmt: skip
    whole = demand_rows(project.county, rows, rules)[0]
    assert [stay.shelters for stay in whole.stays] == [2, 1, 0, 0]
    assert all(stay.is_estimated for stay in whole.stays)
