"""The outline as data, and the report's blocks in its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.kernel.resources import load_toml
from reports.textreport.blocks import Block, Heading
from reports.textreport.contents import PARTS
from reports.textreport.draft import Draft

_PICTURE = "picture."


@dataclass(frozen=True)
class Section:
    """A heading and what fills it, by name; an optional one is left out where nothing does."""

    key: str
    parts: tuple[str, ...]
    is_optional: bool = False


@dataclass(frozen=True)
class Chapter:
    """A chapter with its sections; an appendix has parts of its own and no sections."""

    key: str
    sections: tuple[Section, ...]
    parts: tuple[str, ...] = ()
    is_appendix: bool = False


@cache
def outline() -> tuple[Chapter, ...]:
    """Chapters and appendices of ``resources/report/outline.toml``.

    Raises
    ------
    ValueError
        A part has a name that nothing here fills.
    """
    table = load_toml("report", "outline.toml")
    chapters = [
        Chapter(
            one["key"],
            tuple(
                Section(entry["key"], tuple(entry["parts"]), entry.get("optional", False))
                for entry in one["sections"]
            ),
        )
        for one in table["chapter"]
    ]
    appendices = [Chapter(one["key"], (), tuple(one["parts"]), is_appendix=True) for one in table["appendix"]]
    for chapter in (*chapters, *appendices):
        for part in (*chapter.parts, *(name for section in chapter.sections for name in section.parts)):
            if part not in PARTS and not part.startswith(_PICTURE):
                raise ValueError(f"outline: unknown part {part!r}")
    return (*chapters, *appendices)


def blocks_of(draft: Draft) -> Iterator[Block]:
    """Every block of the report, in the order of the outline."""
    for chapter in outline():
        yield Heading(draft.words(f"heading.{chapter.key}"), 1, chapter.is_appendix)
        for part in chapter.parts:
            yield from _filled(draft, part)
        for section in chapter.sections:
            blocks = [block for part in section.parts for block in _filled(draft, part)]
            if blocks or not section.is_optional:
                yield Heading(draft.words(f"heading.{section.key}"), 2)
                yield from blocks


def _filled(draft: Draft, part: str) -> Iterator[Block]:
    if part.startswith(_PICTURE):
        yield draft.picture(part.removeprefix(_PICTURE))
    else:
        yield from PARTS[part](draft)
