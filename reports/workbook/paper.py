"""How a sheet goes on paper: its size, letters that can be read, heads and names on every page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.worksheet import Worksheet

from models.kernel.text import t
from reports.safe import clean_text
from reports.workbook.document import Book
from reports.workbook.stylefile import style

PIXELS_PER_MM = 96 / 25.4
_SLACK = 0.86
"""Spreadsheets disagree on how wide a column is; where pages are broken by hand, room is left for that."""

_OWN_SLACK = 0.8
"""The same of a sheet that is not fitted to its paper: without the fonts of Windows its columns are a sixth
wider, and what does not fit stands on pages of its own. Its letters may be smaller by that much."""

_MOST_NARROWER = 0.75
"""Part of its width that a column of texts keeps where a page across has to hold all of a readable size."""

FOOT_SHARE = 0.08
"""Part of a page at its foot in which no heading stands: spreadsheets disagree on how much a page holds."""
FEWEST_ROWS = 8
"""Fewer rows do not stand on a last page where slightly smaller letters bring them to the one before."""
MOST_SMALLER = 15
"""Per cent of the scale that are given for that."""
MOST_ROW_PT = 409.0
"""A spreadsheet has no higher row."""

_MM_PER_INCH = 25.4
_PT_PER_MM = 72 / _MM_PER_INCH


def column_pixels(width: float) -> float:
    """Width of a column on screen at 100 per cent."""
    return 7.0 * width + 5.0


@dataclass(frozen=True)
class Paper:
    """Paper of a sheet; ``code`` is what spreadsheets call it."""

    code: int
    width_mm: float
    height_mm: float

    @property
    def lies(self) -> bool:
        """Whether it is wider than high."""
        return self.width_mm > self.height_mm

    @property
    def room_mm(self) -> float:
        """Width between the margins."""
        return self.width_mm - 2 * style().print.margin_mm


def paper_of(key: str) -> Paper:
    """Paper of a sheet, by its key (``ledger.shelter``) or the first part of it."""
    chosen = style().paper_of
    use = chosen.get(key) or chosen.get(key.split(".")[0]) or chosen["usual"]
    size = style().paper.A4 if use.paper == "A4" else style().paper.A3
    sides = (size.short_mm, size.long_mm)
    width_mm, height_mm = sides[::-1] if use.lies else sides
    return Paper(size.code, width_mm, height_mm)


@dataclass(frozen=True)
class Pages:
    """Pages across.

    Attributes
    ----------
    scale
        Per cent.
    breaks
        Columns (1-based) after which a new page begins.
    """

    scale: int
    breaks: tuple[int, ...]


def pages_across(
    widths: Sequence[float], repeated: int, starts: Sequence[int], room_mm: float = 273.0
) -> Pages:
    """Share columns out over pages, as few as can be read and as large as they allow.

    Parameters
    ----------
    widths
        Widths of the columns in characters.
    repeated
        How many columns at the left are printed again on every page.
    starts
        Columns (1-based) at which a group of columns begins: there a page is broken rather than elsewhere.
    room_mm
        Width of the paper between its margins.
    """
    room = room_mm * PIXELS_PER_MM
    smallest = _smallest()
    pixels = [column_pixels(width) for width in widths]
    if sum(pixels) <= room / (smallest / 100):
        return Pages(min(100, int(100 * room / sum(pixels))), ())
    room *= _SLACK
    fewest = _breaks(pixels, repeated, starts, room / (smallest / 100))
    for scale in range(100, smallest, -1):
        breaks = _breaks(pixels, repeated, starts, room / (scale / 100))
        if len(breaks) == len(fewest):
            return Pages(scale, breaks)
    return Pages(smallest, fewest)


def _breaks(pixels: Sequence[float], repeated: int, starts: Sequence[int], room: float) -> tuple[int, ...]:
    breaks: list[int] = []
    first = 0
    while first < len(pixels):
        used = sum(pixels[:repeated]) if first else 0.0
        end = first
        while end < len(pixels) and (used + pixels[end] <= room or end in (first, repeated)):
            used += pixels[end]
            end += 1
        if end < len(pixels):
            end = max((start - 1 for start in starts if max(first, repeated) < start - 1 <= end), default=end)
            breaks.append(end)
        first = end
    return tuple(breaks)


def own_scale(widths: Sequence[float], room_mm: float) -> int | None:
    """Scale (per cent) at which a page surely holds all columns, instead of being fitted to them.

    Excel ignores breaks that are made by hand on a sheet which is fitted to its paper. ``None`` where letters
    would be too small.
    """
    wide = sum(map(column_pixels, widths)) / PIXELS_PER_MM
    if 100 * _SLACK * room_mm / wide < _smallest():
        return None
    return min(100, int(100 * _OWN_SLACK * room_mm / wide))


def narrowed(widths: Sequence[float], texts: Collection[int], room_mm: float) -> list[float]:
    """Widths with which a sheet of one page across has a scale of its own, taken from columns of texts.

    Parameters
    ----------
    texts
        Columns (from 0) whose texts may go over more lines.

    Returns
    -------
    list of float
        The same widths where the sheet has such a scale, is wider than a page, or asks for too much of them.
    """
    least = _smallest() / 100
    over = sum(map(column_pixels, widths)) - _SLACK * room_mm * PIXELS_PER_MM / least
    most = (1 - _SLACK) * room_mm * PIXELS_PER_MM / least
    given = sum(widths[index] for index in texts)
    if not 0 < over <= most or over / 7.0 > (1 - _MOST_NARROWER) * given:
        return list(widths)
    share = 1 - (over / 7.0 + 0.1 * len(texts)) / given
    return [width * share if index in texts else width for index, width in enumerate(widths)]


@dataclass(frozen=True)
class Rows:
    """Rows of a sheet on their way to paper.

    Parameters
    ----------
    heights_pt
        Height of each, points at 100 per cent.
    head_pt
        What is printed again at the head of every page but the first.
    room_pt
        Height of a page between its margins.
    """

    heights_pt: Sequence[float]
    head_pt: float
    room_pt: float

    def starts(self, scale: int, headings: Collection[int] = ()) -> list[int]:
        """Rows (from 1) with which pages begin at a scale; none ends with one of the headings."""
        room = 100 * self.room_pt / scale
        starts, used, most = [1], 0.0, room
        for row, height in enumerate(self.heights_pt, start=1):
            following = max([FOOT_SHARE * room, *self.heights_pt[row : row + 1]])
            is_last = row in headings and used + height + following > most
            if row > 1 and (used + height > most or is_last):
                starts.append(row)
                used, most = 0.0, room - self.head_pt
            used += height
        return starts

    def scale(self, scale: int) -> int:
        """The scale, or a slightly smaller one that leaves no last page of a few rows."""
        starts = self.starts(scale)
        if len(starts) == 1 or len(self.heights_pt) - starts[-1] >= FEWEST_ROWS:
            return scale
        smaller = range(scale - 1, max(scale - MOST_SMALLER, _smallest()) - 1, -1)
        return next((one for one in smaller if len(self.starts(one)) < len(starts)), scale)

    def without_last(self, scale: int, headings: Collection[int], pages: int) -> int | None:
        """The scale, or a slightly smaller one, with fewer pages than so many; ``None`` if there is none."""
        smaller = range(scale, max(scale - MOST_SMALLER, _smallest()) - 1, -1)
        return next((one for one in smaller if len(self.starts(one, headings)) < pages), None)


def _smallest() -> int:
    """Smallest scale at which letters can be read, per cent."""
    return round(100 * style().print.smallest_pt / style().font.body_pt)


def room_pt(key: str) -> float:
    """Height of a sheet's page between its margins, points."""
    return (paper_of(key).height_mm - 3 * style().print.margin_mm) * _PT_PER_MM


