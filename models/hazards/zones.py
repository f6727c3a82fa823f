"""Hazard zones: which facilities and which people are inside. Where no zone is known, nothing is safe."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

import numpy as np
import shapely
from msgspec import structs
from shapely.geometry.base import BaseGeometry

from models.access.sited import Sited
from models.county.county import County
from models.county.layer import Layer
from models.county.levels import HazardLevels
from models.facilities.facility import Facility, Family
from models.findings.findings import Figure, Place
from models.findings.places import facility_place
from models.hazards.hazardfile import hazards_table
from models.hazards.screening_spec import siting_specs
from models.kernel.arrays import Bools, Ints, Objects
from models.kernel.prepared import Prepared

_PERIOD = re.compile(r"(\d+)年一遇|(?:1/|p=)?(\d+)-?year")
MAJOR_GROUP = "major_source"
ZONE_GROUPS = ("flood", "geological")
"""Groups of hazard for which the facilities inside are counted too."""
_KEPT = 4096  # facilities at least of which it is kept where they stand
_ENDINGS = ("", *(f".{group}" for group in ZONE_GROUPS))
"""Of the ids of figures: all hazards, and each of the groups."""


@dataclass(frozen=True, eq=False)
class Zones:
    """Hazard features of a county, arrays of shape (n,).

    Attributes
    ----------
    kinds
        Type of hazard as the layer names it; the layer's own name where it does not.
    levels
        Level as the layer states it; empty where it does not.
    layer_ids, rows
        Layer and row each comes from.
    """

    geometries: Objects
    kinds: Objects
    levels: Objects
    layer_ids: Objects
    rows: Ints

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def is_area(self) -> Bools:
        """Whether each is a zone with an extent, not only a point or line, shape (n,)."""
        polygons: Bools = shapely.get_dimensions(self.geometries) == 2
        return polygons

    @cached_property
    def has_areas(self) -> bool:
        """Whether at least one has an extent."""
        return bool(self.is_area.any())

    @cached_property
    def is_major(self) -> Bools:
        """Whether each is a major hazard source, by its type or its level, shape (n,)."""
        return _of_pairs(self, lambda kind, level: _major(kind, level) is True)

    @cached_property
    def may_be_major(self) -> Bools:
        """Whether each is a plant that might be a major hazard source but states no level, shape (n,)."""
        return _of_pairs(self, lambda kind, level: _major(kind, level) is None)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries)

    @cached_property
    def _prepared(self) -> Prepared:
        return Prepared(self.geometries)

    def applies(self, levels: HazardLevels, rule: str = "") -> Bools:
        """Whether each applies by its level to a rule (id of a siting check), else to any, shape (n,).

        One without a level that is understood does, and so does every plant.
        """
        plants = groups()[MAJOR_GROUP]

        def holds(kind: str, level: str) -> bool:
            known = None if has_word(kind, plants) else level_of(level, levels.words)
            if known is None:
                return True
            asked = (rule,) if rule else rules_of(kind)
            return known >= min((levels.of_rule(one) for one in asked), default=levels.from_level)

        return _of_pairs(self, holds)

    def named(self, words: Iterable[str]) -> Bools:
        """Whether one of the words stands in each type of hazard, shape (n,)."""
        wanted = tuple(words)
        return _of_pairs(self, lambda kind, _: has_word(kind, wanted))

    def chosen(self, mask: Bools) -> Zones:
        """Those of ``mask`` (shape (n,))."""
        return Zones(
            self.geometries[mask],
            self.kinds[mask],
            self.levels[mask],
            self.layer_ids[mask],
            self.rows[mask],
        )

    def over(self, shape: BaseGeometry) -> Ints:
        """Which of them share ground with a shape or touch it, shape (k,)."""
        found: Ints = self._tree.query(shape, predicate="intersects")
        return found

    def near(self, shapes: Objects) -> Ints:
        """Which of some shapes have a feature inside the box around them, shape (k,)."""
        found: Ints = np.unique(self._tree.query(shapes)[0])
        return found

    def at(self, facilities: Sequence[Facility]) -> list[tuple[str, ...]]:
        """Kinds of hazard that each facility stands in or touches, in order of name."""
        shapes = np.array([facility.geometry for facility in facilities], dtype=object)
        found: list[set[str]] = [set() for _ in facilities]
        if len(shapes) and len(self):
            facility_index, zone_index = self._tree.query(shapes)
            hit = self._prepared.intersects(zone_index, shapes[facility_index])
            for facility, zone in zip(facility_index[hit].tolist(), zone_index[hit].tolist(), strict=True):
                found[facility].add(self.kinds[zone])
        return [tuple(sorted(kinds)) for kinds in found]

    def demand_inside(self, county: County, chosen: Bools) -> Bools:
        """Whether each demand point lies in one of the ``chosen`` zones (shape (n,)), shape (m,)."""
        mask = np.zeros(len(county.demand), dtype=np.bool_)
        for zone in np.flatnonzero(chosen & self.is_area).tolist():
            mask[county.demand.index.in_polygon(self.geometries[zone])] = True
        return mask


def zones(county: County) -> Zones:
    """Hazard features of a county that apply, by their level, and without its terrain; kept."""

    def make() -> Zones:
        found = every_zone(county)
        return found.chosen(found.applies(county.hazard_levels))

    return county.memo.get(("zones",), make)


def every_zone(county: County) -> Zones:
    """Hazard features of a county of whatever level, without its terrain; kept."""
    return county.memo.get(("every zone",), lambda: _split(county, is_terrain=False))


def zones_of_rule(county: County, rule: str) -> Zones:
    """Hazard features that apply to a rule by their level, of whatever kind; kept."""

    def make() -> Zones:
        found = every_zone(county)
        return found.chosen(found.applies(county.hazard_levels, rule))

    return county.memo.get(("zones of rule", county.hazard_levels.of_rule(rule)), make)


@cache
def rules_of(kind: str) -> tuple[str, ...]:
    """Ids of the siting checks whose kind of hazard this is, by its name."""
    return tuple(spec.id for spec in siting_specs() if has_word(kind, spec.words))


def level_of(text: str, words: Mapping[str, int] = MappingProxyType({})) -> int | None:
    """Level of a zone on the scale of four, 4 the highest, 0 for none; ``None`` if it is not understood.

    Parameters
    ----------
    words
        What the county's own words mean, as its layers write them.
    """
    if text in words:
        return words[text]
    scale = hazards_table().scale
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split())
    period = _PERIOD.search(plain)
    if period is not None:
        years = int(period.group(1) or period.group(2))
        return 4 - sum(years > limit for limit in scale.period_years)
    for word in scale.dropped:
        plain = plain.replace(word, "")
    return next((int(level) for level, words in _scale_words() if plain in words), None)


@cache
def _scale_words() -> tuple[tuple[str, frozenset[str]], ...]:
    table = hazards_table().scale.words
    return tuple(
        (level, frozenset(unicodedata.normalize("NFKC", word).replace(" ", "") for word in words))
        for level, words in table.items()
    )


def terrain(county: County) -> Zones:
    """Zones of slope among a county's hazard layers; kept."""
    return county.memo.get(("terrain",), lambda: _split(county, is_terrain=True))


