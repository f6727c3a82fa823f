"""Safe names for files and for the tables and columns inside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from pathlib import PurePath

MAX_BYTES = 120
"""Longest file name that is made, in UTF-8 bytes: leaves room for the folder on Windows (260 characters)."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Text without control, direction and half characters, which could make a name look like another."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if unicodedata.category(char)[0] != "C")


def cut_to_bytes(text: str, limit: int, encoding: str = "utf-8") -> str:
    """Longest start of ``text`` whose encoded form has at most ``limit`` bytes, never half a character."""
    return text.encode(encoding, "replace")[:limit].decode(encoding, "ignore")


def safe_name(text: str, *, fallback: str = "haven") -> str:
    """Turn any text into a file name that Windows, macOS and Linux accept.

    Parameters
    ----------
    text
        Wanted name, with or without an ending; folders in it are not kept.
    fallback
        Name to use when nothing is left.
    """
    name = _FORBIDDEN.sub("_", _plain(text)).strip(" .")
    suffix = PurePath(name).suffix if name else ""
    if len(suffix.encode()) > 12 or " " in suffix:
        suffix = ""
    stem = name[: len(name) - len(suffix)] if suffix else name
    stem = cut_to_bytes(stem, MAX_BYTES - len(suffix.encode())).rstrip(" .")
    name = f"{stem}{suffix}" if stem else fallback
    return f"_{name}" if _RESERVED.match(name) else name


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
    name = re.sub(r"\W+", "_", _plain(text)).strip("_")
    name = cut_to_bytes(name, 60) or "layer"
    reserved = name.casefold().startswith(("gpkg_", "sqlite_", "rtree_", "haven_"))
    return f"t_{name}" if reserved or name[0].isdigit() else name
