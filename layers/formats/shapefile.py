"""What GDAL does not say of a Shapefile: parts that are missing or disagree, and how its text is encoded."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from layers.formats import gdal
from layers.formats.encodings import is_everyday, likeliest
from layers.formats.sniff import SIDECARS
from models.kernel.errors import HavenError

_LDID = {
    0x4D: "GB18030",  # Chinese GBK, Windows
    0x7A: "GB18030",  # Chinese GBK, ArcGIS
    0x4F: "Big5",
    0x78: "Big5",
    0x03: "cp1252",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
}
_MOST_SAMPLED = 8000
_WESTERN = ("cp125", "cp437", "cp850", "iso8859", "latin", "mac-")
_ESCAPES = frozenset(["idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"])
"""What Python also calls codecs, though nobody keeps a table in them."""


@dataclass(frozen=True)
class TextEncoding:
    """Encoding of a Shapefile's text: its Python name, where that was found, and what was claimed instead."""

    name: str
    source: str
    claimed: str = ""


def part(path: Path, ending: str) -> Path | None:
    """Sibling of a Shapefile with another ending, whatever its case."""
    for candidate in (path.with_suffix(ending), path.with_suffix(ending.upper())):
        if candidate.is_file():
            return candidate
    return next((entry for entry in siblings(path) if entry.suffix.lower() == ending), None)


def siblings(path: Path) -> Iterator[Path]:
    """Files that belong to a Shapefile or raster by their name; HavenError for one that is no file."""
    stem = path.stem.casefold()
    for entry in path.parent.iterdir():
        if entry.stem.casefold() == stem and entry.suffix.lower() in SIDECARS:
            gdal.check_ordinary(entry)
            if entry.is_file():
                yield entry


def check_parts(path: Path) -> None:
    """Make sure that geometry, index and table are there and belong together.

    Raises
    ------
    HavenError
        ``shx_missing``, ``shx_damaged``, ``shp_damaged``, ``dbf_missing`` or ``shp_parts_disagree``.
    """
    for _ in siblings(path):  # GDAL opens more of them than are needed here
        pass
    shx, dbf = part(path, ".shx"), part(path, ".dbf")
    if shx is None:
        raise HavenError("shx_missing", file=path.name, part=path.with_suffix(".shx").name)
    if dbf is None:
        raise HavenError("dbf_missing", file=path.name, part=path.with_suffix(".dbf").name)
    shx_size = shx.stat().st_size
    with shx.open("rb") as file:
        header = file.read(100)
    if shx_size < 100 or (shx_size - 100) % 8 or header[:4] != b"\x00\x00\x27\x0a":
        raise HavenError("shx_damaged", file=path.name, part=shx.name)
    with path.open("rb") as file:
        stated = struct.unpack(">i", file.read(28)[24:])[0] * 2
    if stated > path.stat().st_size or stated < 100:
        raise HavenError("shp_damaged", file=path.name)
    shapes = (shx_size - 100) // 8
    table = _Table(dbf)
    rows = table.rows
    if table.header_bytes + rows * table.row_bytes > dbf.stat().st_size + 1:
        raise HavenError("dbf_damaged", file=path.name, part=dbf.name)
    if rows != shapes:
        raise HavenError("shp_parts_disagree", file=path.name, shapes=shapes, rows=rows)


