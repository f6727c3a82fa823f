"""The plan's text as a document for a word processor, for the planner to edit."""

from reports.textreport.write import write_textreport

__all__ = ["write_textreport"]
