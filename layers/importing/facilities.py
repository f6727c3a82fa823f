"""Rows of a file as facilities: every field read by its own description, nothing kept that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.formats.heading import unclear_unit
from layers.formats.told import Problem, problem, row_list
from layers.recognition.cells import heading_unit, is_missing, numbers, plain, unit_factor
from layers.recognition.days import iso_date, serial_day
from layers.recognition.parts import cut_alike, part_columns
from layers.recognition.recognise import choice, flag, normalised
from layers.recognition.recognise import status as status_of
from models.county.layer import FACILITY_ROLES, Role
from models.facilities.facility import FACILITY_TYPES, Facility, Family, FieldSpec, Status, field_specs
from models.kernel.errors import HavenError

if TYPE_CHECKING:
    import pandas as pd

_HIGHEST = 1e12
"""No county has more of anything, and sums of much larger numbers overflow."""


class RowReader:
    """Reads columns of some rows and collects what could not be read.

    Parameters
    ----------
    frame
        Columns of the rows, index 0..n-1.
    row_numbers
        Rows as the file counts them, shape (n,).
    file
        Name of the file, for errors.
    essential
        Columns that are no use if nothing in them can be read.
    units
        Units that the table's title states for all columns, by base unit; empty where it does not say which.
    told
        Units of columns that the planner named; they stand above all others.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        row_numbers: NDArray[np.intp],
        file: str,
        essential: Sequence[str] = (),
        units: Mapping[str, str] = MappingProxyType({}),
        told: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._frame, self._rows, self._file, self._units = frame, row_numbers, file, units
        self._told = told
        self._essential = frozenset(essential)
        self.problems: list[Problem] = []

    def number(self, column: str, base: str) -> NDArray[np.float64]:
        """Numbers in the base unit, shape (n,); NaN where there is none, a text, or an impossible one.

        Raises
        ------
        HavenError
            ``text_in_number``: nothing in an essential column is a number.
        """
        factor, of_unit = self._unit(column, base)
        self.problems += of_unit
        if factor is None:
            return np.full(len(self._frame), np.nan)
        read = numbers(self._frame[column], base, factor)
        negative = np.flatnonzero(read.values < 0)
        bad = np.union1d(read.unreadable, np.flatnonzero(read.values > _HIGHEST))
        values = read.values.copy()
        values[bad] = values[negative] = np.nan
        if len(negative):
            example, told = (
                plain(self._frame[column].iloc[int(negative[0])])[:40],
                row_list(self._rows[negative]),
            )
            self.problems.append(
                problem("negative", column=column, count=len(negative), rows=told, example=example)
            )
        if len(bad):
            rows = self._rows[bad]
            example = plain(self._frame[column].iloc[int(bad[0])])[:40]
            if column in self._essential and not np.isfinite(values).any():
                raise HavenError(
                    "text_in_number", file=self._file, column=column, row=int(rows[0]), example=example
                )
            self.problems.append(
                problem("not_a_number", column=column, count=len(bad), rows=row_list(rows), example=example)
            )
        return values

    def _unit(self, column: str, base: str) -> tuple[float | None, list[Problem]]:
        """Factor from a column's unit to the base unit, ``None`` if it is unclear; and what is told of it."""
        if not base:
            return 1.0, []
        factor = unit_factor(self._told[column], base) if column in self._told else None
        if factor is not None:
            return factor, [problem("unit_told", column=column, unit=self._told[column])]
        factor = heading_unit(column, base)
        if factor is None and (unclear := unclear_unit(column, base)):
            return None, [problem("unit_unclear", column=column, unit=unclear)]
        if factor is None and base in self._units:
            unit = self._units[base]
            factor = unit_factor(unit, base)
            if factor is None:
                return None, [problem("unit_unclear", column=column, unit=unit or "?")]
            if factor != 1.0:
                return factor, [problem("unit_of_title", column=column, unit=unit, factor=f"{factor:.10g}")]
        if factor is None or factor == 1.0:
            return 1.0, []
        return factor, [problem("unit_converted", column=column, factor=f"{factor:.10g}")]

    def texts(self, column: str) -> list[str]:
        """Texts, empty where there is none."""
        return [plain(value) for value in self._frame[column]]

    def meanings(self, column: str, read: Callable[[Any], Any], key: str) -> list[Any]:
        """What each cell means; ``None`` for one that says nothing or is not understood."""
        cells = list(self._frame[column])
        spoken = [_is_said(plain(cell), key) for cell in cells]
        # Read first: "无" says nothing about a class, but "no" about a function.
        found = [read(cell) if plain(cell) else None for cell in cells]
        bad = np.array(
            [n for n, (value, said) in enumerate(zip(found, spoken, strict=True)) if said and value is None],
            dtype=np.intp,
        )
        if len(bad):
            example = plain(cells[int(bad[0])])[:40]
            rows = row_list(self._rows[bad])
            self.problems.append(problem(key, column=column, count=len(bad), rows=rows, example=example))
        return found


