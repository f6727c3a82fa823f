"""How a way measures distance, in words; one wording for each way, wherever it is told."""

from __future__ import annotations

from models.access.ways import Way
from models.kernel.text import Lang, t


def way_text(way: Way, part: str, lang: Lang) -> str:
    """What one part of a text says of a way: ``measured``, ``note`` or the heading of a ``column``."""
    return t(f"access.{part}.{way.words}", lang)


def pace_text(way: Way, lang: Lang) -> str:
    """How fast one goes and how the way is measured: part of a sentence."""
    return t(f"access.pace.{way.words}", lang, **{name: f"{value:g}" for name, value in way.says.items()})
