"""How long work tells where it is: a generator yields steps and returns its result."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Progress:
    """One step of long work.

    Parameters
    ----------
    done, total
        Steps finished and steps in all; ``total`` 0 means unknown.
    key
        Text of the step in the catalogue (under ``progress``), with ``values`` for its placeholders.
    """

    done: int
    total: int
    key: str
    values: dict[str, object] = field(default_factory=dict)


Work = Generator[Progress, None, Result]


def run_to_end(work: Work[Result]) -> Result:
    """Run work to its end without showing progress, and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as stop:
            result: Result = stop.value
            return result
