"""What holds for every test: no network, no screen, and never the user's own settings or files.

Sockets are blocked by the pytest options in pyproject.toml; unix sockets stay open, they cannot leave the
machine.
"""

from __future__ import annotations

import gc
import itertools
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from ui.bootstrap.environment import FOREIGN_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

gc.disable()  # till all is imported and collected, most of which stays
# Set before anything imports Qt or GDAL: both read the environment once and remember it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# What a computer happens to have may not change a document; the one test of it names it.
os.environ["HAVEN_OFFICE"] = ""
# Nor may the number of its processors, and most tests are quicker in one process.
os.environ["HAVEN_PROCESSES"] = "1"
for _name in FOREIGN_VARIABLES:
    os.environ.pop(_name, None)
_SESSION_HOME = Path(tempfile.mkdtemp(prefix="haven-tests-"))
for _name, _part in {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}.items():
    _folder = _SESSION_HOME / _part
    _folder.mkdir(parents=True, exist_ok=True)
    os.environ[_name] = str(_folder)


# How long one example takes says more about what else the machine does than about the program. Other examples
# come with every run; who works on what a property is about asks for more of them at once, by
# ``--hypothesis-profile=many``.
settings.register_profile("haven", deadline=None, max_examples=25)
settings.register_profile("many", deadline=None, max_examples=1000)
settings.load_profile("haven")
# Nor does it say anything how long a window is waited for, as long as what is awaited comes.
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitActive):
    _wait.__kwdefaults__["timeout"] = 30_000


_FOLDERS = itertools.count()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays: let the collector not look through it again and again.

    Nor through what tests make every few hundred objects, which is a fifteenth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the home folder of this test run."""
    shutil.rmtree(_SESSION_HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def one_application(qapp: QApplication) -> QApplication:
    """Make the process's one application before a test does: who only paints would make one without widgets.

    Every widget of a later test would then end the interpreter.
    """
    return qapp


@pytest.fixture(autouse=True)
def usual_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give windows the room of an ordinary laptop's screen; without a monitor Qt has one of 800 pixels."""
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QScreen

    monkeypatch.setattr(QScreen, "availableSize", lambda _: QSize(1366, 768))


@pytest.fixture(autouse=True)
def haven_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test its own empty HAVEN_HOME: its own settings, recent projects, journals and crash logs."""
    folder = new_folder("haven-home", tmp_path_factory)
    monkeypatch.setenv("HAVEN_HOME", str(folder))
    yield folder


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a test that asks for one an empty folder of its name, as pytest's own fixture does."""
    return new_folder(re.sub(r"\W", "_", request.node.name)[:30], tmp_path_factory)


def new_folder(name: str, factory: pytest.TempPathFactory) -> Path:
    """Make a folder by a number of our own: pytest would look through all that there are for the next one."""
    return factory.mktemp(f"{name}{next(_FOLDERS)}", numbered=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat above pytest's closing line which checks of `main.py test` failed before the tests began."""
    failed = os.environ.get("HAVEN_FAILED_CHECKS")
    if failed:
        terminalreporter.section("checks that failed before the tests", red=True)
        terminalreporter.line(failed)
