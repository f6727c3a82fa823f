"""Makes the project files beside it, each with the program of its day, and the record of today's shape.

``python -m tests.layers.project.versions.make`` makes what is not there yet. A new shape (tests tell) raises
``FORMAT`` and has its line in ``VERSIONS``; the file is made by the code of the commit that brought it.
"""

from __future__ import annotations

import io
import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
SHAPE = HERE / "shape.txt"

VERSIONS = {
    1: ("a13c99b", "the first"),
    2: ("dd0eec6", "own plans, one target a row"),
    3: ("2ccf121", "stock, local facts, layouts of sheets"),
    4: ("3f6d78e", "targets by year"),
    5: ("7457a8d", "hazards that are absent"),
    6: ("3eee9ed", "counts of rows, and SQLite's counter, to tell an edit from damage"),
    7: ("1568cad", "brigades, teams, helipads"),
    8: ("013acc7", "which residents count"),
    9: ("11e80e5", "one level for all hazards"),
    10: ("d9d1e08", "stated capacity of a shelter"),
    11: ("ca54c40", "what was found in files of facilities"),
    12: ("1a0e8f0", "medical points"),
    13: ("685e520", "how distances are measured"),
    14: ("8bf2c8c", "year of completion"),
    15: ("f04c786", "closed roads"),
    16: ("8c51afb", "levels of hazard by rule"),
    17: ("2b27b0b", "hazards that a shelter suits"),
    18: ("36a6595", "people of a target year and of groups"),
    19: ("2f5851f", "key projects, quotas, budget"),
    20: ("6cb7159", "evacuations"),
    21: ("0f4f381", "yearly ledger"),
    22: ("5b92be7", "years that were closed"),
    23: ("662ec8a", "warning points"),
    24: ("aa005c2", "money by year of key projects"),
}
"""Commit that brought each shape, and what was new in it. The first twenty bear the format number 1."""


def fixture(number: int) -> Path:
    """Where the file of one version is."""
    return HERE / f"{number:02}.gpkg.xz"


def unpacked(number: int, folder: Path) -> Path:
    """The file of one version, as a program of that time left it."""
    path = folder / f"{number:02}.gpkg"
    path.write_bytes(lzma.decompress(fixture(number).read_bytes()))
    return path


def shape_of(path: Path) -> list[str]:
    """Every table with its columns, and every key of what is kept as JSON, sorted."""
    with closing(sqlite3.connect(path)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM haven_project").fetchall())
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            f"{table}.{row[1]}"
            for table in tables
            for row in connection.execute(f'PRAGMA table_info("{table}")')
        }
    for key in ("settings", "closures", "evacuations"):
        found |= _keys(json.loads(meta.get(key, "{}")), key)
    return sorted(found | {f"haven_project: {key}" for key in meta})


def _keys(value: Any, above: str) -> set[str]:
    if isinstance(value, dict):
        return {f"{above}.{key}" for key in value}.union(
            *(_keys(one, f"{above}.{key}") for key, one in value.items())
        )
    if isinstance(value, list):
        return set().union(*(_keys(one, f"{above}[]") for one in value))
    return set()


def write_now(path: Path) -> None:
    """Write the project with today's program."""
    _write(ROOT, path)


def _write(tree: Path, path: Path) -> None:
    command = [sys.executable, str(HERE / "writer.py"), str(path)]
    subprocess.run(command, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, check=True)


def main() -> None:
    """Make what is not there yet, and record today's shape."""
    with tempfile.TemporaryDirectory() as name:
        for number, (commit, _) in VERSIONS.items():
            if fixture(number).exists():
                continue
            tree, path = Path(name) / commit, Path(name) / f"{number}.gpkg"
            rooms = ["git", "-C", str(ROOT), "archive", commit, "layers", "models", "resources"]
            packed = subprocess.run(rooms, check=True, capture_output=True).stdout
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(tree, filter="data")
            _write(tree, path)
            fixture(number).write_bytes(lzma.compress(path.read_bytes(), preset=9))
        write_now(Path(name) / "now.gpkg")
        SHAPE.write_text("\n".join(shape_of(Path(name) / "now.gpkg")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
