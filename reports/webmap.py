"""The county as one HTML file that opens by double click and asks the network for nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from folium.utilities import JsCode
from shapely.geometry.base import BaseGeometry

from models.facility import Facility, Family, field_specs
from models.layer import Layer, Role
from models.numbers import figure_text, significant, target_text
from models.progress import Progress, Work
from models.resources import RESOURCES, load_toml
from models.text import Lang, t
from reports.context import ReportContext
from reports.safe import safe_html
from reports.symbols import symbol_svg

SIMPLIFY_M = 8.0
MAX_UNCOVERED = 20_000
_AREA_ROLES = (Role.BUILTUP, Role.WATER, Role.FOREST, Role.HAZARDS)


def write_webmap(context: ReportContext, path: Path, lang: Lang) -> Work[None]:
    """Write the offline web map.

    Parameters
    ----------
    path
        File to write; the caller wraps it in an atomic write.
    """
    yield Progress(0, 3, "progress.webmap.layers")
    page = _map(context, lang)
    yield Progress(1, 3, "progress.webmap.page")
    html = _self_contained(page, context, lang)
    yield Progress(2, 3, "progress.webmap.write")
    path.write_text(html, encoding="utf-8")


class _Shapes:
    """Geometry on its way to the page: to degrees, simplified and rounded."""

    def __init__(self, crs_epsg: int) -> None:
        self._crs = f"EPSG:{crs_epsg}"

    def degrees(self, geometries: Sequence[BaseGeometry], *, simplify: bool = True) -> list[BaseGeometry]:
        """Geometry as longitude and latitude with six decimals (about 0.1 m)."""
        array = np.asarray(geometries, dtype=object)
        if simplify and len(array):
            array = shapely.simplify(array, SIMPLIFY_M)
        series = gpd.GeoSeries(array, crs=self._crs).to_crs("EPSG:4326")
        rounded: list[BaseGeometry] = list(
            shapely.transform(np.asarray(series.values, dtype=object), lambda xy: np.round(xy, 6))
        )
        return rounded


def _features(shapes: Iterable[BaseGeometry], properties: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(values), "geometry": shapely.geometry.mapping(shape)}
            for shape, values in zip(shapes, properties, strict=True)
            if not shape.is_empty
        ],
    }


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns as HTML; both are made safe here."""
    lines = "".join(
        f"<tr><th>{safe_html(name)}</th><td>{safe_html(value)}</td></tr>" for name, value in rows if value
    )
    return f"<table>{lines}</table>"


_POPUP = JsCode(
    "function(feature, layer) {"
    " const text = feature.properties.html;"
    " if (text) { layer.bindPopup(text, {maxWidth: 320}); }"
    " if (feature.properties.title) { layer.bindTooltip(feature.properties.title, {sticky: true}); }"
    " if (feature.properties.icon) { layer.setIcon(L.divIcon(feature.properties.icon)); }"
    " havenIndex(feature.properties, layer);"
    "}"
)


def _map(context: ReportContext, lang: Lang) -> folium.Map:
    page = folium.Map(
        tiles=None,
        prefer_canvas=True,
        zoom_control=True,
        attributionControl=False,
        control_scale=True,
        zoom_snap=0.25,
    )
    page.default_js = []
    page.default_css = []
    shapes = _Shapes(context.project.settings.crs_epsg)
    style = load_toml("styles", "map.toml")
    _add_townships(page, context, shapes, style, lang)
    for role in _AREA_ROLES:
        for layer in context.project.layers_of(role):
            _add_areas(page, layer, shapes, style, lang)
    for layer in context.project.layers_of(Role.ROADS):
        _add_roads(page, layer, shapes, style, lang)
    _add_uncovered(page, context, shapes, style, lang)
    for family in Family:
        _add_facilities(page, context, family, shapes, lang)
    folium.LayerControl(collapsed=False).add_to(page)
    boundary = context.main.assessment.county.boundary
    if boundary is not None:
        west, south, east, north = shapes.degrees([boundary], simplify=False)[0].bounds
        page.fit_bounds([[south, west], [north, east]])
    return page


def _group(page: folium.Map, name: str, *, show: bool = True) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=safe_html(name), show=show)
    group.add_to(page)
    return group


def class_of(value: float, breaks: Sequence[float]) -> int:
    """Class 0..n of a value among n rising breaks; exactly at a break belongs to the class above."""
    return int(np.searchsorted(np.asarray(breaks), value, side="right"))


def area_classes(context: ReportContext) -> tuple[list[float], list[str]]:
    """Breaks (m2 per resident) and fill colours of the township theme; the target is one of the breaks."""
    style = load_toml("styles", "map.toml")
    target = context.rules["shelter.area_per_resident_m2"]
    breaks = [target * share for share in style["theme"]["area_per_resident"]["breaks_of_target"]]
    return breaks, list(style["palette"]["need"])


