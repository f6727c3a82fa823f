"""The scene that the map shows and the picture of it, made anew only as far as something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from models.facilities.facility import Facility
from ui.cartography.options import SceneOptions
from ui.cartography.scene import Scene, build_scene
from ui.cartography.style import map_style
from ui.cartography.themes import Theme
from ui.core.session import Session
from ui.map.mapwindow import MapWindow
from ui.map.picture import Order, PictureMaker, Sheet

REDRAW_AFTER_MS = 80
"""The true picture is drawn when the map has been still for so long."""

SLOW_S = 0.08
"""Processor time of a picture that is not drawn while something moves."""


class Stage(QObject):
    """Scene and picture of the map.

    Parameters
    ----------
    view
        The widget that shows it.
    window
        Tells which part of the county that is at present.
    held
        Tells which facilities are in the hand: the picture leaves them out.

    Signals
    -------
    scene_changed
        The scene is another one.
    recoloured
        The townships have other colours, in a scene that is the same else.
    picture_changed
        The picture is another one.
    at_rest
        The picture is the true one.
    failed(Exception)
        The picture could not be drawn.
    """

    scene_changed = Signal()
    recoloured = Signal()
    picture_changed = Signal()
    at_rest = Signal()
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        view: QWidget,
        *,
        window: Callable[[], MapWindow],
        held: Callable[[], Iterable[Facility]],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._session = session
        self._window = window
        self._held = held
        # Places beyond reach come with a reach that somebody chooses: the map is read without them.
        self.options = SceneOptions(lang=session.lang, show_uncovered=False)
        self.hidden_families: frozenset[str] = frozenset()
        self.unbuilt: frozenset[str] = frozenset()
        self.scene: Scene | None = None
        self._made_of: tuple[object, ...] = ()
        self._generation = 0
        self._ground = 0
        self._is_recoloured = False
        self._settling: dict[str, tuple[Facility, int]] = {}
        self._maker = PictureMaker(self)
        self._maker.made.connect(self._on_sheet)
        self._maker.finished.connect(self._on_finished)
        self._maker.failed.connect(self.failed)

    # -- what is shown -------------------------------------------------------------------------------------
    def set_options(self, options: SceneOptions) -> None:
        """Show the project in another way."""
        if options != self.options:
            self.options = options
            self.renew()

    def set_hidden_families(self, families: frozenset[str]) -> None:
        """Leave out the facilities of these families."""
        if families != self.hidden_families:
            self.hidden_families = families
            self.renew(base_is_same=True)

    def set_unbuilt(self, ids: frozenset[str]) -> None:
        """Leave out facilities that do not stand in the year that the map is looked at."""
        if ids != self.unbuilt:
            self.unbuilt = ids
            self.renew(base_is_same=True)

    def follow_figures(self) -> None:
        """New figures are told of: make the scene anew, unless it is one of them and of what is there now."""
        if self._present != self._made_of:
            self.renew()

    @property
    def _present(self) -> tuple[object, ...]:
        """What a scene is made of: projects and assessments are alike only if they are the same."""
        session = self._session
        return (session.project, session.project.revision, session.assessment, self.present_options)

    def renew(self, *, base_is_same: bool = False) -> None:
        """Something that the map shows has changed: make the scene anew and order a picture of it.

        Parameters
        ----------
        base_is_same
            Only facilities have changed, and nothing that is coloured by figures.
        """
        session = self._session
        assessment = session.assessment
        if assessment is not None and (
            assessment.county is not session.county or assessment.scenario_id != session.scenario.id
        ):
            # Of another project or scenario: the right one is being computed.
            assessment = None
        self.scene = build_scene(session.project, session.scenario, assessment, self.present_options)
        self._made_of = self._present
        self._generation += 1
        if not base_is_same or self._is_recoloured:
            self._ground = self._generation
        self._is_recoloured = False
        self._order()
        self.scene_changed.emit()

    def recolour(self, theme: Theme) -> None:
        """Colour the townships by figures of a facility in the hand, till the scene is made anew."""
        if self.scene is None:
            return
        self.scene = replace(self.scene, theme=theme)
        self._generation += 1
        self._ground = self._generation
        self._is_recoloured = True
        self._order()
        self.recoloured.emit()

    @property
    def present_options(self) -> SceneOptions:
        """How any scenario is shown at present."""
        return replace(self.options, lang=self._session.lang, hidden_facility_ids=self._left_out())

    def _left_out(self) -> frozenset[str]:
        hidden = {facility.id for facility in self._held()} | self.unbuilt
        if self.hidden_families:
            facilities = self._session.scenario.facilities.values()
            hidden |= {item.id for item in facilities if self.is_hidden(item)}
        return frozenset(hidden)

    def is_hidden(self, facility: Facility) -> bool:
        """Whether a facility is not shown: its family is not, or it does not stand in the year looked at."""
        return str(facility.family) in self.hidden_families or facility.id in self.unbuilt

    def shown(self, facilities: Iterable[Facility]) -> list[Facility]:
        """Those of some facilities that are shown."""
        if not self.hidden_families and not self.unbuilt:
            return list(facilities)
        return [facility for facility in facilities if not self.is_hidden(facility)]

    # -- facilities that the picture does not show where they are ------------------------------------------
    def leave_out(self, facilities: Iterable[Facility]) -> None:
        """Facilities went into the hand: the picture leaves out those that it shows."""
        if any(facility.id in self._session.scenario.facilities for facility in facilities):
            self.renew(base_is_same=True)

    def keep_drawing(self, facilities: Iterable[Facility]) -> None:
        """Draw these above the picture until the picture has caught up with the next scene."""
        self._settling.update({facility.id: (facility, self._generation + 1) for facility in facilities})

    @property
    def settling(self) -> list[Facility]:
        """Facilities that have left the hand and are not in the picture yet."""
        return [facility for facility, _ in self._settling.values()]

    # -- the picture ---------------------------------------------------------------------------------------
    def after_moving(self) -> None:
        """The map shows another part of the county: have the true picture drawn, soon or at once."""
        sheet = self._maker.sheet
        if sheet is None:
            self._order()
        elif self._is_left(sheet):
            # The margin is used up in the middle of a long pan: do not wait until it ends.
            if not self._maker.is_drawing:
                self._order()
        else:
            self._order(delay_ms=REDRAW_AFTER_MS)

    def after_showing(self) -> None:
        """The map is on the screen, or on another one."""
        sheet = self._maker.sheet
        if sheet is None or sheet.pixel_ratio != self._view.devicePixelRatioF():
            self._order()

    def finish(self) -> None:
        """Finish the true picture now."""
        if self._maker.sheet is None and not self._maker.is_busy and self.scene is not None:
            self._maker.order(self._present_order(self.scene))
        self._maker.finish()

    def forget(self) -> None:
        """Another project: nothing of the present picture may be seen again."""
        self._settling.clear()
        self._maker.forget()

    @property
    def is_busy(self) -> bool:
        """Whether the picture is not the true one yet."""
        return self._maker.is_busy

    @property
    def is_slow(self) -> bool:
        """Whether the picture drawn last has taken too long to be drawn many times a second."""
        return self._maker.spent_s > SLOW_S

    def paint(self, painter: QPainter, paint_ground: Callable[[], None]) -> None:
        """Paint the picture where it belongs, in logical pixels of the map.

        Parameters
        ----------
        paint_ground
            Paints the basemap; called when the picture lets it through.
        """
        window, paper = self._window(), self.paper
        if self._maker.sheet is None:
            painter.fillRect(QRectF(0, 0, window.width_px, window.height_px), paper)
        elif self._maker.sheet.base.hasAlphaChannel():
            painter.fillRect(QRectF(0, 0, window.width_px, window.height_px), paper)
            paint_ground()
            self._maker.sheet.paint(painter, window, None)
        else:
            self._maker.sheet.paint(painter, window, paper)

    @property
    def paper(self) -> QColor:
        """Colour where there is no map."""
        return map_style(self.options.dark).page.paper.q

    def _order(self, *, delay_ms: int = 0) -> None:
        if self.scene is not None and (self._view.isVisible() or self._maker.sheet is not None):
            self._maker.order(self._present_order(self.scene), delay_ms=delay_ms)

    def _present_order(self, scene: Scene) -> Order:
        ratio, numbers = self._view.devicePixelRatioF(), (self._ground, self._generation)
        return Order(scene, self._window(), ratio, *numbers, is_live=self._is_recoloured)

    def _is_left(self, sheet: Sheet) -> bool:
        """Whether the map has been moved beyond a picture of the right scale."""
        window = self._window()
        return sheet.fits(window, self._view.devicePixelRatioF()) and not sheet.covers(window)

    def _on_sheet(self, sheet: Sheet) -> None:
        self._settling = {
            key: (facility, since)
            for key, (facility, since) in self._settling.items()
            if since > sheet.generation
        }
        self.picture_changed.emit()

    def _on_finished(self) -> None:
        """The map may have gone on meanwhile."""
        sheet = self._maker.sheet
        if sheet is not None and sheet.window != self._window() and not self._maker.is_busy:
            self._order(delay_ms=0 if self._is_left(sheet) else REDRAW_AFTER_MS)
        if not self.is_busy:
            self.at_rest.emit()
