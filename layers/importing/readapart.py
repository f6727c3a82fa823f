"""Reading a file in another process, which is given up when it takes too long, too much memory, or dies.

Files from strangers are opened by large libraries in C. A file can keep one of them busy for hours, fill the
memory or end the process, on purpose or not; within our own process nothing could be done about it.
See ``docs/adr/0019-reading-apart.md``.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from layers.formats.limits import import_limits
from layers.importing.importitem import Item
from layers.importing.itemfile import choice_words, read_items
from layers.importing.readworker import DONE, READY
from layers.importing.recipe import LayerChoice
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.resources import RESOURCES

COMMAND = "read-apart"
"""Word by which a packaged program is asked to be this other process."""
_START = "import sys; sys.path.insert(0, sys.argv[1]); from layers.importing.readworker import main; main()"
_STEP_S = 0.1


class ReadApart:
    """The other process: started when first needed, used for one file after the other.

    Parameters
    ----------
    scratch
        Folder for unpacked copies and answers; must live as long as the items.
    """

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[list[str]] = queue.Queue()
        self._count = 0

    def start(self) -> None:
        """Start the process, if there is none: it takes about a second until it can read."""
        if self._process is not None:
            return
        if getattr(sys, "frozen", False):
            command = [sys.executable, COMMAND]
        else:
            # -P: what lies in the folder that the program was started in is never taken for a module.
            command = [sys.executable, "-P", "-c", _START, str(RESOURCES.parent)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._answers = queue.Queue()
        assert self._process.stdout is not None
        threading.Thread(target=_collect, args=(self._process.stdout, self._answers), daemon=True).start()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def read(
        self,
        file: str,
        path: Path,
        choices: Sequence[LayerChoice],
        *,
        only_decided: bool,
        progress: Progress,
    ) -> Work[list[Item]]:
        """Read a file as :func:`layers.importing.fileitems.read_items` does, and step ten times a second."""
        self._count += 1
        answer = self._scratch / f"answer-{self._count}"
        unpacked = self._scratch / f"apart-{self._count}"
        answer.mkdir()
        unpacked.mkdir()
        request = {
            "file": file,
            "path": str(path.absolute()),
            "scratch": str(unpacked),
            "answer": str(answer),
            "choices": [choice_words(choice) for choice in choices],
            "only_decided": only_decided,
        }
        try:
            self.start()
            word, details = yield from self._ask(json.dumps(request), file, progress)
        except HavenError as error:
            self.close()
            return [Item(file, error=error)]
        except OSError as error:  # it could not even be started
            return [Item(file, error=HavenError("read_died", file=file, details=str(error)))]
        if word != DONE:
            return [Item(file, error=HavenError("import_fault", file=file, fault="reader", details=details))]
        items = read_items(answer)
        shutil.rmtree(answer, ignore_errors=True)
        return items

    def _ask(self, request: str, file: str, progress: Progress) -> Work[list[str]]:
        process = self._process
        assert process is not None and process.stdin is not None
        limits = import_limits().apart
        with contextlib.suppress(OSError):  # it has died, which is seen below
            process.stdin.write(request.encode("ascii") + b"\n")
            process.stdin.flush()
        started = time.monotonic()
        while True:
            try:
                found = self._answers.get(timeout=_STEP_S)
            except queue.Empty:
                found = None
            if found is not None and found[0] == READY:
                started = time.monotonic()
            elif found is not None:
                return found
            elif process.poll() is not None and self._answers.empty():
                raise HavenError("read_died", file=file, details=f"exit code {process.returncode}")
            elif time.monotonic() - started > limits.seconds:
                raise HavenError("read_too_long", file=file, limit=f"{limits.seconds:g}")
            elif _memory_bytes(process) > limits.memory_bytes:
                limit = f"{limits.memory_bytes / 1e9:g}"
                raise HavenError("read_too_much_memory", file=file, limit=limit)
            yield progress


def _collect(lines: IO[bytes], answers: queue.Queue[list[str]]) -> None:
    with contextlib.suppress(ValueError, OSError):  # closed while we listened
        for line in lines:
            answers.put(json.loads(line))


def _memory_bytes(process: subprocess.Popen[bytes]) -> int:
    """Memory that a process uses now; 0 where the system does not say."""
    if os.name == "nt":
        return _memory_bytes_windows(process)
    try:
        pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class _MemoryCounters(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        *[(f"size_{number}", ctypes.c_size_t) for number in range(6)],
        ("pagefile_usage", ctypes.c_size_t),
        ("peak_pagefile_usage", ctypes.c_size_t),
    ]


def _memory_bytes_windows(process: Any) -> int:
    counters = _MemoryCounters(size=ctypes.sizeof(_MemoryCounters))
    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = ctypes.c_void_p(int(process._handle))
    if not kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.size):
        return 0
    return int(counters.pagefile_usage)
