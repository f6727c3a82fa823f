"""Text tables and workbooks as plain rows: encodings, separators, title lines above the heading, limits."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import pandas as pd
from defusedxml.common import DefusedXmlException
from numpy.typing import NDArray

from layers.disk.names import unique_names
from layers.formats import oldworkbook, opendocument, webtable
from layers.formats.encodings import Encoding, checked, detect
from layers.formats.heading import find_heading, stated_units
from layers.formats.limits import import_limits
from layers.formats.numberformats import as_shown, shows_units
from layers.formats.shapefile import python_encoding
from layers.formats.sheetmarks import SheetMarks, marks_of
from layers.formats.sniff import Format
from layers.formats.tablerows import is_example, is_note, total_name
from layers.formats.told import Problem, problem, row_list
from layers.recognition.cells import number as number_of
from layers.recognition.recognise import coordinate_columns
from models.facilities.gatefile import name_list
from models.kernel.errors import HavenError

_OTHER_WORKBOOKS = {"xls": oldworkbook, "ods": opendocument, "webtable": webtable}
_SEPARATORS = ",\t;|，"
_CHUNK = 1 << 20


@dataclass(frozen=True, eq=False)
class Table:
    """Rows below their column names.

    Attributes
    ----------
    frame
        Cells as they were (text, or Python values from a workbook); empty cells are ``None``.
    row_numbers
        Row of the file or sheet that each row of ``frame`` stands in, counted from 1; shape (n,).
    units
        Units that the title states for all columns, by base unit; empty where it does not say which.
    totals
        How many rows were left out because they only sum up others.
    remarks
        What stands above the heading and in notes, a line each.
    """

    frame: pd.DataFrame
    row_numbers: NDArray[np.intp]
    encoding: str = ""
    problems: tuple[Problem, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    totals: int = 0
    remarks: str = ""


def encoding_of(path: Path, told: str | None = None) -> Encoding:
    """Encoding that opens a text file, the one told or the one that its bytes speak for.

    Raises
    ------
    HavenError
        ``encoding_wrong`` when it is not in the encoding told, ``encoding_unknown`` when it is in none that
        Chinese software writes.
    """
    if not told:
        return detect(path)
    name = python_encoding(told)
    if not name:
        raise HavenError("encoding_name", file=path.name, encoding=told)
    found = checked(path, Encoding("utf-8-sig" if name == "UTF-8" else name, name))
    if found is None:
        raise HavenError("encoding_wrong", file=path.name, encoding=told)
    return found


def read_text(path: Path, encoding: str | None, known: Iterable[str]) -> Table:
    """Read a text table; ``known`` are normalised column names that mark the heading line."""
    found = encoding_of(path, encoding)
    limits = import_limits().table
    csv.field_size_limit(limits.cell_characters)
    with path.open(encoding=found.codec, errors=found.errors, newline="") as file:
        start = 1 if file.read(1) == "\ufeff" else 0
        head = file.read(_CHUNK).splitlines()[: limits.header_rows]
        file.seek(0)
        file.read(start)
        reader = csv.reader(file, delimiter=_separator(head))
        try:
            cells = ([_unprotected(cell) for cell in row] for row in reader)
            rows = list(_limited(cells, path, limits.cells))
        except csv.Error as error:
            if "field larger" in str(error):
                raise _cell_too_long(path) from error
            raise HavenError("table_damaged", file=path.name, details=str(error)) from error
    return _table(rows, path, known, found.name)


def _unprotected(cell: str) -> str:
    """Cell without what programs put around codes so that they stay text: ``="0371"`` and ``'0371``."""
    if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > 2:
        return cell[2:-1]
    return cell[1:] if cell[:1] == "'" and cell[1:].isdigit() else cell


def _cell_too_long(path: Path) -> HavenError:
    limit = import_limits().table.cell_characters
    return HavenError("table_cell_too_long", file=path.name, limit=f"{limit:,}")


def _separator(lines: Sequence[str]) -> str:
    """Separator that splits the first lines into the most cells in the same way."""

    def score(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if line.strip()]
        return (min(counts, default=0), max(counts, default=0))

    return max(_SEPARATORS, key=score)


