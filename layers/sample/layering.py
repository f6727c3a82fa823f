"""Layers of the sample county, from top to bottom, each with the columns a county's own files would have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.sample.land import Land
from layers.sample.people import People
from layers.sample.places import Place, Plant
from layers.sample.shapes import rounded
from layers.sample.spec import Spec
from layers.sample.streets import Lines
from models.county.layer import GENERATED, Layer, LayerStyle, Provenance, Role
from models.kernel.arrays import Floats, Objects


@dataclass(frozen=True, eq=False)
class _Maker:
    """Makes layers that say where they come from; some are cut off at the county's border."""

    spec: Spec
    border: BaseGeometry

    def layer(
        self,
        key: str,
        name: str,
        role: Role,
        shapes: Sequence[BaseGeometry] | Objects,
        columns: Mapping[str, Any],
        **looks: Any,
    ) -> Layer:
        epsg = self.spec.table.county.crs_epsg
        frame = gpd.GeoDataFrame(dict(columns), geometry=list(shapes), crs=epsg)
        origin = Provenance(
            file=f"sample-{self.spec.seed}",
            file_layer=key,
            crs=f"EPSG:{epsg}",
            imported_at="2026-07-01T00:00:00+00:00",
            problems=((GENERATED, {}),),
        )
        return Layer(name, role, frame, id=self.spec.id("layer", key), provenance=origin, **looks)

    def cut(self, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        return [rounded(one) for one in shapely.intersection(list(shapes), self.border)]


def county_layers(
    spec: Spec,
    land: Land,
    people: People,
    names: Objects,
    patches: Objects,
    roads: Lines,
    places: Sequence[Place],
    plants: Sequence[Plant],
    hydrants: Floats,
) -> tuple[Layer, ...]:
    """Layers from top to bottom."""
    maker = _Maker(spec, people.county_shape)
    return (
        _villages(maker, people, names),
        _places(maker, places),
        *_hazards(maker, land, plants),
        maker.layer(
            "hydrants",
            "消防水源",
            Role.WATER,
            shapely.points(hydrants),
            _water_points(land, hydrants),
            visible=False,
        ),
        maker.layer(
            "roads",
            "道路",
            Role.ROADS,
            roads.shapes,
            {"name": roads.names, "ref": roads.refs, "road_class": roads.road_class},
        ),
        maker.layer(
            "railway",
            "铁路",
            Role.REFERENCE,
            maker.cut([land.railway]),
            {"name": [spec.table.railway.name], "kind": ["railway"]},
            style=LayerStyle(line_color="#8d877e", line_width_pt=1.2),
        ),
        *_ground(maker, land, people, names, patches),
        *_units(maker, people),
    )


def _water_points(land: Land, hydrants: Floats) -> dict[str, list[str]]:
    """Hydrants in the seat, places to draw water from elsewhere."""
    is_hydrant = shapely.contains_xy(land.seat, hydrants[:, 0], hydrants[:, 1]).tolist()
    return {
        "name": [
            f"{'消火栓' if one else '消防取水点'}{number:03d}"
            for number, one in enumerate(is_hydrant, start=1)
        ],
        "kind": ["hydrant" if one else "intake" for one in is_hydrant],
    }


def _villages(maker: _Maker, people: People, names: Objects) -> Layer:
    rng = maker.spec.rng("people").spawn(1)[0]
    townships = maker.spec.townships
    codes, count = [], [0] * len(townships)
    for row, kind in zip(people.township.tolist(), people.kind, strict=True):
        count[row] += 1
        codes.append(f"{township_code(maker.spec, row)}{count[row] + (200 if kind == 'village' else 0):03d}")
    premises, supplies, rules = rng.random((3, len(names))) < np.array([[0.94], [0.82], [0.88]])
    records = maker.spec.rng("records").spawn(2)[0]
    station, staff = records.random((2, len(names))) < np.array([[0.96], [0.87]])
    return maker.layer(
        "villages",
        "村庄（社区）",
        Role.VILLAGES,
        shapely.points(people.xy),
        {
            "name": names,
            "code": codes,
            "township": [townships[row].name for row in people.township],
            "population_persons": people.residents_persons,
            "station_premises": premises,
            "station_supplies": supplies,
            "station_rules": rules,
            "has_station": station,
            "has_two_staff": staff,
            "informants": rng.choice([0, 1, 2, 3], len(names), p=[0.03, 0.17, 0.62, 0.18]),
        },
    )


def _places(maker: _Maker, places: Sequence[Place]) -> Layer:
    return maker.layer(
        "places",
        "学校、公园、广场、医院",
        Role.REFERENCE,
        [rounded(shapely.centroid(place.plot)) for place in places],
        {
            "name": [place.name for place in places],
            "kind": [place.kind for place in places],
            "township": [maker.spec.townships[place.township].name for place in places],
        },
        visible=False,
    )


def _hazards(maker: _Maker, land: Land, plants: Sequence[Plant]) -> tuple[Layer, ...]:
    return (
        maker.layer(
            "plants",
            "危险化学品企业",
            Role.HAZARDS,
            [rounded(plant.point) for plant in plants],
            {
                "name": [plant.name for plant in plants],
                "hazard_type": ["危险化学品"] * len(plants),
                "hazard_level": ["重大危险源" if plant.is_major else "一般" for plant in plants],
                "kind": [plant.kind for plant in plants],
                "substance": [plant.substance for plant in plants],
            },
        ),
        maker.layer(
            "flood",
            "洪水淹没区",
            Role.HAZARDS,
            maker.cut([area for _, _, area in land.flood]),
            {
                "name": [name for name, _, _ in land.flood],
                "hazard_type": ["洪水"] * len(land.flood),
                "hazard_level": [level for _, level, _ in land.flood],
            },
        ),
        maker.layer(
            "geology",
            "地质灾害隐患区",
            Role.HAZARDS,
            maker.cut([area for *_, area in land.geology]),
            {
                "name": [name for name, *_ in land.geology],
                "hazard_type": [kind for _, kind, *_ in land.geology],
                "hazard_level": [level for _, _, level, _ in land.geology],
            },
        ),
        maker.layer(
            "fault",
            "活动断裂",
            Role.HAZARDS,
            maker.cut([land.fault]),
            {"name": [maker.spec.table.fault.name], "hazard_type": ["活动断裂"]},
            style=LayerStyle(line_color="#8c2d04", line_width_pt=1.4),
        ),
        maker.layer(
            "power",
            "高压线",
            Role.HAZARDS,
            maker.cut([line for _, _, line in land.power]),
            {
                "name": [name for name, _, _ in land.power],
                "hazard_type": ["高压线"] * len(land.power),
                "voltage_kv": [voltage for _, voltage, _ in land.power],
            },
            visible=False,
            style=LayerStyle(line_color="#7a6f9b", line_width_pt=0.8),
        ),
        maker.layer(
            "pipelines",
            "油气长输管道",
            Role.HAZARDS,
            maker.cut([line for _, _, line in land.pipelines]),
            {
                "name": [name for name, _, _ in land.pipelines],
                "hazard_type": ["油气管道"] * len(land.pipelines),
                "substance": [carried for _, carried, _ in land.pipelines],
            },
            visible=False,
            style=LayerStyle(line_color="#a0703c", line_width_pt=0.9),
        ),
    )


def _ground(maker: _Maker, land: Land, people: People, names: Objects, patches: Objects) -> tuple[Layer, ...]:
    table, townships = maker.spec.table, maker.spec.townships
    water = [
        (table.river.name, "river", land.river_area),
        (table.canal.name, "canal", land.canal_area),
        *((name, "lake", area) for name, area in land.lakes),
        *((name, "ditch", line) for name, line in land.ditches),
    ]
    builtup = [
        (table.seat.name, land.seat),
        (table.seat.park_name, land.industry),
        *(
            (f"{row.name}驻地", town)
            for row, town in zip(townships, land.towns, strict=True)
            if town is not None
        ),
    ]
    residents = int(people.residents_persons[people.kind == "community"].sum())
    return (
        maker.layer(
            "seat",
            "县城（中心城区）",
            Role.SEAT,
            [land.seat],
            {"name": [table.seat.name], "population_persons": [residents]},
        ),
        maker.layer(
            "water",
            "水系",
            Role.WATER,
            maker.cut([area for _, _, area in water]),
            {"name": [name for name, _, _ in water], "kind": [kind for _, kind, _ in water]},
        ),
        maker.layer(
            "builtup",
            "建成区",
            Role.BUILTUP,
            [area for _, area in builtup],
            {"name": [name for name, _ in builtup]},
        ),
        maker.layer(
            "village_land",
            "村庄用地",
            Role.REFERENCE,
            patches,
            {"name": names[people.kind == "village"]},
            style=LayerStyle(line_color="#d9d5cc", fill_color="#e4e0d8", line_width_pt=0.2),
        ),
        maker.layer(
            "forest",
            "林地",
            Role.FOREST,
            maker.cut([area for _, area in land.forests]),
            {"name": [name for name, _ in land.forests]},
        ),
    )


def _units(maker: _Maker, people: People) -> tuple[Layer, Layer]:
    townships, county = maker.spec.townships, maker.spec.table.county
    residents = people.township_residents_persons()
    has = maker.spec.rng("people").spawn(2)[1].random((3, len(townships)))
    kit = maker.spec.rng("records").spawn(2)[1].random((2, len(townships)))
    key = maker.spec.table.grassroots.forest_key
    return (
        maker.layer(
            "townships",
            "乡镇（街道）",
            Role.TOWNSHIPS,
            people.township_shapes,
            {
                "name": [row.name for row in townships],
                "code": [township_code(maker.spec, row) for row in range(len(townships))],
                "population_persons": residents,
                "has_leadership": [True] * len(townships),
                "has_mechanism": [True] * len(townships),
                "has_plan": [True] * len(townships),
                "has_team": has[0] < 0.85,
                "has_supplies": has[1] < 0.88,
                "has_training": has[2] < 0.8,
                "has_office": [True] * len(townships),
                "has_depot": kit[0] < 0.85,
                "has_platform": kit[1] < 0.75,
                "forest_key": [row.name in key for row in townships],
            },
        ),
        maker.layer(
            "county",
            "县界",
            Role.COUNTY,
            [people.county_shape],
            {
                "name": [county.name],
                "code": [county.code],
                "population_persons": [int(residents.sum())],
            },
        ),
    )


def township_code(spec: Spec, row: int) -> str:
    """Nine-digit code: street offices from 001, towns from 100, rural townships 200, zones from 400."""
    first = {"street": 1, "town": 100, "rural": 200, "park": 400}
    kinds = [township.kind for township in spec.townships[: row + 1]]
    return f"{spec.table.county.code}{first[kinds[-1]] + kinds.count(kinds[-1]) - 1:03d}"
