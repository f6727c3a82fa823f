"""Counts what is in a meeting pack: sizes, sheets, pages, letters, prompts.

Run by hand: ``python tests/bench/count_documents.py FOLDER...``, each a folder that ``main.py pack`` made.
Pages of workbook and text are those of LibreOffice, where it is there. Ends with 1 where a limit is missed: a
workbook over 1.5 MB, more than five prompts, or one that is not on the last page.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
import pypdf
from docx.oxml.ns import qn
from openpyxl import load_workbook

LARGEST_WORKBOOK = 1_500_000
MOST_PROMPTS = 5
FIRST_TEXT = {"zh": (21_129, 40), "en": (41_264, 34)}
"""Letters and pages of the sample's text (plan B) before it led with its conclusion."""


def pages_of(path: Path) -> int | None:
    """Pages of a document; ``None`` where nothing can lay it out."""
    if path.suffix == ".pdf":
        return len(pypdf.PdfReader(path).pages)
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'office').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)]
        subprocess.run(command, check=True, timeout=300, capture_output=True)
        return len(pypdf.PdfReader(Path(folder, f"{path.stem}.pdf")).pages)


def is_chinese(texts: Iterable[tuple[str, str]]) -> bool:
    """Whether a text is in Chinese: its prompts stand in Chinese brackets."""
    return any(text.startswith("［") for _, text in texts)


def faults(path: Path) -> Iterator[str]:
    """Print what a workbook or a text holds; yield the limits that it misses."""
    if path.suffix == ".xlsx":
        sheets = load_workbook(path, read_only=True).worksheets
        shown = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
        print(f"    sheets: {len(shown)} shown ({', '.join(shown)}), {len(sheets) - len(shown)} hidden")
        if path.stat().st_size > LARGEST_WORKBOOK:
            yield f"{path.name}: larger than {LARGEST_WORKBOOK:,} bytes"
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        texts = [(one.style.style_id, one.text) for one in document.paragraphs]
        sentences = sum(len(re.sub(r"\s", "", text)) for _, text in texts)
        everything = sum(
            len(re.sub(r"\s", "", one.text or "")) for one in document.element.body.iter(qn("w:t"))
        )
        in_tables = everything - sentences
        prompts = [number for number, (style, _) in enumerate(texts) if style == "HavenPrompt"]
        chapters = sum(style == "Heading1" for style, _ in texts)
        print(
            f"    {chapters} chapters, {len(document.tables)} tables, {len(document.inline_shapes)} maps;"
            f" {sentences:,} letters in sentences, {in_tables:,} in tables; {len(prompts)} prompts"
        )
        first, first_pages = FIRST_TEXT["zh" if is_chinese(texts) else "en"]
        print(f"    {everything / first:.1%} of the letters of the sample's first text ({first_pages} pages)")
        headings = [
            number for number, (style, _) in enumerate(texts) if style.startswith(("Heading", "HavenApp"))
        ]
        if len(prompts) > MOST_PROMPTS:
            yield f"{path.name}: {len(prompts)} prompts"
        if prompts and prompts[0] < headings[-1]:
            yield f"{path.name}: a prompt before the last page"


def main(folders: list[Path]) -> int:
    """Count the documents of packs."""
    missed: list[str] = []
    for folder in folders:
        print(folder.name)
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            has_pages = path.suffix in (".pdf", ".xlsx", ".docx")
            pages = pages_of(path) if has_pages else None
            told = "" if pages is None else f"  {pages} pages"
            print(f"  {path.name}  {path.stat().st_size:,} bytes{told}")
            missed += faults(path)
    print("\n".join(missed) or "within all limits")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main([Path(folder) for folder in sys.argv[1:]]))
