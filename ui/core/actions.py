"""Everything that menu, toolbar and keyboard can do: texts, icons and keys in one place.

What an action does is connected by the main window.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from models.county.timesofday import TIMES_OF_DAY
from models.county.travel import TRAVEL_BY
from models.facilities.families import Family
from models.kernel.text import has_text
from ui.core.i18n import term
from ui.core.icons import icon
from ui.core.themes import current_theme

Key = QKeySequence.StandardKey

ANALYSES = (
    "shelters", "fire_response", "supplies", "teams", "siting", "roads", "evacuation", "projects", "upkeep",
    "assign",
)  # fmt: skip
"""What looks into the scenario that is shown, in the order of the panel."""

# name -> (icon, keys). Texts are below, where the translation tools can see them.
_FILE: dict[str, tuple[str, Key | str | None]] = {
    "home": ("home", "Alt+Home"),
    "new": ("new", Key.New),
    "add_layers": ("import", "Ctrl+I"),
    "import_ledgers": ("workbook", ""),
    "blank_lists": ("table", ""),
    "open": ("open", Key.Open),
    "new_city": ("layers", ""),
    "save": ("save", Key.Save),
    "save_as": ("", "Ctrl+Shift+S"),
    "backups": ("", ""),
    "project_settings": ("county", ""),
    "data_remarks": ("info", ""),
    "targets": ("compare", ""),
    "rules": ("document", "Ctrl+R"),
    "indicators": ("rename", ""),
    "preferences": ("settings", "Ctrl+,"),
    "quit": ("", Key.Quit),
}
_EDIT: dict[str, tuple[str, Key | str | None]] = {
    "cut": ("cut", Key.Cut),
    "copy": ("copy", Key.Copy),
    "paste": ("paste", Key.Paste),
    "duplicate": ("duplicate", "Ctrl+D"),
    "merge": ("merge", "Ctrl+G"),
    # Not the standard key, which on Linux is Ctrl+D too: the key of a duplicate.
    "delete": ("trash", "Del"),
    "select_all": ("", Key.SelectAll),
    "deselect": ("", "Ctrl+Shift+A"),
    "find": ("search", "Ctrl+K"),
}
_VIEW: dict[str, tuple[str, Key | str | None]] = {
    "zoom_in": ("plus", "Ctrl++"),
    "zoom_out": ("minus", "Ctrl+-"),
    "zoom_county": ("county", "Ctrl+0"),
    "zoom_selection": ("zoom-selection", "Ctrl+J"),
    "present": ("picture", "F11"),
    "bookmark_add": ("plus", "Ctrl+B"),
    "bookmarks": ("", ""),
}
_REPORT: dict[str, tuple[str, Key | str | None]] = {
    "export_pack": ("pack", "Ctrl+Shift+E"),
    "export_workbook": ("workbook", "Ctrl+E"),
    "export_textreport": ("document", ""),
    "compose": ("print", Key.Print),
    "export_webmap": ("webmap", ""),
    "export_data": ("export", ""),
}
_SCENARIO: dict[str, tuple[str, Key | str | None]] = {
    "scenario_duplicate": ("duplicate", "Ctrl+Shift+D"),
    "scenario_rename": ("rename", ""),
    "scenario_delete": ("trash", ""),
    "today_locked": ("lock", ""),
    "compare": ("compare", "Ctrl+M"),
}
PEOPLE_COUNTED = ("", *TIMES_OF_DAY)
"""Whose people the menu can have counted: all residents, or who is there at a time of day."""
_ANALYSIS: dict[str, tuple[str, Key | str | None]] = {
    "assign": ("assign", "Ctrl+Shift+M"),
    "supplies": ("depot", "Ctrl+Shift+U"),
    "fire_response": ("fire_station", "Ctrl+Shift+F"),
    "counts_outside": ("", ""),
    **{f"travel_{by}": ("", "") for by in TRAVEL_BY},
    **{f"people_{group}": ("", "") for group in PEOPLE_COUNTED},
    "shelters": ("shelter", "Ctrl+Shift+B"),
    "teams": ("team", ""),
    "siting": ("search", "Ctrl+Shift+N"),
    "roads": ("route", ""),
    "evacuation": ("warning", ""),
    "projects": ("table", ""),
    "upkeep": ("pass", ""),
}
_HELP: dict[str, tuple[str, Key | str | None]] = {
    "manual": ("document", Key.HelpContents),
    "commands": ("search", "Ctrl+Shift+P"),
    "tour": ("info", ""),
    "shortcuts": ("keyboard", "Ctrl+/"),
    "open_logs": ("folder", ""),
    "about": ("info", ""),
}


def _family_tools() -> dict[str, tuple[str, Key | str | None]]:
    """Tools that put facilities on the map: by a click, and where the family has it by an outline."""
    tools: dict[str, tuple[str, Key | str | None]] = {}
    for family in Family:
        tool = family.spec.tool
        tools[f"place.{family}"] = (family.value, tool.key)
        if tool.draw_key:
            tools[f"draw.{family}"] = ("outline", tool.draw_key)
    return tools


_TOOLS: dict[str, tuple[str, Key | str | None]] = {
    "select": ("select", "S"),
    "pan": ("pan", "H"),
    "measure": ("measure", "M"),
    "route": ("route", "R"),
    "identify": ("identify", "I"),
    **_family_tools(),
    "reshape": ("reshape", "E"),
    "hole": ("hole", ""),
    "split": ("knife", ""),
}

FAMILY_TOOLS: dict[str, Family] = {
    name: Family(name.partition(".")[2]) for name in _TOOLS if name.startswith(("place.", "draw."))
}
"""Tools that put facilities on the map, with the family of each."""


def _family_texts(name: str, family: Family) -> tuple[str, str]:
    """Name and tip of a tool that puts facilities of a family on the map."""
    way = name.partition(".")[0]
    tip = f"family.{family}.{way}_tip"
    return term(f"family.{family}.{way}"), term(tip) if has_text(tip) else ""


def plain(text: str) -> str:
    """A menu's text without its mnemonic, such as ``(F)`` behind Chinese words, and without the dots."""
    before, mark, after = text.partition("(&")
    whole = before + after[2:] if mark and after[1:2] == ")" else text
    return whole.replace("&", "").rstrip("…").strip()


