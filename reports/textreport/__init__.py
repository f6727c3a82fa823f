"""The plan's text as a document for a word processor, for the planner to edit."""

from reports.textreport.outline import OUTLINES, OutlineName, pictures_of
from reports.textreport.write import write_textreport

__all__ = ["OUTLINES", "OutlineName", "pictures_of", "write_textreport"]
