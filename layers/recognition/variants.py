"""Traditional Chinese and Japanese characters as the Simplified ones that our words are written in."""

from __future__ import annotations

from functools import cache

from layers.recognition.wordfiles import variants


@cache
def _table() -> dict[int, str]:
    table = variants()
    return {ord(one): other for one, other in zip(table.from_, table.to, strict=True)}


def simplified(text: str) -> str:
    """Text with the variants of characters that stand in our words made one; for comparing only."""
    return text if text.isascii() else text.translate(_table())
