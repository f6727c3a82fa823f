"""Long calls that cannot be cut into parts: they step meanwhile, and are given up at once."""

from __future__ import annotations

import threading

import pytest

from models.kernel.progress import Progress, meanwhile, run_to_end

STEP = Progress(0, 0, "progress.import.slope", {"file": ""})


def test_what_is_computed_meanwhile_is_returned() -> None:
    assert run_to_end(meanwhile(lambda: 7, STEP)) == 7


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        run_to_end(meanwhile(lambda: 1 / 0, STEP))


def test_a_long_call_steps_and_is_given_up_before_it_ends() -> None:
    may_end, ended = threading.Event(), threading.Event()

    def compute() -> None:
        may_end.wait()
        ended.set()

    work = meanwhile(compute, STEP)
    assert next(work) == next(work) == STEP
    work.close()
    assert not ended.is_set()
    may_end.set()
    assert ended.wait(30)
