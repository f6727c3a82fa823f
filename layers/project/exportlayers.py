"""What is exported, layer by layer: facilities as they are, and what was computed from them.

Every layer holds one kind of geometry, for many programs draw no other. Sites that do not count (candidates
and rejected ones) are layers of their own, so that nobody adds their areas to those that do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.project import qml
from layers.project.facilityrows import FAMILY_TABLES
from models.assessment.columns import PLACE_COLUMNS, cover_columns, township_column, township_columns
from models.county.county import County
from models.facilities.facility import Facility, Family, FieldKind, Status, field_specs
from models.findings.numbers import unit_name
from models.findings.results import Assessment
from models.findings.whose import of_people
from models.kernel.arrays import Objects
from models.kernel.text import Lang, has_text, t
from models.rules.rules import Rules
from models.shelters.assignment import Assignment

_KINDS = ("point", "line", "area")
"""Kinds of geometry by their dimension."""
_APART = (Status.CANDIDATE, Status.REJECTED)
"""States of sites that count neither today nor in a plan."""
_GROUND = "area_per_resident"
"""Figure that colours the townships."""


@dataclass(frozen=True)
class ExportField:
    """A column and what explains it.

    Parameters
    ----------
    alias
        Its name in the user's language, with the unit.
    codes
        Words of each code, where it holds codes.
    """

    name: str
    alias: str
    kind: FieldKind
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ExportLayer:
    """One layer with one kind of geometry.

    Parameters
    ----------
    table
        Its name in a GeoPackage.
    title
        Its name for people; the end of a file's name.
    frame
        A column for each field, then the geometry.
    style
        How QGIS draws it.
    """

    table: str
    title: str
    fields: tuple[ExportField, ...]
    frame: gpd.GeoDataFrame
    style: str


def facility_layers(facilities: Iterable[Facility], epsg: int, lang: Lang) -> list[ExportLayer]:
    """Facilities by family, those that never count apart; what is unknown stays empty, never zero."""
    every = list(facilities)
    layers: list[ExportLayer] = []
    for family in Family:
        own = [one for one in every if one.family == family]
        table, title = FAMILY_TABLES[family], t(f"family.{family.value}.short", lang)
        aside = f"{title}-{t('export.candidates', lang)}"
        for rows, name, shown in (
            ([one for one in own if one.status not in _APART], table, title),
            ([one for one in own if one.status in _APART], f"{table}_candidates", aside),
        ):
            if rows:
                layers += _by_kind(name, shown, facility_fields(family, lang), _facilities(rows, epsg), lang,
                                   partial(qml.facilities, family, lang=lang))  # fmt: skip
    return layers


def facility_fields(family: Family, lang: Lang) -> tuple[ExportField, ...]:
    """Id first, then every field of a family."""
    found = [_named("id", lang)]
    for spec in field_specs(family):
        alias, unit = t(f"field.{spec.name}", lang), unit_name(spec.unit, lang) if spec.unit else ""
        codes = {value: t(f"choice.{spec.choices}.{value}", lang) for value in spec.values}
        found.append(
            ExportField(
                spec.name, _with_unit(alias, unit, lang), spec.kind, unit, codes or _flag(spec.kind, lang)
            )
        )
    return tuple(found)


def computed_layers(
    assessment: Assessment, assignments: Mapping[str, Assignment], rules: Rules, epsg: int, lang: Lang
) -> list[ExportLayer]:
    """Townships with their figures, service areas, places that something does not reach, who goes where."""
    layers: list[ExportLayer] = []
    for table, made, style in (
        (
            "townships",
            _townships,
            partial(qml.townships, _GROUND, rules[township_column(_GROUND).rule], lang),
        ),
        ("service_areas", _service_areas, partial(qml.service_areas, lang)),
        ("unserved_places", _unserved, partial(qml.unserved, lang)),
    ):
        fields, columns, shapes = made(assessment, lang)
        layers += _by_kind(
            table, t(f"export.layer.{table}", lang), fields, _frame(columns, shapes, epsg), lang, style
        )
    fields, columns, shapes = _assigned(assignments, lang)
    title, style = t("export.layer.assignment", lang), partial(qml.assignment, lang)
    layers += _by_kind("assignment", title, fields, _frame(columns, shapes, epsg), lang, style)
    return layers


# -- tables -------------------------------------------------------------------------------------------------
def _facilities(facilities: Sequence[Facility], epsg: int) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {"id": [facility.id for facility in facilities]}
    for spec in field_specs(facilities[0].family):
        values = [getattr(facility, spec.name) for facility in facilities]
        if spec.kind == "number":
            columns[spec.name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        elif spec.kind in ("integer", "flag"):
            numbers = [None if value is None else int(value) for value in values]
            columns[spec.name] = pd.array(numbers, dtype="Int32")
        else:
            columns[spec.name] = ["" if value is None else str(value) for value in values]
    return _frame(columns, [facility.geometry for facility in facilities], epsg)


_Made = tuple[tuple[ExportField, ...], dict[str, Any], Sequence[Any]]


def _townships(assessment: Assessment, lang: Lang) -> _Made:
    places = assessment.county.places
    fields = [_named("name", lang), _named("code", lang)]
    columns: dict[str, Any] = {"name": list(map(str, places.names)), "code": list(map(str, places.codes))}
    for column in township_columns("table"):
        unit = unit_name(column.head_unit, lang)
        alias = _with_unit(_of_people(column.title(lang), assessment, lang), unit, lang)
        fields.append(ExportField(column.key, alias, "number", unit))
        columns[column.key] = np.asarray(column.in_table(column.values(assessment)), dtype=np.float64)
    return tuple(fields), columns, list(places.geometries)


def _service_areas(assessment: Assessment, lang: Lang) -> _Made:
    keys = [
        key
        for key in assessment.offered_coverages
        if has_text(f"map.coverage.{key}")
        and key in assessment.regions
        and not assessment.regions[key].is_empty
    ]
    codes = {key: t(f"map.coverage.{key}", lang) for key in keys}
    fields = (
        ExportField("coverage", t("export.field.coverage", lang), "choice", codes=codes),
        _named("name", lang),
    )
    columns = {"coverage": keys, "name": [codes[key] for key in keys]}
    return fields, columns, [assessment.regions[key] for key in keys]


def _unserved(assessment: Assessment, lang: Lang) -> _Made:
    county, demand = assessment.county, assessment.county.demand
    covers = [(column, mask) for column in cover_columns() if (mask := column.values(assessment)) is not None]
    out = np.zeros(len(demand), dtype=np.bool_)
    for _, mask in covers:
        out |= ~np.asarray(mask, dtype=np.bool_)
    rows = np.flatnonzero(out)
    people = PLACE_COLUMNS[0]
    unit = unit_name(people.unit, lang)
    alias = _with_unit(_of_people(people.title(lang), assessment, lang), unit, lang)
    fields = [
        _named("name", lang),
        _named("township", lang),
        ExportField(people.key, alias, "number", unit),
    ]
    columns: dict[str, Any] = {
        "name": [str(name) for name in demand.names[rows]],
        "township": _township_names(county, rows),
        people.key: np.asarray(people.values(assessment), dtype=np.float64)[rows],
    }
    words = {"1": t("column.covered", lang), "0": t("column.outside", lang)}
    for column, mask in covers:
        name = f"in_{column.key.replace('.', '_')}"
        fields.append(ExportField(name, column.title(lang), "flag", codes=words))
        columns[name] = np.asarray(mask, dtype=np.int32)[rows]
    return tuple(fields), columns, shapely.points(demand.xy[rows])


def _assigned(assignments: Mapping[str, Assignment], lang: Lang) -> _Made:
    known = {stay: one for stay, one in assignments.items() if one.has_people and len(one.flows)}
    metres, persons = unit_name("m", lang), unit_name("persons", lang)
    codes = {stay: t(f"assignment.stay.{stay}", lang) for stay in known}
    fields = (
        ExportField("stay", t("export.field.stay", lang), "choice", codes=codes),
        _named("place", lang),
        _named("shelter_id", lang),
        _named("shelter", lang),
        ExportField(
            "persons", _with_unit(t("export.field.persons", lang), persons, lang), "integer", persons
        ),
        ExportField(
            "distance_m", _with_unit(t("export.field.distance_m", lang), metres, lang), "number", metres
        ),
    )
    columns: dict[str, list[Any]] = {one.name: [] for one in fields}
    lines: list[Any] = []
    for stay, one in known.items():
        flows, demand = one.flows, one.county.demand
        sites = [one.shelters[site] for site in flows.site.tolist()]
        columns["stay"] += [stay] * len(flows)
        columns["place"] += [str(name) for name in demand.names[flows.point]]
        columns["shelter_id"] += [site.id for site in sites]
        columns["shelter"] += [site.name for site in sites]
        columns["persons"] += flows.persons.tolist()
        columns["distance_m"] += flows.distance_m.tolist()
        ends = np.array([site.location for site in sites], dtype=np.float64)
        lines += shapely.linestrings(np.stack((demand.xy[flows.point], ends), axis=1)).tolist()
    return fields, columns, lines


def _township_names(county: County, rows: Any) -> list[str]:
    names = ["", *map(str, county.places.names)]
    return [names[place + 1] for place in county.demand_place[rows].tolist()]


# -- layers -------------------------------------------------------------------------------------------------
def _frame(columns: Mapping[str, Any], shapes: Sequence[Any], epsg: int) -> gpd.GeoDataFrame:
    geometries: Objects = np.empty(len(shapes), dtype=object)
    geometries[:] = list(shapes)
    return gpd.GeoDataFrame(dict(columns), geometry=geometries, crs=epsg)


def _by_kind(
    table: str,
    title: str,
    fields: tuple[ExportField, ...],
    frame: gpd.GeoDataFrame,
    lang: Lang,
    style: Callable[[int], str],
) -> Iterator[ExportLayer]:
    """One layer for each kind of geometry that there is; points and what has only one kind keep the name."""
    dimensions = shapely.get_dimensions(np.asarray(frame.geometry.values, dtype=object))
    there = sorted(set(dimensions.tolist()) - {-1})
    for dimension in there:
        kind = _KINDS[dimension]
        more = len(there) > 1
        yield ExportLayer(
            f"{table}_{kind}s" if more and dimension else table,
            f"{title}-{t(f'export.{kind}', lang)}" if more else title,
            fields,
            frame[dimensions == dimension].reset_index(drop=True),
            style(dimension),
        )


def _named(name: str, lang: Lang) -> ExportField:
    return ExportField(name, t(f"export.field.{name}", lang), "text")


def _of_people(title: str, assessment: Assessment, lang: Lang) -> str:
    """Name of a column that says whose people it counts."""
    county = assessment.county
    return of_people(title, county.people_kind, county.people.year, lang)


def _flag(kind: FieldKind, lang: Lang) -> dict[str, str]:
    return {"1": t("choice.flag.yes", lang), "0": t("choice.flag.no", lang)} if kind == "flag" else {}


def _with_unit(alias: str, unit: str, lang: Lang) -> str:
    return t("column.in_unit", lang, name=alias, unit=unit) if unit else alias
