"""The outlines as data, and the report's blocks in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from models.kernel.schema import DataFileError, unknown
from reports.leader import LEADER_PICTURE
from reports.textreport.blocks import Block, Heading
from reports.textreport.contents import PARTS
from reports.textreport.draft import Draft
from reports.textreport.outlinefile import outline_table

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


OutlineName = Literal["brief", "special"]
"""``brief`` leads with the conclusion; ``special`` has the eight chapters of a special plan."""
OUTLINES: tuple[OutlineName, ...] = ("brief", "special")


@cache
def outline(name: OutlineName = "brief") -> tuple[Chapter, ...]:
    """Chapters and appendices of ``resources/report/outline.toml``.

    Raises
    ------
    DataFileError
        A key is misspelt, or a part has a name that nothing here fills.
    """
    table = outline_table()
    own = table.brief if name == "brief" else table.special
    chapters = [
        Chapter(one.key, tuple(Section(at.key, tuple(at.parts), at.optional) for at in one.sections))
        for one in own.chapter
    ]
    appendices = [Chapter(one.key, (), tuple(one.parts), is_appendix=True) for one in own.appendix]
    for chapter in (*chapters, *appendices):
        for part in (*chapter.parts, *(name for section in chapter.sections for name in section.parts)):
            if part not in PARTS and not part.startswith(_PICTURE):
                raise DataFileError("report/outline.toml", f"{chapter.key}: {unknown('part', part, PARTS)}")
    return (*chapters, *appendices)


def blocks_of(draft: Draft, name: OutlineName = "brief") -> Iterator[Block]:
    """Every block of the report, in the order of an outline."""
    chapters = outline(name)
    for chapter in chapters:
        title = draft.words(f"heading.{chapter.key}")
        blocks = [block for part in chapter.parts for block in _filled(draft, part)]
        sections = list(_sections(draft, chapter))
        if not blocks and not sections:
            continue  # an appendix of nothing
        # The last one is the planner's to fill in and to take away.
        yield Heading(title, 1, chapter.is_appendix, starts_page=chapter is chapters[-1])
        yield from blocks
        # One section alone has its chapter's heading.
        is_divided = len(sections) > 1
        for key, content in sections:
            if is_divided:
                yield Heading(draft.words(f"heading.{key}"), 2)
            yield from content


def _sections(draft: Draft, chapter: Chapter) -> Iterator[tuple[str, list[Block]]]:
    """Sections of a chapter with what fills each; optional ones only where something does."""
    for section in chapter.sections:
        blocks = [block for part in section.parts for block in _filled(draft, part)]
        if blocks or not section.is_optional:
            yield section.key, blocks


def _filled(draft: Draft, part: str) -> Iterator[Block]:
    if part.startswith(_PICTURE):
        yield from draft.picture(part.removeprefix(_PICTURE))
    else:
        yield from PARTS[part](draft)


def pictures_of(name: OutlineName = "brief") -> tuple[str, ...]:
    """Keys of the maps that a text shows: that of the leader's page, then an outline's in its order."""
    parts = (part for chapter in outline(name) for section in chapter.sections for part in section.parts)
    shown = (part.removeprefix(_PICTURE) for part in parts if part.startswith(_PICTURE))
    return (LEADER_PICTURE, *shown)
