"""Makes smaller what libraries bring into the bundle; asked by ``resources/bundle/haven.spec``.

Wheels carry each a copy of what they share, and more data than one program reads (docs/adr/0031-bundle.md).
Nothing here needs a compiler or a linker: names in compiled files are exchanged where they stand, and data
are left out.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping

_HASHED = re.compile(r"^(?P<stem>.+?)-(?:[0-9a-f]{8}|[0-9a-f]{32})(?P<rest>\..+)$")
_PAGE = 0x1000
_LOAD, _DYNAMIC = 1, 2
_ICU_MAGIC = b"\xda\x27"
_ICU_COMMON = b"CmnD"

UNUSED_FILES = (
    *("libQt6Qml", "libQt6Quick", "libQt6VirtualKeyboard", "libQt6Designer", "libQt6Labs", "libQt6Network"),
    *("Qt6Qml", "Qt6Quick", "Qt6VirtualKeyboard", "Qt6Designer", "Qt6Network", "Qt6Pdf", "opengl32sw"),
    *("libQt6EglFS", "libqlinuxfb", "libqvkkhrdisplay", "libqvnc", "libqminimal", "libqeglfs", "libqgtk3"),
    *("libqpdf", "qpdf", "libqtvirtualkeyboard", "qtvirtualkeyboard", "qdirect2d", "qminimal"),
)
"""Libraries and plugins that no module of ours loads, by how the file's name begins."""
UNUSED_FOLDERS = (
    *("PySide6/qml/", "PySide6/translations/", "resources/requirements/", "resources/bundle/"),
    *("rasterio.libs/", "rasterio/gdal_data/", "rasterio/proj_data/", "pyogrio/proj_data/"),
    *("distributed/http/static/", "pyqtgraph/icons/peegee/"),
)
USED_PLUGINS = (
    *("iconengines", "imageformats", "platforminputcontexts", "platforms", "platformthemes", "printsupport"),
    *("styles", "wayland-", "xcbglintegrations"),
)
"""Kinds of Qt's plugins that a program of widgets asks for, by how they begin."""
USED_GDAL_DATA = ("osmconf.ini", "header.dxf", "trailer.dxf")
"""Of GDAL's own data: how to read OpenStreetMap, and the head and foot of a drawing."""
SOURCES = (".pyx", ".pxd", ".pxi", ".pyi", ".h", ".c")
"""Endings of sources of compiled modules, which no program reads."""


def is_wanted(name: str) -> bool:
    """Whether a file is put into the bundle, by its place there."""
    path = name.replace("\\", "/").replace("PySide6/Qt/", "PySide6/")
    folder, _, file = path.rpartition("/")
    if folder.startswith("PySide6/plugins/") and not folder.split("/")[2].startswith(USED_PLUGINS):
        return False
    if folder == "pyogrio/gdal_data":
        return file in USED_GDAL_DATA
    if "__pycache__" in folder or file.startswith(UNUSED_FILES) or path.startswith(UNUSED_FOLDERS):
        return False
    return not (folder and file.endswith(SOURCES) and not folder.startswith("resources"))


# -- names -------------------------------------------------------------------------------------------------
def plain_name(name: str) -> str:
    """Name of a library without the mark of its wheel: ``libgdal-1a2b3c4d.so.37`` is ``libgdal``."""
    match = _HASHED.match(name)
    return match["stem"] if match else name


def exchanged(asked: Iterable[str], there: Iterable[str]) -> dict[str, str]:
    """For each library that is asked for, the one of the same plain name that is there instead."""
    by_name = {plain_name(name): name for name in there}
    return {name: by_name[plain_name(name)] for name in asked if plain_name(name) in by_name}


def renamed(content: bytes, names: Mapping[str, str]) -> bytes:
    """A compiled file (ELF or PE) with other names in the place of some: of libraries, or of folders.

    Raises
    ------
    ValueError
        A new name has no room in the place of the old one.
    """
    for old, new in names.items():
        before, after = old.encode("ascii"), new.encode("ascii")
        if len(after) > len(before):
            raise ValueError(f"{new} is longer than {old}")
        whole = re.compile(rb"(?<![\w.$/-])" + re.escape(before) + rb"(?=\0)")
        content = whole.sub(after.ljust(len(before), b"\0"), content)
    return content


# -- tables for debuggers ----------------------------------------------------------------------------------
def only_loaded(content: bytes) -> bytes:
    """A library or module of Linux without what only debuggers and linkers read: just what the system loads.

    ``strip`` does not do for files whose names were changed after they were linked, as wheels' are: it
    leaves parts where the system cannot map them ("ELF load command address/offset not page-aligned"). What
    is no such file, or is no smaller afterwards, comes back as it is.
    """
    if content[:5] != b"\x7fELF\x02":
        return content
    try:
        parts = _parts(content)
    except struct.error:  # only the beginning of one
        return content
    loaded = sorted((part for _, part in parts if part[0] == _LOAD), key=lambda part: part[2])
    small, places = bytearray(), {}
    for _, _, offset, address, _, size, _, align in loaded:
        # An offset agrees with its address within a page, or whatever the file calls one.
        small += bytes((offset - len(small)) % max(align, 1)) if small else b""
        places[address] = len(small)
        small += content[offset : offset + size]
    if not loaded or loaded[0][2] != 0 or len(small) >= len(content):
        return content

    def moved(address: int) -> int | None:
        for _, _, _, start, _, size, _, _ in loaded:
            if start <= address < start + size:
                return places[start] + address - start
        return None

    (table,) = struct.unpack_from("<Q", content, 32)
    holder = next((part for part in loaded if part[2] <= table < part[2] + part[5]), None)
    if holder is None:
        return content
    new_table = places[holder[3]] + table - holder[2]
    for place, (kind, _, _, address, _, size, _, _) in parts:
        now = places[address] if kind == _LOAD else moved(address) if size else 0
        if now is None:
            return content
        struct.pack_into("<Q", small, place - table + new_table + 8, now)
    struct.pack_into("<QQ", small, 32, new_table, 0)  # where the program headers are; no sections
    struct.pack_into("<HHH", small, 58, 0, 0, 0)
    return bytes(small)


