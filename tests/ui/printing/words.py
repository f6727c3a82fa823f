"""What can be read on the pages of a PDF."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
from pypdf.generic import DecodedStreamObject, NameObject

_TEXT = re.compile(rb"^BT$.*?^ET$", re.S | re.M)


def words_of(path: Path, pages: slice = slice(None)) -> list[str]:
    """Text of each page, or of some, without blanks and ends of lines.

    The lines of the map are left out before the page is read: they are nearly all of it.
    """
    found = []
    for page in pypdf.PdfReader(path).pages[pages]:
        content = page.get_contents()
        assert content is not None
        texts = DecodedStreamObject()
        texts.set_data(b"\n".join(_TEXT.findall(content.get_data())))
        page[NameObject("/Contents")] = texts
        found.append("".join(page.extract_text().split()))
    return found
