"""Many counties in one workbook: their order, their sums, the worst places, what failed."""
