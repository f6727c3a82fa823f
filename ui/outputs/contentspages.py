"""On which page each heading of a text stands: LibreOffice lays it out, where it is on the computer.

A document does not know its pages before some word processor has laid it out. Where there is none that can be
asked, the contents claim no page.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from models.kernel.progress import Progress, Work

OFFICE_VARIABLE = "HAVEN_OFFICE"
"""Names the program that lays out; empty: none does."""
_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
LAYING_OUT = "progress.textreport.pages"
"""Step of a text that waits for the other program."""
_LIMIT_S = 60.0
_LOOK_EVERY_S = 0.1


def office() -> str | None:
    """LibreOffice on this computer."""
    named = os.environ.get(OFFICE_VARIABLE)
    if named is not None:
        return named or None
    found = shutil.which("soffice")
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def contents_pages(path: Path) -> Work[Sequence[int] | None]:
    """Page of each heading of a Word document, counted from the first one's.

    Returns
    -------
    Sequence[int] | None
        ``None`` where LibreOffice is not there, or cannot lay the document out within a minute.
    """
    return SeveralPages(1)(path)


class SeveralPages:
    """The same of several documents, laid out by one start of LibreOffice, which takes as long as a document.

    Each waits until all are written; what has started runs until the last one has its pages or gives up.

    Parameters
    ----------
    count
        Documents that will be asked about.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._paths: list[Path] = []
        self._waiting = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, path: Path) -> Work[Sequence[int] | None]:
        """As :func:`contents_pages`."""
        program = office()
        if program is None:
            return None
        self._paths.append(path)
        self._waiting += 1
        try:
            while len(self._paths) < self._count:
                yield Progress(0, 0, LAYING_OUT)
            process, folder = self._started(program)
            until = time.monotonic() + _LIMIT_S * self._count
            while process.poll() is None and time.monotonic() < until:
                yield Progress(0, 0, LAYING_OUT)
                time.sleep(_LOOK_EVERY_S)
            made = folder / f"{path.stem}.pdf"
            # Two documents of one name would write over one another.
            is_own = [one.stem for one in self._paths].count(path.stem) == 1
            return heading_pages(made) if is_own and made.is_file() else None
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._end()

    def _started(self, program: str) -> tuple[subprocess.Popen[bytes], Path]:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        if self._process is None:
            # With a profile of its own it neither meets an open LibreOffice nor leaves anything.
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
            self._process = subprocess.Popen(
                [*command, *map(str, self._paths)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process, folder

    def _end(self) -> None:
        if self._process is not None:
            _end(self._process)
        if self._folder is not None:
            self._folder.cleanup()


def heading_pages(path: Path) -> tuple[int, ...]:
    """Page of each bookmark of a PDF in order, counted from the first one's."""
    import pypdf

    reader = pypdf.PdfReader(path)

    def flat(entries: Sequence[Any]) -> Iterator[int]:
        for entry in entries:
            if isinstance(entry, list):
                yield from flat(entry)
            else:
                page = reader.get_destination_page_number(entry)
                assert page is not None
                yield page

    pages = list(flat(reader.outline))
    return tuple(page - pages[0] + 1 for page in pages)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs, with what it started: on Unix the program is a script around the real one."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