def _add_townships(
    page: folium.Map, context: ReportContext, shapes: _Shapes, style: Mapping[str, Any], lang: Lang
) -> None:
    units = context.main.assessment.units
    county = context.main.assessment.county
    source = county.places
    if not len(source):
        return
    breaks, colours = area_classes(context)
    properties: list[dict[str, Any]] = []
    for row in range(len(units.names)):
        value = float(units.shelter_area_per_resident_m2[row])
        known = bool(np.isfinite(value))
        properties.append(
            {
                "title": safe_html(units.names[row]),
                "html": f"<h3>{safe_html(units.names[row])}</h3>" + _table(unit_rows(context, row, lang)),
                "search": safe_html(units.names[row]),
                "style": {
                    "color": style["role"]["townships"]["edge"],
                    "weight": 1,
                    "dashArray": "5 3",
                    "fillColor": colours[class_of(value, breaks)] if known else style["palette"]["nodata"],
                    "fillOpacity": 0.75,
                },
            }
        )
    group = _group(page, t("report.webmap.townships", lang))
    data = _features(shapes.degrees(list(source.geometries)), properties)
    folium.GeoJson(data, on_each_feature=_POPUP, smooth_factor=0.5).add_to(group)


def unit_rows(context: ReportContext, row: int, lang: Lang) -> list[tuple[str, str]]:
    """Figures of one township in words, for its popup."""
    units = context.main.assessment.units

    def text(value: float, unit: str) -> str:
        return figure_text(float(value) if np.isfinite(value) else None, unit, lang)

    return [
        (t("report.unit.population", lang), text(units.population_persons[row], "persons")),
        (t("report.unit.shelters", lang), significant(int(units.shelters[row]))),
        (t("report.unit.effective_area", lang), text(units.shelter_effective_area_m2[row], "m2")),
        (
            t("report.unit.area_per_resident", lang),
            text(units.shelter_area_per_resident_m2[row], "m2_per_person"),
        ),
        (t("report.unit.area_gap", lang), text(units.shelter_area_gap_m2[row], "m2")),
        (t("report.unit.emergency_share", lang), text(units.emergency_covered_share[row], "share")),
        (t("report.unit.fixed_share", lang), text(units.fixed_covered_share[row], "share")),
        (t("report.unit.fire_share", lang), text(units.fire_reached_share[row], "share")),
        (t("report.unit.depots", lang), significant(int(units.depots[row]))),
    ]


def _opaque(colour: str) -> tuple[str, float]:
    """Split #rrggbbaa into a colour and an opacity."""
    return (colour[:7], int(colour[7:], 16) / 255) if len(colour) == 9 else (colour, 1.0)


def _add_areas(page: folium.Map, layer: Layer, shapes: _Shapes, style: Mapping[str, Any], lang: Lang) -> None:
    look = style["role"][layer.role.value]
    fill, fill_opacity = _opaque(look.get("fill", look.get("hatch", "#888888")))
    line, line_opacity = _opaque(look.get("edge", fill))
    hazard = layer.role == Role.HAZARDS
    drawn = {
        "color": line,
        "opacity": line_opacity,
        "weight": 1,
        "fillColor": fill,
        "fillOpacity": 0.25 if hazard else fill_opacity,
    }
    names, kinds = layer.text("name"), layer.text("hazard_type")
    properties = [
        {
            "title": safe_html(names[row] or kinds[row] or layer.name),
            "search": safe_html(names[row]) if hazard else "",
            "style": drawn,
        }
        for row in range(len(layer))
    ]
    group = _group(page, layer.name or t(f"role.{layer.role}", lang), show=layer.visible)
    folium.GeoJson(
        _features(shapes.degrees(list(layer.geometries)), properties),
        on_each_feature=_POPUP,
        marker=folium.CircleMarker(radius=5),
        smooth_factor=0.5,
    ).add_to(group)


def _add_roads(page: folium.Map, layer: Layer, shapes: _Shapes, style: Mapping[str, Any], lang: Lang) -> None:
    """Roads by class, one feature a class: thousands of single ones would make the page slow."""
    classes = layer.text("road_class")
    group = _group(page, layer.name or t("role.roads", lang))
    taken = np.zeros(len(layer), dtype=bool)
    parts: list[BaseGeometry] = []
    properties: list[dict[str, Any]] = []
    for look in style["road"].values():
        chosen = np.isin(classes, look["values"]) & ~taken
        taken |= chosen
        if chosen.any():
            parts.append(_lines(layer.geometries[chosen]))
            properties.append(
                {"style": {"color": look.get("casing", look["fill"]), "weight": look["width_pt"] * 1.2}}
            )
    if not taken.all():
        parts.append(_lines(layer.geometries[~taken]))
        properties.append({"style": {"color": style["role"]["roads"]["line"], "weight": 1}})
    folium.GeoJson(_features(shapes.degrees(parts), properties), interactive=False, smooth_factor=1.5).add_to(
        group
    )


