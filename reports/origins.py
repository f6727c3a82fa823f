"""Where a sheet's data are from, file by file, and what is doubtful in them, in sentences for its margin."""

from __future__ import annotations

from collections.abc import Iterator

from models.county.layer import Provenance
from models.gate.gate import data_remarks
from models.kernel.text import Lang, has_text, t
from models.project.project import Project


def origin_texts(project: Project, lang: Lang) -> tuple[str, ...]:
    """A line for each file: what was taken from it, its coordinate system, when it was read.

    Empty for the sample county, which says that it is invented, and for what was not read from files.
    """
    if project.settings.is_sample:
        return ()
    found: dict[str, tuple[list[str], Provenance]] = {}
    for role, origin in _read(project):
        roles = found.setdefault(origin.file, ([], origin))[0]
        word = t(f"role.{role}", lang)
        if word not in roles:
            roles.append(word)
    separator = t("sheet.separator", lang)
    return tuple(
        t(
            "sheet.origin",
            lang,
            what=separator.join(roles),
            file=file,
            facts=separator.join(_facts(one, lang)),
        )
        for file, (roles, one) in found.items()
    )


def files_read(project: Project) -> list[str]:
    """Names of the files that layers and facilities were read from, each once."""
    return list(dict.fromkeys(origin.file for _, origin in _read(project)))


def system_word(origin: Provenance, lang: Lang) -> str:
    """Coordinate system of a file as people call it, else its code."""
    key = f"sheet.crs_name.{origin.crs}"
    return t(key, lang) if has_text(key) else origin.crs


def doubt_texts(project: Project, lang: Lang) -> tuple[str, ...]:
    """What is doubtful in the data, as it stands in the report's appendix."""
    return tuple(remark.text(lang) for remark in data_remarks(project))


def _read(project: Project) -> Iterator[tuple[str, Provenance]]:
    for layer in project.layers:
        if layer.provenance.file:
            yield layer.role.value, layer.provenance
    for read in project.settings.facility_files:
        yield read.role, read.provenance


def _facts(origin: Provenance, lang: Lang) -> Iterator[str]:
    if origin.crs:
        yield system_word(origin, lang)
    if origin.datum:
        key = f"sheet.datum_name.{origin.datum}"
        yield t(key, lang) if has_text(key) else origin.datum
    if origin.imported_at:
        yield t("sheet.read_on", lang, day=origin.imported_at[:10])
