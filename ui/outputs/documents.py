"""Documents out of a project: workbook, text, map, web page; each as work for the task runner.

A document is written beside nothing: first into a folder of its own, then put in place in one step.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang

if TYPE_CHECKING:
    from models.project.project import Project
    from reports.context import ReportContext
    from reports.textreport import OutlineName
    from ui.printing import MapSheet

MAP_SUFFIXES = (".pdf", ".png", ".html")
REPORT_SUFFIXES = (".xlsx", ".docx")


def report_work(
    project: Project,
    path: Path,
    lang: Lang,
    *,
    scenario_id: str | None = None,
    profile_id: str | None = None,
    made_on: date | None = None,
    with_pictures: bool = True,
    outline: OutlineName = "brief",
) -> Work[Path]:
    """Write a report with its maps: the Excel workbook or the plan's text, as the file's ending says.

    Parameters
    ----------
    made_on
        Day to print; today by default.
    with_pictures
        Whether maps are drawn into it, which needs Qt.
    outline
        Order and extent of the text.
    """
    from reports.context import context_work
    from reports.textreport import pictures_of, write_textreport
    from reports.workbook import PICTURES, write_workbook
    from ui.outputs.contentspages import contents_pages

    check_suffix(path, REPORT_SUFFIXES)
    context = yield from context_work(project, scenario_id, profile_id, made_on or date.today())
    is_text = path.suffix.lower() == ".docx"
    keys = pictures_of(outline) if is_text else PICTURES
    pictures = (yield from picture_work(context, lang, keys)) if with_pictures else {}

    def write(part: Path) -> Work[None]:
        if is_text:
            return write_textreport(context, part, lang, pictures, outline=outline, pages=contents_pages)
        return write_workbook(context, part, lang, pictures)

    return (yield from put_in_place(path, write))


def picture_work(context: ReportContext, lang: Lang, keys: Iterable[str]) -> Work[dict[str, bytes]]:
    """Maps as pictures for workbook and text, one step each: those that the document shows."""
    from ui.printing.pictures import map_pictures

    made: dict[str, bytes] = {}
    for key in keys:
        yield Progress(0, 0, "progress.document.picture")
        made |= map_pictures(context, lang, (key,))
    return made


def geodata_work(
    project: Project, folder: Path, lang: Lang, *, scenario_id: str | None = None
) -> Work[list[Path]]:
    """Write facilities and what the documents say of them as geodata in every format."""
    from layers.project.export import export_facilities
    from reports.context import context_work

    context = yield from context_work(project, scenario_id, None, date.today())
    yield Progress(0, 0, "progress.document.geodata")
    return export_facilities(
        context.project,
        context.main.scenario,
        folder,
        assessment=context.main.assessment,
        assignments=context.assignments,
        lang=lang,
    )


def map_work(
    project: Project,
    path: Path,
    lang: Lang,
    *,
    scenario_id: str | None = None,
    profile_id: str | None = None,
    sheet: MapSheet | None = None,
    tiles: Path | None = None,
    width_px: int | None = None,
) -> Work[Path]:
    """Write a map: a sheet as PDF or PNG, or a web page, as the file's ending says.

    Parameters
    ----------
    sheet
        Template, paper, words and choices of a PDF or PNG; the usual sheet when ``None``.
    tiles
        MBTiles file to put under a web page's map.
    width_px
        Width of a PNG; 300 dots per inch when ``None``.
    """
    check_suffix(path, MAP_SUFFIXES)
    from reports.context import context_work

    context = yield from context_work(project, scenario_id, profile_id, date.today())
    if path.suffix.lower() == ".html":
        from reports.webmap import write_webmap

        return (yield from put_in_place(path, lambda part: write_webmap(context, part, lang, tiles=tiles)))
    from ui.printing import write_pages

    yield from write_pages(context, path, lang, sheet, width_px=width_px)
    return path


def put_in_place(path: Path, make: Callable[[Path], Work[Any]]) -> Work[Path]:
    """Make a document in a folder of its own, then put it where it belongs, in one step."""
    from layers.disk.atomic import atomic_write

    with tempfile.TemporaryDirectory(prefix="haven-") as folder:
        made = Path(folder) / f"document{path.suffix.lower()}"
        yield from make(made)
        atomic_write(path, lambda temporary: _copy(made, temporary))
    return path


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def check_suffix(path: Path, allowed: tuple[str, ...]) -> None:
    """Refuse a file name whose ending does not say what is to be written (HavenError)."""
    if path.suffix.lower() not in allowed:
        raise HavenError("file_ending", file=path.name, known=", ".join(allowed))
