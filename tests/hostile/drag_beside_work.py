"""Drag a drawn landing place on the window's thread while the other scenarios are computed on the worker's.

Run by a test, in a process of its own, because what it looks for ends the process. Everything is made so that
nearly all time goes into GEOS, where two threads truly run at the same time: hazard zones of many vertices,
and outlines that lie in the zones' boxes but touch none of them, so that every segment has to be looked at.
"""

from __future__ import annotations

import faulthandler
import sys
import time
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication

from models.county.layer import Layer, Role
from models.facilities.facility import Facility, Helipad
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.tasks import TaskRunner

CORNERS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def star(reach_m: float) -> shapely.Polygon:
    """A zone with a wavy edge."""
    turn = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    reach = reach_m + 300 * np.sin(40 * turn)
    return shapely.Polygon(np.column_stack((reach * np.cos(turn), reach * np.sin(turn))))


def drawn(facility: Facility, step: int) -> Facility:
    """The facility as an outline in a corner of the boxes of all zones."""
    east, north = CORNERS[step % 4]
    middle = shapely.Point(1880 * east, 1880 * north)
    return replace(facility, geometry=shapely.buffer(middle, 400.0, quad_segs=400))


def made_project() -> Project:
    """County, hazards, and four scenarios with the same facilities."""
    zones = [star(reach_m) for reach_m in range(1600, 2001, 50)]
    box = shapely.box(-9000, -9000, 9000, 9000)
    county = gpd.GeoDataFrame({"name": ["A"]}, geometry=[box], crs=4548)
    hazards = gpd.GeoDataFrame({"hazard_type": ["洪水"] * len(zones)}, geometry=zones, crs=4548)
    layers = (Layer("county", Role.COUNTY, county), Layer("hazards", Role.HAZARDS, hazards))
    facilities = [
        Helipad(id=str(number), status="existing", geometry=shapely.Point(0, 0)) for number in range(60)
    ]
    placed = {facility.id: drawn(facility, number) for number, facility in enumerate(facilities)}
    names = (TODAY_ID, "a", "b", "c")
    return Project(Settings(name="A"), layers, tuple(Scenario(name, name, placed) for name in names))


def main(seconds: float) -> None:
    """Drag and compute for so long."""
    faulthandler.dump_traceback_later(seconds + 240, exit=True)  # where it stands still, should it do so
    sys.setswitchinterval(0.0005)
    app = QCoreApplication([])
    session = Session()
    tasks = TaskRunner(session)
    results = ScenarioFindings(session, tasks)
    session.open(made_project(), None)
    dragged = session.scenario.facilities["0"]
    session.begin_drag(dragged)
    end = time.monotonic() + seconds
    rounds = steps = 0
    while time.monotonic() < end:
        session.project_replaced.emit()  # nothing is known of the other scenarios any more
        session.assessed.emit()
        results._assess_others()
        rounds += 1
        while tasks.is_busy and time.monotonic() < end:
            session.drag_to(drawn(dragged, steps))
            steps += 1
            app.processEvents()
    tasks.shutdown()
    print(f"{rounds} rounds, {steps} steps")


if __name__ == "__main__":
    main(float(sys.argv[1]))
