"""From a planner's files to a project, or to an edit of the open one, with a report of what was found.

Each file is read, placed, recognised (or as the recipe says), repaired and brought to the county's own metric
system. What cannot be used is reported and left out; nothing is changed until everything has been read.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

from layers.coordinates import crs as crs_of
from layers.coordinates.crsfile import crs_table
from layers.formats import read as reading
from layers.formats.read import problem
from layers.formats.shapes import TooMuchWorkError
from layers.formats.sniff import is_sidecar
from layers.importing.assemble import build_edit, build_project, choose_between
from layers.importing.brigades import split_brigades
from layers.importing.bysex import add_by_sex
from layers.importing.byyear import add_by_year
from layers.importing.effort import is_brief
from layers.importing.fileitems import read_items
from layers.importing.importitem import ImportedLayer, Item, LayerLook, faults_kept
from layers.importing.joining import join_tables
from layers.importing.ledgers import claim_ledgers, is_stock
from layers.importing.lines import as_areas
from layers.importing.locate import locate
from layers.importing.parts import put_parts_together
from layers.importing.plaineastings import settle_eastings
from layers.importing.rasterimport import make_features, without_county
from layers.importing.readapart import ReadApart
from layers.importing.recipe import FILE_NAME, LayerChoice, Recipe, read_recipe
from layers.recognition.layerroles import Recognition, recognise
from layers.recognition.recognise import match_fields
from models.county.layer import FACILITY_ROLES, Role
from models.kernel.errors import HavenError, Message
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang
from models.project.edits import EditTogether
from models.project.project import Project

_MOST_FILES = 2000
_SHOWN_REASONS, _SHOWN_FILES = 20, 20
_KINDS_UNREAD = ("file_type_unknown", "file_is_document")


@dataclass(frozen=True, eq=False)
class ImportResult:
    """What an import made.

    Attributes
    ----------
    project
        The new project; for an import into an open project, that project as it would be after the edit.
    edit
        The edit that brings everything into the open project, as one step; ``None`` for a new project.
    looks
        What each line of the report was read from.
    recipe
        What was decided about the files.
    """

    project: Project
    edit: EditTogether | None
    report: tuple[ImportedLayer, ...]
    looks: tuple[LayerLook, ...] = ()
    recipe: Recipe = field(default_factory=Recipe)


# -- entry points ------------------------------------------------------------------------------------------
def import_folder(
    folder: Path,
    *,
    project: Project | None = None,
    choices: Sequence[LayerChoice] | None = None,
    name: str | None = None,
    lang: Lang = "zh",
) -> Work[ImportResult]:
    """Import every file of a folder and the folders in it; a recipe ``haven.toml`` in it decides.

    Parameters
    ----------
    project
        Project to import into; a new one is made when ``None``.
    choices
        Decisions about layers, as the import panel collects them; they take the place of the recipe's.
    name
        Name of the new project; the county's or folder's if not given.

    Returns
    -------
    ImportResult
        Through the generator's return value.

    Raises
    ------
    HavenError
        The recipe is wrong, the folder cannot be read, or nothing in it is usable.
    """
    if not folder.is_dir():
        raise HavenError("import_no_folder", folder=str(folder))
    recipe = Recipe()
    if (folder / FILE_NAME).is_file():
        recipe = read_recipe(folder / FILE_NAME)
    if choices is not None:
        recipe = replace(recipe, layers=tuple(choices))
    files = _files_below(folder)
    if not files:
        raise HavenError("import_empty_folder", folder=folder.name)
    return (yield from _import(files, recipe, project, name or folder.resolve().name, lang, choices is None))


def import_files(
    paths: Sequence[Path],
    *,
    project: Project | None = None,
    choices: Sequence[LayerChoice] | None = None,
    name: str | None = None,
    lang: Lang = "zh",
) -> Work[ImportResult]:
    """Import some files; see :func:`import_folder`. A choice names a file by its name alone."""
    files = [(path.name, path) for path in paths]
    recipe = Recipe(layers=tuple(choices or ()))
    title = name or (paths[0].stem if len(paths) == 1 else "")
    return (yield from _import(files, recipe, project, title, lang, False))


def _files_below(folder: Path) -> list[tuple[str, Path]]:
    """Files that stand for themselves, by their names below the folder; links out of it are not followed."""
    root = folder.resolve()
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$", "__MACOSX")) for part in parts) or path.name == FILE_NAME:
            continue
        inside_gdb = any(part.lower().endswith(".gdb") for part in parts[:-1])
        is_gdb = path.is_dir() and path.suffix.lower() == ".gdb"
        if inside_gdb or (path.is_dir() and not is_gdb) or is_sidecar(path):
            continue
        if root not in path.resolve().parents:
            continue
        found.append(("/".join(parts), path))
        if len(found) > _MOST_FILES:
            raise HavenError("import_too_many_files", folder=folder.name, limit=_MOST_FILES)
    return found


def _import(
    files: Sequence[tuple[str, Path]],
    recipe: Recipe,
    project: Project | None,
    name: str,
    lang: Lang,
    only_recipe: bool,
) -> Work[ImportResult]:
    """Read everything, then make the project or the edit."""
    # Nothing of the planner's is ever changed, so everything that must be unpacked or copied goes elsewhere.
    with tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True) as scratch:
        decided = bool(recipe.layers) and only_recipe
        items = yield from _read_all(files, recipe, Path(scratch), only_decided=decided)
        return (yield from _put_together(items, len(files), recipe, project, name, lang))


def _read_all(
    files: Sequence[tuple[str, Path]], recipe: Recipe, scratch: Path, *, only_decided: bool
) -> Work[list[Item]]:
    """Read every file: at once where that takes a moment, else in a process that can be given up."""
    items: list[Item] = []
    brief = [is_brief(path) for _, path in files]
    apart = ReadApart(scratch)
    try:
        if not all(brief):
            with contextlib.suppress(OSError):  # told of each file whose turn comes
                apart.start()  # it gets ready while the small files are read
        for number, (file, path) in enumerate(files):
            progress = Progress(number, len(files) + 2, "progress.import.read", {"file": file})
            yield progress
            here = scratch / f"{number}"
            here.mkdir()
            found = _read_here(file, path, here, recipe, only_decided=only_decided) if brief[number] else None
            if found is None:
                found = yield from apart.read(
                    file, path, recipe.layers, only_decided=only_decided, progress=progress
                )
            items += found
    finally:
        apart.close()
    return items


def _read_here(
    file: str, path: Path, scratch: Path, recipe: Recipe, *, only_decided: bool
) -> list[Item] | None:
    """Read a small file where we are; ``None`` if there is more work in it than its size tells."""
    try:
        return read_items(file, path, scratch, recipe.layers, only_decided=only_decided, in_a_moment=True)
    except TooMuchWorkError:
        return None


def _put_together(
    items: list[Item], count: int, recipe: Recipe, project: Project | None, name: str, lang: Lang
) -> Work[ImportResult]:
    """Make the project or the edit of what was read from so many files."""
    total = count + 2
    place = Progress(count, total, "progress.import.place")
    nearby = project.settings.crs_epsg if project is not None else recipe.crs_epsg
    yield from _locate_all(items, nearby, place)
    epsg = nearby or _zone_of(items)
    if epsg is not None:
        yield from _locate_late(items, epsg, place)
        settle_eastings(items, epsg, project.county.boundary if project is not None else None)
        epsg = nearby or _zone_of(items) or epsg
    if epsg is not None:
        split_brigades(items)
        choose_between(items, project)
        put_parts_together(items)
        join_tables(items)
        claim_ledgers(items)
        _leave_out_far(items, project)
        yield from make_features(items, recipe.layers, project, epsg, lang)
    else:
        without_county(items)
    yield Progress(count + 1, total, "progress.import.build")
    imported_at = datetime.now(UTC).isoformat(timespec="seconds")
    if epsg is None or not any(item.is_usable or (project and is_stock(item)) for item in items):
        raise _nothing_usable(items, name)
    if project is None:
        result = build_project(items, recipe, epsg, name, imported_at, lang)
        made, edit = result, None
    else:
        edit = build_edit(items, project, imported_at, lang)
        made = project.snapshot()
        made.apply(edit)
    if not any(item.is_usable or item.is_there or is_stock(item) for item in items):
        raise _nothing_usable(items, name)
    lines, looks = (item.line() for item in items), (item.look() for item in items)
    return ImportResult(made, edit, tuple(lines), tuple(looks), recipe)


# -- placing and recognising -------------------------------------------------------------------------------
def _locate_all(items: Sequence[Item], nearby: int | None, progress: Progress) -> Work[None]:
    for item in items:
        yield progress
        if item.raw is None or item.error is not None or item.choice.role == Role.STOCK:
            continue
        with faults_kept(item):
            _locate(item, nearby)
        with faults_kept(item):
            _recognise(item)


def _locate(item: Item, nearby: int | None) -> None:
    assert item.raw is not None
    if item.choice.role in (Role.DEM, Role.BASEMAP):
        raise HavenError("role_not_for_file", file=item.file, role=item.choice.role.value)
    item.located = locate(
        item.raw, told_crs=item.choice.crs, told_datum=item.choice.datum, nearby_epsg=nearby
    )
    item.problems += item.located.problems


def _locate_late(items: Sequence[Item], epsg: int, progress: Progress) -> Work[None]:
    """Try again, now that the county's zone is known, what could not be placed for want of it."""
    for item in items:
        if item.raw is not None and item.error is not None and item.error.key == "crs_missing":
            item.error = None
            yield from _locate_all([item], epsg, progress)


