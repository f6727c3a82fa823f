"""What the map shows and what its signs mean; each row folds out to its signs.

Families of facilities, then the colours of the townships and what is in reach, then the county's layers in
the order they are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import shapely
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QMenu,
    QSizePolicy,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import Layer
from models.facilities.facility import Family
from models.kernel.text import t
from models.project.edits import Change, Part
from ui.cartography.legend import LegendEntry
from ui.cartography.options import NO_THEME
from ui.cartography.style import map_style
from ui.core.i18n import Retranslated, said_by, term
from ui.core.icons import icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.panels import layerentries, layersigns
from ui.panels.layerentries import (
    FAMILY_ITEM,
    KEY,
    LAYER_ITEM,
    MAP_ITEM,
    SIGN_ITEM,
    Entry,
    LayersTree,
    ShortNames,
)
from ui.widgets.layerstyle import LayerStylePopup
from ui.widgets.parts import ElidedLabel, PanelHead, icon_button
from ui.widgets.quiet import QuietBox

INDENT_PX, ROW_PX = 16, 21
NAME_WIDTH_PX = 28
NO_NAMES: Mapping[str, str] = MappingProxyType({})
HIDDEN_KEY = "hidden_families"
"""Where the project keeps which families the map does not show, in its ``ui_state``."""


class LayersPanel(Retranslated, QWidget):
    """Tick to show, fold out to see the signs, drag to reorder, right click for more.

    Signals
    -------
    families_hidden(frozenset)
        Families whose facilities the map shall not show.
    map_options_changed(dict)
        Other options of the map: ``theme``, ``coverage_key`` with ``show_uncovered``.
    table_wanted(str)
        The person wants the attribute table of a layer.
    add_layers_wanted
        The person wants to add layers.
    renewal_wanted(str)
        The person wants a newer file to take the place of a layer.
    """

    families_hidden = Signal(object)
    map_options_changed = Signal(dict)
    table_wanted = Signal(str)
    add_layers_wanted = Signal()
    renewal_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._hidden: frozenset[Family] = frozenset()
        self._filling = False
        self._popup: LayerStylePopup | None = None
        self._legend: Sequence[LegendEntry] = ()
        self._open = {"years", "theme", "coverage"}

        self.head = PanelHead(parent)
        self._style_button = icon_button("style", self._style_current)
        self._add_button = icon_button("plus", self.add_layers_wanted.emit)
        self.head.add(self._style_button)
        self.head.add(self._add_button)

        self.tree = LayersTree()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.tree, 1)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(INDENT_PX)
        self.tree.setIconSize(layersigns.SIGN_PX)
        self.tree.setStyleSheet(
            f"QTreeView::item {{ min-height: {ROW_PX}px; }}"
        )  # many rows, and their signs
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setWordWrap(True)
        self.tree.setItemDelegate(ShortNames(self.tree))
        # Heights follow the width: of itself the list only looks at them when its rows change.
        self.tree.header().sectionResized.connect(lambda *_: self.tree.scheduleDelayedItemsLayout())
        self.tree.itemChanged.connect(self._on_item_changed)
        self.tree.itemDoubleClicked.connect(self._on_double_click)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.currentItemChanged.connect(self._refresh_buttons)
        self.tree.dropped.connect(self._move_layer_before)
        self.tree.step_wanted.connect(self._step_current)
        self.tree.remove_wanted.connect(self._remove_current)
        self.tree.itemExpanded.connect(lambda item: self._open.add(item.data(0, KEY)))
        self.tree.itemCollapsed.connect(lambda item: self._open.discard(item.data(0, KEY)))

        self.theme_box = QuietBox()
        self.coverage_box = QuietBox()
        for box in (self.theme_box, self.coverage_box):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
        self.theme_box.activated.connect(
            lambda: self.map_options_changed.emit({"theme": self.theme_box.currentData()})
        )
        self.coverage_box.activated.connect(self._on_coverage)
        self._theme_label, self._coverage_label = ElidedLabel(), ElidedLabel()
        self._years_label = ElidedLabel()
        # Rows of their own between families and layers: made once, for the boxes in them.
        self._map_items = {
            "years": self._add_map_item("years", self._years_label),
            "theme": self._add_map_item("theme", self._theme_label, self.theme_box),
            "coverage": self._add_map_item("coverage", self._coverage_label, self.coverage_box),
        }

        session.project_replaced.connect(self._on_replaced)
        session.project_changed.connect(self._on_change)
        session.view_changed.connect(self._on_view)
        self.retranslate()

    def _add_map_item(self, key: str, name: ElidedLabel, box: QComboBox | None = None) -> QTreeWidgetItem:
        """Add a row, with a box to choose from where there is a choice; signs stand below it."""
        name.setProperty("role", "muted")
        if box is not None:
            name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            name.setMinimumWidth(NAME_WIDTH_PX)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(3, 2, 6, 2)
        row.setSpacing(5)
        row.addWidget(name)
        if box is not None:
            row.addWidget(box, 1)
        item = QTreeWidgetItem(MAP_ITEM)
        item.setData(0, KEY, key)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        self.tree.setItemWidget(item, 0, holder)
        item.setExpanded(True)
        return item

    # -- language and looks --------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.head.heading.setText(self.tr("Layers, legend"))
        self._add_button.name(self.tr("Add layers from files"))
        self._style_button.name(self.tr("Colour, width, opacity and labels of the chosen layer"))
        self.tree.setAccessibleName(self.head.heading.text())
        self._theme_label.setText(self.tr("Colours"))
        self._years_label.setText(term("map.legend.years"))
        self._coverage_label.setText(term("map.legend.coverage"))
        self.theme_box.setToolTip(self.tr("Figure that colours the townships"))
        self.coverage_box.setToolTip(self.tr("Reach that is tinted; places beyond it are marked"))
        self.theme_box.setAccessibleName(self.theme_box.toolTip())
        self.coverage_box.setAccessibleName(self.coverage_box.toolTip())
        self._fill_boxes()
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    def _fill_boxes(self) -> None:
        lang = self._session.lang
        theme, coverage = self.theme_box.currentData(), self.coverage_box.currentData()
        self.theme_box.clear()
        # The box is narrow: short words in it, the full name in the tip.
        for key in map_style().theme:
            full = t(f"map.theme.{key}", lang)
            self.theme_box.addItem(self._short_themes().get(key, full), key)
            self.theme_box.setItemData(self.theme_box.count() - 1, full, Qt.ItemDataRole.ToolTipRole)
        self.theme_box.addItem(self.tr("No colouring"), NO_THEME)
        short_coverages = self._short_coverages()
        self.coverage_box.clear()
        self.coverage_box.addItem(self.tr("Not shown"), None)
        for key, short in short_coverages.items():
            self.coverage_box.addItem(short, key)
            full = t(f"map.coverage.{key}", lang)
            self.coverage_box.setItemData(self.coverage_box.count() - 1, full, Qt.ItemDataRole.ToolTipRole)
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(theme)))
        self.coverage_box.setCurrentIndex(max(0, self.coverage_box.findData(coverage)))

    def _on_coverage(self) -> None:
        key = self.coverage_box.currentData()
        self.map_options_changed.emit({"coverage_key": key, "show_uncovered": key is not None})

    def show_coverage(self, key: str) -> None:
        """Tint a reach and mark the places beyond it, where the list has it."""
        at = self.coverage_box.findData(key)
        if at >= 0 and at != self.coverage_box.currentIndex():
            self.coverage_box.setCurrentIndex(at)
            self._on_coverage()

    def _short_themes(self) -> dict[str, str]:
        return {
            "area_per_resident": self.tr("Area per resident"),
            "fixed_share": self.tr("Fixed in reach"),
            "emergency_share": self.tr("Emergency in reach"),
            "fire_share": self.tr("Fire in reach"),
            "density": term("column.township.density.name"),
        }

    def _short_coverages(self) -> dict[str, str]:
        return {
            "shelter.emergency": term("choice.shelter_class.emergency"),
            "shelter.fixed": self.tr("All fixed"),
            "shelter.short": term("choice.shelter_class.short"),
            "shelter.medium": term("choice.shelter_class.medium"),
            "shelter.long": term("choice.shelter_class.long"),
            "shelter.central": term("choice.shelter_class.central"),
            "fire": term("role.fire_stations"),
            **{family.spec.coverage: term(f"role.{family.spec.role}") for family in self._reaching()},
        }

    def _reaching(self) -> list[Family]:
        """Families whose reach is told by their files, as far as there are any, or it is shown."""
        present = {facility.family for facility in self._session.scenario.facilities.values()}
        shown = self.coverage_box.currentData()
        return [
            family
            for family in Family
            if family.spec.reach is not None and (family in present or family.spec.coverage == shown)
        ]

    # -- content -------------------------------------------------------------------------------------------
    def _on_replaced(self) -> None:
        self._show_hidden()

    def _show_hidden(self) -> None:
        """Hide the families that the project hides."""
        kept = self._session.project.ui_state.get(HIDDEN_KEY)
        names = kept if isinstance(kept, list) else []
        self._hidden = frozenset(family for family in Family if str(family) in names)
        self.families_hidden.emit(self._hidden)
        self.refresh()

    def _on_view(self, key: str) -> None:
        if key == HIDDEN_KEY:
            self._show_hidden()

    def _on_change(self, change: Change) -> None:
        if change.parts & {Part.LAYERS, Part.LAYER_LOOKS, Part.FACILITIES, Part.ACTIVE_SCENARIO}:
            self.refresh()

    def refresh(self) -> None:
        """Show families and layers of the project."""
        families = (
            layerentries.family_entries(self._session, self._hidden, self._legend)
            if self._session.has_project
            else []
        )
        layers = layerentries.layer_entries(self._session) if self._session.has_project else []
        self._filling = True
        # Items stay while the list stays: one of them may be what told of the change.
        if [entry.key for entry in (*families, *layers)] != [item.data(0, KEY) for item in self._items()]:
            current = self.tree.currentItem()
            key = current.data(0, KEY) if current is not None else None
            for item in self._items():
                self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(item))
            for entry in families:
                self._add_item(entry, before=self._map_items["years"], is_current=entry.key == key)
            for entry in layers:
                self._add_item(entry, before=None, is_current=entry.key == key)
            self._fill_boxes()  # a family that is new may bring a reach
        for item, entry in zip(self._items(), (*families, *layers), strict=True):
            self._fill_item(item, entry)
        for key, item in self._map_items.items():
            signs = layersigns.of_scene(self._legend, key)
            item.setHidden(not self._session.has_project or (key == "years" and not signs))
            self._fill_signs(item, signs, self._short_signs())
        self._filling = False
        self._refresh_buttons()

    def show_legend(self, entries: Sequence[LegendEntry]) -> None:
        """The map shows something else: its signs stand below the rows that they belong to."""
        self._legend = entries
        self.refresh()

    def _add_item(self, entry: Entry, *, before: QTreeWidgetItem | None, is_current: bool) -> None:
        item = QTreeWidgetItem(entry.kind)
        item.setData(0, KEY, entry.key)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count = self.tree.topLevelItemCount()
        at = count if before is None else self.tree.indexOfTopLevelItem(before)
        self.tree.insertTopLevelItem(at, item)
        if is_current:
            self.tree.setCurrentItem(item)

    def _fill_item(self, item: QTreeWidgetItem, entry: Entry) -> None:
        item.setText(0, entry.text)
        item.setText(1, entry.count)
        item.setForeground(1, QBrush(QColor(current_theme().muted)))
        item.setIcon(0, entry.icon)
        item.setToolTip(0, entry.tip)
        drag = Qt.ItemFlag.ItemIsDragEnabled if entry.kind == LAYER_ITEM else Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        item.setFlags(usual | drag)
        item.setCheckState(0, Qt.CheckState.Checked if entry.is_on else Qt.CheckState.Unchecked)
        self._fill_signs(item, entry.signs)

    def _short_signs(self) -> dict[str, str]:
        """Names of groups of signs where the row above them says the rest."""
        return {"coverage": self.tr("Within reach"), "uncovered": self.tr("Not within reach")}

    def _fill_signs(
        self, item: QTreeWidgetItem, signs: Sequence[LegendEntry], short: Mapping[str, str] = NO_NAMES
    ) -> None:
        """Put the signs below a row; it stays folded out as it was. ``short`` names some by their group."""
        while item.childCount() > len(signs):
            item.takeChild(item.childCount() - 1)
        while item.childCount() < len(signs):
            made = QTreeWidgetItem(item, SIGN_ITEM)
            made.setFlags(Qt.ItemFlag.ItemIsEnabled)
            made.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for number, sign in enumerate(signs):
            child = item.child(number)
            assert child is not None  # as many as there are signs
            child.setText(0, short.get(sign.key.partition(".")[0], sign.text))
            child.setToolTip(0, sign.text)
            child.setText(1, "" if sign.count is None else f"{sign.count:,}")
            child.setForeground(1, QBrush(QColor(current_theme().muted)))
            child.setIcon(0, layersigns.icon_of(sign))
        if item.isExpanded() != (item.data(0, KEY) in self._open):
            item.setExpanded(item.data(0, KEY) in self._open)

    def _items(self) -> list[QTreeWidgetItem]:
        """Rows of families and layers."""
        items = map(self.tree.topLevelItem, range(self.tree.topLevelItemCount()))
        return [item for item in items if item is not None and item.type() != MAP_ITEM]

    # -- ticks ---------------------------------------------------------------------------------------------
    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0 or item.type() not in (FAMILY_ITEM, LAYER_ITEM):
            return
        is_on = item.checkState(0) == Qt.CheckState.Checked
        key = item.data(0, KEY)
        if item.type() == FAMILY_ITEM:
            family = Family(key)
            hidden = self._hidden - {family} if is_on else self._hidden | {family}
            text = self.tr("Show {family}") if is_on else self.tr("Hide {family}")
            name = term(f"family.{family}.plural")
            self._session.show_so(HIDDEN_KEY, sorted(map(str, hidden)), text.format(family=name))
            return
        layer = self._session.project.layer(key)
        if layer.visible != is_on:
            text = self.tr("Show layer {name}") if is_on else self.tr("Hide layer {name}")
            self._session.push(
                self._session.project.layer_edit(key, visible=is_on), text.format(name=said_by(layer.title))
            )

    def layer_name(self, layer: Layer) -> str:
        """Name of a layer as the panel shows it."""
        return layer.title(self._session.lang)

    # -- order ---------------------------------------------------------------------------------------------
    def _first_layer_row(self) -> int:
        return self.tree.topLevelItemCount() - len(self._session.project.layers)

    def _move_layer_before(self, layer_id: str, row: int) -> None:
        layers = list(self._session.project.layers)
        old = next(i for i, layer in enumerate(layers) if layer.id == layer_id)
        new = min(max(row - self._first_layer_row(), 0), len(layers))
        moved = layers.pop(old)
        layers.insert(new - 1 if new > old else new, moved)
        self._reorder(layers, moved)

    def _step_current(self, step: int) -> None:
        layer = self._current_layer()
        if layer is None:
            return
        layers = list(self._session.project.layers)
        old = layers.index(layer)
        new = min(max(old + step, 0), len(layers) - 1)
        layers.insert(new, layers.pop(old))
        self._reorder(layers, layer)

    def _reorder(self, layers: list[Layer], moved: Layer) -> None:
        if tuple(layers) != self._session.project.layers:
            text = self.tr("Reorder layer {name}").format(name=said_by(moved.title))
            self._session.push(self._session.project.layers_edit(layers), text)

    # -- one layer -----------------------------------------------------------------------------------------
    def _current_layer(self) -> Layer | None:
        item = self.tree.currentItem()
        if item is None or item.type() != LAYER_ITEM:
            return None
        return self._session.project.layer(item.data(0, KEY))

    def _refresh_buttons(self) -> None:
        if not self._filling:
            self._style_button.setEnabled(self._current_layer() is not None)

    def _on_double_click(self, item: QTreeWidgetItem) -> None:
        if item.type() == LAYER_ITEM:
            self.zoom_to_layer(item.data(0, KEY))

    def zoom_to_layer(self, layer_id: str) -> None:
        """Show all of a layer."""
        bounds = shapely.total_bounds(self._session.project.layer(layer_id).geometries)
        self._session.zoom_wanted.emit(tuple(float(value) for value in bounds))

    def _zoom_to_family(self, family: Family) -> None:
        import shapely

        shapes = [f.geometry for f in self._session.scenario.facilities.values() if f.family == family]
        if shapes:
            self._session.zoom_wanted.emit(tuple(float(v) for v in shapely.total_bounds(shapes)))

    def _show_menu(self, position: QPoint) -> None:
        item = self.tree.itemAt(position)
        item = (item.parent() or item) if item is not None else None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if item is None or item.type() == MAP_ITEM:
            menu.addAction(icon("import"), self.tr("Add layers…"), self.add_layers_wanted.emit)
        elif item.type() == FAMILY_ITEM:
            family = Family(item.data(0, KEY))
            menu.addAction(
                icon("zoom-selection"), self.tr("Zoom there"), lambda: self._zoom_to_family(family)
            )
            menu.addAction(icon("select"), self.tr("Select all of them"), lambda: self._select_family(family))
            menu.addAction(icon("table"), self.tr("Open table"), lambda: self.table_wanted.emit(str(family)))
        else:
            self.tree.setCurrentItem(item)
            for action in self.layer_actions(item.data(0, KEY), menu):
                menu.addAction(action)
        menu.popup(self.tree.viewport().mapToGlobal(position))

    def layer_actions(self, layer_id: str, parent: QMenu) -> list[QAction]:
        """Return what can be done with one layer."""

        def action(icon_name: str, text: str, on_click) -> QAction:  # type: ignore[no-untyped-def]
            made = QAction(icon(icon_name), text, parent)
            made.triggered.connect(lambda: on_click())
            return made

        return [
            action("zoom-selection", self.tr("Zoom there"), lambda: self.zoom_to_layer(layer_id)),
            action("table", self.tr("Open table"), lambda: self.table_wanted.emit(layer_id)),
            action("import", term("renewal.button.layer"), lambda: self.renewal_wanted.emit(layer_id)),
            action("style", self.tr("Appearance…"), self._style_current),
            action("rename", self.tr("Rename…"), lambda: self._rename(layer_id)),
            action("up", self.tr("Move up"), lambda: self._step_current(-1)),
            action("down", self.tr("Move down"), lambda: self._step_current(1)),
            action("trash", self.tr("Remove"), lambda: self.remove_layer(layer_id)),
        ]

    def _select_family(self, family: Family) -> None:
        facilities = self._session.scenario.facilities.values()
        self._session.select(facility.id for facility in facilities if facility.family == family)

    def _style_current(self) -> None:
        layer = self._current_layer()
        if layer is None:
            return
        self._popup = LayerStylePopup(self._session, layer.id, self)
        corner = self.head.mapToGlobal(QPoint(self.head.width() + 4, 0))
        self._popup.show_at(corner)

    def _rename(self, layer_id: str) -> None:
        layer = self._session.project.layer(layer_id)
        name, is_ok = QInputDialog.getText(
            self, self.tr("Rename layer"), term("field.name"), text=self.layer_name(layer)
        )
        if is_ok and name.strip() and name.strip() != self.layer_name(layer):
            self._session.push(
                self._session.project.layer_edit(layer_id, name=name.strip()), self.tr("Rename layer")
            )

    def _remove_current(self) -> None:
        layer = self._current_layer()
        if layer is not None:
            self.remove_layer(layer.id)

    def remove_layer(self, layer_id: str) -> None:
        """Take a layer out of the project; Undo brings it back."""
        project = self._session.project
        name = self.layer_name(project.layer(layer_id))
        kept = [layer for layer in project.layers if layer.id != layer_id]
        said = said_by(project.layer(layer_id).title)
        self._session.push(project.layers_edit(kept), self.tr("Remove layer {name}").format(name=said))
        self._session.layer_removed.emit(name)
