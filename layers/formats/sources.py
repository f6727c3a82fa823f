"""What layers are in a file, each not yet read; out of a copy where the file must be left alone."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path

from layers.formats import archive, gdal, kml, shapefile, table
from layers.formats.limits import import_limits
from layers.formats.sniff import RASTERS, WORKBOOKS, Format, sniff
from models.kernel.errors import HavenError


@dataclass(frozen=True)
class Source:
    """One layer of one file, not yet read.

    Parameters
    ----------
    path
        Where the bytes are; may be an unpacked copy.
    file
        Name to show: of the planner's file, and for an archive also of the file inside.
    layer
        Name inside the file; empty when the file holds one layer only that says no more than the file.
    inner
        Name that the reader needs.
    """

    path: Path
    file: str
    layer: str
    format: Format
    inner: str = ""

    @property
    def title(self) -> str:
        """Name for people."""
        return self.layer or Path(self.file.rpartition("/")[2]).stem


def sources(path: Path, folder: Path) -> list[Source]:
    """Layers in a file.

    Parameters
    ----------
    path
        A file of the planner's.
    folder
        Empty folder for unpacked copies; must live as long as the sources.

    Raises
    ------
    HavenError
        The file is of an unknown kind, not what it says, damaged or unsafe.
    """
    path = gdal.local_file(path)
    kind = sniff(path)
    if kind != "zip":
        return _sources_of(path, path.name, kind, folder)
    inside = folder / hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    inside.mkdir()
    found: list[Source] = []
    for item in archive.unpack(path, inside):
        found += _sources_of(item, f"{path.name}/{item.name}", sniff(item), folder)
    if not found:
        raise HavenError("archive_empty", file=path.name)
    return found


def _sources_of(path: Path, file: str, kind: Format, folder: Path) -> list[Source]:
    if kind == "shp":
        shapefile.check_parts(path)
        return [Source(path, file, "", kind)]
    if kind == "osm":  # its roads: everything else of OpenStreetMap comes as other files
        if path.suffix.lower() == ".gz":
            path = _unzipped(path, folder)
        return [Source(path, file, "", kind, "lines")]
    if kind == "table" or kind in RASTERS:
        return [Source(path, file, "", kind)]
    if kind == "gpkg":
        path = _at_rest(path, folder)
    if kind == "geojson":
        path = _in_utf8(path, folder)
    if kind in WORKBOOKS:
        names = table.sheet_names(path, kind)
    else:
        names = kml.layer_names(path) if kind == "kml" else gdal.layer_names(path)
    if "haven_project" in names:
        raise HavenError("import_is_project", file=file)
    if not names:
        raise HavenError("no_features", file=file, layer="")
    only = len(names) == 1
    return [Source(path, file, "" if only else name, kind, name) for name in names]


def _at_rest(path: Path, folder: Path) -> Path:
    """Copy of a GeoPackage that another program has open or left open, so that reading leaves it alone."""
    companions = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
    most = import_limits().archive.bytes
    for companion in companions:
        gdal.check_ordinary(companion)
        if companion.is_file() and companion.stat().st_size > most:
            raise HavenError("companion_too_large", file=path.name, part=companion.name)
    with path.open("rb") as file:
        logs_ahead = file.read(20)[18:20] == b"\x02\x02"
    if not logs_ahead and not any(companion.is_file() for companion in companions):
        return path
    inside = folder / hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    inside.mkdir(exist_ok=True)
    for item in (path, *companions):
        if item.is_file():
            shutil.copyfile(item, inside / item.name)
    return inside / path.name


def _unzipped(path: Path, folder: Path) -> Path:
    """What a ``.osm.gz`` holds, which is looked at like a file of its own."""
    most = import_limits().archive.bytes
    copy = folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}.osm"
    try:
        with gzip.open(path) as packed, copy.open("wb") as file:
            while chunk := packed.read(1 << 20):
                file.write(chunk)
                if file.tell() > most:
                    raise HavenError("archive_too_large", file=path.name)
    except (OSError, EOFError, zlib.error) as error:
        raise HavenError("archive_damaged", file=path.name, details=str(error)) from error
    sniff(copy)
    return copy


def _in_utf8(path: Path, folder: Path) -> Path:
    """Copy in UTF-8 of a GeoJSON that is in another encoding, or has a few bytes that are none."""
    found = table.encoding_of(path)
    if found.name == "UTF-8" and found.errors == "strict":
        return path
    copy = folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}-{path.name}"
    old = path.open(encoding=found.codec, errors=found.errors, newline="")
    with old, copy.open("w", encoding="utf-8", newline="") as new:
        new.write(old.read(1).removeprefix("\ufeff"))
        shutil.copyfileobj(old, new)
    return copy
