"""Putting read layers together: outlines, tables joined to them, facilities, the new project or the edit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.disk.names import unique_names
from layers.formats.read import problem
from layers.formats.sniff import WORKBOOKS
from layers.importing.alreadythere import news_of, same_layer, split_known
from layers.importing.doubles import without_doubles
from layers.importing.facilities import RowReader, facilities_of
from layers.importing.importitem import Item, faults_kept
from layers.importing.ledgers import is_stock, read_beside, stock_of, to_depots
from layers.importing.otherlevels import of_other_level, of_unit_above
from layers.importing.recipe import Recipe
from layers.importing.rowsleft import people_without_place, sites_by_township, unused_columns
from layers.recognition.cells import plain, voltage_kv
from layers.recognition.recognise import (
    LAYER_FIELDS,
    heading_year,
    is_total_row,
    other_people,
    other_years,
    people_kind,
)
from layers.recognition.wordfiles import roles
from models.county.layer import FACILITY_ROLES, Layer, Role
from models.facilities.facility import Facility, Family, Status, new_id
from models.facilities.gatefile import name_list
from models.kernel.text import Lang, t
from models.plans.plans import profile_for
from models.project.edits import (
    EditFacilities,
    EditLayers,
    EditScenarios,
    EditSettings,
    EditTogether,
    FacilityEdit,
)
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import FacilityFile, Settings

_SINGLE_ROLES = (Role.COUNTY, Role.TOWNSHIPS)
_JOINED_ROLES = (Role.COUNTY, Role.TOWNSHIPS, Role.VILLAGES, Role.SEAT)
_SPEAKS_OF_PEOPLE = re.compile("人口|人数|popul|resident|inhabit", re.IGNORECASE)
_RUINED_CODE = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_WIDE_CODE = re.compile(r"156\d{6}")


# -- one layer per role ------------------------------------------------------------------------------------
def choose_between(items: Sequence[Item], project: Project | None) -> None:
    """Where several layers would be the county's outline (or its townships), keep the best and show the rest.

    A layer with residents is better than one without; then what the planner named, then more features.
    """
    for role in _SINGLE_ROLES:
        found = [item for item in items if item.is_usable and item.role == role]
        there = project.layers_of(role) if project is not None else ()
        if there and found and all(item.choice.role is None for item in found):
            _demote(found, there[0].name)
            continue
        best = max(found, key=_worth, default=None)
        if best is not None:
            _demote([item for item in found if item is not best], best.title)


def _worth(item: Item) -> tuple[bool, bool, int]:
    fields = item.recognition.fields if item.recognition else {}
    return (item.choice.role is not None, "population_persons" in fields, item.features)


def _demote(items: Sequence[Item], kept: str) -> None:
    for item in items:
        assert item.role is not None
        item.problems.append(problem(f"second_{item.role.value}", kept=kept))
        item.role = Role.REFERENCE


# -- layers ------------------------------------------------------------------------------------------------
def _layers(items: Sequence[Item], epsg: int, imported_at: str, there: Sequence[Layer] = ()) -> list[Layer]:
    """Layers of all items that stay layers, top first; not those that are there, unless asked for anew."""
    stack = roles().stack
    order = {role: place for place, role in enumerate(stack.order)}
    used = [item for item in items if item.is_usable and item.role not in FACILITY_ROLES]
    made: list[tuple[Item, gpd.GeoDataFrame]] = []
    for item in used:
        with faults_kept(item):
            frame = _frame(item, epsg)
            same = same_layer(frame, item.file, item.layer, there) if item.choice.role is None else None
            if same is None:
                made.append((item, frame))
            else:
                item.problems, item.role, item.is_there = [problem("layer_there", kept=same.name)], None, True
    made.sort(key=lambda pair: order.get(str(pair[0].role), len(order)))
    names = unique_names([item.title for item, _ in made])
    layers = []
    for name, (item, frame) in zip(names, made, strict=True):
        assert item.role is not None
        layers.append(
            Layer(
                name=name,
                role=item.role,
                frame=frame,
                visible=item.role.value not in stack.hidden,
                style=item.style,
                provenance=item.provenance(imported_at),
            )
        )
    return layers


def _frame(item: Item, epsg: int) -> gpd.GeoDataFrame:
    """Table of one layer: our columns first, then the file's own."""
    if item.made is not None:
        return item.made
    assert item.raw is not None and item.located is not None and item.recognition is not None
    rows = _rows_kept(item)
    raw = item.raw.frame.iloc[item.located.rows[rows]].reset_index(drop=True)
    numbers = item.raw.row_numbers[item.located.rows[rows]]
    fields = {ours: column for ours, column in item.recognition.fields.items() if ours in LAYER_FIELDS}
    people = fields.get("population_persons")
    needs_people = (
        item.role in (Role.DEMAND, Role.POPULATION_GRID) or "population_persons" in item.choice.fields
    )
    essential = [people] if people and needs_people else []
    reader = RowReader(raw, numbers, item.file, essential, item.raw.units, item.choice.units)
    columns: dict[str, Any] = {}
    for ours, column in fields.items():
        if ours == "population_persons":
            columns[ours] = reader.number(column, "persons")
            columns |= people_columns(raw, column, item)
        elif ours == "voltage_kv":
            columns[ours] = np.array([voltage_kv(value) for value in raw[column]], dtype=np.float64)
        else:
            texts = reader.texts(column)
            columns[ours] = pd.Series(
                [_code(text) for text in texts] if ours == "code" else texts, dtype="str"
            )
    others = [column for column in raw.columns if column not in fields.values()]
    if people is None and item.role in (Role.VILLAGES, Role.TOWNSHIPS, Role.DEMAND):
        beside = [column for column in map(str, others) if _SPEAKS_OF_PEOPLE.search(column)]
        if beside:
            item.problems.append(problem("people_unclear", columns="、".join(beside)))
    names = unique_names([str(column) for column in others], [*columns, "geometry"])
    columns |= {name: raw[column] for name, column in zip(names, others, strict=True)}
    item.problems += [*reader.problems, *people_without_place(item)]
    item.features = len(raw)
    return gpd.GeoDataFrame(columns, geometry=item.located.at(epsg)[rows], crs=epsg)


