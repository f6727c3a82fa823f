"""Geodata in and out: vector files, tables, coordinate systems, the project file, export."""

from layers.formats import surroundings as _surroundings  # noqa: F401 - switches off GDAL's remote drivers before anything loads GDAL
