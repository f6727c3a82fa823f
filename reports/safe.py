"""The one way a text from data gets into a page or a cell."""

from __future__ import annotations

import re
import unicodedata

_DANGEROUS = str.maketrans(
    {
        character: f"&#{ord(character)};"
        for character in "&<>\"'`$\\{}"
        # $, backslash and braces too: the page's templates and the map library's scripts would read them.
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HALF = re.compile(r"[\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL_LIMIT = 32_767


def clean_text(value: object) -> str:
    """Text without control characters or marks that reorder what stands beside it."""
    text = "" if value is None else str(value)
    if text.isprintable():  # none of the signs below is, and nearly all texts are
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = _HALF.sub(" ", text)
    return unicodedata.normalize("NFC", _BIDI.sub("", _CONTROL.sub("", text)))


def safe_html(value: object) -> str:
    """Text as HTML that is neither markup, script nor template, wherever in the page it stands."""
    return clean_text(value).translate(_DANGEROUS)


def safe_cell(value: object) -> str:
    """Text for a workbook cell or a CSV field: never a formula, never too long, never illegal in XML.

    A text that a spreadsheet would read as a formula is kept as text by the cell's type; the apostrophe is
    only added by :func:`safe_csv`, where there are no types.
    """
    text = clean_text(value)[:_CELL_LIMIT]
    if text.isascii() or len(text) * 2 <= _CELL_LIMIT:
        return text
    # Spreadsheets count in units of 16 bits, of which rare letters take two.
    units = text.encode("utf-16-le")[: 2 * _CELL_LIMIT]
    return units.decode("utf-16-le", errors="ignore")


def looks_like_formula(value: str) -> bool:
    """Whether a spreadsheet might read a text as a formula."""
    return value.lstrip(" \ufeff").startswith(_FORMULA_STARTS)


def safe_csv(value: object) -> str:
    """Text for a CSV field: with a leading apostrophe if it could be read as a formula."""
    text = safe_cell(value)
    return f"'{text}" if looks_like_formula(text) else text