def _lines(geometries: Any) -> BaseGeometry:
    parts = shapely.get_parts(geometries)
    merged: BaseGeometry = shapely.line_merge(
        shapely.multilinestrings(parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING])
    )
    return merged


def _add_uncovered(
    page: folium.Map, context: ReportContext, shapes: _Shapes, style: Mapping[str, Any], lang: Lang
) -> None:
    """Places outside every fixed shelter's service radius, most people first."""
    assessment = context.main.assessment
    demand = assessment.county.demand
    covered = assessment.covered.get("shelter.fixed")
    if covered is None or not len(demand):
        return
    rows = np.flatnonzero(~covered)
    rows = rows[np.argsort(-demand.known_persons[rows], kind="stable")][:MAX_UNCOVERED]
    points = shapes.degrees(list(shapely.points(demand.xy[rows])), simplify=False)
    colour = style["coverage"]["uncovered"]
    drawn = {"color": colour, "fillColor": colour, "fillOpacity": 0.9, "weight": 0, "radius": 3}
    properties = [
        {
            "title": safe_html(demand.names[row]),
            "html": _table(
                [
                    (t("report.webmap.place", lang), str(demand.names[row])),
                    (
                        t("report.unit.population", lang),
                        figure_text(
                            float(demand.population_persons[row])
                            if np.isfinite(demand.population_persons[row])
                            else None,
                            "persons",
                            lang,
                        ),
                    ),
                ]
            ),
            "search": safe_html(demand.names[row]),
            "style": drawn,
        }
        for row in rows
    ]
    group = _group(page, t("report.webmap.uncovered", lang))
    folium.GeoJson(
        _features(points, properties), on_each_feature=_POPUP, marker=folium.CircleMarker(radius=3)
    ).add_to(group)


def facility_rows(facility: Facility, lang: Lang) -> list[tuple[str, str]]:
    """Filled-in fields of a facility in words, for its popup."""
    rows: list[tuple[str, str]] = []
    for spec in field_specs(facility.family):
        value = getattr(facility, spec.name)
        if value is None or value == "" or spec.name == "name":
            continue
        if spec.kind == "choice":
            text = t(f"choice.{spec.choices}.{value}", lang)
        elif spec.kind == "flag":
            text = t("report.yes" if value else "report.no", lang)
        elif spec.kind in ("number", "integer"):
            text = figure_text(float(value), spec.unit, lang)
        else:
            text = str(value)
        rows.append((t(f"field.{spec.name}", lang), text))
    return rows


def _add_facilities(
    page: folium.Map, context: ReportContext, family: Family, shapes: _Shapes, lang: Lang
) -> None:
    found = [facility for facility in context.main.scenario.facilities.values() if facility.family == family]
    for candidates in (False, True):
        chosen = [item for item in found if (item.status in ("candidate", "rejected")) == candidates]
        if not chosen:
            continue
        name = t(f"family.{family}.plural", lang)
        if candidates:
            name = t("report.webmap.candidates", lang, family=name)
        group = _group(page, name, show=not candidates)
        points = shapes.degrees([shapely.Point(item.location) for item in chosen], simplify=False)
        properties = [
            {
                "title": safe_html(item.name),
                "html": f"<h3>{safe_html(item.name)}</h3>" + _table(facility_rows(item, lang)),
                "search": safe_html(item.name),
                "icon": {
                    "html": symbol_svg(item, 22),
                    "className": "haven-symbol",
                    "iconSize": [22, 22],
                },
            }
            for item in chosen
        ]
        outlines = [item for item in chosen if item.geometry.geom_type in ("Polygon", "MultiPolygon")]
        if outlines:
            colour = load_toml("styles", "map.toml")["family"][family.value]["color"]
            folium.GeoJson(
                _features(
                    shapes.degrees([item.geometry for item in outlines], simplify=False),
                    [{"style": {"color": colour, "weight": 1.5, "fillOpacity": 0.3}}] * len(outlines),
                ),
                interactive=False,
            ).add_to(group)
        folium.GeoJson(
            _features(points, properties),
            on_each_feature=_POPUP,
            marker=folium.Marker(icon=folium.DivIcon()),
        ).add_to(group)


