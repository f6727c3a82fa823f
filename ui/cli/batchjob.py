"""Many counties, a few to a process, and all of them in one workbook and one map.

A county that fails is told with its reason and costs the others nothing; a run that was stopped goes on where
it was: what is done carries a mark of what it was made of.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import math
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
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
from ui.bootstrap.environment import ROOT, own_program
from ui.cli.commands import COUNTY_OF_BATCH
from ui.cli.countyjob import (
    RESULT,
    CountyTask,
    Turns,
    Wanted,
    encode_turns,
    failed,
    read_result,
    time_reason,
    write_result,
)
from ui.cli.parser import EXIT_OK, UsageError, print_json

COUNTIES = "counties"
_PROJECT_ENDING = ".gpkg"
_LAST_LINES = 3
_MOST_TURNS = 8
"""Counties that one process does: so that starting it hardly counts, and little is begun anew if it falls."""
_MOST_WITH_PACK = 3
"""The same where each has its documents written, which takes many times as long as to start."""
_LOOK_S = 1.0
"""How often it is looked what the processes have written down."""

Process = subprocess.CompletedProcess[bytes]
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
        with _executor(batch) as (executor, workers):
            for result in _done(executor, shared_out(todo, workers), batch.limit_min):
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
def _executor(batch: Batch) -> Iterator[tuple[Executor, int]]:
    """What runs the counties, and how many at a time.

    Threads here that each wait for a process, or a dask scheduler's workers. A stop (or a fault) gives up
    what has not begun.
    """
    if batch.scheduler is None:
        local = ThreadPoolExecutor(batch.workers)
        try:
            yield local, batch.workers
        except BaseException:
            local.shutdown(wait=False, cancel_futures=True)
            raise
        local.shutdown()
        return
    from distributed import Client

    try:
        client: Any = Client(batch.scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise HavenError("batch_no_scheduler", address=batch.scheduler) from error
    with client:
        yield client.get_executor(pure=False), max(sum(client.nthreads().values()), 1)


def shared_out(tasks: Sequence[CountyTask], workers: int) -> list[tuple[CountyTask, ...]]:
    """Counties in groups, one for each process: of like size, and as many for every worker."""
    most = max((_MOST_WITH_PACK if task.wanted.has_pack else _MOST_TURNS for task in tasks), default=1)
    rounds = math.ceil(len(tasks) / (most * workers))
    size = math.ceil(len(tasks) / max(rounds * workers, 1))
    return [tuple(tasks[first : first + size]) for first in range(0, len(tasks), size or 1)]


def _done(
    executor: Executor, groups: Sequence[tuple[CountyTask, ...]], limit_min: float
) -> Iterator[CountyResult]:
    """Results as they come in. Where a process falls over a county, another one takes up those behind it."""
    for task in (task for group in groups for task in group):
        folder = Path(task.folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RESULT).unlink(missing_ok=True)  # never take an old one for what this run came to
    waiting = {_start(executor, group, limit_min): group for group in groups}
    while waiting:
        over, _ = wait(waiting, _LOOK_S, FIRST_COMPLETED)
        for future, group in list(waiting.items()):
            results = {task.key: read_result(task) for task in group}
            yield from (result for result in results.values() if result is not None)
            left = tuple(task for task in group if results[task.key] is None)
            waiting[future] = left
            if future not in over:
                continue
            del waiting[future]
            if left:  # it does them in their order
                yield _written(left[0], _reason(future, left[0].wanted.lang, limit_min))
            if left[1:]:
                waiting[_start(executor, left[1:], limit_min)] = left[1:]


def _start(executor: Executor, tasks: tuple[CountyTask, ...], limit_min: float) -> Future[Process]:
    turns = Turns(tasks, limit_min)
    # A function of Python's own: a worker needs nothing of ours but the same folders.
    return executor.submit(
        subprocess.run, command_of(turns), stdin=subprocess.DEVNULL, capture_output=True,
        timeout=limit_min * 60 * (len(tasks) + 1), cwd=str(ROOT),
    )  # fmt: skip


def command_of(turns: Turns) -> list[str]:
    """The command line that does a few counties."""
    start = own_program()
    return [*start, COUNTY_OF_BATCH, encode_turns(turns)]


def _reason(future: Future[Process], lang: Lang, limit_min: float) -> str:
    """Why a process came to no result."""
    try:
        done = future.result()
    except subprocess.TimeoutExpired:
        return time_reason(limit_min, lang)
    except OSError as error:
        return t("province.reason.start", lang, error=error.strerror or str(error))
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()[-_LAST_LINES:]
    return t("province.reason.died", lang, code=done.returncode, said=" / ".join(lines) or "–")


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
