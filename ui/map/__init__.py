"""The map: a canvas that shows the project and the tools that edit it."""

from ui.map.canvas import MapCanvas
from ui.map.input import TOOLS

__all__ = ["TOOLS", "MapCanvas"]
