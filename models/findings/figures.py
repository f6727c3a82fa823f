"""Which figures there are: unit, rule values and needs of each (``resources/figures.toml``).

Whatever names a figure (a row of a plan, a text) is checked against this list when it is read. The list is
written out of the running program by ``python -m tests.write_figures``; a test holds it against what the
program computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Table, Text, checked
from models.kernel.text import has_text

_FILE = "figures.toml"


class _FigureTable(Table):
    id: Text
    unit: Text
    rules: tuple[Text, ...] = ()
    needs: tuple[Text, ...] = ()


class _FiguresTable(Table):
    figure: list[_FigureTable]


@dataclass(frozen=True)
class FigureSpec:
    """What is known of a figure before anything is computed.

    Parameters
    ----------
    rules
        Keys of all rule values that it can depend on; with some data it names only a part of them.
    needs
        What it lacks in a project that holds nothing (text ``missing.<item>``); empty for figures that are
        known even there, such as a number of sites.
    """

    id: str
    unit: str
    rules: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@cache
def figure_specs() -> Mapping[str, FigureSpec]:
    """Every figure that is computed, by id; read when first asked for."""
    return parse_figures(load_toml(_FILE), _FILE)


def parse_figures(table: Mapping[str, Any], file: str) -> Mapping[str, FigureSpec]:
    """Check and take over the parsed table of the list; ``file`` is only for messages."""
    found: dict[str, FigureSpec] = {}
    for entry in checked(table, _FiguresTable, file, "the file").figure:
        where = f"figure {entry.id!r}"
        if entry.id in found:
            raise DataFileError(file, f"{where} stands twice")
        if not has_text(f"unit.{entry.unit}"):
            raise DataFileError(file, f"{where}: unknown unit {entry.unit!r}")
        texts = [f"figure.{entry.id}.{part}" for part in ("name", "formula")]
        for key in (*texts, *(f"missing.{item}" for item in entry.needs)):
            if not has_text(key):
                raise DataFileError(file, f"{where}: the text {key!r} is missing")
        found[entry.id] = FigureSpec(entry.id, entry.unit, entry.rules, entry.needs)
    return found
