"""Five sentences for who sees the program for the first time, over the map's foot; closed at any of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.panels.hint import HintBar


class Tour(QObject):
    """Leads through the hint bar step by step.

    Parameters
    ----------
    hint
        Where it speaks.
    own_county
        What the last step offers.
    """

    def __init__(self, hint: HintBar, own_county: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._hint = hint
        self._own_county = own_county
        self.step = 0

    def start(self) -> None:
        """Begin at the first step."""
        self.step = 0
        self._hint.show_hint(self._words, self._go_on)

    @property
    def text(self) -> str:
        """What the present step says."""
        return self._texts()[self.step]

    def _go_on(self) -> None:
        if self.step + 1 < len(self._texts()):
            self.step += 1
            self._hint.show_hint(self._words, self._go_on)
        else:
            self._hint.done()
            self._own_county()

    def _words(self) -> tuple[str, str]:
        texts = self._texts()
        offer = (
            self.tr("Next ({step} of {all})").format(step=self.step + 1, all=len(texts))
            if self.step + 1 < len(texts)
            else self.tr("Work on your own county…")
        )
        return texts[self.step], offer

    def _texts(self) -> tuple[str, ...]:
        return (
            self.tr(
                "This is an invented county to try things out. At the right the plan's targets are checked, "
                "what is missed first: click a row, and the map shows where it is worst."
            ),
            self.tr(
                "Choose Shelter in the toolbar, click on the map and type a name: a shelter is placed, and "
                "the figures follow. Ctrl+Z takes it back."
            ),
            self.tr(
                "Drag a facility: beside it stand the people it gains or loses. Ctrl+M compares what was "
                "planned with today."
            ),
            self.tr(
                "Below the map are the ledgers, which can be edited and take rows from Excel. Analysis, at "
                "the right, has arrival times, supplies, roads and more."
            ),
            self.tr(
                "Results writes workbook, maps and text in one go. F1 opens the manual where you are, "
                "Ctrl+Shift+P finds any command."
            ),
        )
