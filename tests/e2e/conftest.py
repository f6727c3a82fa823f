"""Whole stories through the real window share the fixtures of the window's own tests."""

from __future__ import annotations

from tests.ui.conftest import make_window, window
from tests.ui.leaks import no_leaks

__all__ = ["make_window", "no_leaks", "window"]
