"""What a picture of the window can be asked to show; apart, since the command line reads it before any Qt."""

from __future__ import annotations

SCREENSHOT_SIZE = (1366, 768)
PANELS = ("verdict", "selected", "analysis", "tables")
"""What stands beside the map, or below it."""
