"""Differences of ledgers in words, for window and command line alike."""

from __future__ import annotations

import numpy as np

from layers.coordinates.crs import to_lonlat
from layers.ledgerback.compare import PLACE_FIELD, LedgerChange, LedgerDifference
from layers.ledgerback.file import Trouble
from models.facilities.facility import field_specs
from models.facilities.ledgersheet import value_text
from models.kernel.text import Lang, t


def field_word(change: LedgerChange, lang: Lang) -> str:
    """Name of the field that a change is about; empty for a whole facility."""
    if change.field == PLACE_FIELD:
        return t("ledgerback.field.geometry", lang)
    return t(f"field.{change.field}", lang) if change.field else ""


def old_and_new(change: LedgerChange, epsg: int, lang: Lang) -> tuple[str, str]:
    """Both values of a change as people read them; empty where there is none."""
    if change.kind == "added" or change.field == PLACE_FIELD:
        return _place_text(change.old, epsg, lang), _place_text(change.new, epsg, lang)
    if change.kind == "removed":
        return "", ""
    spec = next(spec for spec in field_specs(change.family) if spec.name == change.field)
    blank = t("ledgerback.said.blank", lang)
    old, new = (value_text(spec, value, lang) or blank for value in (change.old, change.new))
    return old, new


def _place_text(place: tuple[float, float] | None, epsg: int, lang: Lang) -> str:
    if place is None:
        return ""
    lon, lat = to_lonlat(np.array([place]), epsg)[0]
    return t("ledgerback.said.place", lang, lon=f"{lon:.5f}", lat=f"{lat:.5f}")


def trouble_text(trouble: Trouble, lang: Lang) -> str:
    """Why something cannot be taken over."""
    values: dict[str, object] = {"name": t("ledgerback.said.name_here", lang), **trouble.values}
    if "field" in values:
        values["field"] = t(f"field.{values['field']}", lang)
    return t(f"ledgerback.trouble.{trouble.why}", lang, **values)


def counts_text(difference: LedgerDifference, lang: Lang) -> str:
    """How many changes of each kind, and how many cells cannot be read."""
    kinds = [change.kind for change in difference.changes]
    return t(
        "ledgerback.said.counts",
        lang,
        changed=kinds.count("changed"),
        added=kinds.count("added"),
        removed=kinds.count("removed"),
        conflicts=sum(change.is_conflict for change in difference.changes),
        troubles=len(difference.troubles),
    )
