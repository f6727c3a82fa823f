"""Values that nobody has held against the text of a standard yet, and what would settle each."""

from __future__ import annotations

from models.findings.sources import english_document
from models.kernel.text import Lang, t
from models.rules.rules import Quantity, Rules


def unverified(rules: Rules) -> list[Quantity]:
    """Values in force whose clause nobody read; for those that it set itself the county answers.

    Those that nobody gives come first.
    """
    found = [one for one in rules.quantities() if one.confidence != "S" and one.override is None]
    return sorted(found, key=lambda one: one.is_given)


def wanted_text(quantity: Quantity, lang: Lang) -> str:
    """What would verify a value: the clause where one is named, the document, or a decision of the county."""
    if not quantity.is_given:
        return t("unverified.open", lang, standard=_document(quantity, lang))
    if not _is_document(quantity.source):
        return t("unverified.decision", lang)
    key = "clause" if quantity.clause else "document"
    return t(f"unverified.{key}", lang, standard=_document(quantity, lang), clause=quantity.clause)


def _is_document(source: str) -> bool:
    """Whether a source is one to look up: it has a number, or a name of its own, and is not practice."""
    return any(letter.isdigit() for letter in source) or (
        "实践" not in source and english_document(source) != source
    )


def _document(quantity: Quantity, lang: Lang) -> str:
    """Document that a value is from: its own source where that is not the collection it stands in."""
    own = quantity.is_given and not quantity.source.startswith(quantity.standard)
    document = quantity.source if own else quantity.standard
    return document if lang == "zh" else english_document(document)
