"""What hazards leave of a shelter: the part of its outline inside zones, and the hazards that it suits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.county import County
from models.facilities.facility import INSIDE_SPACES, Facility, Shelter
from models.hazards.hazardfile import hazards_table
from models.hazards.screening_spec import siting_specs
from models.hazards.zones import Zones, every_zone, zones_of_rule
from models.kernel.arrays import Bools, Objects

_KEPT = 20_000

LOSS_RULE = "shelter.hazard_loss_share"
"""Rule value: share of an outline inside zones up to which the rest of a shelter can be used."""


def is_divisible(facility: Facility) -> bool:
    """Whether a part of it can be used without the rest: an outlined site not known to be a building."""
    is_open = isinstance(facility, Shelter) and facility.space not in INSIDE_SPACES
    return is_open and facility.drawn_area_m2 is not None and facility.drawn_area_m2 > 0


def lost_share(county: County, shape: BaseGeometry, rules: Iterable[str]) -> float:
    """Share (0..1) of a polygon inside zones of some checks that ask for no more than to stand outside.

    Parameters
    ----------
    rules
        Ids of checks; those of other tests cost a site nothing or all of it.
    """
    wanted = set(rules)
    hit = [
        (spec.id, over.tobytes(), found.geometries[over])
        for spec in siting_specs()
        if spec.id in wanted
        and spec.test == "inside"
        and len(found := _zones(county, spec.id, spec.words))
        and len(over := found.over(shape))
    ]
    if not hit:
        return 0.0
    # Sites stand in the same few zones: what these cover together is put together once.
    these = [key for one in hit for key in one[:2]]
    over_it = county.memo.get(
        ("zones together", *these),
        lambda: shapely.union_all(np.concatenate([shapes for _, _, shapes in hit])),
        keep=64,
    )

    def make() -> float:
        return float(shapely.area(shapely.intersection(shape, over_it)) / shapely.area(shape))

    # A check, and each event that it is of, asks for the same.
    return county.memo.get(("share lost", shape, *these), make, keep=_KEPT)


def may_lose(county: County, shapes: Objects) -> Bools:
    """Whether some zone lies near enough to each of some shapes to take a part of it, shape (m,)."""
    found = np.zeros(len(shapes), dtype=np.bool_)
    if len(shapes):
        found[every_zone(county).near(shapes)] = True
    return found


def suits(shelter: Shelter, event: str) -> bool | None:
    """Whether a shelter is meant for an event, as its list says; ``None`` where nothing says so."""
    words = hazards_table().suits
    said = shelter.suited_hazards.lower()
    of_event = {"earthquake": words.earthquake, "flood": words.flood}
    if not said or any(word in said for word in words.unclear):
        return None
    if any(word in said for word in (*words.every, *of_event[event])):
        return True
    named = (*words.earthquake, *words.flood, *words.others)
    return False if any(word in said for word in named) else None


def _zones(county: County, rule: str, words: tuple[str, ...]) -> Zones:
    def make() -> Zones:
        found = zones_of_rule(county, rule)
        return found.chosen(found.named(words) & found.is_area)

    return county.memo.get(("areas of rule", rule), make)
