"""Roads out of OpenStreetMap's own files."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.coordinates.crs import transformer
from layers.formats import osmgates
from layers.formats.read import read
from layers.formats.sniff import sniff
from layers.formats.sources import sources
from layers.importing.importer import import_folder
from models.access.roadgraph import build, road_graph
from models.access.roadpace import Mode, by_road
from models.access.route import route
from models.county.layer import Layer, Role
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.rules.rules import load_rules
from tests.helpers import shared_data

WAYS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="36.11" lon="115.78"/><node id="2" lat="36.11" lon="115.79"/>
 <node id="3" lat="36.12" lon="115.79"/><node id="4" lat="36.10" lon="115.785"/>
 <node id="5" lat="36.12" lon="115.785"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
  <tag k="highway" v="primary"/><tag k="name" v="谷山路"/><tag k="oneway" v="yes"/></way>
 <way id="11"><nd ref="4"/><nd ref="5"/>
  <tag k="highway" v="residential"/><tag k="bridge" v="yes"/><tag k="layer" v="1"/></way>
 <way id="12"><nd ref="1"/><nd ref="5"/><tag k="waterway" v="river"/></way>
</osm>
"""


def test_ways_come_in_as_roads_with_their_tags(tmp_path: Path) -> None:
    (tmp_path / "阳谷.osm").write_text(WAYS, encoding="utf-8")
    project = run_to_end(import_folder(tmp_path)).project
    (layer,) = project.layers
    assert layer.role == Role.ROADS and len(layer) == 2
    assert layer.text("name").tolist() == ["谷山路", ""]
    assert layer.text("road_class").tolist() == ["primary", "residential"]
    graph = road_graph(project.county)
    assert graph is not None
    # The bridge passes over the road, which may be driven one way.
    assert len(graph) == 2 and len(graph.unsplit) == 0 and sorted(graph.direction.tolist()) == [0, 1]


FERRY = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="36.11" lon="115.78"/><node id="2" lat="36.11" lon="115.79"/>
 <node id="3" lat="36.12" lon="115.79"/><node id="4" lat="36.12" lon="115.80"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
 <way id="11"><nd ref="2"/><nd ref="3"/><tag k="route" v="ferry"/><tag k="name" v="渡口"/>
  <tag k="duration" v="00:20"/><tag k="motor_vehicle" v="{vehicle}"/></way>
 <way id="12"><nd ref="3"/><nd ref="4"/><tag k="highway" v="primary"/></way>
 <way id="13"><nd ref="1"/><nd ref="4"/><tag k="route" v="bus"/></way>
</osm>
"""


@pytest.mark.parametrize("vehicle", ["yes", "no"])
def test_a_ferry_comes_in_with_its_time_and_whom_it_takes(tmp_path: Path, vehicle: str) -> None:
    (tmp_path / "阳谷.osm").write_text(FERRY.format(vehicle=vehicle), encoding="utf-8")
    project = run_to_end(import_folder(tmp_path)).project
    (layer,) = project.layers
    assert layer.text("road_class").tolist() == ["primary", "ferry", "primary"]
    assert layer.text("name").tolist() == ["", "渡口", ""]
    graph, modes = road_graph(project.county), ("fire", "walk")
    assert graph is not None
    (start, end), rules = graph.xy[[graph.start[0], graph.stop[2]]].tolist(), load_rules("national")
    for mode, is_let_on in zip(modes, (vehicle == "yes", True), strict=True):
        way = by_road(project.county, rules, mode)  # type: ignore[arg-type]
        assert way is not None
        found = route(way, tuple(start), tuple(end))
        assert (found is not None) == is_let_on
        if found is not None:
            ashore_m = float(graph.length_m[[0, 2]].sum())
            km_h = rules["road.primary_km_h" if mode == "fire" else "road.walking_km_h"]
            assert found.minutes == pytest.approx(20 + ashore_m / (km_h * 1000 / 60))
            assert found.metres == pytest.approx(graph.length_m.sum())


GATED = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="36.11" lon="115.78"/><node id="2" lat="36.11" lon="115.785">
  <tag k="barrier" v="bollard"/></node>
 <node id="3" lat="36.11" lon="115.79"/><node id="4" lat="36.12" lon="115.785"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
  <tag k="highway" v="primary"/><tag k="name" v="谷山路"/></way>
 <way id="11"><nd ref="1"/><nd ref="4"/><nd ref="3"/><tag k="highway" v="residential"/></way>
</osm>
"""
MODES: tuple[tuple[Mode, float], ...] = (("fire", 2395.0), ("walk", 901.0))


