"""Tables over arrays: facilities of one family, townships, villages, features of any layer.

Sorting and filtering work on whole columns at once, so a hundred thousand rows stay quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from models.assessment.columns import (
    FACILITY_COLUMNS,
    FacilityColumn,
    FacilityValue,
    Result,
    place_columns,
    result_of,
    township_column,
    township_columns,
)
from models.assessment.columns import facility_columns as computed_columns
from models.county.layer import Layer
from models.facilities.facility import Facility, Family, FieldSpec, field_specs
from models.findings.numbers import exact, unit_name
from models.findings.results import DepotResult, ShelterResult, StationResult
from models.kernel.text import Lang, has_text, t
from ui.core.guard import guarded
from ui.core.i18n import term
from ui.core.said import Telling
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.editors import FieldValueError, field_text, parse_field

if TYPE_CHECKING:
    from ui.widgets.formulas import Formula

Index = QModelIndex | QPersistentModelIndex
_SHOWN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_EDITED = _SHOWN | Qt.ItemFlag.ItemIsEditable
COMPUTED = "computed."
"""What keys of columns of results begin with."""


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    values
        One entry per row: floats with NaN for no data, or strings.
    spec
        Field that the column edits; ``None`` for what was computed.
    """

    key: str
    title: str
    values: NDArray[Any]
    unit: str = ""
    decimals: int | None = None
    spec: FieldSpec | None = None

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers."""
        return self.values.dtype.kind == "f"

    def text(self, row: int) -> str:
        """Cell as a person reads it; no data is empty."""
        value = self.values[row]
        return self._number_text(float(value)) if self.is_number else str(value)

    def _number_text(self, value: float) -> str:
        if isnan(value):
            return ""
        if self.unit == "share":
            return f"{value * 100:,.1f}"
        return exact(value) if self.decimals is None else f"{value:,.{self.decimals}f}"

    def texts_to_copy(self, rows: NDArray[np.intp]) -> list[str]:
        """Cells of some rows for a spreadsheet: each on one line, numbers without separators."""
        values = self.values[rows].tolist()
        if self.is_number:
            return [self._number_text(value).replace(",", "") for value in values]
        return [one_line(str(value)) for value in values]


class ArrayTable(QAbstractTableModel):
    """A table of columns with its own order and filter.

    Signals
    -------
    rows_changed
        Other rows are shown, or in another order.
    """

    rows_changed = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.keys: Sequence[Any] = ()
        self._shown = np.empty(0, dtype=np.intp)
        self._filter = ""
        self._sort_column = -1
        self._sort_order = Qt.SortOrder.AscendingOrder
        self.bad_rows: frozenset[int] = frozenset()
        self.formulas: tuple[Formula, ...] = ()
        """Columns of one's own."""

    # -- content -------------------------------------------------------------------------------------------
    def fill(self, columns: Sequence[Column], keys: Sequence[Any]) -> None:
        """Show other content; order and filter stay."""
        self.beginResetModel()
        self.columns, self.keys = tuple(columns), keys
        self._shown = self._order()
        self.endResetModel()
        self.rows_changed.emit()

    def update_content(self, columns: Sequence[Column], keys: Sequence[Any]) -> None:
        """Show newer content of the same rows without losing selection and scroll position, if it fits."""
        if list(keys) != list(self.keys) or [c.key for c in columns] != [c.key for c in self.columns]:
            self.fill(columns, keys)
            return
        self.columns, self.keys = tuple(columns), keys
        order = self._order()
        if np.array_equal(order, self._shown):
            if len(order):
                self.dataChanged.emit(self.index(0, 0), self.index(len(order) - 1, len(columns) - 1))
        else:
            self._set_order(order)

    def key_at(self, row: int) -> Any:
        """Key of a shown row."""
        return self.keys[int(self._shown[row])]

    def rows_of(self, keys: frozenset[Any]) -> list[int]:
        """Shown rows that have one of some keys."""
        return [row for row, source in enumerate(self._shown) if self.keys[int(source)] in keys]

    @property
    def total(self) -> int:
        """Rows in all, also those filtered out."""
        return len(self.keys)

    # -- order and filter ----------------------------------------------------------------------------------
    def set_filter(self, words: str) -> None:
        """Show only rows in which some column contains the words."""
        self._filter = words.strip().casefold()
        self._set_order(self._order())

    @guarded()
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows without data come last either way."""
        self._sort_column, self._sort_order = column, order
        self._set_order(self._order())

    def _order(self) -> NDArray[np.intp]:
        n = len(self.keys)
        rows = np.arange(n)
        if self._filter:
            hit = np.zeros(n, dtype=bool)
            for column in self.columns:
                if not column.is_number:
                    hit |= _containing(column.values, self._filter)
            rows = rows[hit]
        if 0 <= self._sort_column < len(self.columns):
            column = self.columns[self._sort_column]
            values = column.values[rows]
            falls = self._sort_order == Qt.SortOrder.DescendingOrder
            if column.is_number:
                order = np.argsort(-values if falls else values, kind="stable")  # NaN sorts last
            else:
                order = np.argsort(values.astype(str), kind="stable")
                order = order[::-1] if falls else order
                empty = values[order] == ""
                order = np.concatenate((order[~empty], order[empty]))
            rows = rows[order]
        return rows.astype(np.intp)

    def _set_order(self, order: NDArray[np.intp]) -> None:
        self.beginResetModel()
        self._shown = order
        self.endResetModel()
        self.rows_changed.emit()

    # -- Qt ------------------------------------------------------------------------------------------------
    # A head that is given another model asks for columns of the model before, and nothing that Qt asks may
    # raise: on Python 3.11 PySide dies of an IndexError in an overridden method (docs/adr/0001-pins.md).
    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    @guarded(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def holds(self, index: Index) -> bool:
        """Whether an index is of a cell that is there now."""
        return index.isValid() and index.row() < len(self._shown) and index.column() < len(self.columns)

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.holds(index):
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(int(self._shown[index.row()]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.text(int(self._shown[index.row()])) or None
        if role == Qt.ItemDataRole.ForegroundRole and column.key == "check":
            return QColor(current_theme().fail)
        return None

    @guarded()
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = self.columns[section].is_number
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def as_tsv(self, rows: Sequence[int]) -> str:
        """Rows with the column heads as tab-separated text for a spreadsheet."""
        sources = self._shown[np.asarray(rows, dtype=np.intp)]
        cells = zip(*(column.texts_to_copy(sources) for column in self.columns), strict=True)
        heads = "\t".join(one_line(column.title) for column in self.columns)
        return "\n".join((heads, *map("\t".join, cells)))


def one_line(text: str) -> str:
    """A text that fits into one cell of tab-separated text."""
    return text.replace("\t", " ").replace("\n", " ")


def _containing(values: NDArray[Any], word: str) -> NDArray[np.bool_]:
    """Which of some texts contain a word; texts that many rows have are looked at once."""
    import pandas as pd

    codes, known = pd.factorize(values, use_na_sentinel=False)
    found = np.fromiter((word in str(text).casefold() for text in known), bool, len(known))
    return found[codes] if len(known) else np.zeros(len(values), dtype=bool)


class FacilityTable(Telling, ArrayTable):
    """Facilities of one family in the active scenario; cells with a field can be edited.

    Signals
    -------
    refused(str)
        What was typed is not a value of the field, and why.
    """

    refused = Signal(str)

    def __init__(self, session: Session, family: Family, parent: Any = None) -> None:
        super().__init__(parent)
        self._session = session
        self.family = family
        self._shows: tuple[Facility, ...] = ()
        self._fields: dict[str, Column] = {}
        self._in_lang = session.lang

    def refresh(self) -> None:
        """Read the facilities and their results again."""
        from ui.widgets.formulas import with_formulas

        facilities = [f for f in self._session.scenario.facilities.values() if f.family == self.family]
        self._read_fields(facilities)
        columns = facility_columns(self._session, self.family, facilities, self._titles(), self._fields)
        self.update_content(with_formulas(columns, self.formulas), [facility.id for facility in facilities])

    def _read_fields(self, facilities: Sequence[Facility]) -> None:
        """Columns of fields: of facilities that are the same as before only those are read that changed."""
        lang, before = self._session.lang, self._shows
        self._shows = tuple(facilities)
        specs = field_specs(self.family)
        news = [row for row, (old, new) in enumerate(zip(before, facilities, strict=False)) if old is not new]
        if (
            len(before) != len(facilities)
            or lang != self._in_lang
            or not self._fields
            or 4 * len(news) > len(before)
        ):
            self._fields = {spec.name: _field_column(spec, facilities, lang) for spec in specs}
        elif news:
            rows = np.array(news)
            changed = [facilities[row] for row in news]
            for spec in specs:
                column = self._fields[spec.name]
                values = column.values.copy()
                values[rows] = _field_column(spec, changed, lang).values
                self._fields[spec.name] = replace(column, values=values)
        self._in_lang = lang

    def _titles(self) -> dict[str, str]:
        return {
            "unit": term("sheet.township"),
            "check": self.tr("Check"),
            "in_hazard": self.tr("Lies in: {hazards}"),
            "too_large": self.tr("Jurisdiction too large"),
        }

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        # A head asks this of every cell of a selection each time it is drawn: nothing is made here.
        column = index.column()
        if 0 <= index.row() < len(self._shown) and 0 <= column < len(self.columns):
            return _SHOWN if self.columns[column].spec is None else _EDITED
        return Qt.ItemFlag.NoItemFlags

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Edit one cell, as one undo step."""
        if not self.holds(index):
            return False
        spec = self.columns[index.column()].spec
        facility = self._session.scenario.facilities.get(self.key_at(index.row()))
        if role != Qt.ItemDataRole.EditRole or spec is None or facility is None:
            return False
        if spec.kind not in ("choice", "flag"):
            try:
                value = parse_field(spec, str(value))
            except FieldValueError as error:
                self.refused.emit(str(error))
                return False
        if getattr(facility, spec.name) == value:
            return False
        text = self.tr("Change {field}").format(field=term(f"field.{spec.name}"))
        self._session.put_typed([facility], spec, value, text)
        return True

    def facilities(self) -> list[Facility]:
        """Facilities of the rows shown, in their order; the very ones that stand in the project now."""
        present = self._session.scenario.facilities
        keys = (self.key_at(row) for row in range(self.rowCount()))
        return [present[key] for key in keys if key in present]

    def value_at(self, index: Index) -> Any:
        """Field value behind a cell."""
        if not self.holds(index):
            return None
        spec = self.columns[index.column()].spec
        facility = self._session.scenario.facilities.get(self.key_at(index.row()))
        return getattr(facility, spec.name) if spec is not None and facility is not None else None