class _Table:
    """Header of a dBASE table."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            header = file.read(32)
            if len(header) < 32:
                raise HavenError("dbf_damaged", file=path.name, part=path.name)
            self.rows, self.header_bytes, self.row_bytes = struct.unpack("<IHH", header[4:12])
            self.ldid = header[29]
            fields = file.read(max(0, self.header_bytes - 32))
        if self.header_bytes < 33 or self.row_bytes < 1 or len(fields) < self.header_bytes - 32:
            raise HavenError("dbf_damaged", file=path.name, part=path.name)
        self.fields: list[tuple[bytes, str, int]] = []
        for start in range(0, len(fields) - 31, 32):
            if fields[start] == 0x0D:
                break
            name = fields[start : start + 11].split(b"\x00")[0]
            self.fields.append((name, chr(fields[start + 11]), fields[start + 16]))

    def texts(self) -> list[bytes]:
        """Field names and text values that hold anything but ASCII, at most some thousands."""
        found = [name for name, _, _ in self.fields if not name.isascii()]
        places, offset = [], 1
        for _, kind, length in self.fields:
            if kind == "C":
                places.append(slice(offset, offset + length))
            offset += length
        with self.path.open("rb") as file:
            file.seek(self.header_bytes)
            while len(found) < _MOST_SAMPLED:
                row = file.read(self.row_bytes)
                if len(row) < self.row_bytes:
                    break
                if row.isascii():
                    continue
                found += [value for place in places if not (value := row[place].rstrip(b"\x00 ")).isascii()]
        return found


def text_encoding(path: Path) -> TextEncoding:
    """Encoding of a Shapefile's text: what it says of itself, unless the text itself proves it wrong."""
    dbf = part(path, ".dbf")
    if dbf is None:
        return TextEncoding("UTF-8", "none")
    table = _Table(dbf)
    claimed, source = _claimed(path, table)
    texts = table.texts()
    if not texts:
        return TextEncoding(claimed or "UTF-8", source or "ascii")
    # Text that is valid UTF-8, but for a character cut in half, is UTF-8: by chance GBK text hardly ever is.
    if claimed != "UTF-8" and _mostly_decode(texts, "UTF-8"):
        return TextEncoding("UTF-8", "content", claimed)
    codec = likeliest(texts)
    likely = python_encoding(codec)
    # Any bytes are text in the encodings of the West, which programs name where nobody chose one.
    is_default = claimed.startswith(_WESTERN) and is_everyday(texts, codec)
    if claimed and not is_default and _mostly_decode(texts, claimed):
        return TextEncoding(claimed, source)
    return TextEncoding(likely, "content", claimed)


def _claimed(path: Path, table: _Table) -> tuple[str, str]:
    cpg = part(path, ".cpg")
    if cpg is not None:
        text = cpg.read_bytes()[:64].decode("ascii", "ignore").strip().strip("\x00\ufeff")
        name = python_encoding(text)
        if name:
            return name, "cpg"
    ldid = _LDID.get(table.ldid, "")
    return ldid, "ldid" if ldid else ""


def python_encoding(text: str) -> str:
    """Name that Python and GDAL both know for what people write for an encoding; empty if nobody knows it."""
    plain = text.strip().casefold().replace("ansi ", "").replace("_", "-")
    if plain in (
        "936",
        "cp936",
        "gbk",
        "gb2312",
        "gb18030",
        "chs",
        "oem 936",
        "ms936",
        "x-gbk",
        "windows-936",
    ):
        return "GB18030"
    if plain in ("utf8", "utf-8", "65001", "cp65001", "utf-8-sig", "unicode"):
        return "UTF-8"
    if plain in ("950", "cp950", "big5"):
        return "Big5"
    if plain in ("932", "cp932", "shift-jis", "sjis", "ms932", "windows-31j"):
        return "cp932"
    if plain in ("1252", "8859-1", "88591"):
        return "cp1252"
    try:
        name = codecs.lookup(plain).name
        is_text = name.startswith("utf-16") or b"a1,".decode(name) == "a1,"
    except (LookupError, ValueError):
        return ""
    return name if is_text and name not in _ESCAPES else ""


def _mostly_decode(texts: Sequence[bytes], encoding: str) -> bool:
    """Whether texts are in an encoding, but for a few with a broken character."""
    return 4 * sum(_decodes(text, encoding) for text in texts) > 3 * len(texts)


def _decodes(text: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding; a character cut off at the end (fixed width) is no fault."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(text, final=False)
    except UnicodeDecodeError:
        return False
    return True


def decoded(text: str, encoding: str) -> str:
    """Text whose bytes were taken for Latin-1; half a character at its end is left out."""
    data = text.encode("latin-1", "ignore")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return codecs.getincrementaldecoder(encoding)("replace").decode(data, final=False)


def decoded_column(values: NDArray[Any], encoding: str) -> NDArray[Any]:
    """Column with :func:`decoded` texts; other columns stay as they are."""
    if values.dtype != object:
        return values
    result = values.copy()
    for index, value in enumerate(values):
        if isinstance(value, str) and not value.isascii():
            result[index] = decoded(value, encoding)
    return result
