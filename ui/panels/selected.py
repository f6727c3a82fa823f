"""What is selected: the form of facilities, or what a layer knows of a feature, or what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.facilities.facility import Family
from models.kernel.text import filled
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.panels.drawing import DrawPanel
from ui.panels.form import FacilityForm
from ui.panels.identify import IdentifyPanel
from ui.widgets.parts import PanelHead, icon_button, label, link_button


class SelectedPanel(Retranslated, QWidget):
    """Shows whichever of form, attributes and hint fits.

    Signals
    -------
    done
        The person wants back to the map.
    stock_wanted(str)
        The person wants to see what is in a depot; its id.
    """

    done = Signal()
    stock_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._title = ""
        self.head = PanelHead(parent)
        self._zoom_button = icon_button("zoom-selection", self._zoom)
        self.head.add(self._zoom_button)
        self._stack = QStackedWidget(self)
        self.form = FacilityForm(session, self._stack)
        self.identify = IdentifyPanel(session, self._stack)
        self.drawing = DrawPanel(session, self._stack)
        self._draws = False
        self._empty = label("muted", wrap=True)
        self._empty.setContentsMargins(14, 4, 14, 4)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.stock_link = link_button(self._want_stock)
        self._stock_row = QWidget()
        row = QHBoxLayout(self._stock_row)
        row.setContentsMargins(14, 2, 14, 6)
        row.addWidget(self.stock_link)
        row.addStretch(1)
        for page in (self._empty, self.form, self.identify, self.drawing):
            self._stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack, 1)
        box.addWidget(self._stock_row)
        self.form.title_changed.connect(self._set_title)
        self.identify.title_changed.connect(self._set_title)
        self.form.done.connect(self.done)
        session.selection_changed.connect(self._on_selection)
        session.feature_picked.connect(self._on_pick)
        session.project_replaced.connect(self._on_selection)
        session.project_changed.connect(lambda _: self._refresh_stock())
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

    def show_drawing(self, draws: bool) -> None:
        """Show how an outline is drawn, or what is selected again."""
        if draws and not self._draws:
            self.drawing.begin()
        self._draws = draws
        self._choose_page()

    def _choose_page(self) -> None:
        if self._draws:
            self._stack.setCurrentWidget(self.drawing)
        elif self._session.selection:
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
        if self._draws:
            text = self.tr("Draw an outline")
        elif self._title and self._stack.currentWidget() is not self._empty:
            text = self.tr("Selected: {name}").format(name=self._title)
        else:
            text = self.tr("Selected")
        metrics = self.head.heading.fontMetrics()
        self.head.heading.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, 230))
        self.head.heading.setToolTip(text)
        self._zoom_button.setVisible(bool(self._session.selection) and not self._draws)
        self._refresh_stock()

    @property
    def _depot_id(self) -> str:
        """Id of the depot that the form is about; empty if it is about something else, or several."""
        selected = self._session.selected
        is_depot = len(selected) == 1 and selected[0].family == Family.DEPOT
        return selected[0].id if is_depot else ""

    def _refresh_stock(self) -> None:
        depot_id = self._depot_id
        self._stock_row.setVisible(bool(depot_id))
        count = sum(row.depot_id == depot_id for row in self._session.project.settings.stock)
        self.stock_link.setText(filled(self.tr("Stock: {count} {count:row|rows}…"), count=f"{count:,}"))

    def _want_stock(self) -> None:
        if self._depot_id:
            self.stock_wanted.emit(self._depot_id)

    def _zoom(self) -> None:
        import shapely

        from ui.panels.search import around

        shapes = [facility.geometry for facility in self._session.selected]
        if shapes:
            self._session.zoom_wanted.emit(around(tuple(shapely.total_bounds(shapes))))
