"""Safe names for files: whatever a person typed, every system accepts them and no folder is in them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

MAX_BYTES = 120
"""Longest file name that is made, in UTF-8 bytes: leaves room for the folder on Windows (260 characters)."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def plain_letters(text: str) -> str:
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
    name = _FORBIDDEN.sub("_", plain_letters(text)).strip(" .")
    suffix = PurePath(name).suffix if name else ""
    if len(suffix.encode()) > 12 or " " in suffix:
        suffix = ""
    stem = name[: len(name) - len(suffix)] if suffix else name
    stem = cut_to_bytes(stem, MAX_BYTES - len(suffix.encode())).rstrip(" .")
    name = f"{stem}{suffix}" if stem else fallback
    return f"_{name}" if _RESERVED.match(name) else name


def is_odd_name(name: str) -> bool:
    """Whether some system takes no file of that name: a device's name, forbidden signs, a dot at its end."""
    return bool(_FORBIDDEN.search(name) or _RESERVED.match(name)) or name != name.rstrip(" .")


def printable(name: str) -> str:
    """Name as it can be shown: each sign that cannot be seen is a question mark."""
    return "".join(char if char.isprintable() else "?" for char in name)