def facility_columns(
    session: Session,
    family: Family,
    facilities: Sequence[Facility],
    titles: dict[str, str],
    fields: Mapping[str, Column],
) -> list[Column]:
    """Return the columns of a family's table: its own fields with what was computed between them."""
    specs = field_specs(family)
    main = [spec for spec in specs if spec.group == "main"]
    others = [spec for spec in specs if spec.group != "main"]
    columns = [fields[spec.name] for spec in main]
    columns[1:1] = [_unit_column(session, facilities, titles["unit"])]
    columns += _result_columns(session, family, facilities, titles)
    return columns + [fields[spec.name] for spec in others]


def _field_column(spec: FieldSpec, facilities: Sequence[Facility], lang: Lang) -> Column:
    title = t(f"field.{spec.name}", lang)
    if spec.unit:
        title = t("column.in_unit", lang, name=title, unit=unit_name(spec.unit, lang))
    held = list(map(attrgetter(spec.name), facilities))
    values: NDArray[Any]
    if spec.kind in ("number", "integer"):
        values = _floats(held)
    else:
        words = {value: field_text(spec, value, lang) for value in set(held)}
        values = texts_of(map(words.__getitem__, held))
    return Column(spec.name, title, values, spec=spec)


def _floats(values: Any) -> NDArray[np.float64]:
    return np.array(list(values), dtype=np.float64)  # None becomes NaN


