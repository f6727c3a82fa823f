"""The other side of :mod:`layers.importing.readapart`: a process that reads files, one after the other.

Each line on standard input asks for a file; each on standard output says that its layers lie in a folder.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from pathlib import Path
from typing import TextIO

READY, DONE, FAULT = "ready", "done", "fault"


def main() -> int:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever a library prints shall not stand among the answers
    asked: queue.Queue[str] = queue.Queue()
    # On a thread of its own, so that the end of the asking process is seen in the middle of work.
    threading.Thread(target=_listen, args=(sys.stdin, asked), daemon=True).start()
    from layers.importing.fileitems import read_items
    from layers.importing.itemfile import choice_of, write_items

    _load_libraries()
    _limit_memory()
    _answer(answers, READY)
    while True:
        request = json.loads(asked.get())
        try:
            items = read_items(
                request["file"],
                Path(request["path"]),
                Path(request["scratch"]),
                [choice_of(choice) for choice in request["choices"]],
                only_decided=request["only_decided"],
            )
            write_items(items, Path(request["answer"]))
        except Exception:
            _answer(answers, FAULT, traceback.format_exc())
        else:
            _answer(answers, DONE)


def _listen(lines: TextIO, asked: queue.Queue[str]) -> None:
    for line in lines:
        asked.put(line)
    os._exit(0)


def _answer(answers: TextIO, word: str, details: str = "") -> None:
    answers.write(json.dumps([word, details]) + "\n")
    answers.flush()


def _load_libraries() -> None:
    """What takes time to load, before the clock of the first file starts."""
    import openpyxl  # noqa: F401

    from layers.formats import gdal

    gdal.start()


def _limit_memory() -> None:
    """Where the system can: no more address space than twice what may be used, against sudden leaps."""
    try:
        import resource
    except ImportError:
        return
    from layers.formats.limits import import_limits

    most = import_limits().apart.memory_bytes
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    limit = pages * resource.getpagesize() + 2 * most
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())
