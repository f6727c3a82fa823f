"""Editing without the mouse: delete, copy, cut, paste, duplicate, select all, nudge."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import shapely
from PySide6.QtCore import QObject

from models.facilities.facility import Facility, new_id
from models.facilities.parting import merged, summed_fields
from models.kernel.errors import Message
from ui.core.i18n import term
from ui.core.said import Telling
from ui.core.session import Session
from ui.map.tools.select import moved

NUDGE_M = (1.0, 2.0, 5.0)
"""A nudge is one of these lengths, or ten, a hundred ... times one."""
BURST_S = 1.5
"""Nudges that follow each other this closely are one step to undo."""


def nudge_step_m(m_per_px: float) -> float:
    """Round length of at least one pixel, metres; never less than 0.1 m."""
    power = 10.0 ** np.floor(np.log10(max(m_per_px, 0.1)))
    return float(next(step * power for step in (*NUDGE_M, 10.0) if step * power >= m_per_px * (1 - 1e-9)))


class Editor(Telling, QObject):
    """Edits of the selected facilities, each one undoable step of the session."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._burst = 0
        self._nudged_at = -1e9
        self._nudged: frozenset[str] = frozenset()

    def delete_selected(self) -> None:
        """Delete the selected facilities."""
        selected = self._session.selected
        if selected:
            self._session.delete([item.id for item in selected], self._named(selected, self._delete_texts()))

    def copy(self) -> None:
        """Copy the selected facilities to the session's clipboard."""
        if self._session.selected:
            self._session.clipboard = self._session.selected

    @property
    def can_merge(self) -> bool:
        """Whether the selection is several outlines of one family."""
        selected = self._session.selected
        return (
            len(selected) > 1
            and len({one.family for one in selected}) == 1
            and all(one.drawn_area_m2 is not None for one in selected)
        )

    def merge_selected(self) -> None:
        """Put the selected outlines together into the largest."""
        if not self.can_merge:
            return
        selected = self._session.selected
        whole = merged(selected)
        changes: dict[str, Facility | None] = dict.fromkeys(one.id for one in selected)
        changes[whole.id] = whole
        self._session.change(changes, self.tr("Merge into {name}").format(name=whole.name))
        if self._session.scenario.facilities.get(whole.id) is whole:
            self._session.select([whole.id])
            unknown = [name for name in summed_fields(whole) if getattr(whole, name) is None]
            lost = [name for name in unknown if any(getattr(one, name) is not None for one in selected)]
            fields = term("explain.separator").join(term(f"field.{name}") for name in lost)
            repair = self.tr("Not stated of all, so not known of the whole: {fields}").format(fields=fields)
            self._session.say(
                Message(
                    self.tr("{count} outlines are one now: {name}.").format(
                        count=len(selected), name=whole.name
                    ),
                    "",
                    repair if lost else self.tr("Stated areas and people were added up."),
                )
            )

    def cut(self) -> None:
        """Copy the selected facilities and delete them."""
        selected = self._session.selected
        if selected:
            self.copy()
            self._session.delete([item.id for item in selected], self._named(selected, self._cut_texts()))

    def paste(self, at_m: tuple[float, float] | None, aside_m: float) -> None:
        """Add copies of what was copied, centred at a place or a little aside, and select them."""
        copied = self._session.clipboard
        if not copied:
            return
        bounds = shapely.total_bounds([facility.geometry for facility in copied])
        if at_m is None:
            offset = self._free_offset(copied, aside_m)
        else:
            offset = (at_m[0] - (bounds[0] + bounds[2]) / 2, at_m[1] - (bounds[1] + bounds[3]) / 2)
        self._add_copies(copied, offset, self._paste_texts())

    def duplicate(self, aside_m: float) -> None:
        """Add copies of the selected facilities a little aside, and select them."""
        selected = self._session.selected
        if selected:
            self._add_copies(selected, self._free_offset(selected, aside_m), self._duplicate_texts())

    def select_all(self, is_shown: Callable[[Facility], bool]) -> None:
        """Select all facilities that are shown."""
        facilities = self._session.scenario.facilities.values()
        self._session.select(facility.id for facility in facilities if is_shown(facility))

    def nudge(self, dx_m: float, dy_m: float) -> None:
        """Move the selected facilities a little; nudges in a row are one step to undo."""
        selected = self._session.selected
        if not selected:
            return
        now = time.monotonic()
        if now - self._nudged_at > BURST_S or self._session.selection != self._nudged:
            self._burst += 1
        self._nudged_at, self._nudged = now, self._session.selection
        text = self._named(selected, (self.tr("Move {name}"), self.tr("Move {count} facilities")))
        self._session.put([moved(item, dx_m, dy_m) for item in selected], text, f"nudge {self._burst}")

    # -- inside --------------------------------------------------------------------------------------------
    def _free_offset(self, facilities: tuple[Facility, ...], aside_m: float) -> tuple[float, float]:
        """The least step aside at which the first copy does not lie on a facility."""
        placed = {item.location for item in self._session.scenario.facilities.values()}
        x_m, y_m = facilities[0].location
        steps = 1
        while (x_m + steps * aside_m, y_m - steps * aside_m) in placed:
            steps += 1
        return steps * aside_m, -steps * aside_m

    def _add_copies(
        self, facilities: Iterable[Facility], offset: tuple[float, float], texts: tuple[str, str]
    ) -> None:
        taken = {facility.name for facility in self._session.scenario.facilities.values()}
        copies: list[Facility] = []
        for facility in facilities:
            name = self._copy_name(facility.name, taken)
            taken.add(name)
            copies.append(replace(moved(facility, *offset), id=new_id(), name=name))
        self._session.put(copies, self._named(copies, texts))
        self._session.select([facility.id for facility in copies])

    def _copy_name(self, name: str, taken: set[str]) -> str:
        """Name that says it is a copy, with a number when there is one already."""
        if not name or name not in taken:
            return name
        found = self.tr("{name} copy").format(name=name)
        number = 2
        while found in taken:
            found = self.tr("{name} copy {number}").format(name=name, number=number)
            number += 1
        return found

    def _named(self, facilities: Iterable[Facility], texts: tuple[str, str]) -> str:
        """Text of a step: by name for one facility, by count for several."""
        rows = tuple(facilities)
        return texts[0].format(name=rows[0].name) if len(rows) == 1 else texts[1].format(count=len(rows))

    def _delete_texts(self) -> tuple[str, str]:
        return self.tr("Delete {name}"), self.tr("Delete {count} facilities")

    def _cut_texts(self) -> tuple[str, str]:
        return self.tr("Cut {name}"), self.tr("Cut {count} facilities")

    def _paste_texts(self) -> tuple[str, str]:
        return self.tr("Paste {name}"), self.tr("Paste {count} facilities")

    def _duplicate_texts(self) -> tuple[str, str]:
        return self.tr("Duplicate {name}"), self.tr("Duplicate {count} facilities")
