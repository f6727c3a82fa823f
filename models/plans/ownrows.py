"""Rows of a planner's own plan, out of a table pasted from a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.facilities.facility import new_id
from models.findings.findings import Basis
from models.kernel.text import LANGUAGES, Lang, catalogue, t
from models.plans.pasting import pasted_lines, plain_text
from models.project.settings import OwnRow, OwnTarget

HEADS = ("row", "family", "basis", "target", "unit", "year", "scope", "clause", "baseline", "document")
"""Columns in the order that a table without heads has them."""
_OPERATORS = {
    "≥": ">=",
    ">=": ">=",
    "不低于": ">=",
    "不少于": ">=",
    "达到": ">=",
    "at least": ">=",
    "≤": "<=",
    "<=": "<=",
    "不高于": "<=",
    "不超过": "<=",
    "at most": "<=",
    ">": ">",
    "高于": ">",
    "大于": ">",
    "<": "<",
    "低于": "<",
    "小于": "<",
    "=": "=",
}
_NUMBER = re.compile(r"[-−]?\d[\d,，]*(?:\.\d+)?")
_DEFAULT_FAMILY = "outcome"
_CHOICES = {"family": "finding_family.", "basis": "basis."}
"""Columns that take one of a few words: where these stand among the texts."""


@dataclass
class OwnRows:
    """What a pasted table says.

    Attributes
    ----------
    rows
        Rows made of it.
    faults
        Lines that cannot be read, in words; nothing should be taken over as long as there are any.
    """

    rows: list[OwnRow] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def pasted_rows(text: str, lang: Lang) -> OwnRows:
    """Read rows with name, basis, target, unit, year, scope, chapter, baseline and document.

    A row without a number to reach is one that the plan asks for in words, or a fact that it reports where a
    baseline stands. Units and families are told by their words in either language.
    """
    words = {
        head: [word for one in LANGUAGES for word in t(f"own_rows.column_{head}", one).split("/")]
        for head in HEADS
    }
    found = OwnRows()
    for number, said in pasted_lines(text, words, HEADS, ("row",)):
        try:
            found.rows.append(_row(said))
        except _UnreadableError as fault:
            what = t(f"own_rows.column_{fault.key}", lang).partition("/")[0]
            line = t("own_rows.bad", lang, number=number, what=what, said=fault.said or "–")
            known = t("explain.separator", lang).join(_words(_CHOICES.get(fault.key, ""), lang))
            found.faults.append(line + (t("own_rows.choose", lang, words=known) if known else ""))
    return found


class _UnreadableError(Exception):
    def __init__(self, key: str, said: str) -> None:
        super().__init__(key)
        self.key, self.said = key, said


def _row(said: Mapping[str, str]) -> OwnRow:
    if not said["row"]:
        raise _UnreadableError("row", "")
    unit = _choice("unit.", said["unit"]) if said["unit"] else _unit_of(said["target"])
    if unit is None:
        raise _UnreadableError("unit", said["unit"])
    family = _choice("finding_family.", said["family"]) if said["family"] else _DEFAULT_FAMILY
    if family is None:
        raise _UnreadableError("family", said["family"])
    year, start = _year(said["year"]), _NUMBER.search(said["baseline"])
    baseline = _float(start[0]) if start is not None else None
    if said["baseline"] and baseline is None:
        raise _UnreadableError("baseline", said["baseline"])
    targets = (_target(said["target"], year, unit),) if said["target"] else ()
    basis = _choice("basis.", said["basis"]) if said["basis"] else None
    if said["basis"] and basis is None:
        raise _UnreadableError("basis", said["basis"])
    if basis is None:
        basis = Basis.STATED if targets else Basis.QUALITATIVE if baseline is None else Basis.BASELINE
    if Basis(basis) in (Basis.STATED, Basis.DERIVED, Basis.STANDARD, Basis.PRACTICE) and not targets:
        raise _UnreadableError("target", said["target"])
    if Basis(basis) in (Basis.QUALITATIVE, Basis.BASELINE):
        targets = ()
    if basis == Basis.BASELINE and baseline is None:
        raise _UnreadableError("baseline", said["baseline"])
    return OwnRow(
        id=f"own.{new_id()}",
        name=said["row"],
        family=family,
        figure="",
        unit=unit,
        targets=targets,
        basis=str(basis),
        scope=said["scope"],
        clause=said["clause"],
        baseline=baseline,
        document=said["document"],
    )


def _target(text: str, year: int | None, unit: str) -> OwnTarget:
    found = _NUMBER.search(text)
    if found is None:
        if unit == "yes_no":  # what is asked is that it be so
            return OwnTarget(">=", 1.0, year)
        raise _UnreadableError("target", text)
    head = text[: found.start()].strip().casefold()
    words = [word for word in sorted(_OPERATORS, key=len, reverse=True) if word in head]
    return OwnTarget(_OPERATORS[words[0]] if words else ">=", _float(found[0]), year)


def _float(text: str) -> float:
    return float(text.replace(",", "").replace("，", "").replace("−", "-"))


def _year(text: str) -> int | None:
    if not text:
        return None
    found = re.search(r"(?:19|20)\d\d", text)
    if found is None:
        raise _UnreadableError("year", text)
    return int(found[0])


def _unit_of(target: str) -> str | None:
    """Unit as it is written after the number of the target; yes or no where there is no number."""
    found = _NUMBER.search(target)
    rest = target[found.end() :].strip() if found is not None else ""
    if rest:
        return _choice("unit.", rest)
    return "yes_no" if found is None else "count"


def _words(prefix: str, lang: Lang) -> list[str]:
    """Words that :func:`_choice` takes under a prefix; none without one."""
    keys = [key for key in catalogue() if prefix and key.startswith(prefix) and key.count(".") == 1]
    return [t(key, lang) for key in keys if key != "finding_family.to_fill"]


def _choice(prefix: str, word: str) -> str | None:
    """Key of the text under a prefix that says the word in any language."""
    wanted = plain_text(word)
    for key, texts in catalogue().items():
        if key.startswith(prefix) and key.count(".") == 1:
            name = key.removeprefix(prefix)
            if wanted in (plain_text(name), *(plain_text(texts[lang]) for lang in LANGUAGES)):
                return name
    return None
