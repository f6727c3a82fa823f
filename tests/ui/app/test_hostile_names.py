"""Names that try to become markup stay the text they are, wherever the window shows them."""

from __future__ import annotations

from typing import Any

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from tests.hostile.test_payloads import PAYLOADS, hostile_project, on_one_line


def shown_as_markup(text: str) -> bool:
    """Whether Qt would take a text for rich text; only such that hold something of ours matter."""
    is_theirs = any(piece in text for piece in ("<svg", "<img", "<script", "<a href", "<!ENTITY"))
    return is_theirs and QtGui.Qt.mightBeRichText(text)


def test_no_name_is_markup_in_the_window(make_window: Any, qtbot: Any, qapp: QApplication) -> None:
    window = make_window(hostile_project())
    for name in ("compare", "targets", "rules", "assign", "indicators", "export_pack"):
        window.actions_[name].trigger()
        qapp.processEvents()
    might_be_rich = (Qt.TextFormat.AutoText, Qt.TextFormat.RichText)
    told = [on_one_line(payload) for payload in PAYLOADS]
    labels = theirs = 0
    for number in range(len(PAYLOADS)):
        window.session.select([f"f{number}"])
        qapp.processEvents()
        for label in window.findChildren(QLabel):
            labels += 1
            text = label.text()
            theirs += any(name in text for name in told)
            is_rich = label.textFormat() in might_be_rich and shown_as_markup(text)
            assert not is_rich, f"{type(label.parent()).__name__}: {text[:80]}"
    assert labels > 100
    assert theirs > 10  # the names were really there


def test_a_tip_is_plain_text_whatever_it_says(make_window: Any, qapp: QApplication) -> None:
    window = make_window()
    for tip in ('<img src="file:///x.png">', '<a href="x">x</a>', "<b>x</b>\n<script>alert(1)</script>"):
        QToolTip.showText(window.mapToGlobal(window.rect().center()), tip, window)
        qapp.processEvents()
        (label,) = (one for one in qapp.topLevelWidgets() if one.metaObject().className() == "QTipLabel")
        assert isinstance(label, QLabel)
        assert label.text() == tip
        assert label.textFormat() == Qt.TextFormat.PlainText
    QToolTip.hideText()
