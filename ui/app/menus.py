"""Menu bar and toolbar, made of the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QComboBox, QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from models.county.travel import TRAVEL_BY
from models.facilities.families import Family
from ui.core.actions import FAMILY_TOOLS, PEOPLE_COUNTED, Actions
from ui.core.i18n import LANGUAGE_NAMES, term
from ui.core.icons import icon
from ui.core.preferences import THEMES

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from ui.panels.search import SearchBox

"""Each language in its own words, so that nobody has to read the other one to find theirs."""


class Menus(QObject):
    """The menu bar.

    Signals
    -------
    language_chosen(str), theme_chosen(str)
        ``zh`` or ``en``; ``auto``, ``light`` or ``dark``.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, window: QMainWindow, actions: Actions) -> None:
        super().__init__(window)
        self._actions = actions
        self._menus: dict[str, QMenu] = {}
        self.undo = QAction(self)
        self.redo = QAction(self)
        self.undo.setShortcut("Ctrl+Z")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self._undo_text = self._redo_text = ""
        for action in (self.undo, self.redo):
            action.setEnabled(False)
        self.recent = QMenu(window)
        self.panels = QMenu(window)
        self.bookmarks = QMenu(window)
        self.bookmarks.addActions([actions["bookmark_add"], actions["bookmarks"]])
        self.bookmarks.addSeparator()
        self.basemap = QMenu(window)
        self.travel = QMenu(window)
        self.travel.addActions([actions[f"travel_{by}"] for by in TRAVEL_BY])
        self.people = QMenu(window)
        self.people.addActions([actions[f"people_{group}"] for group in PEOPLE_COUNTED])
        self._languages = self._choices(LANGUAGE_NAMES, self.language_chosen)
        self._themes = self._choices(dict.fromkeys(THEMES, ""), self.theme_chosen)
        self._fill(window)
        self.retranslate()
        self.restyle()

    def follow(self, stack: QUndoStack) -> None:
        """Undo and redo the steps of a stack."""
        self.undo.triggered.connect(stack.undo)
        self.redo.triggered.connect(stack.redo)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        # Methods, not functions of their own: the stack's last word comes after the menus are gone.
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)

    def _choices(self, names: dict[str, str], chosen: SignalInstance) -> dict[str, QAction]:
        group = QActionGroup(self)
        made: dict[str, QAction] = {}
        for key, name in names.items():
            action = QAction(name, self)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, key=key: chosen.emit(key))
            group.addAction(action)
            made[key] = action
        return made

    def _fill(self, window: QMainWindow) -> None:
        a, tools = self._actions, self._actions.tools
        language, theme = QMenu(window), QMenu(window)
        language.addActions(list(self._languages.values()))
        theme.addActions(list(self._themes.values()))
        place = [tools[name] for name in FAMILY_TOOLS]
        content: dict[str, list[QAction | QMenu | None]] = {
            "file": [a["home"], None, a["new"], a["open"], self.recent, a["new_city"], None, a["add_layers"],
                     a["import_ledgers"], a["blank_lists"], a["project_settings"], a["data_remarks"],
                     a["targets"], a["rules"], a["indicators"], None, a["save"], a["save_as"],
                     a["backups"], None,
                     a["export_pack"], None, a["quit"]],
            "edit": [self.undo, self.redo, None, a["cut"], a["copy"], a["paste"], a["duplicate"], a["delete"],
                     None, a["select_all"], a["deselect"], None, a["find"], None, a["preferences"]],
            "view": [a["zoom_in"], a["zoom_out"], a["zoom_county"], a["zoom_selection"], a["present"], None,
                     self.bookmarks, self.basemap, self.panels,
                     None, language, theme],
            "facilities": [tools["select"], tools["pan"], tools["measure"], tools["route"],
                           tools["identify"], None, *place,
                           None, tools["reshape"], tools["hole"], tools["split"], a["merge"]],
            "scenarios": [a["scenario_duplicate"], a["scenario_rename"], a["scenario_delete"], None,
                          a["today_locked"], None,
                          a["compare"]],
            "analysis": [a["shelters"], a["teams"], a["assign"], a["fire_response"], a["supplies"],
                         a["siting"], a["roads"], a["evacuation"], a["projects"], a["upkeep"], None,
                         self.travel, self.people, a["counts_outside"]],
            "report": [a["export_pack"], None, a["export_workbook"], a["export_textreport"], None,
                       a["compose"], a["export_webmap"], None,
                       a["export_data"]],
            "help": [a["manual"], a["tour"], a["commands"], a["shortcuts"], None,
                     a["open_logs"], None, a["about"]],
        }  # fmt: skip
        self._menus = {"language": language, "theme": theme}
        for name, items in content.items():
            menu = window.menuBar().addMenu("")
            for item in items:
                if item is None:
                    menu.addSeparator()
                elif isinstance(item, QMenu):
                    menu.addMenu(item)
                else:
                    menu.addAction(item)
            self._menus[name] = menu

    def retranslate(self) -> None:
        """Put everything in the present language."""
        titles = {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "view": self.tr("&View"),
            "facilities": self.tr("F&acilities"),
            "scenarios": self.tr("&Scenarios"),
            "analysis": self.tr("&Analysis"),
            "report": self.tr("&Results"),
            "help": self.tr("&Help"),
            "theme": self.tr("Appearance"),
            # Found by whoever reads only the other language.
            "language": "Language / 语言",
        }
        for name, menu in self._menus.items():
            menu.setTitle(titles[name])
        self.recent.setTitle(self.tr("Recent projects"))
        self.panels.setTitle(self.tr("Panels"))
        self.bookmarks.setTitle(self.tr("Bookmarks"))
        self.people.setTitle(term("data.people.chosen.name"))
        self.travel.setTitle(self.tr("Distances are measured"))
        for key, text in {
            "auto": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }.items():
            self._themes[key].setText(text)
        self._name_steps()

    def _name_undo(self, step: str) -> None:
        self._undo_text = step
        self._name_steps()

    def _name_redo(self, step: str) -> None:
        self._redo_text = step
        self._name_steps()

    def _name_steps(self) -> None:
        """Say what the next undo and redo are about."""
        undo, redo = self._undo_text, self._redo_text
        self.undo.setText(self.tr("Undo: {step}").format(step=undo) if undo else self.tr("Undo"))
        self.redo.setText(self.tr("Redo: {step}").format(step=redo) if redo else self.tr("Redo"))
        self.undo.setIconText(self.tr("Undo"))
        self.redo.setIconText(self.tr("Redo"))
        self.undo.setToolTip(f"{self.undo.text()} (Ctrl+Z)")
        self.redo.setToolTip(f"{self.redo.text()} (Ctrl+Y)")

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        self.undo.setIcon(icon("undo"))
        self.redo.setIcon(icon("redo"))

    def show_choices(self, lang: str, theme: str) -> None:
        """Tick the language and the theme in force."""
        self._languages[lang].setChecked(True)
        self._themes[theme].setChecked(True)