def people_columns(raw: pd.DataFrame, column: str, item: Item) -> dict[str, Any]:
    """What the heading says of the residents below it: kind and year, for every row."""
    heading = item.people_heading or column
    kind = people_kind(heading)
    if not kind and people_kind(item.title) == "registered":
        kind = "registered"  # 户籍人口2023.csv
    told = {"population_kind": kind, "population_year": str(heading_year(heading) or "")}
    columns = [str(name) for name in raw.columns]
    unused = other_people(columns, column)
    if unused:
        item.problems.append(problem("other_people", column=column, others="、".join(unused)))
    others = other_years(columns, column)
    if others:
        item.problems.append(problem("newest_year", column=column, others="、".join(others)))
    return {name: pd.Series([text] * len(raw), dtype="str") for name, text in told.items() if text}


def _code(text: str) -> str:
    return text[3:] if _WIDE_CODE.fullmatch(text) else text


def _rows_kept(item: Item) -> NDArray[np.intp]:
    """Rows of the located ones that are of the layer's own level: no sums, no townships among villages."""
    assert item.raw is not None and item.located is not None and item.recognition is not None
    keep = np.ones(len(item.located.rows), dtype=np.bool_)
    fields = item.recognition.fields
    if "name" in fields and item.source is not None and item.source.format in (*WORKBOOKS, "table"):
        texts = item.raw.frame[fields["name"]].iloc[item.located.rows]
        keep &= np.array([not is_total_row(text) for text in texts])
    if item.role == Role.TOWNSHIPS and item.located.kind == "polygon":
        unit = of_unit_above(item.located.geometries)
        if unit is not None and keep[unit]:
            name = fields.get("name")
            called = plain(item.raw.frame[name].iloc[item.located.rows[unit]]) if name else ""
            item.problems.append(problem("unit_above", unit=called or "—"))
            keep[unit] = False
    if item.role == Role.VILLAGES:
        above = of_other_level(item, item.located.rows) & keep
        if above.any():
            item.problems.append(problem("other_levels", count=int(above.sum())))
            keep &= ~above
    return np.flatnonzero(keep)


