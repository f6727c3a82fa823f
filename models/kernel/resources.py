"""Where the data that ships with the program lies, and how a TOML file of it is read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@cache
def load_toml(*parts: str) -> dict[str, Any]:
    """Read one TOML file below ``resources/``; the parsed table is shared, so treat it as read-only."""
    with RESOURCES.joinpath(*parts).open("rb") as file:
        return tomllib.load(file)


def toml_names(folder: str) -> list[str]:
    """File names, sorted, of the TOML files in one folder below ``resources/``."""
    return sorted(path.name for path in (RESOURCES / folder).glob("*.toml"))
