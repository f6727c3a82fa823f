"""What a county chose: names, plan, rule set, own values, own plans, stock. Frozen values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.county.layer import Provenance
from models.county.levels import HazardLevels
from models.county.population import PeopleChoice
from models.county.travel import AS_BEFORE, TravelBy
from models.facilities.keyproject import KeyProject
from models.facilities.stock import StockRow
from models.facilities.upkeepentry import UpkeepEntry
from models.findings.findings import OPERATORS
from models.project.local import LocalFacts
from models.project.yearrecord import YearRecord


@dataclass(frozen=True)
class Override:
    """A rule value changed for this county: new value, who, when (ISO date) and why."""

    value: float
    who: str = ""
    when: str = ""
    why: str = ""


@dataclass(frozen=True)
class Indicator:
    """An outcome typed in by the planner because no layer holds it."""

    value: float
    year: int | None = None
    source: str = ""


@dataclass(frozen=True)
class OwnTarget:
    """A target that the county set itself; ``year`` is when it is to be reached.

    Raises
    ------
    ValueError
        The operator is none of Target's, or the value is no number.
    """

    operator: str
    value: float
    year: int | None = None

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS or not math.isfinite(self.value):
            raise ValueError(f"target {self.operator!r} {self.value!r}")


@dataclass(frozen=True)
class OwnRow:
    """A row that the county added to its copy of a plan.

    Parameters
    ----------
    figure
        Id of the computed figure; empty for a value that is typed in.
    targets
        What is asked, by year; none where ``basis`` is only words or a fact at the start.
    basis
        Where the target is from, a word of :class:`models.findings.findings.Basis`.
    scope, clause, document
        What the row is about, and where it is written.
    baseline
        What the plan starts from.
    """

    id: str
    name: str
    family: str
    figure: str
    unit: str
    targets: tuple[OwnTarget, ...]
    basis: str = "stated"
    scope: str = ""
    clause: str = ""
    baseline: float | None = None
    document: str = ""


@dataclass(frozen=True)
class CustomProfile:
    """A county's copy of a plan that ships: what it changed and added lies over the rows of the plan.

    Parameters
    ----------
    base_id
        The plan that was copied.
    targets
        Changed targets by the row's id; several are milestones, one for each year.
    rows
        Added rows, after those of the plan.
    """

    id: str
    name: str
    base_id: str
    targets: Mapping[str, tuple[OwnTarget, ...]] = field(default_factory=dict)
    rows: tuple[OwnRow, ...] = ()


@dataclass(frozen=True)
class FacilityFile:
    """A file that facilities came from: they remember its name, and here stands what was found in it."""

    role: str
    provenance: Provenance


@dataclass(frozen=True)
class Settings:
    """What a county chose: names, plan, rule set, changed rule values, typed indicators, own plans, stock.

    Parameters
    ----------
    crs_epsg
        EPSG code of the metric system that all geometry is in (CGCS2000, 3-degree zone, no zone prefix).
    target_year
        Year whose targets are in force, where a row has several; ``None`` for the year of the day.
    stock
        Stock ledger of all depots, in the order that the planner keeps it in.
    sheets
        Layouts of printed sheets by name, as plain values; what they mean is printing's business.
    people
        Which residents count, where sources differ or some lie outside the county.
    hazard_levels
        From which level of hazard zones apply, and what the county's words for levels mean.
    travel_by
        How distances over land are measured.
    projects
        Ledger of key projects, in the order that the planner keeps it in.
    cost_quotas
        Cost in yuan per square metre by family and class (``shelter.short``), as the county typed it.
    budget_10k
        What there is for the projects still to be built, in 10,000 yuan.
    upkeep
        Yearly ledger: inspections, drills, maintenance and renewals of data, in the order they were entered.
    history
        Years that were closed, with the findings of then, in order.
    facility_files
        Files that facilities came from, with what was found in them, in the order of import.
    """

    name: str = ""
    county_name: str = ""
    county_code: str = ""
    crs_epsg: int = 4548
    profile_id: str = "core"
    target_year: int | None = None
    ruleset_id: str = "national"
    overrides: Mapping[str, Override] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    custom_profiles: Mapping[str, CustomProfile] = field(default_factory=dict)
    local: LocalFacts = field(default_factory=LocalFacts)
    stock: tuple[StockRow, ...] = ()
    sheets: Mapping[str, Any] = field(default_factory=dict)
    people: PeopleChoice = field(default_factory=PeopleChoice)
    hazard_levels: HazardLevels = field(default_factory=HazardLevels)
    travel_by: TravelBy = AS_BEFORE
    facility_files: tuple[FacilityFile, ...] = ()
    projects: tuple[KeyProject, ...] = ()
    cost_quotas: Mapping[str, Indicator] = field(default_factory=dict)
    budget_10k: float | None = None
    upkeep: tuple[UpkeepEntry, ...] = ()
    history: tuple[YearRecord, ...] = ()
    is_sample: bool = False
