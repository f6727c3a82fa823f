"""What tests of saving, opening and importing share: a file that is chosen, a question that is answered."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from PySide6.QtWidgets import QMessageBox

from ui.app.mainwindow import MainWindow

Answer = QMessageBox.StandardButton


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(path), ""))


def answer(window: MainWindow, monkeypatch: pytest.MonkeyPatch, button: Answer) -> list[int]:
    asked: list[int] = []

    def ask() -> Answer:
        asked.append(1)
        return button

    monkeypatch.setattr(window.files, "ask_about_changes", ask)
    return asked


def write_county(folder: Path) -> None:
    """Two townships, three villages with people, a file that is no geodata."""
    folder.mkdir(exist_ok=True)
    towns = gpd.GeoDataFrame(
        {"名称": ["东镇", "西镇"]},
        geometry=[shapely.box(115.0, 36.0, 115.1, 36.1), shapely.box(115.1, 36.0, 115.2, 36.1)],
        crs=4490,
    )
    towns.to_file(folder / "乡镇.geojson", driver="GeoJSON", engine="pyogrio")
    rows = ["名称,经度,纬度,人口", "赵村,115.05,36.05,1200", "钱村,115.15,36.05,800", "孙村,115.08,36.02,500"]
    (folder / "村庄.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    (folder / "坏的.geojson").write_text("{ not json", encoding="utf-8")
