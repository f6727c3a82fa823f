"""What every document says of its origin, and how its file is named."""

from __future__ import annotations

from models.kernel.filenames import MAX_BYTES, cut_to_bytes, safe_name
from models.kernel.text import Lang, t
from models.plans.plans import profile_ids
from reports.context import ReportContext
from reports.safe import clean_text

KINDS = ("leader", "workbook", "atlas", "sheet", "webmap", "textreport", "data", "index", "pack")
"""Kinds of document; each has a word for its file name, the text ``output.kind.<kind>``."""


def output_name(context: ReportContext, kind: str, lang: Lang, ending: str) -> str:
    """Name of a document's file.

    County, scenario, kind, day, project revision, rule set, plan and program version, with hyphens between.

    Parameters
    ----------
    kind
        One of :data:`KINDS`; KeyError for others.
    ending
        With its dot, such as ``.xlsx``; empty for a folder.

    Returns
    -------
    str
        A name that every system accepts, the same for the same project, day and version.
    """
    settings, profile = context.project.settings, context.profile
    places = (
        settings.county_name or settings.name or context.project.county.name,
        context.main.scenario.title(lang),
        profile.id if profile.id in profile_ids() else profile.names[lang],
    )
    fixed = (
        t(f"output.kind.{kind}", lang),
        f"{context.made_on:%Y%m%d}",
        f"r{context.revision}",
        context.rules.ruleset_id,
        f"v{context.version}",
    )
    # Names of places give way, each as much as another: what identifies the file must not be cut off.
    used = sum(len(part.encode()) + 1 for part in fixed) + len(ending.encode()) + len(places)
    county, scenario, plan = (_short(place, (MAX_BYTES - used) // len(places)) for place in places)
    word, day, revision, rules, version = fixed
    parts = (county, scenario, word, day, revision, rules, plan, version)
    return safe_name("-".join(part for part in parts if part)) + ending


def _short(name: str, most_bytes: int) -> str:
    """Name as part of a file name: without folders, in so many bytes."""
    return cut_to_bytes(safe_name(name, fallback=""), most_bytes).strip(" .")


def identity_line(context: ReportContext, lang: Lang) -> str:
    """One line that says which project, rules, plan and program a document was made with."""
    rules = context.rules.names[lang]
    if context.rules.changed:
        rules = t("output.rules_changed", lang, rules=rules, count=len(context.rules.changed))
    return clean_text(
        t(
            "output.identity",
            lang,
            revision=context.revision,
            rules=rules,
            plan=context.profile.plan[lang],
            version=context.version,
            date=context.made_on.isoformat(),
        )
    )
