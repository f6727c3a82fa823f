"""What the command line does without a window."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from ui.cli.opening import find_scenario, open_project
from ui.cli.parser import EXIT_OK, UsageError, print_json
from ui.cli.sheetjob import SheetRequest

if TYPE_CHECKING:
    from reports.textreport import OutlineName


# -- projects ------------------------------------------------------------------------------------------------
def write_sample(path: Path) -> Path:
    """Write the sample county's project."""
    from layers.project.file import load_project, save_project
    from layers.sample import sample_path

    check_output(path, (".gpkg",))
    save_project(load_project(sample_path()), path)
    return path


def import_folder(folder: Path, path: Path, lang: Lang) -> dict[str, Any]:
    """Make a project from a folder and return what was found, as the JSON says it."""
    from layers.importing.importer import import_folder as read_folder
    from layers.project.file import save_project
    from models.gate.gate import data_remarks
    from ui.core.crashlog import log_import_faults

    check_output(path, (".gpkg",))
    try:
        result = run_to_end(read_folder(folder))
    except HavenError as error:
        log_import_faults([error])
        raise
    log_import_faults(line.error for line in result.report)
    save_project(result.project, path)
    return {
        "project": str(path),
        "layers": [layer.as_json(lang) for layer in result.report],
        "data": [remark.as_json(lang) for remark in data_remarks(result.project) if remark.found is None],
    }


def import_text(report: dict[str, Any], lang: Lang) -> str:
    """Return an import's report in lines."""
    lines = []
    for layer in report["layers"]:
        values = {key: layer[key] if layer[key] not in (None, "") else "–" for key in layer}
        key = "layer" if layer["role"] else "left_out"
        if layer["role"]:
            values["role"] = t(f"role.{layer['role']}", lang)
        lines.append(t(f"cli.import_report.{key}", lang, **values))
        lines += [t("cli.import_report.problem", lang, problem=problem) for problem in layer["problems"]]
    if report["data"]:
        lines.append(t("finding_family.data", lang))
        lines += [t("cli.import_report.problem", lang, problem=remark["text"]) for remark in report["data"]]
    return "\n".join(lines)


# -- documents -----------------------------------------------------------------------------------------------
def write_report(
    path: Path,
    output: Path,
    lang: Lang,
    scenario: str | None,
    profile: str | None,
    outline: OutlineName = "brief",
) -> Path:
    """Write the workbook or the plan's text, as the file's ending says."""
    from ui.outputs.documents import REPORT_SUFFIXES, report_work

    check_output(output, REPORT_SUFFIXES)
    project = open_project(path)
    key = find_scenario(project, scenario).id
    has_pictures = can_paint()
    if has_pictures:
        painting_application()
    else:
        print(t("cli.no_pictures", lang), file=sys.stderr)
    work = report_work(
        project,
        output,
        lang,
        scenario_id=key,
        profile_id=profile,
        with_pictures=has_pictures,
        outline=outline,
    )
    return run_to_end(work)


def write_pack(
    path: Path,
    folder: Path,
    langs: tuple[Lang, ...],
    scenario: str | None,
    profile: str | None,
    made_on: date | None = None,
    tiles: Path | None = None,
) -> Path:
    """Write the meeting pack into a folder, made if it is not there; return the pack's own folder."""
    from layers.sample import sample_path
    from ui.outputs import pack as packjob
    from ui.outputs.beside import Opened, second_process

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HavenError("write_denied", file=folder.name, folder=str(folder.parent)) from error
    day, source = made_on or date.today(), (path or sample_path()).absolute()
    with second_process(Opened(str(source), scenario, profile, day)) as beside:
        project = open_project(path)
        key = find_scenario(project, scenario).id
        painting_application()
        request = packjob.PackRequest(project, folder, langs, day, key, profile, tiles, beside)
        return run_to_end(packjob.write_pack(request))


def write_map(
    path: Path | None,
    output: Path,
    lang: Lang,
    scenario: str | None,
    profile: str | None,
    tiles: Path | None = None,
    request: SheetRequest | None = None,
) -> Path:
    """Write a map as the file's ending says."""
    from ui.outputs.documents import MAP_SUFFIXES, map_work

    check_output(output, MAP_SUFFIXES)
    project = open_project(path)
    key = find_scenario(project, scenario).id
    sheet = width_px = None
    if output.suffix.lower() != ".html":
        painting_application()
        if request is not None and not request.is_empty:
            from ui.cli.sheetjob import requested_sheet

            sheet, width_px = requested_sheet(project, request), request.width_px
    work = map_work(
        project,
        output,
        lang,
        scenario_id=key,
        profile_id=profile,
        sheet=sheet,
        tiles=tiles,
        width_px=width_px,
    )
    return run_to_end(work)


def export(path: Path, folder: Path, lang: Lang, scenario: str | None) -> list[Path]:
    """Write the facilities and what was computed as geodata."""
    from ui.outputs.documents import geodata_work

    project = open_project(path)
    return run_to_end(geodata_work(project, folder, lang, scenario_id=find_scenario(project, scenario).id))


def can_paint() -> bool:
    """Whether Qt, which draws the maps, is there: figures need none."""
    try:
        import PySide6.QtGui  # noqa: F401 - asked for, not used
    except ImportError:
        return False
    return True


def painting_application(platform: str = "offscreen") -> Any:
    """Return an application that can paint without a screen, or as another one does, with our fonts."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from ui.core.themes import apply_font

    app = QGuiApplication.instance()
    if app is None:
        os.environ["QT_QPA_PLATFORM"] = platform
        app = QGuiApplication(sys.argv[:1])
        apply_font(app)
    return app


def check_output(path: Path, suffixes: tuple[str, ...]) -> None:
    """Refuse an output file that cannot be written, before anything takes time (HavenError)."""
    from layers.disk.names import is_folder
    from ui.outputs.documents import check_suffix

    check_suffix(path, suffixes)
    if not is_folder(path.absolute().parent):
        raise HavenError("folder_missing", file=path.name, folder=str(path.absolute().parent))


# -- the commands --------------------------------------------------------------------------------------------
def run_sample(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``sample`` says; return the exit code."""
    print(write_sample(arguments.output))
    return EXIT_OK


def run_import(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``import`` says; return the exit code."""
    report = import_folder(arguments.folder, arguments.output, lang)
    if arguments.json:
        print_json(report)
    else:
        print(import_text(report, lang))
        print(arguments.output)
    return EXIT_OK


def run_report(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``report`` says; return the exit code."""
    path, output = arguments.project, arguments.output
    scenario, profile = arguments.scenario, arguments.profile
    print(write_report(path, output, lang, scenario, profile, arguments.outline))
    return EXIT_OK


def run_map(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``map`` says; return the exit code."""
    a, request = arguments, SheetRequest.of(arguments)
    if a.output.suffix.lower() == ".html" and not request.is_empty:
        raise UsageError(t("cli.sheet_only", lang))
    print(write_map(a.project, a.output, lang, a.scenario, a.profile, a.tiles, request))
    return EXIT_OK


def run_pack(arguments: argparse.Namespace, _: Lang) -> int:
    """Do what the command ``pack`` says; return the exit code."""
    a = arguments
    langs = LANGUAGES if a.lang == "both" else (a.lang,)
    print(write_pack(a.project, a.output, langs, a.scenario, a.profile, a.date, a.tiles))
    return EXIT_OK


def run_export(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``export`` says; return the exit code."""
    for path in export(arguments.project, arguments.output, lang, arguments.scenario):
        print(path)
    return EXIT_OK
