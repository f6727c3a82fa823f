"""Printed sheets: maps with title, legend and figures, atlas, comparison, slides; written from the model."""

from ui.printing.atlas import write_atlas
from ui.printing.compare import write_before_after
from ui.printing.sheet import MapSheet, default_sheet
from ui.printing.write import write_pages, write_sheet

__all__ = ["MapSheet", "default_sheet", "write_atlas", "write_before_after", "write_pages", "write_sheet"]
