"""Whether everything a person reads exists in both languages and in one wording, and is compiled.

``python -m tests.check_translations`` checks; with ``--update`` it first brings the translation file in line
with the source (new texts come in as unfinished) and compiles it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

from models.kernel.glossary import terms
from models.kernel.text import catalogue

ROOT = Path(__file__).resolve().parent.parent
TS = ROOT / "resources" / "translations" / "haven_zh.ts"
QM = TS.with_suffix(".qm")
PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")
DIFFERENT_PLACEHOLDERS = frozenset({"sheet.date", "error.rule_value.what", "error.rule_not_given.what"})
"""Texts that need other values in each language: a month by number or name, a rule by either name."""
MANY = re.compile(r"(?<!of )\{count(?::[^{}|]*)?\} [a-z]+s\b")
"""A count, and always the word for more than one."""
LETTER = re.compile(r"[A-Za-z]")
VALUES = (
    "checklist.item.",
    "choice.",
    "sheet.class.",
    "figure_input.depot_class.",
    "figure_input.specialty.",
    "finding_family.",
    "hazard_kind.",
    "pack.folder",
    "report.townships",
    "supply_kind.",
    "textreport.counter.",
    "unit.",
    "unit_one.",
)
"""Texts that are only read beneath a heading or after a number, which says what the word alone does not."""
GIVEN = "usual_name.layer."
"""Names that files give their layers: they are known, not said, and need not be our words."""


@dataclass(frozen=True)
class Entry:
    """One text of the window and its translation."""

    context: str
    source: str
    comment: str
    translation: str
    is_finished: bool


def main(arguments: list[str]) -> int:
    """Check, after updating if asked to; print what is wrong and return the exit code."""
    if "--update" in arguments:
        run_lupdate(TS)
        run_lrelease(TS, QM)
    problems = [
        *window_problems(),
        *catalogue_problems(),
        *wording_problems(),
        *glossary_problems(),
        *manual_problems(),
    ]
    for problem in problems:
        print(problem)
    print(f"translations: {len(entries(TS))} texts of the window, {len(catalogue())} in the catalogue")
    return 1 if problems else 0


def window_problems() -> Iterator[str]:
    """What is wrong with the texts of the window."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / TS.name
        shutil.copy(TS, fresh)
        run_lupdate(fresh)
        known = {(entry.context, entry.source, entry.comment) for entry in entries(TS)}
        wanted = {(entry.context, entry.source, entry.comment) for entry in entries(fresh)}
        for context, source, _ in sorted(wanted - known):
            yield f"not in {TS.name}: {context}: {source!r}"
        for context, source, _ in sorted(known - wanted):
            yield f"no longer in the source: {context}: {source!r}"
        compiled = Path(folder) / QM.name
        run_lrelease(TS, compiled)
        if not QM.exists() or compiled.read_bytes() != QM.read_bytes():
            yield f"{QM.name} is older than {TS.name}: run python -m tests.check_translations --update"
    for entry in entries(TS):
        where = f"{entry.context}: {entry.source!r}"
        if not entry.is_finished or not entry.translation:
            yield f"not translated: {where}"
        elif placeholders(entry.source) != placeholders(entry.translation):
            yield f"other placeholders in the translation: {where}: {entry.translation!r}"
        elif "!" in entry.translation or "！" in entry.translation:
            yield f"exclamation mark: {where}"


def catalogue_problems() -> Iterator[str]:
    """What is wrong with the texts of the other rooms."""
    for key, texts in catalogue().items():
        for lang, text in texts.items():
            if not text.strip():
                yield f"resources/text: {key}: {lang} is empty"
        if key not in DIFFERENT_PLACEHOLDERS and placeholders(texts["zh"]) != placeholders(texts["en"]):
            yield f"resources/text: {key}: other placeholders in zh than in en"
        many = None if key.endswith(".formula") else MANY.search(texts["en"])
        if many is not None:  # formulas are of whole counties
            yield f"resources/text: {key}: {many[0]!r} of one? Write {{count:row|rows}}"


