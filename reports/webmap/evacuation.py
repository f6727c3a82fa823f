"""Evacuations on the web map: what is left, by which ways, and who comes to which shelter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import folium
import shapely
from shapely.geometry.base import BaseGeometry

from models.evacuation.listing import (
    HOST_COLUMNS,
    about,
    host_rows,
    list_columns,
    notes,
    receiving,
    shown,
    title,
)
from models.evacuation.plan import EvacuationPlan
from models.facilities.facility import Family
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.safe import safe_html
from reports.webmap.ground import swatch
from reports.webmap.shapes import MapLayer, Shapes, geojson

THINNEST_PX, WIDEST_PX = 2.0, 7.0
RING_PX = 15
"""Radius of the ring around a shelter that takes people in; its symbol stands inside."""

Feature = tuple[BaseGeometry, str, list[tuple[str, str]], dict[str, Any], bool]
"""Shape, title, rows of its popup, how it is drawn, whether search finds it."""


def zone_layer(context: ReportContext, shapes: Shapes, lang: Lang) -> MapLayer | None:
    """What has to be left, with the sums in its popup."""
    look = _zone_look()
    return _layer(
        context, shapes, t("evacuation.zones", lang), swatch(look), lambda plan: _zone(plan, look, lang)
    )


def way_layer(context: ReportContext, shapes: Shapes, lang: Lang) -> MapLayer | None:
    """Ways from village to shelter, wider for more people."""
    colour = Family.SHELTER.spec.symbol.color
    sign = f'<svg width="18" height="12"><path d="M0 6 H18" stroke="{colour}" stroke-width="4"/></svg>'
    return _layer(
        context, shapes, t("evacuation.webmap.ways", lang), sign, lambda plan: _ways(plan, colour, lang)
    )


def host_layer(context: ReportContext, shapes: Shapes, lang: Lang) -> MapLayer | None:
    """Shelters that take people in, with those who come in the popup."""
    colour = Family.SHELTER.spec.symbol.color
    sign = (
        '<svg width="18" height="12">'
        f'<circle cx="9" cy="6" r="4.5" fill="{colour}" fill-opacity="0.2" stroke="{colour}"'
        ' stroke-width="2"/></svg>'
    )
    heading = t("workbook.sheet.evacuation_hosts", lang)
    return _layer(context, shapes, heading, sign, lambda plan: _hosts(plan, colour, lang))


def _layer(
    context: ReportContext,
    shapes: Shapes,
    name: str,
    sign: str,
    features_of: Callable[[EvacuationPlan], Iterator[Feature]],
) -> MapLayer | None:
    """Features of every scenario that keeps an evacuation; they show while it is chosen."""
    found: list[BaseGeometry] = []
    properties: list[Mapping[str, Any]] = []
    for number, key in enumerate(context.results):
        plan = context.evacuation_of(key)
        mask = "".join("01"[at == number] for at in range(len(context.results)))
        for shape, heading, rows, look, is_found in () if plan is None else features_of(plan):
            found.append(shape)
            properties.append(
                {
                    "t": safe_html(heading),
                    "m": mask,
                    "s": look,
                    "r": [[safe_html(word), safe_html(text)] for word, text in rows],
                    "q": int(is_found),
                }
            )
    if not found:
        return None
    degrees = shapes.degrees(found)
    shapes.check_letters(degrees)
    part = geojson(degrees, properties, marker=folium.CircleMarker(radius=RING_PX))
    return MapLayer(name, "area", (part,), sign)


def _zone_look() -> dict[str, Any]:
    colour = load_toml("styles", "map.toml")["page"]["frame"]
    return {
        "color": colour,
        "weight": 2,
        "opacity": 1,
        "dashArray": "6 4",
        "fill": True,
        "fillColor": colour,
        "fillOpacity": 0.18,
    }


def _zone(plan: EvacuationPlan, look: dict[str, Any], lang: Lang) -> Iterator[Feature]:
    if shapely.is_empty(plan.zone.shape):
        return
    rows: list[tuple[str, str]] = []
    if plan.missing:
        rows.append((t("evacuation.column.remark", lang), notes(plan, lang)[0]))
    else:
        total, values = plan.total, {"persons": f"{plan.inside.known:,}", "villages": len(plan.villages)}
        buses = {"buses": f"{total.buses:,}", "trips": f"{total.trips:,}"}
        said = {
            "inside": t("evacuation.value.villages", lang, **values),
            "moved": f"{plan.moved:,}",
            "unplaced": f"{plan.unplaced:,}",
            "unknown": f"{total.unknown:,}",
            "buses": t("evacuation.value.buses", lang, **buses),
        }
        rows += [(t(f"evacuation.total.{key}", lang), text) for key, text in said.items()]
    yield plan.zone.shape, about(plan, lang), rows, look, True


def _ways(plan: EvacuationPlan, colour: str, lang: Lang) -> Iterator[Feature]:
    most = max((move.persons for move in plan.moves), default=1)
    keys = [key for key in list_columns(plan) if key not in ("village", "shelter")]
    told = [row for row in receiving(plan, lang) if row.move is not None]
    # Widest first: who points at a thin way that runs along a wide one gets it.
    for row in sorted(told, key=lambda one: -plan.moves[one.move or 0].persons):
        move = plan.moves[row.move or 0]
        width = THINNEST_PX + (WIDEST_PX - THINNEST_PX) * move.persons / most
        look = {"color": colour, "weight": round(width, 1), "opacity": 0.85, "fill": False}
        heading = f"{row.values['village']} → {row.values['shelter']}"
        yield cast(BaseGeometry, move.line), heading, _cells(row.values, keys, lang), look, False


def _hosts(plan: EvacuationPlan, colour: str, lang: Lang) -> Iterator[Feature]:
    look = {
        "color": colour,
        "weight": 3,
        "opacity": 1,
        "fill": True,
        "fillColor": colour,
        "fillOpacity": 0.15,
    }
    for number, values in host_rows(plan, lang):
        coming = [move for move in plan.moves if move.host == number]
        if not coming:
            continue
        rows = _cells(values, HOST_COLUMNS[1:], lang)
        for move in sorted(coming, key=lambda one: one.metres):
            village = plan.villages[move.village]
            comes = {
                "persons": f"{move.persons:,}",
                "km": f"{move.metres / 1000:,.1f}",
                "minutes": f"{move.minutes:,.0f}",
            }
            name = village.name or t("evacuation.unnamed", lang)
            rows.append((f"← {name}", t("evacuation.webmap.comes", lang, **comes)))
        shelter = plan.hosts[number].shelter
        yield shapely.Point(shelter.location), str(values["shelter"]), rows, look, False


def _cells(
    values: Mapping[str, str | float | int | None], keys: Sequence[str], lang: Lang
) -> list[tuple[str, str]]:
    """Cells of a table that have something to say, as rows of a popup."""
    said = [(key, shown(values.get(key), key, lang, is_stated=key == "room")) for key in keys]
    return [(title(key, lang), text) for key, text in said if text]
