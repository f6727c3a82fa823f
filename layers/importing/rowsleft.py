"""What of a list of facilities is not on the map, or in no field: sites without a point, other columns."""

from __future__ import annotations

import re

import numpy as np
import shapely

from layers.formats.read import Problem, problem
from layers.importing.facilities import RowReader, facilities_of
from layers.importing.importitem import Item
from layers.importing.otherlevels import of_other_level
from layers.importing.stockfile import lots_beside
from layers.recognition.cells import plain
from layers.recognition.parts import part_columns
from layers.recognition.recognise import is_total_row, normalised, township_column
from models.county.layer import FACILITY_ROLES, Role
from models.facilities.facility import Family, Shelter, Status
from models.facilities.gatefile import name_list

_COUNTERS = re.compile(
    r"(序号|编号|序|no\.?|id|fid|gid|objectid|ogc_fid|shape_leng|shape_length)", re.IGNORECASE
)


def sites_by_township(item: Item) -> list[Problem]:
    """Existing shelters without a point whose township and effective area are stated."""
    if item.role is None or FACILITY_ROLES.get(item.role) != Family.SHELTER:
        return []
    if (
        item.role == Role.CANDIDATES
        or item.raw is None
        or item.raw.shapes is None
        or item.recognition is None
    ):
        return []
    fields, frame = item.recognition.fields, item.raw.frame
    name, empty = fields.get("name"), item.raw.shapes.empty
    town = township_column([str(column) for column in frame.columns if column != name])
    if town is None or name is None or len(empty) == 0:
        return []
    rows = frame.iloc[empty].reset_index(drop=True)
    nowhere = np.full(len(rows), shapely.Point(0, 0), dtype=object)
    made, _ = facilities_of(
        rows, nowhere, item.raw.row_numbers[empty], fields, item.role,
        title=item.title, file=item.file, status=item.choice.status, units=item.raw.units,
    )  # fmt: skip
    sites = []
    for one, place in zip(made, rows[town], strict=True):
        counts = one.status == Status.EXISTING and one.name and not is_total_row(one.name)
        if counts and isinstance(one, Shelter) and plain(place) and one.effective_area_m2:
            sites.append([one.name, plain(place), one.effective_area_m2])
    if not sites:
        return []
    names = name_list([f"{site}（{place}，{area:,.0f} m²）" for site, place, area in sites])
    return [problem("sites_by_township", count=len(sites), names=names, sites=sites)]


def people_without_place(item: Item) -> list[Problem]:
    """Residents of a list's places without coordinates: they count nowhere, so the sums lack them."""
    if item.role not in (Role.VILLAGES, Role.DEMAND) or item.raw is None or item.recognition is None:
        return []
    fields, frame, shapes = item.recognition.fields, item.raw.frame, item.raw.shapes
    people, name = fields.get("population_persons"), fields.get("name")
    if people is None or shapes is None or len(shapes.empty) == 0:
        return []
    above = of_other_level(item, np.arange(len(frame)))[shapes.empty]
    rows = frame.iloc[shapes.empty[~above]]
    names = [plain(value) for value in rows[name]] if name is not None else [""] * len(rows)
    residents = RowReader(rows, item.raw.row_numbers[rows.index], item.file, (), item.raw.units).number(
        people, "persons"
    )
    found = [
        (one, persons)
        for one, persons in zip(names, residents.tolist(), strict=True)
        if persons > 0 and not is_total_row(one)
    ]
    if not found:
        return []
    listed = name_list([one for one, _ in found])
    persons = sum(persons for _, persons in found)
    return [problem("people_without_place", count=len(found), persons=persons, names=listed)]


def unused_columns(item: Item) -> list[Problem]:
    """Columns of facilities that no field was read from."""
    if item.raw is None or item.recognition is None:
        return []
    columns = [str(column) for column in item.raw.frame.columns]
    used = {*item.recognition.fields.values(), *item.raw.coordinates.values()}
    used |= {part for column in list(used) for part in part_columns(columns, column)}
    if (
        item.role is not None
        and FACILITY_ROLES.get(item.role) == Family.SHELTER
        and "space" not in item.recognition.fields
    ):
        used |= {column for column in columns if normalised(column) in ("室内", "室外")}
    if item.role is not None and FACILITY_ROLES.get(item.role) == Family.DEPOT:
        used |= lots_beside([column for column in columns if column not in used]).keys()
    left = [column for column in columns if column not in used and not _COUNTERS.fullmatch(plain(column))]
    filled = [column for column in left if any(plain(value) for value in item.raw.frame[column])]
    return [problem("columns_unused", columns="、".join(filled))] if filled else []
