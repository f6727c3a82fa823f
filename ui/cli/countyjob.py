"""A county's turn in a batch: imported or opened, checked, sited, packed. Runs in a process beside the batch.

Whatever goes wrong is written down as the county's result, so that the others go on.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from models.county.travel import TravelBy
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.province.results import CountyResult, SiteResult, decoded, encoded

if TYPE_CHECKING:
    from models.project.project import Project
    from reports.context import ReportContext

RESULT = "result.json"
PROJECT = "project.gpkg"
_GIVEN_UP = 3
"""Exit code of a process that gave up a county for its time."""


class Wanted(msgspec.Struct, frozen=True):
    """What shall be made of each county.

    Parameters
    ----------
    profile
        Plan to hold them against; ``None`` for each county's own.
    by
        How to measure distances over land; ``None`` for as each project says.
    family, model, new
        Sites to choose, by the words of the command ``site``; no family for none.
    site_limit_s
        Seconds after which the best that was found is taken.
    has_pack
        Whether each county gets its documents.
    """

    lang: Lang = "zh"
    profile: str | None = None
    by: TravelBy | None = None
    family: str | None = None
    model: str = "mclp"
    new: int | None = None
    site_limit_s: float = 20.0
    has_pack: bool = True


class CountyTask(msgspec.Struct, frozen=True):
    """One county: its folder or project, where its results go, and the mark of what it is made of."""

    key: str
    source: str
    folder: str
    made_of: str
    wanted: Wanted


class Turns(msgspec.Struct, frozen=True):
    """Counties that one process does one after the other, and the minutes that each of them may take."""

    tasks: tuple[CountyTask, ...]
    limit_min: float


def encode_turns(turns: Turns) -> str:
    """As one word of a command line."""
    return msgspec.json.encode(turns).decode()


def run_turns(word: str) -> int:
    """Do the counties that a word says, each result written down when it is there; 0 if that could be done.

    To start costs a process ten times what a small county does: so it does several.
    """
    turns = msgspec.json.decode(word, type=Turns)
    for task in turns.tasks:
        watch = threading.Timer(turns.limit_min * 60, _give_up, (task, turns.limit_min))
        watch.daemon = True
        watch.start()
        try:
            _do(task)
        finally:
            watch.cancel()
    return 0


def _give_up(task: CountyTask, limit_min: float) -> None:
    """End the process, since nothing else ends a county that takes too long; the rest has another one."""
    write_result(task, failed(task, time_reason(limit_min, task.wanted.lang)))
    os._exit(_GIVEN_UP)


def time_reason(limit_min: float, lang: Lang) -> str:
    """Why a county was given up."""
    return t("province.reason.time", lang, minutes=f"{limit_min:g}")


def _do(task: CountyTask) -> None:
    begun = time.monotonic()
    try:
        result = do_county(task)
    except HavenError as error:
        result = failed(task, error.for_document(task.wanted.lang))
    except Exception as error:  # a fault of the program in one county must not cost the others
        from ui.core.crashlog import write_crash_log

        write_crash_log(error)
        reason = t("province.reason.fault", task.wanted.lang, error=f"{type(error).__name__}: {error}")
        result = failed(task, reason)
    took = time.monotonic() - begun
    result = msgspec.structs.replace(result, seconds=round(took, 2), peak_mb=_peak_mb())
    write_result(task, result)


def write_result(task: CountyTask, result: CountyResult) -> None:
    """Write a county's result down, whole or not at all."""
    from layers.disk.atomic import atomic_write, write_bytes

    atomic_write(Path(task.folder) / RESULT, lambda path: write_bytes(path, encoded(result)))


def read_result(task: CountyTask) -> CountyResult | None:
    """What is written down of a county as it is now; ``None`` if there is nothing."""
    try:
        result = decoded((Path(task.folder) / RESULT).read_bytes())
    except OSError:
        return None
    return result if result is not None and result.made_of == task.made_of else None


def failed(task: CountyTask, reason: str) -> CountyResult:
    """A county of which there is nothing but why."""
    return CountyResult(task.key, task.key, task.made_of, reason)


def do_county(task: CountyTask) -> CountyResult:
    """Import or open a county, check it, choose sites, write its documents.

    Raises
    ------
    HavenError
        It could not be read, or not written.
    """
    from layers.city.read import outline_of
    from reports.context import make_context
    from reports.province.result import county_result
    from ui.cli.opening import measured_by

    wanted, folder = task.wanted, Path(task.folder)
    project = _project_of(task)
    project = measured_by(project, wanted.by)
    project.check_whole()
    context = make_context(project, project.active.id, wanted.profile, made_on=date.today())
    result = county_result(task.key, task.made_of, context, wanted.lang)
    if wanted.family is not None:
        result = msgspec.structs.replace(result, sites=_sites(project, context, wanted))
    if wanted.has_pack:
        _pack(project, folder, wanted)
    return msgspec.structs.replace(result, outline=outline_of(project))


def _project_of(task: CountyTask) -> Project:
    """The county's project; of a folder of layers it is made first, and kept beside the results."""
    from layers.importing.importer import import_folder
    from layers.project.file import load_project, save_project

    source = Path(task.source)
    if source.is_file():
        return load_project(source)
    made = run_to_end(import_folder(source, lang=task.wanted.lang)).project
    save_project(made, Path(task.folder) / PROJECT)
    return made


def _sites(project: Project, context: ReportContext, wanted: Wanted) -> SiteResult:
    """Sites chosen as the command ``site`` does; a county that lacks what that needs says so."""
    from models.facilities.facility import Family
    from models.locate.ask import Ask
    from models.locate.problem import Model
    from ui.cli import sitejob

    lang, family = wanted.lang, Family(sitejob.family_words()[wanted.family or ""])
    ask = Ask(family, Model(wanted.model), wanted.new)
    scenario, source = context.main.scenario, sitejob.Source()
    try:
        found = sitejob.site_scenario(project, scenario, ask, source, wanted.site_limit_s, lang)
    except HavenError as error:
        return SiteResult(str(family), wanted.model, reason=error.message(lang).one_line())
    if found.answer.plan is None:
        said = [t(f"locate.reason.{one.key}", lang, **one.values) for one in found.answer.reasons]
        said = said or [t(f"locate.status.{found.answer.status}", lang)]
        return SiteResult(str(family), wanted.model, reason=t("report.separator", lang).join(said))
    return SiteResult(
        str(family),
        wanted.model,
        tuple(step.place.facility.name for step in found.steps),
        found.before,
        found.steps[-1].covered if found.steps else found.before,
        found.total,
    )


def _pack(project: Project, folder: Path, wanted: Wanted) -> None:
    from ui.cli.jobs import painting_application
    from ui.outputs.pack import PackRequest, write_pack

    painting_application()
    request = PackRequest(
        project, folder, (wanted.lang,), date.today(), project.active.id, wanted.profile, None
    )
    run_to_end(write_pack(request))


def _peak_mb() -> float | None:
    """Most memory that this process has had; ``None`` where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
