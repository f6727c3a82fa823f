"""Facilities, settings and looks as plain JSON values and back; shared by project file and journal.

Nothing here runs anything that a file says: values are checked against the fields' own descriptions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import shapely

from models.county.closures import BRIDGES, Closure
from models.county.layer import LayerStyle, Provenance
from models.county.levels import LEVELS, HazardLevels
from models.county.population import PeopleChoice
from models.county.travel import AS_BEFORE, TRAVEL_BY, TravelBy
from models.facilities.facility import FACILITY_TYPES, Facility, Family, FieldSpec, field_specs, number_fault
from models.facilities.keyproject import KeyProject, project_fields
from models.facilities.stock import StockRow
from models.facilities.upkeepentry import UpkeepEntry
from models.findings.findings import OPERATORS, Basis, Target, Verdict
from models.kernel.text import LANGUAGES
from models.project.evacuation import METHODS, EvacuationCase, ZoneChoice
from models.project.local import LocalFacts
from models.project.settings import (
    CustomProfile,
    FacilityFile,
    Indicator,
    Override,
    OwnRow,
    OwnTarget,
    Settings,
)
from models.project.yearrecord import YearFigure, YearRecord
from models.shelters.assignment import STAYS
from models.supplies.need import MOST_DAYS


def dumps(value: Any) -> str:
    """JSON on one line, Chinese as it is."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain))