def test_a_bollard_keeps_vehicles_out_and_lets_people_through(tmp_path: Path) -> None:
    (tmp_path / "阳谷.osm").write_text(GATED, encoding="utf-8")
    project = run_to_end(import_folder(tmp_path)).project
    change = transformer(4326, project.settings.crs_epsg)
    ends = [change.transform(lon, 36.11) for lon in (115.78, 115.79)]
    for mode, metres in MODES:
        way = by_road(project.county, load_rules("national"), mode)
        assert way is not None
        found = route(way, *ends)
        assert found is not None and found.metres == pytest.approx(metres, rel=0.01)
    assert {*project.layers[0].text("name")} == {"谷山路", ""}


@pytest.mark.parametrize("ends", [(0, 2), (1, 1), (0, 1, 2), (2, 3)])
def test_a_road_with_gates_is_as_long_as_before_in_a_metre_or_less_around_each(ends: tuple[int, ...]) -> None:
    xy = np.array([(115.78, 36.11), (115.79, 36.11), (115.790003, 36.11), (115.79, 36.12)])
    pieces = list(osmgates._pieces(xy, sorted({*ends})))
    assert [vertex for _, vertex in pieces if vertex is not None] == sorted({*ends})
    assert sum(piece.length for piece, _ in pieces) == pytest.approx(shapely.LineString(xy).length, rel=1e-12)
    assert max(piece.length for piece, vertex in pieces if vertex is not None) < 1.3e-5
    for (one, _), (other, _) in pairwise(pieces):
        assert one.coords[-1] == other.coords[0]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.pbf", b"\x00\x00\x00\x0d\x0a\x09Something" + b"x" * 40, "not_any_format"),
        ("a.osm", b"<gpx></gpx>", "not_what_it_says"),
        ("a.osm", b'<!DOCTYPE osm [<!ENTITY a "b">]><osm version="0.6"/>', "xml_unsafe"),
        ("a.osm", b"<osm version='0.6'><node", "layer_unreadable"),
    ],
)
def test_what_is_no_openstreetmap_is_refused(tmp_path: Path, name: str, content: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(HavenError) as caught:
        sniff(path)
        run_to_end(import_folder(tmp_path))
    assert caught.value.key == key


def test_a_packed_extract_is_known_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"\x00" * 40)
    assert sniff(path) == "osm"


@pytest.mark.parametrize(
    ("start", "end", "published_m"),
    [
        ((1.603231, 42.56819), (1.520662, 42.571034), 17708),
        ((1.571302, 42.529176), (1.520662, 42.571034), 11408),
    ],
)
def test_car_distances_are_those_that_another_engine_publishes(
    tmp_path: Path, start: tuple[float, float], end: tuple[float, float], published_m: float
) -> None:
    """GraphHopper's own tests state both for this extract; it counts from road to road."""
    shutil.copy(shared_data("net_pbf", "andorra.osm.pbf"), tmp_path)
    (tmp_path / "haven.toml").write_text(
        '[county]\ncrs = "EPSG:32631"\n[[layer]]\nfile = "andorra.osm.pbf"\nrole = "roads"\n',
        encoding="utf-8",
    )
    project = run_to_end(import_folder(tmp_path)).project
    way = by_road(project.county, load_rules("national"), "fire")
    assert way is not None
    change = transformer(4326, 32631)
    found = route(way, change.transform(*start), change.transform(*end))
    assert found is not None
    assert found.metres == pytest.approx(published_m, rel=0.006)
    assert found.metres - found.off_road_m == pytest.approx(published_m, rel=0.001)


def test_a_whole_country_of_openstreetmap_is_in_one_piece(tmp_path: Path) -> None:
    """Nearly all roads of a real extract hang together: they are cut where they share a junction."""
    path = shared_data("net_pbf", "liechtenstein-latest.osm.pbf")
    (source,) = sources(path, tmp_path)
    raw = read(source)
    assert raw.shapes is not None and len(raw.frame) > 4000
    frame = gpd.GeoDataFrame(raw.frame, geometry=raw.shapes.geometries, crs=4326).to_crs(32632)
    graph = build([Layer("道路", Role.ROADS, frame)])
    largest = np.bincount(graph.component)[0]
    assert largest > 0.95 * len(graph.xy)
    assert (graph.direction != 0).sum() > 100 and (graph.road_class >= 0).mean() > 0.99
