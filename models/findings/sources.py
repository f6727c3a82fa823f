"""Where a target or a rule value is from, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

    def at_clause(self, clause: str) -> Source:
        """A chapter of the document."""
        if not clause:
            return self
        return replace(
            self,
            document=f"{self.document} {clause}",
            english=f"{self.english} {english_clause(clause)}",
        )


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


_CLAUSE_WORDS = {
    "应急管理规划": "emergency plan ",
    "安全生产规划": "work-safety plan ",
    "核心指标": " core indicator ",
    "表": " table ",
    "附件": " annex ",
    "专栏": " box ",
    "十一": "11",
    **{number: str(place) for place, number in enumerate("一二三四五六七八九十", start=1)},
    "、": ", ",
}


def english_clause(clause: str) -> str:
    """Chapter of a plan in English: ``三(四)4`` is 3(4)4."""
    for chinese, english in _CLAUSE_WORDS.items():
        clause = clause.replace(chinese, english)
    return " ".join(clause.split()).replace(" ,", ",")


class _DocumentsTable(Table):
    name: list[Words]


@cache
def _names() -> Mapping[str, str]:
    return {entry.zh: entry.en for entry in load(_DocumentsTable, "documents.toml").name}
