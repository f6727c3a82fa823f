"""Brigades in lists of fire stations: they are no stations, and a list of all that fights fires has both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from layers.formats.told import problem
from layers.importing.facilities import named_choice
from layers.importing.importitem import Item
from layers.recognition.cells import plain
from layers.recognition.layerroles import Recognition
from layers.recognition.recognise import choice, match_fields
from models.county.layer import Role
from models.facilities.facility import Family
from models.facilities.gatefile import name_list

_STATIONS, _BRIGADES = Role(Family.FIRE_STATION.spec.role), Role(Family.BRIGADE.spec.role)


def split_brigades(items: list[Item]) -> None:
    """Make the rows of lists of fire stations that are brigades items of their own, each behind its list.

    A row is one if its class, or its name where it has no class of stations, is in words of brigades. Where
    the planner said what the list is, it stays whole.
    """
    for item in list(items):
        if item.is_usable and item.role == _STATIONS and item.choice.role is None:
            apart = _brigades_of(item)
            if apart is not None:
                items.insert(items.index(item) + 1, apart)


def _brigades_of(item: Item) -> Item | None:
    assert item.raw is not None and item.located is not None and item.recognition is not None
    frame, located, fields = item.raw.frame, item.located, item.recognition.fields
    name, kind = fields.get("name"), fields.get("station_class")
    cells = [
        (plain(frame[name].iloc[row]) if name else "", plain(frame[kind].iloc[row]) if kind else "")
        for row in located.rows.tolist()
    ]
    is_brigade = np.array([_is_brigade(called, said) for called, said in cells], dtype=np.bool_)
    if not is_brigade.any():
        return None
    fields = match_fields([str(column) for column in frame.columns], _BRIGADES, frame)
    if kind and kind not in fields.values():
        fields.setdefault("brigade_class", kind)
    told = Recognition(_BRIGADES, item.recognition.points, fields)
    if is_brigade.all():
        item.role, item.recognition = _BRIGADES, told
        return None
    names = [called for (called, _), one in zip(cells, is_brigade, strict=True) if one]
    item.problems.append(problem("brigades_apart", count=len(names), names=name_list(names)))
    apart = replace(item, recognition=told, role=_BRIGADES, problems=[], lots=[])
    for one, chosen in ((item, ~is_brigade), (apart, is_brigade)):
        one.located = replace(
            located,
            geometries=located.geometries[chosen],
            rows=located.rows[chosen],
            lonlat=located.lonlat[chosen],
        )
        one.features = int(chosen.sum())
    return apart


def _is_brigade(name: str, kind: str) -> bool:
    """Whether a row of a list of fire stations is about a brigade."""
    if kind and choice(kind, "station_class") is not None:
        return False
    if _class_in(kind) is not None:
        return True
    # 志愿军路消防站 is a station in a road of that name
    return _class_in(name) == "micro" or (_class_in(name) is not None and "队" in name)


def _class_in(text: str) -> str | None:
    return named_choice(text, Family.BRIGADE, "brigade_class")
