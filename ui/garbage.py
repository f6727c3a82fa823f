"""Python collects garbage on whichever thread is at it; while a thread works beside the window, it does not.

A widget that Python takes apart on a thread other than the window's freezes or ends the program. Only parts
that hold on to each other need the collector; everything else goes at once, on the thread that lets go of it.
"""

from __future__ import annotations

import gc

_holds = 0


def hold() -> None:
    """Let nothing be collected by itself until :func:`release` is called as often, on the same thread."""
    global _holds
    _holds += 1
    gc.disable()


def release() -> None:
    """Take one :func:`hold` back."""
    global _holds
    _holds -= 1
    if _holds == 0:
        gc.enable()


def collect_young() -> None:
    """Collect what is new, on the window's thread, so that long work does not heap it up."""
    gc.collect(1)
