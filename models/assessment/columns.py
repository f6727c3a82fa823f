"""Columns: every figure of a township, of a place where people live and of a facility, said once.

The tables and the panel of the window, workbook, web map, printed sheets and text report take key, words,
unit, decimals, values and target from here. Most show every column; narrow ones name those that they have
room for. Words are the texts ``column.<scope>.<key>``: ``name``, and where heads are narrow ``short`` (the
unit stands apart) or ``tight`` (the unit is in it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from models.facilities.facility import Facility, Family
from models.findings.numbers import unit_name
from models.findings.results import Assessment, DepotResult, ShelterResult, StationResult
from models.kernel.arrays import Bools, Floats
from models.kernel.text import Lang, has_text, t
from models.supplies.depots import CLASS_LEVELS

Output = Literal["panel", "table", "workbook", "webmap", "print"]
"""Outputs that show every column but those that leave themselves out; all others name their columns."""
Width = Literal["name", "short", "tight"]
_WIDTHS: tuple[Width, ...] = ("name", "short", "tight")

_SUMMED_UNITS = ("persons", "m2", "places")
_PER_BASE: Mapping[str, Callable[[Any], Any]] = {
    "km2": lambda area_m2: area_m2 / 1e6,
    "percent": lambda share: share * 100,
}
_TABLE_UNITS = {"share": "percent"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """What all columns share.

    Parameters
    ----------
    unit
        Unit of the values. Shares are 0..1.
    decimals
        Decimals in a table, whose heads have the units.
    in_km2
        Areas (m2) that stand in km2 in a table.
    no_sum
        An amount whose sum over rows means nothing: it counts the same people twice, or is a limit.
    left_out
        Outputs that show all others but not this one.
    """

    scope: ClassVar[str] = ""

    key: str
    unit: str = ""
    decimals: int = 0
    in_km2: bool = False
    no_sum: bool = False
    left_out: frozenset[Output] = frozenset()

    def title(self, lang: Lang, width: Width = "name") -> str:
        """Words of the head; narrower ones where there are some."""
        for one in reversed(_WIDTHS[: _WIDTHS.index(width) + 1]):
            key = f"column.{self.scope}.{self.key}.{one}"
            if has_text(key):
                break
        return t(key, lang)

    @property
    def table_unit(self) -> str:
        """Unit of the numbers in a table."""
        return "km2" if self.in_km2 else _TABLE_UNITS.get(self.unit, self.unit)

    @property
    def head_unit(self) -> str:
        """Unit that a table's head has to say; the name of what is counted says it already."""
        return "" if self.unit == "places" else self.table_unit

    @property
    def said_unit(self) -> str:
        """Unit of the values behind a name that says what is counted."""
        return "" if self.unit == "places" else self.unit

    @property
    def is_summed(self) -> bool:
        """Whether the sum over rows means something."""
        return self.unit in _SUMMED_UNITS and not self.no_sum

    def in_table(self, value: Any) -> Any:
        """A value or an array of values in the table's unit."""
        convert = _PER_BASE.get(self.table_unit)
        return value if convert is None else convert(value)

    def head(self, lang: Lang) -> str:
        """Name and unit on one line."""
        unit = unit_name(self.head_unit, lang)
        return t("column.in_unit", lang, name=self.title(lang), unit=unit) if unit else self.title(lang)


# -- townships ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class TownshipColumn(Column):
    """A figure of the county's townships.

    Parameters
    ----------
    values
        Figure of every township, shape (n,); NaN is no data.
    whole
        Figure of the whole county in the table's unit where it is not the sum; ``None`` is no data.
    rule
        Rule value that it is held against: at least so much.
    figure
        The county's figure of the same kind: what the plan asks of it is asked of each township.
    """

    scope: ClassVar[str] = "township"

    values: Callable[[Assessment], Floats]
    whole: Callable[[Assessment], float | None] | None = None
    rule: str = ""
    figure: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether something can be asked of it."""
        return bool(self.rule or self.figure)

    def of_county(self, assessment: Assessment) -> float | None:
        """Figure of the whole county in the table's unit; sums are of what is known."""
        if self.whole is not None:
            return self.whole(assessment)
        if not self.is_summed:
            return None
        values = self.values(assessment)
        known = values[np.isfinite(values)]
        return float(self.in_table(known.sum())) if len(known) else None


def _of(name: str) -> Callable[[Assessment], Floats]:
    return lambda assessment: np.asarray(getattr(assessment.units, name), dtype=np.float64)


def _figure(figure_id: str) -> Callable[[Assessment], float | None]:
    def read(assessment: Assessment) -> float | None:
        figure = assessment.figures.get(figure_id)
        return None if figure is None else figure.value

    return read


