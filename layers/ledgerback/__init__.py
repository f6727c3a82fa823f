"""Ledgers that colleagues edited in the workbook: read, held against the project, taken over as one edit.

The workbook says of every cell what it was when it was written (:mod:`models.facilities.ledgersheet`). Only
cells that differ from that were edited; what meanwhile became of the project is kept, and shown as a
conflict where both changed the same thing.
"""

from layers.ledgerback.compare import LedgerChange, LedgerDifference, difference, edit_of
from layers.ledgerback.file import LedgerFile, Trouble, is_ledger_file, read_ledgers, scenario_of
from layers.ledgerback.pasted import CellChange, CellPlan, CellTrouble, PasteColumn, edited, pasted, replaced
from layers.ledgerback.words import counts_text, field_word, old_and_new, trouble_text

__all__ = [
    "CellChange",
    "CellPlan",
    "CellTrouble",
    "LedgerChange",
    "LedgerDifference",
    "LedgerFile",
    "PasteColumn",
    "Trouble",
    "counts_text",
    "difference",
    "edit_of",
    "edited",
    "field_word",
    "is_ledger_file",
    "old_and_new",
    "pasted",
    "read_ledgers",
    "replaced",
    "scenario_of",
    "trouble_text",
]
