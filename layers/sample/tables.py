"""What the sample county is made from (``resources/sample``); places are kilometres from its centre."""

from __future__ import annotations

from typing import Literal

from models.kernel.schema import Number, Table, Text, load

Place = tuple[Number, Number]
Course = tuple[Place, ...]
# Not of two numbers only: in a union with a text that may not be empty, msgspec 0.22 crashes on such a pair.
Where = tuple[Number, ...] | Text
"""A place, or the township in whose town it is."""
Plans = tuple[Literal["a", "b"], ...]
"""Plans that build a facility; it exists if there are none."""


# -- county.toml -------------------------------------------------------------------------------------------
class CountyTable(Table):
    """The county as a whole."""

    name: Text
    code: Text
    longitude: Number
    latitude: Number
    profile_id: Text
    crs_epsg: int
    area_km2: Number
    residents_persons: int
    villages: int
    survey_date: Text
    outline_km: Course


class SeatTable(Table):
    """Its seat, and the industrial park beside it."""

    name: Text
    residents_persons: int
    communities: int
    half_axes_km: Place
    grid_angle_deg: Number
    block_m: Number
    park_name: Text
    park_centre_km: Place
    park_half_axes_km: Place


class TownshipTable(Table):
    """A township; only those with a town say how large it is."""

    name: Text
    office_km: Place
    kind: Literal["street", "town", "rural", "park"]
    pull_m: Number = 0.0
    town_persons: int = 0
    town_radius_km: Number = 0.0


class GrassrootsTable(Table):
    """What is known of townships."""

    forest_key: tuple[Text, ...]


class StreamTable(Table):
    """A river or canal."""

    name: Text
    width_m: Number
    meander_m: Number
    course_km: Course


class CourseTable(Table):
    """Anything with a name that runs along a course."""

    name: Text
    course_km: Course


class BlobTable(Table):
    """Anything with a name around a centre."""

    name: Text
    centre_km: Place
    half_axes_km: Place


class ExpresswayTable(Table):
    """The expressway, and the roads that it meets."""

    name: Text
    ref: Text
    course_km: Course
    interchanges: tuple[Text, ...]


class RoadTable(Table):
    """A main road."""

    ref: str
    name: Text
    road_class: Text
    course_km: Course


class CountyRoadsTable(Table):
    """Roads between townships: name, number, from (empty: the seat), to."""

    rows: tuple[tuple[Text, Text, str, Text], ...]


class FloodTable(Table):
    """The basin that is flooded first."""

    basin_name: Text
    basin_centre_km: Place
    basin_half_axes_km: Place


class GeologyTable(Table):
    """Name, kind, level, centre and half axes."""

    rows: tuple[tuple[Text, Text, Text, Place, Place], ...]


class PowerTable(Table):
    """Name, kilovolts, course."""

    rows: tuple[tuple[Text, int, Course], ...]


class PipelinesTable(Table):
    """Name, what it carries, course."""

    rows: tuple[tuple[Text, Text, Course], ...]


class LocalTable(Table):
    """What the planner knows and no layer holds."""

    seismic_intensity: int
    wind_from_deg: Number
    is_cold: bool


class IndicatorsTable(Table):
    """Row of a plan, value, year."""

    rows: tuple[tuple[Text, Number, int], ...]


class SampleTable(Table):
    """``county.toml``."""

    county: CountyTable
    seat: SeatTable
    township: tuple[TownshipTable, ...]
    grassroots: GrassrootsTable
    river: StreamTable
    canal: StreamTable
    ditch: tuple[CourseTable, ...]
    lake: tuple[BlobTable, ...]
    railway: CourseTable
    expressway: ExpresswayTable
    main_road: tuple[RoadTable, ...]
    county_roads: CountyRoadsTable
    flood: FloodTable
    geology: GeologyTable
    fault: CourseTable
    power: PowerTable
    pipelines: PipelinesTable
    forest: tuple[BlobTable, ...]
    local: LocalTable
    indicators: IndicatorsTable


