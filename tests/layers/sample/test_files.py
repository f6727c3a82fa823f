"""The sample county's loose files: they say what the project file says, and importing them brings it back."""

from __future__ import annotations

import numpy as np
import pytest

from layers.importing.importer import ImportResult, import_folder
from layers.project.file import load_project
from layers.sample import sample_files, sample_path
from models.assessment.assess import assess
from models.county.layer import Role
from models.facilities.facility import Shelter, Status
from models.kernel.progress import run_to_end
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.rules.rules import load_rules


@pytest.fixture(scope="module")
def shipped() -> Project:
    return load_project(sample_path())


@pytest.fixture(scope="module")
def imported() -> ImportResult:
    return run_to_end(import_folder(sample_files()))


def test_every_file_finds_its_role(imported: ImportResult, shipped: Project) -> None:
    found = {one.file: (one.role, one.features) for one in imported.report}
    today = shipped.scenario(TODAY_ID)
    assert found == {
        "乡镇界.shp": (Role.TOWNSHIPS, 19),
        "县界.geojson": (Role.COUNTY, 1),
        "县城范围.geojson": (Role.SEAT, 1),
        "村庄人口.csv": (Role.VILLAGES, 868),
        "道路.geojson": (Role.ROADS, found["道路.geojson"][1]),
        "洪水淹没区.kml": (Role.HAZARDS, 3),
        "应急避难场所.xlsx": (Role.SHELTERS, 36),
        "物资储备库.xlsx": (Role.DEPOTS, 19),
        "消防站.csv": (Role.FIRE_STATIONS, 4),
        "学校公园广场.csv": (
            Role.CANDIDATES,
            sum(one.status == Status.CANDIDATE for one in today.facilities.values()),
        ),
    }
    assert not [one for one in imported.report if one.error]


def test_figures_are_the_same(imported: ImportResult, shipped: Project) -> None:
    """The files hold what the project holds: same residents, same shelters, same verdict."""
    rules = load_rules()
    results = [
        assess(project.county, project.scenario(TODAY_ID), rules) for project in (imported.project, shipped)
    ]
    assert imported.project.county.population_persons == shipped.county.population_persons
    for key in ("seat", "county", "townships", "township_min"):
        here, there = (result.figures[f"shelter.area_per_resident.{key}"].value for result in results)
        assert here == pytest.approx(there, rel=1e-4), key
    for key in ("depot.township_share", "shelter.people_share.fixed"):
        here, there = (result.figures[key].value for result in results)
        assert here == pytest.approx(there, abs=0.5), key


def test_shelters_come_back_as_they_were(imported: ImportResult, shipped: Project) -> None:
    def by_name(project: Project) -> dict[str, Shelter]:
        return {
            one.name: one
            for one in project.scenario(TODAY_ID).facilities.values()
            if isinstance(one, Shelter) and one.status == Status.EXISTING
        }

    here, there = by_name(imported.project), by_name(shipped)
    assert here.keys() == there.keys()
    for name, shelter in here.items():
        other = there[name]
        for part in (
            "shelter_class",
            "kind",
            "space",
            "effective_area_m2",
            "builder",
            "manager",
            "maintainer",
        ):
            assert getattr(shelter, part) == getattr(other, part), f"{name}: {part}"
        assert (shelter.last_inspection, shelter.last_drill) == (other.last_inspection, other.last_drill)
        assert np.hypot(*np.subtract(shelter.location, other.location)) < 0.3


def test_they_are_in_the_encodings_that_offices_use() -> None:
    folder = sample_files()
    assert (folder / "乡镇界.cpg").read_text() == "GBK"
    assert "东关街道" in (folder / "乡镇界.dbf").read_bytes().decode("gbk", errors="replace")
    villages = (folder / "村庄人口.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        villages.decode("utf-8")
    assert villages.decode("gb18030").startswith("村名,所属乡镇,经度,纬度,常住人口")
    assert (folder / "消防站.csv").read_bytes().startswith(b"\xef\xbb\xbf")
