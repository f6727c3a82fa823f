"""Many counties, each in a process of its own, and all of them in one workbook and one map.

A county that fails is told with its reason and costs the others nothing; a run that was stopped goes on where
it was: what is done carries a mark of what it was made of.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from models.kernel.errors import HavenError
from models.kernel.filenames import safe_name
from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.province.results import CountyResult
from ui.bootstrap.environment import ROOT
from ui.cli.commands import COUNTY_OF_BATCH
from ui.cli.countyjob import RESULT, CountyTask, Wanted, encode_task, failed, read_result, write_result
from ui.cli.parser import EXIT_OK, UsageError, print_json

COUNTIES = "counties"
_PROJECT_ENDING = ".gpkg"
_LAST_LINES = 3

Told = Callable[[int, int, CountyResult], None]
"""Takes what is to be told when a county's turn is over: how many are over, of how many, and which it was."""


@dataclass(frozen=True)
class Batch:
    """What shall be done.

    Parameters
    ----------
    folder
        Holds the counties: a project file or a folder of layers each.
    output
        Where everything goes; the results of a run before are taken over where nothing has changed.
    workers
        Counties at a time on this computer.
    scheduler
        Address of a dask scheduler whose workers do the counties instead; ``None`` for this computer.
    limit_min
        Minutes after which a county is given up.
    name
        What all the counties together are called.
    """

    folder: Path
    output: Path
    wanted: Wanted
    workers: int
    scheduler: str | None = None
    limit_min: float = 60.0
    name: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a batch came to: the results in the order of the counties' names, and the documents."""

    results: tuple[CountyResult, ...]
    documents: tuple[Path, ...]


