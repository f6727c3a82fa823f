"""What a plan asks to be evacuated: which hazard zones, how people are given places, for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry  # help of the command line names the methods at once

Method = Literal["nearest", "least"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True)
class ZoneChoice:
    """Zones that people have to leave: those of a hazard layer, or one that was drawn.

    Parameters
    ----------
    layer_id, level
        Hazard layer, and the level as it writes it; empty for zones of every level. It follows the layer.
    shape
        Drawn area, metres; then there is no layer.
    hazard
        Id of the siting check whose hazard a drawn area is of; empty for none of them.
    name
        What a drawn area is called.
    is_on
        Whether it counts: a drawn area may be kept without.
    """

    layer_id: str = ""
    level: str = ""
    shape: BaseGeometry | None = None
    hazard: str = ""
    name: str = ""
    is_on: bool = True


@dataclass(frozen=True)
class EvacuationCase:
    """One evacuation, as a scenario keeps it.

    Parameters
    ----------
    method
        Nearest shelter with room first, or the least sum of all metres that people go.
    stay
        Stay class: shelters of it and of longer ones take people in.
    keeps_whole
        Whether by the first method a village goes to one shelter as long as one within reach has the room.
    days
        Days that supplies have to last; ``None`` for the rule set's.
    """

    zones: tuple[ZoneChoice, ...] = ()
    method: Method = "nearest"
    stay: str = "short"
    keeps_whole: bool = True
    days: int | None = None
