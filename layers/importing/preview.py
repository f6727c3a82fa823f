"""A look into a file before it is imported: what is in it and what it would be taken as."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.coordinates import crs as crs_of
from layers.formats import raster
from layers.formats.limits import import_limits
from layers.formats.read import Problem, read
from layers.formats.sniff import RASTERS
from layers.formats.sources import Source, sources
from layers.importing.locate import Located, locate
from layers.importing.recipe import LayerChoice
from layers.recognition.cells import plain
from layers.recognition.layerroles import raster_role, recognise
from layers.recognition.recognise import match_fields
from models.county.layer import Role
from models.kernel.errors import HavenError


@dataclass(frozen=True)
class LayerPreview:
    """What one layer of a file looks like.

    Parameters
    ----------
    geometry
        ``point``, ``line``, ``polygon``, or empty for a table without places.
    role
        What it would be taken as; ``None`` when nothing speaks for any role.
    fields
        Our field names to the columns that would be used.
    columns, rows
        Column names and the first rows, as text.
    error
        Why it cannot be used as it is; another system, encoding or column may help.
    """

    layer: str
    geometry: str = ""
    role: Role | None = None
    fields: Mapping[str, str] | None = None
    crs: str = ""
    datum: str = ""
    encoding: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()
    error: HavenError | None = None


@dataclass(frozen=True)
class FilePreview:
    """What a file looks like, layer by layer."""

    file: str
    layers: tuple[LayerPreview, ...]


def preview(path: Path, choice: LayerChoice | None = None, *, nearby_epsg: int | None = None) -> FilePreview:
    """Look into a file.

    Parameters
    ----------
    choice
        What the planner decided so far: encoding, system, datum, role, columns.
    nearby_epsg
        Zone of the open project, for coordinates that do not tell theirs.

    Raises
    ------
    HavenError
        The file cannot be opened at all.
    """
    chosen = choice or LayerChoice(path.name)
    with tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True) as scratch:
        found = [_preview(source, chosen, nearby_epsg) for source in sources(path, Path(scratch))]
    return FilePreview(path.name, tuple(found))


def _preview(source: Source, choice: LayerChoice, nearby_epsg: int | None) -> LayerPreview:
    limits = import_limits().preview
    name = source.layer or source.inner
    if source.format in RASTERS:
        return _preview_raster(source, choice, nearby_epsg)
    try:
        raw = read(source, choice.encoding or None, choice.fields, limits.features)
    except HavenError as unread:
        return LayerPreview(name, error=unread)
    located: Located | None = None
    error: HavenError | None = None
    try:
        located = locate(raw, told_crs=choice.crs, told_datum=choice.datum, nearby_epsg=nearby_epsg)
    except HavenError as fault:
        error = fault
    kind = located.kind if located is not None else ""
    stem = Path(source.file.rpartition("/")[2]).stem
    seen = recognise(raw.frame, kind, stem, source.layer)
    role = choice.role or seen.role
    columns = [str(column) for column in raw.frame.columns]
    head = raw.frame.head(limits.rows)
    return LayerPreview(
        layer=name,
        geometry=kind,
        role=role,
        fields=match_fields(columns, role or Role.REFERENCE, raw.frame),
        crs=crs_of.describe(located.crs) if located is not None else "",
        datum=located.datum if located is not None else "",
        encoding=raw.encoding,
        columns=tuple(columns),
        rows=tuple(tuple(plain(cell) for cell in row) for row in head.itertuples(index=False)),
        problems=(*raw.problems, *(located.problems if located is not None else ())),
        error=error,
    )


def _preview_raster(source: Source, choice: LayerChoice, nearby_epsg: int | None) -> LayerPreview:
    try:
        info = raster.open_info(source.path, source.file)
        crs = raster.crs_of_raster(info, choice.crs, nearby_epsg)
    except HavenError as error:
        return LayerPreview(source.layer, error=error)
    stem = Path(source.file.rpartition("/")[2]).stem
    return LayerPreview(
        layer=source.layer,
        role=choice.role or raster_role(stem, info.unit, info.description),
        crs=crs_of.describe(crs),
    )