def sample_table() -> SampleTable:
    """The ground plan, and what the planner typed in."""
    return load(SampleTable, "sample", "county.toml")


# -- names.toml --------------------------------------------------------------------------------------------
class VillageNames(Table):
    """Parts of the names of villages."""

    surnames: tuple[Text, ...]
    suffixes: tuple[Text, ...]
    prefixes: tuple[Text, ...]
    whole: tuple[Text, ...]


class CommunityNames(Table):
    """Names of communities."""

    names: tuple[Text, ...]


class StreetNames(Table):
    """Names of streets of the seat."""

    east_west: tuple[Text, ...]
    north_south: tuple[Text, ...]
    ring: Text


class FirmNames(Table):
    """Parts of the names of firms; kind, substance, and whether one may be a major hazard source."""

    first: tuple[Text, ...]
    kinds: tuple[tuple[Text, Text, bool], ...]


class NamesTable(Table):
    """``names.toml``."""

    village: VillageNames
    community: CommunityNames
    street: StreetNames
    firm: FirmNames


def names_table() -> NamesTable:
    """Parts of invented names."""
    return load(NamesTable, "sample", "names.toml")


# -- facilities.toml ---------------------------------------------------------------------------------------
ExistingShelter = tuple[Text, Text, Text, Text, Number, Number, Where, Text, str, str]
"""Name, class, kind, space, gross m2, effective m2, where, drawn as, builder, manager."""
PlannedShelter = tuple[Text, Text, Text, Text, Number, Number, Where, Text, str, str, Plans]
DepotRow = tuple[Text, Text, Text, Text, Number, Number, Where, Plans]
"""Name, level, kind, storage, floor m2, site m2, where, plans."""
StationRow = tuple[Text, Text, bool, Number, Number, int, int, Where, Plans]
"""Name, class, suburban, site m2, building m2, vehicles, staff, where, plans."""
BrigadeRow = tuple[Text, Text, Number, int, int, Where, Plans]
"""Name, class, site m2, vehicles, staff, where, plans."""
TeamRow = tuple[Text, Text, Text, int, str, Where, Plans]
"""Name, specialty, level, staff, equipment, where, plans."""
HelipadRow = tuple[Text, Text, Number, Number, Where, Plans]
"""Name, kind, site m2, flight radius km, where, plans."""


class ShelterRows(Table):
    """Shelters that are there, and those that plans build."""

    existing: tuple[ExistingShelter, ...]
    planned: tuple[PlannedShelter, ...]


class DepotRows(Table):
    """Depots."""

    rows: tuple[DepotRow, ...]


class StationRows(Table):
    """Fire stations."""

    rows: tuple[StationRow, ...]


class BrigadeRows(Table):
    """Brigades."""

    rows: tuple[BrigadeRow, ...]


class TeamRows(Table):
    """Teams."""

    rows: tuple[TeamRow, ...]


class HelipadRows(Table):
    """Places where helicopters land."""

    rows: tuple[HelipadRow, ...]


class FacilitiesTable(Table):
    """``facilities.toml``."""

    shelters: ShelterRows
    depots: DepotRows
    fire_stations: StationRows
    brigades: BrigadeRows
    teams: TeamRows
    helipads: HelipadRows


def facilities_table() -> FacilitiesTable:
    """Facilities."""
    return load(FacilitiesTable, "sample", "facilities.toml")


# -- stock.toml --------------------------------------------------------------------------------------------
class StockTable(Table):
    """``stock.toml``: what each depot holds (-1: not counted), and what every one of a township holds."""

    rows: tuple[tuple[Text, Text, str, Text, Number, Text, str, str], ...]
    township: tuple[tuple[Text, str, Text, Number, Text, str], ...]


def stock_table() -> StockTable:
    """Stock of the depots."""
    return load(StockTable, "sample", "stock.toml")
