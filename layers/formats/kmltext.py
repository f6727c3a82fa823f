"""What the description of a KML placemark says: a table in HTML, or lines of a word and its value."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from layers.recognition.recognise import forms, known_names

_BREAKS = frozenset(["br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "hr"])
_SILENT = frozenset(["style", "script", "head", "title"])
_LINE = re.compile(r"([^:：=\n]{1,20}?)\s*(?:[:：]|=)(?!//)(.+)")
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>|&#?\w+;")
_NULLS = re.compile(r"<\s*null\s*>", re.IGNORECASE)


class _Reader(HTMLParser):
    """Collects the cells of each table row, and the lines outside of tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.lines: list[str] = [""]
        self._open: list[list[str]] = []  # rows that are open, of tables in tables
        self._cells: list[str | None] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "tr":
            self._open.append([])
            self._cells.append(None)
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            self._cells[-1] = ""
        if tag in _BREAKS:
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th") and self._open:
            self._close_cell()
        elif tag == "tr" and self._open:
            self._close_cell()
            self._cells.pop()
            self.rows.append(self._open.pop())
        if tag in _BREAKS:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self.handle_endtag("tr")

    def _close_cell(self) -> None:
        if self._cells[-1] is not None:
            self._open[-1].append(" ".join(self._cells[-1].split()))
            self._cells[-1] = None

    def _add(self, text: str) -> None:
        if self._cells and self._cells[-1] is not None:
            self._cells[-1] += text
        elif not self._open:
            self.lines[-1] += text


def attributes_of(description: str) -> dict[str, str]:
    """Words and values of a description; none where it is plain talk.

    A row of a table with two cells is a word and its value, one with four is two of them; of two rows of
    several cells the first is the heading. Else each line with a colon is one.
    """
    reader = _read(description)
    found: dict[str, str] = {}
    rows = [row for row in reader.rows if any(row)]
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) > 2:
        beside = [cell for row in rows for cell in row[0::2]]
        if len(rows[0]) % 2 or _known(rows[0]) > _known(beside):
            return dict(zip(_keys(rows[0]), rows[1], strict=True))
    for row in rows:
        if len(row) % 2 == 0:
            for key, value in zip(_keys(row[0::2]), row[1::2], strict=True):
                if key and len(key) <= 40:
                    found.setdefault(key, value)
    if not found:
        lines = [match for line in reader.lines[0].split("\n") if (match := _LINE.fullmatch(line.strip()))]
        found = {match[1].strip(): match[2].strip() for match in lines}
    return found


def plain_text(description: str) -> str:
    """Description without its markup."""
    if not _MARKUP.search(description):
        return description.strip()
    reader = _read(description)
    lines = [*reader.lines[0].split("\n"), *("  ".join(row) for row in reader.rows)]
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _known(cells: list[str]) -> int:
    return sum(bool(known_names() & set(forms(cell))) for cell in _keys(cells))


def _keys(cells: list[str]) -> list[str]:
    return [cell.strip().rstrip(":：").strip() for cell in cells]


def _read(description: str) -> _Reader:
    reader = _Reader()
    # What ArcGIS writes for no value would be taken for a tag.
    text = _NULLS.sub("", description)
    if not _MARKUP.search(text):
        reader.lines[0] = text
        return reader
    reader.feed(text)
    reader.close()
    return reader
