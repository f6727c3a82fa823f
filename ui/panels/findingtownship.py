"""The figures of one township, above the findings that have a place in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.findings.findings import Verdict
from models.findings.numbers import figure_text, target_text
from models.kernel.text import t
from models.plans.localfindings import unit_figures
from reports.words import of_county
from ui.core.icons import VERDICT_ICONS, pixmap
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import Section, label, line, link_button

_MARK_PX = 13


class TownshipFigures(QWidget):
    """Names and figures in two columns; folds away."""

    def __init__(self, session: Session, index: int, *, is_open: bool = True) -> None:
        super().__init__()
        self._session = session
        self.index = index
        assessment, lang = session.assessment, session.lang
        assert assessment is not None
        units = assessment.county.places
        self.values: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setContentsMargins(6, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self.figures = unit_figures(assessment, session.rules, index)
        for row, one in enumerate(self.figures):
            name = label("muted", wrap=True)
            name.setText(of_county(one.column.title(lang), assessment.county, lang))
            value = label()
            unit = one.column.unit
            value.setText(figure_text(one.value, unit, lang, target=one.target))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
            if one.verdict is not Verdict.INFO and one.target is not None:
                mark = QLabel()
                colour = current_theme().verdict(one.verdict)
                mark.setPixmap(pixmap(VERDICT_ICONS[one.verdict], colour, _MARK_PX, self.devicePixelRatioF()))
                words = (t(f"verdict.{one.verdict}", lang), target_text(one.target, unit, lang))
                mark.setToolTip("  ".join(words))
                mark.setAccessibleName(mark.toolTip())
                value.setToolTip(mark.toolTip())
                grid.addWidget(mark, row, 2)
            self.values[one.column.key] = value
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(grid)
        self.show_link = link_button(self._show)
        self.show_link.setText(self.tr("Show on the map"))
        links = QHBoxLayout()
        links.setContentsMargins(6, 0, 0, 0)
        links.addWidget(self.show_link)
        links.addStretch(1)
        box.addLayout(links)
        self.section = Section(content, is_open=is_open)
        self.section.set_title(str(units.names[index]))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 14, 4)
        whole.setSpacing(4)
        whole.addWidget(self.section)
        whole.addWidget(line())

    def _show(self) -> None:
        """Bring the township into view."""
        assessment = self._session.assessment
        if assessment is None or self.index >= len(assessment.county.places):
            return
        units = assessment.county.places
        if units.layer_id:
            self._session.feature_picked.emit(units.layer_id, self.index)
        self._session.zoom_wanted.emit(units.geometries[self.index].bounds)
