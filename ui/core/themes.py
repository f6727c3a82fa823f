"""Light and dark: palette, style sheet and font of the whole program."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated

import msgspec
from msgspec.structs import asdict
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from models.kernel.resources import RESOURCES
from models.kernel.schema import Table, load

FONT_CHAIN = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
FONT_SIZE_PT = 9.5
Rgb = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]


class Colours(Table):
    """Colours of one theme, by what they are for."""

    window: Rgb
    panel: Rgb
    raised: Rgb
    line: Rgb
    strong_line: Rgb
    text: Rgb
    muted: Rgb
    disabled: Rgb
    accent: Rgb
    accent_text: Rgb
    accent_soft: Rgb
    hover: Rgb
    input: Rgb
    pass_: Rgb = msgspec.field(name="pass")
    fail: Rgb
    warning: Rgb
    nodata: Rgb
    info: Rgb
    track: Rgb
    error_soft: Rgb
    warning_soft: Rgb
    info_soft: Rgb


class WindowTable(Table):
    """``resources/styles/window.toml``."""

    light: Colours
    dark: Colours


@dataclass(frozen=True)
class Theme:
    """Colours of the window's frame as ``#rrggbb``, by what they are for (resources/styles/window.toml)."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    strong_line: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_text: str
    accent_soft: str
    hover: str
    input: str
    pass_: str
    fail: str
    warning: str
    nodata: str
    info: str
    track: str
    error_soft: str
    warning_soft: str
    info_soft: str

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark ground."""
        return self.name == "dark"

    def verdict(self, verdict: str) -> str:
        """Colour of a verdict."""
        return {"pass": self.pass_, "fail": self.fail, "info": self.info}.get(verdict, self.nodata)


@cache
def theme_named(name: str) -> Theme:
    """Return the ``light`` or the ``dark`` theme."""
    table = load(WindowTable, "styles", "window.toml")
    return Theme(name, **asdict(table.dark if name == "dark" else table.light))


_current = "light"


def current_theme() -> Theme:
    """Return the theme in force."""
    return theme_named(_current)


def system_theme() -> str:
    """Return ``dark`` if the desktop asks for it, else ``light``."""
    hints = QGuiApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def apply_theme(app: QApplication, choice: str) -> Theme:
    """Put ``light``, ``dark`` or ``auto`` (as the desktop has it) in force."""
    global _current
    _current = system_theme() if choice == "auto" else choice
    theme = current_theme()
    sheet = _style_sheet(theme)
    if app.styleSheet() != sheet:  # the same one again would polish every widget anew: half a second a window
        app.setPalette(_palette(theme))
        app.setStyleSheet(sheet)
    return theme


def apply_font(app: QGuiApplication) -> None:
    """Use the system's Chinese interface font, the first of the chain that is installed."""
    installed = set(QFontDatabase.families())
    families = [family for family in FONT_CHAIN if family in installed]
    font = QFont()
    if families:
        font.setFamilies(families)
    font.setPointSizeF(FONT_SIZE_PT)
    app.setFont(font)


def chinese_families() -> list[str]:
    """Installed font families that write Simplified Chinese."""
    return QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.PlaceholderText: theme.muted,
        role.Mid: theme.strong_line,
        role.Dark: theme.strong_line,
        role.Light: theme.hover,
        role.BrightText: theme.fail,
        role.Accent: theme.accent,
    }
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.disabled))
    return palette


@cache
def _style_sheet(theme: Theme) -> str:
    values = {field.name.rstrip("_"): str(getattr(theme, field.name)) for field in fields(Theme)}
    values["icons"] = (RESOURCES / "icons").as_posix()
    template = (RESOURCES / "styles" / "window.qss").read_text(encoding="utf-8")
    template = re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)
    return re.sub(r"@([a-z_]+)", lambda found: values[found[1]], template)
