"""Every command of the menus by a few typed letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QMenuBar,
    QVBoxLayout,
    QWidget,
)

from ui.core.actions import plain
from ui.core.guard import guarded
from ui.core.i18n import Retranslated

SHOWN = 12
WIDTH_PX = 460


@dataclass(frozen=True)
class Command:
    """One entry of a menu, and the menus that lead to it."""

    path: tuple[str, ...]
    text: str
    action: QAction

    @property
    def keys(self) -> str:
        """What to press instead."""
        return self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def commands(menus: QMenuBar | QMenu, path: tuple[str, ...] = ()) -> Iterator[Command]:
    """Whatever the menus can do at present, in their order."""
    for action in menus.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from commands(menu, (*path, plain(menu.title())))
        elif not action.isSeparator() and action.isEnabled():
            yield Command(path, plain(action.text()), action)


def matching(found: list[Command], typed: str) -> list[Command]:
    """Those that hold every typed word; first those whose own text begins with the first word."""
    words = typed.casefold().split()

    def rank(command: Command) -> int:
        text = command.text.casefold()
        return 2 if not words else 0 if text.startswith(words[0]) else 1 if words[0] in text else 2

    held = [one for one in found if all(word in " ".join((*one.path, one.text)).casefold() for word in words)]
    return sorted(held, key=rank)


class CommandPalette(Retranslated, QDialog):
    """A line to type in above a list; Enter does what is chosen, Escape or a click elsewhere leaves."""

    def __init__(self, menu_bar: QMenuBar, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self._commands = list(commands(menu_bar))
        self.line, self.list = QLineEdit(), QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFocusProxy(self.line)  # its rows are gone through by the arrow keys from there
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._run)
        self.line.textChanged.connect(self._fill)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.line)
        box.addWidget(self.list)
        self.retranslate()
        self._fill()
        row_px = max(self.list.sizeHintForRow(0), 22)
        width = min(WIDTH_PX, parent.width() - 40)
        self.resize(width, min(SHOWN * row_px + self.line.sizeHint().height() + 36, parent.height() - 80))
        self.line.setFocus()  # a popup gives the keys to nobody by itself
        self.move(parent.mapToGlobal(QPoint((parent.width() - width) // 2, 60)))

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Commands"))
        self.line.setPlaceholderText(self.tr("What do you want to do? Type a word of a menu"))
        self.line.setAccessibleName(self.windowTitle())
        self.list.setAccessibleName(self.windowTitle())

    def _fill(self) -> None:
        self.list.clear()
        for command in matching(self._commands, self.line.text()):
            text = " › ".join((*command.path, command.text))
            item = QListWidgetItem(command.action.icon(), f"{text}    {command.keys}".rstrip())
            item.setToolTip(text)
            item.setData(Qt.ItemDataRole.UserRole, command)
            self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem(self.tr("No command is called so"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.setIconSize(QSize(16, 16))
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        command = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(command, Command):
            action = command.action
            self.close()
            action.trigger()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, last = self.list.currentRow(), self.list.count() - 1
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.list.setCurrentRow(min(max(row + step, 0), last))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        else:
            super().keyPressEvent(event)
