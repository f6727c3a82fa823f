"""Places on the map, and figures computed anew, to hold those of the tools against."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from models.assessment.assess import assess
from models.assessment.ledger import dated_figures
from models.assessment.screening_figures import siting_figures
from models.county.county import County
from tests.ui.canvas_hand import Hand, xy

SQUARE, SCHOOL, DEPOT, STATION = xy(6, 8), xy(14, 4), xy(9, 12), xy(11, 8)
EMPTY = xy(3, 14)


def geometries(hand: Hand) -> dict[str, bytes]:
    return {key: shapely.to_wkb(item.geometry) for key, item in hand.session.scenario.facilities.items()}


def undo_count(hand: Hand) -> int:
    return hand.session.undo_stack.count()


def fresh_figures(hand: Hand) -> dict[str, float | None]:
    """Figures computed from nothing: a new county, so that nothing kept can hide a mistake."""
    project = hand.session.project
    county = County.from_layers(project.layers, name=project.settings.county_name)
    lacking = hand.session.assessment.lacking
    made = assess(county, project.active, hand.session.rules, lacking)
    dated = dated_figures(made.facilities, hand.session.rules, hand.session.today)
    sites = siting_figures(county, made.facilities, hand.session.rules, project.settings.local)
    return {key: figure.value for key, figure in {**made.figures, **dated, **sites}.items()}


def assert_same_figures(now: dict[str, Any], then: dict[str, Any]) -> None:
    assert now.keys() == then.keys()
    for key, value in now.items():
        if value is None or then[key] is None:
            assert value is None and then[key] is None, key
        else:
            assert value == pytest.approx(then[key], rel=1e-9, abs=1e-9), key