def _county_gap(assessment: Assessment) -> float | None:
    """What the county as one lacks; less than its townships together, of which some have too much."""
    own = assessment.figures.get("shelter.area_per_resident.county")
    asked = assessment.figures.get("shelter.area_per_resident.townships")
    if own is None or own.value is None or asked is None:
        return None
    wanted, area, people = asked.inputs.get("target_m2"), own.inputs.get("area_m2"), own.inputs.get("persons")
    if wanted is None or area is None or people is None:
        return None
    return max(0.0, float(wanted) * float(people) - float(area))


def _density(assessment: Assessment) -> Floats:
    units = assessment.units
    with np.errstate(divide="ignore", invalid="ignore"):
        density = units.population_persons / (units.area_m2 / 1e6)
    return np.where(np.isfinite(density), density, np.nan)


def _usable(event: str) -> TownshipColumn:
    """Area per resident that can be used in an event; pages and popups have no room for it."""
    return TownshipColumn(
        key=f"{event}_per_resident",
        unit="m2_per_person",
        decimals=2,
        values=_of(f"shelter_{event}_per_resident_m2"),
        whole=_figure(f"shelter.{event}_area_per_resident.county"),
        left_out=frozenset({"webmap", "print"}),
    )


def _share(key: str, values: str, figure: str) -> TownshipColumn:
    return TownshipColumn(
        key=key, unit="share", decimals=1, values=_of(values), whole=_figure(figure), figure=figure
    )


TOWNSHIP_COLUMNS: tuple[TownshipColumn, ...] = (
    TownshipColumn(
        key="population",
        unit="persons",
        values=_of("population_persons"),
        whole=lambda assessment: assessment.county.population_persons,
    ),
    TownshipColumn(
        key="area",
        unit="m2",
        decimals=1,
        in_km2=True,
        values=_of("area_m2"),
        left_out=frozenset({"workbook", "webmap"}),
    ),
    TownshipColumn(key="shelters", unit="places", values=_of("shelters")),
    TownshipColumn(key="effective_area", unit="m2", values=_of("shelter_effective_area_m2")),
    TownshipColumn(
        key="area_per_resident",
        unit="m2_per_person",
        decimals=2,
        values=_of("shelter_area_per_resident_m2"),
        whole=_figure("shelter.area_per_resident.county"),
        rule="shelter.area_per_resident_m2",
    ),
    _usable("earthquake"),
    _usable("flood"),
    TownshipColumn(key="area_gap", unit="m2", values=_of("shelter_area_gap_m2"), whole=_county_gap),
    TownshipColumn(
        key="capacity",
        unit="persons",
        values=_of("shelter_capacity_persons"),
        left_out=frozenset({"webmap"}),
    ),
    _share("emergency_share", "emergency_covered_share", "shelter.people_share.emergency"),
    _share("fixed_share", "fixed_covered_share", "shelter.people_share.fixed"),
    _share("fire_share", "fire_reached_share", "fire.people_share"),
    TownshipColumn(key="depots", unit="places", values=_of("depots")),
    TownshipColumn(key="stations", unit="places", values=_of("fire_stations")),
    TownshipColumn(key="brigades", unit="places", values=_of("brigades"), left_out=frozenset({"webmap"})),
    # The ground of the map alone shows it.
    TownshipColumn(
        key="density",
        unit="persons_per_km2",
        values=_density,
        left_out=frozenset({"panel", "table", "workbook", "webmap", "print"}),
    ),
)


def township_columns(output: Output) -> tuple[TownshipColumn, ...]:
    """Columns that an output of townships shows, in order."""
    return tuple(column for column in TOWNSHIP_COLUMNS if output not in column.left_out)


def township_column(key: str) -> TownshipColumn:
    """Column by its key."""
    return next(column for column in TOWNSHIP_COLUMNS if column.key == key)


# -- places where people live --------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class PlaceColumn(Column):
    """A figure of the places where people live, or whether something reaches them.

    Parameters
    ----------
    values
        Shape (n,): numbers with NaN for no data, or whether each place is covered; ``None`` where nothing
        was computed.
    """

    scope: ClassVar[str] = "place"

    values: Callable[[Assessment], Floats | Bools | None]
    is_covered: bool = False

    def word(self, is_inside: bool, lang: Lang) -> str:
        """Whether a place is covered, in words."""
        return t("column.covered" if is_inside else "column.outside", lang)


def _covered(key: str) -> PlaceColumn:
    return PlaceColumn(key=key, is_covered=True, values=lambda assessment: assessment.covered.get(key))


PLACE_COLUMNS: tuple[PlaceColumn, ...] = (
    PlaceColumn(
        key="population",
        unit="persons",
        values=lambda assessment: assessment.county.demand.population_persons.astype(np.float64),
    ),
    _covered("shelter.emergency"),
    _covered("shelter.fixed"),
    _covered("fire"),
)


def place_columns() -> tuple[PlaceColumn, ...]:
    """Columns of places, in order."""
    return PLACE_COLUMNS


