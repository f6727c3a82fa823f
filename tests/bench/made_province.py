"""A province made from a seed: a folder of layers for each county, as a county office would hand them in.

Run by hand: ``python -m tests.bench.made_province FOLDER --counties 120 --townships 2000``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

WEST, SOUTH = 114.0, 33.0
SIDE_DEG = 0.4
VILLAGES_OF_TOWNSHIP = 30
SHELTERS_OF_TOWNSHIP = 4


def write_province(folder: Path, counties: int, townships: int, seed: int = 1) -> None:
    """Write so many counties side by side, with so many townships in all."""
    random = np.random.default_rng(seed)
    columns = int(np.ceil(np.sqrt(counties)))
    shares = np.diff(np.round(np.linspace(0, townships, counties + 1))).astype(int)
    for number, count in enumerate(shares):
        row, column = divmod(number, columns)
        corner = (WEST + column * SIDE_DEG, SOUTH + row * SIDE_DEG)
        write_county(folder / f"第{number + 1:03d}县", f"第{number + 1}县", corner, int(count), random)


def write_county(
    folder: Path, name: str, corner: tuple[float, float], townships: int, random: np.random.Generator
) -> None:
    """Write one county's layers: townships as strips of a square, villages and facilities."""
    folder.mkdir(parents=True, exist_ok=True)
    x, y = corner
    edges = np.linspace(0, SIDE_DEG, townships + 1)
    strips = [
        ({"名称": f"{name}第{one + 1}镇"}, _box(x + edges[one], y, x + edges[one + 1], y + SIDE_DEG))
        for one in range(townships)
    ]
    villages, shelters = [], []
    for one in range(townships):
        low, high = x + edges[one], x + edges[one + 1]
        for village, (east, north) in enumerate(_points(random, VILLAGES_OF_TOWNSHIP, low, high, y)):
            people = int(random.integers(200, 3000))
            villages.append(
                ({"名称": f"{name}{one + 1}-{village + 1}村", "常住人口": people}, _point(east, north))
            )
        for shelter, (east, north) in enumerate(_points(random, SHELTERS_OF_TOWNSHIP, low, high, y)):
            area = int(random.integers(2_000, 40_000))
            values = {
                "名称": f"{name}{one + 1}-{shelter + 1}避难场所",
                "有效面积": area,
                "状态": "现有" if random.random() < 0.7 else "备选",
            }
            shelters.append((values, _point(east, north)))
    stations = [
        ({"名称": f"{name}消防站{one + 1}", "等级": "二级站", "状态": "现有"}, _point(east, north))
        for one, (east, north) in enumerate(_points(random, 2, x, x + SIDE_DEG, y))
    ]
    depots = [
        ({"名称": f"{name}物资库", "建筑面积": 800, "状态": "现有"}, _point(east, north))
        for east, north in _points(random, 1, x, x + SIDE_DEG, y)
    ]
    border = [({"名称": name}, _box(x, y, x + SIDE_DEG, y + SIDE_DEG))]
    files = {"县界": border, "乡镇": strips, "村庄人口": villages, "避难场所": shelters, "消防站": stations}
    for title, features in {**files, "物资储备库": depots}.items():
        _write(folder / f"{title}.geojson", features)


def _points(random: np.random.Generator, count: int, low: float, high: float, y: float) -> Any:
    share = 0.05 + 0.9 * random.random((count, 2))
    return np.column_stack((low + share[:, 0] * (high - low), y + share[:, 1] * SIDE_DEG))


def _point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(float(x), 6), round(float(y), 6)]}


def _box(left: float, bottom: float, right: float, top: float) -> dict[str, Any]:
    corners = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
    return {
        "type": "Polygon",
        "coordinates": [[[round(float(x), 6), round(float(y), 6)] for x, y in corners]],
    }


def _write(path: Path, features: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    table = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": values, "geometry": shape} for values, shape in features
        ],
    }
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Write a province where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counties", type=int, default=120)
    parser.add_argument("--townships", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_province(given.folder, given.counties, given.townships, given.seed)


if __name__ == "__main__":
    main()
