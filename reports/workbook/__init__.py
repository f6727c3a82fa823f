"""The Excel workbook that goes to a meeting."""

from reports.workbook.book import write_workbook

__all__ = ["write_workbook"]
