"""The one way to GDAL: a short list of drivers, no network, no settings from outside.

GDAL opens whatever a file says it is. A "map.geojson" can be a virtual dataset that reads other files on
the computer or asks a server. So every driver but the few that are needed is switched off before GDAL
starts (:mod:`layers.formats.surroundings`; later it is too late), and files are looked at first
(:mod:`layers.formats.sniff`). Importing this module costs nothing; GDAL itself loads with the first call.
"""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.kernel.errors import HavenError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Features:
    """One layer as GDAL gives it: geometry as well-known binary, fields as arrays."""

    geometry: NDArray[np.object_] | None
    columns: dict[str, NDArray[Any]]
    crs: str
    notes: tuple[str, ...]


def local_file(path: Path) -> Path:
    """Absolute path of a plain file on this computer or a mounted share.

    Raises
    ------
    HavenError
        There is no such file, or the path is of a kind that GDAL would take for something else.
    """
    text = str(path)
    if "://" in text.replace("\\", "/") or "/vsi" in text.replace("\\", "/") or "\x00" in text:
        raise HavenError("path_refused", file=text.replace("\x00", "")[:200])
    absolute = path.absolute()
    check_ordinary(absolute)
    if not absolute.is_file():
        raise HavenError("file_missing", file=path.name, folder=str(path.parent))
    return absolute


def check_ordinary(path: Path) -> None:
    """Make sure that a file is one of bytes on a disk, also where a link leads to it.

    A pipe never ends and a device may give bytes for ever, so neither is ever opened. What is not there, or
    is a folder, is left to others.

    Raises
    ------
    HavenError
        ``not_a_file``: it is a pipe, a device or a socket.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise HavenError("not_a_file", file=path.name, folder=str(path.parent))


def start() -> None:
    """Load GDAL now, with the surroundings as they are set here."""
    _pyogrio()


def layer_names(path: Path) -> list[str]:
    """Names of the layers in a file, in its order."""
    pyogrio = _pyogrio()
    with _faults(path, ""):
        return [str(name) for name, _ in pyogrio.list_layers(str(local_file(path)))]


def read(
    path: Path,
    layer: str | None = None,
    encoding: str | None = None,
    most: int | None = None,
    where: str | None = None,
) -> Features:
    """Read one layer, flat (no heights).

    Parameters
    ----------
    encoding
        Encoding of its text, only for Shapefiles.
    most
        Read at most so many features.
    where
        Read only those of which this holds, in the words of GDAL's attribute filters.
    """
    pyogrio = _pyogrio()
    with _faults(path, layer or "") as notes:
        meta, _, geometry, values = pyogrio.raw.read(
            str(local_file(path)),
            layer=layer,
            encoding=encoding,
            force_2d=True,
            max_features=most,
            where=where,
        )
    names = [str(name) for name in meta["fields"]]
    columns = dict(zip(names, values, strict=True))
    return Features(geometry, columns, str(meta["crs"] or ""), tuple(notes))


def write(
    frame: gpd.GeoDataFrame | pd.DataFrame, path: Path, driver: str, layer: str, **options: Any
) -> None:
    """Write one layer, or a table without geometry; geometries of one kind, or GDAL chooses a common one."""
    pyogrio = _pyogrio()
    with _faults(path, layer):
        pyogrio.write_dataframe(frame, str(path.absolute()), driver=driver, layer=layer, **options)


@contextmanager
def dated(day: date | None) -> Iterator[None]:
    """Let what is written meanwhile say that it was made on a day: the same data then give the same bytes."""
    if day is None:
        yield
        return
    pyogrio = _pyogrio()
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day.isoformat()}T00:00:00Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _pyogrio() -> Any:
    import pyogrio

    return pyogrio


class _faults:  # noqa: N801 - reads as a phrase where it is used
    """Turns whatever GDAL raises into one clear error, and its warnings into notes."""

    def __init__(self, path: Path, layer: str) -> None:
        self._path, self._layer = path, layer
        self._catcher = warnings.catch_warnings(record=True)

    def __enter__(self) -> list[str]:
        self._caught = self._catcher.__enter__()
        warnings.simplefilter("always")
        self._notes: list[str] = []
        return self._notes

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._catcher.__exit__(kind, error, trace)
        self._notes.extend(str(item.message) for item in self._caught or ())
        if error is None or isinstance(error, HavenError) or not isinstance(error, Exception):
            return
        if type(error).__name__ == "CRSError":
            raise HavenError("file_crs_unknown", file=self._path.name, crs=str(error)[:60]) from error
        if isinstance(error, MemoryError):
            raise HavenError("file_too_large", file=self._path.name) from error
        raise HavenError(
            "layer_unreadable", file=self._path.name, layer=self._layer, details=str(error)
        ) from error
