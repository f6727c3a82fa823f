"""The check of the road network without a window."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from layers.coordinates.crs import transformer
from layers.project.file import save_project
from models.access.doctor import Checkup, FaultKind, check_roads
from models.access.doctorwords import RoadNames, counts_text, detail, far_detail, near_text, network_text
from models.access.roadpace import by_road
from models.access.roadrepair import repaired
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.project.project import Project
from models.rules.rules import load_rules
from ui.cli.jobs import check_output
from ui.cli.opening import MAX_NAMES, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json
from ui.cli.roadsjob import DEGREES


def check_project(project: Project, gap_m: float) -> Checkup:
    """Look over the roads of a project.

    Raises
    ------
    HavenError
        There is no road.
    """
    settings = project.settings
    way = by_road(project.county, load_rules(settings.ruleset_id, settings.overrides), "fire")
    if way is None:
        raise HavenError("no_roads")
    return run_to_end(check_roads(project.county, way.network, gap_m))


def check_file(path: Path, gap_m: float) -> tuple[Project, Checkup]:
    """Open a project and look over its roads."""
    project = open_project(path)
    return project, check_project(project, gap_m)


def repair_project(project: Project, found: Checkup, output: Path) -> Mapping[FaultKind, int]:
    """Put right what can be and write the project to another file; how many of each kind."""
    made = repaired(project.layers, project.county.roads, found.faults)
    project.apply(project.layers_edit(made.layers))
    save_project(project, output)
    return made.counts


def doctor_text(project: Project, found: Checkup, lang: Lang) -> str:
    """What was found, in lines."""
    lines = [network_text(found, lang), near_text(found, lang)]
    names = RoadNames(project.county.roads)
    for kind in FaultKind:
        faults = found.of(kind)
        if not faults:
            continue
        lines.append(counts_text({kind: len(faults)}, lang))
        for fault in faults[:MAX_NAMES]:
            said = detail(fault, lang)
            if fault.persons:
                said += t("doctor.said.people", lang, persons=f"{fault.persons:,.0f}")
            lines.append(f"  {names.of(fault, lang)}: {said}")
    if len(found.far):
        kind_name = t("doctor.kind.far", lang)
        lines.append(t("doctor.said.count", lang, kind=kind_name, count=f"{len(found.far):,}"))
        for row, metres in zip(found.far[:MAX_NAMES].tolist(), found.far_m.tolist(), strict=False):
            name = project.county.demand.names[row]
            lines.append(f"  {name}: {far_detail(metres, found.snap_m, lang)}")
    if not found.faults:
        lines.append(t("doctor.said.none", lang))
    return "\n".join(lines)


def doctor_json(project: Project, found: Checkup, lang: Lang) -> dict[str, Any]:
    """What was found, for other programs."""
    names, demand = RoadNames(project.county.roads), project.county.demand
    spots = [fault.xy for fault in found.faults]
    lonlat = _lonlat(project, np.array(spots).reshape(-1, 2))
    far_lonlat = _lonlat(project, demand.xy[found.far])
    return {
        "length_m": round(found.length_m, 1),
        "roads": found.roads,
        "junctions": found.junctions,
        "gap_m": found.gap_m,
        "snap_m": found.snap_m,
        "persons": round(found.persons),
        "persons_near": round(found.persons_near),
        "share_near": found.share_near,
        "counts": {kind.value: len(found.of(kind)) for kind in FaultKind},
        "faults": [
            {
                "kind": fault.kind.value,
                "lon": lon,
                "lat": lat,
                "roads": names.of(fault, lang),
                "text": detail(fault, lang),
                "metres": round(fault.metres, 2),
                "persons": None if fault.persons is None else round(fault.persons),
                "places": fault.places,
                "repairable": fault.is_repairable,
            }
            for fault, (lon, lat) in zip(found.faults, lonlat, strict=True)
        ],
        "far": [
            {
                "place": str(demand.names[row]),
                "lon": lon,
                "lat": lat,
                "metres": round(metres, 1) if np.isfinite(metres) else None,
            }
            for row, metres, (lon, lat) in zip(
                found.far.tolist(), found.far_m.tolist(), far_lonlat, strict=True
            )
        ],
    }


def _lonlat(project: Project, xy: Any) -> list[tuple[float, float]]:
    lon, lat = transformer(project.settings.crs_epsg, DEGREES).transform(xy[:, 0], xy[:, 1])
    return [(round(x, 7), round(y, 7)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``roads`` says; return the exit code."""
    if not 0 <= arguments.gap <= 100:
        raise UsageError(t("cli.roads.gap", lang))
    if arguments.repair:
        if arguments.output is None:
            raise UsageError(t("cli.roads.output", lang))
        check_output(arguments.output, (".gpkg",))
    project, found = check_file(arguments.project, arguments.gap)
    said = doctor_json(project, found, lang)
    if not arguments.json:
        print(doctor_text(project, found, lang))
    if arguments.repair:
        counts = repair_project(project, found, arguments.output)
        said["repaired"] = {kind.value: count for kind, count in counts.items()}
        if not arguments.json:
            kinds = counts_text(counts, lang)
            key = "repaired" if counts else "nothing_to_repair"
            print(t(f"doctor.said.{key}", lang, count=sum(counts.values()), kinds=kinds))
            print(arguments.output)
    if arguments.json:
        print_json(said)
    return EXIT_OK
