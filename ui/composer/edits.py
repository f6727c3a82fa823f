"""What changes of a layout: each choice, drag or key as one undoable step of the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from models.kernel.errors import Message
from ui.cartography.viewport import Bounds
from ui.composer.geometry import scaled_boxes
from ui.composer.layouts import Layouts
from ui.composer.words import element_name
from ui.core.i18n import said_by
from ui.core.said import Telling
from ui.printing.compose import PagePlan
from ui.printing.layout import page_size_mm
from ui.printing.mapframe import fitted, view_of
from ui.printing.sheet import MapSheet, View


class SheetEdits(Telling, QObject):
    """Changes the present layout.

    Parameters
    ----------
    screen
        Returns (minx, miny, maxx, maxy) that the map on the screen shows, project metres.

    Attributes
    ----------
    page
        The page that is shown; ``None`` before the first.

    Signals
    -------
    said(Message)
        Something that happened along with a change.
    """

    said = Signal(object)

    def __init__(self, layouts: Layouts, screen: Callable[[], Bounds], window: QWidget) -> None:
        super().__init__(window)
        self._layouts = layouts
        self._screen = screen
        self.page: PagePlan | None = None

    @property
    def _sheet(self) -> MapSheet:
        return self._layouts.sheet

    # -- the sheet -----------------------------------------------------------------------------------------
    def change(self, changes: dict[str, Any], text: str) -> None:
        """Give fields of the sheet new values."""
        self._layouts.put(replace(self._sheet, **changes), text)

    def change_paper(self, changes: dict[str, Any], text: str) -> None:
        """What was moved goes along to a page of the same shape, and home on any other."""
        old = self._sheet
        new = replace(old, **changes)
        placed = {}
        if old.template == new.template and old.page_orientation == new.page_orientation:
            size = page_size_mm(new.page_paper, new.page_orientation)
            placed = scaled_boxes(dict(old.placed), old.size_mm, size)
        if new.template != old.template:
            new = replace(new, hidden=frozenset(), shown=frozenset(), views={})
        if old.placed and not placed:
            self.said.emit(
                Message(self.tr("Elements that were moved are back where the template puts them."), "", "")
            )
        self._layouts.put(replace(new, placed=placed), text)

    # -- layouts -------------------------------------------------------------------------------------------
    def _ask_name(self, title: str, name: str) -> str:
        text, is_ok = QInputDialog.getText(
            cast(QWidget, self.parent()), title, self.tr("Name of the layout"), text=name
        )
        return " ".join(text.split()) if is_ok else ""

    def new_layout(self) -> None:
        """Ask for a name, then add a layout as the template has it, on the same paper."""
        name = self._ask_name(self.tr("New layout"), self._layouts.free_name(self.tr("Layout")))
        if name:
            old = self._sheet
            sheet = MapSheet(paper=old.paper, orientation=old.orientation, compiler=old.compiler)
            self._layouts.add(name, sheet, self.tr("New layout"))

    def duplicate_layout(self) -> None:
        """Add a copy of the present layout."""
        self._layouts.add(self._layouts.current, self._sheet, self.tr("Duplicate layout"))

    def rename_layout(self) -> None:
        """Ask for another name."""
        name = self._ask_name(self.tr("Rename layout"), self._layouts.current)
        self._layouts.rename(name, self.tr("Rename layout"))

    def delete_layout(self) -> None:
        """Remove the present layout."""
        self._layouts.delete(self.tr("Delete layout"))

    # -- elements ------------------------------------------------------------------------------------------
    def place(self, element_id: str, box: QRectF, how: str) -> None:
        """Let an element stand in a box; ``how`` is ``move``, ``resize``, ``nudge`` or ``type``."""
        page = self.page
        if page is None or not element_id:
            return
        key = f"{page.kind}.{element_id}"
        values = tuple(round(value, 2) for value in (box.left(), box.top(), box.width(), box.height()))
        text = self.tr("Resize: {element}") if how == "resize" else self.tr("Move: {element}")
        merge_key = f"sheet.nudge.{self._layouts.current}.{key}" if how == "nudge" else ""
        self._layouts.put(
            replace(self._sheet, placed={**self._sheet.placed, key: values}),  # type: ignore[dict-item]
            text.format(element=said_by(lambda _: element_name(element_id))),
            merge_key,
        )

    def toggle(self, element_id: str, shown: bool) -> None:
        """Show an element or leave it out."""
        page = self.page
        if page is not None:
            text = self.tr("Show: {element}") if shown else self.tr("Leave out: {element}")
            sheet = self._sheet.with_element(page.kind, element_id, shown)
            self._layouts.put(sheet, text.format(element=said_by(lambda _: element_name(element_id))))

    def reset(self, element_id: str) -> None:
        """Put an element, or all when empty, back to where the template has it."""
        sheet, page = self._sheet, self.page
        if not element_id:
            bare = replace(sheet, placed={}, hidden=frozenset(), shown=frozenset())
            self._layouts.put(bare, self.tr("All as in the template"))
        elif page is not None:
            kept = {key: box for key, box in sheet.placed.items() if key != f"{page.kind}.{element_id}"}
            element = said_by(lambda _: element_name(element_id))
            text = self.tr("As in the template: {element}").format(element=element)
            self._layouts.put(replace(sheet, placed=kept), text)

    def is_moved(self, element_id: str) -> bool:
        """Whether an element of the page stands elsewhere than in the template."""
        page = self.page
        return page is not None and f"{page.kind}.{element_id}" in self._sheet.placed

    def set_guides(self, xs: list[float], ys: list[float]) -> None:
        """Other guide lines, millimetres."""
        sheet = replace(self._sheet, guides_x_mm=tuple(xs), guides_y_mm=tuple(ys))
        self._layouts.put(sheet, self.tr("Guide lines"))

    # -- the map inside its frame --------------------------------------------------------------------------
    def set_view(self, view_key: str, view: View, how: str) -> None:
        """Let a map show something else; ``how`` is ``pan``, ``scale``, ``typed`` or ``screen``."""
        text = self.tr("Move the map") if how == "pan" else self.tr("Scale of the map")
        merge_key = f"sheet.view.{self._layouts.current}.{view_key}" if how == "scale" else ""
        self._layouts.put(replace(self._sheet, views={**self._sheet.views, view_key: view}), text, merge_key)

    def set_scale(self, denominator: float) -> None:
        """Show the page's map at a scale, around the same place."""
        page = self.page
        if page is not None and page.maps and page.maps[0].viewport is not None:
            x, y, _ = view_of(page.maps[0].viewport)
            self.set_view(page.maps[0].view_key, (x, y, denominator), "typed")

    def set_extent(self, what: str) -> None:
        """The county (or the page's own township) again, or what the screen shows."""
        page, sheet = self.page, self._sheet
        if page is None or not page.maps:
            return
        item = page.maps[0]
        if what == "county":
            views = {key: view for key, view in sheet.views.items() if key != item.view_key}
            bare = replace(sheet, views=views, extent=None, scale_denominator=None)
            self._layouts.put(bare, self.tr("Whole area"))
            return
        seen = fitted(self._screen(), item.rect, page.scale, margin=0.0)
        self.set_view(item.view_key, view_of(seen), "screen")
