"""One process that reads files for all imports of many tests, as it does for all files of one import.

Starting it takes longer than most files that a test has it read. That it starts, ends and is given up is what
``tests/layers/importing/test_readapart.py`` is about, which has it as it is.
"""

from __future__ import annotations

import queue
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from layers.importing import importer
from layers.importing.importitem import Item
from layers.importing.readapart import ReadApart
from layers.importing.recipe import LayerChoice
from models.kernel.progress import Progress, Work


class KeptReader(ReadApart):
    """The other process, kept for the next import unless it had to be given up."""

    kept: ClassVar[tuple[subprocess.Popen[bytes], queue.Queue[list[str]]] | None] = None
    _is_busy = False

    def start(self) -> None:
        if self._process is None and KeptReader.kept is not None:
            (self._process, self._answers), KeptReader.kept = KeptReader.kept, None
        super().start()

    def read(
        self,
        file: str,
        path: Path,
        choices: Sequence[LayerChoice],
        *,
        only_decided: bool,
        progress: Progress,
    ) -> Work[list[Item]]:
        self._is_busy = True
        items = yield from super().read(file, path, choices, only_decided=only_decided, progress=progress)
        self._is_busy = False
        return items

    def close(self) -> None:
        if self._process is None or self._is_busy or self._process.poll() is not None:
            super().close()
        else:
            KeptReader.kept, self._process = (self._process, self._answers), None


@pytest.fixture(scope="module", autouse=True)
def one_reader(kept_reader: None) -> Iterator[None]:
    """Have all imports of this module's tests read by one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importer, "ReadApart", KeptReader)
        yield


@pytest.fixture(scope="session")
def kept_reader() -> Iterator[None]:
    """Keep the process from module to module, and end it with the tests."""
    yield
    if KeptReader.kept is not None:
        reader = ReadApart(Path())
        (reader._process, reader._answers), KeptReader.kept = KeptReader.kept, None
        reader.close()
