"""The composer's toolbar: layouts, pages, zoom, output. What its actions do is connected by the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from ui.core.i18n import Retranslated, term
from ui.core.icons import icon
from ui.printing.layout import sheet_style
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import Spin

Popup = QToolButton.ToolButtonPopupMode


class ComposerBar(Retranslated, QToolBar):
    """Its actions are its attributes."""

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIconSize(QSize(18, 18))
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._icons: dict[QAction | QToolButton, str] = {}
        self.layout_box = QuietBox()
        self.layout_box.setMinimumContentsLength(9)
        self.layout_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layout_box.setMaximumWidth(190)
        self.save, self.undo, self.redo = self._action("save"), self._action("undo"), self._action("redo")
        self.save.setShortcut(QKeySequence.StandardKey.Save)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        self.undo.setEnabled(stack.canUndo())
        self.redo.setEnabled(stack.canRedo())
        self.new, self.duplicate = self._action("new"), self._action("duplicate")
        self.rename, self.delete = self._action("rename"), self._action("trash")
        self.previous, self.next = self._action("chevron-up"), self._action("chevron-down")
        self.page_box = Spin()
        self.page_box.setMinimum(1)
        self.page_box.setKeyboardTracking(False)
        self.page_count = QLabel()
        self.zoom_out, self.zoom_in = self._action("minus"), self._action("plus")
        self.fit_page, self.fit_width, self.true_size = self._action(), self._action(), self._action()
        self.pdf, self.picture, self.print = (
            self._action("document"),
            self._action("picture"),
            self._action("print"),
        )
        self.slides = {int(width): self._action() for width in sheet_style().slide.widths_px}
        self._lay_out()
        self.retranslate()
        self.restyle()

    def _action(self, icon_name: str = "") -> QAction:
        action = QAction(self)
        if icon_name:
            self._icons[action] = icon_name
        return action

    def _lay_out(self) -> None:
        self.manage = QToolButton()
        self._icons[self.manage] = "more"
        self.manage.setPopupMode(Popup.InstantPopup)
        menu = QMenu(self.manage)
        menu.addActions([self.new, self.duplicate, self.rename, self.delete])
        self.manage.setMenu(menu)
        picture_button = QToolButton()
        picture_button.setPopupMode(Popup.MenuButtonPopup)
        picture_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(picture_button)
        menu.addActions([self.picture, *self.slides.values()])
        picture_button.setMenu(menu)
        picture_button.setDefaultAction(self.picture)
        self.addWidget(self.layout_box)
        self.addWidget(self.manage)
        self.addSeparator()
        self.addActions([self.save, self.undo, self.redo])
        self.addSeparator()
        self.addActions([self.previous, self.next])
        self.addWidget(self.page_box)
        self.addWidget(self.page_count)
        self.addSeparator()
        self.addActions([self.zoom_out, self.zoom_in, self.fit_page, self.fit_width, self.true_size])
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.addAction(self.pdf)
        self.addWidget(picture_button)
        self.addAction(self.print)
        for action in (self.pdf, self.print):
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        texts: dict[Any, str] = {
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
            self.fit_page: self.tr("Whole page"),
            self.fit_width: self.tr("Page width"),
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
        for action, text in texts.items():
            action.setText(text)
            action.setToolTip(tips.get(action, text))
        for width, action in self.slides.items():
            height = round(width * 9 / 16)
            action.setText(self.tr("Slide picture, {width} × {height}…").format(width=width, height=height))
        self.layout_box.setAccessibleName(self.tr("Layout"))
        self.layout_box.setToolTip(self.tr("Layouts are kept in the project"))
        self.manage.setToolTip(self.tr("New, duplicate, rename, delete"))
        self.manage.setAccessibleName(self.manage.toolTip())
        self.page_box.setAccessibleName(term("sheet.page"))

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        for thing, name in self._icons.items():
            thing.setIcon(icon(name))
