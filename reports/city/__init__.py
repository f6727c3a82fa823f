"""A city over its counties in one workbook: who is short of what, and who sends what."""
