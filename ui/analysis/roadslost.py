"""Which facility, bridge or road costs most people when it is lost: one table a family."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from models.facilities.facility import Family
from models.kernel.progress import Work
from models.kernel.text import t
from ui.analysis.resulttable import numbers, words
from ui.analysis.roadspage import RoadsPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.assessment.losses import FamilyLosses


class LostPage(RoadsPage):
    """The worst losses of the scenario that is shown."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.family_box = QuietBox()
        self.family_box.activated.connect(lambda _: self.refresh())
        self.lay_out([], [self.family_box])
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.hint.setText(term("roads.lost.hint"))
        self.family_box.setAccessibleName(term("roads.lost.family"))
        super().retranslate()

    # -- running -------------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[tuple[FamilyLosses, ...]]]:
        """Losses of all families."""
        session = self._session
        county, rules = session.county, session.rules
        counted = {family: session.counted(family) for family in Family if family.spec.travel}

        def make() -> Work[tuple[FamilyLosses, ...]]:
            from models.assessment.losses import county_losses

            return county_losses(county, counted, rules)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("roads.lost.doing")

    def first_run(self) -> str:
        """Text of the button."""
        return term("roads.lost.run")

    # -- showing -------------------------------------------------------------------------------------------
    def has_tables(self, result: tuple[FamilyLosses, ...]) -> bool:
        """Whether any family has facilities."""
        return bool(result)

    def _chosen(self, result: tuple[FamilyLosses, ...]) -> FamilyLosses | None:
        wanted = self.family_box.currentData()
        return next((one for one in result if one.family == wanted), result[0] if result else None)

    def lines(self, result: tuple[FamilyLosses, ...]) -> MarkedRoads | None:
        """Roads and facilities of the table."""
        found = self._chosen(result)
        if found is None:
            return None
        shapes = np.empty(len(found.rows), dtype=object)
        shapes[:] = [row.shape for row in found.rows]
        is_line = shapely.get_dimensions(shapes) == 1
        worst = [row.shape.coords[0] for row in found.rows if row.loss.kind == "site"][:3]
        return MarkedRoads(shapes[is_line], np.array(worst, dtype=np.float64).reshape(-1, 2))

    def show_result(self, result: tuple[FamilyLosses, ...] | None) -> None:
        """Fill texts and table."""
        lang = self._session.lang
        self.family_box.setVisible(bool(result))
        if result is None:
            return
        chosen = self.family_box.currentData()
        with QSignalBlocker(self.family_box):
            self.family_box.clear()
            for one in result:
                self.family_box.addItem(t(f"family.{one.family}.plural", lang), one.family)
            self.family_box.setCurrentIndex(max(self.family_box.findData(chosen), 0))
        found = self._chosen(result)
        if found is None:
            self.about.setText(term("roads.lost.none"))
            return
        losses = found.losses
        share = f"{100 * losses.within / losses.persons:.1f}%" if losses.persons else "—"
        self.about.setText(
            term(
                "roads.lost.about",
                scenario=self.scenario_title,
                minutes=f"{losses.limit_min:.4g}",
                within=f"{losses.within:,.0f}",
                total=f"{losses.persons:,.0f}",
                share=share,
            )
        )
        self.notes.setText(term("roads.lost.note" if losses.is_certain else "roads.lost.note_uncertain"))
        self._fill(found)

    def _fill(self, found: FamilyLosses) -> None:
        lang = self._session.lang
        every = [row.loss for row in found.rows]

        def people(key: str) -> object:
            values = [float(getattr(loss, key)) for loss in every]
            return numbers(key, term(f"roads.lost.{key}"), values, (f"{value:,.0f}" for value in values))

        columns = [
            words("kind", term("roads.lost.kind"), (t(f"roads.lost.{loss.kind}", lang) for loss in every)),
            words(
                "name",
                term("roads.lost.name"),
                (row.name or t("doctor.said.unnamed", lang) for row in found.rows),
            ),
            people("late"),
            people("cut"),
            people("longer"),
            numbers(
                "extra",
                term("roads.lost.extra_min"),
                (loss.extra_min for loss in every),
                (f"{loss.extra_min:.1f}" if loss.longer > loss.cut else "" for loss in every),
            ),
            people("behind"),
        ]
        self.show_table(
            columns, list(range(len(every))), {index: row.place for index, row in enumerate(found.rows)}
        )
