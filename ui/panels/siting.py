"""The siting checks of the selected facility: what its site is clear of, too near to, or unknown about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import shapely
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from models.facilities.facility import Facility
from models.findings.findings import Place, Verdict
from models.findings.numbers import figure_text
from models.findings.sources import english_document
from models.hazards.check import SitingCheck
from models.hazards.screening import siting_checks
from models.hazards.screening_spec import siting_specs
from models.kernel.text import Lang, t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.icons import VERDICT_ICONS, pixmap
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.panels.search import around
from ui.widgets.parts import Section, label

_ICON_PX = 14
_ORDER = (Verdict.FAIL, Verdict.NO_DATA, Verdict.PASS)


class SitingRow(QFrame):
    """One check: a mark with a word, its name, and the distance against what is asked for.

    Signals
    -------
    wanted(SitingCheck)
        The person wants to see the hazard that it is about.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check: SitingCheck | None = None
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._name = label(wrap=True)
        self._word = label()
        self._word.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._detail = label("muted", wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 3, 14, 3)
        grid.setHorizontalSpacing(7)
        grid.setVerticalSpacing(1)
        grid.addWidget(self._mark, 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._word, 0, 2)
        grid.addWidget(self._detail, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    def show_check(self, check: SitingCheck, word: str, detail: str, lang: Lang) -> None:
        """Show a check; ``word`` and ``detail`` are already in the language."""
        is_same_look = self.check is not None and self.check.verdict == check.verdict
        self.check = check
        name = t(f"siting.{check.rule}", lang)
        self._name.setText(name)
        self._word.setText(word)
        self._detail.setText(re.sub(r"(?<=\d) (?=k?m\b)", "\u00a0", detail))  # no unit on a line of its own
        self._detail.setVisible(bool(detail))
        source = check.source if lang == "zh" else english_document(check.source)
        self.setToolTip("\n".join(text for text in (name, detail, source) if text))
        self.setAccessibleName(", ".join(text for text in (name, word, detail) if text))
        leads = check.place is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leads else Qt.FocusPolicy.NoFocus)
        if not is_same_look:
            self.restyle()

    def restyle(self) -> None:
        """Draw mark and word in the colours of the theme in force."""
        if self.check is None:
            return
        colour = current_theme().verdict(self.check.verdict)
        self._mark.setPixmap(
            pixmap(VERDICT_ICONS[self.check.verdict], colour, _ICON_PX, self.devicePixelRatioF())
        )
        self._word.setStyleSheet(f"color: {colour};")

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._ask()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask()
        else:
            super().keyPressEvent(event)

    @guarded()
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._light(is_lit=self.check is not None and self.check.place is not None)

    @guarded()
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._light(is_lit=False)

    @guarded()
    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().focusInEvent(event)
        self._light(is_lit=True)

    @guarded()
    def focusOutEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().focusOutEvent(event)
        self._light(is_lit=False)

    def _light(self, *, is_lit: bool) -> None:
        self.setStyleSheet(f"SitingRow {{ background: {current_theme().hover}; }}" if is_lit else "")

    def _ask(self) -> None:
        if self.check is not None and self.check.place is not None:
            self.wanted.emit(self.check)


