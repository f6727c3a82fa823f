"""Paths in what a project shows: whole while it is open, relative to the project in its file.

So a folder with a project and its basemap can be copied to another computer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.project.basemap import BASEMAP_KEY, basemap_from


def stored_state(state: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """What a project in ``folder`` shows, with relative paths; on another drive they stay whole."""
    state = dict(state)
    basemap = basemap_from(state.get(BASEMAP_KEY))
    if basemap is None:
        return state
    try:
        path = Path(os.path.relpath(basemap.file, folder.absolute())).as_posix()
    except ValueError:  # another drive
        path = basemap.file
    return {**state, BASEMAP_KEY: replace(basemap, file=path).to_plain()}


def read_state(state: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The reverse of :func:`stored_state`."""
    state = dict(state)
    basemap = basemap_from(state.get(BASEMAP_KEY))
    if basemap is None:
        return state
    path = os.path.normpath(folder.absolute() / basemap.file)  # a whole path stays itself
    return {**state, BASEMAP_KEY: replace(basemap, file=path).to_plain()}
