"""What a text report is made of before anything is a file: headings, sentences, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.findings.findings import Verdict

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """Title of a chapter (level 1), a section (2) or an appendix (level 1, lettered).

    Parameters
    ----------
    starts_page
        Whether it stands at the top of a page of its own.
    """

    text: str
    level: int
    is_appendix: bool = False
    starts_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    text: str


@dataclass(frozen=True)
class Note:
    """Sentences in small letters: what is looked up, not read."""

    text: str


@dataclass(frozen=True)
class Items:
    """Numbered sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Prompt:
    """What the program cannot know and the planner is asked to write; in brackets and shaded."""

    text: str


@dataclass(frozen=True)
class Cell:
    """One cell; with a verdict its word is coloured."""

    text: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Column:
    """One column: heading, share of the table's width, side its texts stand at."""

    heading: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Rows under a numbered title.

    Parameters
    ----------
    note
        Small line below: what was left out, what the signs mean; may be empty.
    is_small
        Smaller letters, for many columns.
    """

    number: int
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    is_small: bool = False


@dataclass(frozen=True)
class Picture:
    """A map with a numbered title below it."""

    number: int
    title: str
    png: bytes


Block = Heading | Paragraph | Note | Items | Prompt | Table | Picture
