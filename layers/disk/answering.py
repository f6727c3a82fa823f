"""Whether a drive answers: a network drive that is gone may keep whoever asks waiting for minutes.

Nothing can be done about the call itself; so a thread of its own makes it, and nobody waits longer than said.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from models.kernel.errors import HavenError
from models.kernel.progress import STEP_S, Progress, Work

LIMIT_S = 8.0
"""How long a file that a person wants opened is waited for; a disk that sleeps needs a few seconds."""

PARTING_S = 2.0
"""How long something is waited for that is tidied up on a drive: it is only a courtesy."""


class Answer(StrEnum):
    """What became of the question whether a file is there."""

    THERE = "there"
    MISSING = "missing"
    SILENT = "silent"


def look(paths: Iterable[Path]) -> Looking:
    """Begin to look whether files are there, each on a thread of its own; does not wait."""
    return Looking(tuple(paths))


class Looking:
    """Files that are being looked for; ``answers`` fills while the threads find out."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self.paths = paths
        self.answers: dict[Path, Answer] = {}
        self._ended = threading.Event()
        if not paths:
            self._ended.set()
        for path in dict.fromkeys(paths):
            threading.Thread(target=self._ask, args=(path,), daemon=True, name="drive").start()

    def _ask(self, path: Path) -> None:
        answer = Answer.MISSING
        try:
            os.stat(path)  # noqa: PTH116 - the one call that may hang, and nothing around it
            answer = Answer.THERE
        except (OSError, ValueError):
            pass
        finally:
            self.answers[path] = answer
            if len(self.answers) == len(set(self.paths)):
                self._ended.set()

    def wait(self, seconds: float) -> bool:
        """Wait until every file has answered, at most so long; whether all have."""
        return self._ended.wait(seconds)

    def of(self, path: Path) -> Answer:
        """What became of the question so far."""
        return self.answers.get(path, Answer.SILENT)


def answering(path: Path, step: Progress, limit_s: float = LIMIT_S) -> Work[None]:
    """Step until a file has answered, there or not.

    Raises
    ------
    HavenError
        It has not within the limit (``drive_silent``).
    """
    looking, begun = look((path,)), time.monotonic()
    while not looking.wait(STEP_S):
        yield step
        if time.monotonic() - begun > limit_s:
            raise HavenError("drive_silent", file=path.name, folder=str(path.parent), seconds=round(limit_s))


def within(seconds: float, call: Callable[[], object]) -> bool:
    """Do something on a drive on a thread of its own, and wait for it at most so long; whether it ended."""
    thread = threading.Thread(target=call, daemon=True, name="drive")
    thread.start()
    thread.join(seconds)
    return not thread.is_alive()
