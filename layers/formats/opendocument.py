"""Sheets of an OpenDocument workbook (``.ods``): rows, joined cells, hidden rows.

Cells that repeat are written once with a count, so a few bytes can stand for a million rows: only as many are
made as a table may have, and empty ones at the end are none at all.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from layers.formats.limits import import_limits
from layers.formats.numberformats import as_written
from layers.formats.sheetmarks import SheetMarks
from models.kernel.errors import HavenError

_CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN = ("collapse", "filter")


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets of a workbook."""
    return [str(table.get(f"{_TABLE}name", "")) for table in _tables(path)]


def read_sheet(path: Path, sheet: str) -> tuple[list[list[Any]], SheetMarks]:
    """Rows of one sheet, values only, and its marks; formulas give the value that was last computed."""
    for table in _tables(path):
        if table.get(f"{_TABLE}name", "") == sheet:
            return _rows(table, path)
    raise HavenError("no_features", file=path.name, layer=sheet)


def _tables(path: Path) -> Iterator[Element]:
    """Sheets one after another; each is forgotten when the next one comes."""
    limits = import_limits().table
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_CONTENT).file_size > limits.sheet_bytes:
                limit = f"{limits.sheet_bytes / 1e6:,.0f}"
                raise HavenError("workbook_too_large", file=path.name, limit=limit)
            with archive.open(_CONTENT) as file:
                for _, element in defusedxml.ElementTree.iterparse(file, forbid_dtd=True):
                    if element.tag == f"{_TABLE}table":
                        yield element
                        element.clear()
    except DefusedXmlException as error:
        raise HavenError("xml_unsafe", file=path.name, details=str(error)) from error
    except KeyError as error:
        raise HavenError("office_locked", file=path.name, details=str(error)) from error
    except (ParseError, zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, OSError) as error:
        raise HavenError("table_damaged", file=path.name, details=str(error)) from error


def _rows(table: Element, path: Path) -> tuple[list[list[Any]], SheetMarks]:
    limits = import_limits().table
    rows: list[list[Any]] = []
    joined: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    empty = cells = 0
    for row in table.iter(f"{_TABLE}table-row"):
        values, spans = _cells(row, limits.columns + 1)
        count = _count(row, "number-rows-repeated")
        if not values:
            empty += count
            continue
        if len(rows) + empty + count > limits.rows:
            raise HavenError("table_rows", file=path.name, limit=f"{limits.rows:,}")
        cells += count * len(values)
        if cells > limits.sheet_cells:
            raise HavenError("table_cells", file=path.name, limit=f"{limits.sheet_cells:,}")
        rows += [[] for _ in range(empty)]
        empty = 0
        if row.get(f"{_TABLE}visibility") in _HIDDEN:
            hidden.update(range(len(rows), len(rows) + count))
        joined += [(len(rows), left, len(rows) + down - 1, left + across - 1) for left, down, across in spans]
        rows += [list(values) for _ in range(count)]
    return rows, SheetMarks(tuple(joined), frozenset(hidden))


def _cells(row: Element, most: int) -> tuple[list[Any], list[tuple[int, int, int]]]:
    """Values of a row without the empty ones at its end; column, rows and columns of its joined cells."""
    values: list[Any] = []
    spans: list[tuple[int, int, int]] = []
    empty = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        value, count = _value(cell), _count(cell, "number-columns-repeated")
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if value is None:
            empty += count
            continue
        values += [None] * min(empty, most - len(values))
        if down > 1 or across > 1:
            spans.append((len(values), down, across))
        values += [value] * min(count, most - len(values))
        empty = 0
    return values, spans


def _count(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return max(int(text), 1) if text.isdigit() else 1


def _value(cell: Element) -> Any:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "currency", "percentage"):
        value = float(cell.get(f"{_OFFICE}value", "nan"))
        return as_written(value, _text(cell)) if kind == "float" else value
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00") or None
    return _text(cell) or None


def _text(cell: Element) -> str:
    return "\n".join("".join(line.itertext()) for line in cell.findall(f"{_TEXT}p")).strip()
