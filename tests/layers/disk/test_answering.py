"""A drive that does not answer keeps nobody waiting for longer than is said."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers.disk.answering import Answer, answering, look
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, run_to_end

STEP = Progress(0, 0, "progress.project.open")


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file on a drive that says nothing until the test is over."""
    path, over, real = Path("/gone/a.gpkg"), threading.Event(), os.stat

    def stat(asked: Any, *rest: Any, **named: Any) -> os.stat_result:
        if asked == path:
            over.wait(60)
        return real(asked, *rest, **named)

    monkeypatch.setattr("layers.disk.answering.os.stat", stat)
    yield path
    over.set()


def test_what_is_there_what_is_not_and_what_says_nothing(tmp_path: Path, dead: Path) -> None:
    there, missing = tmp_path, tmp_path / "a.gpkg"
    looking = look((there, missing, dead, Path("x" * 5_000), Path("a\0b"), there))
    assert not looking.wait(0.05)
    while len(looking.answers) < 4:
        looking.wait(0.01)
    assert looking.of(there) == Answer.THERE and looking.of(missing) == Answer.MISSING
    assert looking.of(Path("x" * 5_000)) == looking.of(Path("a\0b")) == Answer.MISSING
    assert looking.of(dead) == Answer.SILENT
    assert look(()).wait(0)


def test_a_dead_drive_is_given_up_in_words_and_a_live_one_at_once(tmp_path: Path, dead: Path) -> None:
    run_to_end(answering(tmp_path / "none", STEP))  # that it is missing is for others to say
    with pytest.raises(HavenError) as caught:
        run_to_end(answering(dead, STEP, limit_s=0.0))
    assert caught.value.key == "drive_silent" and "没有响应" in caught.value.message("zh").what
    assert "not answered" in caught.value.message("en").what