def sheet_names(path: Path, kind: Format) -> list[str]:
    """Visible worksheets of a workbook."""
    if kind != "xlsx":
        return _OTHER_WORKBOOKS[kind].sheet_names(path)
    with OpenWorkbook(path) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def read_sheet(path: Path, kind: Format, sheet: str, known: Iterable[str], most: int | None = None) -> Table:
    """Read one worksheet, values only; formulas give the value that was last computed."""
    limits = import_limits().table
    if kind != "xlsx":
        found, marks = _OTHER_WORKBOOKS[kind].read_sheet(path, sheet)
        return _table(list(_limited(found, path, limits.sheet_cells)), path, known, "", marks)
    with OpenWorkbook(path) as book:
        open_sheet = book[sheet]
        open_sheet.reset_dimensions()  # what the file claims of its size is often wrong
        with zipfile.ZipFile(path) as archive:
            if shows_units(archive):
                shown = open_sheet.iter_rows()
                cells = (
                    [_cell(as_shown(cell.value, cell.number_format or "")) for cell in row] for row in shown
                )
            else:
                cells = ([_cell(value) for value in row] for row in open_sheet.iter_rows(values_only=True))
            rows = list(_limited(cells, path, limits.sheet_cells, most))
            marks = marks_of(archive, str(open_sheet._worksheet_path).lstrip("/"))
    return _table(rows, path, known, "", marks)


_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|N/A|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if hasattr(value, "isoformat"):
        text = str(value.isoformat())
        return text.removesuffix("T00:00:00")
    return value


class OpenWorkbook:
    """A workbook open for reading, row by row; every fault of the file is one clear error.

    Parameters
    ----------
    formulas
        Whether cells with formulas give these, not what was last computed.
    """

    def __init__(self, path: Path, *, formulas: bool = False) -> None:
        self._path = path
        self._formulas = formulas

    def __enter__(self) -> Any:
        import openpyxl

        with ExitStack() as held:
            try:
                with zipfile.ZipFile(self._path) as archive:
                    self._check_parts(archive)
                # As a file, since by its path openpyxl refuses what is not called .xlsx.
                file = held.enter_context(self._path.open("rb"))
                book = openpyxl.load_workbook(
                    file, read_only=True, data_only=not self._formulas, keep_links=False
                )
                held.callback(book.close)
            except HavenError:
                raise
            except Exception as error:
                raise HavenError("table_damaged", file=self._path.name, details=str(error)) from error
            self._held = held.pop_all()
        return book

    def _check_parts(self, archive: zipfile.ZipFile) -> None:
        """Refuse what a workbook cannot need, before anything of it is held in memory."""
        limits = import_limits().table
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > limits.sheet_bytes:
            limit = f"{limits.sheet_bytes / 1e6:,.0f}"
            raise HavenError("workbook_too_large", file=self._path.name, limit=limit)
        for entry in entries:
            name = entry.filename.lower()
            if name.endswith("styles.xml") and entry.file_size > limits.styles_bytes:
                limit = f"{limits.styles_bytes / 1e6:,.0f}"
                raise HavenError("workbook_formats", file=self._path.name, limit=limit)
            if name.endswith(".xml") and entry.file_size > limits.cell_characters:
                self._check_cells(archive, entry, limits.cell_characters)

    def _check_cells(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> None:
        """Refuse a part in which no sign of markup comes for a long way: one cell would fill the memory."""
        with archive.open(entry) as file:
            while chunk := file.read(most):
                if len(chunk) == most and b"<" not in chunk:
                    raise _cell_too_long(self._path)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._held.close()
        faults = (DefusedXmlException, ParseError, zipfile.BadZipFile, ValueError, KeyError, TypeError,
                  IndexError, AttributeError, EOFError, OSError)  # fmt: skip
        if isinstance(error, faults):
            raise HavenError("table_damaged", file=self._path.name, details=str(error)) from error


def _limited(
    rows: Iterable[Sequence[Any]], path: Path, most_cells: int, most_rows: int | None = None
) -> Iterator[list[Any]]:
    limits = import_limits().table
    cells = 0
    for count, row in enumerate(rows, start=1):
        filled = list(row)
        while filled and (filled[-1] is None or filled[-1] == ""):
            filled.pop()
        cells += max(len(row), 1)
        for key, number, limit in (
            ("table_rows", count, limits.rows),
            ("table_columns", len(filled), limits.columns),
            ("table_cells", cells, most_cells),
        ):
            if number > limit:
                raise HavenError(key, file=path.name, limit=f"{limit:,}")
        yield filled
        if most_rows is not None and count >= most_rows:
            return


def _table(
    rows: list[list[Any]], path: Path, known: Iterable[str], encoding: str, marks: SheetMarks | None = None
) -> Table:
    if not any(any(map(_filled, row)) for row in rows):
        raise HavenError("no_features", file=path.name, layer="")
    marks = marks or SheetMarks()
    heading = find_heading(rows, frozenset(known), marks.joined)
    if heading is None:
        place = next(index for index, row in enumerate(rows) if any(map(_filled, row)))
        example = ", ".join(str(cell) for cell in rows[place] if _filled(cell))[:60]
        raise HavenError("table_without_heading", file=path.name, row=place + 1, example=example)
    top = heading.rows[1]
    above = "\n".join(str(cell) for row in rows[: heading.rows[0]] for cell in row if _filled(cell))
    names = unique_names([_heading(name) for name in heading.names])
    width = len(names)
    coordinates = set(coordinate_columns(names).values())
    problems = _fill_joined(rows, marks, top, [name in coordinates for name in names])
    kept: list[tuple[int, list[Any]]] = []
    totals: list[tuple[int, str]] = []
    notes: list[int] = []
    examples: list[int] = []
    errors: list[int] = []
    for place, row in enumerate(rows[top:], top + 1):
        if any(isinstance(cell, str) and _ERROR.fullmatch(cell.strip()) for cell in row):
            errors.append(place)
            row = [None if isinstance(cell, str) and _ERROR.fullmatch(cell.strip()) else cell for cell in row]
        if not any(map(_filled, row)):
            continue
        total = total_name(row)
        if total:
            totals.append((place, total))
        elif is_example(row):
            examples.append(place)
        elif is_note(row, width):
            notes.append(place)
        else:
            kept.append((place, row))
    said = "\n".join(str(cell) for place in notes for cell in rows[place - 1] if _filled(cell))
    names = unique_names([_whose(_heading(name), f"{above} {said}") for name in heading.names])
    if totals:
        shown = name_list(list(dict.fromkeys(name for _, name in totals)))
        listed = row_list([place for place, _ in totals])
        problems.append(problem("total_rows", count=len(totals), rows=listed, names=shown))
    if notes:
        problems.append(problem("note_rows", count=len(notes), rows=row_list(notes)))
    if examples:
        problems.append(problem("example_rows", count=len(examples), rows=row_list(examples)))
    if errors:
        problems.append(problem("error_cells", count=len(errors), rows=row_list(errors)))
    hidden = [place for place, _ in kept if place - 1 in marks.hidden]
    if hidden:
        problems.append(problem("hidden_rows", count=len(hidden), rows=row_list(hidden)))
    problems += _uncomputed(marks, names, {place for place, _ in kept})
    ragged = sum(len(row) > width for _, row in kept)
    if ragged:
        problems.append(problem("cells_beyond_heading", count=ragged))
    columns = {
        name: _objects(row[index] if index < len(row) and _filled(row[index]) else None for _, row in kept)
        for index, name in enumerate(names)
    }
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(kept)), dtype=object)
    places = np.array([place for place, _ in kept], dtype=np.intp)
    units = {**stated_units([rows[place - 1] for place in notes]), **heading.units}
    return Table(frame, places, encoding, tuple(problems), units, len(totals), f"{above}\n{said}")


