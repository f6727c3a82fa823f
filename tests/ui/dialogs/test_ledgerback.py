"""Ledgers come back through the window: the difference is seen first, and taken over as one step."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from layers.ledgerback import read_ledgers, scenario_of
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, t
from reports.context import make_context
from reports.workbook import write_workbook
from tests.layers.ledgerback.books import written
from tests.reports.conftest import MADE_ON, X, small_project
from ui.app.mainwindow import MainWindow
from ui.core.session import Session
from ui.dialogs.ledgerback import LedgerBackDialog


@pytest.fixture
def session(qapp: QApplication) -> Session:
    made = Session("en")
    made.open(small_project(), None)
    return made


@cache
def edited_book() -> bytes:
    """Workbook of the plan whose first shelter was renamed and moved, and whose second is gone; made once."""
    left = BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        book = load_workbook(written(small_project(), Path(folder) / "ledgers.xlsx", "zh", "plan"))
    sheet = book[t("workbook.sheet.ledger.shelter", "zh")]
    columns = {str(cell.value): cell.column for cell in sheet[3]}
    sheet.cell(5, columns["name"]).value = "新名称"
    sheet.cell(5, columns["#x"]).value = X + 2500
    sheet.cell(7, columns["gross_area_m2"]).value = "很大"
    sheet.delete_rows(6)
    book.save(left)
    return left.getvalue()


def edited(folder: Path) -> Path:
    path = folder / "ledgers.xlsx"
    path.write_bytes(edited_book())
    return path


@pytest.fixture
def dialog(session: Session, tmp_path: Path, qtbot: Any) -> LedgerBackDialog:
    ledger = read_ledgers(edited(tmp_path))
    made = LedgerBackDialog(session, ledger, scenario_of(ledger, session.project))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(dialog: LedgerBackDialog) -> list[list[str]]:
    table = dialog.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def name_of(session: Session) -> str:
    return session.project.scenario("plan").facilities["s1"].name


def test_every_difference_stands_in_the_table(dialog: LedgerBackDialog) -> None:
    rows = shown(dialog)
    assert [row[0] for row in rows] == [
        t(f"ledgerback.kind.{kind}", "en") for kind in ("changed", "changed", "removed")
    ]
    assert rows[0][1:5] == ["东镇", t("field.name", "en"), "东镇", "新名称"]
    assert rows[1][2] == t("ledgerback.field.geometry", "en")
    assert "°" in rows[1][4]
    ticks = [dialog.table.item(row, 0).checkState() == Qt.CheckState.Checked for row in range(3)]
    assert ticks == [True, True, False]
    assert dialog.troubles.rowCount() == 1
    assert "很大" in dialog.troubles.item(0, 1).text()
    assert "2" in dialog.apply_button.text()


def test_what_is_ticked_is_taken_over_as_one_step(dialog: LedgerBackDialog, session: Session) -> None:
    said: list[str] = []
    session.said.connect(lambda message, _: said.append(message.what))
    dialog.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    dialog.table.item(2, 0).setCheckState(Qt.CheckState.Checked)
    before = session.project.scenarios
    dialog.apply_button.click()
    plan = session.project.scenario("plan").facilities
    assert plan["s1"].name == "新名称"
    assert plan["s1"].location[0] == X + 2000
    assert "s2" not in plan
    assert "s2" in session.project.scenario("today").facilities
    assert session.undo_stack.count() == 1
    assert said == [t("ledgerback.said.applied", "en", count="2")]
    assert not dialog.isVisible()
    session.undo_stack.undo()
    assert session.project.scenarios == before


def test_nothing_ticked_cannot_be_taken_over(dialog: LedgerBackDialog, session: Session) -> None:
    dialog._none.click()
    assert dialog.chosen == frozenset()
    assert not dialog.apply_button.isEnabled()
    dialog._all.click()
    assert len(dialog.chosen) == 3
    dialog._usual.click()
    assert len(dialog.chosen) == 2


def test_it_follows_what_happens_in_the_project(dialog: LedgerBackDialog, session: Session) -> None:
    from dataclasses import replace

    shelter = session.project.scenario("plan").facilities["s1"]
    session.push(session.project.facility_edit({"s1": replace(shelter, name="工程里改的")}, "plan"), "x")
    row = shown(dialog)[0]
    assert row[0] == t("ledgerback.kind.conflict", "en")
    assert row[3:5] == ["工程里改的", "新名称"]
    assert dialog.table.item(0, 0).checkState() == Qt.CheckState.Unchecked
    session.undo_stack.undo()
    assert shown(dialog)[0][0] == t("ledgerback.kind.changed", "en")
    session.push(session.project.remove_scenario_edit("plan"), "y")
    assert not dialog.isVisible()


def test_names_are_never_markup(dialog: LedgerBackDialog) -> None:
    assert dialog.origin.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages(dialog: LedgerBackDialog, session: Session, lang: Any) -> None:
    session.lang = lang
    dialog.retranslate()
    assert t("ledgerback.kind.changed", lang) in shown(dialog)[0][0]
    assert dialog.grab().width() > 0


def test_dropping_the_workbook_on_the_window_shows_the_difference(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "ledgers.xlsx"
    context = make_context(window.session.project, made_on=MADE_ON)
    run_to_end(write_workbook(context, path, "en"))
    window._on_drop([path])
    qtbot.waitUntil(lambda: bool(window.findChildren(LedgerBackDialog)), timeout=20_000)
    (opened,) = window.findChildren(LedgerBackDialog)
    assert opened.isVisible()
    assert opened.counts.text() == t("ledgerback.said.nothing", window.session.lang)
    assert not opened.apply_button.isEnabled()
    opened.close()


def test_the_menu_leads_there(window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from ui.app import openers

    asked: list[Path] = []
    monkeypatch.setattr(
        openers.QFileDialog, "getOpenFileName", lambda *_, **__: (str(tmp_path / "a.xlsx"), "")
    )
    monkeypatch.setattr(type(window.openers), "show_ledgers", lambda _, path: asked.append(path))
    window.actions_["import_ledgers"].trigger()
    assert asked == [tmp_path / "a.xlsx"]


def test_a_workbook_of_others_says_so(window: MainWindow, tmp_path: Path, qtbot: Any) -> None:
    from openpyxl import Workbook

    path = tmp_path / "other.xlsx"
    Workbook().save(path)
    window.openers.show_ledgers(path)
    qtbot.waitUntil(window.messages.isVisible, timeout=20_000)
    assert not window.findChildren(LedgerBackDialog)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_line_shows_and_takes_over(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: Any
) -> None:
    from layers.project.file import load_project, save_project
    from ui.cli.commandline import run

    project, made = tmp_path / "p.gpkg", tmp_path / "q.gpkg"
    save_project(session.project, project)
    book = str(edited(tmp_path))
    assert run(["ledger", str(project), book, "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert "新名称" in said
    assert "很大" in said
    assert t("ledgerback.kind.removed", lang) in said
    assert run(["ledger", str(project), book, "--json", "--lang", lang]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [change["kind"] for change in told["changes"]] == ["changed", "changed", "removed"]
    assert len(told["troubles"]) == 1
    assert run(["ledger", str(project), book, "--apply", "--lang", lang]) == 2
    assert run(["ledger", str(project), book, "--apply", "-o", str(made), "--lang", lang]) == 0
    plan = load_project(made).scenario("plan").facilities
    # Removals are the planner's to decide.
    assert plan["s1"].name == "新名称"
    assert "s2" in plan
    assert load_project(project).scenario("plan").facilities["s1"].name == "东镇"


def test_undo_after_the_window_of_the_difference_is_gone(
    session: Session, tmp_path: Path, qapp: QApplication
) -> None:
    ledger = read_ledgers(edited(tmp_path))
    dialog = LedgerBackDialog(session, ledger, scenario_of(ledger, session.project))
    dialog.show()
    before = session.project.scenario("plan").facilities["s1"].name
    dialog.apply()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)
    # An error inside a slot fails the test: nothing of the window may still listen.
    session.undo_stack.undo()
    assert session.project.scenario("plan").facilities["s1"].name == before
    session.undo_stack.redo()
    assert session.project.scenario("plan").facilities["s1"].name == "新名称"
