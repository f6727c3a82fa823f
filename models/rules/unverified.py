"""Values that nobody has held against the text of a standard yet, and what would settle each."""

from __future__ import annotations

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
        return t("unverified.open", lang, standard=quantity.standard)
    if not any(letter.isdigit() for letter in quantity.source):
        return t("unverified.decision", lang)
    key = "clause" if quantity.clause else "document"
    return t(f"unverified.{key}", lang, standard=quantity.standard, clause=quantity.clause)
