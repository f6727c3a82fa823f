"""Where the data that ships with the program lies, and how a TOML file of it is read."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_BESIDE = _COMPILED = Path(__file__).parent / "__pycache__"


def keep_compiled_in(folder: Path) -> None:
    """Keep parsed tables in a folder of the user's where nothing can be kept beside the modules.

    So it is in a program that was installed for all, and in a bundled one, which compiles nothing.
    """
    global _COMPILED
    if _may_keep_nothing():
        _COMPILED = folder


def _may_keep_nothing() -> bool:
    is_bundled = bool(getattr(sys, "frozen", False))
    return is_bundled or not os.access(_COMPILED if _COMPILED.exists() else _COMPILED.parent, os.W_OK)


@cache
def load_toml(*parts: str) -> dict[str, Any]:
    """Read one TOML file below ``resources/``; the parsed table is shared, so treat it as read-only.

    As Python does with its own modules, the parsed table is kept beside them: parsing takes many times as
    long, and a start needs fifty of these files.
    """
    path = RESOURCES.joinpath(*parts)
    about = path.stat()
    source: list[str | int] = [str(path), about.st_mtime_ns, about.st_size]
    compiled = _COMPILED / f"{'.'.join(parts)}.json"
    found = _compiled(compiled, source)
    if found is None:
        with path.open("rb") as file:
            found = tomllib.load(file)
        _compile(compiled, source, found)
    return found


def _compiled(file: Path, source: list[str | int]) -> dict[str, Any] | None:
    """The table kept in a file; ``None`` if it is not there, not whole, or was made from another source."""
    try:
        kept_source, kept = json.loads(file.read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    table: dict[str, Any] | None = kept if kept_source == source else None
    return table


def _compile(file: Path, source: list[str | int], table: dict[str, Any]) -> None:
    is_beside = file.parent == _BESIDE
    if is_beside and sys.dont_write_bytecode:
        return
    whole = file.with_suffix(f".{os.getpid()}")
    try:
        if not is_beside:
            file.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(json.dumps([source, table]), encoding="utf-8")
        whole.replace(file)
    except (OSError, TypeError):
        whole.unlink(missing_ok=True)  # nowhere to keep it, or it holds a date: it is parsed the next time


def toml_names(folder: str) -> list[str]:
    """File names, sorted, of the TOML files in one folder below ``resources/``."""
    return sorted(path.name for path in (RESOURCES / folder).glob("*.toml"))
