"""A second process that writes part of a pack meanwhile: maps, beside what is reckoned.

It opens the same project file and makes everything from it anew, so nothing but a few words goes between the
two. What it has not written, for whatever reason, its asker writes itself: a pack is the same with it and
without it, and so is what a fault of the disk leads to.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import msgspec

from models.kernel.progress import Progress, Work
from models.kernel.text import Lang
from ui.bootstrap.environment import own_program

PROCESSES_VARIABLE = "HAVEN_PROCESSES"
"""Says how many processes may write a pack; 1: no second one."""
COMMAND = "pack-beside"
"""Word by which the program is asked to be this other process (:mod:`ui.cli.besidejob`)."""
MAPS = frozenset(("leader", "atlas", "sheet", "webmap"))
"""Documents that are maps: they take about as long as all others together."""
LARGEST_MB = 50.0
"""Of a larger project two processes would need more memory than a small computer has."""
_STEP_S = 0.1


class Opened(msgspec.Struct, frozen=True):
    """What the other process opens and computes while its asker does the same."""

    project: str
    scenario: str | None
    profile: str | None
    made_on: date
    platform: str = "offscreen"
    """Qt's, with whose fonts its asker draws."""


class Document(msgspec.Struct, frozen=True):
    """A document to write: which one, in which language, under which name."""

    key: str
    lang: Lang
    path: str


class Wanted(msgspec.Struct, frozen=True):
    """What shall be written, and of what: the other process compares whether it has opened the same."""

    scenario_id: str
    revision: str
    documents: tuple[Document, ...]
    tiles: str | None = None
    """Raster tiles to put under a web map."""


def is_worth_it(project: Path) -> bool:
    """Whether a second process may write part of the pack of a project file, and this computer has room."""
    asked = os.environ.get(PROCESSES_VARIABLE, "")
    most = int(asked) if asked.isdecimal() else os.cpu_count() or 1
    try:
        return most > 1 and project.is_file() and project.stat().st_size / 1e6 <= LARGEST_MB
    except OSError:
        return False


@contextmanager
def second_process(opened: Opened) -> Iterator[Beside | None]:
    """A second process that opens the same, until the block ends; ``None`` where it is not worth it."""
    if not is_worth_it(Path(opened.project)):
        yield None
        return
    with Beside([*own_program(), COMMAND], opened) as beside:
        yield beside


class Beside:
    """The second process, from its start to its end; entered and left like a file.

    Parameters
    ----------
    command
        What starts it, without what it shall open.
    """

    def __init__(self, command: Sequence[str], opened: Opened) -> None:
        self._command = [*command, msgspec.json.encode(opened).decode()]
        self._answers: queue.Queue[str] = queue.Queue()
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch = tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True)
        self._written: set[str] = set()

    def __enter__(self) -> Beside:
        scratch = self._scratch.name
        # What it leaves when it is ended in the middle goes with this folder.
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch)
        with contextlib.suppress(OSError):  # then there is none, and its asker writes everything
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **places},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            assert self._process.stdout is not None
            listener = threading.Thread(
                target=_collect, args=(self._process.stdout, self._answers), daemon=True
            )
            listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with contextlib.suppress(OSError):
                    pipe.close()
        self._scratch.cleanup()

    def ask(self, wanted: Wanted) -> None:
        """Have documents written, in their order."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended, which is seen when its documents are waited for
            self._process.stdin.write(msgspec.json.encode(wanted) + b"\n")
            self._process.stdin.flush()

    def wait_for(self, path: Path, step: Progress) -> Work[bool]:
        """Wait until a document that was asked for is written, or never will be; whether it is."""
        while str(path) not in self._written:
            try:
                self._written.add(self._answers.get(timeout=_STEP_S))
            except queue.Empty:
                if self._process is None or (self._process.poll() is not None and self._answers.empty()):
                    return False
            yield step
        return True


def _collect(lines: IO[bytes], answers: queue.Queue[str]) -> None:
    with contextlib.suppress(ValueError, OSError):  # closed while we listened
        for line in lines:
            answers.put(msgspec.json.decode(line, type=str))


# -- the other side ------------------------------------------------------------------------------------------
class Asked:
    """How the second process hears what to write, and tells what is written."""

    def __init__(self) -> None:
        self._answers = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # whatever a library prints shall not stand among the answers
        self._lines: queue.Queue[bytes] = queue.Queue()
        # On a thread of its own, so that the end of the asking process is seen in the middle of work.
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin.buffer:
            self._lines.put(line)
        os._exit(0)

    def wanted(self) -> Wanted:
        """What shall be written; waits until it is asked."""
        return msgspec.json.decode(self._lines.get(), type=Wanted)

    def tell(self, path: str) -> None:
        """Say that a document is written."""
        self._answers.write(msgspec.json.encode(path) + b"\n")
        self._answers.flush()
