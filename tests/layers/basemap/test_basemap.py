"""Files of tiles and pictures: what is read of them, and what is refused and why."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.basemap.archive import HALF_WORLD_M, plain, tiles_over
from layers.basemap.choose import open_basemap
from layers.basemap.geotiff import Geotiff
from layers.basemap.pmtiles import tile_id
from models.kernel.errors import HavenError
from tests.layers.basemap.made import mbtiles, pmtiles, png, tif

RED, BLUE = png((200, 0, 0)), png((0, 0, 200))
WORLD = {(1, 0, 0): RED, (1, 1, 1): BLUE, (2, 3, 0): BLUE}


def refused(path: Path) -> str:
    with pytest.raises(HavenError) as caught:
        open_basemap(path)
    assert caught.value.message("zh").repair and caught.value.message("en").repair
    return caught.value.key


@pytest.mark.parametrize("kind", ["mbtiles", "pmtiles", "leaf", "plain"])
def test_tiles_are_found_by_zoom_column_and_row_from_the_north(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.tiles"
    if kind == "mbtiles":
        mbtiles(path, WORLD, name="一张图", attribution="<a href='x'>© 测绘</a>", format="png")
    else:
        pmtiles(path, WORLD, leaf=kind == "leaf", packed=kind != "plain")
    archive = open_basemap(path)
    assert not isinstance(archive, Geotiff)
    assert (archive.about.name, archive.about.attribution) == ("一张图", "© 测绘")
    assert (archive.about.least_zoom, archive.about.most_zoom) == (1, 2)
    assert {key: archive.tile(*key) for key in WORLD} == WORLD
    assert archive.tile(1, 0, 1) is None and archive.tile(2, 0, 0) is None and archive.tile(0, 0, 0) is None
    archive.close()


def test_what_is_no_picture_is_no_tile(tmp_path: Path) -> None:
    tiles = {(0, 0, 0): RED, (1, 0, 0): b"<svg onload=x/>       ", (1, 1, 0): b""}
    for archive in (
        open_basemap(mbtiles(tmp_path / "a.mbtiles", tiles)),
        open_basemap(pmtiles(tmp_path / "a.pmtiles", tiles)),
    ):
        assert archive.tile(0, 0, 0) == RED
        assert archive.tile(1, 0, 0) is None and archive.tile(1, 1, 0) is None
        archive.close()


def test_vector_tiles_are_named_as_such(tmp_path: Path) -> None:
    vector = {(0, 0, 0): b"\x1f\x8b\x08" + bytes(40)}
    assert refused(mbtiles(tmp_path / "a.mbtiles", vector, format="pbf")) == "basemap_vector"
    assert refused(mbtiles(tmp_path / "b.mbtiles", vector)) == "basemap_vector"
    assert refused(pmtiles(tmp_path / "a.pmtiles", vector, kind=1)) == "basemap_vector"


def test_other_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    assert refused(tmp_path / "not there.mbtiles") == "basemap_missing"
    assert refused(tmp_path) == "basemap_missing"
    (tmp_path / "a.mbtiles").write_bytes(b"no tiles at all")
    assert refused(tmp_path / "a.mbtiles") == "basemap_unreadable"
    (tmp_path / "b.mbtiles").write_bytes(b"SQLite format 3\x00" + bytes(2000))
    assert refused(tmp_path / "b.mbtiles") == "basemap_unreadable"
    assert refused(mbtiles(tmp_path / "c.mbtiles", {})) == "basemap_empty"
    assert refused(pmtiles(tmp_path / "d.pmtiles", WORLD, version=2)) == "basemap_unreadable"
    assert refused(pmtiles(tmp_path / "e.pmtiles", WORLD, kind=5)) == "basemap_unreadable"
    whole = pmtiles(tmp_path / "f.pmtiles", WORLD).read_bytes()
    for length in (8, 100, 127, 140):
        (tmp_path / "g.pmtiles").write_bytes(whole[:length])
        assert refused(tmp_path / "g.pmtiles") == "basemap_unreadable"


def test_a_view_that_works_for_ever_is_cut_short(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "a.mbtiles", WORLD)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE tiles RENAME TO hidden")
        connection.execute(
            "CREATE VIEW tiles AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT x AS zoom_level, 0 AS tile_column, 0 AS tile_row, randomblob(100) AS tile_data FROM n"
        )
    assert refused(path) == "basemap_unreadable"  # at once: a view may not compute


@given(st.binary(max_size=300))
def test_damage_in_a_directory_is_an_error_or_no_tile(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.pmtiles"
    whole = pmtiles(path, WORLD, packed=False).read_bytes()
    path.write_bytes(whole[:127] + data + whole[127 + len(data) :])
    try:
        archive = open_basemap(path)
        assert not isinstance(archive, Geotiff)
        for key in WORLD:
            archive.tile(*key)
        archive.close()
    except HavenError as error:
        assert error.key in ("basemap_unreadable", "basemap_empty")


def test_numbers_of_tiles_are_those_of_the_specification() -> None:
    known = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5}
    assert {key: tile_id(*key) for key in known} == known
    assert tile_id(12, 3423, 1763) == 19_078_479
    assert {tile_id(3, x, y) for x in range(8) for y in range(8)} == set(range(21, 85))


def test_tiles_over_a_box() -> None:
    half = HALF_WORLD_M
    assert tiles_over(1, (-1.0, -1.0, 1.0, 1.0)) == (0, 0, 1, 1)
    assert tiles_over(2, (1.0, 1.0, half / 2 - 1, half / 2 - 1)) == (2, 1, 2, 1)
    assert tiles_over(0, (-9e9, -9e9, 9e9, 9e9)) == (0, 0, 0, 0)
    assert plain("a\n<b>c</b>\u202e") == "a c"


def test_a_picture_with_a_place_is_read_as_coarse_as_it_is_asked_for(tmp_path: Path) -> None:
    cells = np.zeros((3, 40, 60), dtype=np.uint8)
    cells[0, :, 30:] = 250
    picture = open_basemap(tif(tmp_path / "a.tif", cells))
    assert isinstance(picture, Geotiff)
    assert picture.size == (60, 40) and picture.transform[:3] == (10.0, 0.0, 500_000.0)
    read = picture.read(20, 0, 40, 40, 10, 20)
    assert read.shape == (20, 10, 4)
    assert read[:, :5, 0].max() == 0 and read[:, 5:, 0].min() == 250 and (read[..., 3] == 255).all()


def test_grey_nodata_sixteen_bits_and_palettes(tmp_path: Path) -> None:
    grey = np.full((1, 4, 4), 7, dtype=np.uint8)
    grey[0, 0, 0] = 0
    read = open_basemap(tif(tmp_path / "g.tif", grey, nodata=0)).read(0, 0, 4, 4, 4, 4)
    assert read[0, 0, 3] == 0 and read[1, 1].tolist() == [7, 7, 7, 255]
    deep = np.full((3, 2, 2), 0x80FF, dtype=np.uint16)
    read = open_basemap(tif(tmp_path / "d.tif", deep)).read(0, 0, 2, 2, 2, 2)
    assert read[0, 0].tolist() == [128, 128, 128, 255]
    path = tif(tmp_path / "p.tif", np.full((1, 2, 2), 3, dtype=np.uint8), palette={3: (10, 20, 30, 255)})
    assert open_basemap(path).read(0, 0, 2, 2, 2, 2)[0, 0].tolist() == [10, 20, 30, 255]


def test_a_raster_of_values_or_without_a_place_is_no_basemap(tmp_path: Path) -> None:
    assert refused(tif(tmp_path / "v.tif", np.ones((1, 2, 2), dtype=np.float32))) == "basemap_no_colours"
    nowhere = tif(tmp_path / "n.tif", np.ones((3, 2, 2), dtype=np.uint8), epsg=None, at=None)
    assert refused(nowhere) == "raster_no_place"
