"""What a person chose about the program itself: language, theme, folders, recent projects, window layout.

Kept in one INI file in the program's own folder; a file that cannot be read counts as empty and is set aside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from layers.disk.answering import look
from models.kernel.text import LANGUAGES, Lang
from ui.core.home import home_folder

MAX_RECENT = 8
PATIENCE_S = 1.0
"""How long the folder that was used last is waited for."""
THEMES = ("auto", "light", "dark")


class Preferences:
    """Typed access to the preferences file.

    Parameters
    ----------
    folder
        Where ``settings.ini`` lies; the program's own folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or home_folder()
        file = self.folder / "settings.ini"
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)
        if self._settings.status() == QSettings.Status.FormatError:
            # Keep what the person had, out of the way, and start with defaults.
            file.replace(file.with_suffix(".ini.bad"))
            self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write to disk what changed."""
        self._settings.sync()

    # -- language and looks --------------------------------------------------------------------------------
    @property
    def lang(self) -> Lang:
        """Language of the program."""
        value = self.text("lang", "zh")
        return "en" if value == "en" else "zh"

    @lang.setter
    def lang(self, lang: Lang) -> None:
        assert lang in LANGUAGES
        self._settings.setValue("lang", lang)

    @property
    def theme(self) -> str:
        """One of ``auto``, ``light``, ``dark``."""
        value = self.text("theme", "auto")
        return value if value in THEMES else "auto"

    @theme.setter
    def theme(self, theme: str) -> None:
        assert theme in THEMES
        self._settings.setValue("theme", theme)

    # -- files ---------------------------------------------------------------------------------------------
    @property
    def recent(self) -> list[Path]:
        """Recent projects, latest first. Not looked for on disk: a dead drive can hang for minutes."""
        stored = self._settings.value("recent")
        names = [stored] if isinstance(stored, str) else stored
        if not isinstance(names, list):
            return []
        return [Path(name) for name in names if isinstance(name, str) and name][:MAX_RECENT]

    def add_recent(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        kept = [other for other in self.recent if other != path]
        self._set_recent([path, *kept])

    def _set_recent(self, paths: list[Path]) -> None:
        self._settings.setValue("recent", [str(path) for path in paths[:MAX_RECENT]])

    def last_folder(self, purpose: str) -> Path:
        """Folder last used for ``project``, ``import`` or ``export``; at first that of the project.

        One on a drive that does not answer is left out: a dialog would hang in it.
        """
        stored = self.text(f"folders/{purpose}", "") or self.text("folders/project", "")
        if stored and look((Path(stored),)).wait(PATIENCE_S):
            return Path(stored)
        documents = Path.home() / "Documents"
        return documents if documents.is_dir() else Path.home()

    def set_last_folder(self, purpose: str, folder: Path) -> None:
        """Remember the folder used for a purpose."""
        self._settings.setValue(f"folders/{purpose}", str(folder))

    # -- window --------------------------------------------------------------------------------------------
    def layout(self, name: str) -> QByteArray:
        """Stored bytes of a window's geometry or docks; empty if none."""
        value: Any = self._settings.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, name: str, state: QByteArray) -> None:
        """Store a window's geometry or docks."""
        self._settings.setValue(f"layout/{name}", state)

    def flag(self, name: str, default: bool) -> bool:
        """Return a remembered yes or no."""
        return self.text(f"flags/{name}", "1" if default else "0") == "1"

    def set_flag(self, name: str, value: bool) -> None:
        """Remember a yes or no."""
        self._settings.setValue(f"flags/{name}", "1" if value else "0")

    def text(self, key: str, default: str) -> str:
        """Return a remembered text."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        """Remember a text."""
        self._settings.setValue(key, value)