class Toolbar(QToolBar):
    """Tools, new facilities, undo, scenario, search."""

    def __init__(
        self, window: QMainWindow, actions: Actions, menus: Menus, scenario_box: QComboBox, search: SearchBox
    ) -> None:
        super().__init__(window)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(19, 19))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        tools = actions.tools
        for name in ("select", "pan", "measure"):
            self.addAction(tools[name])
        self.addSeparator()
        self._add_families(tools)
        self.more_button = QToolButton()
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self.more_button)
        for family in _more_families():
            menu.addAction(tools[f"place.{family}"])
        menu.addSeparator()
        for name in ("route", "identify", "reshape", "hole", "split"):
            menu.addAction(tools[name])
        self.more_button.setMenu(menu)
        self.addWidget(self.more_button)
        self.addSeparator()
        self.addAction(menus.undo)
        self.addAction(menus.redo)
        self.addSeparator()
        self.addWidget(scenario_box)
        self.pack_button = QToolButton()
        self.pack_button.setDefaultAction(actions["export_pack"])
        self.pack_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addWidget(self.pack_button)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.addWidget(search)
        self.restyle()

    def _add_families(self, tools: dict[str, QAction]) -> None:
        for family in Family:
            if family.spec.tool.place != "bar":
                continue
            ways = [action for name, action in tools.items() if FAMILY_TOOLS.get(name) == family]
            if len(ways) > 1:
                self._menu_button(ways[0], ways)
            else:
                self.addAction(ways[0])

    def _menu_button(self, default: QAction, choices: list[QAction]) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(button)
        menu.addActions(choices)
        button.setMenu(menu)
        button.setDefaultAction(default)
        # The button shows whichever of its ways was used last.
        for choice in choices:
            choice.triggered.connect(lambda _=False, choice=choice: button.setDefaultAction(choice))
        self.addWidget(button)
        return button

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        self.more_button.setIcon(icon("more"))

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Tools"))
        self.more_button.setText(self.tr("More"))
        families = term("explain.separator").join(
            term(f"family.{family}.short") for family in _more_families()
        )
        self.more_button.setToolTip(self.tr("{families}; identify; reshape").format(families=families))


def _more_families() -> list[Family]:
    """Families whose tools stand under *More*."""
    return [family for family in Family if family.spec.tool.place == "more"]
