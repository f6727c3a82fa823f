"""No window needs Python's collector, and no thread beside the window's runs it."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import threading
import weakref
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QGraphicsItem, QWidget

import ui
from layers.importing.stockfile import StockImport
from layers.ledgerback import read_ledgers, scenario_of
from layers.ledgerback.knowntable import KnownTable
from layers.ledgerback.projects import ProjectsTable
from models.kernel.progress import Progress, Work, run_to_end
from models.upkeep.renewal import of_stock
from reports.context import make_context
from reports.workbook import write_workbook
from tests.ui.conftest import wait_until_idle
from tests.ui.leaks import deliver_deletions, left_to_the_collector
from ui.analysis.compare import ComparePanel
from ui.analysis.evacuation import EvacuationPanel
from ui.analysis.fire import FirePanel
from ui.analysis.ledgerimport import LedgerImportDialog
from ui.analysis.page import PagesPanel
from ui.analysis.panel import AnalysisPanel
from ui.analysis.projects import ProjectsPanel
from ui.analysis.projectsimport import ProjectsImportDialog
from ui.analysis.renewaldialog import RenewalDialog
from ui.analysis.roads import RoadsPanel
from ui.analysis.shelters import ShelterPanel
from ui.analysis.siting import SitingPanel
from ui.analysis.supplies import SuppliesPanel
from ui.analysis.suppliesimport import SuppliesImportDialog
from ui.analysis.teams import TeamPanel
from ui.analysis.upkeep import UpkeepPanel
from ui.analysis.upkeepimport import UpkeepImportDialog
from ui.app.app import collecting_here
from ui.app.mainwindow import MainWindow
from ui.composer import ComposerWindow
from ui.core.tasks import Task
from ui.dialogs.about import AboutDialog
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.bookmarks import BookmarksDialog
from ui.dialogs.dataremarks import DataRemarksDialog
from ui.dialogs.hazardlevels import HazardLevelsDialog
from ui.dialogs.indicators import IndicatorsDialog
from ui.dialogs.ledgerback import LedgerBackDialog
from ui.dialogs.licences import LicencesDialog
from ui.dialogs.manual import Manual
from ui.dialogs.pack import PackDialog
from ui.dialogs.palette import CommandPalette
from ui.dialogs.plan import PlanDialog
from ui.dialogs.preferences import PreferencesDialog
from ui.dialogs.projectsettings import ProjectSettingsDialog
from ui.dialogs.rules import RulesDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.panels.formuladialog import FormulaDialog


def open_ledgers(window: MainWindow, folder: Path) -> None:
    path = folder / "ledgers.xlsx"
    run_to_end(write_workbook(make_context(window.session.project, made_on=date(2026, 1, 1)), path, "zh"))
    ledger = read_ledgers(path)
    LedgerBackDialog(window.session, ledger, scenario_of(ledger, window.session.project), window).show()


WAYS: dict[type[QWidget], Callable[[MainWindow, Path], object]] = {
    AboutDialog: lambda window, _: window.openers.show_about(),
    BackupsDialog: lambda window, _: BackupsDialog(window.session, [], "", window).show(),
    BookmarksDialog: lambda window, _: BookmarksDialog(window.session, window.bookmarks, window).show(),
    CommandPalette: lambda window, _: window.openers.show_commands(),
    ComparePanel: lambda window, _: window.openers.show_comparison(),
    DataRemarksDialog: lambda window, _: window.openers.show_data_remarks(),
    ComposerWindow: lambda window, _: window.openers.show_composer(),
    FirePanel: lambda window, _: window.openers.show_fire_response(),
    FormulaDialog: lambda window, _: FormulaDialog(window.session, "shelter", (), window).show(),
    HazardLevelsDialog: lambda window, _: HazardLevelsDialog(window.session, window).show(),
    IndicatorsDialog: lambda window, _: window.openers.show_indicators(),
    LedgerBackDialog: open_ledgers,
    LicencesDialog: lambda window, _: LicencesDialog(window).show(),
    Manual: lambda window, _: window.openers.show_manual(),
    PackDialog: lambda window, _: window.openers.show_pack(),
    PlanDialog: lambda window, _: window.openers.show_targets(),
    PreferencesDialog: lambda window, _: window.openers.show_preferences(),
    ProjectSettingsDialog: lambda window, _: window.openers.show_project_settings(),
    ProjectsImportDialog: lambda window, _: ProjectsImportDialog(
        window.session, ProjectsTable("x.csv", {}, (), {}), window
    ).open(),
    ProjectsPanel: lambda window, _: window.openers.show_projects(),
    EvacuationPanel: lambda window, _: window.openers.show_evacuation(),
    RenewalDialog: lambda window, _: RenewalDialog(
        window.session,
        window.tasks,
        window.preferences,
        of_stock(window.session.project, (), "x.csv", date(2026, 1, 1)),
        window,
    ).open(),
    UpkeepImportDialog: lambda window, _: UpkeepImportDialog(
        window.session, KnownTable("x.csv", {}, (), {}), window
    ).open(),
    RoadsPanel: lambda window, _: window.openers.show_roads(),
    RulesDialog: lambda window, _: window.openers.show_rules(),
    SitingPanel: lambda window, _: window.openers.show_siting(),
    ShelterPanel: lambda window, _: window.openers.show_shelters(),
    ShortcutsDialog: lambda window, _: window.openers.show_shortcuts(),
    SuppliesPanel: lambda window, _: window.openers.show_supplies(),
    SuppliesImportDialog: lambda window, _: SuppliesImportDialog(
        window.session, StockImport("x.csv", (), {}), {}, window
    ).open(),
    TeamPanel: lambda window, _: window.openers.show_teams(),
    UpkeepPanel: lambda window, _: window.openers.show_upkeep(),
}


def kinds_of(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds_of(below)


def test_every_dialog_is_tried() -> None:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    kinds = (*kinds_of(QDialog), *kinds_of(AnalysisPanel))
    known = {kind for kind in kinds if kind.__module__.startswith("ui.")}
    assert known - {PagesPanel, LedgerImportDialog} == set(
        WAYS
    )  # what others derive from is no dialog of its own


def test_a_closed_dialog_is_gone_with_all_its_parts_at_once(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    """One after the other in one window; what each leaves to the collector is told with its name."""

    def open_and_close(kind: type[QWidget]) -> list[weakref.ref[QObject]]:
        WAYS[kind](window, tmp_path)
        wait_until_idle(window, qtbot)
        (dialog,) = [one for one in window.findChildren(kind) if one.isVisible()]
        if isinstance(dialog, ComposerWindow):
            qtbot.waitUntil(lambda: dialog.view.picture is not None, timeout=60_000)
        parts = [dialog, *dialog.findChildren(QObject), getattr(dialog, "maker", dialog)]
        if isinstance(dialog, AnalysisPanel):
            assert not dialog.isAncestorOf(dialog.below)  # it stands below the map, and goes too
            parts += [dialog.below, *dialog.below.findChildren(QObject)]
        found = [weakref.ref(part) for part in parts if type(part).__module__.startswith("ui.")]
        dialog.close()
        return found

    assert not gc.isenabled()
    for kind in WAYS:
        parts = open_and_close(kind)
        deliver_deletions()
        wait_until_idle(window, qtbot)
        assert parts and [part() for part in parts if part() is not None] == [], kind
        assert not left_to_the_collector(), kind


def test_what_holds_on_to_itself_is_seen() -> None:
    class Item(QGraphicsItem):
        pass

    things = [QObject(), Item()]
    for thing in things:
        thing.itself = thing
    assert not left_to_the_collector()
    del thing, things
    assert left_to_the_collector() == {"QObject": 1, "Item": 1}


@pytest.mark.parametrize("beside", ["task", "thread"])
def test_garbage_of_the_window_is_collected_on_its_thread_during_work(
    window: MainWindow, qtbot: Any, beside: str
) -> None:
    class Part(QObject):
        pass

    ended_on: list[threading.Thread] = []
    found: list[int] = []

    def drop() -> None:
        part = Part()
        part.itself = part  # type: ignore[attr-defined]  # only the collector can free it
        part.destroyed.connect(
            lambda: ended_on.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
        )

    def work() -> Work[int]:
        kept: list[list[int]] = []
        while not ended_on:
            yield Progress(0, 0, "project.open")
            kept = [[index] for index in range(20_000)]  # enough for many a collection by itself
        return len(kept)

    wait_until_idle(window, qtbot)
    gc.enable()
    with collecting_here(window.session):
        drop()
        if beside == "task":
            window.tasks.start(Task("t", work, found.append))
            wait_until_idle(window, qtbot)
        else:
            thread = threading.Thread(target=lambda: found.append(run_to_end(work())))
            thread.start()
            qtbot.waitUntil(lambda: not thread.is_alive(), timeout=60_000)
    assert found and ended_on == [threading.main_thread()]


def test_a_composer_taken_away_while_it_draws_ends_its_thread_first(window: MainWindow, qtbot: Any) -> None:
    def open_and_take_away() -> weakref.ref[QObject]:
        window.openers.show_composer()
        (composer,) = window.findChildren(ComposerWindow)
        qtbot.waitUntil(composer.maker.isRunning, timeout=60_000)
        maker = weakref.ref(composer.maker)
        composer.deleteLater()  # as with a window that goes without being closed
        return maker

    maker = open_and_take_away()
    deliver_deletions()
    assert maker() is None


def test_full_collections_pass_over_a_county_until_another_is_opened(window: MainWindow) -> None:
    class Thing:
        itself: object

    def left_behind() -> weakref.ref[Thing]:
        thing = Thing()
        thing.itself = thing
        return weakref.ref(thing)

    session = window.session
    with collecting_here(session):
        session.open(session.project.snapshot(), None)
        assert gc.get_freeze_count() > 100_000
        gc.unfreeze()
        of_before = left_behind()
        gc.freeze()
        gc.collect()
        assert of_before() is not None
        session.open(session.project.snapshot(), None)
        assert of_before() is None
    assert gc.get_freeze_count() == 0
