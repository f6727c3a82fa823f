"""Nothing that Qt asks of our methods may raise: the fault is reported, Qt gets an answer, the window lives.

On Python 3.11 PySide dies of many an exception that leaves an overridden method while Python waits in a call
of Qt (docs/adr/0001-pins.md). So every method of ours that stands in for one of Qt's carries :func:`guarded`.
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast, overload

P = ParamSpec("P")
R = TypeVar("R")

QUIET_S = 60.0
"""A fault of one line is reported once in this time: a view asks for thousands of cells in one breath."""

NO_EDITOR: Any = None
"""What a delegate answers that has no editor for a cell; PySide's types know no such answer."""

_told: dict[tuple[str, int, type[BaseException]], float] = {}


@overload
def guarded(answer: None = None) -> Callable[[Callable[P, None]], Callable[P, None]]: ...
@overload
def guarded(answer: R) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def guarded(answer: Any = None) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Let a method that Qt calls answer ``answer`` where it would raise; the fault goes to the except hook.

    Parameters
    ----------
    answer
        What Qt is told then; nothing for methods that return nothing.
    """

    def around(method: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(method)
        def within(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return method(*args, **kwargs)
            except Exception as error:
                _report(error)
                return answer

        cast("Any", within).is_guarded = True
        return within

    return around


def forget() -> None:
    """Report every fault anew; for tests."""
    _told.clear()


def _report(error: Exception) -> None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else ("", 0)
    key, now = (*place, type(error)), time.monotonic()
    if now - _told.get(key, -QUIET_S) >= QUIET_S:
        _told[key] = now
        sys.excepthook(type(error), error, error.__traceback__)
