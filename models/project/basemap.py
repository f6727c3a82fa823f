"""The file that a project shows as the ground of its map, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

BASEMAP_KEY = "basemap"
"""Where the project keeps it, in its ``ui_state``."""
STRENGTHS = (1.0, 0.7, 0.4)


@dataclass(frozen=True)
class Basemap:
    """A choice, not the file itself.

    Attributes
    ----------
    file
        Path of the file; in a project file relative to that where it can be.
    datum
        What its coordinates are: ``wgs84`` (CGCS2000 lies within a metre), ``gcj02`` or ``bd09``. Chosen, as
        tiles never say it.
    strength
        0 to 1: how much of it is seen.
    """

    file: str
    datum: str = "wgs84"
    strength: float = 1.0
    is_shown: bool = True

    def to_plain(self) -> dict[str, Any]:
        """The same for a project file."""
        return asdict(self)


def basemap_from(kept: object) -> Basemap | None:
    """Basemap from a project file, which may hold anything; ``None`` if that is none."""
    if not isinstance(kept, dict) or not isinstance(kept.get("file"), str) or not kept["file"]:
        return None
    datum, strength = kept.get("datum"), kept.get("strength")
    return Basemap(
        kept["file"],
        datum if datum in ("wgs84", "gcj02", "bd09") else "wgs84",
        float(strength) if isinstance(strength, int | float) and 0 < strength <= 1 else 1.0,
        kept.get("is_shown") is not False,
    )
