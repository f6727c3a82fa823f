"""What the elements of a page, the templates and the papers are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def element_name(element_id: str) -> str:
    """Name of an element in the program's language."""
    tr = QCoreApplication.translate
    names = {
        "title": tr("SheetElement", "Title"),
        "subtitle": tr("SheetElement", "Subtitle"),
        "map": tr("SheetElement", "Map"),
        "map_before": tr("SheetElement", "Map before"),
        "map_after": tr("SheetElement", "Map after"),
        "label_before": tr("SheetElement", "Heading before"),
        "label_after": tr("SheetElement", "Heading after"),
        "ticks": tr("SheetElement", "Grid ticks"),
        "frame": tr("SheetElement", "Frame lines"),
        "legend": tr("SheetElement", "Legend"),
        "figures": tr("SheetElement", "Main figures"),
        "tiles": tr("SheetElement", "Large figures"),
        "townships": tr("SheetElement", "Townships to add to first"),
        "comparison": tr("SheetElement", "Figures compared"),
        "differences": tr("SheetElement", "Facilities that differ"),
        "notes": tr("SheetElement", "Notes"),
        "scalebar": tr("SheetElement", "Scale bar"),
        "north": tr("SheetElement", "North arrow"),
        "inset": tr("SheetElement", "County seat enlarged"),
        "locator": tr("SheetElement", "Location in the county"),
        "compiler": tr("SheetElement", "Compiling unit"),
        "crs": tr("SheetElement", "Coordinate system"),
        "sources": tr("SheetElement", "Data sources"),
        "security": tr("SheetElement", "Security mark"),
        "approval": tr("SheetElement", "Map approval number"),
        "date": tr("SheetElement", "Date"),
        "page_number": tr("SheetElement", "Page number"),
        "index": tr("SheetElement", "Index of sheets"),
        "unit_figures": tr("SheetElement", "Township's figures"),
        "facilities": tr("SheetElement", "Township's facilities"),
        "continued": tr("SheetElement", "Where the list goes on"),
    }
    if element_id.startswith("list_"):
        return tr("SheetElement", "List, column {number}").format(number=element_id.partition("_")[2])
    return names.get(element_id, element_id)


def template_name(template: str) -> str:
    """Name of a template."""
    tr = QCoreApplication.translate
    return {
        "table": tr("SheetTemplate", "Map and tables"),
        "single": tr("SheetTemplate", "Single map"),
        "compare": tr("SheetTemplate", "Before and after"),
        "atlas": tr("SheetTemplate", "Atlas by township"),
        "slide": tr("SheetTemplate", "Slide (16:9)"),
    }[template]
