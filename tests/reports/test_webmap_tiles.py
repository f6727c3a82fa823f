"""Tiles under the web map, and the size that the page keeps to."""

from __future__ import annotations

import os
import re
import sqlite3
import struct
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import t
from reports.context import ReportContext
from reports.safe import safe_html
from reports.webmap import write_webmap
from reports.webmap.limits import page_size, tile_limits
from reports.webmap.page import _bounds
from reports.webmap.shapes import details
from reports.webmap.tiles import read_tiles, tile_at
from tests.helpers import shared_data

BOX = (116.95, 35.95, 117.05, 36.05)


def png(side: int = 1) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(side: int = 256) -> bytes:
    """The head of a picture, with what every JPEG file has before it."""
    before = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    return b"\xff\xd8" + before + b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, side, side, 1) + b"\0" * 50


def mbtiles(
    path: Path, zooms: tuple[int, ...] = (9, 10), data: Any = None, box: Any = BOX, thanks: str = ""
) -> Path:
    """Tiles of a place; rows are counted from the south, as the format asks for."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        connection.execute("CREATE TABLE metadata (name, value)")
        connection.execute("INSERT INTO metadata VALUES ('attribution', ?)", (thanks,))
        for zoom in zooms:
            west, north = tile_at(box[0], box[3], zoom)
            east, south = tile_at(box[2], box[1], zoom)
            for column in range(west, east + 1):
                for row in range(north, south + 1):
                    values = (zoom, column, 2**zoom - 1 - row, png() if data is None else data)
                    connection.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", values)
    return path


def refused(path: Path, key: str) -> HavenError:
    with pytest.raises(HavenError) as raised:
        read_tiles(path, BOX)
    assert raised.value.key == key
    return raised.value


def limited(monkeypatch: pytest.MonkeyPatch, **changes: float) -> None:
    for name, value in changes.items():
        monkeypatch.setattr(tile_limits(), name, value)


# -- reading ------------------------------------------------------------------------------------------------
def test_columns_and_rows_are_those_of_the_usual_web_projection() -> None:
    # The whole world is one tile; Greenwich and the equator meet in the middle of four.
    assert tile_at(0.0, 0.0, 0) == (0, 0)
    assert tile_at(-0.001, 0.001, 1) == (0, 0)
    assert tile_at(0.001, -0.001, 1) == (1, 1)
    assert tile_at(-180.0, 90.0, 5) == (0, 0)
    assert tile_at(180.0, -90.0, 5) == (31, 31)


def test_rows_are_turned_over_and_zooms_told(tmp_path: Path) -> None:
    made = read_tiles(mbtiles(tmp_path / "t.mbtiles"), BOX)
    assert (made.least_zoom, made.most_zoom) == (9, 10)
    column, row = tile_at(117.0, 36.0, 10)
    assert made.pictures[f"10/{column}/{row}"].startswith("data:image/png;base64,")
    zooms = {key.split("/")[0] for key in made.pictures}
    assert zooms == {"9", "10"}


def test_only_tiles_of_the_place_are_taken(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "t.mbtiles", box=(116.0, 35.0, 118.0, 37.0))
    made = read_tiles(path, BOX)
    west, north = tile_at(BOX[0], BOX[3], 10)
    east, south = tile_at(BOX[2], BOX[1], 10)
    wanted = {f"10/{x}/{y}" for x in range(west, east + 1) for y in range(north, south + 1)}
    assert {key for key in made.pictures if key.startswith("10/")} == wanted


def test_jpeg_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    made = read_tiles(mbtiles(tmp_path / "t.mbtiles", data=jpeg()), BOX)
    assert all(picture.startswith("data:image/jpeg;base64,") for picture in made.pictures.values())


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", "text", None.__class__, 5, b""])
def test_anything_but_pictures_is_left_out(tmp_path: Path, data: Any) -> None:
    value = data if isinstance(data, (bytes, str, int)) else b"\x00"
    refused(mbtiles(tmp_path / "t.mbtiles", data=value), "tiles_elsewhere")


def test_the_file_is_not_changed(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "t.mbtiles")
    before = path.read_bytes()
    read_tiles(path, BOX)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["t.mbtiles"]


# -- limits -------------------------------------------------------------------------------------------------
def test_zooms_are_taken_as_long_as_they_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mbtiles(tmp_path / "t.mbtiles", (9, 10, 11))
    sizes = {zoom: sum(len(v) for k, v in read_tiles(path, BOX).pictures.items() if k.startswith(f"{zoom}/"))
             for zoom in (9, 10, 11)}  # fmt: skip
    exactly = (sizes[9] + sizes[10]) / 1e6
    limited(monkeypatch, most_megabytes=exactly)
    assert read_tiles(path, BOX).most_zoom == 10
    limited(monkeypatch, most_megabytes=exactly - 1e-6)
    assert read_tiles(path, BOX).most_zoom == 9


def test_too_large_for_even_the_farthest_zoom_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mbtiles(tmp_path / "t.mbtiles")
    limited(monkeypatch, most_megabytes=1e-5)
    refused(path, "tiles_too_large")
    limited(monkeypatch, most_tiles=0)
    refused(path, "tiles_too_large")


def test_a_single_tile_that_is_too_large_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mbtiles(tmp_path / "t.mbtiles")
    limited(monkeypatch, most_tile_kilobytes=len(png()) / 1000)
    assert read_tiles(path, BOX).pictures
    limited(monkeypatch, most_tile_kilobytes=(len(png()) - 1) / 1000)
    refused(path, "tiles_elsewhere")


def with_view(path: Path, values: str, before: str = "") -> Path:
    """Tiles that are a view which comes up with them itself."""
    column, row = tile_at(117.0, 36.0, 10)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE numbers (i)")
        connection.executemany("INSERT INTO numbers VALUES (?)", [(i,) for i in range(300)])
        connection.execute(
            f"CREATE VIEW tiles AS {before} SELECT 10 AS zoom_level, {column} AS tile_column,"
            f" {1023 - row} AS tile_row, {values}"
        )
    return path


@pytest.mark.parametrize(
    "value",
    [
        "zeroblob(999000000)",
        "x'89504e470d0a1a0a' || zeroblob(30000000)",
        "hex(randomblob(400000000))",
        "replace(hex(zeroblob(10000)), '0', hex(zeroblob(20000)))",
        "load_extension('/tmp/x.so')",
    ],
)
def test_a_view_cannot_make_much_out_of_nothing(tmp_path: Path, value: str) -> None:
    refused(with_view(tmp_path / "t.mbtiles", f"{value} AS tile_data"), "tiles_unreadable")


def test_a_view_that_calls_itself_is_not_run(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    refused(with_view(tmp_path / "t.mbtiles", "NULL AS tile_data FROM n", endless), "tiles_unreadable")


def test_a_view_that_takes_for_ever_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = ", ".join(f"numbers AS n{i}" for i in range(6))
    limited(monkeypatch, seconds=0.2)
    refused(with_view(tmp_path / "t.mbtiles", f"NULL AS tile_data FROM {tables}"), "tiles_unreadable")


def test_a_view_that_joins_two_tables_is_a_usual_one(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "t.mbtiles")
    before = read_tiles(path, BOX)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE tiles RENAME TO map")
        connection.execute("CREATE TABLE images (tile_id, tile_data)")
        connection.execute("INSERT INTO images SELECT rowid, tile_data FROM map")
        connection.execute(
            "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, images.tile_data AS tile_data"
            " FROM map JOIN images ON images.tile_id = map.rowid"
        )
    assert read_tiles(path, BOX) == before


@pytest.mark.parametrize(
    "data", [png(2049), jpeg(2049), png()[:20], jpeg()[:20], b"\x89PNG\r\n\x1a\n<script>"]
)
def test_a_picture_that_is_none_or_would_fill_memory_is_left_out(tmp_path: Path, data: bytes) -> None:
    refused(mbtiles(tmp_path / "t.mbtiles", data=data), "tiles_elsewhere")


@pytest.mark.parametrize("data", [png(2048), jpeg(2048)])
def test_a_picture_just_at_the_limit_is_taken(tmp_path: Path, data: bytes) -> None:
    assert read_tiles(mbtiles(tmp_path / "t.mbtiles", data=data), BOX).pictures


@pytest.mark.parametrize("zoom", [2**31, 2**63 - 1, -5, "10", 10.5, b"10", None, 1e308])
def test_a_zoom_that_is_none_is_passed_over(tmp_path: Path, zoom: Any) -> None:
    path = mbtiles(tmp_path / "t.mbtiles")
    before = read_tiles(path, BOX)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO tiles VALUES (?, 'x', -1, ?)", (zoom, png()))
    assert read_tiles(path, BOX) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.mbtiles")
    refused(tmp_path / "t.mbtiles", "tiles_unreadable")
    (tmp_path / "zero.mbtiles").symlink_to("/dev/zero")
    refused(tmp_path / "zero.mbtiles", "tiles_unreadable")


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 200])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.mbtiles"
    path.write_bytes(content)
    refused(path, "tiles_unreadable")


def test_a_missing_file_and_one_of_another_place_are_said(tmp_path: Path) -> None:
    refused(tmp_path / "missing.mbtiles", "tiles_unreadable")
    elsewhere = refused(mbtiles(tmp_path / "t.mbtiles", box=(10.0, 50.0, 10.1, 50.1)), "tiles_elsewhere")
    assert "9, 10" in elsewhere.message("en").where


def test_real_files_are_read_or_refused_never_worse() -> None:
    folder = shared_data("tiles")
    files = sorted(folder.rglob("*.mbtiles"))
    assert files
    read = 0
    for path in files:
        try:
            read += bool(read_tiles(path, (-180.0, -85.0, 180.0, 85.0)).pictures)
        except HavenError as error:
            assert error.key.startswith("tiles_")
    assert read


# -- on the page --------------------------------------------------------------------------------------------
def test_tiles_are_on_the_page_as_data_and_their_source_is_plain_text(
    context: ReportContext, tmp_path: Path
) -> None:
    bounds = _bounds(context)
    assert bounds is not None
    (south, west), (north, east) = bounds
    thanks = "<img src=x onerror=alert(1)> GS(2026)1号"
    path = mbtiles(tmp_path / "t.mbtiles", box=(west, south, east, north), thanks=thanks)
    page = tmp_path / "map.html"
    run_to_end(write_webmap(context, page, "zh", tiles=path))
    html = page.read_text(encoding="utf-8")
    assert html.count("data:image/png;base64,") > 3
    assert "<img src=x" not in html
    assert safe_html(thanks).replace("&", "\\u0026") in html
    assert re.search(r'"least":9,"most":10', html)
    assert not set(re.findall(r"https?://(?!www\.w3\.org)[^\s\"'<>)]+", html))


def test_without_tiles_there_is_no_word_of_them(context: ReportContext, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    run_to_end(write_webmap(context, page, "zh"))
    assert t("report.tiles.layer", "zh") not in page.read_text(encoding="utf-8")


def test_a_page_that_would_be_too_large_is_simplified_and_says_so(
    context: ReportContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "map.html"
    run_to_end(write_webmap(context, page, "zh"))
    usual = len(page.read_bytes())
    words = t("report.webmap.reduced", "zh", metres=f"{details()[-1].simplify_m:g}")
    assert words not in page.read_text(encoding="utf-8")
    monkeypatch.setattr(page_size(), "most_megabytes", usual / 1e6)  # exactly at the limit fits
    run_to_end(write_webmap(context, page, "zh"))
    assert len(page.read_bytes()) == usual
    monkeypatch.setattr(page_size(), "most_megabytes", (usual - 1) / 1e6)
    run_to_end(write_webmap(context, page, "zh"))
    assert "report.webmap.reduced" not in page.read_text(encoding="utf-8")
    shown = [
        step
        for step in details()
        if t("report.webmap.reduced", "zh", metres=f"{step.simplify_m:g}") in page.read_text(encoding="utf-8")
    ]
    assert shown and shown[0].is_reduced


def test_steps_of_detail_fall() -> None:
    steps = details()
    assert [step.simplify_m for step in steps] == sorted(step.simplify_m for step in steps)
    assert [step.most_places for step in steps] == sorted((step.most_places for step in steps), reverse=True)
    assert [step.is_reduced for step in steps] == [False, *[True] * (len(steps) - 1)]