def cover_columns() -> tuple[PlaceColumn, ...]:
    """Those that say what reaches a place."""
    return tuple(column for column in PLACE_COLUMNS if column.is_covered)


# -- facilities ----------------------------------------------------------------------------------------------
FacilityValue = float | bool | tuple[str, ...] | None
"""A number, whether something is so, or kinds of hazards; ``None``: not known, or does not count."""


@dataclass(frozen=True, kw_only=True)
class FacilityColumn(Column):
    """What was computed for a facility that counts.

    Parameters
    ----------
    value
        Of a facility that the assessment has a result for.
    """

    scope: ClassVar[str] = "facility"

    value: Callable[[Any, Facility], FacilityValue]

    def word(self, lang: Lang) -> str:
        """What stands in a cell where it is so."""
        return t(f"column.facility.{self.key}.yes", lang)

    def of(self, assessment: Assessment, facility: Facility) -> FacilityValue:
        """Value for a facility; ``None`` also for one that does not count."""
        result = result_of(assessment, facility)
        return None if result is None else self.value(result, facility)


@dataclass(frozen=True)
class ReachResult:
    """Known residents that a facility reaches, of a family whose file says in which time."""

    persons_reached: float | None


Result = ShelterResult | DepotResult | StationResult | ReachResult


def result_of(assessment: Assessment, facility: Facility) -> Result | None:
    """What was computed for a facility; ``None`` for one that does not count."""
    results: tuple[Mapping[str, Result], ...] = (assessment.shelters, assessment.depots, assessment.stations)
    for held in results:
        if facility.id in held:
            return held[facility.id]
    reached = assessment.reached_persons
    return ReachResult(reached[facility.id]) if facility.id in reached else None


def _result(name: str) -> Callable[[Any, Facility], FacilityValue]:
    return lambda result, _: getattr(result, name)


def _floor_share(result: DepotResult, depot: Facility) -> float | None:
    """Floor area over what the people ask for who have no nearer depot.

    A depot of county level or above is built for more people than those, so that of it only less than enough
    for them says something. Stores of other use or in other hands are not held against it, as in the figures.
    """
    area, needed = getattr(depot, "floor_area_m2", None), result.required_floor_area_m2
    if area is None or not needed or not getattr(depot, "is_relief_store", False):
        return None
    share = float(area / needed)
    return None if share >= 1 and getattr(depot, "level", "") in CLASS_LEVELS else share


def _limit_share(result: StationResult, _: Facility) -> float | None:
    if result.jurisdiction_area_m2 is None or not result.area_limit_m2:
        return None
    return (result.jurisdiction_area_m2 / 1e6) / (result.area_limit_m2 / 1e6)


_HAZARDS = FacilityColumn(
    key="hazards", unit="hazards", value=_result("hazards"), left_out=frozenset({"table"})
)
"""The table of the window says it among what is wrong with a facility."""

_REACHED = FacilityColumn(
    key="persons_reached", unit="persons", no_sum=True, value=_result("persons_reached")
)

FACILITY_COLUMNS: Mapping[Family, tuple[FacilityColumn, ...]] = {
    Family.SHELTER: (
        FacilityColumn(key="effective_area_m2", unit="m2", value=_result("effective_area_m2")),
        FacilityColumn(
            key="estimated", unit="flag", value=_result("is_estimated"), left_out=frozenset({"webmap"})
        ),
        FacilityColumn(key="capacity_persons", unit="persons", value=_result("capacity_persons")),
        FacilityColumn(
            key="persons_in_radius", unit="persons", no_sum=True, value=_result("persons_in_radius")
        ),
        _HAZARDS,
    ),
    Family.DEPOT: (
        FacilityColumn(key="persons_served", unit="persons", value=_result("persons_served")),
        FacilityColumn(key="required_floor_area_m2", unit="m2", value=_result("required_floor_area_m2")),
        FacilityColumn(
            key="floor_area_share",
            unit="share",
            decimals=1,
            value=_floor_share,
            left_out=frozenset({"webmap"}),
        ),
        _HAZARDS,
    ),
    Family.FIRE_STATION: (
        FacilityColumn(
            key="jurisdiction_km2",
            unit="m2",
            decimals=2,
            in_km2=True,
            value=_result("jurisdiction_area_m2"),
        ),
        FacilityColumn(
            key="limit_km2", unit="m2", decimals=2, in_km2=True, no_sum=True, value=_result("area_limit_m2")
        ),
        FacilityColumn(
            key="limit_share", unit="share", decimals=1, value=_limit_share, left_out=frozenset({"webmap"})
        ),
        _REACHED,
    ),
}


def facility_columns(family: Family, output: Output) -> tuple[FacilityColumn, ...]:
    """Columns of what is computed for a family that an output shows, in order."""
    columns = FACILITY_COLUMNS.get(family, (_REACHED,) if family.spec.reach is not None else ())
    return tuple(column for column in columns if output not in column.left_out)
