"""How QGIS draws an exported layer: its style files, in the colours of our own map (``styles/map.toml``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

from models.facilities.facility import Family, Status
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t

_CLASSES = (("marker", "SimpleMarker"), ("line", "SimpleLine"), ("fill", "SimpleFill"))
"""Kind of symbol and its class by the dimension of the geometry."""
_POINT_TO_MM = 25.4 / 72


@dataclass(frozen=True)
class _Rule:
    """What is drawn how; an empty filter takes the rest."""

    label: str
    filter: str
    properties: Mapping[str, str]


def facilities(family: Family, dimension: int, lang: Lang) -> str:
    """By state: what exists is filled, what is planned hollow, candidates pale and rejected ones grey."""
    style, look = load_toml("styles", "map.toml"), family.spec.symbol
    looks = {
        Status.EXISTING: (look.color, 1.0, look.color, "solid"),
        Status.PLANNED: (style["symbol"]["paper"], 1.0, look.color, "solid"),
        Status.CANDIDATE: (look.color, 0.2, look.color, "dash"),
        Status.REJECTED: (style["symbol"]["rejected"], 0.2, style["symbol"]["rejected"], "dot"),
    }
    size = f"{look.size_pt * _POINT_TO_MM:.2f}"
    return _document(dimension, [
        _Rule(t(f"choice.status.{status}", lang), f"\"status\" = '{status}'",
              _shape(dimension, _rgba(fill, opacity), _rgba(edge), dash, size=size))
        for status, (fill, opacity, edge, dash) in looks.items()
    ])  # fmt: skip


def townships(column: str, target: float, lang: Lang, dimension: int) -> str:
    """In the classes of the map's ground, which diverge at the target; no data has a colour of its own."""
    style = load_toml("styles", "map.toml")
    breaks = [round(factor * target, 6) for factor in style["theme"][column]["breaks_of_target"]]
    palette, edge = style["palette"], _rgba(style["role"]["townships"]["edge"])
    rules = []
    ends: list[float | None] = [None, *breaks, None]
    for (low, high), colour in zip(pairwise(ends), palette[style["theme"][column]["palette"]], strict=True):
        parts = [f'"{column}" >= {low:g}'] if low is not None else []
        parts += [f'"{column}" < {high:g}'] if high is not None else []
        label = f"≥ {low:g}" if high is None else f"< {high:g}" if low is None else f"{low:g}–{high:g}"
        rules.append(_Rule(label, " AND ".join(parts), _shape(dimension, _rgba(colour), edge)))
    rules.append(_Rule(t("verdict.nodata", lang), "", _shape(dimension, _rgba(palette["nodata"]), edge)))
    return _document(dimension, rules)


def service_areas(lang: Lang, dimension: int) -> str:
    """Each kind of coverage in the colour of its family."""
    style = load_toml("styles", "map.toml")["coverage"]
    rules = []
    for family in Family:
        if family.spec.coverage:
            colour = family.spec.symbol.color
            fill, edge = _rgba(colour, style["fill_opacity"]), _rgba(colour, style["line_opacity"])
            wanted = f"\"coverage\" LIKE '{family.spec.coverage}%'"
            rules.append(
                _Rule(t(f"family.{family.value}.short", lang), wanted, _shape(dimension, fill, edge, "dash"))
            )
    return _document(dimension, rules)


def unserved(lang: Lang, dimension: int) -> str:
    """Small marks in the colour of what is lacking."""
    style = load_toml("styles", "map.toml")["coverage"]
    colour, size = _rgba(style["uncovered"]), f"{style['uncovered_size_pt'] * _POINT_TO_MM:.2f}"
    shape = _shape(dimension, colour, colour, size=size)
    return _document(dimension, [_Rule(t("export.layer.unserved_places", lang), "", shape)])


def assignment(lang: Lang, dimension: int) -> str:
    """Thin lines from places to shelters."""
    colour = _rgba(Family.SHELTER.spec.symbol.color, 0.6)
    return _document(
        dimension, [_Rule(t("export.layer.assignment", lang), "", _shape(dimension, colour, colour))]
    )


def named(style: str, aliases: Mapping[str, str]) -> str:
    """A style with the names of columns for people: QGIS 3.22 reads no others from a GeoPackage."""
    root = fromstring(style)
    root.set("styleCategories", "Symbology|Fields")
    listed = ET.SubElement(root, "aliases")
    for column, alias in aliases.items():
        ET.SubElement(listed, "alias", {"field": column, "name": alias})
    return ET.tostring(root, encoding="unicode")


def _shape(dimension: int, fill: str, edge: str, dash: str = "solid", size: str = "2") -> dict[str, str]:
    if dimension == 1:
        return {"line_color": edge, "line_style": dash, "line_width": "0.26", "line_width_unit": "MM"}
    shared = {"color": fill, "outline_color": edge, "outline_style": dash, "outline_width": "0.26"}
    own = {"name": "circle", "size": size, "size_unit": "MM"} if dimension == 0 else {"style": "solid"}
    return {**shared, "outline_width_unit": "MM", **own}


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _document(dimension: int, rules: Sequence[_Rule]) -> str:
    """Style file with one symbol a rule; ``prop`` is what every QGIS 3 reads."""
    kind, name = _CLASSES[dimension]
    root = ET.Element("qgis", {"version": "3.28.0", "styleCategories": "Symbology"})
    renderer = ET.SubElement(
        root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0", "forceraster": "0"}
    )
    listed: Any = ET.SubElement(renderer, "rules", {"key": "root"})
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        wanted = {"filter": rule.filter} if rule.filter else {"filter": "ELSE"} if len(rules) > 1 else {}
        key = {"key": f"rule{number}", "symbol": str(number), "label": rule.label}
        ET.SubElement(listed, "rule", {**key, **wanted})
        symbol = ET.SubElement(symbols, "symbol", {"type": kind, "name": str(number), "alpha": "1"})
        layer = ET.SubElement(symbol, "layer", {"class": name, "enabled": "1", "locked": "0", "pass": "0"})
        for prop, value in rule.properties.items():
            ET.SubElement(layer, "prop", {"k": prop, "v": value})
    return ET.tostring(root, encoding="unicode")
