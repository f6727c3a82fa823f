"""What a screen reader says of a control, and whether and in which order the keyboard comes to it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QToolBar,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)


def spoken(widget: QWidget, labels: dict[QWidget, str] | None = None) -> str:
    """Name that a screen reader gives a control: its own, the text on it, or the label that belongs to it.

    A tool tip is none: few readers say it.
    """
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        return widget.text()
    if isinstance(widget, QTabBar):  # each tab is read by its own text
        return "".join(widget.tabText(index) for index in range(widget.count()))
    return (labels or {}).get(widget, "")


def buddies(window: QWidget) -> dict[QWidget, str]:
    """Texts of labels by the control that each belongs to."""
    return {buddy: one.text() for one in window.findChildren(QLabel) if (buddy := one.buddy()) is not None}


def controls(window: QWidget) -> list[QWidget]:
    """Controls of a window that are seen, without the parts that Qt makes them of."""
    found = []
    for widget in window.findChildren(QWidget):
        parent = widget.parentWidget()
        if not isinstance(widget, CONTROLS) or isinstance(widget, QHeaderView | QScrollBar):
            continue
        if widget.window() is not window or not widget.isVisible() or not widget.isEnabled():
            continue
        if widget.objectName().startswith("qt_") or isinstance(parent, QMenuBar | QTabBar | QLineEdit):
            continue
        inner = isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView)
        if not (inner and not isinstance(widget, QAbstractItemView) and parent.focusProxy() is not widget):
            found.append(widget)
    return found


def told(widget: QWidget) -> str:
    """Say which control is meant."""
    parents = []
    one = widget.parentWidget()
    while one is not None and len(parents) < 4:
        parents.append(type(one).__name__)
        one = one.parentWidget()
    return f"{type(widget).__name__} {widget.objectName()} {spoken(widget)!r} in {' < '.join(parents)}"


def out_of_reach(window: QWidget) -> list[str]:
    """Controls without a name, out of the keyboard's reach, or come to in another order than one reads."""
    seen, labels, order = controls(window), buddies(window), chain(window)
    found = [f"unnamed: {told(one)}" for one in seen if not spoken(one, labels).strip()]
    for one in seen:
        if isinstance(one.parentWidget(), QToolBar) and one.actions():
            continue  # a command of the menus besides
        proxy = one.focusProxy() or one  # a list under a line of text is gone through from there
        if proxy not in order or not proxy.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(f"out of reach: {told(one)}")
    reached = set(seen)
    for before, after in pairwise([one for one in order if one in reached]):
        if before.parentWidget() is not after.parentWidget():
            continue
        above, below = _place(after, window), _place(before, window)
        if above.bottom() < below.top() and above.left() < below.right() and below.left() < above.right():
            found.append(f"out of order: {told(after)} comes after {told(before)}")
    return found


def chain(window: QWidget) -> dict[QWidget, None]:
    """Widgets of a window in the order that Tab goes through them."""
    order: dict[QWidget, None] = {}
    one = window.nextInFocusChain()
    while one is not None and one is not window:
        order[one] = None
        one = one.nextInFocusChain()
    return order


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