def storable(text: str) -> str:
    """Text without halves of characters, which no file can hold; a file name in another encoding has some."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "item"):  # a numpy number
        return value.item()
    raise TypeError(f"cannot store {type(value).__name__}")


def facility_to_json(facility: Facility) -> dict[str, Any]:
    """Every field of a facility; the geometry as hexadecimal well-known binary, bit for bit."""
    values = {spec.name: getattr(facility, spec.name) for spec in field_specs(facility.family)}
    wkb = shapely.to_wkb(facility.geometry, hex=True)
    return {"family": facility.family.value, "id": facility.id, "geometry": wkb, **values}


def facility_from_json(table: Mapping[str, Any]) -> Facility:
    """Facility from :func:`facility_to_json`.

    Raises
    ------
    ValueError
        A value is not of its field's kind, or there is no geometry.
    """
    family = Family(table["family"])
    geometry = shapely.from_wkb(table["geometry"])
    if geometry is None or shapely.is_empty(geometry):
        raise ValueError("geometry is empty")
    found = {
        spec.name: _in_bounds(spec, table[spec.name]) for spec in field_specs(family) if spec.name in table
    }
    return facility_of(family, str(table["id"]), geometry, found)


def _in_bounds(spec: FieldSpec, value: Any) -> Any:
    """Value of a field; an impossible amount is not known rather than the work of an hour refused for it."""
    try:
        return field_value(spec, value)
    except FieldError as fault:
        if fault.key in AMOUNT_FAULTS:
            return None
        raise


def facility_of(family: Family, facility_id: str, geometry: Any, values: Mapping[str, Any]) -> Facility:
    """Facility from values as :func:`field_value` gives them."""
    kept = {name: value for name, value in values.items() if value is not ...}
    return FACILITY_TYPES[family](id=facility_id, geometry=geometry, **kept)


AMOUNT_FAULTS = frozenset({"not_finite", "too_small", "too_large", "not_whole"})
"""What :func:`models.facilities.facility.number_fault` says."""


class FieldError(ValueError):
    """A stored value does not fit its field.

    Parameters
    ----------
    key
        ``not_text``, ``not_date``, ``not_number``, ``not_flag``, ``not_choice`` or as
        :func:`models.facilities.facility.number_fault` says.
    """

    def __init__(self, key: str, spec: FieldSpec, value: Any) -> None:
        super().__init__(f"{spec.name}: {value!r}")
        self.key, self.spec, self.value = key, spec, value


def field_value(spec: FieldSpec, value: Any) -> Any:
    """Stored value as the field's own type; ``...`` means that the field's default holds.

    Raises
    ------
    FieldError
        The value does not fit the field.
    """
    if value is None:
        return {"choice": ..., "text": ""}.get(spec.kind)
    if spec.kind == "choice":
        if value not in spec.values:
            raise FieldError("not_choice", spec, value)
        return value
    if spec.kind in ("text", "date"):
        if not isinstance(value, str):
            raise FieldError(f"not_{spec.kind}", spec, value)
        return value
    if spec.kind == "flag":
        if value not in (0, 1):
            raise FieldError("not_flag", spec, value)
        return bool(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FieldError("not_number", spec, value)
    fault = number_fault(spec, value)
    if fault:
        raise FieldError(fault, spec, value)
    return int(value) if spec.kind == "integer" else float(value)


def settings_to_json(settings: Settings) -> dict[str, Any]:
    """Settings as nested tables."""
    return {
        **{name: getattr(settings, name) for name in _PLAIN_SETTINGS},
        "overrides": {key: asdict(item) for key, item in settings.overrides.items()},
        "indicators": {key: asdict(item) for key, item in settings.indicators.items()},
        "custom_profiles": [_custom_profile_to_json(item) for item in settings.custom_profiles.values()],
        "local": asdict(settings.local),
        "stock": [asdict(row) for row in settings.stock],
        "sheets": dict(settings.sheets),
        "people": asdict(settings.people),
        "hazard_levels": asdict(settings.hazard_levels),
        "travel_by": settings.travel_by,
        "facility_files": [
            {"role": file.role, **provenance_to_json(file.provenance)} for file in settings.facility_files
        ],
        "projects": [asdict(one) for one in settings.projects],
        "cost_quotas": {key: asdict(item) for key, item in settings.cost_quotas.items()},
        "budget_10k": settings.budget_10k,
        "upkeep": [asdict(entry) for entry in settings.upkeep],
        "history": [_year_to_json(record) for record in settings.history],
    }


_PLAIN_SETTINGS = (
    "name",
    "county_name",
    "county_code",
    "crs_epsg",
    "profile_id",
    "target_year",
    "ruleset_id",
    "is_sample",
)


def settings_from_json(table: Mapping[str, Any]) -> Settings:
    """Settings from :func:`settings_to_json`; parts that are missing keep their defaults.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError
        A part is not of its kind.
    """
    return Settings(
        **{name: table[name] for name in _PLAIN_SETTINGS if name in table},
        overrides={key: Override(**_with_number(item)) for key, item in table.get("overrides", {}).items()},
        indicators={
            key: Indicator(**_with_number(item)) for key, item in table.get("indicators", {}).items()
        },
        custom_profiles={
            item["id"]: _custom_profile_from_json(item) for item in table.get("custom_profiles", ())
        },
        local=_local_from_json(table.get("local", {})),
        stock=tuple(_stock_row_from_json(row) for row in table.get("stock", ())),
        sheets=dict(table.get("sheets", {})),
        people=_people_from_json(table.get("people", {})),
        hazard_levels=_levels_from_json(table),
        travel_by=_travel_from_json(table.get("travel_by", AS_BEFORE)),
        facility_files=tuple(
            FacilityFile(str(file["role"]), provenance_from_json(file))
            for file in table.get("facility_files", ())
        ),
        projects=tuple(map(_key_project_from_json, table.get("projects", ()))),
        cost_quotas={
            key: Indicator(**_with_number(item)) for key, item in table.get("cost_quotas", {}).items()
        },
        budget_10k=_amount(table.get("budget_10k")),
        upkeep=tuple(map(_upkeep_from_json, table.get("upkeep", ()))),
        history=tuple(map(_year_from_json, table.get("history", ()))),
    )


def _amount(value: Any) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or value < 0:
        raise ValueError(f"amount: {value!r}")
    return float(value)


def _key_project_from_json(table: Mapping[str, Any]) -> KeyProject:
    """A key project; a number that cannot be, or years and funds against each other, spoil the file."""
    found = {
        spec.name: field_value(spec, table[spec.name]) for spec in project_fields() if spec.name in table
    }
    ids = table.get("facility_ids", ())
    if isinstance(ids, str) or not all(isinstance(one, str) for one in (table["id"], *ids)):
        raise ValueError(f"key project: {table!r}")
    if table.get("is_pinned", False) not in (True, False):
        raise ValueError(f"key project: {table!r}")
    kept = {name: value for name, value in found.items() if value is not ...}
    project = KeyProject(
        id=table["id"], facility_ids=tuple(ids), is_pinned=bool(table.get("is_pinned", False)), **kept
    )
    if project.fault:
        raise ValueError(f"key project {project.id!r}: {project.fault}")
    return project


def _upkeep_from_json(table: Mapping[str, Any]) -> UpkeepEntry:
    entry = UpkeepEntry(**table)
    texts = ("" if name == "repaired_on" and one is None else one for name, one in asdict(entry).items())
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"upkeep: {table!r}")
    if entry.fault:
        raise ValueError(f"upkeep {entry.id!r}: {entry.fault}")
    return entry


def _year_to_json(record: YearRecord) -> dict[str, Any]:
    return {
        "year": record.year,
        "day": record.day,
        "profile_id": record.profile_id,
        "note": record.note,
        "figures": [
            {
                "id": one.id,
                "names": dict(one.names),
                "unit": one.unit,
                "value": one.value,
                "verdict": str(one.verdict),
                "target": None if one.target is None else asdict(one.target),
            }
            for one in record.figures
        ],
    }


def _year_from_json(table: Mapping[str, Any]) -> YearRecord:
    """A year that was closed; a value that is no number, or a year that cannot be, spoils the file."""
    figures = tuple(map(_year_figure_from_json, table["figures"]))
    record = YearRecord(table["year"], table["day"], table["profile_id"], figures, table.get("note", ""))
    texts = (record.day, record.profile_id, record.note)
    if not isinstance(record.year, int) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"year record: {record.year!r}")
    if record.fault:
        raise ValueError(f"year record {record.year}: {record.fault}")
    return record


def _year_figure_from_json(table: Mapping[str, Any]) -> YearFigure:
    value, target, names = table["value"], table["target"], table["names"]
    if value is not None and not _is_number(value):
        raise ValueError(f"year figure: {value!r}")
    texts = (table["id"], table["unit"], *(names[lang] for lang in LANGUAGES))
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"year figure: {table['id']!r}")
    if target is not None and (target["operator"] not in OPERATORS or not _is_number(target["value"])):
        raise ValueError(f"year figure {table['id']!r}: {target!r}")
    return YearFigure(
        table["id"],
        {lang: names[lang] for lang in LANGUAGES},
        table["unit"],
        None if value is None else float(value),
        Verdict(table["verdict"]),
        None if target is None else Target(target["operator"], float(target["value"])),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _local_from_json(table: Mapping[str, Any]) -> LocalFacts:
    absent = table.get("absent_hazards", ())
    if isinstance(absent, str) or not all(isinstance(name, str) for name in absent):
        raise ValueError(f"local: {absent!r}")
    local = LocalFacts(**{**table, "absent_hazards": tuple(absent)})
    for number in (local.seismic_intensity, local.wind_from_deg):
        if number is not None and not _is_number(number):
            raise ValueError(f"local: {number!r}")
    if local.is_cold not in (None, True, False):
        raise ValueError(f"local: {local.is_cold!r}")
    return local


def _levels_from_json(settings: Mapping[str, Any]) -> HazardLevels:
    """Levels of hazard; files of earlier versions hold only one for every rule."""
    table = settings.get("hazard_levels", {"from_level": settings.get("hazard_level_from", 3)})
    levels = HazardLevels(**table)
    allowed: list[tuple[int, tuple[int, ...]]] = [(levels.from_level, LEVELS)]
    allowed += [(level, LEVELS) for level in levels.by_rule.values()]
    allowed += [(level, (0, *LEVELS)) for level in levels.words.values()]
    for level, known in allowed:
        if isinstance(level, bool) or level not in known:
            raise ValueError(f"hazard level: {level!r}")
    return levels


def _travel_from_json(word: Any) -> TravelBy:
    if word not in TRAVEL_BY:
        raise ValueError(f"travel by: {word!r}")
    chosen: TravelBy = word
    return chosen


def _people_from_json(table: Mapping[str, Any]) -> PeopleChoice:
    people = PeopleChoice(**table)
    numbers = [
        people.year,
        people.growth,
        people.since,
        *([] if people.persons is None else [people.persons]),
    ]
    if not all(map(_is_number, numbers)) or people.counts_outside not in (True, False) or not people.is_sound:
        raise ValueError(f"people: {people!r}")
    return people


def _stock_row_from_json(table: Mapping[str, Any]) -> StockRow:
    row = StockRow(**table)
    if row.quantity is not None and (not _is_number(row.quantity) or row.quantity < 0):
        raise ValueError(f"quantity: {row.quantity!r}")
    texts = (row.id, row.depot_id, row.code, row.item, row.name, row.unit, row.place, row.note)
    if not all(isinstance(text, str) for text in texts) or not isinstance(row.expires, (str, type(None))):
        raise ValueError(f"stock row {row.id!r}")
    return row


def _with_number(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse a value that is no number: everything computed from it would fail."""
    if isinstance(item["value"], bool) or not isinstance(item["value"], (int, float)):
        raise ValueError(f"value: {item['value']!r}")
    return item