# -- the page around the map --------------------------------------------------------------------------
def _leaflet() -> tuple[str, str]:
    """Leaflet's script and style sheet with its pictures inside and its addresses taken out."""
    folder = RESOURCES / "vendor" / "leaflet"
    script = (folder / "leaflet.js").read_text(encoding="utf-8")
    script = re.sub(r"\n?//# sourceMappingURL=\S+", "", script)
    script = script.replace("https://leafletjs.com", "#")
    css = (folder / "leaflet.css").read_text(encoding="utf-8")

    def inline(match: re.Match[str]) -> str:
        name = match.group(1).strip("\"'")
        if name.startswith(("data:", "#")):
            return match.group(0)
        picture = base64.b64encode((folder / name).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{picture})"

    return script, re.sub(r"url\(([^)]+)\)", inline, css)


def _panel(context: ReportContext, lang: Lang) -> str:
    rows = []
    for finding in context.main.findings:
        figure = finding.figure
        verdict = str(finding.verdict)
        rows.append(
            f'<tr class="{verdict}"><td>{safe_html(finding.name(lang))}</td>'
            f"<td>{safe_html(figure_text(figure.value, figure.unit, lang))}</td>"
            f"<td>{safe_html(target_text(finding.target, figure.unit, lang))}</td>"
            f"<td>{safe_html(t(f'verdict.{verdict}', lang))}</td></tr>"
        )
    heads = "".join(
        f"<th>{safe_html(t(f'report.head.{name}', lang))}</th>"
        for name in ("finding", "figure", "target", "verdict")
    )
    return (
        f"<details class='haven-findings'><summary>{safe_html(t('report.webmap.findings', lang))}</summary>"
        f"<p>{safe_html(context.profile.names[lang])}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def _legend(context: ReportContext, lang: Lang) -> str:
    breaks, colours = area_classes(context)
    units = context.main.assessment.units
    values = units.shelter_area_per_resident_m2
    bounds = [significant(value) for value in breaks]
    labels = [
        f"< {bounds[0]}",
        *(f"{low}–{high}" for low, high in pairwise(bounds)),
        f"≥ {bounds[-1]}",
    ]
    counts = np.bincount(
        np.searchsorted(np.asarray(breaks), values[np.isfinite(values)], side="right"), minlength=len(colours)
    )
    rows = [
        f"<li><i style='background:{colour}'></i>{safe_html(label)} ({count})</li>"
        for colour, label, count in zip(colours, labels, counts, strict=True)
    ]
    unknown = int((~np.isfinite(values)).sum())
    if unknown:
        rows.append(f"<li><i class='nodata'></i>{safe_html(t('verdict.nodata', lang))} ({unknown})</li>")
    return (
        f"<div class='haven-legend'><b>{safe_html(t('report.webmap.legend', lang))}</b>"
        f"<ul>{''.join(rows)}</ul></div>"
    )


def _self_contained(page: folium.Map, context: ReportContext, lang: Lang) -> str:
    settings = context.project.settings
    title = t(
        "report.webmap.title",
        lang,
        county=settings.county_name or settings.name,
        scenario=context.main.scenario.name or t("report.today", lang),
    )
    rendered: str = page.get_root().render()
    # The library names its parts by chance; counting them instead gives the same page for the same project.
    names: dict[str, str] = {}
    rendered = re.sub(
        r"[0-9a-f]{32}", lambda match: names.setdefault(match.group(0), f"part{len(names)}"), rendered
    )
    script, css = _leaflet()
    own = RESOURCES / "webmap"
    head = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:;'
        " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        f"<title>{safe_html(title)}</title>"
        f"<style>{css}\n{(own / 'page.css').read_text(encoding='utf-8')}</style>"
        f"<script>{script}</script>"
        f"<script>{(own / 'page.js').read_text(encoding='utf-8')}</script>"
    )
    note = t(
        "report.webmap.note",
        lang,
        date=context.made_on.isoformat(),
        revision=str(context.project.revision),
        version=context.version,
    )
    body = (
        f"<header class='haven-title'><h1>{safe_html(title)}</h1><p>{safe_html(note)}</p>"
        f"<input id='haven-search' type='search' autocomplete='off' "
        f"placeholder='{safe_html(t('report.webmap.search', lang))}'><ul id='haven-hits'></ul>"
        f"{_panel(context, lang)}</header>{_legend(context, lang)}"
    )
    html = rendered.replace("<head>", f"<head>{head}", 1).replace("<body>", f"<body>{body}", 1)
    # The map object gets a fixed name, so that the page's own script can move it.
    found = re.search(r"var (map_part\d+) = L\.map\(", html)
    assert found is not None
    html = html.replace("</html>", f"<script>havenStart({found.group(1)});</script></html>", 1)
    return html.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)
