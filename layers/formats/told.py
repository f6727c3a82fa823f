"""What is told of a file: text keys with their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Problem = tuple[str, Mapping[str, Any]]
"""Text key under ``import.problem`` and the values of its placeholders."""

_SHOWN_ROWS = 5


def problem(name: str, **values: Any) -> Problem:
    """Something found in a file, as text key and values."""
    return f"import.problem.{name}", values


def row_list(row_numbers: Sequence[int] | Any) -> str:
    """First few row numbers, for a message."""
    shown = ", ".join(str(int(row)) for row in row_numbers[:_SHOWN_ROWS])
    return f"{shown}, …" if len(row_numbers) > _SHOWN_ROWS else shown
