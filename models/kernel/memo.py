"""Results kept while their inputs stay the same, so that an edit recomputes only what it touches."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")
Key = tuple[Hashable, ...]


class Memo:
    """The most recently used results by key.

    The first member of a key names the computation, the others are every input that is not the owner itself.
    Made results are shared: treat arrays in them as read-only. Two threads that ask at the same time may both
    compute the same.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, OrderedDict[Key, Any]] = {}
        self._lock = threading.Lock()

    def find(self, key: Key) -> Any:
        """Return what is kept under ``key``, or ``None``."""
        with self._lock:
            results = self._kept.get(key[0])
            if results is None or key not in results:
                return None
            results.move_to_end(key)
            return results[key]

    def get(self, key: Key, make: Callable[[], Made], *, keep: int = 1024) -> Made:
        """Return what is kept under ``key``, else make it and keep it.

        Parameters
        ----------
        keep
            Results of this computation that are kept at most; fewer for large ones.
        """
        with self._lock:
            results = self._kept.setdefault(key[0], OrderedDict())
            if key in results:
                results.move_to_end(key)
                found: Made = results[key]
                return found
        made = make()
        with self._lock:
            results[key] = made
            while len(results) > keep:
                results.popitem(last=False)
        return made
