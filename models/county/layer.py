"""One layer of a county: features of one role, already in the project's metric coordinate system."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.county.columntext import texts_of
from models.county.points import middles_of
from models.county.unframed import PlainColumn, Unframed
from models.facilities.facility import Family, new_id
from models.facilities.families import family_specs
from models.kernel.arrays import Floats
from models.kernel.text import Lang, t, usual_name

if TYPE_CHECKING:
    import geopandas as gpd  # half a second to import, and no code here calls it


class Role(StrEnum):
    """What a layer is to the program."""

    COUNTY = "county"
    SEAT = "seat"
    TOWNSHIPS = "townships"
    VILLAGES = "villages"
    DEMAND = "demand"
    POPULATION_GRID = "population_grid"
    BUILTUP = "builtup"
    ROADS = "roads"
    vars().update({spec.role.upper(): spec.role for spec in family_specs().values()})
    HAZARDS = "hazards"
    STOCK = "stock"
    CANDIDATES = "candidates"
    FOREST = "forest"
    WATER = "water"
    DEM = "dem"
    BASEMAP = "basemap"
    REFERENCE = "reference"


FACILITY_ROLES: Mapping[Role, Family] = {
    Role(role): family for family in Family for role in family.spec.roles
}
"""Roles whose features become facilities instead of a layer."""

GENERATED = "sample.generated"
"""Remark on a layer that the program made up, among its problems."""


@dataclass(frozen=True)
class Provenance:
    """Where a layer came from and what was done to it on the way in.

    Parameters
    ----------
    file, file_layer
        Name of the file, without its folder, and of the layer inside it.
    encoding, crs, datum
        Text encoding, coordinate system (``EPSG:n`` or a name) and datum shift found or told.
    sha256
        Hash of the file's bytes.
    imported_at
        ISO 8601 time.
    problems
        What was found and repaired, or left out, as ``(text key, values)``.
    """

    file: str = ""
    file_layer: str = ""
    encoding: str = ""
    crs: str = ""
    datum: str = ""
    sha256: str = ""
    imported_at: str = ""
    problems: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def is_generated(self) -> bool:
        """Whether the program made the layer up, as a sample."""
        return any(key == GENERATED for key, _ in self.problems)

    @property
    def repairs(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The problems without the word that the layer is a sample, which is none."""
        return tuple(problem for problem in self.problems if problem[0] != GENERATED)


@dataclass(frozen=True)
class LayerStyle:
    """What a planner changed of how a layer looks; ``None`` leaves the role's own style in force.

    Colours are ``#rrggbb``, widths in points.
    """

    line_color: str | None = None
    fill_color: str | None = None
    line_width_pt: float | None = None
    point_size_pt: float | None = None
    show_labels: bool | None = None
    theme: str | None = None


class _Frame:
    """The table of a layer: given as one, or made when it is asked for."""

    def __get__(self, layer: Layer | None, owner: type) -> gpd.GeoDataFrame:
        if layer is None:
            raise AttributeError("frame")  # no default
        features = layer.features
        return features.frame if isinstance(features, Unframed) else features

    def __set__(self, layer: Layer, features: gpd.GeoDataFrame | Unframed) -> None:
        layer.__dict__["features"] = features


@dataclass(frozen=True, eq=False)
class Layer:
    """Read-only features of one role.

    Parameters
    ----------
    frame
        GeoDataFrame with a 0..n-1 index, in the project's coordinate system, or what one is made of when
        somebody asks for it. Columns the program knows have the program's names (``name``, ``code``,
        ``population_persons``, ``road_class``, ``hazard_type``, ``hazard_level``); all others keep the
        file's.
    """

    name: str
    role: Role
    frame: _Frame = _Frame()
    id: str = field(default_factory=new_id)
    visible: bool = True
    opacity: float = 1.0
    style: LayerStyle = field(default_factory=LayerStyle)
    provenance: Provenance = field(default_factory=Provenance)

    if TYPE_CHECKING:

        @property
        def features(self) -> gpd.GeoDataFrame | Unframed:
            """What the layer was made with: layers with the same features have the same object here."""

    def __len__(self) -> int:
        features = self.features
        return len(features.geometries if isinstance(features, Unframed) else features)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, without the geometry's."""
        features = self.features
        if isinstance(features, Unframed):
            return tuple(features.columns)
        geometry = features.geometry.name
        return tuple(name for name in features.columns if name != geometry)

    def title(self, lang: Lang) -> str:
        """Name as people read it; usual names are read in either language, and without one the role is."""
        return usual_name(self.name, "usual_name.layer", lang) if self.name else t(f"role.{self.role}", lang)

    @property
    def geometries(self) -> NDArray[np.object_]:
        """Shapely geometries, shape (n,)."""
        features = self.features
        if isinstance(features, Unframed):
            return features.geometries
        array: NDArray[np.object_] = np.asarray(features.geometry.values, dtype=object)
        return array

    @cached_property
    def middles(self) -> Floats:
        """Coordinates of points and middles of all else, shape (n, 2); NaN where there is none."""
        return middles_of(self.geometries)

    def text(self, column: str) -> NDArray[np.object_]:
        """Column as strings, shape (n,), read-only; empty where it is missing or says nothing.

        Days are written ``2020-01-02``, with the time behind them only where one is told. Kept: names and
        classes of a hundred thousand roads are asked for again and again.
        """
        if column not in self._texts:
            plain = self._plain_column(column)
            self._texts[column] = texts_of(self.frame, column) if plain is None else plain.texts()
        return self._texts[column]

    @cached_property
    def _texts(self) -> dict[str, NDArray[np.object_]]:
        return {}

    def number(self, column: str) -> NDArray[np.float64]:
        """Column as floats, shape (n,); NaN where it is missing or no number."""
        plain = self._plain_column(column)
        numbers = None if plain is None else plain.numbers()
        if numbers is not None:
            return numbers
        if column not in self.frame.columns:
            return np.full(len(self.frame), np.nan)
        series = self.frame[column]
        try:
            array: NDArray[np.float64] = series.to_numpy(dtype=np.float64, na_value=np.nan)
        except ValueError:  # a column of the file's own, with words among the numbers
            array = np.array([_as_number(value) for value in series], dtype=np.float64)
        return array

    def values(self, column: str) -> list[Any]:
        """Column as it is, whatever kind of values it holds; KeyError without it."""
        if column not in self.columns:
            raise KeyError(column)
        plain = self._plain_column(column)
        return list(self.frame[column]) if plain is None else plain.plain()

    def _plain_column(self, column: str) -> PlainColumn | None:
        """A column that needs no table, one that says nothing where there is none; ``None`` of a table."""
        features = self.features
        if not isinstance(features, Unframed):
            return None
        missing = PlainColumn("real", np.full(len(features.geometries), np.nan))
        return features.columns.get(column, missing)

    def with_changes(self, **changes: Any) -> Layer:
        """Return a copy with some attributes replaced; the features are shared."""
        return replace(self, **{"frame": self.features, **changes})


def _as_number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