def texts_of(values: Any) -> NDArray[np.object_]:
    """Words of a column."""
    found = list(values)
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array


def _unit_column(session: Session, facilities: Sequence[Facility], title: str) -> Column:
    county = session.project.county
    units = county.townships if len(county.townships) else county.units
    if not facilities or not len(units):
        return Column("unit", title, texts_of("" for _ in facilities))
    index = units.index_at(np.array([facility.location for facility in facilities]))
    return Column("unit", title, texts_of(str(units.names[i]) if i >= 0 else "" for i in index))


def _result_columns(
    session: Session, family: Family, facilities: Sequence[Facility], titles: dict[str, str]
) -> list[Column]:
    assessment = session.assessment
    if assessment is None:
        return []
    found = [
        _computed_column(column, [column.of(assessment, facility) for facility in facilities], session.lang)
        for column in computed_columns(family, "table")
    ]
    if family not in FACILITY_COLUMNS:
        return found
    checks = [_check(result_of(assessment, facility), titles) for facility in facilities]
    return [*found, Column("check", titles["check"], texts_of(checks))]


def _computed_column(column: FacilityColumn, values: Sequence[FacilityValue], lang: Lang) -> Column:
    key = f"{COMPUTED}{column.key}"  # a facility has a field of its own by some of these names
    if column.unit == "flag":
        return Column(
            key, column.title(lang), texts_of(column.word(lang) if value else "" for value in values)
        )
    numbers = np.asarray(column.in_table(_floats(values)), dtype=np.float64)
    return Column(key, column.head(lang), numbers, decimals=column.decimals)


