"""The tests of one process share one application, which can show widgets, whoever comes first."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ui.cli.jobs import painting_application


def test_who_only_paints_does_not_keep_others_from_widgets() -> None:
    assert isinstance(painting_application(), QApplication)
