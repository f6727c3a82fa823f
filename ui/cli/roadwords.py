"""Words of the commands on times and routes; apart from the work, so that ``--help`` answers at once."""

from __future__ import annotations

from typing import Literal

Mode = Literal["fire", "truck", "walk"]
MODES: tuple[Mode, ...] = ("fire", "truck", "walk")

FAMILIES: dict[str, tuple[str, Mode]] = {
    "fire": ("fire_station", "fire"),
    "shelter": ("shelter", "walk"),
    "depot": ("depot", "truck"),
    "team": ("team", "fire"),
}
"""Families by the word of the command, and who goes from them or to them."""

BY = ("road", "detour", "straight")
