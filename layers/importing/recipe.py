"""The recipe ``haven.toml``: what a planner says of a folder's files instead of having them recognised."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from layers.coordinates import crs as crs_of
from layers.coordinates.datum import DATUMS
from layers.formats.shapefile import python_encoding
from layers.recognition.cells import unit_base
from layers.recognition.recognise import COORDINATES, fields_of
from models.county.layer import Role
from models.facilities.facility import STATUSES
from models.kernel.errors import HavenError

FILE_NAME = "haven.toml"

_MOST_BYTES = 1_000_000
"""Of a recipe: a line or two for each of some thousand files."""

_COUNTY_KEYS = ("name", "code", "crs")
_LAYER_KEYS = (
    "file", "layer", "name", "role", "encoding", "crs", "datum", "status",
    "fields", "units", "states", "ignored",
)  # fmt: skip


@dataclass(frozen=True)
class LayerChoice:
    """What is decided about one layer; empty parts are left to recognition.

    Parameters
    ----------
    file
        Path below the folder, with ``/``; for a file in an archive ``archive.zip/file.shp``.
    layer
        Layer or sheet inside the file; empty for all that no other choice names.
    fields
        Our field names to the file's columns.
    units
        Units of the file's columns, as people write them (``亩``, ``万人``), whatever their headings say.
    states
        Words of the file's column of states to statuses.
    ignored
        Columns that shall not be taken for any field.
    updates
        Facilities that the open project holds already take the file's values; only the import panel says so.
    is_left_out
        The layer shall not be taken over; only the import panel says so, a recipe names what it wants.
    """

    file: str
    layer: str = ""
    name: str = ""
    role: Role | None = None
    encoding: str = ""
    crs: str = ""
    datum: str = ""
    status: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    updates: bool = False
    is_left_out: bool = False


@dataclass(frozen=True)
class Recipe:
    """A whole recipe; without layers the files are recognised."""

    county_name: str = ""
    county_code: str = ""
    crs_epsg: int | None = None
    layers: tuple[LayerChoice, ...] = ()


def find_choice(choices: Iterable[LayerChoice], file: str, layer: str) -> LayerChoice | None:
    """Choice for one layer: one that names it, else one for its whole file, else one for its archive."""
    found = [choice for choice in choices if choice.file == file]
    found += [choice for choice in choices if file.startswith(f"{choice.file}/")]
    named = [choice for choice in found if choice.layer and choice.layer == layer]
    return next(iter(named), next((choice for choice in found if not choice.layer), None))


def read_recipe(path: Path) -> Recipe:
    """Read and check a recipe.

    Raises
    ------
    HavenError
        Anything in it that is not understood, naming the entry.
    """
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise HavenError("recipe_unfit", file=path.name)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise HavenError("recipe_syntax", file=path.name, reason="UTF-8")
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise HavenError("recipe_unfit", file=path.name, details=str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise HavenError("recipe_syntax", file=path.name, reason=str(error), details=str(error)) from error
    reader = _Reader(path)
    reader.keys(table, ("county", "layer"), "")
    county = reader.table(table.get("county", {}), "[county]")
    reader.keys(county, _COUNTY_KEYS, "[county]")
    entries = table.get("layer", [])
    if not isinstance(entries, list):
        raise reader.wrong("layer", str(entries), "[[layer]]", "[[layer]]")
    return Recipe(
        county_name=reader.text(county, "name", "[county]"),
        county_code=reader.text(county, "code", "[county]"),
        crs_epsg=reader.zone(county),
        layers=tuple(reader.layer(entry, number) for number, entry in enumerate(entries, 1)),
    )


def recipe_text(recipe: Recipe) -> str:
    """A recipe as its file says it, from which it can be read again; layers left out are not named."""
    lines: list[str] = []
    county = {"name": recipe.county_name, "code": recipe.county_code}
    if recipe.crs_epsg is not None:
        county["crs"] = f"EPSG:{recipe.crs_epsg}"
    if any(county.values()):
        lines += ["[county]", *_entries(county), ""]
    for choice in recipe.layers:
        if choice.is_left_out:
            continue
        role = choice.role.value if choice.role is not None else ""
        own = {
            key: getattr(choice, key)
            for key in ("file", "layer", "name", "encoding", "crs", "datum", "status")
        }
        lines += ["[[layer]]", *_entries({**own, "role": role})]
        if choice.ignored:
            lines.append(f"ignored = [{', '.join(map(_quoted, choice.ignored))}]")
        for key in ("fields", "units", "states"):
            if table := getattr(choice, key):
                lines += [f"[layer.{key}]", *_entries(table)]
        lines.append("")
    return "\n".join(lines)


def _entries(table: Mapping[str, str]) -> list[str]:
    return [
        f"{_quoted(key) if not key.isidentifier() or not key.isascii() else key} = {_quoted(value)}"
        for key, value in table.items()
        if value
    ]


def _quoted(text: str) -> str:
    """A string as TOML writes it: what JSON escapes, TOML escapes alike, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class _Reader:
    """Checks entries one by one; every complaint names the entry."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def wrong(self, key: str, value: str, allowed: str, place: str) -> HavenError:
        return HavenError(
            "recipe_value", file=self._path.name, entry=key, value=value[:80], allowed=allowed, place=place
        )

    def keys(self, table: Mapping[str, Any], known: Iterable[str], place: str) -> None:
        for key in table:
            if key not in known:
                allowed = ", ".join(known)
                raise HavenError(
                    "recipe_key",
                    file=self._path.name,
                    entry=key,
                    allowed=allowed,
                    place=place or "haven.toml",
                )

    def table(self, value: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self.wrong(place, str(value), place, place)
        return value

    def text(self, table: Mapping[str, Any], key: str, place: str) -> str:
        value = table.get(key, "")
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.wrong(key, str(value), '"…"', place)
        return str(value).strip()

    def one_of(self, table: Mapping[str, Any], key: str, allowed: Iterable[str], place: str) -> str:
        value = self.text(table, key, place)
        if value and value not in allowed:
            raise self.wrong(key, value, ", ".join(allowed), place)
        return value

    def crs(self, table: Mapping[str, Any], place: str) -> str:
        text = self.text(table, "crs", place)
        if text:
            try:
                crs_of.parse_crs(text)
            except HavenError as error:
                raise self.wrong("crs", text, "EPSG:4490, EPSG:4548, …", place) from error
        return text

    def zone(self, county: Mapping[str, Any]) -> int | None:
        text = self.crs(county, "[county]")
        if not text:
            return None
        epsg = crs_of.metric_epsg(crs_of.parse_crs(text))
        if epsg is None:
            raise self.wrong("crs", text, "EPSG:4534 … EPSG:4554, EPSG:326xx, EPSG:3826 …（m）", "[county]")
        return epsg

    def layer(self, value: Any, number: int) -> LayerChoice:
        place = f"[[layer]] {number}"
        entry = self.table(value, place)
        self.keys(entry, _LAYER_KEYS, place)
        file = self._file(entry, place)
        place = f"{place} ({file})"
        role = self.one_of(entry, "role", [role.value for role in Role], place)
        encoding = self.text(entry, "encoding", place)
        if encoding and not python_encoding(encoding):
            raise self.wrong("encoding", encoding, "UTF-8, GBK, GB18030, Big5", place)
        return LayerChoice(
            file=file,
            layer=self.text(entry, "layer", place),
            name=self.text(entry, "name", place),
            role=Role(role) if role else None,
            encoding=encoding,
            crs=self.crs(entry, place),
            datum=self.one_of(entry, "datum", DATUMS, place),
            status=self.one_of(entry, "status", STATUSES, place),
            fields=self._fields(entry, Role(role) if role else None, place),
            units=self._units(entry, place),
            states=self._states(entry, place),
            ignored=self._columns(entry, place),
        )

    def _units(self, entry: Mapping[str, Any], place: str) -> Mapping[str, str]:
        inner = f"{place} [layer.units]"
        table = self.table(entry.get("units", {}), inner)
        found = {key: self.text(table, key, inner) for key in table}
        for key, unit in found.items():
            if not unit_base(unit):
                raise self.wrong(key, unit, "m², 亩, 公顷, 万人, …", inner)
        return found

    def _states(self, entry: Mapping[str, Any], place: str) -> Mapping[str, str]:
        inner = f"{place} [layer.states]"
        table = self.table(entry.get("states", {}), inner)
        return {key: self.one_of(table, key, STATUSES, inner) for key in table}

    def _columns(self, entry: Mapping[str, Any], place: str) -> tuple[str, ...]:
        value = entry.get("ignored", [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong("ignored", str(value), '["…", "…"]', place)
        return tuple(value)

    def _file(self, entry: Mapping[str, Any], place: str) -> str:
        text = self.text(entry, "file", place)
        if not text:
            raise HavenError("recipe_key_missing", file=self._path.name, entry="file", place=place)
        path = PurePosixPath(text.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in text or text.startswith("\\"):
            raise HavenError("recipe_path", file=self._path.name, value=text[:120], place=place)
        parts = path.parts
        # A file inside an archive is named below the archive.
        outer = next(
            (n for n in range(1, len(parts) + 1) if self._path.parent.joinpath(*parts[:n]).is_file()), 0
        )
        if not outer:
            raise HavenError("recipe_file", file=self._path.name, value=str(path), place=place)
        return path.as_posix()

    def _fields(self, entry: Mapping[str, Any], role: Role | None, place: str) -> Mapping[str, str]:
        fields = self.table(entry.get("fields", {}), f"{place} fields")
        known = (*fields_of(role), *COORDINATES) if role is not None else None
        for key in fields:
            if known is not None and key not in known:
                allowed = ", ".join(known)
                raise HavenError(
                    "recipe_key",
                    file=self._path.name,
                    entry=key,
                    allowed=allowed,
                    place=f"{place} [layer.fields]",
                )
        return {key: self.text(fields, key, f"{place} [layer.fields]") for key in fields}
