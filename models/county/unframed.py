"""Features of a layer as plain arrays, of which a table is made only when something asks for one.

The library of tables takes longer to import than a county to open, and most of what looks at a layer wants
its geometries, a column as numbers or a column as texts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.kernel.arrays import Floats, Ints, Objects

if TYPE_CHECKING:
    import geopandas as gpd

ColumnKind = Literal["real", "integer", "flag", "text"]


@dataclass(frozen=True, eq=False)
class PlainColumn:
    """Values of one column, as many as there are features.

    Parameters
    ----------
    values
        An array of floats (NaN where missing), whole numbers, or 0 and 1; or texts, ``None`` where missing.
    missing
        What the table has where a text is missing.
    """

    kind: ColumnKind
    values: Floats | Ints | Sequence[str | None]
    missing: Any = None

    def numbers(self) -> Floats | None:
        """Values as floats, NaN where missing; ``None`` of texts, which the table reads."""
        return None if self.kind == "text" else np.array(self.values, dtype=np.float64)

    def texts(self) -> Objects:
        """Values as the table writes them, read-only; empty where missing."""
        found: Objects = np.full(len(self.values), "", dtype=object)
        if self.kind == "text":
            found[:] = ["" if value is None else value for value in self.values]
        else:
            found[:] = [str(value) if value == value else "" for value in self.plain()]  # NaN is not itself
        found.flags.writeable = False
        return found

    def plain(self) -> list[Any]:
        """Values as going through the table gives them."""
        if self.kind == "text":
            return [self.missing if value is None else value for value in self.values]
        values: list[Any] = np.asarray(self.values).tolist()
        return [bool(value) for value in values] if self.kind == "flag" else values


class Unframed:
    """Features and how a table is made of them; one table, whichever thread asks first.

    Parameters
    ----------
    geometries
        Shape (n,).
    columns
        Those without geometry, in their order.
    make
        Makes the table.
    """

    def __init__(
        self,
        geometries: Objects,
        columns: Mapping[str, PlainColumn],
        make: Callable[[], gpd.GeoDataFrame],
    ) -> None:
        self.geometries = geometries
        self.columns = columns
        self._make = make
        self._frame: gpd.GeoDataFrame | None = None
        self._lock = threading.Lock()

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The table."""
        with self._lock:
            if self._frame is None:
                self._frame = self._make()
            return self._frame
