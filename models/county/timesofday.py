"""Times of day that people can be counted at: menus need their names alone, and none of the counting."""

from __future__ import annotations

TIMES_OF_DAY = ("day", "night")
"""Groups that are everybody, where they are at a time of day."""
