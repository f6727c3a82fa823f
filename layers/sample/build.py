"""Puts the sample county together: stages in order, layers, project."""

from __future__ import annotations

from msgspec.structs import asdict

from layers.sample.facilities import Plots, make_scenarios
from layers.sample.land import make_land
from layers.sample.layering import county_layers
from layers.sample.naming import place_names
from layers.sample.people import make_people
from layers.sample.places import make_hydrants, make_places, make_plants, village_land
from layers.sample.roads import make_main_roads, make_roads, make_streets
from layers.sample.sites import Sites
from layers.sample.spec import Spec
from layers.sample.stock import make_stock
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.settings import Indicator, Settings


def make_project(seed: int) -> Project:
    """Make the sample county of one seed."""
    spec = Spec(seed)
    land = make_land(spec)
    people = make_people(spec, land)
    names = place_names(spec, people)
    patches = village_land(spec, people)

    streets, main = make_streets(spec, land), make_main_roads(spec, land, people.county_shape)
    wet = [
        land.river_area,
        land.canal_area,
        *(lake for _, lake in land.lakes),
        *(line for _, line in land.ditches),
    ]
    wide = streets.kept(streets.road_class != "residential")
    plots = Plots(spec, land)
    early = Sites(
        spec.rng("facilities").spawn(2)[0],
        [*wide.shapes, *main.shapes, land.railway],
        [*wet, *patches, *(forest for _, forest in land.forests)],
    )
    big = plots.lay_out(early, big=True)

    roads = make_roads(spec, land, people, streets, main, big)
    sites = Sites(spec.rng("facilities").spawn(2)[1], [*roads.shapes, land.railway], wet)
    for plot in big:
        sites.take(plot)
    plots.lay_out(sites, big=False)
    places = make_places(spec, land, people, names, sites)
    plants = make_plants(spec, land, people, sites)
    scenarios = make_scenarios(spec, land, people.township_shapes, plots, places, sites)

    county = spec.table.county
    return Project(
        settings=Settings(
            name=f"{county.name}应急设施规划",
            county_name=county.name,
            county_code=county.code,
            crs_epsg=county.crs_epsg,
            profile_id=county.profile_id,
            indicators={
                row: Indicator(value, year, "示例数据") for row, value, year in spec.table.indicators.rows
            },
            local=LocalFacts(**asdict(spec.table.local)),
            stock=make_stock(spec, scenarios),
            is_sample=True,
        ),
        layers=county_layers(
            spec, land, people, names, patches, roads, places, plants, make_hydrants(spec, land, roads)
        ),
        scenarios=scenarios,
    )
