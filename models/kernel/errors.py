"""The one error that reaches a person: what happened, where, and how to repair it."""

from __future__ import annotations

from dataclasses import dataclass

from models.kernel.text import Lang, t


@dataclass(frozen=True)
class Message:
    """Three lines for a person, and details that fold out."""

    what: str
    where: str
    repair: str
    details: str = ""

    def one_line(self) -> str:
        """All three lines in one, for standard error."""
        return " ".join(part for part in (self.what, self.where, self.repair) if part)


class HavenError(Exception):
    """A fault in the planner's data or surroundings, never a fault of the program.

    Parameters
    ----------
    key
        Entry under ``error`` in the text catalogue; it has ``what``, ``where`` and ``repair``.
    details
        Technical text that only folds out on demand.
    values
        What the placeholders of the entry stand for: file, row, column, figure.
    """

    def __init__(self, key: str, *, details: str = "", **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.details = details

    def message(self, lang: Lang) -> Message:
        """Put the error into words."""

        def part(name: str) -> str:
            return t(f"error.{self.key}.{name}", lang, **self.values)

        return Message(part("what"), part("where"), part("repair"), self.details)

    def for_document(self, lang: Lang) -> str:
        """One line that goes to others: without the folder of the machine that it happened on."""
        folder, text = str(self.values.get("folder", "")), self.message(lang).one_line()
        for around in ("（{}）", " ({})") if folder else ():
            text = text.replace(around.format(folder), "")
        return text

    def __str__(self) -> str:
        return self.message("en").one_line()
