"""What the elements of a page, the templates and the papers are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.core.i18n import term


def element_name(element_id: str) -> str:
    """Name of an element in the program's language."""
    names = {
        "title": QCoreApplication.translate("SheetElement", "Title"),
        "subtitle": QCoreApplication.translate("SheetElement", "Subtitle"),
        "map": QCoreApplication.translate("SheetElement", "Map"),
        "map_before": QCoreApplication.translate("SheetElement", "Map before"),
        "map_after": QCoreApplication.translate("SheetElement", "Map after"),
        "label_before": QCoreApplication.translate("SheetElement", "Heading before"),
        "label_after": QCoreApplication.translate("SheetElement", "Heading after"),
        "ticks": QCoreApplication.translate("SheetElement", "Grid ticks"),
        "frame": QCoreApplication.translate("SheetElement", "Frame lines"),
        "legend": term("sheet.legend"),
        "figures": term("sheet.figures"),
        "tiles": QCoreApplication.translate("SheetElement", "Large figures"),
        "townships": term("sheet.townships"),
        "comparison": term("sheet.comparison"),
        "differences": term("sheet.differences"),
        "sentences": term("leader.head.sentences"),
        "builds": term("leader.head.builds"),
        "builds_cost": term("leader.head.cost"),
        "townships_note": QCoreApplication.translate("SheetElement", "What these townships lack together"),
        "notes": QCoreApplication.translate("SheetElement", "Notes"),
        "origins": term("sheet.origins"),
        "remarks": term("sheet.doubts"),
        "scalebar": QCoreApplication.translate("SheetElement", "Scale bar"),
        "north": QCoreApplication.translate("SheetElement", "North arrow"),
        "inset": QCoreApplication.translate("SheetElement", "County seat enlarged"),
        "locator": QCoreApplication.translate("SheetElement", "Location in the county"),
        "compiler": term("textreport.ask.compiler"),
        "crs": term("workbook.head.crs"),
        "sources": QCoreApplication.translate("SheetElement", "Data sources"),
        "security": QCoreApplication.translate("SheetElement", "Security mark"),
        "approval": QCoreApplication.translate("SheetElement", "Map approval number"),
        "drawing": QCoreApplication.translate("SheetElement", "Drawing number"),
        "horizon": QCoreApplication.translate("SheetElement", "Planning horizon"),
        "signatures": QCoreApplication.translate("SheetElement", "Lines to sign"),
        "date": QCoreApplication.translate("SheetElement", "Date"),
        "page_number": QCoreApplication.translate("SheetElement", "Page number"),
        "imprint": QCoreApplication.translate("SheetElement", "What it was made from"),
        "index": term("sheet.index"),
        "unit_figures": QCoreApplication.translate("SheetElement", "Township's figures"),
        "unit_facts": term("leader.head.sentences"),
        "unit_candidates": QCoreApplication.translate("SheetElement", "Township's candidate sites"),
        "facilities": QCoreApplication.translate("SheetElement", "Township's facilities"),
        "continued": QCoreApplication.translate("SheetElement", "Where the list goes on"),
    }
    for start, name in (
        ("map_year_", QCoreApplication.translate("SheetElement", "Map, part {number}")),
        ("label_year_", QCoreApplication.translate("SheetElement", "Heading, part {number}")),
    ):
        if element_id.startswith(start):
            return name.format(number=element_id.removeprefix(start))
    if element_id.startswith("list_"):
        return QCoreApplication.translate("SheetElement", "List, column {number}").format(
            number=element_id.partition("_")[2]
        )
    return names.get(element_id, element_id)


def template_name(template: str) -> str:
    """Name of a template."""
    return {
        "table": QCoreApplication.translate("SheetTemplate", "Map and tables"),
        "single": QCoreApplication.translate("SheetTemplate", "Single map"),
        "compare": QCoreApplication.translate("SheetTemplate", "Before and after"),
        "atlas": QCoreApplication.translate("SheetTemplate", "Atlas by township"),
        "leader": QCoreApplication.translate("SheetTemplate", "One page for the leader"),
        "slide": QCoreApplication.translate("SheetTemplate", "Slide (16:9)"),
    }[template]
