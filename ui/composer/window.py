"""The composer's window: layouts above, the page in the middle, its settings beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.kernel.errors import HavenError, Message
from models.project.edits import Change, Part
from ui.cartography.viewport import Bounds
from ui.composer.bar import ComposerBar
from ui.composer.edits import SheetEdits
from ui.composer.layouts import Layouts
from ui.composer.output import Output
from ui.composer.pageview import PageView
from ui.composer.panel import SheetPanel
from ui.composer.preview import Order, Picture, PreviewMaker
from ui.core.crashlog import report_unexpected
from ui.core.files import Files
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.printing.compose import PagePlan
from ui.printing.sheet import MapSheet, usual_words
from ui.widgets.fitting import centre_on_screen, resize_on_screen
from ui.widgets.messagebar import MessageBar
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label

BUSY_AFTER_MS = 500
ZOOM_STEP = 1.25


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
        self.layouts = Layouts(session, self)
        self.edits = SheetEdits(self.layouts, shown, self)
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
        self.bar = ComposerBar(session.undo_stack)
        self._lay_out()
        self._connect()
        resize_on_screen(self, 1240, 720)
        centre_on_screen(self)
        self.retranslate()
        self._on_sheet()
        self._order()

    # -- making --------------------------------------------------------------------------------------------
    def _lay_out(self) -> None:
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setFixedWidth(120)
        self.busy.setTextVisible(False)  # the style would write it beside, up to the button
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self._cancel)
        self.state = label("muted")
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 5)
        foot.setSpacing(10)
        foot.addWidget(self.state, 1)
        self.doing = label("muted")
        self._is_writing = False
        self.page_name = label("muted")
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
        session, view, panel, edits = self._session, self.view, self.panel, self.edits
        session.project_changed.connect(self._on_project)
        session.project_replaced.connect(self.close)
        session.said.connect(self._on_said)
        self.layouts.listed.connect(self._fill_layouts)
        self.layouts.changed.connect(self._on_sheet)
        self.bar.layout_box.activated.connect(lambda: self.layouts.choose(self.bar.layout_box.currentText()))
        view.selected.connect(panel.show_selection)
        view.placed.connect(edits.place)
        view.view_changed.connect(edits.set_view)
        view.guides_changed.connect(edits.set_guides)
        view.hide_wanted.connect(lambda name: self.edits.toggle(name, False))
        view.reset_wanted.connect(edits.reset)
        view.picture_wanted.connect(self._order_soon)
        view.map_mode_changed.connect(panel.show_map_mode)
        view.menu_wanted.connect(self._show_menu)
        view.zoom_changed.connect(lambda _: self._show_state())
        panel.changed.connect(edits.change)
        panel.paper_changed.connect(edits.change_paper)
        panel.scale_wanted.connect(edits.set_scale)
        panel.extent_wanted.connect(edits.set_extent)
        panel.map_mode_wanted.connect(self._set_map_mode)
        panel.element_toggled.connect(edits.toggle)
        panel.element_selected.connect(view.select)
        panel.box_wanted.connect(lambda name, box: edits.place(name, box, "type"))
        panel.reset_wanted.connect(edits.reset)
        panel.clear_guides_wanted.connect(lambda: edits.set_guides([], []))
        self._tasks.showing.connect(self._on_task)
        self._tasks.progressed.connect(self._on_progress)
        self._tasks.idle.connect(self._on_idle)
        self.maker.planned.connect(self._on_planned)
        self.maker.drawn.connect(self._on_drawn)
        self.maker.failed.connect(self._on_failed)
        edits.said.connect(lambda message: self.messages.show_message(message, "info"))
        self._connect_bar()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self._print)
        QShortcut(QKeySequence("PgUp"), self.view, self.bar.previous.trigger)
        QShortcut(QKeySequence("PgDown"), self.view, self.bar.next.trigger)
        QShortcut(QKeySequence("Ctrl+0"), self, self.bar.fit_page.trigger)
        QShortcut(QKeySequence("Ctrl++"), self, self.bar.zoom_in.trigger)
        QShortcut(QKeySequence("Ctrl+-"), self, self.bar.zoom_out.trigger)

    def _connect_bar(self) -> None:
        bar, edits, view, stack = self.bar, self.edits, self.view, self._session.undo_stack
        for action, run in (
            (bar.save, self._files.save),
            (bar.undo, stack.undo),
            (bar.redo, stack.redo),
            (bar.new, edits.new_layout),
            (bar.duplicate, edits.duplicate_layout),
            (bar.rename, edits.rename_layout),
            (bar.delete, edits.delete_layout),
            (bar.previous, lambda: self.go_to(self.page_number - 1)),
            (bar.next, lambda: self.go_to(self.page_number + 1)),
            (bar.zoom_out, lambda: view.zoom_by(1 / ZOOM_STEP)),
            (bar.zoom_in, lambda: view.zoom_by(ZOOM_STEP)),
            (bar.fit_page, lambda: view.fit("page")),
            (bar.fit_width, lambda: view.fit("width")),
            (bar.true_size, self._true_size),
            (bar.pdf, lambda: self._write(".pdf")),
            (bar.picture, lambda: self._write(".png")),
            (bar.print, self._print),
        ):
            action.triggered.connect(lambda _=False, run=run: run())
        for width, action in bar.slides.items():
            action.triggered.connect(lambda _=False, width=width: self._write_slide(width))
        bar.page_box.valueChanged.connect(lambda value: self.go_to(value - 1))
        self.addAction(bar.save)

    # -- words and looks -----------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Print layout"))
        self.view.setAccessibleName(term("sheet.page"))
        self.cancel.setText(self.tr("Stop"))
        self._fill_layouts()
        self._show_pages()
        self._show_state()
        self._order_soon()

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        self.view.viewport().update()

    # -- layouts -------------------------------------------------------------------------------------------
    @property
    def sheet(self) -> MapSheet:
        """The present layout."""
        return self.layouts.sheet

    def _fill_layouts(self) -> None:
        self.bar.layout_box.clear()
        self.bar.layout_box.addItems(self.layouts.names)
        self.bar.layout_box.setCurrentText(self.layouts.current)
        self.bar.delete.setEnabled(bool(self._session.project.settings.sheets))

    def _on_sheet(self) -> None:
        """The present layout is another sheet: show it."""
        sheet = self.sheet
        self.view.show_guides(list(sheet.guides_x_mm), list(sheet.guides_y_mm))
        self.panel.show_sheet(sheet, self._usual_words(sheet), self._session.today)
        self.bar.delete.setEnabled(bool(self._session.project.settings.sheets))
        self._order_soon()

    def _usual_words(self, sheet: MapSheet) -> dict[str, str]:
        found = self.maker.context
        return usual_words(found, self._session.lang, sheet) if found is not None else {}

    # -- elements ------------------------------------------------------------------------------------------
    @property
    def page(self) -> PagePlan | None:
        """The page that is shown."""
        return self.pages[self.page_number] if self.page_number < len(self.pages) else None

    def _show_menu(self, element_id: str, at: QPoint) -> None:
        page = self.page
        item = page.element(element_id) if page is not None else None
        if page is None or item is None:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Leave out"), lambda: self.edits.toggle(element_id, False))
        reset = menu.addAction(self.tr("As in the template"), lambda: self.edits.reset(element_id))
        reset.setEnabled(self.edits.is_moved(element_id))
        if item.viewport is not None:
            menu.addSeparator()
            move = menu.addAction(
                self.tr("Move the map in its frame"), lambda: self._set_map_mode(not self.view.is_map_mode)
            )
            move.setCheckable(True)
            move.setChecked(self.view.is_map_mode)
            menu.addAction(term("shelter_scope.county"), lambda: self.edits.set_extent("county"))
            menu.addAction(self.tr("As on screen"), lambda: self.edits.set_extent("screen"))
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
        self.bar.page_box.blockSignals(True)
        self.bar.page_box.setMaximum(count)
        self.bar.page_box.setValue(self.page_number + 1)
        self.bar.page_box.blockSignals(False)
        self.bar.page_count.setText(f"/ {count}")
        self.bar.previous.setEnabled(self.page_number > 0)
        self.bar.next.setEnabled(self.page_number < count - 1)
        self.bar.page_box.setEnabled(count > 1)
        page = self.page
        self.page_name.setText(page.name if page is not None and count > 1 else "")
        self.edits.page = page
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
    @guarded()
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    @guarded()
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._end()

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._order_timer.stop()
            self._busy_timer.stop()
            self.maker.stop()
