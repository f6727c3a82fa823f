"""The program's language, switchable while it runs.

Words that stand in documents too (fields, figures, verdicts, column heads) have their home in the catalogue
under ``resources/text``, asked for by :func:`term`; ``tr()`` is for what only the window says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator

from models.kernel.resources import RESOURCES
from models.kernel.text import Lang, t
from ui.core.guard import guarded
from ui.core.said import Said, Telling, anew

TRANSLATIONS = RESOURCES / "translations"
_LOCALES: dict[Lang, str] = {"zh": "zh_CN", "en": "en_US"}
_installed: list[tuple[QTranslator, bytes]] = []
_shown: list[Lang] = ["en"]

LANGUAGE_NAMES = {"zh": "简体中文", "en": "English"}


QT_LACKS = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
)
"""What Qt's own dialogs say and its Chinese texts have no word for."""


def install_language(app: QCoreApplication, lang: Lang) -> None:
    """Show the program, and Qt's own dialogs, in a language; every widget is told by a LanguageChange event.

    The source strings are English, so English needs no file of ours.
    """
    for translator, _ in _installed:
        app.removeTranslator(translator)
    _installed.clear()
    _shown[:] = [lang]
    # Numbers in spin boxes and dates follow the program, not the machine.
    QLocale.setDefault(QLocale(_LOCALES[lang]))
    if lang == "zh":
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase_zh_CN", qt_folder), ("haven_zh", str(TRANSLATIONS))):
            try:
                # Into memory: Qt maps a file, and reads nonsense or worse once an update writes it anew.
                words = Path(folder, f"{name}.qm").read_bytes()
            except OSError:
                continue
            translator = QTranslator()  # no child of the application: it goes when another language comes
            if translator.load(words):
                app.installTranslator(translator)
                _installed.append((translator, words))
    # Now, not at the next turn of the event loop: no window is ever seen in two languages.
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.LanguageChange.value))


def term(key: str, **values: object) -> str:
    """Text of the catalogue in the language that ``tr()`` speaks at present, as one to be said again."""
    return Said(partial(_termed, key, values))


def _termed(key: str, values: Mapping[str, object]) -> str:
    return t(key, _shown[0], **{name: anew(value) for name, value in values.items()})


def said_by(tell: Callable[[Lang], str]) -> str:
    """What something that knows its name in each language is called at present."""
    return Said(lambda: tell(_shown[0]))


class _HasChangeEvent(Protocol):
    def changeEvent(self, event: QEvent) -> None: ...


class Retranslated(Telling):
    """Mixin for widgets, put before the Qt class: calls :meth:`retranslate` whenever the language changes."""

    def retranslate(self) -> None:
        """Put every text of the widget in the present language."""
        raise NotImplementedError

    @guarded()
    def changeEvent(self: _HasChangeEvent, event: QEvent) -> None:
        """Listen for the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()  # type: ignore[attr-defined]
        super().changeEvent(event)  # type: ignore[safe-super]
