"""The picture of the rooms in docs/images/rooms.svg: made from the floors that import-linter holds.

Run ``python -m tests.rooms`` when a room is added, renamed or moved to another floor; a test fails till then.
"""

from __future__ import annotations

import ast
import textwrap
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "rooms.svg"
WIDTH, MARGIN, GAP, PAD = 1180, 20, 8, 12
LINE, BOX_HEAD, TEXT_CHARS_PX = 15, 24, 6.8
HEAD = 34
COLOURS = {"ui": "#dbe9f6", "reports": "#e6f2dd", "layers": "#fdf0d5", "models": "#f3e3ef"}
ORDER = ("ui", "reports", "layers", "models")


@dataclass(frozen=True)
class Room:
    """One package: its name inside the room above, and what its docstring says."""

    name: str
    says: str


def floors() -> dict[str, list[list[Room]]]:
    """Floors of each top room, highest first, as the contracts in pyproject.toml list them."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[list[Room]]] = {room: [] for room in ORDER}
    for contract in table["tool"]["importlinter"]["contracts"]:
        for top in contract.get("containers", ()):
            found[top] = [[_room(top, name) for name in layer.split(" | ")] for layer in contract["layers"]]
    for top, rows in found.items():
        if not rows:
            names = sorted(path.parent.name for path in (ROOT / top).glob("*/__init__.py"))
            rows.append([_room(top, name) for name in names])
    return found


def _room(top: str, name: str) -> Room:
    return Room(name, says(f"{top}/{name}"))


def says(package: str) -> str:
    """What a package's docstring says in its first line."""
    module = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "").partition("\n")[0]


def picture() -> str:
    """The picture as SVG text."""
    parts: list[str] = []
    y = float(MARGIN)
    for top, rows in floors().items():
        y = _draw_top(parts, top, rows, y) + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + MARGIN:g}" '
        'font-family="sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _draw_top(parts: list[str], top: str, rows: Sequence[Sequence[Room]], y: float) -> float:
    place = len(parts)
    below = y + HEAD
    for row in rows:
        below = _draw_row(parts, row, below) + GAP
    parts[place:place] = [
        f'<rect x="{MARGIN / 2:g}" y="{y:g}" width="{WIDTH - MARGIN:g}" height="{below - y:g}" rx="6" '
        f'fill="{COLOURS[top]}" stroke="#888"/>',
        f'<text x="{MARGIN:g}" y="{y + 22:g}" font-size="16" font-weight="bold">{top}/</text>',
        f'<text x="{MARGIN + 90:g}" y="{y + 22:g}" fill="#333">{escape(says(top))}</text>',
    ]
    return below


def _draw_row(parts: list[str], row: Sequence[Room], y: float) -> float:
    width = (WIDTH - 2 * MARGIN - GAP * (len(row) - 1)) / len(row)
    texts = [textwrap.wrap(room.says, int(width / TEXT_CHARS_PX)) for room in row]
    height = BOX_HEAD + LINE * max(map(len, texts)) + PAD / 2
    for number, (room, lines) in enumerate(zip(row, texts, strict=True)):
        x = MARGIN + number * (width + GAP)
        parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" '
            'fill="#fff" stroke="#aaa"/>'
        )
        parts.append(f'<text x="{x + 8:g}" y="{y + 17:g}" font-weight="bold">{escape(room.name)}</text>')
        parts += [
            f'<text x="{x + 8:g}" y="{y + BOX_HEAD + 8 + LINE * i:g}" fill="#333">{escape(line)}</text>'
            for i, line in enumerate(lines)
        ]
    return y + height


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
