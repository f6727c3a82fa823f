"""Make a PDF that Qt wrote say what its letters are, and what day it was made.

Qt names each glyph by the first character that the font draws with it. Chinese fonts draw the radicals of the
dictionary (U+2E80 to U+2FDF) with the glyphs of ordinary characters, which come later: a search for 高 would
find nothing, because the file says ⾼. The tables of names are written again, as an update at the end of the
file, which is what the format provides for changes.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QRawFont

from ui.cartography.style import map_style

RADICALS = range(0x2E80, 0x2FE0)
CHARACTERS = range(0x4E00, 0xA000)
LOOK_ALIKES = {0x0009: 0x0020, 0x00A0: 0x0020, 0x00AD: 0x002D, 0x2012: 0x2013}
"""Characters that share a glyph with a later one which is the one that people type."""
_TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
_NAMES = re.compile(rb"(^<[0-9A-Fa-f]{4}> <[0-9A-Fa-f]{4}> )(\[[^\]]*\]|<[0-9A-Fa-f]{4}>)", re.MULTILINE)
"""A range of glyph numbers, which stay, and the names of its glyphs."""
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
_HEAD = re.compile(rb"\n\d+ 0 obj\b(.*?)stream\r?\n", re.DOTALL)
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")


def make_searchable(path: Path) -> None:
    """Rewrite the tables of names in a PDF by Qt; ValueError if the file is not built as Qt builds it."""
    data = path.read_bytes()
    names = _unified_names()
    changed: dict[int, bytes] = {}
    for number in sorted({int(match) for match in _TABLE.findall(data)}):
        table = _stream(data, number)
        fixed = renamed(table, names)
        if fixed != table:
            changed[number] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(fixed), fixed)
    path.write_bytes(_updated(data, changed) if changed else data)


def renamed(table: bytes, names: Mapping[int, int]) -> bytes:
    """Table of names with some of its names put in place of others; the numbers of the glyphs stay."""

    def name(match: re.Match[bytes]) -> bytes:
        code = int(match[1], 16)
        return b"<%04X>" % names.get(code, code)

    return _NAMES.sub(lambda match: match[1] + _CODE.sub(name, match[2]), table)


def set_day(path: Path, day: date) -> None:
    """Write a day into a PDF in place of the moment it was written: the same sheet gives the same file."""
    text = f"{day:%Y%m%d}000000".encode()
    data = path.read_bytes()
    path.write_bytes(
        _DATE.sub(
            lambda match: match[0].replace(re.search(rb"\d{14}", match[0])[0], text),  # type: ignore[index]
            data,
        )
    )


@lru_cache(maxsize=1)
def _unified_names() -> dict[int, int]:
    """Ordinary character for each radical: as Unicode says, else as the fonts of the map draw them."""
    names = dict(LOOK_ALIKES)
    for family in map_style().fonts.families:
        font = QRawFont.fromFont(QFont(family))
        if font.familyName() != family:
            continue
        glyphs = font.glyphIndexesForString("".join(map(chr, CHARACTERS)))
        by_glyph: dict[int, int] = {}
        for code, glyph in zip(CHARACTERS, glyphs, strict=False):
            by_glyph.setdefault(glyph, code)
        by_glyph.pop(0, None)
        for code, glyph in zip(
            RADICALS, font.glyphIndexesForString("".join(map(chr, RADICALS))), strict=False
        ):
            if glyph in by_glyph:
                names.setdefault(code, by_glyph[glyph])
    for code in RADICALS:
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code) and len(plain) == 1:
            names[code] = ord(plain)
    return names


def _stream(data: bytes, number: int) -> bytes:
    """Content of a stream object."""
    # Looked for as letters: a pattern would be tried at each of a large map's twenty million.
    start = data.find(b"\n%d 0 obj" % number)
    head = _HEAD.match(data, start) if start >= 0 else None
    if head is None:
        raise ValueError(f"PDF object {number} is missing")
    if b"/FlateDecode" in head[1]:
        return zlib.decompressobj().decompress(data[head.end() :])
    return data[head.end() : data.index(b"endstream", head.end())].rstrip(b"\r\n")


def _updated(data: bytes, changed: dict[int, bytes]) -> bytes:
    """File with new versions of some objects appended."""
    trailer = data.rindex(b"trailer")
    entries = re.search(rb"<<(.*?)>>\s*startxref\s+(\d+)", data[trailer:], re.DOTALL)
    if entries is None:
        raise ValueError("PDF without a trailer")
    parts = [data if data.endswith(b"\n") else data + b"\n"]
    position = len(parts[0])
    places: dict[int, int] = {}
    for number, body in changed.items():
        places[number] = position
        written = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        parts.append(written)
        position += len(written)
    parts.append(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        parts.append(b"%d 1\n%010d 00000 n \n" % (number, place))
    kept = re.sub(rb"/Prev \d+", b"", entries[1]).strip()
    parts.append(
        b"trailer\n<<\n%b\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (kept, int(entries[2]), position)
    )
    return b"".join(parts)
