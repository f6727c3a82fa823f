"""Who paints lets go before what is painted on goes: Qt writes into freed memory otherwise."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.cartography.facilities import _symbol_image
from ui.cartography.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]


def painters(tree: ast.AST) -> Iterator[tuple[int, bool]]:
    """Line of each painter that is made on something, and whether a ``with`` ends it."""
    ended = {
        id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") == "QPainter":
            yield node.lineno, id(node) in ended


def test_every_painter_ends_with_its_block() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}": is_ended
        for room in ("ui", "reports", "tests")
        for path in sorted((ROOT / room).rglob("*.py"))
        if "QPainter(" in (text := path.read_text(encoding="utf-8"))
        for line, is_ended in painters(ast.parse(text))
    }
    assert len(found) > 30
    assert [place for place, is_ended in found.items() if not is_ended] == []


def test_a_painter_outside_of_a_with_is_found() -> None:
    loose = "def draw(image):\n    painter = QPainter(image)\n    painter.end()\n"
    assert list(painters(ast.parse(loose))) == [(2, False)]
    assert list(painters(ast.parse("with QPainter(image) as painter:\n    pass\n"))) == [(1, True)]


def test_what_fails_to_paint_leaves_no_painter_behind(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[QPainter] = []

    def fail(painter: QPainter, *_: object, **__: object) -> QRectF:
        seen.append(painter)
        raise ValueError("not to be drawn")

    monkeypatch.setattr("ui.cartography.facilities.draw_symbol", fail)
    with pytest.raises(ValueError, match="not to be drawn"):
        _symbol_image(Symbol("shelter"), 12, 1.25, (False, False))
    (painter,) = seen
    assert not painter.isActive()
