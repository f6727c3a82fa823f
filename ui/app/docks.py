"""The panels around the map: where they stand, how much room they take, which of them the person wants."""

from __future__ import annotations

from collections.abc import Callable, ItemsView
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from ui.core.i18n import term
from ui.widgets.fitting import resize_on_screen

if TYPE_CHECKING:
    from ui.core.preferences import Preferences
    from ui.panels.tables import TablesPanel

MAX_SHARES = {Qt.DockWidgetArea.LeftDockWidgetArea: 0.20, Qt.DockWidgetArea.RightDockWidgetArea: 0.28}
"""Shares of the window's width that the docks may take: the map keeps at least half."""
MIN_WIDTH_PX = 180
TABLE_HEIGHT_PX = 200
_SIDES, SIDE_WIDTHS_PX = ("layers", "inspector"), (256, 336)
"""The panels that give their side its width, and that width at first."""
HEIGHTS_PX = {"layers": 372, "scenarios": 236}
"""How those share the height of their side at first."""
WINDOW_SIZE = (1366, 768)
"""Size at the first start, where the screen has room for it."""
LAYOUT_VERSION = 2
_NO_LIMIT_PX = 16_777_215
_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_VERTICAL = Qt.Orientation.Vertical
P = TypeVar("P", bound=QWidget)


def restore_size(window: QMainWindow, preferences: Preferences) -> None:
    """Put the window where it was last time, or give it its usual size."""
    resize_on_screen(window, *WINDOW_SIZE)
    geometry = preferences.layout("window")
    if not geometry.isEmpty():
        window.restoreGeometry(geometry)


