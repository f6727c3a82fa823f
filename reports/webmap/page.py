"""The whole page: the map, what stands beside it, and a policy that lets nothing in or out."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import folium
import shapely

from models.assessment.columns import cover_columns
from models.kernel.progress import Progress, Work
from models.kernel.resources import RESOURCES, load_toml
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.safe import safe_html
from reports.webmap import leaflet
from reports.webmap.evacuation import host_layer, way_layer, zone_layer
from reports.webmap.ground import county_line, ground_layers
from reports.webmap.limits import page_size, tile_limits
from reports.webmap.panel import legend, title_card
from reports.webmap.people import COLOURED_BY, known_covers, place_layer, unit_layer
from reports.webmap.shapes import Detail, MapLayer, Shapes, TooMuchError, details
from reports.webmap.sites import Icons, site_layers
from reports.webmap.tiles import Tiles, read_tiles
from reports.webmap.years import with_years
from reports.words import of_county


def write_webmap(context: ReportContext, path: Path, lang: Lang, *, tiles: Path | None = None) -> Work[None]:
    """Write the offline web map.

    Parameters
    ----------
    path
        File to write; the caller wraps it in an atomic write.
    tiles
        MBTiles file with PNG or JPEG tiles to put under the map, inside the page.

    Raises
    ------
    HavenError
        The tiles cannot be used.
    """
    yield Progress(0, 3, "progress.webmap.layers")
    context = with_years(context, lang)
    ground = _tiles(context, tiles)
    most = round(page_size().most_megabytes * 1e6)
    html, steps = "", details()
    shapes = Shapes(context.project.settings.crs_epsg, steps[0])
    for detail in steps:
        icons = Icons()
        layers: list[MapLayer] = []
        is_last, letters = detail is steps[-1], 0
        try:
            for layer in _layers(context, icons, lang, shapes.at(detail, math.inf if is_last else most)):
                if layer is not None:
                    layers.append(layer)
                    letters += 0 if is_last else _letters(layer)
                if letters > most:
                    break
                yield Progress(0, 3, "progress.webmap.layers")
        except TooMuchError:
            continue
        if letters > most:
            continue  # features alone are too many: no need to make a page of them
        yield Progress(1, 3, "progress.webmap.page")
        html = _page(context, layers, icons, lang, detail, ground)
        if len(html.encode()) - _size(ground) <= most:
            break
    yield Progress(2, 3, "progress.webmap.write")
    path.write_text(html, encoding="utf-8", newline="\n")


def _letters(layer: MapLayer) -> int:
    """Bytes that the features of a layer take in the page at least."""
    return sum(len(json.dumps(part.data, ensure_ascii=False).encode()) for part in layer.parts)


def _size(tiles: Tiles | None) -> int:
    """Letters that the tiles take; they have a limit of their own."""
    return sum(map(len, tiles.pictures.values())) if tiles is not None else 0


def _tiles(context: ReportContext, path: Path | None) -> Tiles | None:
    bounds = _bounds(context)
    if path is None or bounds is None:
        return None
    (south, west), (north, east) = bounds
    return read_tiles(path, (west, south, east, north))


def _layers(context: ReportContext, icons: Icons, lang: Lang, shapes: Shapes) -> Iterator[MapLayer | None]:
    """The layers from the ground up, each made when it is asked for; ``None`` for one that is empty."""
    yield unit_layer(context, shapes, lang)
    yield from ground_layers(context, shapes, lang)
    yield county_line(context, shapes, lang)
    yield zone_layer(context, shapes, lang)
    yield way_layer(context, shapes, lang)
    yield place_layer(context, shapes, lang)
    yield host_layer(context, shapes, lang)
    yield from site_layers(context, shapes, icons, lang)


def _page(
    context: ReportContext,
    layers: Sequence[MapLayer],
    icons: Icons,
    lang: Lang,
    detail: Detail,
    tiles: Tiles | None,
) -> str:
    figure = folium.Map(
        tiles=None, prefer_canvas=True, zoom_control=False, attributionControl=False, zoom_snap=0.25
    )
    figure.default_js, figure.default_css = [], []
    for layer in layers:
        for part in layer.parts:
            part.add_to(figure)
    parts = [part for layer in layers for part in layer.parts]
    rendered = _without_features(figure, parts)
    start = f"<script>havenStart({figure.get_name()}, {_data(context, layers, icons, lang, tiles)});</script>"
    html = rendered.replace("</html>", f"{start}</html>", 1)
    html = html.replace("<head>", f"<head>{_head(context, lang)}", 1)
    html = html.replace("<body>", f"<body>{title_card(context, lang)}{legend(context, lang, detail)}", 1)
    html = html.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)
    return with_policy(_with_features(_numbered(html), parts))


def _without_features(figure: folium.Map, parts: Sequence[folium.GeoJson]) -> str:
    """The library's page with none in it: it would read megabytes of them as a template of its own."""
    held = [part.data for part in parts]
    for part in parts:
        part.data = {}
    try:
        rendered: str = figure.get_root().render()
    finally:
        for part, data in zip(parts, held, strict=True):
            part.data = data
    return rendered


def _numbered(html: str) -> str:
    """The library names its parts by chance; counting them gives the same page for the same project."""
    names: dict[str, str] = {}
    return re.sub(r"[0-9a-f]{32}", lambda found: names.setdefault(found[0], f"part{len(names)}"), html)


