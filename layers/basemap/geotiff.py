"""GeoTIFF pictures: scanned sheets and images from the air, read no finer than they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from layers.basemap.archive import plain
from layers.formats import raster
from models.kernel.errors import HavenError

Rgba = NDArray[np.uint8]
"""Shape (rows, columns, 4)."""
_SHADES = 256


class Geotiff:
    """A GeoTIFF whose cells are colours.

    Attributes
    ----------
    size
        Columns and rows.
    transform
        x = a*column + b*row + c, y = d*column + e*row + f, in ``crs``.

    Raises
    ------
    HavenError
        It cannot be read, does not say where it lies, or holds no colours (``basemap_no_colours``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with raster.opened(path, path.name) as source:
            if source.dtypes[0] not in ("uint8", "uint16"):
                raise HavenError("basemap_no_colours", file=path.name)
            self.size = int(source.width), int(source.height)
        info = raster.open_info(path, path.name, checks_size=False)
        self.crs: pyproj.CRS = raster.crs_of_raster(info)
        assert info.transform is not None  # asked for by the line above
        self.transform = info.transform
        self.name = plain(path.stem)

    def read(self, left: int, top: int, right: int, bottom: int, columns: int, rows: int) -> Rgba:
        """Part of the picture, cells [left, right) by [top, bottom), made ``columns`` by ``rows`` large.

        Overviews of the file are used where they are fine enough.
        """
        window = ((top, bottom), (left, right))
        with raster.opened(self._path, self._path.name) as source:
            try:
                bands = list(range(1, min(source.count, 4) + 1))
                cells = source.read(bands, window=window, out_shape=(len(bands), rows, columns))
                mask = source.dataset_mask(window=window, out_shape=(rows, columns))
                palette = source.colormap(1) if source.colorinterp[0].name == "palette" else None
            except Exception as error:
                raise HavenError("basemap_unreadable", file=self._path.name, details=str(error)) from error
        return _colours(cells, mask, palette)


def _colours(cells: Any, mask: Any, palette: Any) -> Rgba:
    """Colours of bands, shape (bands, rows, columns), where the mask is not 0."""
    if cells.dtype == np.uint16:
        cells = (cells >> 8).astype(np.uint8)
    if palette is not None:
        table = np.zeros((_SHADES, 4), dtype=np.uint8)
        for value, colour in palette.items():
            if 0 <= value < _SHADES:
                table[value] = colour
        made: Rgba = table[cells[0]]
    else:
        grey = cells.shape[0] < 3
        rgb = np.repeat(cells[:1], 3, axis=0) if grey else cells[:3]
        alpha = cells[-1] if cells.shape[0] in (2, 4) else np.full_like(cells[0], 255)
        made = np.moveaxis(np.concatenate([rgb, alpha[None]]), 0, -1).copy()
    made[..., 3] = np.where(mask == 0, 0, made[..., 3])
    return made
