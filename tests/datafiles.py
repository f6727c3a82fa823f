"""What tests of every data file ask: a misspelt key, or a value of another kind, is refused with the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy
from typing import Any

import pytest

from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Table, checked


def tables(table: Any, free: Collection[str]) -> Iterator[dict[str, Any]]:
    """Every table in a table, itself first, but those under the names of ``free``, whose keys are words."""
    if isinstance(table, list):
        for entry in table:
            yield from tables(entry, free)
    elif isinstance(table, dict):
        yield table
        for key, value in table.items():
            yield from () if key in free and isinstance(value, dict) else tables(value, free)


def assert_misspelt_keys_are_refused(schema: type[Table], *parts: str, free: Collection[str] = ()) -> None:
    """Misspell each key of a file once, wherever it stands."""
    whole, file, tried = deepcopy(load_toml(*parts)), "/".join(parts), 0
    for table in tables(whole, free):
        for key in list(table):
            value = table.pop(key)
            table[f"{key}_x"] = value
            with pytest.raises(DataFileError, match=rf"^{file}: .*({key}_x|{key} is missing)"):
                checked(whole, schema, file, "the file")
            del table[f"{key}_x"]
            table[key] = value
            tried += 1
    assert tried > 0
    checked(whole, schema, file, "the file")


def assert_other_kinds_are_refused(schema: type[Table], *parts: str, free: Collection[str] = ()) -> None:
    """Put a value of a kind that no file can hold in the place of each value once."""
    whole, file = deepcopy(load_toml(*parts)), "/".join(parts)
    for table in tables(whole, free):
        for key, value in list(table.items()):
            table[key] = 1j
            with pytest.raises(DataFileError, match=f"^{file}: "):
                checked(whole, schema, file, "the file")
            table[key] = value