def _recognise(item: Item) -> None:
    """Find role and fields; the planner's word comes first."""
    assert item.raw is not None and item.source is not None
    frame = item.raw.frame
    kind = item.located.kind if item.located is not None else ""
    file = Path(item.file.rpartition("/")[2]).stem
    seen = recognise(frame, kind, file, item.layer)
    if kind == "line":
        seen = as_areas(item, seen, file)
    role = item.choice.role or seen.role or Role.REFERENCE
    if item.choice.role is None and seen.role is None and item.located is not None:
        item.problems.append(problem("role_unknown"))
    fields = dict(match_fields([str(column) for column in frame.columns], role, frame))
    used = {*item.choice.fields.values(), *item.choice.ignored}
    fields = {ours: column for ours, column in fields.items() if column not in used}
    told = {
        ours: column for ours, column in item.choice.fields.items() if ours not in reading.COORDINATE_PARTS
    }
    if "population_persons" not in told:
        fields = add_by_year(item, role, add_by_sex(item, role, fields))
    item.recognition = Recognition(role, seen.points, {**fields, **told})
    item.role = role
    if item.located is not None:
        item.features = len(item.located.rows)
        if role in FACILITY_ROLES and item.located.kind == "line":
            item.error = HavenError("wrong_geometry", file=item.file, layer=item.layer, role=role.value)


