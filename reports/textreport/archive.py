"""The file itself: every part with the document's day, so that the same text gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as DocxDocument


def save(document: DocxDocument, path: Path, made_on: date) -> Iterator[None]:
    """Write a document; its parts stand in one order and carry one date. Yields before each."""
    made = BytesIO()
    document.save(made)
    moment = (made_on.year, made_on.month, made_on.day, 0, 0, 0)
    with ZipFile(made) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            yield
            info = ZipInfo(name, moment)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
