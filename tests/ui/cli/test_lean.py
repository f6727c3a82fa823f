"""What makes the bundle small: names exchanged in compiled files, and files cut down to what is loaded."""

from __future__ import annotations

import ctypes
import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.check_dlls import lacking_functions, missing_of
from tests.bench.peimports import Image, read_image
from ui.cli.lean import exchanged, icu_cut, is_icu_wanted, is_wanted, only_loaded, plain_name, renamed

PAGE = 0x1000


def test_a_name_is_known_without_the_mark_of_its_wheel() -> None:
    assert plain_name("libgdal-1a2b3c4d.so.37.3") == "libgdal"
    assert plain_name("gdal-0123456789abcdef0123456789abcdef.dll") == "gdal"
    assert plain_name("libsqlite3.so.0") == "libsqlite3.so.0"
    assert exchanged(["gdal-00000000.dll", "msvcp140.dll"], ["gdal-11111111.dll", "geos-22222222.dll"]) == {
        "gdal-00000000.dll": "gdal-11111111.dll"
    }


def test_only_whole_names_are_exchanged_and_the_file_keeps_its_length() -> None:
    content = b"\0liba-1.so\0xliba-1.so\0liba-1.so.2\0"
    assert renamed(content, {"liba-1.so": "b.so"}) == b"\0b.so\0\0\0\0\0\0xliba-1.so\0liba-1.so.2\0"
    with pytest.raises(ValueError, match="longer"):
        renamed(content, {"liba-1.so": "liba-1.so.3"})


@given(st.binary(max_size=200))
def test_what_is_no_library_stays_as_it_is(content: bytes) -> None:
    assert only_loaded(content) == content
    assert renamed(content, {"nowhere.so": "b.so"}) == content


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/plugins/sqldrivers/qsqlite.dll", False),
        ("PySide6/Qt/qml/QtQuick/x.so", False),
        ("rasterio.libs/libgdal-1a2b3c4d.so.36", False),
        ("pyogrio/gdal_data/osmconf.ini", True),
        ("pyogrio/gdal_data/ecw_cs.wkt", False),
        ("pyproj/_crs.pyx", False),
        ("resources/manual/zh/start.md", True),
    ],
)
def test_what_is_put_into_the_bundle(name: str, wanted: bool) -> None:
    assert is_wanted(name) is wanted


def test_of_icu_what_qt_asks_for_stays() -> None:
    wanted = [name for name in NAMES if is_icu_wanted(f"icudt73l/{name}")]
    assert wanted == ["coll/de.res", "coll/root.res", "coll/zh.res", "gb18030.cnv", "nfkc.nrm", "zh.res"][1:]


NAMES = [
    "coll/de.res",
    "coll/root.res",
    "coll/zh.res",
    "curr/zh.res",
    "gb18030.cnv",
    "ibm-37.cnv",
    "nfkc.nrm",
    "zh.res",
    "zu.res",
]


