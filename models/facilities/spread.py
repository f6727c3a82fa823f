"""Money of a project by year as it is typed: ``2026: 30%; 2027: 70%``, or sums in 10,000 yuan.

Years need not lie between start and finish: what is prepared before and settled after is paid too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

WHOLE = 100.0
"""All of a cost, in per cent."""
_NUMBER = r"(?:\d{1,3}(?:,\d{3}(?!\d))+|\d+)(?:\.\d+)?"
_PART = re.compile(rf"\s*(\d{{4}})\s*年?(?:\s*[:=]\s*|\s+|(?<=年))({_NUMBER})\s*(%|万元)?\s*(?:[;,、]|\s|$)")
_OVER = 1.0 + 1e-9


class SpreadError(ValueError):
    """What was typed cannot be so; its text is ``keyproject.fault.<word>``."""


@dataclass(frozen=True)
class Spread:
    """Money by year.

    Parameters
    ----------
    parts
        Year and what falls in it, in order of the years: per cent of the cost, or 10,000 yuan.
    """

    parts: Mapping[int, float]
    is_share: bool

    @property
    def total(self) -> float:
        """What is settled in all, in the unit of the parts."""
        return sum(self.parts.values())

    @property
    def text(self) -> str:
        """The one way in which it is written down; :func:`parsed_spread` reads it."""
        sign = "%" if self.is_share else ""
        return "; ".join(f"{year}: {_plain(value)}{sign}" for year, value in self.parts.items())

    def fault(self, cost_10k: float | None) -> str:
        """Why it cannot be that of a project with such a cost, as a word; empty if it can."""
        if self.is_share:
            return "spread_share" if self.total > WHOLE * _OVER else ""
        if cost_10k is None:
            return "spread_cost"
        return "spread_sum" if self.total > cost_10k * _OVER else ""

    def money_10k(self, cost_10k: float) -> dict[int | None, float]:
        """What each year pays of a cost, in its unit."""
        factor = cost_10k / WHOLE if self.is_share else 1.0
        return {year: value * factor for year, value in self.parts.items()}

    def with_year(self, year: int, value: float | None) -> Spread | None:
        """The same with another value for one year; ``None`` where nothing is left."""
        parts = {key: part for key, part in self.parts.items() if key != year}
        if value is not None:
            parts[year] = value
        return spread_of(parts, is_share=self.is_share) if parts else None


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def spread_of(parts: Mapping[int, float], *, is_share: bool) -> Spread:
    """Spread with its years in order."""
    return Spread(MappingProxyType(dict(sorted(parts.items()))), is_share)


def parsed_spread(said: str) -> Spread | None:
    """Spread that was typed; ``None`` for nothing.

    Raises
    ------
    SpreadError
        It cannot be read (``spread``), names a year twice (``spread_twice``), or mixes shares and sums
        (``spread_mixed``).
    """
    text = unicodedata.normalize("NFKC", said).strip().rstrip(";,、。")
    if not text:
        return None
    parts: dict[int, float] = {}
    signs, at = set(), 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            raise SpreadError("spread")
        year, value = int(found[1]), float(found[2].replace(",", ""))
        if year in parts:
            raise SpreadError("spread_twice")
        parts[year] = value
        signs.add(found[3] == "%")
        at = found.end()
    if len(signs) > 1:
        raise SpreadError("spread_mixed")
    return spread_of(parts, is_share=signs.pop())
