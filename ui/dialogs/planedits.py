"""What a planner does to a plan: copy it, change its targets, add rows. Each is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.facilities.facility import new_id
from models.plans.plans import profile_ids
from models.project.settings import CustomProfile, OwnRow, OwnTarget
from ui.core.session import Session


class PlanEdits:
    """Edits of the plan in force; a plan that ships is only ever copied."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def custom(self) -> CustomProfile | None:
        """The county's copy in force; ``None`` while a plan that ships is."""
        settings = self._session.project.settings
        return settings.custom_profiles.get(settings.profile_id)

    def choose(self, profile_id: str, text: str) -> None:
        """Hold the county against another plan."""
        project = self._session.project
        if profile_id != project.settings.profile_id:
            self._session.push(project.settings_edit(profile_id=profile_id), text)

    def copy(self, name: str, text: str) -> None:
        """Copy the plan in force, with what was changed in it, and go on with the copy."""
        project, custom = self._session.project, self.custom
        made = CustomProfile(f"own.{new_id()}", name, project.settings.profile_id)
        if custom is not None:
            made = replace(custom, id=made.id, name=name)
        profiles = {**project.settings.custom_profiles, made.id: made}
        self._session.push(project.settings_edit(custom_profiles=profiles, profile_id=made.id), text)

    def remove(self, text: str) -> None:
        """Delete the copy in force and go back to the plan that it was made from."""
        custom, project = self.custom, self._session.project
        if custom is None:
            return
        profiles = dict(project.settings.custom_profiles)
        del profiles[custom.id]
        base = custom.base_id if custom.base_id in profile_ids() else profile_ids()[0]
        self._session.push(project.settings_edit(custom_profiles=profiles, profile_id=base), text)

    def rename(self, name: str, text: str) -> None:
        """Give the copy in force another name."""
        custom = self.custom
        if custom is not None and name and name != custom.name:
            self._replace(replace(custom, name=name), text)

    def set_targets(self, row_id: str, targets: tuple[OwnTarget, ...], text: str) -> None:
        """Change the targets of a row, the plan's or an added one: at least one, each for its own year."""
        custom = self.custom
        if custom is None or not targets:
            return
        if any(row.id == row_id for row in custom.rows):
            rows = tuple(replace(row, targets=targets) if row.id == row_id else row for row in custom.rows)
            changed = replace(custom, rows=rows)
        else:
            changed = replace(custom, targets={**custom.targets, row_id: targets})
        if changed != custom:
            self._replace(changed, text)

    def reset(self, row_id: str, text: str) -> None:
        """Let the plan's own target hold again, or remove a row that was added."""
        custom = self.custom
        if custom is None:
            return
        targets = {key: target for key, target in custom.targets.items() if key != row_id}
        rows = tuple(row for row in custom.rows if row.id != row_id)
        self._replace(replace(custom, targets=targets, rows=rows), text)

    def add_row(self, name: str, family: str, figure: str, unit: str, target: OwnTarget, text: str) -> str:
        """Add a row for a computed figure; returns its id."""
        custom = self.custom
        if custom is None:
            return ""
        row = OwnRow(f"own.{new_id()}", name, family, figure, unit, (target,))
        self._replace(replace(custom, rows=(*custom.rows, row)), text)
        return row.id

    def add_rows(self, rows: Sequence[OwnRow], text: str) -> None:
        """Add rows that are made already, all in one step."""
        custom = self.custom
        if custom is not None and rows:
            self._replace(replace(custom, rows=(*custom.rows, *rows)), text)

    def _replace(self, custom: CustomProfile, text: str) -> None:
        project = self._session.project
        profiles = {**project.settings.custom_profiles, custom.id: custom}
        self._session.push(project.settings_edit(custom_profiles=profiles), text)
