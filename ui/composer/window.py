"""The composer's window: layouts above, the page in the middle, its settings beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.edits import Change, Part
from models.errors import HavenError, Message
from ui.cartography.viewport import Bounds
from ui.composer.geometry import scaled_boxes
from ui.composer.layouts import Layouts
from ui.composer.output import Output
from ui.composer.pageview import PageView
from ui.composer.panel import SheetPanel
from ui.composer.preview import Order, Picture, PreviewMaker
from ui.composer.words import element_name
from ui.crashlog import report_unexpected
from ui.dialogs.modeless import keep_beside
from ui.files import Files
from ui.i18n import Retranslated
from ui.icons import icon
from ui.panels.messagebar import MessageBar
from ui.panels.parts import label
from ui.preferences import Preferences
from ui.printing.compose import PagePlan
from ui.printing.layout import page_size_mm, sheet_style
from ui.printing.mapframe import fitted, view_of
from ui.printing.sheet import MapSheet, View, usual_words
from ui.session import Session
from ui.tasks import TaskRunner

BUSY_AFTER_MS = 500


class ComposerWindow(Retranslated, QDialog):
    """Stays open beside the map and follows every edit of the project.

    Parameters
    ----------
    files
        Says in the main window, too, what was written.
    shown
        Returns (minx, miny, maxx, maxy) that the map on the screen shows, project metres.
    """

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        preferences: Preferences,
        files: Files,
        shown: Callable[[], Bounds],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.WindowMinMaxButtonsHint | Qt.WindowType.WindowCloseButtonHint
        )
        self._session = session
        self._tasks = tasks
        self._files = files
        self._screen_extent = shown
        self.layouts = Layouts(session, self)
        self.output = Output(session, tasks, preferences, files, self)
        files.notified.connect(self._on_notified)
        self.pages: list[PagePlan] = []
        self.page_number = 0
        self._number = 0
        self._drawn = 0
        self.view = PageView()
        self.panel = SheetPanel(session)
        self.messages = MessageBar()
        # No child of the window: it must have ended before it is deleted, however the window goes.
        self.maker = PreviewMaker()
        self.destroyed.connect(self.maker.stop)
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(lambda: self._show_busy(True))
        self._order_timer = QTimer(self)
        self._order_timer.setSingleShot(True)
        self._order_timer.setInterval(0)
        self._order_timer.timeout.connect(self._order)
        self._make_bar()
        self._lay_out()
        self._connect()
        self.resize(1240, 720)
        self.retranslate()
        self._on_sheet()
        self._order()

    # -- making --------------------------------------------------------------------------------------------
    def _make_bar(self) -> None:
        self.bar = QToolBar()
        self.bar.setIconSize(QSize(18, 18))
        self.bar.setMovable(False)
        self.layout_box = QComboBox()
        self.layout_box.setMinimumContentsLength(9)
        self.layout_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layout_box.setMaximumWidth(190)
        self._icons: dict[QAction | QToolButton, str] = {}
        stack = self._session.undo_stack
        self.undo = self._action("undo", stack.undo)
        self.redo = self._action("redo", stack.redo)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        self.undo.setEnabled(stack.canUndo())
        self.redo.setEnabled(stack.canRedo())
        self.save = self._action("save", self._files.save)
        self.save.setShortcut(QKeySequence.StandardKey.Save)
        self.addAction(self.save)
        self.new = self._action("new", self._new_layout)
        self.duplicate = self._action("duplicate", self._duplicate_layout)
        self.rename = self._action("rename", self._rename_layout)
        self.delete = self._action("trash", self._delete_layout)
        self.manage = QToolButton()
        self._icons[self.manage] = "more"
        self.manage.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.manage)
        menu.addActions([self.new, self.duplicate, self.rename, self.delete])
        self.manage.setMenu(menu)
        self.previous = self._action("chevron-up", lambda: self.go_to(self.page_number - 1))
        self.next = self._action("chevron-down", lambda: self.go_to(self.page_number + 1))
        self.page_box = QSpinBox()
        self.page_box.setMinimum(1)
        self.page_box.setKeyboardTracking(False)
        self.page_box.valueChanged.connect(lambda value: self.go_to(value - 1))
        self.page_count = QLabel()
        self.page_name = label("muted")
        self.zoom_out = self._action("minus", lambda: self.view.zoom_by(1 / 1.25))
        self.zoom_in = self._action("plus", lambda: self.view.zoom_by(1.25))
        self.fit_page = self._action("", lambda: self.view.fit("page"))
        self.fit_width = self._action("", lambda: self.view.fit("width"))
        self.true_size = self._action("", self._true_size)
        self.pdf = self._action("document", lambda: self._write(".pdf"))
        self.picture = self._action("picture", lambda: self._write(".png"))
        self.slides = [
            self._action("", lambda width=width: self._write_slide(int(width)))
            for width in sheet_style().slide.widths_px
        ]
        self.picture_button = QToolButton()
        self.picture_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.picture_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self.picture_button)
        menu.addActions([self.picture, *self.slides])
        self.picture_button.setMenu(menu)
        self.picture_button.setDefaultAction(self.picture)
        self.print = self._action("print", self._print)
        bar = self.bar
        bar.addWidget(self.layout_box)
        bar.addWidget(self.manage)
        bar.addSeparator()
        bar.addActions([self.save, self.undo, self.redo])
        bar.addSeparator()
        bar.addActions([self.previous, self.next])
        bar.addWidget(self.page_box)
        bar.addWidget(self.page_count)
        bar.addSeparator()
        bar.addActions([self.zoom_out, self.zoom_in, self.fit_page, self.fit_width, self.true_size])
        spacer = QWidget()
        spacer.setSizePolicy(spacer.sizePolicy().Policy.Expanding, spacer.sizePolicy().Policy.Preferred)
        bar.addWidget(spacer)
        bar.addAction(self.pdf)
        bar.addWidget(self.picture_button)
        bar.addAction(self.print)
        for action in (self.pdf, self.print):
            button = bar.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.restyle()

    def _action(self, icon_name: str, run: Any) -> QAction:
        action = QAction(self)
        action.triggered.connect(lambda _=False: run())
        if icon_name:
            self._icons[action] = icon_name
        return action

    def _lay_out(self) -> None:
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setFixedWidth(120)
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self._cancel)
        self.state = label("muted")
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 5)
        foot.addWidget(self.state, 1)
        self.doing = label("muted")
        self._is_writing = False
        foot.addWidget(self.page_name)
        foot.addWidget(self.doing)
        foot.addWidget(self.busy)
        foot.addWidget(self.cancel)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.view, 1)
        middle.addWidget(self.panel)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.bar)
        box.addWidget(self.messages)
        box.addLayout(middle, 1)
        box.addLayout(foot)
        self._show_busy(False)
        # Enter takes over what was typed, and presses nothing.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        session, view, panel = self._session, self.view, self.panel
        session.project_changed.connect(self._on_project)
        session.project_replaced.connect(self.close)
        session.said.connect(self._on_said)
        self.layouts.listed.connect(self._fill_layouts)
        self.layouts.changed.connect(self._on_sheet)
        self.layout_box.activated.connect(lambda: self.layouts.choose(self.layout_box.currentText()))
        view.selected.connect(panel.show_selection)
        view.placed.connect(self._on_placed)
        view.view_changed.connect(self._on_view)
        view.guides_changed.connect(self._on_guides)
        view.hide_wanted.connect(lambda name: self._toggle(name, False))
        view.reset_wanted.connect(self._reset)
        view.picture_wanted.connect(self._order_soon)
        view.map_mode_changed.connect(panel.show_map_mode)
        view.menu_wanted.connect(self._show_menu)
        view.zoom_changed.connect(lambda _: self._show_state())
        panel.changed.connect(self._change)
        panel.paper_changed.connect(self._change_paper)
        panel.scale_wanted.connect(self._set_scale)
        panel.extent_wanted.connect(self._set_extent)
        panel.map_mode_wanted.connect(self._set_map_mode)
        panel.element_toggled.connect(self._toggle)
        panel.element_selected.connect(view.select)
        panel.box_wanted.connect(lambda name, box: self._on_placed(name, box, "type"))
        panel.reset_wanted.connect(self._reset)
        panel.clear_guides_wanted.connect(lambda: self._on_guides([], []))
        self._tasks.showing.connect(self._on_task)
        self._tasks.progressed.connect(self._on_progress)
        self._tasks.idle.connect(self._on_idle)
        self.maker.planned.connect(self._on_planned)
        self.maker.drawn.connect(self._on_drawn)
        self.maker.failed.connect(self._on_failed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self._print)
        QShortcut(QKeySequence("PgUp"), self.view, self.previous.trigger)
        QShortcut(QKeySequence("PgDown"), self.view, self.next.trigger)
        QShortcut(QKeySequence("Ctrl+0"), self, self.fit_page.trigger)
        QShortcut(QKeySequence("Ctrl++"), self, self.zoom_in.trigger)
        QShortcut(QKeySequence("Ctrl+-"), self, self.zoom_out.trigger)

    # -- words and looks -----------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Print layout"))
        names: dict[Any, str] = {
            self.save: self.tr("Save project"),
            self.undo: self.tr("Undo"),
            self.redo: self.tr("Redo"),
            self.new: self.tr("New layout…"),
            self.duplicate: self.tr("Duplicate layout"),
            self.rename: self.tr("Rename layout…"),
            self.delete: self.tr("Delete layout"),
            self.previous: self.tr("Previous page"),
            self.next: self.tr("Next page"),
            self.zoom_out: self.tr("Smaller"),
            self.zoom_in: self.tr("Larger"),
            self.fit_page: self.tr("Page"),
            self.fit_width: self.tr("Width"),
            self.true_size: self.tr("100 %"),
            self.pdf: self.tr("PDF…"),
            self.picture: self.tr("Picture…"),
            self.print: self.tr("Print…"),
        }
        tips = {
            self.fit_page: self.tr("Show the whole page"),
            self.fit_width: self.tr("Show the page's whole width"),
            self.true_size: self.tr("As large as on paper"),
            self.pdf: self.tr("Write as PDF, with letters that can be searched"),
            self.picture: self.tr("Write as PNG, 300 dots per inch"),
            self.print: self.tr("Print on the system's printer"),
        }
        for action, text in names.items():
            action.setText(text)
            action.setToolTip(tips.get(action, text))
        for action, width in zip(self.slides, sheet_style().slide.widths_px, strict=True):
            height = round(width * 9 / 16)
            action.setText(
                self.tr("Slide picture, {width} × {height}…").format(width=int(width), height=height)
            )
        self.layout_box.setAccessibleName(self.tr("Layout"))
        self.layout_box.setToolTip(self.tr("Layouts are kept in the project"))
        self.manage.setToolTip(self.tr("New, duplicate, rename, delete"))
        self.manage.setAccessibleName(self.manage.toolTip())
        self.page_box.setAccessibleName(self.tr("Page"))
        self.view.setAccessibleName(self.tr("Page"))
        self.cancel.setText(self.tr("Stop"))
        self._fill_layouts()
        self._show_pages()
        self._show_state()
        self._order_soon()

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        for thing, name in self._icons.items():
            thing.setIcon(icon(name))
        self.view.viewport().update()

    # -- layouts -------------------------------------------------------------------------------------------
    @property
    def sheet(self) -> MapSheet:
        """The present layout."""
        return self.layouts.sheet

    def _fill_layouts(self) -> None:
        self.layout_box.clear()
        self.layout_box.addItems(self.layouts.names)
        self.layout_box.setCurrentText(self.layouts.current)
        self.delete.setEnabled(bool(self._session.project.settings.sheets))

    def _on_sheet(self) -> None:
        """The present layout is another sheet: show it."""
        sheet = self.sheet
        self.view.show_guides(list(sheet.guides_x_mm), list(sheet.guides_y_mm))
        self.panel.show_sheet(sheet, self._usual_words(sheet), self._session.today)
        self.delete.setEnabled(bool(self._session.project.settings.sheets))
        self._order_soon()

    def _usual_words(self, sheet: MapSheet) -> dict[str, str]:
        found = self.maker.context
        return usual_words(found, self._session.lang, sheet) if found is not None else {}

    def _change(self, changes: dict[str, Any], text: str, merge_key: str = "") -> None:
        self.layouts.put(replace(self.sheet, **changes), text, merge_key)

    def _change_paper(self, changes: dict[str, Any], text: str) -> None:
        """What was moved goes along to a page of the same shape, and home on any other."""
        old = self.sheet
        new = replace(old, **changes)
        placed = {}
        if old.template == new.template and old.page_orientation == new.page_orientation:
            placed = scaled_boxes(
                dict(old.placed), old.size_mm, page_size_mm(new.page_paper, new.page_orientation)
            )
        if new.template != old.template:
            new = replace(new, hidden=frozenset(), shown=frozenset(), views={})
            self.page_number = 0
        if old.placed and not placed:
            self.messages.show_message(
                Message(self.tr("Elements that were moved are back where the template puts them."), "", ""),
                "info",
            )
        self.layouts.put(replace(new, placed=placed), text)

    def _ask_name(self, title: str, name: str) -> str:
        text, is_ok = QInputDialog.getText(self, title, self.tr("Name of the layout"), text=name)
        return " ".join(text.split()) if is_ok else ""

    def _new_layout(self) -> None:
        name = self._ask_name(self.tr("New layout"), self.layouts.free_name(self.tr("Layout")))
        if name:
            sheet = self.sheet
            self.layouts.add(
                name,
                MapSheet(paper=sheet.paper, orientation=sheet.orientation, compiler=sheet.compiler),
                self.tr("New layout"),
            )

    def _duplicate_layout(self) -> None:
        self.layouts.add(self.layouts.current, self.sheet, self.tr("Duplicate layout"))

    def _rename_layout(self) -> None:
        name = self._ask_name(self.tr("Rename layout"), self.layouts.current)
        self.layouts.rename(name, self.tr("Rename layout"))

    def _delete_layout(self) -> None:
        self.layouts.delete(self.tr("Delete layout"))

    # -- elements ------------------------------------------------------------------------------------------
    @property
    def page(self) -> PagePlan | None:
        """The page that is shown."""
        return self.pages[self.page_number] if self.page_number < len(self.pages) else None

    def _on_placed(self, element_id: str, box: QRectF, how: str) -> None:
        page = self.page
        if page is None or not element_id:
            return
        key = f"{page.kind}.{element_id}"
        values = tuple(round(value, 2) for value in (box.left(), box.top(), box.width(), box.height()))
        sheet = self.sheet
        name = element_name(element_id)
        text = self.tr("Resize: {element}") if how == "resize" else self.tr("Move: {element}")
        merge_key = f"sheet.nudge.{self.layouts.current}.{key}" if how == "nudge" else ""
        self.layouts.put(
            replace(sheet, placed={**sheet.placed, key: values}),  # type: ignore[dict-item]
            text.format(element=name),
            merge_key,
        )

    def _toggle(self, element_id: str, shown: bool) -> None:
        page = self.page
        if page is None:
            return
        text = self.tr("Show: {element}") if shown else self.tr("Leave out: {element}")
        self.layouts.put(
            self.sheet.with_element(page.kind, element_id, shown),
            text.format(element=element_name(element_id)),
        )

    def _reset(self, element_id: str) -> None:
        sheet, page = self.sheet, self.page
        if not element_id:
            bare = replace(sheet, placed={}, hidden=frozenset(), shown=frozenset())
            self.layouts.put(bare, self.tr("All as in the template"))
        elif page is not None:
            kept = {key: box for key, box in sheet.placed.items() if key != f"{page.kind}.{element_id}"}
            text = self.tr("As in the template: {element}").format(element=element_name(element_id))
            self.layouts.put(replace(sheet, placed=kept), text)

    def _on_guides(self, xs: list[float], ys: list[float]) -> None:
        self.layouts.put(
            replace(self.sheet, guides_x_mm=tuple(xs), guides_y_mm=tuple(ys)), self.tr("Guide lines")
        )

    def _show_menu(self, element_id: str, at: QPoint) -> None:
        page = self.page
        item = page.element(element_id) if page is not None else None
        if page is None or item is None:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Leave out"), lambda: self._toggle(element_id, False))
        reset = menu.addAction(self.tr("As in the template"), lambda: self._reset(element_id))
        reset.setEnabled(f"{page.kind}.{element_id}" in self.sheet.placed)
        if item.viewport is not None:
            menu.addSeparator()
            move = menu.addAction(
                self.tr("Move the map in its frame"), lambda: self._set_map_mode(not self.view.is_map_mode)
            )
            move.setCheckable(True)
            move.setChecked(self.view.is_map_mode)
            menu.addAction(self.tr("Whole county"), lambda: self._set_extent("county"))
            menu.addAction(self.tr("As on screen"), lambda: self._set_extent("screen"))
        menu.exec(at)
        menu.deleteLater()

    # -- the map inside its frame --------------------------------------------------------------------------
    def _set_map_mode(self, is_on: bool) -> None:
        page = self.page
        if is_on and page is not None and page.maps:
            self.view.select(page.maps[0].id)
        self.view.set_map_mode(is_on)
        self.panel.show_map_mode(self.view.is_map_mode)
        self.view.setFocus()

    def _on_view(self, view_key: str, view: View, how: str) -> None:
        sheet = self.sheet
        text = self.tr("Move the map") if how == "pan" else self.tr("Scale of the map")
        merge_key = f"sheet.view.{self.layouts.current}.{view_key}" if how == "scale" else ""
        self.layouts.put(replace(sheet, views={**sheet.views, view_key: view}), text, merge_key)

    def _set_scale(self, denominator: float) -> None:
        page = self.page
        if page is not None and page.maps and page.maps[0].viewport is not None:
            x, y, _ = view_of(page.maps[0].viewport)
            self._on_view(page.maps[0].view_key, (x, y, denominator), "typed")

    def _set_extent(self, what: str) -> None:
        """The county (or the page's own township) again, or what the screen shows."""
        page, sheet = self.page, self.sheet
        if page is None or not page.maps:
            return
        item = page.maps[0]
        if what == "county":
            views = {key: view for key, view in sheet.views.items() if key != item.view_key}
            bare = replace(sheet, views=views, extent=None, scale_denominator=None)
            self.layouts.put(bare, self.tr("Whole county"))
            return
        seen = fitted(self._screen_extent(), item.rect, page.scale, margin=0.0)
        self._on_view(item.view_key, view_of(seen), "screen")

    # -- pages ---------------------------------------------------------------------------------------------
    def go_to(self, number: int) -> None:
        """Show another page."""
        number = min(max(number, 0), max(0, len(self.pages) - 1))
        if number == self.page_number or not self.pages:
            return
        self.page_number = number
        self.view.set_map_mode(False)
        self.view.show_picture(None)
        self._show_pages()
        self._order_soon()

    def _show_pages(self) -> None:
        count = max(1, len(self.pages))
        self.page_number = min(self.page_number, count - 1)
        self.page_box.blockSignals(True)
        self.page_box.setMaximum(count)
        self.page_box.setValue(self.page_number + 1)
        self.page_box.blockSignals(False)
        self.page_count.setText(f"/ {count}")
        self.previous.setEnabled(self.page_number > 0)
        self.next.setEnabled(self.page_number < count - 1)
        self.page_box.setEnabled(count > 1)
        page = self.page
        self.page_name.setText(page.name if page is not None and count > 1 else "")
        self.view.show_page(page)
        self.panel.show_page(page, self.view.selection)

    def _show_state(self) -> None:
        width, height = self.sheet.size_mm
        percent = self.view.zoom / self._true_zoom * 100
        self.state.setText(
            self.tr("{width} × {height} mm, shown at {percent} %").format(
                width=f"{width:g}", height=f"{height:g}", percent=f"{percent:.0f}"
            )
        )

    @property
    def _true_zoom(self) -> float:
        """Logical pixels of a millimetre on this screen."""
        return self.logicalDpiX() / 25.4

    def _true_size(self) -> None:
        self.view.zoom_to(self._true_zoom)

    # -- preview -------------------------------------------------------------------------------------------
    def _on_project(self, change: Change) -> None:
        if change.parts & {Part.SCENARIOS, Part.LAYERS, Part.LAYER_LOOKS, Part.ACTIVE_SCENARIO}:
            self.panel.refresh_choices()
        self._order_soon()

    def _order_soon(self) -> None:
        self._order_timer.start()

    def _order(self) -> None:
        """Have the page drawn as it is now."""
        if not self._session.has_project or self._is_closing:
            return
        self._number += 1
        ratio = self.devicePixelRatioF()
        part = self.view.part_mm
        # A little more than is seen, so that scrolling finds something.
        part = part.adjusted(
            -0.3 * part.width(), -0.3 * part.height(), 0.3 * part.width(), 0.3 * part.height()
        )
        self.maker.order(
            Order(
                self._number,
                self._session.project.snapshot(),
                self.sheet,
                self._session.lang,
                self._session.today,
                self.page_number,
                part,
                self.view.zoom * ratio,
                ratio,
            )
        )
        self._busy_timer.start()

    _is_closing = False

    def _on_planned(self, number: int, pages: list[PagePlan]) -> None:
        if number != self._number:
            return
        is_first = not self.pages
        self.pages = pages
        self._show_pages()
        if is_first:
            self.view.fit("page")
        self.panel.show_sheet(self.sheet, self._usual_words(self.sheet), self._session.today)
        self.panel.show_page(self.page, self.view.selection)
        self._show_state()

    def _on_drawn(self, picture: Picture) -> None:
        if picture.page != self.page_number:
            return
        self.view.show_picture(picture)
        if picture.number == self._number:
            self._drawn = picture.number
            self._show_busy(False)

    def _on_failed(self, number: int, error: Exception) -> None:
        if number != self._number:
            return
        self._show_busy(False)
        if isinstance(error, HavenError):
            message = error.message(self._session.lang)
        else:
            message = report_unexpected(error)
        self.messages.show_message(message, "error")

    def _on_said(self, message: Message, level: str) -> None:
        """What the program says while this window is in front is said here too."""
        if self.isActiveWindow():
            self.messages.show_message(message, level)

    def _on_notified(self, message: Message, level: str, button: str, run: Callable[[], object]) -> None:
        self.messages.show_message(message, level, button, run)

    @property
    def is_settled(self) -> bool:
        """Whether the page is seen as it is."""
        return self._drawn == self._number and not self._order_timer.isActive()

    def _show_busy(self, is_on: bool) -> None:
        if not is_on:
            self._busy_timer.stop()
        is_on = is_on or self._is_writing
        if not self._is_writing:
            self.busy.setRange(0, 0)
        self.busy.setVisible(is_on)
        self.cancel.setVisible(is_on)

    def _on_task(self, title: str) -> None:
        """Writing or printing takes long enough to show."""
        self._is_writing = True
        self.doing.setText(title)
        self.busy.setRange(0, 0)
        self._show_busy(True)

    def _on_progress(self, done: int, total: int, text: str) -> None:
        if self._is_writing:
            self.busy.setRange(0, total)
            self.busy.setValue(done)
            self.doing.setText(text)

    def _on_idle(self) -> None:
        self._is_writing = False
        self.doing.setText("")
        self._show_busy(False)

    def _cancel(self) -> None:
        if self._is_writing:
            self._tasks.cancel()
            return
        self.maker.give_up()
        self._show_busy(False)
        self.messages.show_message(
            Message(self.tr("The preview was stopped; the next change draws it again."), "", ""), "info"
        )

    # -- output --------------------------------------------------------------------------------------------
    def _write(self, suffix: str) -> None:
        self.output.write(self.sheet, suffix, self.layouts.current)

    def _write_slide(self, width_px: int) -> None:
        sheet = self.sheet
        slide = sheet
        if sheet.template != "slide":
            slide = replace(
                sheet, template="slide", placed={}, hidden=frozenset(), shown=frozenset(), views={}
            )
        self.output.write(slide, ".png", self.layouts.current, width_px)

    def _print(self) -> None:
        if self.pages:
            self.output.print(self.sheet, self.pages)

    # -- closing -------------------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._order_timer.stop()
            self._busy_timer.stop()
            self.maker.stop()
