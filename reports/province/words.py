"""What stands for townships in documents of many counties, so that workbook and map say it alike."""

from __future__ import annotations

from collections.abc import Sequence

from models.findings.whose import of_units
from models.kernel.text import Lang, t
from models.province.results import CountyResult
from reports.words import joined


def counts_districts(results: Sequence[CountyResult]) -> bool:
    """Whether districts stand for the townships of every county that was done."""
    done = [one for one in results if one.is_done]
    return bool(done) and all(one.is_by_units for one in done)


def said_of(text: str, results: Sequence[CountyResult], lang: Lang) -> str:
    """A text about townships: about districts where nothing else is counted."""
    return of_units(text, lang) if counts_districts(results) else text


def column_word(key: str, results: Sequence[CountyResult], lang: Lang) -> str:
    """Head of a column. What has districts for its parts is not called a district itself."""
    if key == "county" and counts_districts(results):
        key = "area"
    return t(f"province.column.{key}", lang)


def districts_note(results: Sequence[CountyResult], lang: Lang) -> str:
    """Where districts stand for townships in some of the counties only; empty where that is none or all."""
    names = [one.name for one in results if one.is_done and one.is_by_units]
    if not names or counts_districts(results):
        return ""
    return t("province.note.by_units", lang, names=joined(names, lang))
