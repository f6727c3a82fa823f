"""Sheets of an old workbook (``.xls`` of Excel, ``.et`` of WPS): rows, joined cells, hidden rows.

Both are the same inside: records of Excel 97 to 2003 in a compound file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from layers.formats.limits import import_limits
from layers.formats.numberformats import as_shown
from layers.formats.sheetmarks import SheetMarks
from models.kernel.errors import HavenError


def sheet_names(path: Path) -> list[str]:
    """Visible sheets of a workbook."""
    with _open(path) as book:
        return [sheet.name for sheet in book.sheets() if sheet.visibility == 0]


def read_sheet(path: Path, sheet: str) -> tuple[list[list[Any]], SheetMarks]:
    """Rows of one sheet, values only, and its marks; formulas give the value that was last computed."""
    with _open(path) as book:
        found = book.sheet_by_name(sheet)
        cells = sum(map(found.row_len, range(found.nrows)))
        limit = import_limits().table.sheet_cells
        if cells > limit:
            raise HavenError("table_cells", file=path.name, limit=f"{limit:,}")
        codes = _number_formats(book)
        rows = [
            [as_shown(_value(cell, book.datemode), codes.get(cell.xf_index, "")) for cell in found.row(row)]
            for row in range(found.nrows)
        ]
        joined = tuple((top, left, end - 1, right - 1) for top, end, left, right in found.merged_cells)
        hidden = frozenset(row for row, about in found.rowinfo_map.items() if about.hidden)
    return rows, SheetMarks(joined, hidden)


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    import xlrd

    limit = import_limits().table.old_bytes
    if path.stat().st_size > limit:
        raise HavenError("workbook_too_large", file=path.name, limit=f"{limit / 1e6:,.0f}")
    try:
        _check_chains(path)
        # With formats, since only they tell a date from a number; without the notes it prints to people.
        with xlrd.open_workbook(
            path, logfile=io.StringIO(), on_demand=True, formatting_info=True, ragged_rows=True
        ) as book:
            yield book
    except HavenError:
        raise
    except xlrd.XLRDError as error:  # no workbook in it, or locked
        raise HavenError("office_locked", file=path.name, details=str(error)) from error
    except Exception as error:  # whatever damaged records lead to
        raise HavenError("table_damaged", file=path.name, details=str(error)) from error


def _check_chains(path: Path) -> None:
    """Refuse a file whose small blocks run in a circle: the library would follow them without end."""
    from xlrd.compdoc import SIGNATURE, CompDoc

    data = path.read_bytes()
    if not data.startswith(SIGNATURE):
        return
    compound = CompDoc(data, logfile=io.StringIO())
    small = [entry for entry in compound.dirlist if entry.etype == 2]
    starts = [entry.first_SID for entry in small if 0 < entry.tot_size < compound.min_size_std_stream]
    links = [*starts, *(block for block in compound.SSAT if block >= 0)]
    if len(set(links)) != len(links):
        raise HavenError("table_damaged", file=path.name)


def _number_formats(book: Any) -> dict[int, str]:
    """Formats that numbers are shown in, by what a cell says of its style."""
    codes = {key: one.format_str for key, one in book.format_map.items()}
    return {place: codes.get(style.format_key, "") for place, style in enumerate(book.xf_list)}


def _value(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE and 0 <= cell.value < 2_958_466:  # the year 9999 ends
        date = xlrd.xldate_as_datetime(cell.value, datemode)
        return str(date.isoformat()).removesuffix("T00:00:00")
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and cell.value.is_integer():
        return int(cell.value)  # an old workbook keeps whole numbers as others
    return cell.value
