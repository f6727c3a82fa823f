"""Sites that a list names with their township and without a point: they count by township only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.kernel.arrays import Floats

_SHORTEST = 2


@dataclass(frozen=True)
class UnplacedSite:
    """One facility that is not on the map.

    Parameters
    ----------
    family
        Family of facilities.
    township
        Where it lies, as its list says.
    area_m2
        Effective area, square metres.
    """

    family: str
    name: str
    township: str
    area_m2: float


def sites_of(family: str, values: Iterable[Any]) -> list[UnplacedSite]:
    """Sites as an import tells them: name, township, area."""
    return [UnplacedSite(family, str(name), str(town), float(area)) for name, town, area in values]


def place_of(site: UnplacedSite, places: NDArray[Any]) -> int:
    """Which of some places a site names; -1 for none, or for more than one."""
    names = [str(name).strip() for name in places]
    if names.count(site.township) == 1:
        return names.index(site.township)
    alike = [
        index
        for index, name in enumerate(names)
        if min(len(name), len(site.township)) >= _SHORTEST
        and (name.startswith(site.township) or site.township.startswith(name))
    ]
    return alike[0] if len(alike) == 1 else -1


def area_by_place(sites: Iterable[UnplacedSite], places: NDArray[Any]) -> Floats:
    """Area of sites in each of some places, shape (n,), square metres."""
    found = np.zeros(len(places))
    for site in sites:
        index = place_of(site, places)
        if index >= 0:
            found[index] += site.area_m2
    return found
