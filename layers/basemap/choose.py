"""Which kind of basemap a file is, by its first bytes."""

from __future__ import annotations

from pathlib import Path

from layers.basemap import mbtiles, pmtiles
from layers.basemap.archive import Archive
from layers.basemap.geotiff import Geotiff
from models.kernel.errors import HavenError

ENDINGS = ("mbtiles", "pmtiles", "tif", "tiff")
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def open_basemap(path: Path) -> Archive | Geotiff:
    """Open a file of tiles or a picture with a place.

    Raises
    ------
    HavenError
        It is not there (``basemap_missing``), is no basemap (``basemap_unreadable``), holds vector tiles
        (``basemap_vector``), nothing (``basemap_empty``) or no colours (``basemap_no_colours``), or does not
        say where it lies.
    """
    try:
        if not path.is_file():  # a pipe would keep us waiting for ever
            raise HavenError("basemap_missing", file=path.name, folder=str(path.parent))
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise HavenError("basemap_unreadable", file=path.name, details=str(error)) from error
    if head.startswith(mbtiles.HEAD):
        return mbtiles.MBTiles(path)
    if head.startswith(pmtiles.HEAD):
        return pmtiles.PMTiles(path)
    if head.startswith(_TIFF):
        return Geotiff(path)
    raise HavenError("basemap_unreadable", file=path.name, details=head[:8].hex())