def wording_problems() -> Iterator[str]:
    """Texts with two homes, and texts of one English wording and several Chinese ones."""
    homes = {texts["en"]: key for key, texts in catalogue().items()}
    for entry in entries(TS):
        if entry.source in homes:
            yield f"in both systems: {entry.context}: {entry.source!r}: use term({homes[entry.source]!r})"
    wordings: dict[str, dict[str, str]] = defaultdict(dict)
    for where, english, chinese in texts_of_both():
        if LETTER.search(PLACEHOLDER.sub("", english)) and not where.startswith(VALUES):
            wordings[english.casefold()].setdefault("".join(chinese.split()), where)
    for english, found in wordings.items():
        if len(found) > 1:
            yield f"several wordings of {english!r}: " + ", ".join(f"{zh} ({at})" for zh, at in found.items())


def glossary_problems() -> Iterator[str]:
    """Texts with a word that the glossary asks to avoid, and Chinese ones with a term in English."""
    instead = {word: term for term in terms() for word in term.avoid}
    to_avoid, english = _words(instead), _words({term.en.casefold() for term in terms()})
    for where, *texts in texts_of_both():
        for text in texts:
            for word in to_avoid.findall(PLACEHOLDER.sub("", text)):
                term = instead[word.casefold()]
                yield f"{where}: {word!r} in {text!r}: the glossary says {term.zh!r}, {term.en!r}"
        for word in english.findall(PLACEHOLDER.sub("", texts[1])):
            yield f"{where}: English {word!r} in {texts[1]!r}"


def manual_problems() -> Iterator[str]:
    """Pages of the manual with a word that the glossary asks to avoid."""
    instead = {word: term for term in terms() for word in term.avoid}
    to_avoid = _words(instead)
    for page in sorted((ROOT / "resources" / "manual").rglob("*.md")):
        for word in to_avoid.findall(PLACEHOLDER.sub("", page.read_text(encoding="utf-8"))):
            term = instead[word.casefold()]
            where = f"{page.parent.name}/{page.name}"
            yield f"manual {where}: {word!r}: the glossary says {term.zh!r}, {term.en!r}"


def _words(words: Iterable[str]) -> re.Pattern[str]:
    """Pattern that finds any of some words; Chinese ones inside others, Latin ones only whole."""
    return re.compile(rf"(?<![A-Za-z_-])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z_-])", re.IGNORECASE)


def texts_of_both() -> Iterator[tuple[str, str, str]]:
    """Every text of the catalogue and of the window: where it stands, in English, in Chinese."""
    for key, texts in catalogue().items():
        if not key.startswith(GIVEN):
            yield key, texts["en"], texts["zh"]
    for entry in entries(TS):
        yield f"{TS.name}: {entry.context}", entry.source, entry.translation


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, each once, sorted."""
    return sorted(set(PLACEHOLDER.findall(text)))


def entries(path: Path) -> list[Entry]:
    """Read a translation file."""
    found = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            kind = translation.get("type") if translation is not None else "unfinished"
            text = (translation.text or "") if translation is not None else ""
            found.append(
                Entry(
                    name,
                    message.findtext("source") or "",
                    message.findtext("comment") or "",
                    text,
                    kind is None,
                )
            )
    return found


def sources() -> list[str]:
    """Python files of the window, sorted."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*.py"))


def run_lupdate(ts: Path) -> None:
    """Bring a translation file in line with the source."""
    options = ["-locations", "none", "-no-obsolete", "-source-language", "en", "-target-language", "zh_CN"]
    _run("lupdate", [*sources(), *options, "-ts", str(ts)])


def run_lrelease(ts: Path, qm: Path) -> None:
    """Compile a translation file."""
    _run("lrelease", [str(ts), "-qm", str(qm)])


def _run(tool: str, arguments: list[str]) -> None:
    import PySide6

    folder = Path(PySide6.__file__).parent
    program = next(folder / name for name in (tool, f"{tool}.exe") if (folder / name).exists())
    done = subprocess.run([str(program), *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{tool} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
