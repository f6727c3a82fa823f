"""How the map looks: ``resources/styles`` as checked, immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from math import log
from typing import Any, Literal

from msgspec import structs

from models.county.layer import LayerStyle, Role
from models.facilities.facility import FACILITY_TYPES, Family, Status
from models.facilities.families import Look, family_specs
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, checked
from ui.cartography.values import Amount, Colour, Style, value_of

__all__ = ["Colour", "MapStyle", "map_style", "parse_style"]

FILE = "styles/map.toml"


class PageStyle(Style, frozen=True):
    """Ground and frame."""

    paper: Colour
    land: Colour
    frame: Colour
    text: Colour
    muted: Colour
    halo: Colour
    panel: Colour
    panel_line: Colour


class FontStyle(Style, frozen=True):
    """Font families, best first."""

    families: tuple[str, ...]
    symbols: tuple[str, ...]


class ScalingStyle(Style, frozen=True):
    """How symbols and roads grow with the map scale."""

    far_denominator: Amount
    near_denominator: Amount
    symbol_far: Amount
    symbol_near: Amount
    road_far: Amount
    road_near: Amount
    casing_from_pt: Amount
    dots_cover_most: Amount
    raster_points_from: int
    print_raster_points_from: int

    def _between(self, denominator: float, far: float, near: float) -> float:
        span = log(self.far_denominator / self.near_denominator)
        share = log(max(denominator, 1.0) / self.near_denominator) / span
        share = min(max(share, 0.0), 1.0)
        return near + (far - near) * share

    def symbol_factor(self, denominator: float) -> float:
        """Factor on symbol sizes at 1:denominator."""
        return self._between(denominator, self.symbol_far, self.symbol_near)

    def road_factor(self, denominator: float) -> float:
        """Factor on road widths at 1:denominator."""
        return self._between(denominator, self.road_far, self.road_near)


class RoleStyle(Style, frozen=True):
    """A layer's areas (fill, hatch, edge), lines and points; what is ``None`` is not drawn."""

    fill: Colour | None = None
    edge: Colour | None = None
    edge_width_pt: Amount = 0.5
    edge_dash: tuple[Amount, ...] = ()
    line: Colour | None = None
    line_width_pt: Amount = 0.6
    band: Colour | None = None
    band_width_pt: Amount = 0.0
    hatch: Colour | None = None
    hatch_spacing_pt: Amount = 4.0
    hatch_width_pt: Amount = 0.6
    hatch_pattern: str = "rising"
    point: Colour | None = None
    point_size_pt: Amount = 2.4
    point_shape: str = "dot"

    @property
    def hatch_directions(self) -> tuple[bool, ...]:
        """Whether the lines of each direction of the hatching rise."""
        return {"falling": (False,), "crossed": (True, False)}.get(self.hatch_pattern, (True,))

    def with_hazard(self, look: HazardStyle) -> RoleStyle:
        """Style in the colour and hatching of a kind of hazard."""
        return structs.replace(
            self,
            edge=look.color,
            line=look.color,
            point=look.color,
            hatch=look.color,
            hatch_pattern=look.pattern,
            hatch_spacing_pt=look.spacing_pt,
        )

    def with_layer(self, changed: LayerStyle) -> RoleStyle:
        """Style with what a planner changed for one layer."""
        style = self
        if changed.line_color:
            line = Colour(changed.line_color)
            style = structs.replace(style, line=line, edge=line)
        if changed.fill_color:
            fill = Colour(changed.fill_color)
            style = structs.replace(style, fill=fill, point=fill if self.point else self.point)
        if changed.line_width_pt is not None:
            width = changed.line_width_pt
            style = structs.replace(style, line_width_pt=width, edge_width_pt=width)
        if changed.point_size_pt is not None:
            style = structs.replace(style, point_size_pt=changed.point_size_pt)
        return style


class HazardStyle(Style, frozen=True):
    """One kind of hazard: ``words`` stand in its type; without them those of its group do (hazards.toml)."""

    color: Colour
    pattern: str
    spacing_pt: Amount
    dash: str = ""
    words: tuple[str, ...] = ()


