"""Traditional Chinese and Japanese characters as the Simplified ones that our words are written in."""

from __future__ import annotations

from functools import cache

from models.kernel.resources import load_toml


@cache
def _table() -> dict[int, str]:
    table = load_toml("import", "variants.toml")
    return {ord(one): other for one, other in zip(table["from"], table["to"], strict=True)}


def simplified(text: str) -> str:
    """Text with the variants of characters that stand in our words made one; for comparing only."""
    return text if text.isascii() else text.translate(_table())
