"""Typed-in indicators: every row that asks for a value, taken over at once, its verdict beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from models.findings.findings import Baseline
from models.project.project import Project
from models.project.settings import Indicator
from tests.ui.conftest import write
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session
from ui.dialogs.indicators import IndicatorsDialog

LOSS = "yanggu.outcomes.loss"  # asks for at most 1 per cent


@pytest.fixture
def dialog(session: Session, qtbot: Any) -> IndicatorsDialog:
    made = IndicatorsDialog(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def fill(editor: Any, text: str) -> None:
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    write(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_every_typed_row_of_the_plan_is_there(dialog: IndicatorsDialog, session: Session) -> None:
    assert set(dialog.rows) == {row.id for row in session.profile.typed_rows} and len(dialog.rows) == 56
    row = dialog.rows[LOSS]
    assert row.name.text() == "年均灾害直接经济损失占生产总值比例" and row.unit.text() == "%"
    assert row.asked.text() == "2025 年目标 ≤ 1 %" and row.verdict.text() == "无数据"
    assert "阳政办字" in dialog._plan.text() and "已填 0 项" in dialog._count.text()


def test_the_verdict_follows_at_once(dialog: IndicatorsDialog, session: Session) -> None:
    for typed, verdict in (("1", "达标"), ("1.000001", "未达标"), ("0", "达标")):
        fill(dialog.rows[LOSS].value, typed)
        session.assess_now()
        assert dialog.rows[LOSS].verdict.text() == verdict, typed
        assert session.project.settings.indicators[LOSS] == Indicator(float(typed))


def test_year_and_source_are_kept_and_undone(dialog: IndicatorsDialog, session: Session) -> None:
    row = dialog.rows[LOSS]
    fill(row.year, "2024")
    fill(row.source, "统计年鉴")
    assert session.undo_stack.count() == 0  # nothing to keep without a value
    fill(row.value, "０．５")
    session.assess_now()
    assert session.project.settings.indicators[LOSS] == Indicator(0.5, 2024, "统计年鉴")
    assert (row.value.text(), row.year.text(), row.source.text()) == ("0.5", "2024", "统计年鉴")
    assert session.undo_stack.count() == 1 and "已填 1 项" in dialog._count.text()
    session.undo_stack.undo()
    session.assess_now()
    assert row.value.text() == "" and row.verdict.text() == "无数据" and not row.clear.isEnabled()


def test_clearing_makes_it_no_data_not_zero(dialog: IndicatorsDialog, session: Session) -> None:
    row = dialog.rows[LOSS]
    fill(row.value, "0.5")
    session.assess_now()
    row.clear.click()
    session.assess_now()
    assert LOSS not in session.project.settings.indicators and row.verdict.text() == "无数据"
    fill(row.value, "0.7")
    fill(row.value, "")
    session.assess_now()
    assert LOSS not in session.project.settings.indicators


def test_what_is_no_value_is_refused(dialog: IndicatorsDialog, session: Session) -> None:
    row = dialog.rows[LOSS]
    for field, text in (("value", "abc"), ("value", "-1"), ("year", "20x4"), ("year", "24")):
        fill(row.value, "0.5")
        fill(row.year, "")
        fill(getattr(row, field), text)
        assert row.complaint.isVisible() and row.complaint.text(), text
        assert session.project.settings.indicators[LOSS] == Indicator(0.5)
        fill(getattr(row, field), "2020")
        assert not row.complaint.isVisible()


def test_a_baseline_is_asked_for_where_the_plan_improves_on_one(
    dialog: IndicatorsDialog, session: Session
) -> None:
    session.push(session.project.settings_edit(profile_id="xinxiang"), "x")
    session.assess_now()
    row = dialog.rows["xinxiang.fire.radius.mean"]
    assert row.asked.text() == "基期值，应优于基期"
    fill(row.value, "1000")
    session.assess_now()
    finding = next(found for found in session.findings if found.id == row.row.id)
    assert finding.target is None and finding.baseline == Baseline(1000.0)
    assert "当前" in row.verdict.text()


def test_a_table_goes_to_a_spreadsheet_and_back(dialog: IndicatorsDialog, session: Session) -> None:
    dialog.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + len(dialog.rows)
    name = dialog.rows[LOSS].row.name("zh")
    lines = [
        f"{line[: -len(chr(9) * 3)]}\t0.8\t2024\t公报" if line.startswith(name) else line for line in lines
    ]
    QGuiApplication.clipboard().setText("\n".join(lines))
    dialog.paste_button.click()
    assert session.project.settings.indicators == {LOSS: Indicator(0.8, 2024, "公报")}
    assert session.undo_stack.count() == 1 and dialog.answer.text() == "已读入 1 项。"
    QGuiApplication.clipboard().setText(f"{name}\t不详")
    dialog.paste_button.click()
    assert "不详" in dialog.answer.text() and session.undo_stack.count() == 1
    QGuiApplication.clipboard().setText("")
    dialog.paste_button.click()
    assert "剪贴板" in dialog.answer.text()


def test_typing_in_the_next_field_is_not_wiped(dialog: IndicatorsDialog, session: Session) -> None:
    row = dialog.rows[LOSS]
    fill(row.value, "0.5")
    row.source.setFocus()
    write(row.source, "年")
    session.assess_now()
    assert row.source.text() == "年"


def test_another_project_is_never_written_to(dialog: IndicatorsDialog, session: Session) -> None:
    row = dialog.rows[LOSS]
    row.value.setFocus()
    write(row.value, "0.5")
    other = Project()
    session.open(other, None)
    row.value.editingFinished.emit()
    assert not dialog.isVisible() and not other.settings.indicators


def test_switches_language(dialog: IndicatorsDialog, session: Session, qapp: Any) -> None:
    fill(dialog.rows[LOSS].value, "0.5")
    session.assess_now()
    session.lang = "en"
    install_language(qapp, "en")
    qapp.processEvents()
    row = dialog.rows[LOSS]
    assert dialog.windowTitle() == "Typed-in indicators" and row.value.text() == "0.5"
    assert row.asked.text() == "Target ≤ 1 % by 2025" and row.verdict.text() == "Pass"
    assert not [one.text() for one in dialog.findChildren(QLabel) if re.search("[一-鿿]", one.text())]


def test_a_finding_leads_to_its_row(window: MainWindow) -> None:
    panel = window.findings_panel
    panel.toggle(LOSS)
    details = panel.details(LOSS)
    assert details is not None and not details.links.indicator_link.isHidden()
    details.links.indicator_link.click()
    dialog = window.findChild(IndicatorsDialog)
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    assert dialog.focusWidget() is dialog.rows[LOSS].value
    dialog.close()
    computed = next(found for found in window.session.findings if found.id.startswith("core.shelter"))
    panel.toggle(computed.id)
    details = panel.details(computed.id)
    assert details is not None and details.links.indicator_link.isHidden()


def test_rows_repeat_neither_the_plan_above_nor_the_chapter_of_their_heading(
    dialog: IndicatorsDialog, session: Session
) -> None:
    lines = [row.source_line.text() for row in dialog.rows.values() if not row.source_line.isHidden()]
    assert dialog.rows and not any("阳政办字" in line for line in lines)
    assert any("应急管理规划" in line for line in lines)  # a section below that of the heading
