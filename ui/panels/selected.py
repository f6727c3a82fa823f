"""What is selected: the form of facilities, or what a layer knows of a feature, or what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.i18n import Retranslated
from ui.panels.form import FacilityForm
from ui.panels.identify import IdentifyPanel
from ui.panels.parts import PanelHead, icon_button, label
from ui.session import Session


class SelectedPanel(Retranslated, QWidget):
    """Shows whichever of form, attributes and hint fits.

    Signals
    -------
    done
        The person wants back to the map.
    """

    done = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._title = ""
        self.head = PanelHead()
        self._zoom_button = icon_button("zoom-selection", self._zoom)
        self.head.add(self._zoom_button)
        self.form = FacilityForm(session)
        self.identify = IdentifyPanel(session)
        self._empty = label("muted", wrap=True)
        self._empty.setContentsMargins(14, 4, 14, 4)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        for page in (self._empty, self.form, self.identify):
            self._stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack, 1)
        self.form.title_changed.connect(self._set_title)
        self.identify.title_changed.connect(self._set_title)
        self.form.done.connect(self.done)
        session.selection_changed.connect(self._on_selection)
        session.feature_picked.connect(self._on_pick)
        session.project_replaced.connect(self._on_selection)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._zoom_button.name(self.tr("Zoom there"))
        self._empty.setText(
            self.tr(
                "Click a facility on the map to see and change it. "
                "New ones come from the buttons above the map."
            )
        )
        self._refresh_head()

    def _on_selection(self) -> None:
        if self._session.selection:
            self.identify.forget()
        self._choose_page()

    def _on_pick(self, layer_id: str, row: int) -> None:
        if row >= 0:
            self._session.select([])
        self._choose_page()

    def _choose_page(self) -> None:
        if self._session.selection:
            self._stack.setCurrentWidget(self.form)
        elif self.identify.has_feature:
            self._stack.setCurrentWidget(self.identify)
        else:
            self._title = ""
            self._stack.setCurrentWidget(self._empty)
        self._refresh_head()

    def _set_title(self, title: str) -> None:
        if self.sender() is self._stack.currentWidget() or title:
            self._title = title
            self._refresh_head()

    def _refresh_head(self) -> None:
        if self._title and self._stack.currentWidget() is not self._empty:
            text = self.tr("Selected: {name}").format(name=self._title)
        else:
            text = self.tr("Selected")
        metrics = self.head.heading.fontMetrics()
        self.head.heading.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, 230))
        self.head.heading.setToolTip(text)
        self._zoom_button.setVisible(bool(self._session.selection))

    def _zoom(self) -> None:
        import shapely

        from ui.panels.search import around

        shapes = [facility.geometry for facility in self._session.selected]
        if shapes:
            self._session.zoom_wanted.emit(around(tuple(shapely.total_bounds(shapes))))
