"""The application's net: what nothing else caught is logged and told calmly, and the window stays."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from models.kernel.errors import HavenError, Message
from ui.core import redaction
from ui.core.crashlog import KEPT_LOGS, install_hooks, write_crash_log
from ui.core.icons import ICONS, icon, pixmap
from ui.core.themes import FONT_SIZE_PT


@pytest.fixture
def told() -> Any:
    messages: list[Message] = []
    before = sys.excepthook, threading.excepthook
    remove = install_hooks(messages.append)
    yield messages
    remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_an_error_that_nothing_caught_is_logged_and_told(told: list[Message], haven_home: Path) -> None:
    try:
        raise RuntimeError("broken")
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (message,) = told
    (log,) = (haven_home / "logs").glob("haven-crash-*.log")
    assert str(log) in message.where and "broken" in message.details
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError: broken" in text and "Haven" in text and "Python" in text


def test_an_error_on_another_thread_is_too(told: list[Message]) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    assert len(told) == 1 and "ZeroDivisionError" in told[0].details


def test_ctrl_c_is_no_fault(haven_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: passed_on.append(kind))
    told: list[Message] = []
    remove = install_hooks(told.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    remove()
    assert passed_on == [KeyboardInterrupt]
    assert told == [] and not list((haven_home / "logs").glob("haven-crash-*.log"))


def test_only_the_latest_logs_are_kept(haven_home: Path) -> None:
    paths = [write_crash_log(ValueError(str(n))) for n in range(KEPT_LOGS + 3)]
    left = sorted((haven_home / "logs").glob("haven-crash-*.log"))
    assert len(left) == KEPT_LOGS and paths[-1] in left and paths[0] not in left


def test_a_log_says_where_in_the_program_and_nothing_personal(
    told: list[Message], haven_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/zhang3")
    monkeypatch.setenv("USERPROFILE", "/home/zhang3")
    monkeypatch.setattr(redaction, "_user", lambda: "zhang3")
    cell, place = "李四 13800138000", "/home/zhang3/规划/某县.gpkg"
    row = f"{place} row 7 holds 310110199001011234 in /media/zhang3/usb"
    try:
        try:
            float(cell)
        except ValueError as cause:
            raise KeyError(row) from cause
    except KeyError as error:
        error.details = f"ValueError: no number: '{cell}'\n{place}"  # type: ignore[attr-defined]
        sys.excepthook(type(error), error, error.__traceback__)
    (log,) = (haven_home / "logs").glob("haven-crash-*.log")
    for text in (log.read_text(encoding="utf-8"), told[0].details):
        assert not any(word in text for word in ("李四", "13800138000", "zhang3", "某县", "19900101"))
        assert "ValueError: could not convert string to float: '…'" in text
        assert "KeyError" in text and "test_app.py" in text and "float(cell)" in text


def test_names_of_the_program_stay_in_a_log() -> None:
    try:
        None.nothing  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError as error:
        assert "'NoneType' object has no attribute 'nothing'" in redaction.fault_text(error)
    assert "HavenError: disk_full" in redaction.fault_text(HavenError("disk_full", file="某县", folder="x"))


def test_what_a_dead_run_wrote_is_redacted_by_the_next(haven_home: Path) -> None:
    log = haven_home / "logs" / "haven-fault.log"
    log.parent.mkdir(parents=True)
    log.write_text(f'Fatal Python error\n  File "{Path.home()}/haven/ui/x.py", line 1\n', encoding="utf-8")
    install_hooks(lambda _: None)()
    assert log.read_text(encoding="utf-8") == 'Fatal Python error\n  File "~/haven/ui/x.py", line 1\n'


def test_a_log_that_cannot_be_written_is_no_second_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("HAVEN_HOME", str(tmp_path / "file"))
    assert write_crash_log(ValueError("x")) is None


def test_every_icon_can_be_drawn_in_any_colour(qapp: Any) -> None:
    names = sorted(path.stem for path in ICONS.glob("*.svg"))
    assert len(names) > 50
    for name in names:
        picture = pixmap(name, "#123456", 24).toImage()
        inked = [
            picture.pixelColor(x, y)
            for x in range(24)
            for y in range(24)
            if picture.pixelColor(x, y).alpha() > 200
        ]
        assert inked, name
        if "currentColor" in (ICONS / f"{name}.svg").read_text(encoding="utf-8"):
            assert any(colour.name() == "#123456" for colour in inked), name
    assert not icon("save").isNull()


def test_no_icon_reaches_outside() -> None:
    for path in ICONS.glob("*.svg"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text and "href" not in text and "<script" not in text, path.name


def test_the_font_writes_chinese(qapp: Any) -> None:
    from ui.core.themes import apply_font, chinese_families

    apply_font(qapp)
    assert chinese_families()
    assert qapp.font().pointSizeF() == FONT_SIZE_PT
