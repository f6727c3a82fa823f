"""What can be done with a row of the findings, by its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.core.icons import icon
from ui.panels.findingdetails import show_places

if TYPE_CHECKING:
    from ui.core.session import Session
    from ui.panels.findings import FindingsPanel


def row_menu(panel: FindingsPanel, session: Session, finding_id: str) -> QMenu:
    """Menu of a row of the panel, which is selected, alone or with others."""
    translate = QCoreApplication.translate
    finding, count = panel.row(finding_id).finding, len(panel.selected_ids)
    menu = QMenu(panel)
    if count > 1:
        text = translate("FindingsPanel", "Copy {count} rows").format(count=count)
    else:
        text = translate("FindingsPanel", "Copy this row")
    copy = menu.addAction(icon("copy"), text, panel.copy_selected)
    copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    menu.addAction(translate("FindingsPanel", "Copy all rows shown"), panel.copy_all)
    menu.addAction(
        translate("FindingsPanel", "Copy the whole working"), lambda: panel.copy_working(finding_id)
    )
    menu.addSeparator()
    places = panel.places_of(finding)
    show = menu.addAction(
        icon("zoom-selection"),
        translate("FindingsPanel", "Show its places on the map"),
        lambda: show_places(session, places),
    )
    show.setEnabled(bool(places))
    worst = menu.addAction(
        translate("FindingsPanel", "Show the worst place"), lambda: panel.show_worst(finding_id)
    )
    worst.setEnabled(panel.row(finding_id).worst is not None)
    panel.pinned.pin_action(menu, finding_id)
    is_open = panel.details(finding_id) is not None
    menu.addAction(
        translate("FindingsPanel", "Fold in") if is_open else translate("FindingsPanel", "Fold out"),
        lambda: panel.toggle(finding_id),
    )
    fold = menu.addAction(translate("FindingsPanel", "Fold all in"), panel.fold_all_in)
    fold.setEnabled(panel.has_details)
    menu.addSeparator()
    menu.addAction(translate("FindingsPanel", "Target…"), lambda: panel.target_wanted.emit(finding_id))
    if finding.rules:
        menu.addAction(
            translate("FindingsPanel", "Rules and sources…"), lambda: panel.rule_wanted.emit(finding.rules[0])
        )
    return menu
