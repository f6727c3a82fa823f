"""Which of the kinds of hazard that a map tells apart a zone is of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from models.hazards.zones import groups, has_word
from models.kernel.resources import load_toml


@cache
def hazard_key(kind: str) -> str:
    """Key of a kind's look (``hazard`` in ``styles/map.toml``); empty for kinds without a look of their own.

    Parameters
    ----------
    kind
        Type of hazard as the layer says it; the words of a group are those that plans are checked with.
    """
    for key, look in load_toml("styles", "map.toml")["hazard"].items():
        if has_word(kind, look.get("words") or groups()[key]):
            return str(key)
    return ""


def common_key(kinds: Iterable[str]) -> str:
    """Key that all kinds share; empty where they differ."""
    keys = {hazard_key(str(kind)) for kind in kinds}
    return keys.pop() if len(keys) == 1 else ""