def _is_said(text: str, key: str) -> bool:
    """Whether a cell says something; of a state "无" is no blank: there may be none of the kind."""
    return not is_missing(text) or (key == "status_unknown" and text == "无")


_FIXED_ONLY = re.compile(r"固定[型类]?(?:应急)?(?:避难)?(?:场所)?|fixed", re.IGNORECASE)
"""A class that does not say for how long people can stay."""

_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\d\d){0,2}(?!\d)")


def year_in(value: Any) -> int | None:
    """Year of a cell that may name the day as well; ``None`` if it names none, or several."""
    text = plain(value).translate(_NUMERALS)
    if (day := serial_day(text)) is not None:
        return day.year
    found = {int(year) for year in _YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def facilities_of(
    frame: pd.DataFrame,
    geometries: NDArray[np.object_],
    row_numbers: NDArray[np.intp],
    fields: Mapping[str, str],
    role: Role,
    *,
    title: str,
    file: str,
    status: str = "",
    essential: Sequence[str] = (),
    units: Mapping[str, str] = MappingProxyType({}),
    told_units: Mapping[str, str] = MappingProxyType({}),
    states: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Facility], list[Problem]]:
    """Make facilities of rows.

    Parameters
    ----------
    frame, geometries, row_numbers
        Columns, places in the project's system and row numbers of the same n rows.
    fields
        Our field names to columns.
    title
        Name of the layer; tells the kind of a shelter whose row does not.
    status
        Status of all, when the planner says so.
    units
        Units that the table's title states, see :class:`RowReader`.
    told_units
        Units of columns that the planner named.
    states
        What the planner says that words of the column of states mean.
    """
    family = FACILITY_ROLES[role]
    reader = RowReader(frame, row_numbers, file, essential, units, told_units)
    specs = [spec for spec in field_specs(family) if spec.name in fields]
    specs = [spec for spec in specs if not _is_square_degrees(frame, fields[spec.name])]
    columns = {
        spec.name: _amount(reader, spec, fields[spec.name], frame, essential)
        if spec.unit == "m2"
        else _column(reader, spec, fields[spec.name], states)
        for spec in specs
    }
    if "space" in {spec.name for spec in field_specs(family)} and "space" not in columns:
        columns |= _spaces(reader, [str(name) for name in frame.columns])
    statuses = _statuses(
        reader, columns.pop("status", None), fields.get("status", ""), role, status, len(frame)
    )
    by_name: set[int] = set()
    for spec in field_specs(family):
        if spec.name in family.spec.told_by_name:
            columns[spec.name] = _told_by_name(columns, spec, len(frame), title)
        elif spec.name in family.spec.names:
            columns[spec.name], rows = _by_words(columns, spec, family, len(frame), title)
            by_name.update(rows)
    if by_name:
        rows = sorted(by_name)
        example = columns["name"][rows[0]] if "name" in columns else title
        told = problem(
            "choice_by_name", count=len(rows), rows=row_list(row_numbers[rows]), example=example or title
        )
        reader.problems.append(told)
    assumed: dict[str, int] = {}
    made = []
    for index, shape in enumerate(_simple(geometries)):
        values = {name: cells[index] for name, cells in columns.items() if cells[index] is not None}
        counts = statuses[index] in (Status.EXISTING, Status.PLANNED)
        for name in family.spec.assumed:
            if name not in values and counts:
                assumed[name] = assumed.get(name, 0) + 1
        for name, least in family.spec.cautious.items():
            values.setdefault(name, least)
        values.setdefault("source", file)
        made.append(FACILITY_TYPES[family](geometry=shape, status=statuses[index], **values))
    found = [*reader.problems, *(problem(f"assumed.{family}.{name}", count=n) for name, n in assumed.items())]
    return made, found


def _is_square_degrees(frame: pd.DataFrame, column: str) -> bool:
    """Whether a column holds the areas that a program measured in degrees: no number of square metres."""
    if normalised(column) != "shapearea":
        return False
    areas = numbers(frame[column]).values
    return bool(np.nanmax(areas, initial=0.0) < 1.0)


def _amount(
    reader: RowReader, spec: FieldSpec, column: str, frame: pd.DataFrame, told: Sequence[str]
) -> list[Any]:
    """Areas of a column, of several that hold its parts, or of none where nobody can tell which one it is."""
    names = [str(name) for name in frame.columns]
    parts = [] if column in told else part_columns(names, column)
    alike = [] if column in told else cut_alike(names, column)
    if alike:
        reader.problems.append(problem("columns_alike", columns="、".join([column, *alike])))
        return [None] * len(frame)
    if len(parts) == 1:
        reader.problems.append(problem("column_is_part", column=column))
    if len(parts) < 2:
        return _column(reader, spec, column)
    reader.problems.append(problem("columns_summed", columns="、".join(parts)))
    table = np.array([reader.number(part, spec.unit) for part in parts])
    known = np.isfinite(table).any(axis=0)
    sums = np.nansum(table, axis=0)
    return [float(value) if is_known else None for value, is_known in zip(sums, known, strict=True)]


