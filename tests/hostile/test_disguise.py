"""Files that are not what they say: no other file is opened for them, no server is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from layers.formats.read import read
from layers.formats.sources import sources
from models.kernel.errors import HavenError
from tests.layers import made

ENDINGS = ["geojson", "json", "kml", "gpkg", "shp", "csv", "xlsx", "zip"]

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{target}</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)
PAYLOADS = {
    "local file": VRT.format(target="{secret}"),
    "server": VRT.format(target="/vsicurl/http://127.0.0.1:9/x.gpkg"),
    "bucket": VRT.format(target="/vsis3/bucket/x.gpkg"),
    "sql": VRT.replace("<SrcDataSource>", "<SrcSQL>select 1</SrcSQL><SrcDataSource>").format(
        target="{secret}"
    ),
    "with a comment first": "<?xml version='1.0'?>\n<!-- {{}} -->\n" + VRT.format(target="{secret}"),
    "raster": "<VRTDataset rasterXSize='1'><SourceFilename>{secret}</SourceFilename></VRTDataset>",
    "wfs": "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>",
    "tile index": "<GDALTileIndexDataset><IndexDataset>{secret}</IndexDataset></GDALTileIndexDataset>",
    "pipeline": '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {secret}"}}',
    "wms": "<GDAL_WMS><Service name='WMS'><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service></GDAL_WMS>",
}


class Watch:
    """Names of what is opened while it watches.

    One for all tests: such a hook stays till the process ends, and is called whenever anything is opened,
    imported or looked at.
    """

    def __init__(self) -> None:
        self.opened: list[str] | None = None
        sys.addaudithook(self._noted)

    def _noted(self, event: str, arguments: tuple) -> None:
        if self.opened is None:
            return
        if event in ("open", "sqlite3.connect", "socket.connect", "socket.getaddrinfo"):
            self.opened.append(str(arguments[0]))

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        self.opened = opened = []
        try:
            yield opened
        finally:
            self.opened = None


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_pointers_in_disguise_are_refused(tmp_path: Path, watch: Watch, ending: str, payload: str) -> None:
    secret = made.write(tmp_path, "secret.gpkg", made.townships())
    path = tmp_path / f"county.{ending}"
    path.write_text(PAYLOADS[payload].format(secret=secret), encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with watch.watching() as opened, pytest.raises(HavenError) as caught:
        for source in sources(path, scratch):
            read(source)
    assert any("county" in name for name in opened)
    assert caught.value.key in ("refers_elsewhere", "not_what_it_says", "not_any_format")
    assert not [name for name in opened if "secret" in name or "127.0.0.1" in name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_true_content_under_a_wrong_ending_is_refused(tmp_path: Path, ending: str) -> None:
    if ending in ("geojson", "json"):
        content = made.write(tmp_path, "a.gpkg", made.townships()).read_bytes()
    else:
        content = made.write(tmp_path, "a.geojson", made.townships()).read_bytes()
    path = tmp_path / f"b.{ending}"
    path.write_bytes(content)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(HavenError) as caught:
        sources(path, scratch)
    assert caught.value.key == "not_what_it_says"


@pytest.mark.parametrize(
    "name",
    [
        "/vsicurl/http://127.0.0.1:9/a.gpkg",
        "http://127.0.0.1:9/a.geojson",
        "/vsizip/a.zip/b.shp",
        "file:///etc/passwd",
        "a\0.shp",
    ],
)
def test_paths_that_are_more_than_paths_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HavenError) as caught:
        sources(Path(name), tmp_path)
    # A path object folds "//" into "/", and what is left is no file.
    assert caught.value.key in ("path_refused", "file_missing")


BOMB = (
    "<!DOCTYPE kml ["
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
    + "]><kml><Document><name>&l9;</name></Document></kml>"
)
FETCH = '<!DOCTYPE kml [<!ENTITY x SYSTEM "{target}">]><kml><Document><name>&x;</name></Document></kml>'


@pytest.mark.parametrize(
    "text", [BOMB, FETCH.format(target="file:///etc/hostname"), FETCH.format(target="http://127.0.0.1:9/x")]
)
def test_xml_that_grows_or_fetches_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.kml"
    path.write_text(f'<?xml version="1.0"?>{text}', encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        sources(path, tmp_path)
    assert caught.value.key == "xml_unsafe"


def test_link_in_a_kml_is_not_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    path = tmp_path / "a.kml"
    path.write_text(f"<kml><Document>{link}</Document></kml>", encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(HavenError) as caught:
        for source in sources(path, scratch):
            read(source)
    assert caught.value.key in ("no_features", "layer_unreadable")


DRIVERS = """
import json, os, sys
os.environ["OGR_SKIP"] = ""
os.environ["GDAL_DRIVER_PATH"] = "/tmp"
os.environ["PROJ_NETWORK"] = "ON"
import layers.formats.read
assert "pyogrio" not in sys.modules
import pyogrio, pyproj.network
names = sorted(pyogrio.list_drivers())
print(json.dumps([names, pyproj.network.is_network_enabled(), os.environ["GDAL_DRIVER_PATH"]]))
"""


def test_only_the_needed_drivers_are_there_whatever_the_surroundings_say() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", DRIVERS], cwd=root, capture_output=True, text=True, check=True
    )
    drivers, network, path = json.loads(done.stdout)
    assert drivers == [
        "DXF", "ESRI Shapefile", "GPKG", "GeoJSON", "KML", "LIBKML", "MEM", "MapInfo File", "OSM", "TopoJSON",
    ]  # fmt: skip
    assert (network, path) == (False, "disable")
    assert done.stderr == ""


def test_gdal_is_opened_in_one_place_only() -> None:
    root = Path(__file__).resolve().parents[2]
    guilty = [
        str(path.relative_to(root))
        for room in ("models", "layers", "reports", "ui")
        for path in (root / room).rglob("*.py")
        if path.name != "gdal.py"
        and any(
            word in path.read_text(encoding="utf-8")
            for word in ("import pyogrio", "from pyogrio", "read_file(", "import fiona")
        )
    ]
    assert guilty == []
