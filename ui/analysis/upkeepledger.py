"""What the pages of the yearly ledger share: the ledger as it is now, and its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from models.facilities.facility import Facility
from models.findings.findings import Place
from models.findings.places import facility_place
from models.kernel.errors import Message
from models.kernel.progress import Work
from models.upkeep.due import DueRow
from models.upkeep.listing import Ledger, ledger_of
from ui.analysis.page import Page
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner

Key = TypeVar("Key")


class LedgerNow:
    """The ledger of the scenario that is shown, computed once for each state of the project.

    The pages hold this and not the panel, which holds them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: Ledger | None = None

    def __call__(self) -> Ledger:
        """The ledger as it is now."""
        if self._made is None or self._made.today != self._session.today:  # the window stays open overnight
            session = self._session
            self._made = ledger_of(session.project, session.scenario, session.today)
        return self._made

    def forget(self) -> None:
        """The project is another: compute anew."""
        self._made = None


class LedgerFile:
    """Writes the ledger with its year plan as a workbook, off the window's thread."""

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, ledger: LedgerNow
    ) -> None:
        self._session, self.tasks, self._preferences, self._ledger = session, tasks, preferences, ledger

    @property
    def suggestion(self) -> Path:
        """Where it was last written to."""
        return self._preferences.last_folder("export") / f"{term('upkeep.file_stem')}.xlsx"

    def write(self, path: Path, doing: str) -> None:
        """Write it; ``doing`` says so in the status bar."""
        self._preferences.set_last_folder("export", path.parent)
        session, ledger = self._session, self._ledger()
        lang = session.lang
        name = f"{session.project.settings.county_name} {ledger.scenario.title(lang)}".strip()

        def work() -> Work[Path]:
            from reports.upkeepbook import write_upkeep
            from ui.outputs.documents import put_in_place

            return (yield from put_in_place(path, lambda made: write_upkeep(made, ledger, name, lang)))

        written = Message(term("cli.written", path=path), "", "")
        self.tasks.start(Task(doing, work, lambda _: session.say(written, "info"), is_lasting=True))


class UpkeepPage(Page):
    """A page of the ledger, with a button that writes all of it."""

    def __init__(
        self, session: Session, ledger: LedgerNow, file: LedgerFile, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self.ledger, self._file = ledger, file
        self.save_button = QPushButton()
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self.choose_file)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.save_button.setText(term("upkeep.button.save"))
        self.save_button.setToolTip(term("upkeep.button.save_tip"))
        super().retranslate()

    def choose_file(self) -> None:
        """Ask where to write the ledger."""
        title, kind = self.save_button.text(), self.tr("Excel workbook (*.xlsx)")
        name, _ = QFileDialog.getSaveFileName(self, title, str(self._file.suggestion), kind)
        if name:
            path = Path(name).with_suffix(".xlsx")
            self._file.write(path, self.tr("Writing {file}").format(file=path.name))


def places_of(rows: Mapping[Key, DueRow]) -> dict[Key, Place]:
    """Places of the duties that are about a facility; a plan or a body of data has none."""
    return {key: facility_place(row.about) for key, row in rows.items() if isinstance(row.about, Facility)}