def _with_features(html: str, parts: Sequence[folium.GeoJson]) -> str:
    """The page with the features, keys in the library's order, but without its blanks and escapes."""
    pieces = re.split(r"(?m)(^\s*geo_json_\w+_add\()\{\}(?=\);$)", html)
    if len(pieces) != 2 * len(parts) + 1:
        raise RuntimeError("not every layer has one place on the page")
    for number, part in enumerate(parts):
        pieces[2 * number + 1] += _script_json(part.data, is_sorted=True)
    return "".join(pieces)


def _head(context: ReportContext, lang: Lang) -> str:
    settings = context.project.settings
    title = t(
        "report.webmap.title",
        lang,
        county=settings.county_name or settings.name,
        scenario=context.main.scenario.title(lang),
    )
    own = RESOURCES / "webmap"
    css = (own / "page.css").read_text(encoding="utf-8")
    code = (own / "page.js").read_text(encoding="utf-8")
    return (
        f'<meta charset="utf-8">{_POLICY}<title>{safe_html(title)}</title>'
        f"<style>{leaflet.style_sheet()}</style><style>{css}</style>"
        f"<script>{leaflet.script()}</script><script>{code}</script>"
    )


_POLICY = "<!-- policy -->"


def with_policy(html: str) -> str:
    """Page with a content security policy that allows its own scripts, by their hashes, and no others.

    Even a text that got into the page as markup could run nothing and ask for nothing.
    """
    hashes = []
    for code in re.findall(r"<script>(.*?)</script>", html, re.DOTALL):
        digest = hashlib.sha256(code.replace("\r\n", "\n").encode("utf-8")).digest()
        hashes.append(f"'sha256-{base64.b64encode(digest).decode('ascii')}'")
    rules = (
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        f"script-src {' '.join(dict.fromkeys(hashes))}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    policy = f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'
    return html.replace(_POLICY, policy, 1)


def _data(
    context: ReportContext, layers: Sequence[MapLayer], icons: Icons, lang: Lang, tiles: Tiles | None
) -> str:
    """What the page's script needs beside the features: layers in order, words, symbols, colours."""
    style = load_toml("styles", "map.toml")
    words = {
        "people": of_county(t("column.place.population.name", lang), context.main.assessment.county, lang),
        "covered": [column.title(lang) for column in cover_columns()],
        "inside": t("column.covered", lang),
        "outside": t("column.outside", lang),
        "north": t("map.north", lang),
        "layers": t("report.webmap.layers", lang),
        "none": t("report.webmap.nothing", lang),
        "home": t("report.webmap.home", lang),
        "nearer": t("report.webmap.nearer", lang),
        "farther": t("report.webmap.farther", lang),
    }
    data: dict[str, Any] = {
        "active": list(context.results).index(context.scenario_id),
        "words": _safe(words),
        "icons": icons.svgs,
        "colouredBy": 1 << [column.key for column in cover_columns()].index(COLOURED_BY),
        "known": [known_covers(result.assessment) for result in context.results.values()],
        "uncovered": style["coverage"]["uncovered"],
        "covered": style["role"]["villages"]["point"],
        "far": style["scaling"]["symbol_far"],
        "bounds": _bounds(context),
    }
    if tiles is not None:
        source = t("report.tiles.source", lang, source=tiles.attribution) if tiles.attribution else ""
        data["tiles"] = {
            "pictures": dict(tiles.pictures),
            "least": tiles.least_zoom,
            "most": tiles.most_zoom,
            "name": safe_html(t("report.tiles.layer", lang)),
            "source": safe_html(source),
            "opacity": tile_limits().unit_opacity,
        }
    text = _script_json(data)
    entries = ", ".join(
        "{"
        f"name: {_script_json(safe_html(layer.name))}, kind: {_script_json(layer.kind)},"
        f" show: {_script_json(layer.show)}, sign: {_script_json(layer.swatch)},"
        f" known: {_script_json(safe_html(layer.while_known))},"
        f" parts: [{', '.join(part.get_name() for part in layer.parts)}]"
        "}"
        for layer in layers
    )
    return f"{text[:-1]}, layers: [{entries}]}}"


def _safe(words: Any) -> Any:
    if isinstance(words, dict):
        return {key: _safe(value) for key, value in words.items()}
    return [_safe(value) for value in words] if isinstance(words, list) else safe_html(words)


def _bounds(context: ReportContext) -> list[list[float]] | None:
    """South-west and north-east corner of the county; of all places and facilities without one."""
    boundary = context.main.assessment.county.boundary
    if boundary is None:
        found = [item.geometry for item in context.main.scenario.facilities.values()]
        demand = context.main.assessment.county.demand
        if len(demand):
            found.append(shapely.multipoints(demand.xy))
        if not found:
            return None
        boundary = shapely.box(*shapely.total_bounds(found))
    shape = Shapes(context.project.settings.crs_epsg, details()[0]).degrees([boundary], simplify=False)[0]
    west, south, east, north = shape.bounds
    return [[south, west], [north, east]]


def _script_json(value: Any, *, is_sorted: bool = False) -> str:
    """Value as JSON that can stand inside a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
