"""One thing that the data gate found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.kernel.remark import Remark
from models.kernel.text import Lang, t


@dataclass(frozen=True)
class DataRemark:
    """What is doubtful in a project's data, what was done about it, and how to repair it.

    Parameters
    ----------
    id
        Kind of doubt, such as ``data.people.outside``; texts stand under it.
    file
        File or layer at issue; empty for what came from none, such as facilities that were placed on the map.
    values
        What placeholders of the text stand for.
    words
        Placeholders that are entries of the text catalogue, by their key.
    found
        What the import said, where the remark only repeats it.
    count
        How many rows, places or facilities it is about.
    """

    id: str
    file: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    found: Remark | None = None
    count: int = 1

    def name(self, lang: Lang) -> str:
        """Short name of the kind of doubt."""
        return t(f"{self.id}.name", lang)

    def text(self, lang: Lang) -> str:
        """What was found, where, and how to repair it."""
        words = {name: t(key, lang) for name, key in self.words.items()}
        if self.found is not None:
            words["found"] = self.found.text(lang)
        return t(
            f"{self.id}.text",
            lang,
            file=self.file or t("data.no_file", lang),
            count=self.count,
            **self.values,
            **words,
        )

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """As ``check`` and ``import`` print it, beside the findings of a plan."""
        return {
            "id": self.id,
            "family": "data",
            "name": self.name(lang),
            "file": self.file,
            "figure": self.count,
            "verdict": "info",
            "text": self.text(lang),
        }
