"""A map of a city's counties: how far each is supplied if all are struck at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from models.city.network import City
from models.city.plan import CountyCover, worst_first
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from reports.city.words import basis_text, head_text, hours_text, not_shared_text, ratio_text
from reports.safe import clean_text
from reports.words import joined
from ui.cartography.style import MapStyle, map_style
from ui.cartography.themes import Theme, classify
from ui.printing.counties import CountiesMap, ListedCounty, write_counties_map

BREAKS = (0.4, 0.8, 1.0, 1.4)
"""Shares of the need at which classes begin: from the fourth class on there is enough."""
_HEADS = (("number", 0.1), ("county", 0.36), ("ratio", 0.3), ("first_h", 0.24))


def write_city_map(
    city: City, depots: Sequence[tuple[float, float, str]], path: Path, lang: Lang, made_on: date
) -> None:
    """Write the map as one lying A3 page, atomically; at least one county must have an outline.

    Parameters
    ----------
    depots
        The city's depots: longitude and latitude in degrees, and name.
    """
    plan = city.plan
    covers = worst_first(plan.together)
    name = clean_text(plan.name)
    counts = {"count": len(plan.counties), "failed": len(plan.failed), "depots": len(plan.depots)}
    chart = CountiesMap(
        title=t("city.map.title", lang, name=name),
        subtitle=t("city.subtitle", lang, name=name, date=made_on.isoformat(), version=VERSION, **counts),
        theme=cover_theme([one for one in covers if one.county.outline], map_style()),
        heading=t("city.map.ranking", lang),
        heads=tuple((t(f"city.map.head.{key}", lang), share) for key, share in _HEADS),
        rows=tuple(_row(number, one, lang) for number, one in enumerate(covers, start=1)),
        points=tuple(depots),
        notes=_notes(city, lang, has_depots=bool(depots)),
    )
    write_counties_map(chart, path, lang, made_on)


def cover_theme(covers: Sequence[CountyCover], style: MapStyle) -> Theme:
    """Classes of counties by how much of the need of the item worst off is met."""
    values = np.array([np.nan if one.ratio is None else one.ratio for one in covers], dtype=np.float64)
    colours = style.palette.of("need")
    return Theme("city_cover", "", values, BREAKS, None, classify(values, BREAKS), colours, "share", 0)


def _row(number: int, cover: CountyCover, lang: Lang) -> ListedCounty:
    value = np.nan if cover.ratio is None else cover.ratio
    cells = (ratio_text(cover, lang), hours_text(cover.first_h, lang))
    return ListedCounty(str(number), clean_text(cover.county.name), cover.county.outline, value, cells)


def _notes(city: City, lang: Lang, *, has_depots: bool) -> tuple[str, ...]:
    missing = [clean_text(one.name) for one in city.plan.counties if not one.outline]
    sign = [t("city.map.depots", lang)] if has_depots else []
    notes = [*sign, head_text(city, lang), basis_text(city, lang)]
    if left := not_shared_text(city, lang):
        notes.append(left)
    if missing:
        notes.append(t("province.map.no_area", lang, names=joined(missing, lang)))
    return tuple(notes)
