"""A small made-up county in a folder, of which each case changes one file; and what an import makes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from layers.coordinates.crs import to_lonlat
from layers.importing.importer import ImportResult, import_folder
from layers.project.file import save_project
from models.county.layer import Role
from models.facilities.facility import Shelter
from models.kernel.progress import run_to_end

WEST, SOUTH, STEP = 108.40, 30.60, 0.1
"""Corner of the county; three townships stand beside each other from west to east (zone 36)."""

TOWNSHIPS = {"石桥镇": "500999100", "柳林乡": "500999101", "城关街道": "500999102"}
VILLAGES = [  # name, code, township, longitude, latitude, residents
    ("上坝村", "500999100201", "石桥镇", 108.42, 30.62, 800),
    ("下坝村", "500999100202", "石桥镇", 108.46, 30.66, 1200),
    ("双河村", "500999101201", "柳林乡", 108.52, 30.62, 2100),
    ("三合村", "500999101202", "柳林乡", 108.56, 30.66, 900),
    ("东门社区", "500999102001", "城关街道", 108.62, 30.62, 3000),
    ("西门社区", "500999102002", "城关街道", 108.66, 30.66, 4000),
]
SHELTERS = [  # name, class, kind, longitude, latitude, gross and effective square metres, state
    ("人民公园", "长期固定", "公园", 108.63, 30.63, 20000, 9000, "已建"),
    ("石桥中学", "短期固定", "学校", 108.43, 30.63, 6000, 3600, "已建"),
    ("柳林广场", "紧急", "广场", 108.53, 30.63, 4000, 3000, "已建"),
]
PEOPLE, AREA_M2 = 12000, 15600
VILLAGE_HEAD = ("村名", "区划代码", "所属乡镇", "经度", "纬度", "常住人口")
SHELTER_HEAD = ("名称", "避难场所类别", "场地类型", "经度", "纬度", "占地面积", "有效避难面积", "状态")
VILLAGE_FILE, SHELTER_FILE = "村庄人口.csv", "应急避难场所.csv"

Rows = Sequence[Sequence[Any]]


# -- files -------------------------------------------------------------------------------------------------
def ring(west: float, south: float, width: float, height: float) -> list[list[float]]:
    """Closed ring of a rectangle, degrees."""
    east, north = west + width, south + height
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    """GeoJSON feature."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def write_geojson(path: Path, features: Sequence[dict[str, Any]], **members: Any) -> None:
    """Write a GeoJSON file."""
    text = json.dumps({"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


def csv_text(rows: Rows) -> str:
    """Rows as a comma-separated text."""
    return "".join(",".join(_quoted(str(cell)) for cell in row) + "\n" for row in rows)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n') else text


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> None:
    """Write a text table."""
    path.write_bytes(csv_text(rows).encode(encoding))


def write_xlsx(path: Path, rows: Rows, merged: Sequence[str] = (), hidden: Sequence[int] = ()) -> None:
    """Write a workbook of one sheet, with merged cells (``A1:B2``) and hidden rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for row_number in hidden:
        sheet.row_dimensions[row_number].hidden = True
    book.save(path)


def township_features() -> list[dict[str, Any]]:
    """Outlines of the townships."""
    return [
        feature("Polygon", [ring(WEST + STEP * place, SOUTH, STEP, STEP)], 名称=name, 行政区划代码=code)
        for place, (name, code) in enumerate(TOWNSHIPS.items())
    ]


def county_feature() -> dict[str, Any]:
    """Outline of the county."""
    return feature("Polygon", [ring(WEST, SOUTH, 3 * STEP, STEP)], 名称="青禾县", 行政区划代码="500999")


def make_county(folder: Path, *, without: Sequence[str] = ()) -> Path:
    """Folder of the whole county, but for some of its files."""
    folder.mkdir(exist_ok=True)
    write_geojson(folder / "县界.geojson", [county_feature()])
    write_geojson(folder / "乡镇.geojson", township_features())
    seat = feature("Polygon", [ring(WEST + 2 * STEP, SOUTH, STEP, STEP)], 名称="县城")
    write_geojson(folder / "县城范围.geojson", [seat])
    road = feature(
        "LineString", [[WEST, SOUTH + 0.05], [WEST + 0.3, SOUTH + 0.05]], 名称="省道", 道路等级="省道"
    )
    write_geojson(folder / "道路.geojson", [road])
    write_csv(folder / VILLAGE_FILE, [VILLAGE_HEAD, *VILLAGES])
    write_csv(folder / SHELTER_FILE, [SHELTER_HEAD, *SHELTERS])
    for name in without:
        (folder / name).unlink()
    return folder


# -- what came of it ---------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Outcome:
    """What an import of the folder made."""

    folder: Path
    result: ImportResult

    def role(self, file: str) -> str | None:
        """Role of a file's only layer; ``None`` if it was left out."""
        (line,) = [line for line in self.result.report if line.file == file]
        return line.role.value if line.role is not None else None

    def told(self, file: str) -> str:
        """Everything that is said of a file, in Chinese."""
        return "\n".join(
            text for line in self.result.report if line.file == file for text in line.problem_texts("zh")
        )

    @property
    def shelters(self) -> dict[str, Shelter]:
        """Shelters of today by name."""
        found = self.result.project.scenarios[0].facilities.values()
        return {item.name: item for item in found if isinstance(item, Shelter)}

    @property
    def area_m2(self) -> float:
        """Effective area of all shelters; those without one count nothing."""
        return sum(shelter.effective_area_m2 or 0.0 for shelter in self.shelters.values())

    def residents(self, role: Role = Role.VILLAGES) -> dict[str, float]:
        """Residents of a role's places by name."""
        (layer,) = self.result.project.layers_of(role)
        values = layer.number("population_persons").tolist()
        return dict(zip(layer.text("name").tolist(), values, strict=True))

    @property
    def people(self) -> float:
        """Residents of all villages."""
        return sum(self.residents().values())

    def place(self, name: str) -> tuple[float, float]:
        """Longitude and latitude of a shelter, to a hundred-thousandth of a degree."""
        shape = self.shelters[name].geometry.centroid
        project = self.result.project
        lon, lat = to_lonlat(np.array([[shape.x, shape.y]]), project.settings.crs_epsg)[0]
        return round(float(lon), 5), round(float(lat), 5)

    @cached_property
    def findings(self) -> dict[str, dict[str, Any]]:
        """Findings of a check of the project, by id, as the command line prints them."""
        from ui.cli import checkjob

        path = self.folder.parent / f"{self.folder.name}.gpkg"
        save_project(self.result.project, path)
        contexts = checkjob.contexts_of(path, None, (), is_all=False)
        tree = checkjob.findings_json(contexts, path, "zh")
        lists = (
            [profile["findings"] for profile in tree["profiles"]]
            if "profiles" in tree
            else [tree["findings"]]
        )
        return {finding["id"]: finding for findings in lists for finding in findings}


def imported(folder: Path) -> Outcome:
    """Import a folder."""
    return Outcome(folder, run_to_end(import_folder(folder)))
