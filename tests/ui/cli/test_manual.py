"""The manual as a PDF: every figure, every picture, taken from the program itself."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from models.findings.figures import figure_specs
from models.findings.formulas import figure_name
from models.kernel.text import LANGUAGES, Lang, has_text
from models.rules.rules import load_rules
from tests.ui.conftest import wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.cli import manualjob
from ui.core.manualpages import FIGURES, PAGES, escaped


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_is_explained_with_the_source_of_its_rule_values(lang: Lang) -> None:
    text = manualjob.whole_page(FIGURES, lang, {})
    rules = load_rules()
    for spec in figure_specs().values():
        assert f"### {escaped(figure_name(spec.id, lang))}" in text
        assert has_text(f"finding_family.{manualjob._group(spec)}")
        for key in spec.rules:
            assert (
                escaped(rules.quantity(key).name(lang)) in text
                and escaped(rules.quantity(key).source_text(lang)) in text
            )
    assert "{" not in text.replace("\\{", "")
    assert text.count("\n## ") == len({manualjob._group(spec) for spec in figure_specs().values()})


def test_every_picture_is_taken_and_has_its_words(
    window: MainWindow, qtbot: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settle(*_: object) -> None:
        qapp.processEvents()
        wait_until_idle(window, qtbot)

    monkeypatch.setattr("ui.app.app.settle", settle)
    pictures = dict(manualjob.taken(qapp, window))
    assert set(manualjob.PICTURES) <= set(PAGES)
    assert {name for names in manualjob.PICTURES.values() for name in names} == set(pictures)
    assert all(has_text(f"manual.picture.{name}") for name in pictures)
    assert all(image.width() > 200 and image.height() > 200 for image in pictures.values())
    assert len({image.cacheKey() for image in pictures.values()}) == len(pictures)
    assert pictures["window"] != pictures["tables"] != pictures["fire"] != pictures["compare"]