def has_word(kind: str, words: Iterable[str]) -> bool:
    """Whether one of some words stands in a type of hazard, whatever its case."""
    lower = kind.lower()
    return any(word in lower for word in words)


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """Groups of hazard that plans ask about, with the words that name them in data."""
    return {name: table.words for name, table in structs.asdict(hazards_table().group).items()}


def persons_inside(county: County, found: Zones, chosen: Bools) -> float:
    """Known residents in those of ``found`` that are ``chosen`` (shape (n,)), each counted once; kept."""

    def make() -> float:
        return float(county.demand.known_persons[found.demand_inside(county, chosen)].sum())

    return county.memo.get(("persons in zones", len(found), chosen.tobytes()), make)


def has_zones(county: County) -> bool:
    """Whether at least one hazard zone is known as a polygon, of whatever level."""
    return every_zone(county).has_areas


def _is_known(county: County, group: str) -> bool:
    """Whether at least one zone of a group (any for none) is known as a polygon, of whatever level; kept."""

    def make() -> bool:
        return bool(in_group(every_zone(county), group).any()) if group else has_zones(county)

    return county.memo.get(("group is known", group), make)


def _kinds_of(county: County, rows: Sequence[Facility]) -> tuple[tuple[str, ...], ...]:
    """Kinds of hazard that each facility stands in or touches; of each that of its last place is kept."""
    made = county.memo.get_latest_of_each(
        "kinds at",
        [(one.id, one.geometry) for one in rows],
        lambda lacking: zones(county).at([rows[row] for row in lacking]),
        keep=max(_KEPT, 2 * len(rows)),
    )
    return tuple(made)


