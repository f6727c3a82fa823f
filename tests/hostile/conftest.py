"""One process reads for all imports of these tests."""

from __future__ import annotations

from tests.layers.onereader import kept_reader, one_reader

__all__ = ["kept_reader", "one_reader"]
