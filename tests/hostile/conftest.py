"""One process reads for all imports of a module's tests."""

from __future__ import annotations

from tests.layers.onereader import one_reader

__all__ = ["one_reader"]