def _custom_profile_to_json(profile: CustomProfile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "name": profile.name,
        "base_id": profile.base_id,
        "targets": {key: [asdict(one) for one in targets] for key, targets in profile.targets.items()},
        "rows": [asdict(row) for row in profile.rows],
    }


def _custom_profile_from_json(table: Mapping[str, Any]) -> CustomProfile:
    return CustomProfile(
        id=table["id"],
        name=table["name"],
        base_id=table["base_id"],
        targets={key: _targets_from_json(targets) for key, targets in table.get("targets", {}).items()},
        rows=tuple(_own_row_from_json(row) for row in table.get("rows", ())),
    )


def _own_row_from_json(table: Mapping[str, Any]) -> OwnRow:
    targets = _targets_from_json(table["targets"] if "targets" in table else table["target"])
    row = OwnRow(**{**{key: value for key, value in table.items() if key != "target"}, "targets": targets})
    if not targets and Basis(row.basis) not in (Basis.QUALITATIVE, Basis.BASELINE):
        raise ValueError(f"row {row.id!r} has no target")
    if row.baseline is not None and not _is_number(row.baseline):
        raise ValueError(f"row {row.id!r}: baseline {row.baseline!r}")
    return row


def _targets_from_json(value: Any) -> tuple[OwnTarget, ...]:
    """Targets of a row; files of earlier versions hold a single one, not in a list."""
    return tuple(OwnTarget(**target) for target in (value if isinstance(value, list) else [value]))