def run_batch(batch: Batch, told: Told) -> Outcome:
    """Do all counties and write the documents of all of them.

    Raises
    ------
    HavenError
        There are no counties in the folder, the output cannot be written, or no scheduler answers.
    """
    tasks = tasks_of(batch)
    try:
        (batch.output / COUNTIES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        output = batch.output
        raise HavenError("write_denied", file=output.name, folder=str(output.parent)) from error
    results: dict[str, CountyResult] = {}
    todo = []
    for task in tasks:
        known = _known(task)
        if known is None:
            todo.append(task)
        else:
            results[task.key] = known
            told(len(results), len(tasks), known)
    if todo:
        with _executor(batch) as executor:
            for result in _done(executor, todo, batch.limit_min):
                results[result.key] = result
                told(len(results), len(tasks), result)
    ordered = tuple(results[task.key] for task in tasks)
    return Outcome(ordered, _documents(ordered, batch))


# -- which counties ------------------------------------------------------------------------------------------
def tasks_of(batch: Batch) -> tuple[CountyTask, ...]:
    """The counties of a folder, by name: every project in it, and every folder of layers."""
    if not batch.folder.is_dir():
        raise HavenError("import_no_folder", folder=str(batch.folder))
    output = batch.output.resolve()
    found = sorted(
        path
        for path in batch.folder.iterdir()
        if not path.name.startswith(".") and path.resolve() != output and _is_county(path)
    )
    if not found:
        raise HavenError("batch_no_counties", folder=batch.folder.name)
    into = (batch.output / COUNTIES).absolute()
    return tuple(
        CountyTask(
            path.name,
            str(path.absolute()),
            str(into / safe_name(path.name)),
            _mark(path, batch.wanted),
            batch.wanted,
        )
        for path in found
    )


def _is_county(path: Path) -> bool:
    return path.is_dir() or (path.is_file() and path.suffix.lower() == _PROJECT_ENDING)


def _mark(source: Path, wanted: Wanted) -> str:
    """Mark of everything that a county's result hangs on: its files, what is wanted, the program."""
    mark = hashlib.sha256(f"{VERSION}|{wanted}".encode())
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    for path in files:
        state = path.stat()
        mark.update(f"|{path.relative_to(source.parent)}|{state.st_size}|{state.st_mtime_ns}".encode())
    return mark.hexdigest()[:32]


def _known(task: CountyTask) -> CountyResult | None:
    """The result of a run before, if it was done and nothing has changed since."""
    result = read_result(task)
    return result if result is not None and result.is_done else None


# -- doing them ----------------------------------------------------------------------------------------------
@contextlib.contextmanager
def _executor(batch: Batch) -> Iterator[Executor]:
    """What runs the counties: threads here that each wait for a process, or a dask scheduler's workers.

    A stop (or a fault) gives up what has not begun.
    """
    if batch.scheduler is None:
        local = ThreadPoolExecutor(batch.workers)
        try:
            yield local
        except BaseException:
            local.shutdown(wait=False, cancel_futures=True)
            raise
        local.shutdown()
        return
    from distributed import Client

    try:
        client: Any = Client(batch.scheduler, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise HavenError("batch_no_scheduler", address=batch.scheduler) from error
    with client:
        yield client.get_executor(pure=False)


def _done(executor: Executor, tasks: Sequence[CountyTask], limit_min: float) -> Iterator[CountyResult]:
    """Results as they come in."""
    waiting: dict[Future[subprocess.CompletedProcess[bytes]], CountyTask] = {}
    for task in tasks:
        folder = Path(task.folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RESULT).unlink(missing_ok=True)  # never take an old one for what this run came to
        # A function of Python's own: a worker needs nothing of ours but the same folders.
        future = executor.submit(
            subprocess.run, command_of(task), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=limit_min * 60, cwd=str(ROOT),
        )  # fmt: skip
        waiting[future] = task
    for future in as_completed(waiting):
        yield _result(future, waiting[future], limit_min)


def command_of(task: CountyTask) -> list[str]:
    """The command line that does one county."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(ROOT / "main.py")]
    return [*start, COUNTY_OF_BATCH, encode_task(task)]


def _result(
    future: Future[subprocess.CompletedProcess[bytes]], task: CountyTask, limit_min: float
) -> CountyResult:
    """What a county wrote down; why there is nothing, where its process did not come to that."""
    lang = task.wanted.lang
    try:
        done = future.result()
    except subprocess.TimeoutExpired:
        return _written(task, t("province.reason.time", lang, minutes=f"{limit_min:g}"))
    except OSError as error:
        return _written(task, t("province.reason.start", lang, error=error.strerror or str(error)))
    result = read_result(task)
    if result is not None:
        return result
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()[-_LAST_LINES:]
    return _written(
        task, t("province.reason.died", lang, code=done.returncode, said=" / ".join(lines) or "–")
    )


def _written(task: CountyTask, reason: str) -> CountyResult:
    """A failed county, with its reason beside it for whoever looks there."""
    result = failed(task, reason)
    write_result(task, result)
    return result


# -- what is said --------------------------------------------------------------------------------------------
def turn_text(number: int, count: int, result: CountyResult, lang: Lang) -> str:
    """One line when a county's turn is over."""
    key = "done" if result.is_done else "failed"
    seconds = f"{result.seconds:.1f}"
    said = {
        "number": number,
        "count": count,
        "name": result.name,
        "seconds": seconds,
        "reason": result.reason,
    }
    return t(f"province.said.{key}", lang, **said)


def batch_json(outcome: Outcome) -> dict[str, Any]:
    """As ``batch --json`` prints it: every county as it was written down, and the documents."""
    return {
        "counties": [msgspec.to_builtins(result) for result in outcome.results],
        "documents": [str(path) for path in outcome.documents],
    }


# -- all of them ---------------------------------------------------------------------------------------------
def _documents(results: Sequence[CountyResult], batch: Batch) -> tuple[Path, ...]:
    """Workbook and map of all counties, under names that a person can read."""
    from layers.disk.atomic import atomic_write
    from reports.province.book import write_province
    from ui.cli.jobs import can_paint, painting_application

    lang: Lang = batch.wanted.lang
    name, made_on = batch.name or batch.folder.resolve().name, date.today()
    stem = f"{safe_name(name)}_{t('province.file', lang)}_{made_on:%Y%m%d}"
    workbook = batch.output / f"{stem}.xlsx"
    atomic_write(workbook, lambda path: run_to_end(write_province(results, name, path, lang, made_on)))
    if not can_paint() or not any(result.outline for result in results):
        return (workbook,)
    from ui.printing.province import write_province_map

    painting_application()
    page = batch.output / f"{stem}.pdf"
    write_province_map(results, name, page, lang, made_on)
    return (workbook, page)


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``batch`` says; return the exit code."""
    a = arguments
    if a.workers < 1 or not 0 < a.limit < float("inf"):
        raise UsageError(t("cli.not_positive", lang))
    new = None if a.model == "lscp" else a.new
    wanted = Wanted(lang, a.profile, a.by, a.family, a.model, new, has_pack=not a.no_pack)
    batch = Batch(a.folder, a.output, wanted, a.workers, a.scheduler, a.limit, a.name)

    def told(number: int, count: int, result: CountyResult) -> None:
        print(turn_text(number, count, result, lang), file=sys.stderr, flush=True)

    outcome = run_batch(batch, told)
    if a.json:
        print_json(batch_json(outcome))
    else:
        for path in outcome.documents:
            print(path)
    return EXIT_OK
