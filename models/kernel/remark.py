"""What a planner has to know of what was read, in words that can be put into either language later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.kernel.text import Lang, t


@dataclass(frozen=True)
class Remark:
    """One thing that was found, with what was done about it.

    Parameters
    ----------
    key
        Entry of the text catalogue.
    values
        What placeholders of the entry stand for: table, row, name, figure.
    words
        Placeholders that are themselves entries of the catalogue, by their key.
    unread
        Family of facilities of which nothing could be read.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    unread: str = ""

    def text(self, lang: Lang) -> str:
        """Put it into words."""
        words = {name: t(key, lang) for name, key in self.words.items()}
        return t(self.key, lang, **self.values, **words)


class Remarks:
    """Collects remarks while something is read.

    Attributes
    ----------
    found
        All of them, in the order in which they were found.
    left_out
        Those that tell of something that could not be read at all.
    """

    def __init__(self) -> None:
        self.found: list[Remark] = []
        self.left_out: list[Remark] = []

    def say(self, key: str, words: Mapping[str, str] | None = None, /, **values: object) -> Remark:
        """Note what was found and done."""
        remark = Remark(key, values, words or {})
        self.found.append(remark)
        return remark

    def leave_out(self, key: str, words: Mapping[str, str] | None = None, /, **values: object) -> None:
        """Note what is in the file and could not be taken from it."""
        self.left_out.append(self.say(key, words, **values))

    def leave_out_family(self, family: str, table: str, why: str) -> None:
        """Note that of a whole family of facilities nothing could be taken from the file."""
        words = {"family": f"family.{family}.plural"}
        remark = Remark("reading.family_left_out", {"table": table, "why": why}, words, unread=family)
        self.found.append(remark)
        self.left_out.append(remark)