def kinds_at(sited: Sited) -> dict[str, tuple[str, ...]]:
    """Kinds of hazard that each counted facility stands in or touches, by its id."""
    found = sited.summed("hazards", lambda rows: _kinds_of(sited.county, rows))
    return dict(zip((one.id for one in sited.facilities), found, strict=True))


def figures(sited: Sited) -> dict[str, Figure]:
    """Figures about facilities and people in hazard zones."""
    county, facilities, inside = sited.county, sited.facilities, kinds_at(sited)
    made = [
        *(
            _facilities(county, figure_id, value, facilities, inside)
            for figure_id, value in values(sited).items()
        ),
        *county.memo.get(("people in zones",), lambda: _people(county)),
    ]
    return {figure.id: figure for figure in made}


def values(sited: Sited) -> dict[str, float | None]:
    """Facilities inside hazard zones by figure id; ``None`` where no such zone is known."""
    county = sited.county

    def counted(rows: Sequence[Facility]) -> Counter[str]:
        """Facilities of a group of hazards, and shelters among them."""
        found: Counter[str] = Counter()
        for facility, kinds in zip(rows, _kinds_of(county, rows), strict=True):
            for ending in _ENDINGS if kinds else ():
                if _stands_in(kinds, ending[1:]):
                    found[f"hazard.facilities_inside{ending}"] += 1
                    found[f"hazard.shelters_inside{ending}"] += facility.family == Family.SHELTER
        return found

    counts = sited.summed("hazard counts", counted)
    return {
        figure_id: float(counts[figure_id]) if _is_known(county, ending[1:]) else None
        for ending in _ENDINGS
        for figure_id in (f"hazard.shelters_inside{ending}", f"hazard.facilities_inside{ending}")
    }


def _stands_in(kinds: Iterable[str], group: str) -> bool:
    words = groups()[group] if group else ()
    return any(not group or has_word(kind, words) for kind in kinds)


# -- which features ----------------------------------------------------------------------------------------
def _split(county: County, *, is_terrain: bool) -> Zones:
    found = county.memo.get(("zones and terrain",), lambda: _zones(county.hazards))
    slope = found.named(hazards_table().terrain.words)
    return found.chosen(slope if is_terrain else ~slope)


def _zones(layers: Sequence[Layer]) -> Zones:
    if not layers:
        none = np.empty(0, dtype=object)
        return Zones(none, none, none, none, np.empty(0, dtype=np.intp))
    said = [layer.text("hazard_type") for layer in layers]
    kinds = [np.where(kind == "", layer.name, kind) for kind, layer in zip(said, layers, strict=True)]
    every = Zones(
        geometries=np.concatenate([layer.geometries for layer in layers]),
        kinds=np.concatenate(kinds).astype(object),
        levels=np.concatenate([layer.text("hazard_level") for layer in layers]),
        layer_ids=np.concatenate([np.full(len(layer), layer.id, dtype=object) for layer in layers]),
        rows=np.concatenate([np.arange(len(layer)) for layer in layers]),
    )
    # A feature without a shape is nowhere.
    return every.chosen(~(shapely.is_missing(every.geometries) | shapely.is_empty(every.geometries)))


