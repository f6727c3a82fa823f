"""A map of many counties: each in the class of its first figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from models.findings.numbers import figure_parts
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.province.combine import Rank, ranking
from models.province.results import CountyResult, province_spec
from reports.province.words import column_word, districts_note, said_of
from reports.safe import clean_text
from reports.words import joined
from ui.cartography.style import MapStyle, map_style
from ui.cartography.themes import Theme, breaks_for, classify
from ui.printing.counties import CountiesMap, ListedCounty, write_counties_map

THEME = "area_per_resident"
_HEADS = (("place", 0.1), ("county", 0.36), ("area_per_resident", 0.26), ("lacking", 0.28))


def write_province_map(
    results: Sequence[CountyResult], name: str, path: Path, lang: Lang, made_on: date
) -> None:
    """Write the map as one lying A3 page, atomically.

    Parameters
    ----------
    results
        Counties of which at least one has an outline; those that failed are left out, and named.
    name
        What all of them together are called.
    """
    ranks = ranking(results, province_spec().figures[0])
    theme = _theme([rank for rank in ranks if rank.result.outline], map_style())
    done = sum(one.is_done for one in results)
    said = {"done": done, "failed": len(results) - done, "date": made_on.isoformat(), "version": VERSION}
    chart = CountiesMap(
        title=t("province.map.title", lang, name=clean_text(name), figure=theme.title(lang)),
        subtitle=t("province.subtitle", lang, **said),
        theme=theme,
        heading=t("province.map.ranking", lang),
        heads=tuple((_head(key, results, lang), share) for key, share in _HEADS),
        rows=tuple(_row(rank, lang) for rank in ranks),
        notes=_notes(results, lang),
    )
    write_counties_map(chart, path, lang, made_on)


def _head(key: str, results: Sequence[CountyResult], lang: Lang) -> str:
    if key == "county":
        return column_word(key, results, lang)
    return said_of(t(f"province.map.head.{key}", lang), results, lang)


def _row(rank: Rank, lang: Lang) -> ListedCounty:
    result, unit = rank.result, rank.figure.unit if rank.figure is not None else ""
    return ListedCounty(
        "–" if rank.place is None else str(rank.place),
        result.name,
        result.outline,
        np.nan if rank.value is None else rank.value,
        (figure_parts(rank.value, unit, lang)[0], f"{result.lacking:,} / {result.townships_count:,}"),
    )


def _theme(ranks: Sequence[Rank], style: MapStyle) -> Theme:
    values = np.array([np.nan if rank.value is None else rank.value for rank in ranks], dtype=np.float64)
    asked = {(rank.figure.operator, rank.figure.target) for rank in ranks if rank.figure is not None}
    operator, limit = next(iter(asked)) if len(asked) == 1 else (None, None)
    target = limit if operator == ">=" else None
    own = style.theme[THEME]
    breaks = breaks_for(own, target)
    palette = own.palette if target is not None else own.palette_without_target or own.palette
    return Theme(
        THEME,
        "",
        values,
        breaks,
        target if target in breaks else None,
        classify(values, breaks),
        style.palette.of(palette),
        "m2_per_person",
        2,
    )


def _notes(results: Sequence[CountyResult], lang: Lang) -> tuple[str, ...]:
    failed = [one.name for one in results if not one.is_done]
    no_area = [one.name for one in results if one.is_done and not one.outline]
    texts = []
    if failed:
        texts.append(t("province.note.failed", lang, names=joined(failed, lang)))
    if no_area:
        texts.append(t("province.map.no_area", lang, names=joined(no_area, lang)))
    if mixed := districts_note(results, lang):
        texts.append(mixed)
    return tuple(texts)