def closure_to_json(closure: Closure) -> dict[str, Any]:
    """A barrier of a scenario."""
    table = {name: getattr(closure, name) for name in Closure.__dataclass_fields__}
    table["shape"] = None if closure.shape is None else shapely.to_wkb(closure.shape, hex=True)
    return table


def closure_from_json(table: Mapping[str, Any]) -> Closure:
    """Barrier from :func:`closure_to_json`."""
    text = table.get("shape")
    shape = None if text is None else shapely.from_wkb(text)
    closure = Closure(**{**table, "shape": shape})
    texts = (closure.id, closure.name, closure.layer_id)
    if not all(isinstance(one, str) for one in texts) or closure.bridges not in BRIDGES:
        raise ValueError(f"closure: {table!r}")
    if closure.is_on not in (True, False) or closure.stops_feet not in (True, False):
        raise ValueError(f"closure: {table!r}")
    return closure


def evacuation_to_json(case: EvacuationCase) -> dict[str, Any]:
    """Who has to leave in a scenario."""
    zones = [
        {**vars(zone), "shape": None if zone.shape is None else shapely.to_wkb(zone.shape, hex=True)}
        for zone in case.zones
    ]
    return {**vars(case), "zones": zones}


def evacuation_from_json(table: Mapping[str, Any]) -> EvacuationCase:
    """Evacuation from :func:`evacuation_to_json`."""
    zones = []
    for row in table["zones"]:
        text = row.get("shape")
        zone = ZoneChoice(**{**row, "shape": None if text is None else shapely.from_wkb(text)})
        texts = (zone.layer_id, zone.level, zone.hazard, zone.name)
        is_area = zone.shape is not None and shapely.get_dimensions(zone.shape) == 2
        is_told = all(isinstance(one, str) for one in texts) and isinstance(zone.is_on, bool)
        if not is_told or bool(zone.layer_id) == is_area:
            raise ValueError(f"zone: {row!r}")
        zones.append(zone)
    case = EvacuationCase(**{**table, "zones": tuple(zones)})
    if case.method not in METHODS or case.stay not in STAYS or case.keeps_whole not in (True, False):
        raise ValueError(f"evacuation: {table!r}")
    if not (case.days is None or (type(case.days) is int and 0 < case.days <= MOST_DAYS)):
        raise ValueError(f"evacuation: {table!r}")
    return case


def style_to_json(style: LayerStyle) -> dict[str, Any]:
    """Only what the planner changed."""
    return {name: value for name, value in asdict(style).items() if value is not None}


def style_from_json(table: Mapping[str, Any]) -> LayerStyle:
    """Style from :func:`style_to_json`; names it does not know are left out."""
    known = set(LayerStyle.__dataclass_fields__)
    return LayerStyle(**{name: value for name, value in table.items() if name in known})


def provenance_to_json(provenance: Provenance) -> dict[str, Any]:
    """Where a layer came from."""
    table = {name: getattr(provenance, name) for name in Provenance.__dataclass_fields__}
    table["problems"] = [[key, dict(values)] for key, values in provenance.problems]
    return table


def provenance_from_json(table: Mapping[str, Any]) -> Provenance:
    """Provenance from :func:`provenance_to_json`."""
    known = {name: table[name] for name in Provenance.__dataclass_fields__ if name in table}
    known["problems"] = tuple((str(key), values) for key, values in table.get("problems", ()))
    return Provenance(**known)
