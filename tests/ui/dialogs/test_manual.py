"""Help where the person is: the manual's pages, the palette of commands, the tour."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenuBar, QWidget

import ui
from models.kernel.text import LANGUAGES, Lang
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.core.actions import Actions, plain
from ui.core.manualpages import PAGES, page_text
from ui.dialogs.manual import PAGE_OF, Manual, page_of
from ui.dialogs.palette import CommandPalette, commands, matching


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_names_only_commands_that_there_are(qapp: Any, lang: Lang) -> None:
    owner = QObject()
    actions = Actions(owner)
    texts = {page: page_text(page, lang).format(**actions.names) for page in PAGES}
    assert all(text.startswith("# ") and len(text) > 40 for text in texts.values())
    has_chinese = {page: bool(re.search("[一-鿿]", page_text(page, lang))) for page in PAGES}
    assert set(has_chinese.values()) == {lang == "zh"}


def test_every_part_of_the_window_has_a_page() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(ui.__file__).parent.rglob("*.py"))
    assert set(PAGE_OF.values()) <= set(PAGES)
    assert [name for name in PAGE_OF if f"\nclass {name}(" not in source] == []


def test_f1_opens_the_page_on_what_has_the_keyboard(window: MainWindow, qtbot: Any) -> None:
    assert page_of(window.tables_panel.tabs) == "tables"
    assert page_of(window.findings_panel.filter) == "verdict"
    assert page_of(window.canvas.viewport()) == "map"
    assert page_of(None) == PAGES[0]
    window.openers.show_manual()
    (manual,) = window.findChildren(Manual)
    manual.show_page("figures")
    worked = manual.page.toPlainText()
    finding = next(one for one in window.session.findings if one.figure.value is not None)
    assert finding.name("zh") in worked
    window.set_language("en")  # titles of pages are longer
    assert manual.contents.viewport().width() >= manual.contents.sizeHintForColumn(0)
    manual.close()


def test_a_command_is_found_by_its_words_and_done(window: MainWindow, qtbot: Any) -> None:
    palette = CommandPalette(window.menuBar(), window)
    palette.show()
    assert palette.focusWidget() is palette.line
    palette.line.setText("放大")
    assert (item := palette.list.item(0)) is not None and "放大" in item.text()
    before = window.canvas.map_window.m_per_px
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.canvas.map_window.m_per_px < before


def test_words_match_menus_too_and_the_own_beginning_comes_first(qapp: Any) -> None:
    bar = QMenuBar()
    file, view = bar.addMenu("文件(&F)"), bar.addMenu("视图(&V)")
    view.addAction("全部保存")
    file.addAction("保存…(&S)")
    file.addAction("退出").setEnabled(False)
    found = list(commands(bar))
    assert [(one.path, one.text) for one in found] == [(("文件",), "保存"), (("视图",), "全部保存")]
    assert [one.text for one in matching(found, "保存")] == ["保存", "全部保存"]
    assert [one.text for one in matching(found, "文件 保存")] == ["保存"]
    assert matching(found, "没有") == []


def test_plain_words_of_a_menu() -> None:
    assert plain("打开(&O)…") == "打开"
    assert plain("&File") == "File"
    assert plain("Open (all) files…") == "Open (all) files"


def test_the_tour_goes_on_and_ends_with_the_own_county(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    window.actions_["tour"].trigger()
    assert not window.hint.isHidden()
    texts = set()
    for _ in range(5):
        assert window.pages.currentWidget() is window.canvas
        texts.add(window.tour.text)
        window.hint.button.click()
    assert len(texts) == 5
    assert window.pages.currentWidget() is window.welcome
    assert window.hint.isHidden()


def test_the_palette_lies_inside_the_window(window: MainWindow) -> None:
    palette = CommandPalette(window.menuBar(), window)
    palette.show()
    corner = window.mapFromGlobal(palette.mapToGlobal(QPoint(0, 0)))
    assert QWidget.rect(window).contains(palette.rect().translated(corner))
    palette.close()
