"""Townships whose land stands in several rows: an exclave is part of its township, not a second one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from layers.formats.read import problem
from layers.importing.importitem import Item, faults_kept
from layers.recognition.cells import plain
from layers.recognition.recognise import normalised
from models.county.layer import Role
from models.facilities.gatefile import name_list

_ROLES = (Role.COUNTY, Role.TOWNSHIPS)


def put_parts_together(items: Sequence[Item]) -> None:
    """Make one row of the rows of one code, or of one name without codes, in layers of units."""
    for item in items:
        if item.is_usable and item.role in _ROLES and item.located is not None and item.raw is not None:
            with faults_kept(item):
                _put_together(item)


def _put_together(item: Item) -> None:
    assert item.located is not None and item.raw is not None and item.recognition is not None
    fields, frame = item.recognition.fields, item.raw.frame
    columns = [frame[fields[name]] if name in fields else None for name in ("code", "name")]
    parts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(item.located.rows.tolist()):
        code, name = ("" if column is None else plain(column.iloc[row]) for column in columns)
        if normalised(name) or code:
            parts[code, normalised(name)].append(place)
    people = fields.get("population_persons")
    several = [
        places
        for places in parts.values()
        if len(places) > 1 and (people is None or _agree(frame[people].iloc[item.located.rows[places]]))
    ]
    if not several:
        return
    geometries, dropped = item.located.geometries.copy(), []
    for places in several:
        geometries[places[0]] = shapely.union_all(geometries[places])
        dropped += places[1:]
    kept = np.setdiff1d(np.arange(len(geometries)), dropped)
    firsts = item.located.rows[[places[0] for places in several]]
    called = [""] * len(several) if columns[1] is None else [plain(name) for name in columns[1].iloc[firsts]]
    names = [f"{name or '—'}×{len(places)}" for name, places in zip(called, several, strict=True)]
    item.located = replace(
        item.located,
        geometries=geometries[kept],
        rows=item.located.rows[kept],
        lonlat=item.located.lonlat[kept],
    )
    item.features = len(kept)
    item.problems.append(problem("parts_together", count=len(several), names=name_list(names)))


def _agree(values: Sequence[object]) -> bool:
    """Whether the parts state the same number of residents, which is then the township's, or none."""
    return len({plain(value) for value in values} - {""}) <= 1