def _parts(content: bytes) -> list[tuple[int, tuple[int, ...]]]:
    """Program headers of a 64-bit ELF: where each stands, then type, flags, offset, address and so on."""
    (first,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    places = [first + size * number for number in range(count)]
    return [(place, struct.unpack_from("<IIQQQQQQ", content, place)) for place in places]


# -- data of ICU -------------------------------------------------------------------------------------------
def is_icu_wanted(name: str) -> bool:
    """Whether Qt asks ICU for a file of its data in a program that speaks Chinese and English.

    It compares words, converts between encodings and names time zones; it asks for no units, currencies,
    transliterations or numbers in words. What is not there is answered from the general rules (``root``).
    """
    *folders, file = name.split("/")[1:]
    stem, _, ending = file.rpartition(".")
    if folders and folders[0] not in ("coll", "zone"):
        return False
    if ending == "cnv":
        return stem in _CHINESE_ENCODINGS
    if ending == "res" and re.fullmatch(r"[a-z]{2,3}(_[A-Z][A-Za-z]+)*", stem):
        return stem.split("_")[0] in ("zh", "en")
    return ending in ("res", "icu", "nrm") and stem != "unames"


_CHINESE_ENCODINGS = (
    *("gb18030", "windows-936-2000", "ibm-1386_P100-2001", "ibm-1383_P110-1999"),
    *("windows-950-2000", "ibm-950_P110-1999", "ibm-1373_P100-2002", "ibm-1375_P100-2008"),
)


def icu_cut(content: bytes, is_wanted: Callable[[str], bool] = is_icu_wanted) -> bytes:
    """The library that holds ICU's data under Linux, with the wanted files among them alone.

    It has nothing but this one object and the list of what the loader must know, which stands behind it and
    keeps its address.

    Raises
    ------
    ValueError
        It is not laid out like that.
    """
    start = _icu_start(content)
    (header,) = struct.unpack_from("<H", content, start)
    data = _icu_data(content[start:], header, is_wanted)
    tail = next((part for _, part in _parts(content) if part[0] == _DYNAMIC), None)
    loaded = [(place, part) for place, part in _parts(content) if part[0] == _LOAD]
    if tail is None or len(loaded) != 2 or loaded[0][1][2] != 0 or tail[2] < start + len(data):
        raise ValueError("not a library of data alone")
    offset, size = tail[2], tail[5]
    cut = bytearray(content[:start] + data)
    end = len(cut)
    moved = -(-end // _PAGE) * _PAGE + offset % _PAGE  # an offset must agree with its address within a page
    cut += bytes(moved - end) + content[offset : offset + size]
    for place, (kind, flags, where, address, physical, _, _, align) in _parts(content):
        if place == loaded[0][0]:
            struct.pack_into("<IIQQQQQQ", cut, place, kind, flags, where, address, physical, end, end, align)
        elif where == offset:
            struct.pack_into("<Q", cut, place + 8, moved)
    struct.pack_into("<Q", cut, 40, 0)  # the sections, which only linkers read, stay behind
    struct.pack_into("<HHH", cut, 58, 0, 0, 0)
    return bytes(cut)


def _icu_start(content: bytes) -> int:
    """Where ICU's data begin."""
    at = content.find(_ICU_MAGIC)
    while at > 0 and content[at + 10 : at + 14] != _ICU_COMMON:
        at = content.find(_ICU_MAGIC, at + 1)
    if at < 2:
        raise ValueError("no data of ICU")
    return at - 2


def _icu_data(data: bytes, header: int, is_wanted: Callable[[str], bool]) -> bytes:
    """ICU's data anew: its head, a list of names and places, the names, the files from multiples of 16 on."""
    (count,) = struct.unpack_from("<I", data, header)
    entries = [struct.unpack_from("<II", data, header + 4 + 8 * number) for number in range(count)]
    names = [data[header + at : data.index(b"\0", header + at)] for at, _ in entries]
    ends = [at for _, at in entries[1:]] + [len(data) - header]
    kept = [
        (name, data[header + at : header + end])
        for name, (_, at), end in zip(names, entries, ends, strict=True)
        if is_wanted(name.decode("ascii"))
    ]
    if kept and kept[-1][0] == names[-1]:
        raise ValueError("nobody knows where the last file ends")
    listed = 4 + 8 * len(kept)
    text = b"".join(name + b"\0" for name, _ in kept)
    place = -(-(listed + len(text)) // 16) * 16
    head, body, name_at = [struct.pack("<I", len(kept))], bytearray(), listed
    for name, file in kept:
        head.append(struct.pack("<II", name_at, place + len(body)))
        body += file + bytes(-len(file) % 16)
        name_at += len(name) + 1
    return data[:header] + b"".join(head) + text + bytes(place - listed - len(text)) + bytes(body)
