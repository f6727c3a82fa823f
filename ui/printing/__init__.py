"""Printed sheets: maps with title, legend and figures, atlas, comparison, slides; written from the model."""

from ui.printing.sheet import MapSheet, default_sheet
from ui.printing.write import write_atlas, write_before_after, write_pages, write_sheet

__all__ = ["MapSheet", "default_sheet", "write_atlas", "write_before_after", "write_pages", "write_sheet"]
