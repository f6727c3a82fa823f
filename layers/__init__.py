"""Geodata in and out: vector files, tables, coordinate systems, the project file, export."""

from layers.formats import gdal as _gdal  # noqa: F401 - switches off GDAL's remote drivers before anything loads GDAL
