"""Pictures in the workbook: maps as they came, sized to the page, with words for who cannot see them."""

from __future__ import annotations

import struct

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.document import Document

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Picture(Image):  # type: ignore[misc]  # the library has no types
    """PNG whose size is read from its head, so that nothing is needed to decode it."""

    def __init__(self, png: bytes) -> None:
        self.width, self.height = png_size(png)
        self.format = "png"
        self._png = png

    def _data(self) -> bytes:
        return self._png


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels; ValueError if it is no PNG."""
    if len(png) < 24 or not png.startswith(_SIGNATURE) or png[12:16] != b"IHDR":
        raise ValueError("not a PNG picture")
    width, height = struct.unpack(">II", png[16:24])
    if not width or not height:
        raise ValueError("a PNG picture without a size")
    return int(width), int(height)


def put_picture(
    document: Document,
    sheet: Worksheet,
    png: bytes,
    at: tuple[int, int],
    room_cm: tuple[float, float],
    words: str,
) -> tuple[float, float]:
    """Draw a picture as large as the room allows, its proportions kept.

    Parameters
    ----------
    at
        Column and row (1-based) of its upper left corner.
    room_cm
        Most width and height.
    words
        What it shows, for people who cannot see it.

    Returns
    -------
    tuple of float
        Its width and height, cm.
    """
    picture = Picture(png)
    scale = min(room_cm[0] / picture.width, room_cm[1] / picture.height)
    size_cm = (picture.width * scale, picture.height * scale)
    corner = AnchorMarker(col=at[0] - 1, row=at[1] - 1)
    extent = XDRPositiveSize2D(cm_to_EMU(size_cm[0]), cm_to_EMU(size_cm[1]))
    picture.anchor = OneCellAnchor(_from=corner, ext=extent)
    sheet.add_image(picture)
    document.describe(sheet, words)
    return size_cm
