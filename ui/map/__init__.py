"""The map: a canvas that shows the project and the tools that edit it."""

from ui.map.canvas import TOOLS, MapCanvas

__all__ = ["TOOLS", "MapCanvas"]
