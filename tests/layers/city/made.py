"""A small city: two toy counties with ledgers, one depot of the city between them, and its file."""

from __future__ import annotations

from pathlib import Path

from layers.project.file import save_project
from models.county.layer import Layer
from models.county.travel import AS_BEFORE, TravelBy
from models.project.local import LocalFacts
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Override, Settings
from tests.models.supplies.test_need import VALUES, depot, full, row
from tests.models.toy import layers

WAY = {
    "relief.loading_h": 1.0,
    "relief.speed_km_h": 28.0,
    "relief.detour_factor": 1.4,
    "relief.city_first_supplies_h": 8.0,
}
OVERRIDES = {key: Override(value) for key, value in (VALUES | WAY).items()}
BEDS_OF_CITY = 20


def saved(
    path: Path,
    name: str,
    depots: tuple,
    stock: tuple,
    given: tuple[Layer, ...] = (),
    travel_by: TravelBy = AS_BEFORE,
) -> None:
    """Write a project; without layers for the city's own."""
    today = Scenario(TODAY_ID, "today", {one.id: one for one in depots})
    settings = Settings(
        name=name,
        county_name=name,
        overrides=OVERRIDES,
        stock=stock,
        local=LocalFacts(is_cold=False),
        travel_by=travel_by,
    )
    save_project(Project(settings, given, [today]), path)


def write_city(folder: Path, *more: str, hours: str = "") -> Path:
    """Each county needs 53 of everything; the first has 40 beds, the second 33, the city ``BEDS_OF_CITY``."""
    for name, beds in (("甲县", 40), ("乙县", 33)):
        own = depot(id=f"own {name}", name=f"{name} depot")
        saved(folder / f"{name}.gpkg", name, (own,), full(own.id, bed=beds), layers())
    store = depot(2, 5, id="city", name="市储备库", level="city")
    saved(folder / "市级.gpkg", "市级", (store,), (row("bed", BEDS_OF_CITY, "city"),))
    counties = "".join(f'\n[[county]]\nproject = "{name}.gpkg"\n' for name in ("甲县", "乙县", *more))
    path = folder / "city.toml"
    path.write_text(f'name = "某市"\nproject = "市级.gpkg"\n{hours}\n{counties}', encoding="utf-8")
    return path
