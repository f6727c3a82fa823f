"""Townships coloured by what their residents have, and the places where people live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium
import numpy as np
import shapely

from models.assessment.columns import cover_columns, township_column, township_columns
from models.findings.numbers import figure_text, fixed
from models.findings.results import Assessment
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.safe import safe_html
from reports.webmap.shapes import MapLayer, Shapes, geojson
from reports.words import of_county

COLOURED_BY = "shelter.fixed"
"""Kind of coverage that colours a place."""

_DIGITS = "0123456789abcdefghijklmnopqrstuv"


def class_of(value: float, breaks: Sequence[float]) -> int:
    """Class 0..n of a value among n rising breaks; exactly at a break belongs to the class above."""
    # A hair more: 25 parts of 0.1 are 2.5, whatever the last bit says.
    return int(np.searchsorted(np.asarray(breaks), value * (1 + 1e-9), side="right"))


def area_classes(context: ReportContext) -> tuple[list[float], list[str]]:
    """Breaks (m2 per resident) and fill colours of the township theme; the target is one of the breaks."""
    style = load_toml("styles", "map.toml")
    target = context.rules[township_column("area_per_resident").rule]
    breaks = [target * share for share in style["theme"]["area_per_resident"]["breaks_of_target"]]
    return breaks, list(style["palette"]["need"])


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def unit_rows(assessment: Assessment, row: int, lang: Lang) -> list[tuple[str, str]]:
    """Figures of one township in words, for its popup."""
    return [
        (
            of_county(column.title(lang), assessment.county, lang),
            figure_text(_known(column.values(assessment)[row]), column.said_unit, lang),
        )
        for column in township_columns("webmap")
    ]


def unit_layer(context: ReportContext, shapes: Shapes, lang: Lang) -> MapLayer | None:
    """Townships; fill, figure and popup differ by scenario."""
    places = context.main.assessment.county.places
    if not len(places):
        return None
    style = load_toml("styles", "map.toml")
    breaks, colours = area_classes(context)
    decimals = township_column("area_per_resident").decimals

    def state(assessment: Assessment, row: int) -> dict[str, Any]:
        value = _known(assessment.units.shelter_area_per_resident_m2[row])
        rows = unit_rows(assessment, row, lang)
        return {
            "f": style["palette"]["nodata"] if value is None else colours[class_of(value, breaks)],
            "v": safe_html(t("verdict.nodata", lang) if value is None else fixed(value, decimals)),
            "r": [[safe_html(name), safe_html(text)] for name, text in rows],
        }

    look = {"color": style["role"]["townships"]["edge"], "weight": 1, "dashArray": "5 3", "fillOpacity": 1}
    labels = shapes.degrees(list(shapely.point_on_surface(places.geometries)), simplify=False)
    properties = [
        {
            "t": safe_html(places.names[row]),
            "s": look,
            "at": [round(label.y, 6), round(label.x, 6)],
            "by": [state(result.assessment, row) for result in context.results.values()],
        }
        for row, label in enumerate(labels)
    ]
    part = geojson(shapes.degrees(list(places.geometries)), properties, marker=folium.CircleMarker(radius=6))
    sign = (
        f'<svg width="18" height="12"><rect x="0.5" y="0.5" width="17" height="11" fill="{colours[-2]}"'
        f' stroke="{look["color"]}" stroke-dasharray="3 2"/></svg>'
    )
    title = of_county(t("report.webmap.townships", lang), context.main.assessment.county, lang)
    return MapLayer(title, "unit", (part,), sign)


def shown_places(context: ReportContext, most: int) -> np.ndarray:
    """Rows of the demand points on the page: all, or those with most people."""
    demand = context.main.assessment.county.demand
    order = np.argsort(-demand.known_persons, kind="stable")
    # Fewest people first, so that those with most are drawn over them.
    return order[:most][::-1]


def place_layer(context: ReportContext, shapes: Shapes, lang: Lang) -> MapLayer | None:
    """Where people live: red outside every fixed shelter's radius, grey inside, by scenario."""
    demand = context.main.assessment.county.demand
    if not len(demand):
        return None
    rows = shown_places(context, shapes.detail.most_places)
    codes = [coverage_codes(result.assessment, rows) for result in context.results.values()]
    points = shapes.degrees(list(shapely.points(demand.xy[rows])), simplify=False)
    numbers, number = np.unique(demand.population_persons[rows], return_inverse=True)
    said = [safe_html(figure_text(_known(persons), "persons", lang)) for persons in numbers]
    properties = [
        {
            "t": safe_html(demand.names[row]),
            "p": said[number[index]],
            "c": "".join(code[index] for code in codes),
        }
        for index, row in enumerate(rows.tolist())
    ]
    part = geojson(points, properties, marker=folium.CircleMarker(radius=3))
    colour = load_toml("styles", "map.toml")["coverage"]["uncovered"]
    # Grey where nobody knows who is covered: the page says so by scenario.
    sign = (
        f'<svg width="18" height="12"><circle cx="9" cy="6" r="4" style="fill:var(--place,{colour})"/></svg>'
    )
    red = t("report.webmap.places_red", lang)
    return MapLayer(t("report.webmap.places", lang), "place", (part,), sign, while_known=red)


def coverage_codes(assessment: Assessment, rows: np.ndarray) -> list[str]:
    """For each place one digit (0-9, a-v) whose bits say which cover columns hold, the first lowest."""
    code = np.zeros(len(rows), dtype=int)
    for bit, column in enumerate(cover_columns()):
        covered = column.values(assessment)
        if covered is not None:
            code += covered[rows].astype(int) << bit
    return [_DIGITS[number] for number in code.tolist()]


def known_covers(assessment: Assessment) -> int:
    """Number whose bits say of which cover columns anything is known, the first lowest."""
    return sum(
        1 << bit for bit, column in enumerate(cover_columns()) if column.values(assessment) is not None
    )


def uncovered_count(assessment: Assessment) -> int | None:
    """Places outside every fixed shelter's radius, shown or not; ``None`` where nobody knows the shelters."""
    covered = assessment.covered.get(COLOURED_BY)
    return None if covered is None else int((~covered).sum())
