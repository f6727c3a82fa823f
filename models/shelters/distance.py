"""How far everyone has to walk to the nearest fixed shelter, whatever its class reaches."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.access.measures import on_foot
from models.access.nearest import nearest_site
from models.county.county import County
from models.facilities.facility import Shelter
from models.kernel.arrays import Floats
from models.rules.rules import Rules
from models.shelters.values import serves


def nearest_fixed_m(county: County, shelters: Iterable[Shelter], rules: Rules) -> Floats:
    """Metres from each demand point to the nearest fixed shelter, shape (n,); infinite where there is none.

    Measured as service radii are: along the roads where that is chosen, else in a straight line.
    """
    spots = list(dict.fromkeys(one.location for one in shelters if serves("fixed", one)))
    if not spots:
        return np.full(len(county.demand), np.inf)
    return nearest_site(county, on_foot(county, rules), spots).cost
