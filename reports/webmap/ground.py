"""The quiet part of the map: built-up land, water, forest, hazards, roads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import folium
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.layer import Layer, Role
from models.kernel.arrays import Bools
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.hazardkinds import hazard_key
from reports.safe import safe_html
from reports.webmap.shapes import MapLayer, Shapes, geojson, split_opacity
from reports.words import hazard_word

AREA_ROLES = (Role.FOREST, Role.BUILTUP, Role.WATER, Role.HAZARDS)


def ground_layers(context: ReportContext, shapes: Shapes, lang: Lang) -> Iterator[MapLayer]:
    """Areas by role, then roads, each made when it is asked for."""
    style = load_toml("styles", "map.toml")
    project = context.project
    for role in AREA_ROLES:
        for layer in project.layers_of(role):
            if len(layer):
                yield _areas(layer, shapes, style, lang)
    roads = [layer for layer in project.layers_of(Role.ROADS) if len(layer)]
    for layer in roads:
        # A file's name such as osm_roads says nothing to a reader who is handed the page.
        title = t("role.roads", lang) if len(roads) == 1 else layer.title(lang)
        yield _roads(layer, shapes, style, title)


def area_look(role: Role, style: Mapping[str, Any], hazard: str = "") -> dict[str, Any]:
    """How areas of a role are drawn, as the map library says it.

    It knows no hatching: hazards are tinted, kinds of them told apart by colour and dash of the outline.
    """
    look = style["role"][role.value]
    fill, fill_opacity = split_opacity(look.get("fill", look.get("hatch", "#888888")))
    line, line_opacity = split_opacity(look.get("edge", fill))
    dash: dict[str, Any] = {}
    if hazard:
        own = style["hazard"][hazard]
        fill = line = own["color"]
        dash = {"dashArray": own["dash"]} if own["dash"] else {}
    return {
        "color": line,
        "opacity": line_opacity,
        "weight": 1,
        "fill": True,
        "fillColor": fill,
        "fillOpacity": 0.28 if role == Role.HAZARDS else fill_opacity,
        **dash,
    }


def _line_look(role: Role, style: Mapping[str, Any], hazard: str = "") -> dict[str, Any]:
    look = style["role"][role.value]
    colour, opacity = split_opacity(look.get("line", look.get("edge", look.get("fill", "#888888"))))
    made = _stroke(colour, 1.3 * look.get("line_width_pt", 1.0)) | {"opacity": opacity}
    if hazard:
        own = style["hazard"][hazard]
        made |= {"color": own["color"]} | ({"dashArray": own["dash"]} if own["dash"] else {})
    return made


def county_line(context: ReportContext, shapes: Shapes, lang: Lang) -> MapLayer | None:
    """Outline of the county, over everything that is ground."""
    boundary = context.main.assessment.county.boundary
    if boundary is None:
        return None
    style = load_toml("styles", "map.toml")["role"]["county"]
    look = _stroke(style["edge"], 1.3 * style["edge_width_pt"])
    part = geojson(shapes.degrees([shapely.boundary(boundary)]), [{"s": look}], interactive=False, smooth=1.0)
    sign = f'<svg width="18" height="12"><path d="M0 6 H18" stroke="{style["edge"]}" stroke-width="2"/></svg>'
    return MapLayer(t("role.county", lang), "line", (part,), sign)


def swatch(look: Mapping[str, Any]) -> str:
    """Little box in the layer list, drawn as the layer is."""
    dash = f' stroke-dasharray="{look["dashArray"]}"' if "dashArray" in look else ""
    return (
        f'<svg width="18" height="12"><rect x="0.5" y="0.5" width="17" height="11" fill="{look["fillColor"]}"'
        f' fill-opacity="{look["fillOpacity"]}" stroke="{look["color"]}"{dash}/></svg>'
    )


def _areas(layer: Layer, shapes: Shapes, style: Mapping[str, Any], lang: Lang) -> MapLayer:
    is_line = shapely.get_dimensions(layer.geometries) == 1
    names, kinds = layer.text("name"), layer.text("hazard_type")
    is_hazard = layer.role == Role.HAZARDS
    keys = hazard_keys(layer) if is_hazard else [""] * len(layer)
    looks = {key: area_look(layer.role, style, key) for key in {*keys, ""}}
    lines = {key: _line_look(layer.role, style, key) for key in looks}
    properties = []
    for row in range(len(layer)):
        kind = hazard_word(kinds[row], lang) if is_hazard else ""
        title = names[row] or kind or layer.name
        values: dict[str, Any] = {"t": safe_html(title), "s": (lines if is_line[row] else looks)[keys[row]]}
        if is_hazard:
            values["r"] = [[safe_html(t("field.hazard_type", lang)), safe_html(kind)]] if kind else []
            values["q"] = 1 if names[row] else 0
        properties.append(values)
    part = geojson(
        shapes.degrees(list(layer.geometries)),
        properties,
        interactive=is_hazard,
        marker=folium.CircleMarker(radius=4),
    )
    name = layer.title(lang)
    return MapLayer(
        name, "area", (part,), swatch(looks[keys[0] if len(set(keys)) == 1 else ""]), show=layer.visible
    )


def hazard_keys(layer: Layer) -> list[str]:
    """Kind of each zone of a hazard layer, as the style names it."""
    return [hazard_key(str(kind) or layer.name) for kind in layer.text("hazard_type")]


def _roads(layer: Layer, shapes: Shapes, style: Mapping[str, Any], title: str) -> MapLayer:
    """Roads by class, one feature a class: thousands of single ones would make the page slow."""
    import pandas as pd  # a tenth of the time that comparing each row's text takes

    row, words = pd.factorize(layer.text("road_class"))
    left = np.ones(len(words), dtype=bool)
    edges: list[tuple[BaseGeometry, dict[str, Any]]] = []
    fills: list[tuple[BaseGeometry, dict[str, Any]]] = []
    kept = shapes.detail.road_classes
    for number, look in enumerate(style["road"].values()):
        chosen = np.isin(words, look["values"]) & left
        left &= ~chosen
        if number >= kept or not chosen.any():
            continue
        lines = _lines(layer, number, chosen[row], shapes)
        width = 1.3 * look["width_pt"]
        if "casing" in look:
            edges.append((lines, _stroke(look["casing"], width + 2.4 * look["casing_width_pt"])))
        fills.append((lines, _stroke(look["fill"], width)))
    if left.any() and kept >= len(style["road"]):
        plain = style["role"]["roads"]
        lines = _lines(layer, -1, left[row], shapes)
        fills.append((lines, _stroke(plain["line"], 1.3 * plain["line_width_pt"])))
    # Small roads first, large ones over them; all edges below all fills, so that crossings are open.
    drawn = [*reversed(edges), *reversed(fills)]
    degrees = shapes.degrees([shape for shape, _ in drawn])
    shapes.check_letters(degrees)
    part = geojson(
        degrees,
        [{"s": look} for _, look in drawn],
        smooth=1.5,
        interactive=False,
    )
    sign = style["road"]["national"]
    line = (
        f'<svg width="18" height="12"><path d="M0 6 H18" stroke="{sign["casing"]}" stroke-width="4"/>'
        f'<path d="M0 6 H18" stroke="{sign["fill"]}" stroke-width="2.4"/></svg>'
    )
    return MapLayer(title, "line", (part,), line, show=layer.visible)


def _stroke(colour: str, width: float) -> dict[str, Any]:
    return {"color": colour, "weight": round(width, 2), "opacity": 1, "fill": False}


def _lines(layer: Layer, number: int, chosen: Bools, shapes: Shapes) -> BaseGeometry:
    """Roads of one class of a layer."""
    return shapes.joined((layer.id, number), lambda: layer.geometries[chosen])
