"""All rule values in force as a table, grouped by what they are about."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from models.facilities.families import family_specs
from models.kernel.text import Lang, t
from models.rules.rules import Quantity, Rules
from models.rules.said import value_parts
from ui.core.i18n import term
from ui.core.icons import icon
from ui.core.themes import current_theme
from ui.widgets.parts import group_heading

_KEY = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SOURCE_WIDTH_PX = 146
NAME, VALUE, UNIT, STANDARD_VALUE, SOURCE, CONFIDENCE, CHANGED = range(7)

# Rules and figures of these subjects stand with the findings they decide, those of facilities with theirs.
_FAMILY_OF = {
    "micro": "fire",
    "village": "grassroots",
    "township": "grassroots",
    "siting": "shelter",
    "supply": "depot",
    "facility": "map",
    "scope": "map",
    **{family: spec.findings for family, spec in family_specs().items()},
}


def family_of(key: str) -> str:
    """Family of findings that a rule or a figure belongs to."""
    subject = key.partition(".")[0]
    return _FAMILY_OF.get(subject, subject)


def confidence_word(confidence: str) -> str:
    """Return in a word or two how sure a value is."""
    words = {
        "S": term("confidence.S"),
        "L": QCoreApplication.translate("Rules", "Second hand"),
        "M": QCoreApplication.translate("Rules", "Reference"),
        "N": term("finding_family.to_fill"),
    }
    return words[confidence]


def confidence_colour(confidence: str) -> str:
    """Return the colour of a confidence's mark; the word stands beside it."""
    theme = current_theme()
    return theme.pass_ if confidence == "S" else theme.warning


def changed_text(quantity: Quantity) -> str:
    """Return who changed a value, when and why; empty while the standard is in force."""
    change = quantity.override
    if change is None:
        return ""
    return QCoreApplication.translate("Rules", "{who}, {when}: {why}").format(
        who=change.who or "–", when=change.when or "–", why=change.why or "–"
    )


class RuleTable(QTreeWidget):
    """One row for each value, families as headings.

    Signals
    -------
    chosen(str)
        Another value was selected; its key, or "" for none.
    edit_wanted
        The person wants to change the selected value.
    """

    chosen = Signal(str)
    edit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, QTreeWidgetItem] = {}
        self.setColumnCount(7)
        self.setRootIsDecorated(False)
        self.setIndentation(10)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemsExpandable(False)
        self.header().setStretchLastSection(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ in their ends
        self.header().setSectionsMovable(False)
        self.currentItemChanged.connect(lambda item, _: self.chosen.emit(self._key_of(item)))
        self.itemActivated.connect(lambda item, _: self.edit_wanted.emit() if self._key_of(item) else None)

    @staticmethod
    def _key_of(item: QTreeWidgetItem | None) -> str:
        return (item.data(0, _KEY) or "") if item is not None else ""

    @property
    def key(self) -> str:
        """Key of the selected value; empty if none is."""
        return self._key_of(self.currentItem())

    def set_headings(self, headings: list[str]) -> None:
        """Name the columns."""
        self.setHeaderLabels(headings)
        for column in (VALUE, STANDARD_VALUE):
            self.headerItem().setTextAlignment(column, _RIGHT)

    def show_rules(self, rules: Rules, lang: Lang) -> None:
        """Show the values of ``rules``; what was selected stays selected."""
        key, position = self.key, self.verticalScrollBar().value()
        self.ensurePolished()  # heights of rows follow the style sheet
        self.blockSignals(True)
        self.clear()
        self._items = {}
        groups: dict[str, QTreeWidgetItem] = {}
        for quantity in rules.quantities():
            family = family_of(quantity.key)
            if family not in groups:
                groups[family] = group_heading(self, t(f"finding_family.{family}", lang))
            self._items[quantity.key] = self._row(groups[family], quantity, lang)
        self.expandAll()
        self.blockSignals(False)
        self._fit()
        self.select(key)
        self.verticalScrollBar().setValue(position)

    def _row(self, group: QTreeWidgetItem, quantity: Quantity, lang: Lang) -> QTreeWidgetItem:
        theme = current_theme()
        value, unit = value_parts(quantity.value, quantity.unit, lang)
        standard, _ = value_parts(quantity.standard_value, quantity.unit, lang)
        is_changed = quantity.override is not None
        word = QCoreApplication.translate("Rules", "County's own value") if is_changed else ""
        texts = [
            quantity.name(lang), value, unit, standard, quantity.source_text(lang),
            confidence_word(quantity.confidence), word,
        ]  # fmt: skip
        item = QTreeWidgetItem(group, texts)
        item.setData(0, _KEY, quantity.key)
        for column in (VALUE, STANDARD_VALUE):
            item.setTextAlignment(column, _RIGHT)
        for column in (UNIT, STANDARD_VALUE):
            item.setForeground(column, QBrush(QColor(theme.muted)))
        if quantity.confidence == "S":  # the others stand together in a list of their own
            item.setIcon(CONFIDENCE, icon("pass", confidence_colour("S")))
        item.setToolTip(CONFIDENCE, t(f"confidence.{quantity.confidence}", lang))
        item.setToolTip(NAME, quantity.note.get(lang, "") or quantity.name(lang))
        item.setToolTip(SOURCE, quantity.source_text(lang))
        if not quantity.is_given:
            item.setForeground(VALUE, QBrush(QColor(theme.warning)))
        if is_changed:
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(VALUE, font)
            item.setIcon(CHANGED, icon("rename", theme.accent))
            for column in (VALUE, CHANGED):
                item.setForeground(column, QBrush(QColor(theme.accent)))
                item.setToolTip(column, changed_text(quantity))
        return item

    def _fit(self) -> None:
        header = self.header()
        for column in range(self.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        # Long names of documents end in an ellipsis; the form beside shows them whole.
        header.setSectionResizeMode(SOURCE, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(SOURCE, SOURCE_WIDTH_PX)

    def select(self, key: str) -> None:
        """Select a value by its key and bring it into view."""
        item = self._items.get(key)
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)

    def shown_keys(self) -> list[str]:
        """Keys of the rows that the filter leaves."""
        return [key for key, item in self._items.items() if not item.isHidden()]

    def filter(self, words: str, rules: Rules, *, only_changed: bool) -> None:
        """Show only values whose name (in either language), source or key holds every word."""
        wanted = words.casefold().split()
        for key, item in self._items.items():
            quantity = rules.quantity(key)
            texts = (*quantity.names.values(), quantity.source, quantity.source_text("en"), key)
            text = " ".join(texts).casefold()
            is_shown = all(word in text for word in wanted)
            item.setHidden(not is_shown or (only_changed and quantity.override is None))
        for position in range(self.topLevelItemCount()):
            group = self.topLevelItem(position)
            assert group is not None
            children = (group.child(index) for index in range(group.childCount()))
            group.setHidden(all(child is None or child.isHidden() for child in children))
