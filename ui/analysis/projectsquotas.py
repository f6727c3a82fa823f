"""The page of costs per square metre: what the county reckons with where a project's cost is not typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from models.facilities.facility import Family, FieldSpec, field_spec
from models.findings.numbers import exact
from models.kernel.errors import Message
from models.kernel.text import t
from models.programme.cost import AREA_FIELDS, quota_key
from models.programme.programme import Programme
from models.project.settings import Indicator
from ui.analysis.page import Page
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.editors import FieldValueError, parse_field

_COLUMNS = ("class", "count", "value", "year", "source")
_SPECS = {
    "value": FieldSpec("value", "number", minimum=0),
    "year": FieldSpec("year", "integer", minimum=2000),
    "source": FieldSpec("source", "text"),
}


class QuotasPage(Page):
    """A row for each class that the projects build, and each a cost was typed for."""

    def __init__(
        self, session: Session, programme: Callable[[], Programme], parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._programme = programme
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(self._take)
        self.top.addWidget(self.copy_button)
        self.copy_button.clicked.connect(self.copy)
        self.body.addWidget(self.note)
        self.below = self.table
        self._keys: list[str] = []

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.table.setHorizontalHeaderLabels([term(f"keyproject.quota.{key}") for key in _COLUMNS])
        self.table.setAccessibleName(term("keyproject.tab.quotas"))
        self.note.setText(term("keyproject.quota.note"))
        super().retranslate()

    def refresh(self) -> None:
        """Show what was typed."""
        settings, counts = self.session.project.settings, Counter[str]()
        for row in self._programme().rows:
            for facility in row.facilities:
                if any(hasattr(facility, name) for name in AREA_FIELDS):
                    counts[quota_key(facility)] += 1
        self._keys = sorted({*counts, *settings.cost_quotas})
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self._keys))
            for line, key in enumerate(self._keys):
                quota = settings.cost_quotas.get(key)
                texts = (
                    self._class_words(key),
                    f"{counts[key]:,}",
                    "" if quota is None else exact(quota.value),
                    "" if quota is None or quota.year is None else str(quota.year),
                    "" if quota is None else quota.source,
                )
                for column, text in enumerate(texts):
                    item = QTableWidgetItem(text)
                    if _COLUMNS[column] not in _SPECS:
                        item.setFlags(item.flags() & ~item.flags().ItemIsEditable)
                    self.table.setItem(line, column, item)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        heads = [term(f"keyproject.quota.{key}") for key in _COLUMNS]
        lines = [
            [self._text(row, column) for column in range(len(_COLUMNS))] for row in range(len(self._keys))
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in (heads, *lines)))

    def _text(self, row: int, column: int) -> str:
        return (self.table.item(row, column) or QTableWidgetItem()).text()

    def _class_words(self, key: str) -> str:
        family, lang = Family(key.partition(".")[0]), self.session.lang
        spec = field_spec(family, family.spec.class_field)
        kind = t(f"choice.{spec.choices}.{key.partition('.')[2]}", lang)
        return f"{t(f'family.{family}.short', lang)} · {kind}"

    def _take(self, item: QTableWidgetItem) -> None:
        key, column = self._keys[item.row()], _COLUMNS[item.column()]
        quotas = dict(self.session.project.settings.cost_quotas)
        texts = {name: self._text(item.row(), place) for place, name in enumerate(_COLUMNS)}
        try:
            value, year, source = (
                parse_field(_SPECS[name], texts[name]) for name in ("value", "year", "source")
            )
        except FieldValueError as error:
            self.session.say(Message(term("keyproject.refused"), "", str(error)), "warning")
            self.refresh()
            return
        if value is None:
            quotas.pop(key, None)
        else:
            quotas[key] = Indicator(value, year, source)
        if quotas != self.session.project.settings.cost_quotas:
            edit = self.session.project.settings_edit(cost_quotas=quotas)
            self.session.push(edit, term("keyproject.step.quota", column=term(f"keyproject.quota.{column}")))
