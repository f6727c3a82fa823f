"""Pages of the headings of a text, told by a word processor that is started beside the program."""

from __future__ import annotations

import stat
import sys
import time
from pathlib import Path

import pypdf
import pytest

from models.kernel.progress import run_to_end
from ui.outputs.contentspages import (
    LAYING_OUT,
    OFFICE_VARIABLE,
    SeveralPages,
    contents_pages,
    heading_pages,
    office,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script of Unix")


def laid_out(path: Path) -> Path:
    """A PDF of five pages: two before the first heading, chapters and sections after them."""
    writer = pypdf.PdfWriter()
    for _ in range(5):
        writer.add_blank_page(100, 100)
    chapter = writer.add_outline_item(title="一、", page_number=2)
    writer.add_outline_item(title="（一）", page_number=2, parent=chapter)
    writer.add_outline_item(title="（二）", page_number=3, parent=chapter)
    writer.add_outline_item(title="附录A", page_number=4)
    writer.write(path)
    return path


def stand_in(folder: Path, lines: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a script as the word processor."""
    script = folder / "soffice"
    script.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(OFFICE_VARIABLE, str(script))


def test_pages_are_counted_from_the_first_heading(tmp_path: Path) -> None:
    assert heading_pages(laid_out(tmp_path / "made.pdf")) == (1, 1, 2, 3)


def test_the_document_is_handed_over_and_its_pages_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = laid_out(tmp_path / "made.pdf")
    # $6 is the folder to write to, $7 the document.
    stand_in(tmp_path, f'test -f "$7" && cp "{made}" "$6/text.pdf"', monkeypatch)
    text = tmp_path / "text.docx"
    text.touch()
    assert run_to_end(contents_pages(text)) == (1, 1, 2, 3)


def test_without_a_word_processor_or_with_one_that_fails_no_page_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OFFICE_VARIABLE, "")
    assert office() is None
    assert run_to_end(contents_pages(tmp_path / "text.docx")) is None
    stand_in(tmp_path, "exit 1", monkeypatch)
    assert run_to_end(contents_pages(tmp_path / "text.docx")) is None


def test_several_documents_are_laid_out_by_one_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, starts = laid_out(tmp_path / "made.pdf"), tmp_path / "starts"
    stand_in(
        tmp_path,
        f'echo "$#" >>"{starts}"; cp "{made}" "$6/zh.pdf"; cp "{made}" "$6/en.pdf"; sleep 0.5',
        monkeypatch,
    )
    pages = SeveralPages(2)
    first = pages(tmp_path / "zh.docx")
    assert [next(first).key for _ in range(3)] == [LAYING_OUT] * 3 and not starts.exists()
    second = pages(tmp_path / "en.docx")
    next(second)
    assert run_to_end(first) == (1, 1, 2, 3)
    assert run_to_end(second) == (1, 1, 2, 3)
    assert starts.read_text().split() == ["8"]
    # Where two have one name nobody knows whose pages these are.
    pages = SeveralPages(2)
    first, second = pages(tmp_path / "zh.docx"), pages(tmp_path / "other" / "zh.docx")
    next(first), next(second)
    assert run_to_end(first) is None and run_to_end(second) is None


def test_given_up_before_the_others_are_written_it_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, f'touch "{tmp_path / "started"}"', monkeypatch)
    work = SeveralPages(2)(tmp_path / "zh.docx")
    next(work)
    work.close()
    assert not (tmp_path / "started").exists()


def test_given_up_it_ends_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = tmp_path / "alive"
    stand_in(tmp_path, f'(while sleep 0.02; do date >"{alive}"; done) & wait', monkeypatch)
    work = contents_pages(tmp_path / "text.docx")
    while not alive.exists():
        next(work)
    work.close()
    time.sleep(0.05)
    alive.unlink()
    time.sleep(0.2)
    assert not alive.exists()
