"""Pictures of the window's main states: nothing blank or cut off, right colours, the same each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QLabel, QWidget

from tests.ui.canvas_hand import LEFT, Hand
from tests.ui.colours import colours_of
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.widgets.parts import ElidedLabel

Pixels = NDArray[np.uint8]


def pixels(widget: QWidget) -> Pixels:
    """Picture of a widget as numbers, shape (height, width, 3)."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def brightness(picture: Pixels) -> float:
    """Mean brightness, 0 black to 1 white."""
    return float(picture.mean() / 255)


def visible_in(window: QWidget) -> list[QWidget]:
    """All that is seen in a window; looking for it takes longer than most questions about it."""
    return [one for one in window.findChildren(QWidget) if one.isVisible()]


def cut_off(window: QWidget, visible: Sequence[QWidget] | None = None) -> list[str]:
    """Texts of labels and buttons that do not fit their widget and that no tool tip gives whole."""
    visible = visible_in(window) if visible is None else visible
    found = []
    for label in visible:
        if not isinstance(label, QLabel) or not label.text() or "<" in label.text():
            continue
        if isinstance(label, ElidedLabel):
            label.grab()  # the tip with the whole text is given when the line is painted
            needed = label.fontMetrics().horizontalAdvance(label.text())
            if needed > label.contentsRect().width() and not label.toolTip():
                found.append(f"{label.text()} ({label.width()} < {needed} px wide, no tip)")
            continue
        if label.toolTip():
            continue
        if label.wordWrap():
            needed = label.heightForWidth(label.width())
            if needed > label.height() + 1:
                found.append(f"{label.text()} ({label.height()} < {needed} px high)")
        elif label.sizeHint().width() > label.width() + 1:
            found.append(f"{label.text()} ({label.width()} < {label.sizeHint().width()} px wide)")
    for button in visible:
        if isinstance(button, QAbstractButton) and button.text() and not button.toolTip():
            needed = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
            if needed > button.width():
                found.append(f"{button.text()} ({button.width()} < {needed} px wide)")
    return [*found, *squeezed(visible)]


def squeezed(visible: Sequence[QWidget]) -> list[str]:
    """Heads of columns that are narrower than their text and have no tool tip."""
    found = []
    for header in visible:
        if not isinstance(header, QHeaderView) or header.orientation() != Qt.Orientation.Horizontal:
            continue
        model = header.model()
        for column in range(header.count()):
            text = model.headerData(column, Qt.Orientation.Horizontal)
            tip = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
            needed = header.fontMetrics().horizontalAdvance(str(text or ""))
            if (
                text
                and not tip
                and not header.isSectionHidden(column)
                and header.sectionSize(column) < needed
            ):
                found.append(f"head {text} ({header.sectionSize(column)} < {needed} px wide)")
    return found


def select_one(window: MainWindow) -> None:
    window.session.select([next(iter(window.session.scenario.facilities))])


def open_table(window: MainWindow) -> None:
    window.tables_panel.set_open(True)
    select_one(window)


def hold_a_facility(window: MainWindow) -> None:
    facility = next(iter(window.session.scenario.facilities.values()))
    hand = Hand(window.canvas)
    hand.press(facility.location)
    x_m, y_m = facility.location
    for step in range(1, 6):
        hand.move((x_m + 200 * step, y_m + 120 * step), LEFT)


STATES: dict[str, Callable[[MainWindow], None]] = {
    "project": lambda window: None,
    "selection": select_one,
    "table": open_table,
    "drag": hold_a_facility,
}


def as_opened(window: MainWindow) -> None:
    """Leave what a state brought about, for the next one."""
    window.session.select([])
    window.tables_panel.set_open(False)


def let_go(window: MainWindow) -> None:
    """End a drag without a change, as a person would."""
    hand = Hand(window.canvas)
    hand.key(Qt.Key.Key_Escape)
    hand.release(next(iter(window.session.scenario.facilities.values())).location)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_is_cut_off(make_window: MakeWindow, lang: str, qtbot: Any) -> None:
    window = make_window(lang=lang)
    for state, bring_about in STATES.items():
        for size in ((1280, 720), (1366, 768)):
            window.resize(*size)
            qtbot.wait(20)
            bring_about(window)
            window.canvas.finish_redraw()
            qtbot.wait(20)
            assert cut_off(window) == [], (state, size)
            let_go(window)
            as_opened(window)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_of_the_start_page_is_cut_off(make_window: MakeWindow, lang: str, qtbot: Any) -> None:
    window = make_window(lang=lang, empty=True)
    qtbot.wait(20)
    assert cut_off(window) == []


def test_the_map_is_drawn_in_every_state(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    for state, bring_about in STATES.items():
        bring_about(window)
        window.canvas.finish_redraw()
        picture = pixels(window.canvas)
        assert colours_of(picture) > 50, f"the map is blank: {state}"
        let_go(window)
        as_opened(window)


def test_the_same_state_gives_the_same_picture(make_window: MakeWindow, qtbot: Any) -> None:
    first, second = make_window(), make_window()
    for window in (first, second):
        window.canvas.finish_redraw()
    assert np.array_equal(pixels(first.canvas), pixels(second.canvas))


def test_dark_is_dark_and_light_is_light(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    light = brightness(pixels(window))
    window.set_theme("dark")
    window.canvas.finish_redraw()
    qtbot.wait(20)
    dark = brightness(pixels(window))
    window.set_theme("light")
    assert light > 0.8
    assert dark < 0.4


def test_selection_and_drag_are_seen(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    window.canvas.finish_redraw()
    plain = pixels(window.canvas)
    select_one(window)
    window.canvas.finish_redraw()
    qtbot.wait(20)
    selected = pixels(window.canvas)
    assert not np.array_equal(plain, selected)
    hold_a_facility(window)
    dragged = pixels(window.canvas)
    assert not np.array_equal(selected, dragged)
    let_go(window)