# -- facilities --------------------------------------------------------------------------------------------
def _facilities(
    items: Sequence[Item], epsg: int, there: Sequence[Facility] = ()
) -> tuple[list[Facility], dict[str, dict[str, Any]]]:
    """Facilities of all items that hold some, without those that are there already.

    Returns
    -------
    list, dict
        The new ones; by id of those that are there, values that a planner wants to be taken from the file.
    """
    found: list[tuple[Item, Facility]] = []
    news: dict[str, dict[str, Any]] = {}
    for item in items:
        if not item.is_usable or item.role is None or item.role not in FACILITY_ROLES:
            continue
        assert item.raw is not None and item.located is not None and item.recognition is not None
        rows = _rows_kept(item)
        at = item.located.rows[rows]
        fields = item.recognition.fields
        made: list[Facility] = []
        with faults_kept(item):
            made, problems = facilities_of(
                item.raw.frame.iloc[at].reset_index(drop=True),
                item.located.at(epsg)[rows],
                item.raw.row_numbers[at],
                fields,
                item.role,
                title=item.title,
                file=item.file,
                status=item.choice.status,
                essential=list(item.choice.fields.values()),
                units=item.raw.units,
                told_units=item.choice.units,
                states=item.choice.states,
            )
            item.problems += problems
        item.problems += [*sites_by_township(item), *unused_columns(item)]
        if FACILITY_ROLES[item.role] == Family.DEPOT:
            read_beside(item, made, at.tolist())
        new, known = split_known(made, there)
        item.lots = to_depots(item.lots, {read.id: old.id for read, old in known})
        if known:
            names = name_list([facility.name for facility, _ in known])
            item.problems.append(problem("rows_there", count=len(known), total=len(made), names=names))
        # What came of the file's own columns; defaults and what was assumed say nothing new.
        read = [name for name in fields if name != "name" and made and hasattr(made[0], name)]
        changed = {old.id: news_of(new, old, read) for new, old in known}
        changed = {key: values for key, values in changed.items() if values}
        if changed:
            item.changed = len(changed)
            names = name_list([old.name for _, old in known if old.id in changed])
            key = "rows_updated" if item.choice.updates else "rows_changed"
            item.problems.append(problem(key, count=len(changed), names=names))
            news.update(changed if item.choice.updates else {})
        item.features = len(new)
        found += [(item, facility) for facility in new]
    return without_doubles(found), news


def _split(facilities: Sequence[Facility]) -> tuple[dict[str, Facility], dict[str, Facility]]:
    """Facilities of every scenario (existing, candidates), and those that only a plan has."""
    base = {item.id: item for item in facilities if item.status != Status.PLANNED}
    planned = {item.id: item for item in facilities if item.status == Status.PLANNED}
    return base, planned


# -- project -----------------------------------------------------------------------------------------------
def build_project(
    items: Sequence[Item], recipe: Recipe, epsg: int, name: str, imported_at: str, lang: Lang
) -> Project:
    """Make a new project.

    Existing facilities and candidates stand in today's scenario; where there are planned ones a plan is added
    that starts as today and holds them too.
    """
    layers = _layers(items, epsg, imported_at)
    facilities = _facilities(items, epsg)[0]
    base, planned = _split(facilities)
    scenarios = [Scenario(TODAY_ID, "", MappingProxyType(base))]
    if planned:
        plan = {**base, **planned}
        scenarios.append(Scenario(new_id(), t("import.plan_name", lang), MappingProxyType(plan)))
    settings = Settings(
        name=recipe.county_name or _county_name(layers) or name,
        county_name=recipe.county_name,
        county_code=recipe.county_code,
        crs_epsg=epsg,
    )
    stock = stock_of(items, facilities)
    settings = replace(settings, stock=stock, facility_files=_files_of(items, imported_at))
    plan_id = profile_for([recipe.county_code] if recipe.county_code else _county_codes(layers))
    settings = replace(settings, profile_id=plan_id)
    return Project(settings, layers, scenarios)


