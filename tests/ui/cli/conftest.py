"""The sample county, read once for commands that are not about reading it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project
from layers.sample import sample_path
from models.project.project import Project


@cache
def _sample() -> Project:
    return load_project(sample_path())


@pytest.fixture
def sample_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands open the sample as it was read before, each a project of its own.

    The county is one for all: what it keeps for the next question never changes an answer
    (``test_warm_county.py``).
    """

    def opened(path: Path, **options: Any) -> Project:
        if Path(path).resolve() == sample_path().resolve():
            return _sample().snapshot()
        return load_project(path, **options)

    monkeypatch.setattr("layers.project.file.load_project", opened)
