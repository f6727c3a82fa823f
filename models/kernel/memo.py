"""Results kept while their inputs stay the same, so that an edit recomputes only what it touches."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

Made = TypeVar("Made")
Key = tuple[Hashable, ...]
_NOTHING: Any = object()


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
            found = None if results is None else results.get(key)
            if results is not None and found is not None:
                results.move_to_end(key)
            return found

    def get_latest(self, key: Key, made_from: Key, make: Callable[[], Made], *, keep: int = 1024) -> Made:
        """Return the result under ``key`` if it was made from the same, else make it in place of that one.

        For something that moves in many steps: only where it is last is kept, not each of its steps.
        """
        found: Made | None = self.latest(key, made_from)
        if found is not None:
            return found
        made = make()
        self.put(key, (made_from, made), keep)
        return made

    def latest(self, key: Key, made_from: Key) -> Any:
        """Return what :meth:`get_latest` keeps under ``key``, ``None`` if it was made from something else."""
        kept = self.find(key)
        return kept[1] if kept is not None and kept[0] == made_from else None

    def get_latest_of_each(
        self,
        name: Hashable,
        made_from: Sequence[Key],
        make: Callable[[list[int]], Sequence[Made]],
        *,
        keep: int = 4096,
    ) -> list[Made]:
        """The same for many things that are made together, such as facilities of which one was edited.

        Parameters
        ----------
        made_from
            What each is made from; its first member says which thing it is.
        make
            Makes those at some positions, in their order.
        """
        found = [self.latest((name, one[0]), one) for one in made_from]
        lacking = [row for row, kept in enumerate(found) if kept is None]
        if lacking:
            for row, made in zip(lacking, make(lacking), strict=True):
                found[row] = made
                self.put((name, made_from[row][0]), (made_from[row], made), keep)
        return found

    def get(self, key: Key, make: Callable[[], Made], *, keep: int = 1024) -> Made:
        """Return what is kept under ``key``, else make it and keep it.

        Parameters
        ----------
        keep
            Results of this computation that are kept at most; fewer for large ones.
        """
        with self._lock:
            results = self._kept.setdefault(key[0], OrderedDict())
            found: Made = results.get(key, _NOTHING)  # as few looks as can be: keys name hundreds of sites
            if found is not _NOTHING:
                results.move_to_end(key)
                return found
        made = make()
        self.put(key, made, keep)
        return made

    def put(self, key: Key, made: Any, keep: int) -> None:
        """Keep a result under ``key``, for who looks himself whether what is kept there still holds."""
        with self._lock:
            results = self._kept.setdefault(key[0], OrderedDict())
            results[key] = made
            results.move_to_end(key)
            while len(results) > keep:
                results.popitem(last=False)
