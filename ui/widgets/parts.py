"""Small widgets that several panels are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.core.guard import guarded
from ui.core.icons import icon
from ui.core.themes import current_theme


def line() -> QFrame:
    """Return a thin horizontal line."""
    frame = QFrame()
    frame.setProperty("role", "line")
    return frame


def label(role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label in one of the style sheet's roles: ``heading``, ``title``, ``muted``, ``error``."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def cell_of(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    """The cell of a table that was filled."""
    found = table.item(row, column)
    assert found is not None, f"no cell at {row}, {column}"
    return found


def head_of(table: QTableWidget, column: int) -> QTableWidgetItem:
    """The head of a column of a table that has heads."""
    found = table.horizontalHeaderItem(column)
    assert found is not None, f"no head over {column}"
    return found


def align_heads(table: QTableWidget, words: Collection[int]) -> None:
    """Let each column's head stand over its cells: left over `words`, right over figures."""
    for column in range(table.columnCount()):
        side = Qt.AlignmentFlag.AlignLeft if column in words else Qt.AlignmentFlag.AlignRight
        head_of(table, column).setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def group_heading(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    """Add a muted line over the whole width, below which the rows of a group stand."""
    item = QTreeWidgetItem(tree, [text])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    item.setFirstColumnSpanned(True)
    font = QFont(tree.font())
    font.setWeight(QFont.Weight.DemiBold)
    item.setFont(0, font)
    item.setForeground(0, QBrush(QColor(current_theme().muted)))
    return item


def reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Widgets inside that the keyboard can reach, as laid out: from above, each row from the left."""
    if isinstance(widget, QTabWidget):
        yield widget.tabBar()
    if isinstance(widget, QTabWidget | QSplitter):
        for index in range(widget.count()):
            page = widget.widget(index)
            if page is not None:
                yield from reading_order(page)
    elif isinstance(widget, QScrollArea) and (content := widget.widget()) is not None:
        yield from reading_order(content)
    elif (layout := widget.layout()) is not None:
        yield from _laid_out(layout)
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from _laid_out(inner)
        elif (widget := item.widget()) is not None:
            yield from reading_order(widget)


def tab_as_read(window: QWidget) -> None:
    """Let Tab go through a window as it is read, whatever was made first."""
    for before, after in pairwise(list(reading_order(window))):
        QWidget.setTabOrder(before, after)


def icon_button(icon_name: str, on_click: Callable[[], object] | None = None) -> IconButton:
    """Return a small flat button that shows only an icon; give it a tool tip."""
    button = IconButton(icon_name)
    if on_click is not None:
        button.clicked.connect(lambda: on_click())
    return button


def link_button(on_click: Callable[[], object]) -> QPushButton:
    """Return a button that looks like a link."""
    button = QPushButton()
    button.setProperty("link", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda: on_click())
    return button


class IconButton(QToolButton):
    """A flat button with an icon that follows the theme."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setProperty("flat", True)
        self.setIconSize(QSize(16, 16))
        self.setIcon(icon(icon_name))

    def name(self, text: str) -> None:
        """Say what the button does, in its tool tip and to a screen reader."""
        self.setToolTip(text)
        self.setAccessibleName(text)

    def show_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self.setIcon(icon(icon_name))

    def restyle(self) -> None:
        """Draw the icon in the colours of the theme in force."""
        self.setIcon(icon(self._icon_name))


class PanelHead(QWidget):
    """Heading of a dock: its name and a few buttons; dragging it moves the dock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panelHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = label("heading")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 7, 8, 5)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.heading)
        self._layout.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._layout.addWidget(widget)


def paint_words(widget: QWidget, words: str) -> None:
    """Muted words in the middle of what else would be blank; only while the widget is painted."""
    with QPainter(widget) as painter:
        painter.setPen(QColor(current_theme().muted))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(widget.rect().adjusted(12, 0, -12, 0), flags, words)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis when there is no room; the whole text is in the tool tip then."""

    def __init__(self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__(text)
        self._mode = mode
        self._own_tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(20)

    @guarded(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = self.contentsRect()
            text = QFontMetrics(self.font()).elidedText(self.text(), self._mode, rect.width())
            if self.toolTip() == self._own_tip:  # not one that somebody gave it
                self._own_tip = self.text() if text != self.text() else ""
                self.setToolTip(self._own_tip)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(rect, int(self.alignment()) | Qt.TextFlag.TextSingleLine, text)


class Section(QWidget):
    """A heading that folds its content in and out."""

    folded = Signal(bool)

    def __init__(self, content: QWidget, *, is_open: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_open = is_open
        self._content = content
        self._button = QToolButton()
        self._button.setProperty("flat", True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setIconSize(QSize(12, 12))
        self._button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._button.clicked.connect(lambda: self.set_open(not self.is_open))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._button)
        layout.addWidget(content)
        self.set_open(is_open)

    def restyle(self) -> None:
        """Draw the arrow in the colours of the theme in force."""
        self._button.setIcon(icon("chevron-down" if self.is_open else "chevron-right"))

    def set_title(self, text: str) -> None:
        """Set the heading."""
        self._button.setText(text)
        self._button.setAccessibleName(text)

    def set_open(self, is_open: bool) -> None:
        """Fold out or in."""
        self.is_open = is_open
        self._content.setVisible(is_open)
        self.restyle()
        self.folded.emit(not is_open)
