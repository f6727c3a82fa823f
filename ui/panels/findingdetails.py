"""How a finding was computed, from what, how it runs through the scenarios, and what can be done about it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.assessment.explain import notes_of, place_text, rule_text, rules_of
from models.assessment.repairs import Repair, repairs_of
from models.findings.findings import Finding, Place
from models.findings.formulas import formula_text
from models.findings.numbers import target_text
from models.kernel.text import t
from ui.core.guard import guarded
from ui.core.i18n import term
from ui.core.icons import icon
from ui.core.session import Session
from ui.panels.findingcopy import copy_working
from ui.panels.findinglinks import FindingLinks
from ui.widgets.behind import behind_mark
from ui.widgets.parts import Section, label
from ui.widgets.typedvalue import TypedValue

MAX_PLACES = 500
VISIBLE_PLACES = 7


class FindingDetails(QWidget):
    """Folded out below a row.

    Parameters
    ----------
    places
        Those of the finding's places that are to be listed; all of them, or those of one township.
    course
        How the figure runs through the scenarios, in lines; empty while that is not known.

    Signals
    -------
    repair_wanted(Repair)
        The person wants to do something about missing data.
    """

    repair_wanted = Signal(object)

    def __init__(
        self, session: Session, finding: Finding, places: Sequence[Place], course: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._session = session
        self.finding = finding
        self._listed = tuple(places)
        lang, figure = session.lang, finding.figure
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(14, 6, 14, 10)
        self._box.setSpacing(5)
        text = formula_text(figure, lang)
        if text and figure.value is not None:
            self._add(text)
        if figure.is_estimated:
            self._add(term("explain.estimated"), "muted")
        self._add_milestones(finding)
        self.course = label(wrap=True)
        self.course.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._box.addWidget(self.course)
        self.show_course(course)
        for line in notes_of(finding, lang):
            self._add(line, "muted")
        if finding.source.text(lang):
            self._add(term("explain.source", source=finding.source.text(lang)), "muted")
        self.repairs: list[QPushButton] = []
        if figure.missing:
            self._add_missing(finding)
        self.typed: TypedValue | None = None
        if any(row.id == finding.id and row.takes_typed(figure) for row in session.profile.rows):
            self.typed = TypedValue(session, finding)
            self._box.addWidget(self.typed)
        self.rules: Section | None = None
        self._add_rules(finding)
        self.links = FindingLinks(session, finding)
        self.links.copy_link.clicked.connect(
            lambda: copy_working(finding, session.rules, session.lang, behind_mark(session))
        )
        self._box.addWidget(self.links)
        self.places: QListWidget | None = None
        if self._listed:
            self._add_places(finding)

    def _add(self, text: str, role: str = "") -> None:
        made = label(role, wrap=True)
        made.setText(text)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._box.addWidget(made)

    # -- parts ---------------------------------------------------------------------------------------------
    def _add_milestones(self, finding: Finding) -> None:
        lang = self._session.lang
        for one in finding.milestones:
            text = self.tr("By {year}, {target}: {verdict}") if one.year else self.tr("{target}: {verdict}")
            self._add(
                text.format(
                    year=one.year,
                    target=target_text(one.target, finding.figure.unit, lang),
                    verdict=t(f"verdict.{one.verdict}", lang),
                )
            )

    def show_course(self, lines: Sequence[str]) -> None:
        """Show how the figure runs through the scenarios, as soon as that is known."""
        self.course.setText("\n".join(lines))
        self.course.setHidden(not lines)

    def _add_missing(self, finding: Finding) -> None:
        lang = self._session.lang
        separator = term("explain.separator")
        names = separator.join(t(f"missing.{item}", lang) for item in finding.figure.missing)
        self._add(term("explain.missing", names=names))
        for repair in repairs_of(finding):
            if repair.kind == "typed":
                continue  # the fields stand right below
            button = QPushButton(icon(_REPAIR_ICONS.get(repair.kind, repair.family)), self._words_for(repair))
            button.clicked.connect(lambda _=False, repair=repair: self.repair_wanted.emit(repair))
            self._box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.repairs.append(button)

    def _words_for(self, repair: Repair) -> str:
        match repair.kind:
            case "layers":
                return self.tr("Add layers…")
            case "county":
                return self.tr("County and plan…")
            case "stock":
                return self.tr("Stock ledger…")
            case "table":
                return self.tr("Fill in the table…")
            case "rule":
                return self.tr("Fill in the value…")
        return term(f"family.{repair.family}.place")

    def _add_rules(self, finding: Finding) -> None:
        quantities = rules_of(finding, self._session.rules)
        if not quantities:
            return
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(6, 0, 0, 2)
        box.setSpacing(4)
        for quantity in quantities:
            line = label("" if quantity.override else "muted", wrap=True)
            line.setText(rule_text(quantity, self._session.lang))
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(line)
        changed = sum(quantity.override is not None for quantity in quantities)
        self.rules = Section(content, is_open=False)
        title = self.tr("Rule values ({count})").format(count=len(quantities))
        if changed:
            title = self.tr("Rule values ({count}, {changed} changed)").format(
                count=len(quantities), changed=changed
            )
        self.rules.set_title(title)
        self._box.addWidget(self.rules)

    def _add_places(self, finding: Finding) -> None:
        heading = label("heading")
        count = len(self._listed)
        heading.setText(
            self.tr("Falls short ({count})").format(count=count)
            if finding.target is not None
            else self.tr("Places ({count})").format(count=count)
        )
        self._box.addWidget(heading)
        places = QListWidget()
        places.setUniformItemSizes(True)
        places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        lang = self._session.lang
        for place in self._listed[:MAX_PLACES]:
            item = QListWidgetItem(place_text(place, lang))
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, place)
            places.addItem(item)
        rows = min(places.count(), VISIBLE_PLACES)
        places.setFixedHeight(rows * max(places.sizeHintForRow(0), 20) + 4)
        places.itemClicked.connect(self._show_place)
        places.itemActivated.connect(self._show_place)
        places.setAccessibleName(finding.name(lang))
        places.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        places.customContextMenuRequested.connect(self._show_menu)
        places.installEventFilter(self)
        self.places = places
        self._box.addWidget(places)
        if len(self._listed) > MAX_PLACES:
            self._add(self.tr("The first {count} are listed.").format(count=MAX_PLACES), "muted")

    # -- places --------------------------------------------------------------------------------------------
    def _show_place(self, item: QListWidgetItem) -> None:
        self._session.show_place(item.data(Qt.ItemDataRole.UserRole))

    def show_all(self) -> None:
        """Select all facilities that are listed, and bring every place into view."""
        show_places(self._session, self._listed)

    def _show_menu(self, at: QPoint) -> None:
        assert self.places is not None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("zoom-selection"), self.tr("Show all on the map"), self.show_all)
        menu.addAction(icon("copy"), self.tr("Copy this list"), self.copy_places)
        menu.popup(self.places.viewport().mapToGlobal(at))

    def copy_places(self) -> None:
        """Put all places on the clipboard, each on a line with its figure."""
        from reports.safe import safe_csv

        lines = [
            "\t".join(
                [
                    " ".join(safe_csv(place.title(self._session.lang)).split()),
                    "" if place.value is None else f"{place.value:.12g}",
                ]
            )
            for place in self._listed
        ]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    @guarded(False)
    def eventFilter(self, watched, event) -> bool:  # type: ignore[no-untyped-def]
        if event.type() == QEvent.Type.KeyPress and event.matches(QKeySequence.StandardKey.Copy):
            self.copy_places()
            return True
        return super().eventFilter(watched, event)


def show_places(session: Session, places: Sequence[Place]) -> None:
    """Select the facilities among places and bring all of them into view."""
    bounds = [place.bounds for place in places if all(map(math.isfinite, place.bounds))]
    if not bounds:
        return
    facilities = [place.key for place in places if place.kind == "facility"]
    if facilities:
        session.select(facilities)
    left, bottom, right, top = zip(*bounds, strict=True)
    session.zoom_wanted.emit((min(left), min(bottom), max(right), max(top)))


_REPAIR_ICONS = {
    "layers": "import",
    "county": "county",
    "rule": "document",
    "stock": "table",
    "table": "table",
}