def _check(result: Result | None, titles: dict[str, str]) -> str:
    """What is wrong with a facility, in words."""
    if isinstance(result, StationResult):
        return titles["too_large"] if result.is_over_limit else ""
    if not isinstance(result, ShelterResult | DepotResult) or not result.hazards:
        return ""
    return titles["in_hazard"].format(hazards=term("explain.separator").join(result.hazards))


def layer_columns(layer: Layer, lang: Lang) -> list[Column]:
    """Return all attributes of a layer as columns, names the program knows in its own words."""
    columns: list[Column] = []
    frame = layer.frame
    for name in frame.columns:
        if name == frame.geometry.name:
            continue
        title = t(f"field.{name}", lang) if has_text(f"field.{name}") else str(name)
        is_number = frame[name].dtype.kind in "iuf"
        columns.append(Column(str(name), title, layer.number(name) if is_number else layer.text(name)))
    areas = shapely.area(layer.geometries)
    if len(areas) and (areas > 0).all() and "area_km2" not in frame.columns:
        columns.append(Column("area_km2", township_column("area").head(lang), areas / 1e6, decimals=2))
    return columns


def township_table(session: Session) -> tuple[list[Column], list[int]]:
    """Return the results per township and the row of each in its layer."""
    assessment, lang = session.assessment, session.lang
    if assessment is None or not len(assessment.units.names):
        return [], []
    names = assessment.units.names
    columns = [Column("name", t("field.name", lang), texts_of(str(name) for name in names))]
    for one in township_columns("table"):
        values = np.asarray(one.in_table(one.values(assessment)), dtype=np.float64)
        columns.append(Column(one.key, one.head(lang), values, decimals=one.decimals))
    return columns, list(range(len(names)))


def village_table(session: Session) -> tuple[list[Column], list[int]]:
    """Return the places where people live, with what reaches them, and the row of each in its layer."""
    assessment, lang = session.assessment, session.lang
    demand = session.project.county.demand
    if assessment is None or not len(demand):
        return [], []
    county = session.project.county
    names = county.townships.names
    township = texts_of(str(names[i]) if 0 <= i < len(names) else "" for i in county.demand_township)
    columns = [
        Column("name", t("field.name", lang), texts_of(str(name) for name in demand.names)),
        Column("township", t("sheet.township", lang), township),
    ]
    for one in place_columns():
        values = one.values(assessment)
        if values is None:
            continue
        if one.is_covered:
            words = (one.word(False, lang), one.word(True, lang))
            columns.append(
                Column(one.key, one.title(lang), texts_of(words[int(inside)] for inside in values))
            )
        else:
            numbers = np.asarray(one.in_table(values), dtype=np.float64)
            columns.append(Column(one.key, one.head(lang), numbers, decimals=one.decimals))
    return columns, list(range(len(demand)))
