"""The Excel workbook that goes to a meeting."""

from reports.workbook.book import PICTURES, write_workbook

__all__ = ["PICTURES", "write_workbook"]