class Docks(QObject):
    """The docks of the main window by name."""

    _tables: TablesPanel

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._areas: dict[str, Qt.DockWidgetArea] = {}
        self._unwanted: set[str] = set()
        self._widths: dict[str, int] = {}
        self._heights: dict[str, int] = {}
        self._state = QByteArray()
        window.setCorner(Qt.Corner.BottomLeftCorner, _BOTTOM)
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        window.setDockNestingEnabled(False)

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def __contains__(self, name: object) -> bool:
        return name in self._docks

    def get(self, name: str) -> QDockWidget | None:
        """Dock of a panel; ``None`` while it has not been made."""
        return self._docks.get(name)

    def items(self) -> ItemsView[str, QDockWidget]:
        """Names and docks."""
        return self._docks.items()

    def add(self, name: str, area: Qt.DockWidgetArea, make: Callable[[QDockWidget], P]) -> P:
        """Put a panel beside the map; its ``head`` stands above it instead of Qt's own title bar.

        Parameters
        ----------
        make
            Makes the panel as a child of its dock: one that came there when it is full would have all that is
            in it styled anew.
        """
        dock = QDockWidget(self._window)
        dock.setObjectName(f"dock.{name}")
        panel = make(dock)
        head = getattr(panel, "head", None)
        dock.setWidget(panel)
        dock.setTitleBarWidget(head if head is not None else QWidget())
        movable = QDockWidget.DockWidgetFeature.DockWidgetMovable
        closable = QDockWidget.DockWidgetFeature.DockWidgetClosable
        dock.setFeatures(closable if area == _BOTTOM else movable | closable)
        dock.setAllowedAreas(area if area == _BOTTOM else _LEFT | _RIGHT)
        self._window.addDockWidget(area, dock)
        dock.toggleViewAction().triggered.connect(lambda is_on: self.want(name, is_on))
        self._docks[name] = dock
        self._areas[name] = area
        self.limit_widths()
        return panel

    def add_tables(self, make: Callable[[QDockWidget], TablesPanel]) -> TablesPanel:
        """Put the tables below the map; folded in they take hardly any room."""
        self._tables = self.add("tables", _BOTTOM, make)
        self._tables.opened.connect(self._fit_tables)
        return self._tables

    def want(self, name: str, is_wanted: bool) -> None:
        """Remember that the person closed or opened a panel: pages without panels hide them too."""
        (self._unwanted.discard if is_wanted else self._unwanted.add)(name)

    def show_wanted(self, on_map: bool) -> None:
        """Show the panels that the person wants, or none on pages without panels."""
        if not on_map:
            self._widths |= {name: self._docks[name].width() for name in _SIDES if self._is_seen(name)}
        for name, dock in self._docks.items():
            dock.setVisible(on_map and name not in self._unwanted)
        if on_map:
            QTimer.singleShot(0, self, self._give_back)

    def _is_seen(self, name: str) -> bool:
        return name in self._docks and self._docks[name].isVisible()

    def _give_back(self) -> None:
        """Panels are as large as before: a wide page in the middle had left them the least."""
        if not self._state.isEmpty():
            # Hidden since they were put where they were, the panels came back in other heights.
            self._window.restoreState(self._state, LAYOUT_VERSION)
            self._state = QByteArray()
        names = [name for name in _SIDES if name in self._widths and self._is_seen(name)]
        self._resize(names, [self._widths.pop(name) for name in names], Qt.Orientation.Horizontal)
        names = [name for name in self._heights if self._is_seen(name)]
        self._resize(names, [self._heights.pop(name) for name in names], _VERTICAL)

    def limit_widths(self) -> None:
        """Leave the map at least half of the window's width."""
        for name, dock in self._docks.items():
            share = MAX_SHARES.get(self._areas[name])
            if share is not None:
                dock.setMaximumWidth(max(MIN_WIDTH_PX, int(self._window.width() * share)))
                if dock.minimumWidth() > dock.maximumWidth() and (layout := dock.layout()) is not None:
                    # What it shows wants more, up to the limit of before; it would reach beyond the window.
                    layout.invalidate()
                    layout.activate()

    def retranslate(self) -> None:
        """Put the names in the View menu in the present language."""
        titles = {
            "layers": term("report.webmap.layers"),
            "scenarios": self.tr("Scenarios"),
            "history": self.tr("History"),
            "inspector": self.tr("Inspector"),
            "tables": self.tr("Tables"),
        }
        for name, dock in self._docks.items():
            dock.setWindowTitle(titles[name])

    # -- between starts ------------------------------------------------------------------------------------
    def restore(self, preferences: Preferences) -> None:
        """Put the panels where they were last time, or where they are usual."""
        window = self._window
        state = preferences.layout("docks")
        if not state.isEmpty() and window.restoreState(state, LAYOUT_VERSION):
            self._unwanted = {name for name, dock in self._docks.items() if dock.isHidden()}
            self._state = state
        else:
            self._unwanted = {"history"}  # for those who look for it, in the View menu
            self._widths = dict(zip(_SIDES, SIDE_WIDTHS_PX, strict=True))
            self._heights = dict(HEIGHTS_PX)
            # At once where nothing is shown yet; else when the panels are, a turn of the event loop later.
            self._resize(list(_SIDES), list(SIDE_WIDTHS_PX), Qt.Orientation.Horizontal)
            self._resize(list(HEIGHTS_PX), list(HEIGHTS_PX.values()), _VERTICAL)
        self._tables.set_open(False)

    def save(self, preferences: Preferences, *, on_map: bool) -> None:
        """Remember where everything is; pages without panels say nothing about them."""
        preferences.set_layout("window", self._window.saveGeometry())
        if on_map:
            preferences.set_layout("docks", self._window.saveState(LAYOUT_VERSION))

    # -- heights -------------------------------------------------------------------------------------------
    def _fit_tables(self, is_open: bool) -> None:
        if is_open:
            self._tables.setMinimumHeight(110)
            self._tables.setMaximumHeight(_NO_LIMIT_PX)
            if (layout := self._docks["tables"].layout()) is not None:
                layout.activate()  # else the dock keeps to the old limit, and leaves a strip empty
            self._resize(["tables"], [TABLE_HEIGHT_PX], _VERTICAL)
        else:
            self._tables.setFixedHeight(self._tables.tabs.sizeHint().height() + 2)

    def _resize(self, names: list[str], sizes: list[int], orientation: Qt.Orientation) -> None:
        self._window.resizeDocks([self._docks[name] for name in names], sizes, orientation)
