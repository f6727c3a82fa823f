"""The menu of the basemap: which file is the map's ground, what its coordinates are, how strong it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from layers.coordinates.datum import DATUMS, datum_of
from models.kernel.errors import HavenError, Message
from models.project.basemap import BASEMAP_KEY, STRENGTHS, Basemap, basemap_from
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.said import Telling
from ui.core.session import Session

Value = TypeVar("Value", str, float)


class Basemaps(Telling, QObject):
    """Chooses the basemap of the project; each choice is one undo step."""

    def __init__(self, session: Session, preferences: Preferences, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._menu, self._window = session, preferences, menu, window
        self.choose_action = menu.addAction("")
        self.choose_action.triggered.connect(lambda: self.choose())
        self.shown_action = menu.addAction("")
        self.shown_action.setCheckable(True)
        self.shown_action.triggered.connect(self._set_shown)
        self._strength_menu, self._datum_menu = QMenu(window), QMenu(window)
        menu.addMenu(self._strength_menu)
        menu.addMenu(self._datum_menu)
        menu.addSeparator()
        self.remove_action = menu.addAction("")
        self.remove_action.triggered.connect(self.remove)
        self.strengths = self._group(self._strength_menu, STRENGTHS, self._set_strength)
        self.datums = self._group(self._datum_menu, DATUMS, self._set_datum)
        session.view_changed.connect(self._on_view)
        session.project_replaced.connect(self.refresh)
        self.retranslate()

    def _group(
        self, menu: QMenu, values: Sequence[Value], run: Callable[[Value], None]
    ) -> dict[Value, QAction]:
        group = QActionGroup(self)
        made: dict[Value, QAction] = {}
        for value in values:
            action = menu.addAction("")
            action.setCheckable(True)
            action.triggered.connect(partial(_run, run, value))
            group.addAction(action)
            made[value] = action
        return made

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._menu.setTitle(term("role.basemap"))
        self.choose_action.setText(self.tr("Choose a file…"))
        self.choose_action.setStatusTip(self.tr("Tiles (MBTiles, PMTiles) or a GeoTIFF picture"))
        self.shown_action.setText(self.tr("Show the basemap"))
        self.remove_action.setText(self.tr("Remove the basemap"))
        self._strength_menu.setTitle(self.tr("Strength"))
        self._datum_menu.setTitle(self.tr("Datum of the file"))
        for strength, action in self.strengths.items():
            action.setText(f"{strength:.0%}")
        for datum, action in self.datums.items():
            action.setText(term(f"datum.{datum}"))
        self.refresh()

    @property
    def present(self) -> Basemap | None:
        """The basemap of the open project."""
        return basemap_from(self._session.project.ui_state.get(BASEMAP_KEY))

    def _on_view(self, key: str) -> None:
        if key == BASEMAP_KEY:
            self.refresh()

    def refresh(self) -> None:
        """Show what the project has."""
        present = self.present
        self.choose_action.setEnabled(self._session.has_project)
        actions = [self.shown_action, self.remove_action, *self.strengths.values(), *self.datums.values()]
        for action in actions:
            action.setEnabled(present is not None)
        self.shown_action.setChecked(present is not None and present.is_shown)
        if present is not None:
            _tick(self.strengths, min(STRENGTHS, key=lambda one: abs(one - present.strength)))
            _tick(self.datums, present.datum)

    # -- choices -------------------------------------------------------------------------------------------
    def choose(self, path: Path | None = None) -> None:
        """Take a file, asked for, as the map's ground; says in which datum it is taken to lie."""
        from layers.basemap.choose import ENDINGS, open_basemap
        from layers.basemap.geotiff import Geotiff

        if path is None:
            name, _ = QFileDialog.getOpenFileName(
                self._window,
                self.tr("File of the basemap"),
                str(self._preferences.last_folder("basemap")),
                self.tr("Basemaps ({endings})").format(endings=" ".join(f"*.{one}" for one in ENDINGS)),
            )
            if not name:
                return
            path = Path(name)
            self._preferences.set_last_folder("basemap", path.parent)
        try:
            source = open_basemap(path)
        except HavenError as error:
            self._session.say(error.message(self._session.lang), "error")
            return
        if isinstance(source, Geotiff):
            name = source.name
        else:
            name = source.about.name
            source.close()
        datum = datum_of(path.stem, name) or "wgs84"
        self._keep(Basemap(str(path.absolute()), datum), self.tr("Basemap {name}").format(name=path.name))
        self._session.say(
            Message(
                self.tr("The basemap is taken to lie in {datum}.").format(datum=term(f"datum.{datum}")),
                path.name,
                self.tr(
                    "Maps of Chinese web services mostly lie in GCJ-02: if it stands some hundred metres "
                    "beside the layers, choose it under View, Basemap."
                ),
            ),
            "info",
        )

    def remove(self) -> None:
        """Go back to the map's own ground."""
        self._keep(None, self.tr("Remove the basemap"))

    def _set_shown(self, is_shown: bool) -> None:
        if self.present is not None:
            text = self.tr("Show the basemap") if is_shown else self.tr("Hide the basemap")
            self._keep(replace(self.present, is_shown=is_shown), text)

    def _set_strength(self, strength: float) -> None:
        if self.present is not None:
            self._keep(replace(self.present, strength=strength), self.tr("Strength of the basemap"))

    def _set_datum(self, datum: str) -> None:
        if self.present is not None:
            self._keep(replace(self.present, datum=datum), self.tr("Datum of the basemap"))

    def _keep(self, basemap: Basemap | None, text: str) -> None:
        if basemap != self.present:
            self._session.show_so(BASEMAP_KEY, None if basemap is None else basemap.to_plain(), text)


def _run(run: Callable[[Value], None], value: Value, *_: bool) -> None:
    run(value)


def _tick(actions: Mapping[Value, QAction], value: Value) -> None:
    for one, action in actions.items():
        action.setChecked(one == value)
