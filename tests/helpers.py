"""Helpers that several rooms of tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent

LETTERS = st.characters(exclude_categories=("Cs",))
"""All that UTF-8 can say: what ``st.text()`` draws, which tries the codec with each of a million letters."""


def shared_data(*parts: str) -> Path:
    """Return a path inside the trial data, which is not in the repository; skip the test where it is absent.

    The folder is the one named by the environment variable ``HAVEN_SHARED_DATA``, else ``../shared/data``
    beside the repository.
    """
    folder = Path(os.environ.get("HAVEN_SHARED_DATA") or ROOT.parent / "shared" / "data")
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"trial data not here: {path} (set HAVEN_SHARED_DATA to the folder that holds it)")
    return path
