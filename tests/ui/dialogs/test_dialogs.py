"""Every dialog: opens in both languages with nothing left in the other, and does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QStyle,
    QToolButton,
    QWidget,
)

from models.facilities.facility import Helipad, Team
from tests.ui.canvas_project import X0, Y0
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.analysis.panel import AnalysisPanel
from ui.app.mainwindow import MainWindow
from ui.dialogs.preferences import PreferencesDialog
from ui.dialogs.projectsettings import ProjectSettingsDialog

HAN = re.compile(r"[\u4e00-\u9fff]")
# Names of things, units and keys are the same in both languages.
SAME_IN_BOTH = re.compile(
    r"Haven|CGCS2000|EPSG|GB|A[1-4]|PDF|PNG|HTML|Excel|GeoPackage|Shapefile|GeoJSON|KML|CSV|Language|English"
    r"|Ctrl|Alt|Shift|Esc|Enter|Del(ete)?|Home|Space|Backspace|F1|km|m²|pt|ha|[A-Z]\b|[a-z]:|\\W"
)
ACTIONS = ("project_settings", "data_remarks", "preferences", "shortcuts", "about", "compose")


def dialogs(window: MainWindow) -> list[QDialog]:
    return [child for child in window.findChildren(QDialog) if child.isVisible()]


def texts_of(widget: QWidget) -> list[str]:
    """What a person reads on a widget and all inside it."""
    found: list[str] = [widget.windowTitle()]
    for child in widget.findChildren(QWidget):
        found.append(child.toolTip())
        if isinstance(child, (QLabel, QAbstractButton)):
            found.append(child.text())
        if isinstance(child, QGroupBox | QMenu):
            found.append(child.title())
        if isinstance(child, QComboBox):
            found += [child.itemText(i) for i in range(child.count())]
        if isinstance(child, QLineEdit):
            found.append(child.placeholderText())
    return [text for text in found if text.strip()]


def english_left_in(texts: list[str]) -> list[str]:
    """Texts that still have English words in a Chinese window."""
    plain = [re.sub(r"\S*/\S*", "", SAME_IN_BOTH.sub("", text)) for text in texts]  # without folders
    return [text for text, rest in zip(texts, plain, strict=True) if re.search(r"[A-Za-z]{3,}", rest)]


def chinese_left_in(texts: list[str], known: set[str]) -> list[str]:
    """Texts that have Chinese in an English window, apart from names in the data."""

    def rest(text: str) -> str:
        for name in sorted(known, key=len, reverse=True):
            text = text.replace(name, "")
        return text

    return [text for text in texts if HAN.search(rest(text).replace("简体中文", "").replace("语言", ""))]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_opens_in_its_language_and_closes_with_escape(make_window: MakeWindow, qtbot: Any, lang: str) -> None:
    window = make_window(lang=lang)
    wait_until_idle(window, qtbot)
    for name in ACTIONS:
        window.actions_[name].trigger()
        (dialog,) = dialogs(window)
        texts = texts_of(dialog)
        known = names_in_data(window)
        left = english_left_in(texts) if lang == "zh" else chinese_left_in(texts, known)
        assert left == [], (name, lang, left)
        screen = dialog.screen().availableGeometry()
        assert dialog.width() <= 1366 and dialog.height() <= 768, (name, screen)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: dialogs(window) == [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_opens_inside_a_screen_of_full_hd_at_200_percent(
    make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    room = QSize(1920, 1080) / 2
    monkeypatch.setattr(QScreen, "availableSize", lambda _: room)
    window = make_window(lang=lang)
    wait_until_idle(window, qtbot)
    title_px = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    openers = window.openers
    opening: dict[str, Callable[[], object]] = {name: window.actions_[name].trigger for name in ACTIONS}
    opening |= {"rules": openers.show_rules}
    opening |= {"targets": openers.show_targets, "indicators": openers.show_indicators}
    for name, open_dialog in opening.items():
        open_dialog()
        (dialog,) = dialogs(window)
        assert dialog.width() <= room.width() and dialog.height() + title_px <= room.height(), name
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: dialogs(window) == [])


def names_in_data(window: MainWindow) -> set[str]:
    """Names that come with the project or with the plans, which are what they are in any language."""
    from models.plans.plans import load_profile, profile_ids

    session = window.session
    known = {scenario.name for scenario in session.project.scenarios}
    known |= {facility.name for facility in session.scenario.facilities.values()}
    known |= {layer.name for layer in session.project.layers}
    known |= {str(name) for layer in session.project.layers for name in layer.text("name")}
    known |= {load_profile(key).plan["en"] for key in profile_ids()}
    known |= {session.project.settings.name, session.project.county.name}
    return known - {""}


def press(dialog: QDialog, which: QDialogButtonBox.StandardButton) -> None:
    boxes = dialog.findChildren(QDialogButtonBox)
    boxes[0].button(which).click()


def test_buttons_of_qt_are_chinese(window: MainWindow) -> None:
    dialog = ProjectSettingsDialog(window.session, window)
    boxes = dialog.findChildren(QDialogButtonBox)
    assert boxes[0].button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") in (
        "取消",
        "取消(C)",
    )
    dialog.close()


def test_project_settings_are_one_undo_step(window: MainWindow) -> None:
    session = window.session
    dialog = ProjectSettingsDialog(session, window)
    dialog.open()
    dialog.name.setText("新名字")
    dialog.plan.setCurrentIndex(dialog.plan.findData("cangzhou"))
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert session.project.settings.name == "新名字"
    assert session.project.settings.profile_id == "cangzhou"
    assert session.undo_stack.count() == 1
    assert "新名字" in window.windowTitle()
    session.undo_stack.undo()
    assert session.project.settings.name == "示例"


def test_project_settings_without_a_change_or_cancelled_do_nothing(window: MainWindow) -> None:
    dialog = ProjectSettingsDialog(window.session, window)
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    dialog = ProjectSettingsDialog(window.session, window)
    dialog.name.setText("别的")
    press(dialog, QDialogButtonBox.StandardButton.Cancel)
    assert window.session.undo_stack.count() == 0
    assert window.session.project.settings.name == "示例"


def test_preferences_take_effect_at_once(window: MainWindow) -> None:
    window.actions_["preferences"].trigger()
    (dialog,) = dialogs(window)
    assert isinstance(dialog, PreferencesDialog)
    dialog.language_box.setCurrentIndex(dialog.language_box.findData("en"))
    dialog.language_box.activated.emit(dialog.language_box.currentIndex())
    assert window.preferences.lang == "en" and dialog.windowTitle() == "Preferences"
    dialog.theme_box.setCurrentIndex(dialog.theme_box.findData("dark"))
    dialog.theme_box.activated.emit(dialog.theme_box.currentIndex())
    from ui.core.themes import current_theme

    assert current_theme().is_dark
    window.set_theme("light")
    window.set_language("zh")
    dialog.close()


def test_shortcuts_list_every_key(window: MainWindow) -> None:
    window.actions_["shortcuts"].trigger()
    (dialog,) = dialogs(window)
    texts = texts_of(dialog)
    for name in ("save", "find", "delete", "compare"):
        keys = window.actions_[name].shortcut().toString()
        assert any(keys in text for text in texts), name
    dialog.close()


def test_every_action_does_something_and_no_key_is_given_twice(window: MainWindow) -> None:
    seen: dict[str, str] = {}
    actions = [*window.actions_, window.menus.undo, window.menus.redo]
    for action in actions:
        for keys in action.shortcuts():
            assert keys.toString() not in seen, (action.objectName(), seen.get(keys.toString()))
            seen[keys.toString()] = action.objectName()
    # Standard keys differ between desktops: on Linux that for deleting is Ctrl+D too.
    assert [keys.toString() for keys in window.actions_["delete"].shortcuts()] == ["Del"]
    receivers: Callable[[Any], int] = lambda action: action.receivers("2triggered(bool)")  # noqa: E731
    for action in window.actions_:
        assert receivers(action) > 0, action.objectName()


def test_buttons_of_dialogs_are_words(window: MainWindow) -> None:
    for name in ("project_settings", "preferences", "shortcuts", "about", "export_pack"):
        window.actions_[name].trigger()
        (dialog,) = dialogs(window)
        (box,) = dialog.findChildren(QDialogButtonBox)
        assert box.buttons() and all(button.icon().isNull() for button in box.buttons()), name
        dialog.close()


def test_tab_goes_as_one_reads(window: MainWindow, qtbot: Any) -> None:
    """Through the pages of each analysis in the inspector."""
    here = shapely.Point(X0 + 1000, Y0 + 1000)  # of families without a list a page says no more than that
    there = {"geometry": here, "status": "existing"}
    window.session.put([Team(id="team", **there), Helipad(id="pad", **there)], "x")
    window.session.assess_now()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    for name in ("shelters", "teams", "fire_response", "supplies", "roads"):
        window.actions_[name].trigger()
        (panel,) = [one for one in window.findChildren(AnalysisPanel) if one.isVisible()]
        _read_with_tab(window, panel)


def _read_with_tab(window: MainWindow, panel: AnalysisPanel) -> None:
    tabs = panel.tabs
    first = tabs.findChildren(QToolButton)[0]
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        QApplication.processEvents()
        first.setFocus()
        reached: list[QWidget] = []
        while True:
            window.focusNextChild()
            at = QApplication.focusWidget()
            assert at is not None
            if at is first or at in reached:
                break
            reached.append(at)
        page = tabs.currentWidget()
        inside = [widget for widget in reached if page.isAncestorOf(widget)]
        corners = [widget.mapTo(page, QPoint(0, widget.height() // 2)) for widget in inside]
        assert inside, (index, page)
        # Never back up by more than a line's unevenness, nor back to the left within a line.
        for before, after in pairwise(corners):
            assert after.y() > before.y() - 12, (index, inside)
            assert after.y() > before.y() + 12 or after.x() > before.x(), (index, inside)
