"""The zone that people have to leave, made of what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.county import County
from models.hazards.zones import every_zone, rules_of
from models.kernel.arrays import Bools
from models.project.evacuation import ZoneChoice


@dataclass(frozen=True)
class Offer:
    """Areas of one hazard layer and one level that may be chosen."""

    layer_id: str
    layer_name: str
    level: str
    count: int

    @property
    def choice(self) -> ZoneChoice:
        """What a plan keeps when they are chosen."""
        return ZoneChoice(self.layer_id, self.level)


@dataclass(frozen=True, eq=False)
class DangerZone:
    """All that is to be left, as one area.

    Attributes
    ----------
    shape
        Empty where nothing of what was chosen is there.
    checks
        Ids of the siting checks of its hazards.
    names
        What it is made of: layer with level, or the name of what was drawn.
    absent
        Choices whose layer or level is not there any more.
    """

    shape: BaseGeometry
    checks: tuple[str, ...]
    names: tuple[str, ...]
    absent: int


def offers(county: County) -> tuple[Offer, ...]:
    """Areas of the hazard layers by layer and level, in the order in which they stand."""
    found = every_zone(county)
    names = {layer.id: layer.name for layer in county.hazards}
    counts: dict[tuple[str, str], int] = {}
    for layer_id, level in zip(found.layer_ids[found.is_area], found.levels[found.is_area], strict=True):
        counts[layer_id, level] = counts.get((layer_id, level), 0) + 1
    order = {layer.id: number for number, layer in enumerate(county.hazards)}
    rows = sorted(counts.items(), key=lambda item: order[item[0][0]])
    return tuple(Offer(layer_id, names[layer_id], level, count) for (layer_id, level), count in rows)


def shape_of(county: County, choice: ZoneChoice) -> BaseGeometry:
    """Area of one choice; empty where it is not there any more."""
    if choice.shape is not None:
        return choice.shape
    found = every_zone(county)
    return shapely.union_all(shapely.make_valid(found.geometries[_rows(county, choice)]))


def danger_zone(county: County, choices: Sequence[ZoneChoice]) -> DangerZone:
    """Everything that was chosen, together; kept."""
    key = ("danger zone", tuple(choices))
    return county.memo.get(key, lambda: _together(county, choices), keep=4)


def _together(county: County, choices: Sequence[ZoneChoice]) -> DangerZone:
    found = every_zone(county)
    layers: Mapping[str, str] = {layer.id: layer.name for layer in county.hazards}
    checks: dict[str, None] = {}
    names: list[str] = []
    shapes: list[BaseGeometry] = []
    absent = 0
    for choice in (one for one in choices if one.is_on):
        shape = shape_of(county, choice)
        if shapely.is_empty(shape):
            absent += 1
            continue
        shapes.append(shape)
        if choice.shape is not None:
            names.append(choice.name)
            checks.update(dict.fromkeys((choice.hazard,) if choice.hazard else ()))
            continue
        names.append(" ".join(part for part in (layers[choice.layer_id], choice.level) if part))
        for kind in dict.fromkeys(found.kinds[_rows(county, choice)].tolist()):
            checks.update(dict.fromkeys(rules_of(kind)))
    whole = shapely.union_all(shapes) if shapes else shapely.Polygon()
    return DangerZone(whole, tuple(checks), tuple(names), absent)


def _rows(county: County, choice: ZoneChoice) -> Bools:
    found = every_zone(county)
    rows: Bools = found.is_area & (found.layer_ids == choice.layer_id).astype(np.bool_)
    return rows & (found.levels == choice.level).astype(np.bool_) if choice.level else rows
