"""What a table of key projects would change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from layers.ledgerback.projects import (
    ProjectsPlan,
    ProjectsTable,
    change_text,
    compare_projects,
    plan_text,
    taken_over,
)
from models.kernel.text import t
from ui.analysis.ledgerimport import ImportLine, LedgerImportDialog, Refusal
from ui.core.i18n import term
from ui.core.session import Session


class ProjectsImportDialog(LedgerImportDialog):
    """Projects that are new or changed."""

    def __init__(self, session: Session, table: ProjectsTable, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._table = table
        self.plan = ProjectsPlan((), 0, ())
        self.retranslate()

    def title(self) -> str:
        """Title of the window."""
        return term("keyproject.button.import")

    def name_head(self) -> str:
        """Head over what is changed."""
        return term("keyproject.field.project_name")

    def compared(self) -> tuple[str, Sequence[ImportLine], Sequence[Refusal]]:
        """The table held against the ledger as it is now."""
        lang, facilities = self._session.lang, self._session.scenario.facilities
        projects = self._session.project.settings.projects
        self.plan = plan = compare_projects(self._table, projects, facilities, lang)
        lines = [
            ImportLine(
                change.row,
                t(f"keyproject.back.kind_{change.kind}", lang),
                change.after.project_name,
                change_text(change, facilities, lang),
            )
            for change in plan.changes
        ]
        refusals = [Refusal(one.at, one.column, one.said, one.why) for one in plan.troubles]
        return plan_text(self._table, plan, lang), lines, refusals

    def take_over(self) -> None:
        """Change the ledger by what is ticked, as one step that can be undone."""
        project, chosen = self._session.project, self.chosen
        after = taken_over(project.settings.projects, self.plan.changes, chosen)
        self.accept()
        self._session.push(project.settings_edit(projects=after), term("keyproject.step.import"))
