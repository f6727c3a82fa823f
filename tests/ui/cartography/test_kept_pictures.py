"""Pictures that are kept for drawing again: no more memory than their pixels."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from models.facilities.facility import Family
from ui.cartography.facilities import _symbol_image
from ui.cartography.letters import draw_haloed, font_px
from ui.cartography.symbols import Symbol
from ui.core.icons import ICONS, pixmap

MOST_NAME_BYTES, MOST_SYMBOL_BYTES, MOST_ICON_BYTES = 40_000, 7_000, 4_000
"""For each picture; with Qt's painting engine and its buffers they would be 260 000, 10 000 and 12 000."""


class _Mallinfo(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd",
            "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    ]  # fmt: skip


def _count() -> Any:
    try:
        count = ctypes.CDLL(None).mallinfo2
    except (AttributeError, TypeError, OSError):
        return None
    count.restype = _Mallinfo
    return count


pytestmark = pytest.mark.skipif(_count() is None, reason="glibc alone counts what is in use")


@contextmanager
def each_within(most: int, pictures: int) -> Iterator[None]:
    before = _count()().uordblks
    yield
    assert (_count()().uordblks - before) / pictures < most


def test_names_keep_their_pixels_alone(qapp: object) -> None:
    sheet = QImage(400, 100, QImage.Format.Format_RGB32)
    with QPainter(sheet) as painter:

        def write(text: str) -> None:
            draw_haloed(
                painter, text, font_px(15), QRectF(20, 20, 90, 20), QColor("black"), QColor("white"), 1.5,
                as_letters=False,
            )  # fmt: skip

        write("第零避难场所")  # the font is opened once
        with each_within(MOST_NAME_BYTES, 60):
            for number in range(60):
                write(f"第{number}避难场所")


def test_symbols_keep_their_pixels_alone(qapp: object) -> None:
    _symbol_image(Symbol(Family.SHELTER), 20, 1.0, (False, False))
    with each_within(MOST_SYMBOL_BYTES, 60):
        for number in range(60):
            _symbol_image(Symbol(Family.SHELTER), 20, 1.01 + number / 1000, (False, False))


def test_icons_keep_their_pixels_alone(qapp: object) -> None:
    names = sorted(path.stem for path in ICONS.glob("*.svg"))
    pixmap(names[0], "#010203", 16)
    with each_within(MOST_ICON_BYTES, len(names)):
        for name in names:
            pixmap(name, "#010204", 16)