def _zone_of(items: Sequence[Item]) -> int | None:
    """Zone of the county: where its outlines are, else its townships, else everything.

    Outside China there are no such zones, and the system serves that the planner named for a layer.
    """
    for item in items:
        if item.is_usable and item.located is not None and item.choice.crs:
            epsg = crs_of.metric_epsg(item.located.crs)
            if epsg is not None and not crs_of.in_china(item.located.lonlat).any():
                return epsg
    for roles in ((Role.COUNTY,), (Role.TOWNSHIPS,), tuple(Role)):
        found = [
            item.located.lonlat for item in items if item.is_usable and item.role in roles and item.located
        ]
        if found:
            lonlat = np.vstack(found)
            return crs_of.zone_epsg(float((lonlat[:, 0].min() + lonlat[:, 0].max()) / 2))
    return None


def _leave_out_far(items: Sequence[Item], project: Project | None) -> None:
    """Leave out layers nowhere near the county's outline: their coordinates are not what they say."""
    limit_km = crs_table().far.layer_km
    anchor = _anchor(items, project)
    if anchor is None:
        return
    west, south, east, north = anchor
    for item in items:
        if not item.is_usable or item.located is None:
            continue
        lon, lat = item.located.lonlat.T
        dx = (
            np.maximum(np.maximum(west - lon, lon - east), 0)
            * 111.0
            * np.cos(np.radians((south + north) / 2))
        )
        dy = np.maximum(np.maximum(south - lat, lat - north), 0) * 111.0
        nearest = float(np.hypot(dx, dy).min())
        if nearest > limit_km:
            item.error = HavenError(
                "layer_elsewhere", file=item.file, layer=item.layer, crs=item.crs, distance=round(nearest)
            )


def _anchor(items: Sequence[Item], project: Project | None) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of the county, degrees, if an outline is known."""
    if project is not None and project.county.boundary is not None:
        minx, miny, maxx, maxy = project.county.boundary.bounds
        corners = np.array([[minx, miny], [minx, maxy], [maxx, miny], [maxx, maxy]])
        lonlat = crs_of.to_lonlat(corners, project.settings.crs_epsg)
    else:
        found = [
            item.located.at(crs_of.GEOGRAPHIC_EPSG)
            for role in (Role.COUNTY, Role.TOWNSHIPS)
            for item in items
            if item.is_usable and item.role == role and item.located
        ][:1]
        if not found:
            return None
        minx, miny, maxx, maxy = shapely.total_bounds(found[0])
        lonlat = np.array([[minx, miny], [maxx, maxy]])
    return (
        float(lonlat[:, 0].min()),
        float(lonlat[:, 1].min()),
        float(lonlat[:, 0].max()),
        float(lonlat[:, 1].max()),
    )


class NothingUsableError(HavenError):
    """None of several files can be used; says of each why."""

    def __init__(self, folder: str, errors: Mapping[str, HavenError]) -> None:
        details = "\n".join(f"{file}: {error}" for file, error in errors.items())
        super().__init__("import_nothing_usable", folder=folder, reasons="", details=details)
        self._errors = errors

    def message(self, lang: Lang) -> Message:
        """Put the error into words; the second line has each reason once, with its first files."""
        files: dict[str, list[str]] = {}
        for file, error in self._errors.items():
            files.setdefault(error.message(lang).what, []).append(file)
        comma = "、" if lang == "zh" else ", "
        whats = [
            f"{comma.join(names[:_SHOWN_FILES])}{' …' if len(names) > _SHOWN_FILES else ''} {what}"
            for what, names in files.items()
        ]
        self.values = {**self.values, "reasons": " ".join(whats[:_SHOWN_REASONS])}
        return super().message(lang)


def _nothing_usable(items: Sequence[Item], name: str) -> HavenError:
    """The error of the only file that might have been usable, else one that gives the reason for each."""
    errors = {item.file: item.error for item in items if item.error is not None}
    known = {file: error for file, error in errors.items() if error.key not in _KINDS_UNREAD}
    if len(known) == 1 or len(errors) == 1:
        return next(iter((known or errors).values()))
    return NothingUsableError(name, known or errors)
