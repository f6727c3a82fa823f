"""The printed map: a sheet with title, legend, figures and frame, written as PDF or PNG from the model."""

from ui.printing.sheet import MapSheet, default_sheet
from ui.printing.write import write_sheet

__all__ = ["MapSheet", "default_sheet", "write_sheet"]
