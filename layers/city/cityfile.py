"""The file that names a city's own project and its counties'.

TOML, by hand or by a script::

    name = "某市"
    project = "市级.gpkg"          # the city's own project: depots of city level, their stock, the roads
    hours = 8                       # from the order until loads must be there; left out: the rule value's

    [[county]]
    project = "甲县.gpkg"
    reception = [115.78, 36.11]     # where loads go, longitude and latitude (CGCS2000); may be left out

Files are named from the folder of this one.
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from layers.disk.atomic import atomic_write
from models.kernel.errors import HavenError
from models.kernel.schema import DataFileError, Table, Text, checked

_MOST_BYTES = 1_000_000
_MOST_HOURS = 240

Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class _CountyTable(Table):
    project: Text
    reception: tuple[Degrees, Degrees] | None = None


class _CityTable(Table):
    project: Text
    county: Annotated[list[_CountyTable], msgspec.Meta(min_length=1)]
    name: str = ""
    hours: Annotated[float, msgspec.Meta(gt=0, le=_MOST_HOURS)] | None = None


@dataclass(frozen=True)
class CountyEntry:
    """A county of the file: its name there, its project, and where loads for it go if that is said."""

    key: str
    path: Path
    reception: tuple[float, float] | None = None


@dataclass(frozen=True)
class CityFile:
    """What the file says; ``hours`` is ``None`` where the rule value counts."""

    path: Path
    name: str
    project: Path
    counties: tuple[CountyEntry, ...]
    hours: float | None = None


def read_city(path: Path) -> CityFile:
    """Read the file.

    Raises
    ------
    HavenError
        It is not there or not readable (``city_file_unreadable``), or not as it must be (``city_file_bad``).
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise HavenError("city_file_unreadable", file=path.name, folder=str(path.parent)) from error
    try:
        if len(content) > _MOST_BYTES:
            raise ValueError("too large")
        table = checked(tomllib.loads(content.decode("utf-8-sig")), _CityTable, path.name, "the file")
    except (DataFileError, ValueError) as error:  # of no UTF-8 and of no TOML, too
        raise HavenError("city_file_bad", file=path.name, details=str(error), problem=str(error)) from error
    folder = path.parent
    counties = tuple(CountyEntry(one.project, folder / one.project, one.reception) for one in table.county)
    twice = next(
        (one.key for one in counties if [other.path for other in counties].count(one.path) > 1), None
    )
    if twice is not None:
        raise HavenError("city_county_twice", file=path.name, county=twice)
    return CityFile(path, table.name or path.stem, folder / table.project, counties, table.hours)


def write_city(file: CityFile) -> None:
    """Write the file to its path; what was there before is kept beside it as ``.bak``.

    Raises
    ------
    HavenError
        It cannot be written, or names a county twice (``city_county_twice``).
    """

    def write(path: Path) -> None:
        path.write_bytes(city_text(file).encode("utf-8"))

    def check(written: Path) -> None:
        read_city(written)

    atomic_write(file.path, write, check=check, keep_backup=True)


def city_text(file: CityFile) -> str:
    """The file as text: projects named from its folder, or in full where another drive holds them."""
    lines = [f"name = {_quoted(file.name)}", f"project = {_quoted(project_name(file.project, file.path))}"]
    if file.hours is not None:
        lines.append(f"hours = {file.hours:g}")
    for county in file.counties:
        lines += ["", "[[county]]", f"project = {_quoted(project_name(county.path, file.path))}"]
        if county.reception is not None:
            lon, lat = county.reception
            lines.append(f"reception = [{float(lon)!r}, {float(lat)!r}]")
    return "\n".join(lines) + "\n"


def project_name(project: Path, city: Path) -> str:
    """What a city's file calls a project: its path from the file's folder, with ``/`` on every system."""
    try:
        return Path(os.path.relpath(project.absolute(), city.absolute().parent)).as_posix()
    except ValueError:  # of Windows, for another drive
        return project.absolute().as_posix()


def _quoted(text: str) -> str:
    """A string of TOML: its escapes are those of JSON, but for one sign that JSON does not escape."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
