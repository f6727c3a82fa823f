"""Geodata in and out: vector files, tables, coordinate systems, the project file, export."""