def library_of_data(names: list[str]) -> bytes:
    """A library as ICU's is laid out: one loaded part with the data, behind it the list for the loader."""
    header = struct.pack("<HBBHHBBBB4s", 32, 0xDA, 0x27, 20, 0, 0, 0, 2, 0, b"CmnD") + bytes(16)
    files = [name.encode() * 100 for name in names]
    texts = [f"icudt73l/{name}\0".encode() for name in names]
    listed = 4 + 8 * len(names)
    place = -(-(listed + sum(map(len, texts))) // 16) * 16
    entries, name_at, file_at = b"", listed, place
    for text, file in zip(texts, files, strict=True):
        entries += struct.pack("<II", name_at, file_at)
        name_at, file_at = name_at + len(text), file_at + -(-len(file) // 16) * 16
    body = b"".join(file + bytes(-len(file) % 16) for file in files)
    toc = struct.pack("<I", len(names)) + entries + b"".join(texts)
    data = header + toc + bytes(place - len(toc)) + body
    end = PAGE + len(data)
    tail_at = -(-end // PAGE) * PAGE + 0x10
    head = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 999, 0, 64, 56, 3, 64, 1, 0)
    )
    parts = [
        (1, 4, 0, 0, 0, end, end, PAGE),
        (1, 6, tail_at, tail_at + PAGE, 0, 16, 16, PAGE),
        (2, 6, tail_at, tail_at + PAGE, 0, 16, 16, 8),
    ]
    table = b"".join(struct.pack("<IIQQQQQQ", *part) for part in parts)
    first = head + table
    whole = first + bytes(PAGE - len(first)) + data
    return whole + bytes(tail_at - len(whole)) + b"for the loader.." + b"sections"


def test_icu_keeps_the_wanted_files_and_the_loader_finds_its_list() -> None:
    content = library_of_data(NAMES)
    cut = icu_cut(content)
    assert len(cut) < len(content)
    start = PAGE + 32
    (count,) = struct.unpack_from("<I", cut, start)
    entries = [struct.unpack_from("<II", cut, start + 4 + 8 * n) for n in range(count)]
    names = [cut[start + at : cut.index(b"\0", start + at)].decode() for at, _ in entries]
    assert names == [
        "icudt73l/coll/root.res",
        "icudt73l/coll/zh.res",
        "icudt73l/gb18030.cnv",
        "icudt73l/nfkc.nrm",
        "icudt73l/zh.res",
    ]
    for name, (_, at) in zip(names, entries, strict=True):
        assert at % 16 == 0
        file = name.removeprefix("icudt73l/").encode() * 100
        assert cut[start + at : start + at + len(file)] == file
    offset, address = struct.unpack_from("<QQ", cut, 64 + 56 * 2 + 8)
    assert cut[offset : offset + 16] == b"for the loader.."
    assert offset % PAGE == address % PAGE
    with pytest.raises(ValueError, match="no data of ICU"):
        icu_cut(b"\x7fELF" + bytes(200))


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
def test_a_library_that_is_cut_down_is_still_loaded(tmp_path: Path) -> None:
    import numpy as np

    libs = Path(np.__file__).parents[1] / "numpy.libs"
    whole = next(libs.glob("libquadmath*"))
    small = tmp_path / whole.name
    small.write_bytes(only_loaded(whole.read_bytes()))
    assert small.stat().st_size < whole.stat().st_size
    assert ctypes.CDLL(str(small)).strtoflt128 is not None


def file_of_windows(asked: dict[str, list[str]]) -> bytes:
    """A 64-bit file with nothing but a table of imports, in one section that is loaded where it stands."""
    start = 0x200
    body = bytearray(20 * (len(asked) + 1))
    for number, (library, functions) in enumerate(asked.items()):
        names = []
        for function in functions:
            names.append(start + len(body))
            body += b"\0\0" + function.encode() + b"\0"
        body += bytes(-len(body) % 8)
        hints = len(body)
        body += b"".join(struct.pack("<Q", name) for name in names) + bytes(8)
        name_at = len(body)
        body += library.encode() + b"\0"
        struct.pack_into("<IIIII", body, 20 * number, start + hints, 0, 0, start + name_at, start + hints)
    tables = struct.pack("<IIII", 0, 0, start, len(body))
    optional = struct.pack("<H", 0x20B).ljust(108, b"\0") + struct.pack("<I", 2) + tables
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0)
    section = b".idata\0\0" + struct.pack("<IIII", len(body), start, len(body), start) + bytes(16)
    whole = head + coff + optional + section
    return whole.ljust(start, b"\0") + bytes(body)


def test_what_a_file_of_windows_asks_for_is_read_and_held_against_what_is_there() -> None:
    asked = {"KERNEL32.dll": ["Sleep"], "gdal-00000000.dll": ["GDALOpen", "GDALClose"]}
    image = read_image(file_of_windows(asked))
    assert image.imports == {name: frozenset(functions) for name, functions in asked.items()}
    assert image.exports == frozenset()
    with pytest.raises(ValueError, match="no program file"):
        read_image(b"MZ".ljust(0x100, b"\0"))

    images = {
        "rasterio/_io.pyd": image,
        "rasterio.libs/gdal-00000000.dll": Image({}, frozenset()),
        "pyogrio.libs/gdal-11111111.dll": Image({"msvcp140.dll": frozenset()}, frozenset({"GDALOpen"})),
    }
    assert [(one.asks, one.why) for one in missing_of(images, "3.11")] == [("msvcp140.dll", "C++ runtime")]
    assert lacking_functions(images) == {"rasterio/_io.pyd: gdal-00000000.dll": frozenset({"GDALClose"})}
