"""PMTiles version 3: tiles in one file, found through directories (github.com/protomaps/PMTiles, spec/v3)."""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from layers.basemap.archive import MOST_ZOOM, TILE_BYTES, About, picture_kind, plain
from models.kernel.errors import HavenError

HEAD = b"PMTiles"
_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_NONE, _GZIP = 1, 2
_VECTOR = 1
_PICTURES = {0, 2, 3, 4}
"""Unknown, PNG, JPEG and WebP; what is unknown is looked at."""
_DIRECTORY_BYTES = 32_000_000
_KEPT_DIRECTORIES = 64
_DEEPEST = 4


@dataclass(frozen=True)
class _Directory:
    """Entries in order of the tiles; a run of 0 leads to a leaf."""

    ids: list[int]
    runs: list[int]
    lengths: list[int]
    offsets: list[int]


class PMTiles:
    """A PMTiles file of pictures.

    Raises
    ------
    HavenError
        It is none (``basemap_unreadable``), holds no tile (``basemap_empty``), or vector tiles
        (``basemap_vector``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: OrderedDict[tuple[int, int], _Directory] = OrderedDict()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise self._unreadable(str(error)) from error
        try:
            self._read_header()
        except BaseException:
            self._file.close()
            raise

    def _read_header(self) -> None:
        head = self._file.read(_HEADER.size)
        if len(head) < _HEADER.size or not head.startswith(HEAD):
            raise self._unreadable("header")
        found = _HEADER.unpack(head)
        version, offsets, kinds = found[1], found[2:13], found[13:19]
        if version != 3:
            raise self._unreadable(f"version {version}")
        self._root = offsets[0], offsets[1]
        self._leaves, self._tiles = offsets[4], offsets[6]
        _, self._packed, self._tile_packed, kind, least, most = kinds
        if kind == _VECTOR:
            raise HavenError("basemap_vector", file=self._path.name)
        if (
            kind not in _PICTURES
            or self._packed not in (_NONE, _GZIP)
            or self._tile_packed not in (0, _NONE, _GZIP)
        ):
            raise self._unreadable(f"tiles {kind}, packed {self._packed}, {self._tile_packed}")
        if not self._directory(*self._root).ids or least > most:
            raise HavenError("basemap_empty", file=self._path.name)
        said = self._metadata(offsets[2], offsets[3])
        name, thanks = plain(said.get("name")), plain(said.get("attribution"))
        self.about = About(name or self._path.stem, thanks, least, min(most, MOST_ZOOM))

    def _metadata(self, offset: int, length: int) -> dict[str, object]:
        try:
            said = msgspec.json.decode(self._unpacked(self._bytes(offset, min(length, _DIRECTORY_BYTES))))
        except (HavenError, msgspec.DecodeError):
            return {}  # names only; the tiles are there all the same
        return said if isinstance(said, dict) else {}

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Picture of a tile."""
        wanted = tile_id(zoom, column, row)
        place = self._root
        for _ in range(_DEEPEST):
            directory = self._directory(*place)
            entry = bisect_right(directory.ids, wanted) - 1
            if entry < 0:
                return None
            first, run = directory.ids[entry], directory.runs[entry]
            offset, length = directory.offsets[entry], directory.lengths[entry]
            if run == 0:
                place = self._leaves + offset, length
                continue
            if wanted >= first + run or length > TILE_BYTES:
                return None
            data = self._bytes(self._tiles + offset, length)
            data = self._unpacked(data) if self._tile_packed == _GZIP else data
            return data if picture_kind(data) else None
        return None

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    # -- inside --------------------------------------------------------------------------------------------
    def _bytes(self, offset: int, length: int) -> bytes:
        try:
            self._file.seek(offset)
            data = self._file.read(length)
        except (OSError, ValueError, OverflowError) as error:
            raise self._unreadable(str(error)) from error
        if len(data) < length:
            raise self._unreadable(f"ends at {offset + len(data)}")
        return data

    def _unpacked(self, data: bytes) -> bytes:
        if self._packed == _NONE and not data.startswith(b"\x1f\x8b"):
            return data
        try:
            unpacker = zlib.decompressobj(wbits=31)
            made = unpacker.decompress(data, _DIRECTORY_BYTES)
        except zlib.error as error:
            raise self._unreadable(str(error)) from error
        if unpacker.unconsumed_tail:
            raise self._unreadable("directory too large")
        return made

    def _directory(self, offset: int, length: int) -> _Directory:
        key = offset, length
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if length > _DIRECTORY_BYTES:
            raise self._unreadable("directory too large")
        data = self._unpacked(self._bytes(offset, length))
        try:
            made = _read_directory(data)
        except (StopIteration, IndexError) as error:  # the data end too soon, or begin with nothing
            raise self._unreadable("directory") from error
        self._kept[key] = made
        while len(self._kept) > _KEPT_DIRECTORIES:
            self._kept.popitem(last=False)
        return made

    def _unreadable(self, details: str) -> HavenError:
        return HavenError("basemap_unreadable", file=self._path.name, details=details)


def _numbers(data: bytes) -> Iterator[int]:
    """Numbers of seven bits a byte, the lowest first, the last without the eighth bit."""
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            continue
        yield value
        value = shift = 0


def _read_directory(data: bytes) -> _Directory:
    numbers = _numbers(data)
    count = next(numbers)
    if count > len(data):  # each entry has four numbers
        raise StopIteration
    ids, last = [], 0
    for _ in range(count):
        last += next(numbers)
        ids.append(last)
    runs = [next(numbers) for _ in range(count)]
    lengths = [next(numbers) for _ in range(count)]
    offsets: list[int] = []
    for place in range(count):
        offset = next(numbers)
        # 0: right behind the one before
        offsets.append(offset - 1 if offset else offsets[-1] + lengths[place - 1])
    return _Directory(ids, runs, lengths, offsets)


def tile_id(zoom: int, column: int, row: int) -> int:
    """Number of a tile: those of farther zooms first, then along a Hilbert curve."""
    before = (4**zoom - 1) // 3
    x, y, place = column, row, 0
    side = 2**zoom // 2
    while side:
        right, lower = int(x & side > 0), int(y & side > 0)
        place += side * side * ((3 * right) ^ lower)
        if lower == 0:
            if right == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        side //= 2
    return before + place