class SitingSection(Retranslated, QWidget):
    """All checks of one facility, failed ones counted in the heading; a click shows the hazard on the map."""

    def __init__(self, session: Session, *, is_open: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._facility: Facility | None = None
        self._checks: tuple[SitingCheck, ...] = ()
        self._shown: tuple[str, ...] = ()
        self._content = QWidget()
        self._box = QVBoxLayout(self._content)
        self._box.setContentsMargins(0, 0, 0, 4)
        self._box.setSpacing(1)
        self.rows: list[SitingRow] = []
        self.section = Section(self._content, is_open=is_open)
        self.section.setContentsMargins(8, 0, 0, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.section)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._fill()

    @property
    def checks(self) -> tuple[SitingCheck, ...]:
        """Checks that are shown."""
        return self._checks

    def show_facility(self, facility: Facility | None) -> None:
        """Show the checks of a facility as it is now, also while it is dragged; hide without one."""
        self._facility = facility
        self._checks = ()
        if facility is not None:
            session = self._session
            found = siting_checks(session.county, [facility], session.rules, session.project.settings.local)
            self._checks = found[facility.id]
        self.setVisible(bool(self._checks))
        self._fill()

    # -- words ---------------------------------------------------------------------------------------------
    def _fill(self) -> None:
        lang = self._session.lang
        while len(self.rows) < len(self._checks):
            row = SitingRow()
            row.wanted.connect(self._show_hazard)
            self.rows.append(row)
            self._box.addWidget(row)
        for row in self.rows[len(self._checks) :]:
            row.hide()
        for row, check in zip(self.rows, self._checks, strict=False):
            row.show_check(check, self._word(check.verdict), self._detail(check), lang)
            row.show()
        self.section.set_title(self._title())
        shown = tuple(check.rule for check in self._checks)
        if shown == self._shown:
            return  # a step of a drag: the rows stay as they are
        self._shown = shown
        # Now, from the inside out: left to itself each layout waits a turn for the one in it, and the form
        # around them is squeezed for as long.
        for layout in (*(row.layout() for row in self.rows), self._box, self.section.layout(), self.layout()):
            if layout is not None:
                layout.activate()

    def _title(self) -> str:
        parts = [term("workbook.sheet.siting")]
        for verdict in _ORDER[:2]:
            count = sum(check.verdict == verdict for check in self._checks)
            if count:
                words = {
                    Verdict.FAIL: self.tr("{count} fail"),
                    Verdict.NO_DATA: self.tr("{count} without data"),
                }
                parts.append(words[verdict].format(count=count))
        return self.tr(" · ", "between the parts of a heading").join(parts)

    def _word(self, verdict: Verdict) -> str:
        return {
            Verdict.PASS: self.tr("In order", "verdict of a siting check"),
            Verdict.FAIL: self.tr("Fails", "verdict of a siting check"),
        }.get(verdict) or term("verdict.nodata")

    def _detail(self, check: SitingCheck) -> str:
        lang = self._session.lang
        lines: list[str] = []
        if check.distance_m is not None:
            lines.append(self._distance(check, lang))
        if check.note:
            lines.append(t(f"siting.note.{check.note}", lang, **check.values))
        if check.missing:
            names = term("explain.separator").join(t(f"missing.{item}", lang) for item in check.missing)
            lines.append(term("explain.missing", names=names))
        return "\n".join(lines)

    def _distance(self, check: SitingCheck, lang: Lang) -> str:
        assert check.distance_m is not None
        name = check.place.name if check.place is not None else ""
        if check.distance_m <= 1e-6:
            return self.tr("Stands in or touches: {name}").format(name=name)
        away = figure_text(check.distance_m, "m", lang)
        if not check.limit_m:
            return self.tr("{distance} from {name}").format(distance=away, name=name)
        return self.tr("{distance} from {name}, at least {limit} asked for").format(
            distance=away, name=name, limit=figure_text(check.limit_m, "m", lang)
        )

    # -- map -----------------------------------------------------------------------------------------------
    def _show_hazard(self, check: SitingCheck) -> None:
        """Bring the site and the hazard into view: all of a zone, the nearest part of a line."""
        if check.place is None or self._facility is None:
            return
        bounds = [self._facility.geometry.bounds, _seen(self._session, check.place, self._facility)]
        boxes = shapely.box(*zip(*bounds, strict=True))
        self._session.zoom_wanted.emit(around(tuple(shapely.total_bounds(boxes))))


def has_checks(families: Iterable[object]) -> bool:
    """Whether facilities of some one family are held against siting checks."""
    chosen: Sequence[object] = list(families)
    return len(chosen) == 1 and any(chosen[0] in spec.families for spec in siting_specs())


def _seen(session: Session, place: Place, facility: Facility) -> tuple[float, float, float, float]:
    """Part of a hazard that has to be seen beside a site."""
    layer = next((layer for layer in session.project.layers if layer.id == place.layer_id), None)
    if layer is None:
        return place.bounds
    shape = layer.geometries[int(place.key)]
    if shapely.get_dimensions(shape) == 2:
        return place.bounds
    left, bottom, right, top = shapely.shortest_line(facility.geometry, shape).bounds
    return left, bottom, right, top
