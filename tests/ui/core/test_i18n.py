"""Switching the language while the program runs leaves nothing behind in the other."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from models.kernel.text import catalogue, t
from tests import check_translations
from tests.check_translations import (
    TS,
    catalogue_problems,
    entries,
    glossary_problems,
    placeholders,
    window_problems,
    wording_problems,
)
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.dialogs.test_dialogs import chinese_left_in, english_left_in, names_in_data, texts_of
from tests.ui.leaks import deliver_deletions
from ui.app.mainwindow import MainWindow
from ui.core import i18n
from ui.core.i18n import TRANSLATIONS, install_language, term


def menu_texts(window: MainWindow) -> list[str]:
    # The drawing library keeps an action of its own on its scene, which nothing ever shows.
    found = [a for a in window.findChildren(QAction) if type(a.parent()).__name__ != "GraphicsScene"]
    actions = [*window.actions_, *found]
    texts = [text for a in actions for text in (a.text(), a.toolTip(), a.statusTip(), a.iconText())]
    return [text for text in texts if text.strip()]


def all_texts(window: MainWindow) -> list[str]:
    """Everything to read in the window, also on pages and panels that are hidden just now."""
    return [*texts_of(window), *menu_texts(window), *table_texts(window)]


def table_texts(window: MainWindow) -> list[str]:
    found = [window.tables_panel.tabs.tabText(i) for i in range(window.tables_panel.tabs.count())]
    model = window.tables_panel.model
    if model is not None:
        found += [column.title for column in model.columns]
    tree = window.layers_panel.tree
    found += [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]
    panel = window.findings_panel
    found += [panel.row(finding.id).accessibleName() for finding in window.session.findings]
    return found


def test_switching_leaves_no_word_of_the_other_language(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(lang="zh")
    window.tables_panel.set_open(True)
    window.session.select(list(window.session.scenario.facilities)[:1])
    window.selected_panel.form.refresh()
    wait_until_idle(window, qtbot)
    # Sources are quoted as they are published, in Chinese.
    known = names_in_data(window)
    for lang in ("en", "zh", "en"):
        window.set_language(lang)  # type: ignore[arg-type]
        qtbot.wait(20)
        wait_until_idle(window, qtbot)
        deliver_deletions()
        texts = all_texts(window)
        left = english_left_in(texts) if lang == "zh" else chinese_left_in(texts, known)
        assert left == [], (lang, left)
    window.set_language("zh")


def test_the_choice_is_kept(make_window: MakeWindow) -> None:
    window = make_window(lang="zh")
    window.menus._languages["en"].trigger()
    assert window.preferences.lang == "en"
    assert window.menus._languages["en"].isChecked()
    assert window.session.lang == "en"
    assert window.menus._menus["file"].title() == "&File"
    window.menus._languages["zh"].trigger()
    assert window.menus._menus["file"].title() == "文件(&F)"


def test_today_and_status_are_named_in_the_language(window: MainWindow) -> None:
    assert window.scenario_box.itemText(0) == "现状"
    window.set_language("en")
    assert window.scenario_box.itemText(0) == "Today"
    assert window.scenarios_panel.card("today").title == "Today"
    window.set_language("zh")


def test_every_text_is_translated_and_compiled() -> None:
    assert list(window_problems()) == []


def test_the_catalogue_has_both_languages() -> None:
    assert list(catalogue_problems()) == []


def test_each_text_has_one_home_and_one_wording() -> None:
    assert list(wording_problems()) == []


def test_no_text_uses_a_word_that_the_glossary_avoids() -> None:
    assert list(glossary_problems()) == []


def test_the_check_sees_two_homes_two_wordings_and_words_to_avoid(monkeypatch: pytest.MonkeyPatch) -> None:
    window = next(iter(entries(TS)))
    added = {
        "x.home": {"zh": "甲", "en": window.source},
        "x.one": {"zh": "甲", "en": "Stray word"},
        "x.two": {"zh": "乙", "en": "stray word"},
        "x.avoided": {"zh": "{township}候选场址", "en": "sites"},
        "x.english": {"zh": "各 township 的数量", "en": "number in each township"},
    }
    monkeypatch.setattr(check_translations, "catalogue", lambda: {**catalogue(), **added})
    wordings, avoided = list(wording_problems()), list(glossary_problems())
    assert [line for line in wordings if "'x.home'" in line]
    assert [line for line in wordings if "x.one" in line and "x.two" in line]
    assert [line.split(":")[0] for line in avoided] == ["x.avoided", "x.english"]


def test_a_word_of_the_catalogue_follows_the_language(qtbot: Any) -> None:
    app = QApplication.instance()
    assert app is not None
    for lang in ("zh", "en"):
        install_language(app, lang)  # type: ignore[arg-type]
        assert term("family.shelter.short") == t("family.shelter.short", lang)  # type: ignore[arg-type]


def test_the_check_itself_sees_what_is_wrong(tmp_path: Any) -> None:
    assert placeholders("{a} of {b:.1f}") == ["a", "b"]
    file = tmp_path / "x.ts"
    file.write_text(
        '<TS version="2.1"><context><name>A</name><message><source>Save {n}</source>'
        '<translation type="unfinished">保存</translation></message></context></TS>',
        encoding="utf-8",
    )
    (entry,) = entries(file)
    assert not entry.is_finished and entry.source == "Save {n}" and entry.translation == "保存"


def test_a_translation_file_written_anew_does_not_change_the_running_program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "haven_zh.qm"
    file.write_bytes((TRANSLATIONS / "haven_zh.qm").read_bytes())
    monkeypatch.setattr("ui.core.i18n.TRANSLATIONS", tmp_path)
    install_language(qapp, "zh")
    try:
        with file.open("r+b") as open_file:
            open_file.write(b"\0" * file.stat().st_size)
        assert qapp.translate("ComposerBar", "Whole page") == "整页"
    finally:
        install_language(qapp, "en")


def test_words_of_a_language_go_when_another_comes(qapp: QApplication) -> None:
    gone = []
    for lang in ("zh", "en", "zh", "en"):
        gone += [weakref.ref(translator) for translator, _ in i18n._installed]
        install_language(qapp, "zh" if lang == "zh" else "en")
    assert gone and not any(one() for one in gone) and not qapp.findChildren(QTranslator)


def test_pages_of_the_manual_use_the_glossarys_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "resources" / "manual" / "zh"
    folder.mkdir(parents=True)
    (folder / "x.md").write_text("# 页\n绕行系数，{name_of_占比}。", encoding="utf-8")
    monkeypatch.setattr(check_translations, "ROOT", tmp_path)
    (told,) = check_translations.manual_problems()
    assert "zh/x.md" in told and "绕行系数" in told


def test_qts_own_dialog_of_files_speaks_chinese(qapp: QApplication) -> None:
    install_language(qapp, "zh")
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    texts = [one.text() for one in dialog.findChildren(QLabel)]
    dialog.deleteLater()
    deliver_deletions()
    assert texts and all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts)