def set_up(
    document: Book,
    sheet: Worksheet,
    key: str,
    widths: Sequence[float],
    *,
    repeated: int = 1,
    starts: Sequence[int] = (),
    head_row: int = 0,
    one_page: bool = False,
    scale: int = 0,
) -> Pages:
    """Set paper, margins, footer, repeated heads and pages across.

    Parameters
    ----------
    key
        Key of the sheet, which its paper hangs on.
    widths
        Widths of the columns that are printed.
    head_row
        Row printed again on every page; 0 for none.
    one_page
        Everything on a single page.
    scale
        Per cent, whatever the widths are; 0 to fit the columns to the paper.

    Returns
    -------
    Pages
        How the columns are shared out.
    """
    page = sheet.page_setup
    paper = paper_of(key)
    page.orientation = "landscape" if paper.lies else "portrait"
    page.paperSize = paper.code
    margin = style().print.margin_mm / _MM_PER_INCH
    margins = sheet.page_margins
    margins.left = margins.right = margin
    margins.top = margins.bottom = 1.5 * margin
    margins.header = margins.footer = 0.6 * margin
    pages = Pages(scale, ()) if scale else pages_across(widths, repeated, starts, paper.room_mm)
    if scale:
        page.scale = scale
    elif pages.breaks and not one_page:
        page.scale = pages.scale
        sheet.col_breaks = ColBreak(brk=[Break(id=column, max=1_048_575) for column in pages.breaks])
        sheet.print_title_cols = f"A:{chr(ord('A') + repeated - 1)}"
    else:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        page.fitToWidth = 1
        page.fitToHeight = 1 if one_page else 0
    if head_row:
        sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_options.horizontalCentered = one_page or bool(scale)
    for part, text in (
        (sheet.oddHeader.left, _footer(document.title)),
        (sheet.oddHeader.right, "&A"),
        (sheet.oddFooter.left, _footer(document.made_from)),
        (sheet.oddFooter.center, t("workbook.page", document.lang)),
        (
            sheet.oddFooter.right,
            _footer(t("workbook.made", document.lang, date=document.made_on.isoformat())),
        ),
    ):
        part.text = text
        part.size = 8
    sheet.sheet_view.showGridLines = False
    return pages


def _footer(text: str) -> str:
    """Text in a footer, where & begins a code; short, as the whole footer may have 255 letters."""
    line = " ".join(clean_text(text).split())
    return (line if len(line) <= 60 else line[:59] + "…").replace("&", "&&")