def _of_pairs(found: Zones, holds: Callable[[str, str], bool]) -> Bools:
    """Answer for each feature; asked once for each different pair of type and level."""
    pairs = list(zip(found.kinds.tolist(), found.levels.tolist(), strict=True))
    answers = {pair: holds(*pair) for pair in set(pairs)}
    return np.array([answers[pair] for pair in pairs], dtype=np.bool_)


def _major(kind: str, level: str) -> bool | None:
    """Whether a hazard is a major source; ``None`` for a plant of which no level of this scale is stated."""
    table = hazards_table().major
    if not has_word(kind, groups()[MAJOR_GROUP]):
        return False
    stated = "".join(unicodedata.normalize("NFKC", level).lower().split()).removesuffix(".0")
    if stated and has_word(stated, table.not_levels):
        return False
    if has_word(kind, table.kinds):
        return True
    is_level = stated in table.levels or has_word(stated, table.level_parts)
    return True if is_level else None


def in_group(found: Zones, group: str) -> Bools:
    """Whether each zone with an extent is of a group of hazard, of plants only major sources, shape (n,)."""
    of_group = found.is_major if group == MAJOR_GROUP else found.named(groups()[group])
    return of_group & found.is_area


# -- figures -----------------------------------------------------------------------------------------------
def _facilities(
    county: County,
    figure_id: str,
    value: float | None,
    facilities: Sequence[Facility],
    inside: Mapping[str, tuple[str, ...]],
) -> Figure:
    _, subject, group = (*figure_id.split("."), "")[:3]
    if subject == "shelters_inside":
        facilities = [facility for facility in facilities if facility.family == Family.SHELTER]
    if value is None:
        return Figure(figure_id, None, "count", missing=_lacking(county, group))
    hit = [facility for facility in facilities if _stands_in(inside[facility.id], group)]
    return Figure(
        id=figure_id,
        value=value,
        unit="count",
        inputs={"inside": len(hit), "facilities": len(facilities)},
        failing=tuple(facility_place(facility) for facility in hit),
    )


def _lacking(county: County, group: str) -> tuple[str, ...]:
    """Name of the layer to add: of hazards at all, or of those of one group."""
    return (f"hazards_{group}",) if group and has_zones(county) else ("hazards",)


def _people(county: County) -> tuple[Figure, ...]:
    found = zones(county)
    return (
        _people_of(county, "hazard.people_inside", found.is_area, ""),
        *(
            _people_of(county, f"hazard.people_inside.{group}", in_group(found, group), group)
            for group in groups()
        ),
    )


def _people_of(county: County, figure_id: str, chosen: Bools, group: str) -> Figure:
    demand, found = county.demand, zones(county)
    lacking = [] if _is_known(county, group) else [*_lacking(county, group)]
    if not demand.has_population:
        lacking.append("demand_population" if len(demand) else "demand")
    if lacking:
        return Figure(figure_id, None, "persons", missing=tuple(lacking))
    kinds = dict.fromkeys(found.kinds[chosen].tolist())
    by_kind = [(persons_inside(county, found, chosen & (found.kinds == kind)), kind) for kind in kinds]
    unknown = int(np.isnan(demand.population_persons).sum())
    return Figure(
        id=figure_id,
        value=persons_inside(county, found, chosen),
        unit="persons",
        inputs={
            "persons": demand.total_persons,
            "kinds": len(kinds),
            "unknown_places": unknown,
        },
        failing=tuple(
            _kind_place(found, chosen & (found.kinds == kind), kind, persons)
            for persons, kind in sorted(by_kind, reverse=True)
            if persons > 0
        ),
        is_estimated=unknown > 0,
    )


def _kind_place(found: Zones, chosen: Bools, kind: str, persons: float) -> Place:
    """All zones of one kind as a place; its key is the row of the first."""
    of_kind = np.flatnonzero(chosen & found.is_area)
    left, bottom, right, top = shapely.total_bounds(found.geometries[of_kind]).tolist()
    first = int(of_kind[0])
    return Place(
        kind="feature",
        key=str(found.rows[first]),
        name=kind,
        bounds=(left, bottom, right, top),
        layer_id=str(found.layer_ids[first]),
        value=persons,
        unit="persons",
    )
