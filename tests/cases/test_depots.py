"""A store of a township or under contract is no depot of the county."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from models.assessment.assess import assess
from models.rules.rules import load_rules
from tests.cases import county

HEAD = ("储备库名称", "储备级别", "储备方式", "经度", "纬度", "建筑面积", "状态")


def county_share(folder: Path, *depots: Sequence[object]) -> float | None:
    made = county.make_county(folder)
    county.write_csv(made / "物资储备库.csv", [HEAD, *depots])
    project = county.imported(made).result.project
    return assess(project.county, project.active, load_rules()).figures["depot.county_share"].value


@pytest.mark.parametrize(
    ("level", "storage", "share"),
    [
        ("县级", "自储", 100),
        ("市级", "", 100),
        ("乡镇级", "自储", 0),
        ("县级", "协议代储", 0),
        ("县级", "企业储备", 0),
    ],
)
def test_what_is_a_depot_of_the_county(tmp_path: Path, level: str, storage: str, share: float) -> None:
    depot = ("粮站库房", level, storage, 108.44, 30.63, 900, "已建")
    assert county_share(tmp_path / "c", depot) == share
