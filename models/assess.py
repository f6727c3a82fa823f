"""Hold one scenario against the county."""

from __future__ import annotations

import numpy as np

from models.assessment import Assessment, UnitResults
from models.county import County
from models.project import Scenario
from models.rules import Rules


def assess(county: County, scenario: Scenario, rules: Rules) -> Assessment:
    """Compute every figure of a scenario."""
    units = county.townships if len(county.townships) else county.units
    n = len(units)
    nan = np.full(n, np.nan)
    zeros = np.zeros(n, dtype=np.intp)
    return Assessment(
        county=county,
        scenario_id=scenario.id,
        scenario_name=scenario.name,
        facilities=scenario.counted(),
        figures={},
        units=UnitResults(
            units.names,
            units.codes,
            nan,
            units.area_m2,
            zeros,
            nan,
            nan,
            nan,
            nan,
            nan,
            nan,
            zeros,
            zeros,
            zeros,
            nan,
            units.layer_id,
        ),
        covered={},
        regions={},
        shelters={},
        depots={},
        stations={},
    )