def _files_of(items: Sequence[Item], imported_at: str) -> tuple[FacilityFile, ...]:
    """Where facilities came from and what was found there: they are no layer that would keep it."""
    return tuple(
        FacilityFile(item.role.value if item.role is not None else "", item.provenance(imported_at))
        for item in items
        if (item.is_usable and item.role in FACILITY_ROLES and item.role is not None) or is_stock(item)
    )


def _county_codes(layers: Sequence[Layer]) -> list[str]:
    """Codes of the county-level units."""
    return [str(code) for layer in layers if layer.role == Role.COUNTY for code in layer.text("code")]


_MOST_NAMED = 4
"""County-level units whose names a project bears; of more it bears the folder's."""


def _county_name(layers: Sequence[Layer]) -> str:
    """Name of the county, or of the few county-level units that the project is about."""
    names = [list(layer.text("name")) for layer in layers if layer.role == Role.COUNTY]
    return "、".join(map(str, names[0])) if names and len(names[0]) <= _MOST_NAMED and all(names[0]) else ""


def build_edit(items: Sequence[Item], project: Project, imported_at: str, lang: Lang) -> EditTogether:
    """Make the edit that brings everything into an open project as one step.

    Existing facilities and candidates come into every scenario. Planned ones come into the scenario that is
    shown; if that is today's, into every plan, and if there is none, into a new one. What the project holds
    already is not added again; the items say so.
    """
    new = _layers(items, project.settings.crs_epsg, imported_at, project.layers)
    taken = [layer.name for layer in project.layers]
    names = unique_names([layer.name for layer in new], taken)
    new = [layer.with_changes(name=name) for layer, name in zip(new, names, strict=True)]
    there = [facility for scenario in project.scenarios for facility in scenario.facilities.values()]
    added, news = _facilities(items, project.settings.crs_epsg, there)
    base, planned = _split(added)
    edits: list[EditFacilities | EditLayers | EditScenarios | EditSettings] = []
    if new:
        edits.append(EditLayers(project.layers, _stacked(project.layers, new)))
    plans = [scenario.id for scenario in project.scenarios if not scenario.is_today]
    goes_to = plans if project.active.is_today else [project.active_scenario_id]
    if planned and not goes_to:
        plan = Scenario(new_id(), t("import.plan_name", lang), project.scenario(TODAY_ID).facilities)
        edits.append(EditScenarios(project.scenarios, (*project.scenarios, plan)))
        goes_to, plans = [plan.id], [plan.id]
    placed = [
        FacilityEdit(scenario, key, None, facility)
        for scenario in (TODAY_ID, *plans)
        for key, facility in base.items()
    ]
    placed += [
        FacilityEdit(scenario, key, None, facility)
        for scenario in goes_to
        for key, facility in planned.items()
    ]
    placed += [
        FacilityEdit(scenario.id, key, scenario.facilities[key], replace(scenario.facilities[key], **values))
        for scenario in project.scenarios
        for key, values in news.items()
        if key in scenario.facilities
    ]
    if placed:
        edits.append(EditFacilities(tuple(placed)))
    before = project.settings
    stock = stock_of(items, [*there, *added], before.stock)
    read = _files_of(items, imported_at)
    if read and (edits or stock != before.stock):  # a file that brings nothing new leaves no trace
        after = replace(before, stock=stock, facility_files=(*before.facility_files, *read))
        edits.append(EditSettings(before, after))
    return EditTogether(tuple(edits))


def _stacked(old: Sequence[Layer], new: Sequence[Layer]) -> tuple[Layer, ...]:
    """Put each new layer above the first old one that belongs below it."""
    order = {role: n for n, role in enumerate(roles().stack.order)}
    result = list(old)
    for layer in new:
        rank = order.get(layer.role.value, len(order))
        place = next(
            (n for n, other in enumerate(result) if order.get(other.role.value, len(order)) >= rank),
            len(result),
        )
        result.insert(place, layer)
    return tuple(result)
