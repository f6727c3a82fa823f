"""The line at the foot of the window: where the cursor is, the scale, whether all is saved, what runs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from models.kernel.text import filled
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.widgets.parts import ElidedLabel, icon_button, label


class StatusBar(Retranslated, QStatusBar):
    """Coordinates, scale, saved state, and the progress of long work with a button that stops it.

    Saving is told where the saved state is, so that it and other work are both seen; it cannot be stopped.
    """

    remarks_wanted = Signal()

    def __init__(
        self, session: Session, tasks: TaskRunner, saves: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._transformer: Any = None
        self._transformer_epsg = 0
        self._task_title = ""
        self._saved_at = ""
        self._saving = ""
        self.setSizeGripEnabled(False)
        self.position = label()
        self.grid_position = label()
        self.scale = label()
        self.hint = ElidedLabel()  # what a tool expects may be long: it gives way, the window does not grow
        self.saved = label()
        for widget in (self.position, self.grid_position, self.scale):
            widget.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.addWidget(widget)
        self.addWidget(self.hint, 1)
        self._task_label = label()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(130)
        self._bar.setTextVisible(False)
        self._cancel = icon_button("close", tasks.cancel)
        for part in (self._task_label, self._bar, self._cancel):
            part.hide()
            self.addPermanentWidget(part)
        self.roads, self.remarks, self.people = QPushButton(), QPushButton(), QPushButton()
        for button in (self.roads, self.remarks, self.people):
            button.setProperty("link", True)  # a frame of its own would take room from the hints
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.hide()
            self.addPermanentWidget(button)
        self.remarks.clicked.connect(self.remarks_wanted)
        self.addPermanentWidget(self.saved)
        tasks.showing.connect(self._show_task)
        tasks.progressed.connect(self._show_progress)
        tasks.idle.connect(self._hide_task)
        saves.showing.connect(self._show_saving)
        saves.idle.connect(self._show_saving)
        session.dirty_changed.connect(self.refresh_saved)
        session.path_changed.connect(self.refresh_saved)
        session.project_replaced.connect(self.clear_position)
        session.assessed.connect(self.refresh_remarks)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._cancel.name(self.tr("Stop"))
        self._bar.setAccessibleName(self.tr("Progress"))
        self.people.setToolTip(term("data.people.chosen.name"))
        self.clear_position()
        self.refresh_saved()
        if self._session.assessment is not None:
            self.refresh_remarks()

    def refresh_remarks(self) -> None:
        """Say how many remarks there are on the data; nothing where they agree."""
        count = len(self._session.remarks)
        self.remarks.setText(filled(self.tr("{count} {count:remark|remarks} on the data"), count=count))
        self.remarks.setVisible(count > 0)

    # -- cursor --------------------------------------------------------------------------------------------
    def show_position(self, position: tuple[float, float] | None) -> None:
        """Show where the cursor is: longitude and latitude, and CGCS2000 metres with the zone's number."""
        if position is None or not self._session.has_project:
            self.clear_position()
            return
        x, y = position
        epsg = self._session.project.settings.crs_epsg
        longitude, latitude = self._to_degrees(epsg).transform(x, y)
        if not (abs(longitude) <= 180 and abs(latitude) <= 90):
            self.clear_position()
            return
        self.position.setText(
            self.tr("{longitude}° E  {latitude}° N").format(
                longitude=f"{longitude:.5f}", latitude=f"{latitude:.5f}"
            )
        )
        from layers.coordinates.crs import is_zone, prefixed_easting, zone_number

        if not is_zone(epsg):
            self.grid_position.setText(f"X {x:,.1f}  Y {y:,.1f} (EPSG:{epsg})")
            return
        # Eastings are told the way Chinese maps print them: zone number first.
        self.grid_position.setText(
            self.tr("X {northing}  Y {easting} (CGCS2000 {zone})").format(
                northing=f"{y:,.1f}", easting=f"{prefixed_easting(x, epsg):,.1f}", zone=zone_number(epsg)
            )
        )

    def clear_position(self) -> None:
        """The cursor is not over the map."""
        self.position.setText("")
        self.grid_position.setText("")

    def _to_degrees(self, epsg: int) -> Any:
        if self._transformer_epsg != epsg:
            from layers.coordinates.crs import transformer

            self._transformer = transformer(epsg, 4490)
            self._transformer_epsg = epsg
        return self._transformer

    def show_scale(self, denominator: float) -> None:
        """Show the scale of the map."""
        self.scale.setText(f"1 : {round(denominator):,}" if denominator < 1e9 else "")

    def show_hint(self, text: str) -> None:
        """Show what the map tool expects next."""
        self.hint.setText(text)

    def set_map_visible(self, is_visible: bool) -> None:
        """What is about the map is told only while it is shown."""
        for widget in (self.position, self.grid_position, self.scale):
            widget.setVisible(is_visible)
        self.hint.setVisible(is_visible)

    # -- saved ---------------------------------------------------------------------------------------------
    def set_saved_at(self, clock: str) -> None:
        """Remember when the project was saved last."""
        self._saved_at = clock
        self.refresh_saved()

    def refresh_saved(self) -> None:
        """Say whether the file holds everything."""
        session = self._session
        if not session.has_project:
            text = ""
        elif self._saving:
            text = self._saving
        elif session.is_dirty:
            text = self.tr("Not saved yet")
        elif session.path is None:
            text = self.tr("No file yet")
        elif self._saved_at:
            text = self.tr("Saved at {time}").format(time=self._saved_at)
        else:
            text = self.tr("Saved")
        self.saved.setText(text)

    def _show_saving(self, title: str = "") -> None:
        self._saving = title
        self.refresh_saved()

    # -- tasks ---------------------------------------------------------------------------------------------
    def _show_task(self, title: str) -> None:
        self._task_title = title
        self._task_label.setText(title)
        self._bar.setRange(0, 0)
        for widget in self._task_widgets():
            widget.show()

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._task_label.setText(text or self._task_title)

    def _hide_task(self) -> None:
        for widget in self._task_widgets():
            widget.hide()

    def _task_widgets(self) -> tuple[QLabel, QProgressBar, QWidget]:
        return self._task_label, self._bar, self._cancel
