"""Safe names for files, and for the tables and columns inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from models.kernel.filenames import MAX_BYTES, cut_to_bytes, is_odd_name, plain_letters, printable, safe_name

__all__ = [
    "MAX_BYTES",
    "cut_to_bytes",
    "is_odd_name",
    "printable",
    "safe_name",
    "table_name",
    "unique_names",
]


def unique_names(
    wanted: Iterable[str],
    taken: Collection[str] = (),
    *,
    limit: int | None = None,
    length: Callable[[str], int] = len,
) -> list[str]:
    """Make names differ, also for readers that ignore case, by a number at the end.

    Parameters
    ----------
    wanted
        Names in order; the first of equals keeps its name.
    taken
        Names that must not be used.
    limit, length
        Longest name allowed and how it is measured; the number eats into the name.
    """
    used = {name.casefold() for name in taken}
    found: list[str] = []
    for want in wanted:
        name, number = want, 2
        while name.casefold() in used:
            tail = f"_{number}"
            head = want
            while limit is not None and head and length(head + tail) > limit:
                head = head[:-1]
            name, number = head + tail, number + 1
        used.add(name.casefold())
        found.append(name)
    return found


def table_name(text: str) -> str:
    """Name for a table inside a GeoPackage: letters, digits and underscores, not starting with a digit."""
    name = re.sub(r"\W+", "_", plain_letters(text)).strip("_")
    name = cut_to_bytes(name, 60) or "layer"
    reserved = name.casefold().startswith(("gpkg_", "sqlite_", "rtree_", "haven_"))
    return f"t_{name}" if reserved or name[0].isdigit() else name


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name; a name that no system takes is none, and no fault."""
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long, or with a NUL in it
        return False
