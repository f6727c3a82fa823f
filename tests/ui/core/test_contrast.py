"""Every text can be read on every ground that it stands on, in either theme (WCAG 2.1, 1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette

from models.kernel.resources import RESOURCES
from ui.cartography.style import map_style
from ui.core.themes import Theme, apply_theme, theme_named
from ui.map.ink import CHIP_BAD, CHIP_GOOD, CHIP_GROUND, CHIP_MUTED, CHIP_TEXT

ENOUGH = 4.5
GROUNDS = (
    "window", "panel", "raised", "hover", "input", "accent_soft", "info_soft", "warning_soft", "error_soft",
)  # fmt: skip
INKS = ("text", "muted", "accent", "pass_", "fail", "warning", "nodata", "info")
NO_TEXT = {"line", "strong_line", "track", "transparent", "muted", "accent"}
"""Grounds of lines, bars and handles; `accent` has an ink of its own."""
THEMES = ("light", "dark")


def luminance(colour: QColor) -> float:
    parts = colour.getRgbF()[:3]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: QColor, ground: QColor) -> float:
    """Ratio of the brighter to the dimmer, 1 to 21."""
    bright, dim = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def over(colour: QColor, ground: QColor) -> QColor:
    """What is seen of a colour that lets a ground through."""
    share = colour.alphaF()
    mixed = (
        a * share + b * (1 - share) for a, b in zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    )
    return QColor.fromRgbF(*mixed)


def rules() -> Iterator[tuple[str, str | None, str | None]]:
    """Selector, ink and ground of every rule of the style sheet, as names of the theme's colours."""
    sheet = re.sub(
        r"/\*.*?\*/", "", (RESOURCES / "styles/window.qss").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        ink = re.search(r"(?<![\w-])color: @?(\w+)", body)
        ground = re.search(r"(?<![\w-])background(?:-color)?: @?(\w+)", body)
        yield selector.strip(), ink and ink[1], ground and ground[1]


def colour(theme: Theme, name: str) -> QColor:
    return QColor(getattr(theme, "pass_" if name == "pass" else name))


@pytest.mark.parametrize("name", THEMES)
def test_every_ink_can_be_read_on_every_ground(name: str) -> None:
    theme = theme_named(name)
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS] + [("accent_text", "accent")]
    faint = {
        f"{ink} on {ground}": round(ratio, 2)
        for ink, ground in pairs
        if (ratio := contrast(colour(theme, ink), colour(theme, ground))) < ENOUGH
    }
    assert faint == {}


def test_the_style_sheet_has_no_other_inks_and_grounds() -> None:
    for selector, ink, ground in rules():
        if ink == "disabled":  # what cannot be used may be faint (1.4.3, incidental)
            assert ":disabled" in selector
        elif ink == "accent_text":
            assert ground == "accent", selector
        elif ink is not None:
            assert ink in INKS, selector
            assert ground is None or ground in {*GROUNDS, "transparent"}, selector
        assert ground is None or ground in GROUNDS or ground in NO_TEXT, selector


@pytest.mark.parametrize("name", THEMES)
def test_a_hint_in_an_empty_field_is_read_as_well(qapp, name: str) -> None:
    theme = apply_theme(qapp, name)
    hint = qapp.palette().color(QPalette.ColorRole.PlaceholderText)
    apply_theme(qapp, "light")
    assert contrast(hint, QColor(theme.input)) >= ENOUGH


@pytest.mark.parametrize("is_dark", [False, True])
def test_letters_of_the_map_can_be_read(is_dark: bool) -> None:
    page = map_style(is_dark).page
    for ink in (page.text, page.muted):
        for ground in (page.paper, page.land, page.halo, page.panel):
            assert contrast(ink.q, over(ground.q, page.land.q)) >= ENOUGH, (ink, ground)


def test_what_a_drag_says_can_be_read_over_any_map() -> None:
    for ground in (QColor("white"), QColor("black")):
        chip = over(CHIP_GROUND, ground)
        for ink in (CHIP_TEXT, CHIP_MUTED, CHIP_GOOD, CHIP_BAD):
            assert contrast(ink, chip) >= ENOUGH, (ink.name(), chip.name())
