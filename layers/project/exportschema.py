"""What explains an exported GeoPackage inside it: aliases and codes of columns, field list, QGIS styles."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from layers.disk.names import unique_names
from layers.formats import gdal
from layers.project import qml
from layers.project.exportlayers import ExportField, ExportLayer
from models.kernel.text import Lang, t

_HEADS = ("table", "title", "field", "alias", "kind", "unit", "codes")
_DEFINITION = "http://www.geopackage.org/spec121/#extension_schema"
"""What the standard itself calls this extension; nothing is fetched from there."""

_SCHEMA = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""


def field_rows(
    layers: Sequence[ExportLayer], lang: Lang, names: Mapping[str, Mapping[str, str]] | None = None
) -> list[tuple[str, ...]]:
    """A row for each column of each layer, in the order of :func:`field_heads`.

    Parameters
    ----------
    names
        Names of columns by layer where they are others, as in Shapefiles.
    """
    return [
        (
            layer.table,
            layer.title,
            names[layer.table][one.name] if names else one.name,
            one.alias,
            t(f"export.kind.{one.kind}", lang),
            one.unit,
            codes_text(one, lang),
        )
        for layer in layers
        for one in layer.fields
    ]


def field_heads(lang: Lang) -> tuple[str, ...]:
    """Heads of the field list for people."""
    return tuple(t(f"export.column.{head}", lang) for head in _HEADS)


def codes_text(one: ExportField, lang: Lang) -> str:
    """Every code with its words on one line."""
    if one.kind == "flag" and set(one.codes.values()) == {
        t(f"choice.flag.{key}", lang) for key in ("yes", "no")
    }:
        return t("export.no_yes", lang)
    return "; ".join(f"{code} = {words}" for code, words in one.codes.items())


def add_schema(path: Path, layers: Sequence[ExportLayer], made_on: date, lang: Lang) -> None:
    """Add the field list, the styles and the names and codes of columns to a GeoPackage that GDAL wrote."""
    rows = field_rows(layers, lang)
    listed = pd.DataFrame(
        rows, columns=[f"{head}_name" if head == "table" else head for head in _HEADS], dtype=object
    )
    gdal.write(listed, path, "GPKG", "field_list", append=True,
               layer_options={"IDENTIFIER": t("export.field_list", lang)})  # fmt: skip
    gdal.write(
        _styles(layers, made_on, lang), path, "GPKG", "layer_styles", append=True, layer_options={"FID": "id"}
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # The file is a temporary one that is put in place once it is whole: no journal of its own.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
            [(table, _DEFINITION) for table in ("gpkg_data_columns", "gpkg_data_column_constraints")],
        )
        for layer in layers:
            aliases = _aliases(layer)
            for one in layer.fields:
                alias = aliases[one.name]
                constraint = f"{layer.table}_{one.name}" if one.codes else None
                connection.execute(
                    "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
                    (layer.table, one.name, alias, alias, codes_text(one, lang) or None, constraint),
                )
                connection.executemany(
                    "INSERT INTO gpkg_data_column_constraints "
                    "VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
                    [(constraint, code, words) for code, words in one.codes.items()],
                )


def _aliases(layer: ExportLayer) -> dict[str, str]:
    """Names of the columns for people, no two alike."""
    names = unique_names([one.alias for one in layer.fields])
    return {one.name: alias for one, alias in zip(layer.fields, names, strict=True)}


def _styles(layers: Sequence[ExportLayer], made_on: date, lang: Lang) -> pd.DataFrame:
    """Table of styles as QGIS looks for it; the one of a layer is taken as soon as the layer is opened."""
    name = t("export.style", lang)
    rows: list[dict[str, Any]] = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.table,
            "f_geometry_column": "geom",
            "styleName": name,
            "styleQML": qml.named(layer.style, _aliases(layer)),
            "styleSLD": "",
            "useAsDefault": True,
            "description": layer.title,
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(made_on),
        }
        for layer in layers
    ]
    return pd.DataFrame(rows)
