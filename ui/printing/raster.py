"""PNG files written strip by strip, so that a large sheet needs no more memory than a small one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 6
_PACKED_AT_ONCE = 1e6
"""Pixels that are packed between two steps."""


def strips_of(width_px: int, height_px: int, most_pixels: float) -> list[tuple[int, int]]:
    """Strips (first row, rows) of a picture, each of at most so many pixels."""
    rows = max(1, int(most_pixels // max(width_px, 1)))
    count = -(-height_px // rows)
    even = -(-height_px // count)
    return [(top, min(even, height_px - top)) for top in range(0, height_px, even)]


def write_png(
    path: Path,
    width_px: int,
    height_px: int,
    px_per_mm: float,
    draw: Callable[[QPainter], None],
    most_pixels: float,
) -> Iterator[tuple[int, int]]:
    """Write a picture (PNG, W3C Recommendation of 2003, eight bits of red, green and blue).

    Parameters
    ----------
    draw
        Draws the whole picture with a painter of its pixels; called once per strip.
    most_pixels
        Pixels that are in memory at one time.

    Yields
    ------
    (done, total)
        Strips; of each after it is drawn, and again and again while it is packed.
    """
    parts = strips_of(width_px, height_px, most_pixels)
    packer = zlib.compressobj(LEVEL)
    with path.open("wb") as file:
        file.write(SIGNATURE)
        _chunk(file, b"IHDR", struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0))
        per_m = round(px_per_mm * 1000)
        _chunk(file, b"pHYs", struct.pack(">IIB", per_m, per_m, 1))
        above = np.zeros(width_px * 3, dtype=np.uint8)
        for index, (top, rows) in enumerate(parts):
            yield index, len(parts)
            strip = _drawn(width_px, rows, top, draw)
            yield index, len(parts)
            # Each row is stored as its difference from the row above: plain ground becomes zeros.
            lines = np.zeros((rows, 1 + width_px * 3), dtype=np.uint8)
            lines[:, 0] = 2
            lines[0, 1:] = strip[0] - above
            np.subtract(strip[1:], strip[:-1], out=lines[1:, 1:])
            above = strip[-1].copy()
            for first, count in strips_of(width_px, rows, _PACKED_AT_ONCE):
                packed = packer.compress(lines[first : first + count].tobytes())
                if packed:
                    _chunk(file, b"IDAT", packed)
                yield index, len(parts)
        _chunk(file, b"IDAT", packer.flush())
        _chunk(file, b"IEND", b"")


def _drawn(width_px: int, rows: int, top: int, draw: Callable[[QPainter], None]) -> np.ndarray:
    """Rows of the picture from ``top`` on, shape (rows, width * 3)."""
    image = QImage(width_px, rows, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.translate(0, -top)
        draw(painter)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(rows, image.bytesPerLine())
    return pixels[:, : width_px * 3].copy()


def _chunk(file, kind: bytes, data: bytes) -> None:  # type: ignore[no-untyped-def]
    file.write(struct.pack(">I", len(data)))
    file.write(kind)
    file.write(data)
    file.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))