class Actions(QObject):
    """The actions by name, for instance ``actions["save"]``; tools as ``actions.tools["place.depot"]``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._icon_names: dict[QAction, str] = {}
        self.tools: dict[str, QAction] = {}
        for table in (_FILE, _EDIT, _VIEW, _REPORT, _SCENARIO, _ANALYSIS, _HELP):
            for name, (icon_name, keys) in table.items():
                self._actions[name] = self._make(name, icon_name, keys)
        self.tool_group = QActionGroup(self)
        for name, (icon_name, keys) in _TOOLS.items():
            action = self._make(name, icon_name, keys)
            action.setCheckable(True)
            self.tool_group.addAction(action)
            self.tools[name] = action
        self.tools["select"].setChecked(True)
        # Asked for in every window of the program.
        self._actions["manual"].setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        self.retranslate()
        self.refresh_icons()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[QAction]:
        yield from self._actions.values()
        yield from self.tools.values()

    @property
    def names(self) -> dict[str, str]:
        """What each action is called at present."""
        return {action.objectName(): plain(action.text()) for action in self}

    def _make(self, name: str, icon_name: str, keys: Key | str | None) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        if keys:
            action.setShortcuts(QKeySequence.keyBindings(keys)) if isinstance(keys, Key) else (
                action.setShortcut(QKeySequence(keys))
            )
        self._icon_names[action] = icon_name
        return action

    def refresh_icons(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        is_dark = current_theme().is_dark
        looks = {str(family): family.spec.symbol for family in Family}
        colours = {name: look.dark if is_dark else look.color for name, look in looks.items()}
        for action, name in self._icon_names.items():
            if name:
                family = FAMILY_TOOLS.get(action.objectName(), name)
                action.setIcon(icon(name, colours.get(family, "")))

    def retranslate(self) -> None:
        """Put texts and tips in the present language."""
        for name, (text, tip) in self._texts().items():
            action = self.tools.get(name) or self._actions[name]
            action.setText(text)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            words = tip or plain(text)
            action.setToolTip(f"{words} ({keys})" if keys else words)
            action.setStatusTip(words)
        # In the toolbar there is room for short words only.
        for name, short in self._short_texts().items():
            (self.tools.get(name) or self._actions[name]).setIconText(short)

    def _short_texts(self) -> dict[str, str]:
        return {
            "select": self.tr("Select"),
            "pan": self.tr("Pan"),
            "export_pack": self.tr("Meeting pack"),
            "measure": self.tr("Measure"),
            **{name: term(f"family.{family}.short_one") for name, family in FAMILY_TOOLS.items()},
        }

    def _texts(self) -> dict[str, tuple[str, str]]:
        """Text and tip of every action, by its name."""
        return {
            **self._file_texts(),
            **self._edit_texts(),
            **self._view_texts(),
            **self._report_texts(),
            **self._scenario_texts(),
            **self._analysis_texts(),
            **self._help_texts(),
            **self._tool_texts(),
        }

    def _file_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "home": (self.tr("Home page"), self.tr("Sample county, recent projects, new project")),
            "new": (self.tr("New project from files…"), ""),
            "add_layers": (self.tr("Add layers from files…"), ""),
            "blank_lists": (
                self.tr("Blank lists to fill in…"),
                self.tr("A workbook with a sheet for each kind of facility, which an import reads back"),
            ),
            "import_ledgers": (
                self.tr("Import edited ledgers…"),
                self.tr(
                    "Read back a workbook whose ledgers colleagues edited; the difference is shown first"
                ),
            ),
            "open": (self.tr("Open project…"), ""),
            "new_city": (term("cityfile.action"), term("cityfile.action_tip")),
            "save": (self.tr("Save"), self.tr("Save the project")),
            "save_as": (self.tr("Save as…"), ""),
            "backups": (
                self.tr("Earlier versions…"),
                self.tr("Copies of this project that were kept while it was worked on"),
            ),
            "project_settings": (self.tr("County and plan…"), self.tr("Name, code and plan of the county")),
            "data_remarks": (
                self.tr("Data remarks…"),
                self.tr("What the data say against themselves, and whose people count"),
            ),
            "targets": (
                self.tr("Plan and targets…"),
                self.tr("Every row of the plan with its target; copy the plan to set targets of your own"),
            ),
            "rules": (
                self.tr("Rules and sources…"),
                self.tr("Every rule value with its source; change values, compare rule sets"),
            ),
            "indicators": (
                self.tr("Typed-in indicators…"),
                self.tr("What the plan asks and no layer holds"),
            ),
            "preferences": (self.tr("Preferences…"), self.tr("Language and appearance")),
            "quit": (self.tr("Quit"), ""),
        }

    def _edit_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "cut": (self.tr("Cut"), self.tr("Cut the selected facilities")),
            "copy": (self.tr("Copy"), self.tr("Copy the selected facilities")),
            "paste": (self.tr("Paste"), self.tr("Paste the copied facilities")),
            "duplicate": (self.tr("Duplicate"), self.tr("Duplicate the selected facilities")),
            "merge": (
                self.tr("Merge outlines"),
                self.tr("Put the selected outlines of one kind together; what is stated of them is added up"),
            ),
            "delete": (self.tr("Delete"), self.tr("Delete the selected facilities")),
            "select_all": (self.tr("Select all"), self.tr("Select all facilities that are shown")),
            "deselect": (self.tr("Select nothing"), ""),
            "find": (self.tr("Find…"), self.tr("Find a place, facility or township by name")),
        }

    def _view_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "zoom_in": (self.tr("Zoom in"), ""),
            "zoom_out": (self.tr("Zoom out"), ""),
            "zoom_county": (term("shelter_scope.county"), self.tr("Show the whole county")),
            "zoom_selection": (self.tr("Zoom to selection"), self.tr("Show the selected facilities")),
            "bookmark_add": (self.tr("Add a bookmark…"), self.tr("Give what the map shows a name")),
            "bookmarks": (self.tr("Arrange bookmarks…"), self.tr("Rename, order and delete named views")),
            "present": (
                self.tr("Presentation"),
                self.tr("Map and five large figures; arrow keys go through the scenarios, Escape ends"),
            ),
        }

    def _report_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "export_pack": (
                self.tr("Meeting pack…"),
                self.tr("Workbook, atlas, map, web map, text and geodata in one folder"),
            ),
            "export_textreport": (
                self.tr("Plan's text…"),
                self.tr("Draft of the plan's text as a Word document, with figures, tables and maps"),
            ),
            "export_workbook": (
                self.tr("Excel workbook…"),
                self.tr("Verdicts, ledgers and parameters as an Excel workbook"),
            ),
            "compose": (
                self.tr("Print layout…"),
                self.tr("Map sheets, atlas, comparison and slides: lay out, see, write as PDF or PNG, print"),
            ),
            "export_webmap": (
                self.tr("Map as web page…"),
                self.tr("One HTML file that opens in a browser without a network"),
            ),
            "export_data": (
                self.tr("Geodata (facilities and results)…"),
                self.tr("GeoPackage, Shapefile and GeoJSON of facilities and computed results"),
            ),
        }

    def _scenario_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "scenario_duplicate": (
                self.tr("New plan from this one…"),
                self.tr("Duplicate the scenario that is shown"),
            ),
            "scenario_rename": (self.tr("Rename scenario…"), ""),
            "scenario_delete": (self.tr("Delete scenario"), ""),
            "today_locked": (
                self.tr("Lock today"),
                self.tr("What is recorded as existing is changed only when this is off"),
            ),
            "compare": (
                self.tr("Compare two scenarios…"),
                self.tr("Figures of any two scenarios side by side"),
            ),
        }

    def _analysis_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "counts_outside": (
                term("rule.scope.counts_outside"),
                self.tr("Facilities of neighbours count too, or only those inside the county"),
            ),
            **{
                f"travel_{by}": (term(f"access.way_word.{by}"), term(f"travel_by.tip.{by}"))
                for by in TRAVEL_BY
            },
            **{
                f"people_{group}": (
                    term(f"people_word.{group}" if group else "people_choice.everybody"),
                    term(f"people_choice.tip.{group or 'everybody'}"),
                )
                for group in PEOPLE_COUNTED
            },
            "fire_response": (
                self.tr("Fire response…"),
                self.tr("Stations, arrival times and brigades by township, villages out of reach"),
            ),
            "supplies": (
                self.tr("Supplies…"),
                self.tr("Stock ledger of the depots, need and shortage, dispatch plan"),
            ),
            "assign": (
                self.tr("Assign people to shelters…"),
                self.tr("Who shelters where when room is limited, and who finds none"),
            ),
            "shelters": (
                self.tr("Shelters…"),
                self.tr("Need and room by length of stay, make-up, upkeep, candidate sites"),
            ),
            "teams": (
                self.tr("Teams, aircraft, grass roots…"),
                self.tr("Head counts and arrival of teams, reach of aircraft, checklists of places"),
            ),
            "siting": (term("sitepage.action"), term("sitepage.action_tip")),
            "roads": (term("roads.action"), term("roads.action_tip")),
            "evacuation": (term("evacuation.action"), term("evacuation.action_tip")),
            "projects": (term("keyproject.action"), term("keyproject.action_tip")),
            "upkeep": (term("upkeep.action"), term("upkeep.action_tip")),
        }

    def _help_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "manual": (self.tr("Manual"), self.tr("The manual's page on what has the keyboard")),
            "commands": (self.tr("Find a command…"), self.tr("Find whatever the menus can do by its words")),
            "tour": (self.tr("Tour in five steps"), ""),
            "shortcuts": (self.tr("Keyboard and mouse"), ""),
            "open_logs": (self.tr("Open the folder of log files"), ""),
            "about": (self.tr("About Haven"), ""),
        }

    def _tool_texts(self) -> dict[str, tuple[str, str]]:
        return {
            "hole": (
                self.tr("Cut a hole"),
                self.tr(
                    "Draw the land inside the selected outline that does not belong to it, such as a pond"
                ),
            ),
            "split": (self.tr("Cut in two"), self.tr("Cut the selected outline in two along a line")),
            "select": (self.tr("Select and move"), self.tr("Select, move and reshape facilities")),
            "pan": (self.tr("Pan the map"), self.tr("Pan the map; the wheel zooms, Space pans at any time")),
            "measure": (self.tr("Measure"), self.tr("Measure distance and area")),
            "route": (term("roads.route.tool"), term("roads.route.hint_start")),
            "identify": (self.tr("Identify"), self.tr("Show what a layer knows of the place clicked")),
            **{name: _family_texts(name, family) for name, family in FAMILY_TOOLS.items()},
            "reshape": (self.tr("Reshape outline"), self.tr("Move the corners of the selected outline")),
        }
