"""Hazard zones that do not apply by their level, and levels that are not understood."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.county.county import County
from models.gate.remark import DataRemark
from models.hazards.zones import MAJOR_GROUP, every_zone, groups, has_word, level_of


def hazard_remarks(county: County) -> Iterator[DataRemark]:
    """What to say of each hazard layer with levels."""
    found = every_zone(county)
    applies = found.applies(county.hazard_levels)
    plants = groups()[MAJOR_GROUP]
    for layer_id in dict.fromkeys(found.layer_ids.tolist()):
        layer = next(one for one in county.layers if one.id == layer_id)
        own = (found.layer_ids == layer_id) & found.is_area
        file = layer.provenance.file or layer.name
        low = np.flatnonzero(own & ~applies)
        if len(low):
            levels = "、".join(dict.fromkeys(found.levels[low].tolist()))
            values = {"levels": levels, "level_from": county.hazard_levels.from_level}
            yield DataRemark("data.hazards.below_level", file, values, count=len(low))
        odd = [
            level
            for kind, level, is_own in zip(found.kinds, found.levels, own, strict=True)
            if is_own
            and level
            and not has_word(kind, plants)
            and level_of(level, county.hazard_levels.words) is None
        ]
        if odd:
            values = {"levels": "、".join(dict.fromkeys(odd))}
            yield DataRemark("data.hazards.level_unknown", file, values, count=len(odd))
