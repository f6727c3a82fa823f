"""The task runner: progress, cancelling, errors, results that came too late."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject

from models.kernel.errors import HavenError, Message
from models.kernel.progress import Progress, Work
from tests.ui.canvas_project import SQUARE_ID
from ui.core.session import Session
from ui.core.tasks import SHOW_AFTER_MS, Task, TaskRunner, progress_text


@pytest.fixture
def tasks(session: Session) -> Iterator[TaskRunner]:
    runner = TaskRunner(session)
    yield runner
    runner.shutdown()
    runner.deleteLater()


def steps(count: int, result: object = "done", gate: threading.Event | None = None) -> Any:
    def work() -> Work[object]:
        for number in range(count):
            if gate is not None:
                gate.wait(10)
            yield Progress(number, count, "project.open")
        return result

    return work


def test_work_runs_on_another_thread_and_its_result_comes_back_here(tasks: TaskRunner, qtbot: Any) -> None:
    threads: list[threading.Thread] = []
    results: list[tuple[object, threading.Thread]] = []

    def work() -> Work[int]:
        threads.append(threading.current_thread())
        yield Progress(0, 1, "project.open")
        return 42

    tasks.start(Task("t", work, lambda result: results.append((result, threading.current_thread()))))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert [result for result, _ in results] == [42]
    assert results[0][1] is threading.main_thread() and threads[0] is not threading.main_thread()


def test_progress_is_told_in_words(tasks: TaskRunner, qtbot: Any) -> None:
    told: list[tuple[int, int, str]] = []
    tasks.progressed.connect(lambda *step: told.append(step))
    tasks.start(Task("t", steps(3), lambda _: None))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert told == [(n, 3, "正在打开工程") for n in range(3)]
    assert progress_text(Progress(0, 1, "progress.project.save"), "en") == "Saving"


def test_short_work_shows_no_progress_and_long_work_does(tasks: TaskRunner, qtbot: Any) -> None:
    shown: list[str] = []
    tasks.showing.connect(shown.append)
    tasks.start(Task("short", steps(1), lambda _: None))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    qtbot.wait(SHOW_AFTER_MS + 60)
    assert shown == []
    gate = threading.Event()
    tasks.start(Task("long", steps(1, gate=gate), lambda _: None))
    qtbot.waitUntil(lambda: shown == ["long"], timeout=SHOW_AFTER_MS * 5)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)


@pytest.mark.parametrize("is_lasting", [True, False])
def test_what_stays_is_told_although_it_was_given_up_when_it_ended(
    tasks: TaskRunner, qtbot: Any, is_lasting: bool
) -> None:
    results: list[object] = []

    def work() -> Work[str]:
        yield Progress(0, 1, "project.open")
        task.cancelled.set()
        return "a file"

    task = Task("t", work, results.append, is_lasting=is_lasting)
    tasks.start(task)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert results == (["a file"] if is_lasting else [])


def test_what_was_given_up_before_its_end_is_not_told(tasks: TaskRunner, qtbot: Any) -> None:
    results: list[object] = []

    def work() -> Work[str]:
        task.cancelled.set()
        yield Progress(0, 1, "project.open")
        return "a file"

    task = Task("t", work, results.append, is_lasting=True)
    tasks.start(task)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert results == []


def test_cancelled_work_stops_at_its_next_step_and_leaves_nothing(tasks: TaskRunner, qtbot: Any) -> None:
    results: list[object] = []
    ended: list[bool] = []
    closed: list[bool] = []
    entered = threading.Event()

    def work() -> Work[int]:
        try:
            for number in range(10_000):
                entered.set()
                yield Progress(number, 0, "project.open")
                threading.Event().wait(0.005)
            return 1
        finally:
            closed.append(True)

    tasks.start(Task("t", work, results.append, ended=lambda: ended.append(True)))
    entered.wait(5)
    tasks.cancel()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert results == [] and ended == [True] and closed == [True]


def test_a_fault_of_the_data_is_said_and_of_the_program_logged(
    tasks: TaskRunner, session: Session, qtbot: Any, haven_home: Path
) -> None:
    said: list[tuple[Message, str]] = []
    session.said.connect(lambda message, level: said.append((message, level)))

    def missing() -> Work[None]:
        yield Progress(0, 1, "project.open")
        raise HavenError("file_missing", file="a.gpkg", folder="b")

    def broken() -> Work[None]:
        yield Progress(0, 1, "project.open")
        raise ZeroDivisionError("oops")

    tasks.start(Task("t", missing, lambda _: None))
    tasks.start(Task("t", broken, lambda _: None))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert [level for _, level in said] == ["error", "error"]
    assert said[0][0].what == "找不到文件。" and "a.gpkg" in said[0][0].where
    assert "意外" in said[1][0].what and "ZeroDivisionError" in said[1][0].details
    logs = list((haven_home / "logs").glob("haven-crash-*.log"))
    assert len(logs) == 1 and "oops" in logs[0].read_text(encoding="utf-8")


def test_a_result_that_came_too_late_is_dropped(tasks: TaskRunner, session: Session, qtbot: Any) -> None:
    results: list[object] = []
    gate = threading.Event()
    revision = session.project.revision
    tasks.start(Task("t", steps(1, "old", gate), results.append, revision=revision))
    session.delete([SQUARE_ID], "x")
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert results == []
    tasks.start(Task("t", steps(1, "new"), results.append, revision=session.project.revision))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert results == ["new"]


def test_tasks_run_one_after_the_other_and_idle_comes_last(tasks: TaskRunner, qtbot: Any) -> None:
    order: list[str] = []
    tasks.idle.connect(lambda: order.append("idle"))
    for name in "abc":
        tasks.start(Task(name, steps(2, name), lambda result: order.append(str(result))))
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert order == ["a", "b", "c", "idle"]


def test_shutdown_waits_for_the_thread(session: Session) -> None:
    runner = TaskRunner(session)
    gate = threading.Event()
    ended: list[str] = []
    runner.start(
        Task("a", steps(3, gate=gate), lambda _: ended.append("result"), ended=lambda: ended.append("a"))
    )
    runner.start(Task("b", steps(3), lambda _: ended.append("result"), ended=lambda: ended.append("b")))
    gate.set()
    runner.shutdown()
    assert not runner.is_busy and "b" in ended and "a" in ended and "result" not in ended
    runner.start(Task("late", steps(1), lambda _: ended.append("late")))
    assert not runner.is_busy and "late" not in ended  # a timer that fires after closing begins nothing
    runner.deleteLater()


@pytest.mark.parametrize("is_failing", [False, True])
def test_whoever_asked_and_is_gone_is_not_called(tasks: TaskRunner, qtbot: Any, is_failing: bool) -> None:
    """A dialog that was closed meanwhile cannot show anything: calling it would be a fault of ours."""
    gate, owner, called = threading.Event(), QObject(), list[str]()

    def work() -> Work[None]:
        gate.wait(10)
        yield Progress(0, 1, "project.open")
        if is_failing:
            raise HavenError("file_missing", file="a", folder="b")

    told: list[object] = []
    tasks._session.said.connect(lambda *said: told.append(said))
    tasks.start(
        Task(
            "t",
            work,
            lambda _: called.append("done"),
            failed=lambda _: called.append("failed"),
            ended=lambda: called.append("ended"),
            owner=owner,
        )
    )
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert not called and not told


def test_whoever_asked_and_is_gone_is_not_called_of_what_waits(tasks: TaskRunner, qtbot: Any) -> None:
    gate, owner, called = threading.Event(), QObject(), list[str]()

    def work() -> Work[None]:
        gate.wait(10)
        yield Progress(0, 1, "project.open")

    for title, asking in (("runs", None), ("waits", owner), ("waits too", None)):
        tasks.start(
            Task(title, work, called.append, ended=lambda title=title: called.append(title), owner=asking)
        )
    shiboken6.delete(owner)
    tasks.cancel_all()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert called == ["waits too", "runs"]


def test_a_worker_is_gone_before_anything_else_begins(tasks: TaskRunner, qtbot: Any) -> None:
    """Qt ended it later without the lock of Python, now and then while the next one used what it changed."""
    valid: list[bool] = []
    tasks.start(Task("t", steps(1), lambda _: valid.append(shiboken6.isValid(worker))))
    worker = tasks._worker
    assert worker is not None
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert valid == [False]
