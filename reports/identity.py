"""What every document says of its origin, and how its file is named."""

from __future__ import annotations

from models.kernel.filenames import MAX_BYTES, cut_to_bytes, safe_name
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.safe import clean_text
from reports.words import headed

KINDS = ("leader", "workbook", "atlas", "sheet", "webmap", "textreport", "data", "index", "pack")
"""Kinds of document; each has a word for its file name, the text ``output.kind.<kind>``."""


def output_name(context: ReportContext, kind: str, lang: Lang, ending: str) -> str:
    """Name of a document's file, as a person would write it: county, scenario, kind and day.

    What else it was made from stands inside every document (:func:`identity_line`).

    Parameters
    ----------
    kind
        One of :data:`KINDS`; KeyError for others.
    ending
        With its dot, such as ``.xlsx``; empty for a folder.

    Returns
    -------
    str
        A name that every system accepts, the same for the same project and day.
    """
    settings = context.project.settings
    places = (
        settings.county_name or settings.name or context.project.county.name,
        context.main.scenario.title(lang),
    )
    fixed = (t(f"output.kind.{kind}", lang), f"{context.made_on:%Y%m%d}")
    # Names of places give way, each as much as another: kind and day must not be cut off.
    used = sum(len(part.encode()) + 1 for part in fixed) + len(ending.encode()) + len(places)
    parts = (*(_short(place, (MAX_BYTES - used) // len(places)) for place in places), *fixed)
    return safe_name("_".join(part for part in parts if part)) + ending


def _short(name: str, most_bytes: int) -> str:
    """Name as part of a file name: without folders, in so many bytes."""
    return cut_to_bytes(safe_name(name, fallback=""), most_bytes).strip(" .")


def usual_compiler(context: ReportContext, lang: Lang) -> str:
    """Office that compiles a county's documents; empty where the data name no county."""
    county = context.project.county.name
    return t("sheet.compiler_default", lang, county=county) if county else ""


def identity_line(context: ReportContext, lang: Lang) -> str:
    """One line that says which project, rules, plan and program a document was made with."""
    rules = context.rules.names[lang]
    if context.rules.changed:
        rules = t("output.rules_changed", lang, rules=rules, count=len(context.rules.changed))
    line = t(
        "output.identity",
        lang,
        revision=context.revision,
        rules=rules,
        plan=context.profile.plan[lang],
        version=context.version,
        date=context.made_on.isoformat(),
    )
    return clean_text(headed(line, context.main.assessment.county, lang))
