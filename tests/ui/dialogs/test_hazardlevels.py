"""Levels of hazard by rule and by wording are chosen in a page of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.county.levels import HazardLevels
from tests.cases.test_hazard_levels import zoned
from tests.ui.conftest import MakeWindow
from ui.dialogs.dataremarks import DataRemarksDialog
from ui.dialogs.hazardlevels import HazardLevelsDialog


def test_levels_are_chosen_by_rule_and_by_wording(
    tmp_path: Path, make_window: MakeWindow, qtbot: Any
) -> None:
    window = make_window(zoned(tmp_path / "c", "低", "甲", "高").result.project)
    qtbot.waitUntil(lambda: window.session.assessment is not None)
    window.status.remarks.click()
    (remarks,) = window.findChildren(DataRemarksDialog)
    remarks.levels.click()
    (dialog,) = window.findChildren(HazardLevelsDialog)
    assert list(dialog.words) == ["低", "甲", "高"]
    assert dialog.words["甲"].currentText() == "看不懂，一律生效"
    for box, level in ((dialog.rules["flood"], 4), (dialog.words["甲"], 1)):
        box.setCurrentIndex(box.findData(level))
        box.activated.emit(box.currentIndex())
    assert window.session.project.settings.hazard_levels == HazardLevels(3, {"flood": 4}, {"甲": 1})
    window.session.undo_stack.undo()
    assert dialog.words["甲"].currentData() is None
    assert dialog.rules["flood"].currentData() == 4
