"""What a person has to know of a project that was opened with remarks."""

from __future__ import annotations

from models.kernel.errors import Message
from models.kernel.text import Lang, t
from models.project.project import Project

FIGURE_UNKNOWN = "reading.figure_unknown"
"""A row of the county's own plan names a figure that is not computed: nobody need have edited the file."""


def opening_message(project: Project, file: str, lang: Lang) -> Message:
    """What a person has to know of a project that was opened with remarks."""
    is_edited = any(remark.key != FIGURE_UNKNOWN for remark in project.remarks)
    kind = "incomplete" if project.left_out else "edited" if is_edited else "unknown"
    return Message(
        t(f"reading.{kind}", lang, count=len(project.left_out)),
        t("reading.where", lang, file=file, count=len(project.remarks)),
        t(f"reading.{kind}_repair", lang),
        "\n".join(remark.text(lang) for remark in project.remarks),
    )
