"""Facilities on the web map: symbols and footprints, each with the scenarios that hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import folium
import shapely

from models.assessment.columns import facility_columns, result_of
from models.facilities.facility import Facility, Family, Status, field_specs
from models.facilities.ledgersheet import value_text
from models.findings.numbers import figure_text, fixed, unit_name
from models.findings.results import Assessment
from models.kernel.text import Lang, t
from models.project.years import band_of, year_bands
from reports.context import ReportContext
from reports.safe import safe_html
from reports.schedule import finish_years
from reports.symbols import symbol_svg, year_colours
from reports.webmap.shapes import MapLayer, Shapes, geojson
from reports.words import hazard_word, joined

SYMBOL_PX = 22
_CANDIDATES = ("candidate", "rejected")


class Icons:
    """Symbols used on the page, each once."""

    def __init__(self) -> None:
        self.svgs: list[str] = []

    def index(self, facility: Facility, ring: str = "") -> int:
        """Number of a facility's symbol."""
        svg = symbol_svg(facility, SYMBOL_PX, ring)
        if svg not in self.svgs:
            self.svgs.append(svg)
        return self.svgs.index(svg)


def facility_rows(facility: Facility, lang: Lang, *, main: bool) -> list[tuple[str, str]]:
    """Filled-in fields of a facility in words, for its popup: the main ones, or all others."""
    rows: list[tuple[str, str]] = []
    for spec in field_specs(facility.family):
        value = getattr(facility, spec.name)
        if value is None or value == "" or spec.name == "name" or (spec.group == "main") != main:
            continue
        is_number = spec.kind in ("number", "integer")
        text = _measure(float(value), spec.unit, lang) if is_number else value_text(spec, value, lang)
        rows.append((t(f"field.{spec.name}", lang), text))
    return rows


def result_rows(assessment: Assessment, facility: Facility, lang: Lang) -> list[tuple[str, str]]:
    """What was computed for a facility; nothing for one that does not count."""
    if result_of(assessment, facility) is None:
        return []
    rows = []
    for column in facility_columns(facility.family, "webmap"):
        value = column.of(assessment, facility)
        if isinstance(value, tuple):
            text = joined((hazard_word(kind, lang) for kind in value), lang)
        elif isinstance(value, bool):
            text = column.word(lang) if value else ""
        else:
            text = _measure(value, column.unit, lang)
        if text:
            rows.append((column.title(lang), text))
    return rows


def _measure(value: float | None, unit: str, lang: Lang) -> str:
    """A number of a facility: its areas in square metres, as in registers and on sheets."""
    if unit == "m2" and value is not None:
        return f"{fixed(value)} {unit_name(unit, lang)}"
    return figure_text(value, unit, lang)


def site_layers(context: ReportContext, shapes: Shapes, icons: Icons, lang: Lang) -> Iterator[MapLayer]:
    """Families in order, each with its candidates, which are off at first; made when they are asked for."""
    for family in Family:
        for is_candidate in (False, True):
            layer = _site_layer(context, family, shapes, icons, lang, is_candidate=is_candidate)
            if layer is not None:
                yield layer


def planned_years(context: ReportContext) -> dict[str, int]:
    """Year that each planned facility of some scenario shall be finished in, by id."""
    every = (item for result in context.results.values() for item in result.scenario.facilities.values())
    return finish_years(context.project.settings.projects, every)


def _ring(facility: Facility, years: Mapping[str, int]) -> str:
    if facility.status != Status.PLANNED or facility.id not in years:
        return ""
    return year_colours()[band_of(years[facility.id], year_bands(years.values()))]


def _site_layer(
    context: ReportContext, family: Family, shapes: Shapes, icons: Icons, lang: Lang, *, is_candidate: bool
) -> MapLayer | None:
    found: dict[tuple[object, ...], tuple[Facility, list[tuple[str, str]], set[int]]] = {}
    years = planned_years(context)
    for number, result in enumerate(context.results.values()):
        for item in result.scenario.facilities.values():
            if item.family != family or (item.status in _CANDIDATES) != is_candidate:
                continue
            rows = [
                *facility_rows(item, lang, main=True),
                *result_rows(result.assessment, item, lang),
                *facility_rows(item, lang, main=False),
            ]
            # The same facility in two scenarios is one symbol, unless it or what was computed for it differs.
            key = (item.id, item.name, item.status, shapely.to_wkb(item.geometry), tuple(rows))
            found.setdefault(key, (item, rows, set()))[2].add(number)
    if not found:
        return None
    chosen = list(found.values())
    masks = ["".join("01"[number in held] for number in range(len(context.results))) for *_, held in chosen]
    points = shapes.degrees([shapely.Point(item.location) for item, *_ in chosen], simplify=False)
    symbols = geojson(
        points,
        [
            {
                "t": safe_html(item.name),
                "m": mask,
                "i": icons.index(item, _ring(item, years)),
                "r": [[safe_html(name), safe_html(text)] for name, text in rows],
            }
            for (item, rows, _), mask in zip(chosen, masks, strict=True)
        ],
        marker=folium.Marker(icon=folium.DivIcon()),
    )
    footprints = [
        (item.geometry, mask)
        for (item, *_), mask in zip(chosen, masks, strict=True)
        if shapely.get_dimensions(item.geometry) == 2
    ]
    colour = family.spec.symbol.color
    look = {"color": colour, "weight": 1.5, "fill": True, "fillColor": colour, "fillOpacity": 0.3}
    parts: tuple[folium.GeoJson, ...] = (symbols,)
    if footprints:
        outlines = shapes.degrees([shape for shape, _ in footprints], simplify=False)
        properties = [{"m": mask, "s": look} for _, mask in footprints]
        parts = (geojson(outlines, properties, interactive=False), symbols)
    name = t(f"family.{family}.plural", lang)
    if is_candidate:
        name = t("report.webmap.candidates", lang, family=name)
    return MapLayer(name, "site", parts, symbol_svg(chosen[0][0], 16), show=not is_candidate)
