"""Data remarks: counted at the foot of the window, listed in a page, and decided there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layers.importing.importer import import_folder
from models.kernel.progress import run_to_end
from models.project.project import Project
from tests.cases import county
from tests.cases.county import PEOPLE, VILLAGE_FILE, VILLAGE_HEAD, VILLAGES
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.dialogs.dataremarks import DataRemarksDialog
from ui.widgets.parts import cell_of


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A county with a neighbour's village in its list."""
    folder = county.make_county(tmp_path / "c")
    far = ("邻县甲村", "500998100201", "邻镇", 108.95, 30.65, 7000)
    county.write_csv(folder / VILLAGE_FILE, [VILLAGE_HEAD, *VILLAGES, far])
    return run_to_end(import_folder(folder)).project


def test_remarks_are_counted_listed_and_decided(
    project: Project, make_window: MakeWindow, qtbot: Any
) -> None:
    window = make_window(project)
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    button = window.status.remarks
    assert button.isVisible()
    assert button.text() == "数据提示 1 条"
    button.click()
    (dialog,) = window.findChildren(DataRemarksDialog)
    assert dialog.table.rowCount() == 1
    assert "邻县甲村" in cell_of(dialog.table, 0, 2).text()
    dialog.outside.click()
    assert window.session.project.county.population_persons == PEOPLE + 7000
    assert "按选择已计入" in cell_of(dialog.table, 0, 2).text()
    dialog.level.setCurrentIndex(3)
    dialog.level.activated.emit(3)
    assert window.session.project.settings.hazard_levels.from_level == 4
    window.session.undo_stack.undo()
    window.session.undo_stack.undo()
    assert window.session.project.county.population_persons == PEOPLE
    assert not dialog.outside.isChecked()
    dialog.close()


def test_whose_people_figures_count_is_chosen_told_and_undone(
    project: Project, make_window: MakeWindow, qtbot: Any
) -> None:
    window = make_window(project)
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    window.status.remarks.click()
    (dialog,) = window.findChildren(DataRemarksDialog)
    assert not dialog.total.isEnabled()
    dialog.year.setValue(2035)
    dialog.total.setValue(2 * PEOPLE)
    assert window.session.project.county.population_persons == 2 * PEOPLE
    assert not dialog.growth.isEnabled()
    told = "\n".join(cell_of(dialog.table, row, 2).text() for row in range(dialog.table.rowCount()))
    assert "按 2035 年的规划人口计算，全县 24,000 人；资料中的人口合计为 12,000 人" in told
    dialog.total.setValue(0)
    dialog.since.setValue(2025)
    dialog.growth.setValue(1.0)
    assert window.session.project.county.population_persons == pytest.approx(PEOPLE * 1.01**10)
    while window.session.undo_stack.canUndo():
        window.session.undo_stack.undo()
    assert window.session.project.county.population_persons == PEOPLE
    assert dialog.year.text() == "资料年份"
    dialog.close()


def test_nothing_is_said_where_data_agree(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    assert not window.status.remarks.isVisible()
