"""Where a target or a rule value is from, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from models.kernel.schema import Table, Words, load
from models.kernel.text import Lang, t


@dataclass(frozen=True)
class Source:
    """Where a target is from.

    Parameters
    ----------
    document
        Document and clause as Chinese readers know it; empty if there is none.
    english
        The same in English.
    is_own_value
        The county changed the value that the document gives.
    own_plan
        Name of the county's copy of a plan, where the county set the target itself; ``document`` is then
        what the target was before.
    """

    document: str = ""
    english: str = ""
    is_own_value: bool = False
    own_plan: str = ""

    def text(self, lang: Lang) -> str:
        """Source in one line."""
        document = self.document if lang == "zh" else self.english
        if self.own_plan:
            key = "source.own_target" if document else "source.own_row"
            return t(key, lang, plan=self.own_plan, document=document)
        return t("source.own_value", lang, document=document) if self.is_own_value else document


NO_SOURCE = Source()


def source_of(document: str, names: Mapping[str, str] | None = None) -> Source:
    """Source of a document's Chinese name; ``names`` are more English names by Chinese ones."""
    return Source(document, english_document(document, names))


def english_document(document: str, names: Mapping[str, str] | None = None) -> str:
    """English of a line that names documents and clauses, by the names in ``resources/documents.toml``.

    What has no English name there stays as it is.
    """
    known = {**_names(), **(names or {})}
    for chinese in sorted(known, key=len, reverse=True):
        document = document.replace(chinese, known[chinese])
    return document.strip()


class _DocumentsTable(Table):
    name: list[Words]


@cache
def _names() -> Mapping[str, str]:
    return {entry.zh: entry.en for entry in load(_DocumentsTable, "documents.toml").name}
