"""Do one job of the command line in a process forked from one that has everything imported already.

What a kill meets is the job, not the start of the interpreter, and a dozen jobs pay for one start.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import ui.cli.commandline
import ui.outputs.pack

SOON_MADE = ("textreport", "webmap", "sheet")
_FORKING = get_context("forkserver") if os.name != "nt" else None


def started(words: Sequence[str], scratch: str) -> BaseProcess:
    """Start a job, with a folder for its scratch files; a pack has only what is made soon."""
    assert _FORKING is not None
    _FORKING.set_forkserver_preload([__name__])
    process = _FORKING.Process(target=_work, args=(list(words), scratch))
    process.start()
    return process


def _work(words: list[str], scratch: str) -> None:
    os.environ["TMPDIR"] = scratch
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    tempfile.tempdir = None
    ui.outputs.pack.ENDINGS = {key: ui.outputs.pack.ENDINGS[key] for key in SOON_MADE}
    raise SystemExit(ui.cli.commandline.run(words))
