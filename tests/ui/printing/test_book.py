"""A text of chapters on paper: contents that lead to the right pages, and nothing torn apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

from models.kernel.progress import run_to_end
from ui.printing.book import Chapter, Picture, write_book

LONG = "\n\n".join(f"第 {number} 段，" + "说明文字" * 30 for number in range(12))


def written(path: Path, *chapters: Chapter) -> list[str]:
    work = write_book(chapters, path, title="手册", subtitle="版本 1", contents="目录", day=date(2026, 1, 2))
    run_to_end(work)
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_chapter_begins_a_page_and_the_contents_say_which(qapp: Any, tmp_path: Path) -> None:
    table = "| 资料 | 形式 |\n| --- | --- |\n| 道路 | 线 |"
    texts = written(
        tmp_path / "a.pdf",
        Chapter(f"# 甲章\n\n{LONG}"),
        Chapter(f"# 乙章\n\n引言\n\n{table}\n\n## 丙节\n\n- 一\n- 二\n\n```toml\nname = 1\n```"),
    )
    contents = [line.split() for line in texts[0].splitlines()]
    number = next(index for index, text in enumerate(texts) if text.startswith("乙章")) + 1
    assert number > 2 and texts[1].startswith("甲章")
    pages = {words: page for words, page in zip(("甲章", "乙章", "丙节"), (2, number, number), strict=True)}
    for words, page in pages.items():
        assert [words] in contents or [words, str(page)] in contents
    told = [int(line[-1]) for line in contents if line and line[-1].isdigit() and line[0] != "版本"]
    assert told[:3] == [2, number, number]
    for words in ("引言", "道路", "丙节", "name = 1"):
        assert words in texts[number - 1]
    assert f"手册\n{number}" in texts[number - 1] or texts[number - 1].rstrip().endswith(str(number))


@pytest.mark.parametrize("count", range(16, 25, 2))
def test_a_heading_stays_with_what_follows_and_no_word_is_lost(qapp: Any, tmp_path: Path, count: int) -> None:
    before = "\n\n".join(f"甲{number}，" + "文字" * 40 for number in range(count))
    texts = written(tmp_path / "a.pdf", Chapter(f"# 章\n\n{before}\n\n### 小标题\n\n其下\n\n末尾"))
    (page,) = [text for text in texts if "小标题" in text]
    assert "其下" in page
    assert all(f"甲{number}，" in "".join(texts) for number in range(count)) and "末尾" in "".join(texts)


def test_a_picture_stands_behind_the_first_words_with_its_line(qapp: Any, tmp_path: Path) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    path = tmp_path / "a.pdf"
    text = written(path, Chapter("# 章\n\n引言\n\n- 其余", (Picture(image, "图说"),)))[1]
    assert text.index("引言") < text.index("图说") < text.index("其余")
    things = PdfReader(path).pages[1]["/Resources"]["/XObject"].values()  # type: ignore[index]
    assert [(one.get_object()["/Width"], one.get_object()["/Height"]) for one in things] == [(300, 200)]