def _whose(heading: str, words: str) -> str:
    """Heading of people with the kind that only title or notes name: 户籍人口 for 人口."""
    is_people = re.match(r"(?:总人口|人口|人数)", heading) is not None
    return f"户籍{heading}" if is_people and "户籍" in words and "常住" not in words else heading


def _fill_joined(
    rows: list[list[Any]], marks: SheetMarks, top: int, are_places: Sequence[bool]
) -> list[Problem]:
    """Write what joined cells say into each row that they span: words and coordinates.

    Other numbers are of all these rows together, so they stay with the first.
    """
    together: list[int] = []
    for first, left, last, right in marks.joined:
        if first < top or first >= len(rows) or left >= len(rows[first]) or not _filled(rows[first][left]):
            continue
        value = rows[first][left]
        found = number_of(value)
        if left != right or (found is not None and found == found and are_places[left : left + 1] != [True]):
            if first != last:
                together.append(first + 1)
            continue
        for row in rows[first + 1 : last + 1]:
            row += [None] * (left + 1 - len(row))
            if any(map(_filled, row)):
                row[left] = value
    return [problem("joined_numbers", count=len(together), rows=row_list(together))] if together else []


def _uncomputed(marks: SheetMarks, names: Sequence[str], places: set[int]) -> list[Problem]:
    """Formulas without a result: cells that look filled in Excel and are empty here."""
    cells = [(row, column) for row, column in marks.uncomputed if row + 1 in places and column < len(names)]
    if not cells:
        return []
    shown = "、".join(dict.fromkeys(names[column] for _, column in cells))
    rows = row_list(sorted({row + 1 for row, _ in cells}))
    return [problem("formulas_uncomputed", count=len(cells), columns=shown, rows=rows)]


def _heading(cell: Any) -> str:
    """Column name as people see it, without line breaks; signs and width stay as they are."""
    return "" if cell is None else " ".join(str(cell).split())


def _objects(values: Iterable[Any]) -> NDArray[np.object_]:
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
