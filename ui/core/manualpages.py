"""The pages of the manual: which there are, and their texts."""

from __future__ import annotations

from models.kernel.resources import RESOURCES
from models.kernel.text import Lang

PAGES = (
    "first",
    "start",
    "county",
    "data",
    "verdict",
    "place",
    "scenarios",
    "map",
    "tables",
    "analysis",
    "tasks",
    "results",
    "troubles",
    "admin",
    "figures",
)
FIGURES = PAGES[-1]
"""The page on how figures are computed; each of them stands below it."""


def page_text(page: str, lang: Lang) -> str:
    """Markdown of a page; its first line is its title, and commands stand in it by their names in braces."""
    return (RESOURCES / "manual" / lang / f"{page}.md").read_text(encoding="utf-8")


def page_title(page: str, lang: Lang) -> str:
    """Title of a page."""
    return page_text(page, lang).partition("\n")[0].lstrip("# ")


def escaped(text: str) -> str:
    """Words that Markdown shall not read as marks."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>#|~" else letter for letter in text)