class RoadStyle(Style, frozen=True):
    """One class of road; ``values`` are how files name it."""

    values: tuple[str, ...]
    fill: Colour
    width_pt: Amount
    casing: Colour | None = None
    casing_width_pt: Amount = 0.0
    dash: tuple[Amount, ...] = ()
    max_denominator: Amount | None = None


class FamilyStyle(Style, frozen=True):
    """Symbol of a family; class by size."""

    color: Colour
    shape: str
    glyph: str
    size_pt: Amount
    class_field: str
    class_scale: Mapping[str, Amount]


class StatusStyle(Style, frozen=True):
    """How a status fills and outlines a symbol."""

    fill: str
    outline: str
    glyph: str
    scale: Amount = 1.0
    max_denominator: Amount | None = None


class SymbolStyle(Style, frozen=True):
    """What all symbols share."""

    paper: Colour
    rejected: Colour
    selected: Colour
    overloaded: Colour
    outline_pt: Amount
    glyph_from_pt: Amount
    footprint_from_pt: Amount


class CoverageStyle(Style, frozen=True):
    """The region inside reach, and the places outside it."""

    fill_opacity: Amount
    line_opacity: Amount
    line_width_pt: Amount
    dash: tuple[Amount, ...]
    uncovered: Colour
    uncovered_size_pt: Amount
    default_key: str

    def family_of(self, key: str) -> Family:
        """Family whose coverage ``key`` is."""
        subject = key.partition(".")[0]
        return next((family for family in Family if family.spec.coverage == subject), Family.SHELTER)


class VerdictStyle(Style, frozen=True):
    """A verdict's colour and mark."""

    color: Colour
    mark: str


class ThemeStyle(Style, frozen=True):
    """How a column of the townships colours them; its key is the column's."""

    palette: str
    palette_without_target: str = ""
    breaks: tuple[Amount, ...] = ()
    breaks_of_target: tuple[Amount, ...] = ()


class PaletteStyle(Style, frozen=True):
    """Colours of classes, lowest class first."""

    need: tuple[Colour, ...]
    rank: tuple[Colour, ...]
    amount: tuple[Colour, ...]
    year: tuple[Colour, ...]
    nodata: Colour
    nodata_hatch: Colour
    nodata_width_pt: Amount
    nodata_spacing_pt: Amount
    opacity: Amount

    def of(self, name: str) -> tuple[Colour, ...]:
        """Palette by name."""
        colours: tuple[Colour, ...] = {
            "need": self.need,
            "rank": self.rank,
            "amount": self.amount,
        }[name]
        return colours


class LabelStyle(Style, frozen=True):
    """Letters of one kind of label."""

    size_pt: Amount
    color: Colour
    halo_pt: Amount
    priority: int
    max_em: Amount
    weight: str = "normal"
    italic: bool = False
    max_denominator: Amount | None = None


class FurnitureStyle(Style, frozen=True):
    """Scale bar, north arrow, graticule."""

    line: Colour
    text_pt: Amount
    scalebar_width_pt: Amount
    scalebar_height_pt: Amount
    north_height_pt: Amount
    graticule: Colour
    graticule_text_pt: Amount


class MapTables(Style, frozen=True):
    """The tables of a style file."""

    page: PageStyle
    fonts: FontStyle
    scaling: ScalingStyle
    role: Mapping[str, RoleStyle]
    hazard: Mapping[str, HazardStyle]
    road: Mapping[str, RoadStyle]
    family: Mapping[str, FamilyStyle]
    status: Mapping[str, StatusStyle]
    symbol: SymbolStyle
    coverage: CoverageStyle
    verdict: Mapping[str, VerdictStyle]
    theme: Mapping[str, ThemeStyle]
    palette: PaletteStyle
    label: Mapping[str, LabelStyle]
    furniture: FurnitureStyle
    version: int = 1
    source: str = ""


