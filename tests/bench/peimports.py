"""Which functions of which libraries a compiled file of Windows (PE) asks for, and which it offers."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_64_BIT = 0x20B
_BY_NUMBER = 1 << 63
_EXPORTS, _IMPORTS, _DELAYED = 0, 1, 13


@dataclass(frozen=True)
class Image:
    """Imports by library (those by number as ``#7``), also the ones that are loaded late, and exports."""

    imports: dict[str, frozenset[str]]
    exports: frozenset[str]


def read_image(content: bytes) -> Image:
    """Read the tables of a 64-bit file.

    Raises
    ------
    ValueError
        It is none.
    """
    return _Reader(content).image()


class _Reader:
    def __init__(self, content: bytes) -> None:
        if content[:2] != b"MZ":
            raise ValueError("no program file of Windows")
        (self._head,) = struct.unpack_from("<I", content, 0x3C)
        if content[self._head : self._head + 4] != b"PE\0\0":
            raise ValueError("no program file of Windows")
        self._content = content
        sections, optional = (*struct.unpack_from("<H", content, self._head + 6), self._head + 24)
        (magic,) = struct.unpack_from("<H", content, optional)
        if magic != _64_BIT:
            raise ValueError("not of 64 bits")
        (size,) = struct.unpack_from("<H", content, self._head + 20)
        (count,) = struct.unpack_from("<I", content, optional + 108)
        self._tables = [struct.unpack_from("<II", content, optional + 112 + 8 * n) for n in range(count)]
        self._sections = [
            struct.unpack_from("<IIII", content, optional + size + 40 * n + 8) for n in range(sections)
        ]

    def image(self) -> Image:
        found: dict[str, set[str]] = {}
        for name, functions in (*self._imported(), *self._imported_late()):
            found.setdefault(name, set()).update(functions)
        return Image({name: frozenset(functions) for name, functions in found.items()}, self._exported())

    def _at(self, address: int) -> int:
        """Where in the file an address of memory is."""
        for size, start, stored, offset in self._sections:
            if start <= address < start + max(size, stored):
                return address - start + offset
        raise ValueError("an address outside of the file")

    def _text(self, address: int) -> str:
        start = self._at(address)
        return self._content[start : self._content.index(b"\0", start)].decode("ascii")

    def _table(self, number: int) -> int:
        return self._tables[number][0] if number < len(self._tables) else 0

    def _imported(self) -> list[tuple[str, set[str]]]:
        found = []
        if table := self._table(_IMPORTS):
            place = self._at(table)
            while True:
                names, _, _, library, first = struct.unpack_from("<IIIII", self._content, place)
                if not library:
                    break
                found.append((self._text(library), self._functions(names or first)))
                place += 20
        return found

    def _imported_late(self) -> list[tuple[str, set[str]]]:
        found = []
        if table := self._table(_DELAYED):
            place = self._at(table)
            while True:
                _, library, _, _, names, *_ = struct.unpack_from("<8I", self._content, place)
                if not library:
                    break
                found.append((self._text(library), self._functions(names)))
                place += 32
        return found

    def _functions(self, address: int) -> set[str]:
        found, place = set(), self._at(address)
        while True:
            (entry,) = struct.unpack_from("<Q", self._content, place)
            if not entry:
                return found
            found.add(f"#{entry & 0xFFFF}" if entry & _BY_NUMBER else self._text(entry + 2))
            place += 8

    def _exported(self) -> frozenset[str]:
        table = self._table(_EXPORTS)
        if not table:
            return frozenset()
        place = self._at(table)
        (count,) = struct.unpack_from("<I", self._content, place + 24)
        (names,) = struct.unpack_from("<I", self._content, place + 32)
        if not count:
            return frozenset()
        start = self._at(names)
        return frozenset(
            self._text(struct.unpack_from("<I", self._content, start + 4 * n)[0]) for n in range(count)
        )
