"""What a ledger in the workbook carries besides what people see, so that it can be read back.

Row :data:`KEY_ROW` of a ledger sheet is hidden and holds a key over every column; a hidden column holds the
id of each row's facility. A hidden sheet, :data:`MARKER_SHEET`, says which project the ledger came from and
holds a fingerprint of every cell as it was written: a cell that still has it was not edited, whatever has
become of the project meanwhile.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from typing import Any

from models.facilities.facility import FieldSpec
from models.facilities.shelter import state_word
from models.kernel.text import Lang, t

FORMAT = 1
"""Grows when an older program could no longer read what a newer one writes."""

MARKER_SHEET = "_haven"
MARKER = "haven-ledgers"
KEY_ROW = 3
SHEET_KEY = "#ledger:"
"""First key of a ledger's key row, followed by its family."""
ID_KEY = "#id"
DERIVED_KEY = "#derived:"
"""Key of a column that the program computes, followed by its name."""
TOTAL_ID, NOTE_ID = "#total", "#note"
"""Stand in the column of ids where a row holds totals or a remark and no facility."""

X_KEY, Y_KEY, LON_KEY, LAT_KEY = "#x", "#y", "#lon", "#lat"
PLACE_KEYS = (X_KEY, Y_KEY, LON_KEY, LAT_KEY)
PLACE_DECIMALS = {X_KEY: 2, Y_KEY: 2, LON_KEY: 7, LAT_KEY: 7}
"""Decimals that coordinates have in a ledger: a centimetre either way."""

FORMULA = "formula"
"""Fingerprint of a cell that holds one of our formulas."""

MARKER_KEYS = (
    "format",
    "project",
    "county_code",
    "revision",
    "scenario_id",
    "scenario",
    "version",
    "lang",
    "made_on",
)
"""What the marker says of the whole file, in this order."""

_LONGEST = 10_000


def plain_form(value: Any) -> str:
    """Form of a cell's value in which writing, a spreadsheet and reading back change nothing.

    Numbers have twelve significant figures; texts have neither control characters nor double blanks, and of
    very long ones the beginning counts.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value + 0.0:.12g}"
    letters = []
    for letter in str(value)[: 2 * _LONGEST]:
        kind = unicodedata.category(letter)
        if kind == "Cs" or letter in "\t\n\r":
            letters.append(" ")
        elif kind not in ("Cc", "Cf") and letter not in "\ufffe\uffff":
            letters.append(letter)
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).split())[:_LONGEST]


def fingerprint(value: Any) -> str:
    """Short fingerprint of a cell's value; the same for values that differ in form only."""
    text = plain_form(value)
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest() if text else ""


def value_text(spec: FieldSpec, value: Any, lang: Lang) -> str:
    """Words for a choice, a flag or a usual running state, all else as it is; empty for no data."""
    if value is None or value == "":
        return ""
    if spec.kind == "choice":
        return t(f"choice.{spec.choices}.{value}", lang)
    if spec.kind == "flag":
        return t("report.yes" if value else "report.no", lang)
    if spec.kind == "text" and spec.name == "state":
        return state_word(value, lang)
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
