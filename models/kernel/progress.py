"""How long work tells where it is: a generator yields steps and returns its result."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn, TypeVar

Result = TypeVar("Result")

STEP_S = 0.1
"""How often a long call that cannot be cut into parts steps meanwhile."""


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


def run_to_end(work: Generator[object, None, Result]) -> Result:
    """Run work, or whatever else goes step by step, to its end unseen, and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as stop:
            result: Result = stop.value
            return result


def meanwhile(compute: Callable[[], Result], progress: Progress) -> Work[Result]:
    """Step ten times a second while one long call computes on a thread of its own.

    For calls of libraries that cannot be cut into parts and let other threads run. Whoever gives the work up
    is free at once; the call comes to its end unheard, so it must write nothing but its result.
    """
    outcome: list[Callable[[], Result]] = []
    done = threading.Event()

    def run() -> None:
        try:
            made = compute()
            outcome.append(lambda: made)
        except Exception as error:  # raised where it is waited for
            outcome.append(partial(_raise, error))
        finally:
            done.set()

    threading.Thread(target=run, daemon=True).start()
    while not done.wait(STEP_S):
        yield progress
    return outcome[0]()


def _raise(error: Exception) -> NoReturn:
    raise error