class MapStyle(MapTables, frozen=True):
    """Everything about how the map looks.

    Attributes
    ----------
    road_key
        Class of road by each name that files have for it, case-folded.
    """

    road_key: Mapping[str, str] = {}
    is_dark: bool = False
    is_black_and_white: bool = False

    def layer(self, role: Role, changed: LayerStyle, hazard: str = "") -> RoleStyle:
        """Style of a layer: its role's or its kind of hazard's, with what the planner changed.

        Colours are chosen on light ground: on a dark one they are toned down, in black and white left out.
        """
        style = self.role.get(role, self.role[Role.REFERENCE])
        if hazard:
            style = style.with_hazard(self.hazard[hazard])
        if self.is_black_and_white:
            changed = replace(changed, line_color=None, fill_color=None)
        made = style.with_layer(changed)
        if self.is_dark and changed.fill_color and made.fill is not None:
            made = structs.replace(made, fill=Colour(blend(made.fill, self.page.land, DARK_SHARE)))
        return made


DARK_SHARE = 0.3


def blend(colour: str, ground: str, share: float) -> str:
    """Opaque colour that looks like ``share`` of ``colour`` over ``ground``."""
    pairs = ((int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02x}" for over, under in pairs)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        else:
            merged[key] = value
    return merged


def parse_style(table: Mapping[str, Any]) -> MapStyle:
    """Check a whole style table; DataFileError says which key is wrong."""
    tables = checked(table, MapTables, FILE, "the file", made=value_of)
    _check_complete(tables)
    names = {value.casefold(): key for key, road in tables.road.items() for value in (key, *road.values)}
    return MapStyle(**structs.asdict(tables), road_key=names)


def _check_complete(style: MapTables) -> None:
    """Every family, status, class and palette that the program knows must be there."""
    for family, kind in FACILITY_TYPES.items():
        if family not in style.family:
            raise DataFileError(FILE, f"family.{family}: missing")
        own = style.family[family]
        choices = {
            value
            for item in fields(kind)
            if item.name == own.class_field
            for value in item.metadata.get("values", ())
        }
        if choices != set(own.class_scale):
            raise DataFileError(FILE, f"family.{family}.class_scale: must have exactly {sorted(choices)}")
    for status in Status:
        if status not in style.status:
            raise DataFileError(FILE, f"status.{status}: missing")
    for name, theme in style.theme.items():
        breaks = theme.breaks or theme.breaks_of_target
        if list(breaks) != sorted(set(breaks)) or not breaks:
            raise DataFileError(FILE, f"theme.{name}: breaks must grow")
        for palette in {theme.palette, theme.palette_without_target or theme.palette}:
            if len(style.palette.of(palette)) != len(breaks) + 1:
                raise DataFileError(
                    FILE, f"theme.{name}: {len(breaks)} breaks need {len(breaks) + 1} colours"
                )


Ground = Literal["light", "dark", "black_and_white"]
_OVER = {"dark": "map-dark.toml", "black_and_white": "map-bw.toml"}


def style_table(ground: Ground) -> dict[str, Any]:
    """Everything that the files say of the style, the symbols of the families among it."""
    table: Mapping[str, Any] = load_toml("styles", "map.toml")
    if ground in _OVER:
        table = _merged(table, load_toml("styles", _OVER[ground]))
    families = {family: _symbol(spec.symbol, ground) for family, spec in family_specs().items()}
    return {**table, "family": families}


def _symbol(look: Look, ground: Ground) -> dict[str, Any]:
    return {
        "color": {"light": look.color, "dark": look.dark, "black_and_white": look.black_and_white}[ground],
        "shape": look.shape,
        "glyph": look.glyph,
        "size_pt": look.size_pt,
        "class_field": look.class_field,
        "class_scale": dict(look.class_scale),
    }


@cache
def map_style(dark: bool = False, black_and_white: bool = False) -> MapStyle:
    """Style for a light or dark screen, or for black-and-white print (which is always light)."""
    ground: Ground = "black_and_white" if black_and_white else "dark" if dark else "light"
    return structs.replace(
        parse_style(style_table(ground)),
        is_dark=ground == "dark",
        is_black_and_white=ground == "black_and_white",
    )