def _column(
    reader: RowReader, spec: FieldSpec, column: str, states: Mapping[str, str] = MappingProxyType({})
) -> list[Any]:
    if spec.unit == "year":
        return reader.meanings(column, year_in, "date_unreadable")
    if spec.kind in ("number", "integer"):
        values = reader.number(column, spec.unit)
        whole = spec.kind == "integer"
        return [None if np.isnan(value) else round(value) if whole else float(value) for value in values]
    if spec.name == "status":
        return reader.meanings(
            column, lambda cell: states.get(plain(cell)) or status_of(cell), "status_unknown"
        )
    if spec.kind == "choice":
        if spec.name == "shelter_class":
            bare = sum(bool(_FIXED_ONLY.fullmatch(text)) for text in reader.texts(column))
            if bare:
                reader.problems.append(problem("class_fixed_only", count=bare, column=column))
        return reader.meanings(column, lambda cell: choice(cell, spec.choices), "choice_unknown")
    if spec.kind == "flag":
        return reader.meanings(column, flag, "choice_unknown")
    if spec.kind == "date":
        return reader.meanings(column, iso_date, "date_unreadable")
    return list(reader.texts(column))


def _spaces(reader: RowReader, names: Sequence[str]) -> dict[str, list[Any]]:
    """Form of space where two columns tell by yes and no whether there is room indoors and outdoors.

    Where there is both, the site is taken as outdoors, whose effective area its land bounds.
    """
    told = {
        kind: next((name for name in names if normalised(name) == kind), None) for kind in ("室内", "室外")
    }
    inside, outside = told["室内"], told["室外"]
    if inside is None or outside is None:
        return {}
    pairs = zip(
        reader.meanings(inside, flag, "choice_unknown"),
        reader.meanings(outside, flag, "choice_unknown"),
        strict=True,
    )
    return {"space": ["outdoor" if there else "indoor" if here else None for here, there in pairs]}


def _statuses(
    reader: RowReader, read: list[Any] | None, column: str, role: Role, told: str, count: int
) -> list[str]:
    """Status of each row; one whose words nobody understands is a candidate, which never counts."""
    usual = Status.CANDIDATE.value if role == Role.CANDIDATES else Status.EXISTING.value
    if told:
        return [told] * count
    if read is None:
        return [usual] * count
    if role == Role.CANDIDATES:  # a school that exists is no shelter yet
        return [value if value == Status.REJECTED else usual for value in read]
    spoken = [_is_said(cell, "status_unknown") for cell in reader.texts(column)]
    if not all(spoken):
        silent = sum(not said for said in spoken)
        reader.problems.append(problem("status_missing", column=column, count=silent))
    return [
        value or (Status.CANDIDATE.value if said else usual) for value, said in zip(read, spoken, strict=True)
    ]


def _told_by_name(columns: dict[str, list[Any]], spec: FieldSpec, count: int, title: str) -> list[Any]:
    """Choices of a field, filled in from the rows' own names, then from the layer's."""
    names = columns.get("name", [""] * count)
    usual = choice(title, spec.choices)
    read = columns.get(spec.name, [None] * count)
    return [value or choice(name, spec.choices) or usual for value, name in zip(read, names, strict=True)]


def _by_words(
    columns: dict[str, list[Any]], spec: FieldSpec, family: Family, count: int, title: str
) -> tuple[list[Any], list[int]]:
    """Choices of a field, filled in from words of the rows' own names, then of the file's; and these rows."""
    names = columns.get("name", [""] * count)
    read = columns.get(spec.name, [None] * count)
    found = [
        None if value else named_choice(name, family, spec.name) or named_choice(title, family, spec.name)
        for value, name in zip(read, names, strict=True)
    ]
    filled = [value or told for value, told in zip(read, found, strict=True)]
    return filled, [row for row, value in enumerate(found) if value]


def named_choice(name: str, family: Family, field: str) -> str | None:
    """Choice of a field that words of a name tell, the longest first."""
    text = normalised(name)
    words = [(word, meant) for meant, some in family.spec.names.get(field, {}).items() for word in some]
    words.sort(key=lambda pair: -len(pair[0]))
    return next((meant for word, meant in words if word in text), None)


def _simple(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Points and polygons: multiple shapes of one part become that part, several points their middle."""
    result = geometries.copy()
    several = np.flatnonzero(shapely.get_type_id(geometries) >= 4)
    for index in several:
        shape = geometries[index]
        if shapely.get_num_geometries(shape) == 1:
            result[index] = shapely.get_geometry(shape, 0)
        elif shape.geom_type == "MultiPoint":
            result[index] = shapely.centroid(shape)
    return result
