"""The road network looked over: faults with their people, on the map, and the repair of some of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QPushButton, QWidget

from models.findings.findings import Place
from models.findings.places import demand_place
from models.kernel.errors import HavenError, Message
from models.kernel.progress import Work
from models.kernel.text import t
from ui.analysis.resulttable import numbers, words
from ui.analysis.roadspage import RoadsPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import DecimalSpin

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.access.doctor import Checkup, Fault

FAR = "far"
KINDS = ("unsplit", "gap", "double", "island", "bridge", "trap", FAR)


class DoctorPage(RoadsPage):
    """What is wrong with the roads."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.gap_label, self.gap_box = label(), DecimalSpin()
        self.gap_box.setRange(0.1, 50.0)
        self.gap_box.setDecimals(1)
        self.gap_box.setValue(2.0)
        self.gap_box.valueChanged.connect(lambda _: self.refresh())
        self.kind_box = QuietBox()
        self.kind_box.addItem("", "")
        for kind in KINDS:
            self.kind_box.addItem("", kind)
        self.kind_box.activated.connect(lambda _: self.refresh())
        self.repair_button = QPushButton()
        self.repair_button.setAutoDefault(False)
        self.repair_button.clicked.connect(self.repair)
        self.lay_out([self.gap_label, self.gap_box], [self.kind_box, self.repair_button])
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.gap_label.setText(term("doctor.page.gap"))
        self.gap_box.setSuffix(" m")
        self.gap_box.setAccessibleName(term("doctor.page.gap"))
        self.kind_box.setAccessibleName(term("doctor.page.kind"))
        self.repair_button.setText(term("doctor.page.repair"))
        self.repair_button.setToolTip(term("doctor.page.repair_tip"))
        self.hint.setText(term("doctor.page.hint"))
        super().retranslate()

    # -- running -------------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[Checkup]]:
        """The check with the chosen tolerance."""
        county, rules, gap_m = self._session.project.county, self._session.rules, self.gap_box.value()

        def make() -> Work[Checkup]:
            from models.access.doctor import check_roads
            from models.access.roadpace import own_network

            network = own_network(county, rules, "fire")
            if network is None:
                raise HavenError("no_roads")
            return check_roads(county, network, gap_m)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("doctor.page.doing")

    def first_run(self) -> str:
        """Text of the button."""
        return term("doctor.page.run")

    def is_of_choices(self, result: Checkup) -> bool:
        """Whether gaps of the chosen width were looked for."""
        return result.gap_m == self.gap_box.value()

    # -- showing -------------------------------------------------------------------------------------------
    def shown_faults(self, result: Checkup) -> list[Fault]:
        """Faults of the chosen kind."""
        kind = self.kind_box.currentData()
        return [fault for fault in result.faults if kind in ("", fault.kind)]

    def lines(self, result: Checkup) -> MarkedRoads:
        """Where the faults are."""
        faults = self.shown_faults(result)
        shapes = np.empty(len(faults), dtype=object)
        shapes[:] = [fault.shape for fault in faults]
        spots = [np.array([fault.xy for fault in faults]).reshape(-1, 2)]
        if self.kind_box.currentData() in ("", FAR):
            spots.append(self._session.project.county.demand.xy[result.far])
        return MarkedRoads(shapes[shapely.get_dimensions(shapes) > 0], np.vstack(spots))

    def show_result(self, result: Checkup | None) -> None:
        """Fill texts and table."""
        self.kind_box.setEnabled(result is not None)
        self._name_kinds(result)
        shown = [] if result is None else self.shown_faults(result)
        self.repair_button.setEnabled(
            not self.is_stale and not self.is_running and any(fault.is_repairable for fault in shown)
        )
        if result is None:
            return
        from models.access.doctorwords import near_text, network_text

        lang = self._session.lang
        self.about.setText(f"{near_text(result, lang)}\n{network_text(result, lang)}")
        nothing = not result.faults and not len(result.far)
        advice = t("doctor.said.unsplit_advice", lang) if any(one.kind == "unsplit" for one in shown) else ""
        self.notes.setText(t("doctor.said.none", lang) if nothing else advice)
        if not self.is_stale:  # rows of an older project would lead elsewhere
            self._fill(result, shown)

    def _name_kinds(self, result: Checkup | None) -> None:
        counts = dict.fromkeys(KINDS, 0)
        if result is not None:
            for fault in result.faults:
                counts[fault.kind] += 1
            counts[FAR] = len(result.far)
        with QSignalBlocker(self.kind_box):
            for index in range(self.kind_box.count()):
                kind = self.kind_box.itemData(index)
                name = term(f"doctor.kind.{kind}") if kind else term("doctor.page.all")
                count = counts[kind] if kind else sum(counts.values())
                self.kind_box.setItemText(index, term("doctor.page.choice", kind=name, count=f"{count:,}"))

    def _fill(self, result: Checkup, shown: list[Fault]) -> None:
        from models.access.doctorwords import RoadNames, detail, far_detail

        session, lang = self._session, self._session.lang
        county = session.project.county
        names = RoadNames(county.roads)
        far = self.kind_box.currentData() in ("", FAR)
        rows = result.far.tolist() if far else []
        kinds: list[str] = [*(fault.kind for fault in shown), *(FAR for _ in rows)]
        roads = [
            *(names.of(fault, lang) for fault in shown),
            *(str(county.demand.names[row]) for row in rows),
        ]
        said = [
            *(detail(fault, lang) for fault in shown),
            *(far_detail(metres, result.snap_m, lang) for metres in (result.far_m.tolist() if far else [])),
        ]
        persons: list[float | None] = [
            *(fault.persons for fault in shown),
            *(float(county.demand.population_persons[row]) for row in rows),
        ]
        nothing = t("verdict.nodata", lang)
        people = [
            "" if kind in ("unsplit", "gap", "double", "bridge")
            else nothing if count is None or np.isnan(count) else f"{count:,.0f}"
            for kind, count in zip(kinds, persons, strict=True)
        ]  # fmt: skip
        columns = [
            words("kind", term("doctor.page.kind"), (t(f"doctor.kind.{kind}", lang) for kind in kinds)),
            words("roads", term("doctor.page.roads"), roads),
            numbers("persons", term("doctor.page.persons"), persons, people),
            words("said", term("doctor.page.said"), said),
        ]
        places = {index: self._place(fault, roads[index]) for index, fault in enumerate(shown)}
        places |= {len(shown) + index: demand_place(county, row) for index, row in enumerate(rows)}
        self.show_table(columns, list(range(len(kinds))), places)

    def _place(self, fault: Fault, name: str) -> Place:
        layer, row = fault.features[0] if fault.features else (-1, -1)
        layer_id = self._session.project.county.roads[layer].id if layer >= 0 else ""
        # A whole island may be as wide as the county: its nearest end to the network is where to look.
        x, y = fault.xy
        return Place("feature", str(row), name, (x, y, x, y), layer_id)

    # -- repair --------------------------------------------------------------------------------------------
    def repair(self) -> None:
        """Put right what needs no guess, as one step that can be undone, and look the roads over again."""
        result, session = self.result, self._session
        if result is None or self.is_stale:
            return
        from models.access.doctorwords import counts_text
        from models.access.roadrepair import repaired

        project = session.project
        made = repaired(project.layers, project.county.roads, self.shown_faults(result))
        count = sum(made.counts.values())
        if not count:
            return
        session.push(project.layers_edit(made.layers), term("doctor.page.step", count=count))
        kinds = counts_text(made.counts, session.lang)
        session.say(Message(term("doctor.said.repaired", count=count, kinds=kinds), "", ""))
        self.run()
