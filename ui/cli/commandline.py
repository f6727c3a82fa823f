"""Everything that can be done from a terminal, with a window or without one.

Nothing here imports Qt or anything heavy until a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.errors import HavenError
from models.kernel.text import LANGUAGES, Lang, t
from ui.cli import sheetjob
from ui.cli.parser import COMMANDS, UsageError, make_parser, window_parser

if TYPE_CHECKING:
    from models.province.results import CountyResult

EXIT_OK, EXIT_FAULT, EXIT_BAD_INPUT = 0, 1, 2
OUTPUT_FOLDER = "haven-output"
READ_APART = "read-apart"
"""Word by which our own process asks for another one that reads files (:mod:`layers.importing.readapart`)."""
COUNTY_OF_BATCH = "county-of-batch"
"""Word by which a batch asks for another process that does one county (:mod:`ui.cli.countyjob`)."""


def run(argv: Sequence[str]) -> int:
    """Run the command line (without the program's name) and return the exit code."""
    if list(argv) == [READ_APART]:  # a packaged program has no other interpreter to start
        from layers.importing.readworker import main

        return main()
    if len(argv) == 2 and argv[0] == COUNTY_OF_BATCH:
        from ui.cli.countyjob import run_task

        return run_task(argv[1])
    _make_output_safe()
    lang = _language(argv)
    try:
        return _run(list(argv), lang)
    except UsageError as error:
        print(f"{t('cli.usage_error', lang)}{error}", file=sys.stderr)
        print(t("cli.see_help", lang), file=sys.stderr)
        return EXIT_BAD_INPUT
    except HavenError as error:
        print(error.message(lang).one_line(), file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        # The reader had enough; give Python nothing to flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except KeyboardInterrupt:
        print(t("cli.stopped", lang), file=sys.stderr)
        return 130
    except Exception as error:  # the last net: a line for the person, the rest in the log
        from ui.core.crashlog import write_crash_log

        log = write_crash_log(error)
        print(t("cli.fault", lang, error=f"{type(error).__name__}: {error}", log=log or "-"), file=sys.stderr)
        return EXIT_FAULT


def _make_output_safe() -> None:
    """Chinese text must not end the program on a terminal that cannot show it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _language(argv: Sequence[str]) -> Lang:
    """Language of the messages: asked for on the command line, else Chinese."""
    for position, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and position + 1 < len(argv):
            value = argv[position + 1]
        if value in LANGUAGES:
            return "en" if value == "en" else "zh"
    return "zh"


def _run(argv: list[str], lang: Lang) -> int:
    parser = make_parser(lang)
    words = [word for word in argv if not word.startswith("-")]
    if any(word in COMMANDS for word in words[:2]) or any(
        word in ("-h", "--help", "--version") for word in argv
    ):
        try:
            arguments = parser.parse_args(_with_points(argv))
        except SystemExit as stop:  # --help and --version end here
            return int(stop.code or 0)
        if arguments.command:
            return _COMMANDS[arguments.command](arguments, lang)
    return _open_window(argv, lang)


def _with_points(argv: list[str]) -> list[str]:
    """Arguments in which a point west of Greenwich is a value: with its minus it would pass for an option."""
    joined: list[str] = []
    for word in argv:
        if joined and joined[-1] in ("--from", "--to") and word[:1] == "-" and word[1:2] != "-":
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _open_window(argv: list[str], lang: Lang) -> int:
    arguments = window_parser(lang).parse_args(argv)
    # Unlike Path.exists, this takes a name too long for any file for what it is: not there.
    if arguments.project is not None and not os.path.exists(arguments.project):  # noqa: PTH110
        name = str(arguments.project)
        if "." not in name and os.sep not in name:
            raise UsageError(t("cli.unknown_command", lang, command=name, known=", ".join(COMMANDS)))
        raise HavenError("file_missing", file=arguments.project.name, folder=str(arguments.project.parent))
    if arguments.screenshot is not None:
        from ui.app.app import screenshot

        screenshot(
            arguments.screenshot,
            arguments.project,
            lang=lang,
            theme=arguments.theme,
            scale=arguments.scale,
            size=arguments.size,
            panel=arguments.panel,
        )
        print(arguments.screenshot)
        return EXIT_OK
    if not has_display():
        from ui.cli.demonstrate import demonstrate

        print(t("cli.no_display", lang), file=sys.stderr)
        demonstrate(arguments.project, arguments.out or Path(OUTPUT_FOLDER), lang)
        return EXIT_OK
    from ui.app.app import run_window

    return run_window(arguments.project, lang=arguments.lang)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


# -- commands ------------------------------------------------------------------------------------------------
def _sample(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import jobs

    print(jobs.write_sample(arguments.output))
    return EXIT_OK


def _import(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import jobs

    report = jobs.import_folder(arguments.folder, arguments.output, lang)
    if arguments.json:
        _print_json(report)
    else:
        print(jobs.import_text(report, lang))
        print(arguments.output)
    return EXIT_OK


def _check(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import checkjob

    contexts = checkjob.contexts_of(
        arguments.project,
        arguments.scenario,
        arguments.profile,
        is_all=arguments.all_profiles,
        by=arguments.by,
        year=arguments.year,
    )
    if arguments.json:
        _print_json(checkjob.findings_json(contexts, arguments.project, lang))
    else:
        print(checkjob.findings_text(contexts, lang))
    return EXIT_OK


def _assign(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import assignjob

    if arguments.largest is not None and not 0 < arguments.largest < float("inf"):
        raise UsageError(t("cli.not_positive", lang))
    result, scenario = assignjob.assignment_of(
        arguments.project, arguments.scenario, arguments.stay, arguments.method, arguments.largest
    )
    if arguments.json:
        _print_json(assignjob.assignment_json(result, scenario, arguments.project, lang))
    else:
        print(assignjob.assignment_text(result, scenario, lang))
    return EXIT_OK


def _supplies(arguments: argparse.Namespace, lang: Lang) -> int:
    from models.supplies.need import MOST_DAYS, MOST_PERSONS
    from ui.cli import suppliesjob

    persons, days = arguments.persons, arguments.days
    has_people, has_time = (
        persons is None or 0 <= persons <= MOST_PERSONS,
        days is None or 0 < days <= MOST_DAYS,
    )
    if not has_people or not has_time:
        raise UsageError(t("supplies.cli.limits", lang, persons=f"{MOST_PERSONS:,}", days=MOST_DAYS))
    result = suppliesjob.supplies_of(arguments.project, arguments.scenario, persons, days, date.today())
    if arguments.json:
        _print_json(suppliesjob.supplies_json(result, arguments.project, lang))
    else:
        print(suppliesjob.supplies_text(result, lang))
    return EXIT_OK


def _evacuate(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import evacuationjob, jobs

    a, today = arguments, date.today()
    if a.output is not None:
        jobs.check_output(a.output, (".xlsx", ".pdf"))
    plan, project, scenario = evacuationjob.plan_of(a.project, a.scenario, a.hazard, a.method, today)
    if a.json:
        _print_json(evacuationjob.evacuation_json(plan, scenario, a.project, lang))
    else:
        print(evacuationjob.evacuation_text(plan, scenario, lang))
    if a.output is not None:
        evacuationjob.write(plan, project, scenario, a.output, lang, today)
        print(a.output, file=sys.stderr if a.json else sys.stdout)
    return EXIT_OK


def _times(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import jobs, roadsjob

    jobs.check_output(arguments.output, (".csv",))
    times = roadsjob.times_of(arguments.project, arguments.family, arguments.scenario, arguments.by)
    if arguments.by is None and times.by != "road":
        print(t("cli.times.no_roads", lang), file=sys.stderr)
    roadsjob.write_times(times, arguments.output, lang)
    print(roadsjob.times_text(times, lang))
    print(arguments.output)
    return EXIT_OK


def _route(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import roadsjob

    found = roadsjob.route_json(arguments.project, arguments.from_point, arguments.to_point, arguments.mode)
    if arguments.json:
        _print_json(found)
    else:
        print(roadsjob.route_text(found, lang))
    return EXIT_OK


def _roads(arguments: argparse.Namespace, lang: Lang) -> int:
    from models.access.doctorwords import counts_text
    from ui.cli import doctorjob, jobs

    if not 0 <= arguments.gap <= 100:
        raise UsageError(t("cli.roads.gap", lang))
    if arguments.repair:
        if arguments.output is None:
            raise UsageError(t("cli.roads.output", lang))
        jobs.check_output(arguments.output, (".gpkg",))
    project, found = doctorjob.check_file(arguments.project, arguments.gap)
    said = doctorjob.doctor_json(project, found, lang)
    if not arguments.json:
        print(doctorjob.doctor_text(project, found, lang))
    if arguments.repair:
        counts = doctorjob.repair_project(project, found, arguments.output)
        said["repaired"] = {kind.value: count for kind, count in counts.items()}
        if not arguments.json:
            kinds = counts_text(counts, lang)
            key = "repaired" if counts else "nothing_to_repair"
            print(t(f"doctor.said.{key}", lang, count=sum(counts.values()), kinds=kinds))
            print(arguments.output)
    if arguments.json:
        _print_json(said)
    return EXIT_OK


def _report(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import jobs

    path, output = arguments.project, arguments.output
    scenario, profile = arguments.scenario, arguments.profile
    print(jobs.write_report(path, output, lang, scenario, profile, arguments.outline))
    return EXIT_OK


def _map(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import jobs

    a, request = arguments, sheetjob.SheetRequest.of(arguments)
    if a.output.suffix.lower() == ".html" and not request.is_empty:
        raise UsageError(t("cli.sheet_only", lang))
    print(jobs.write_map(a.project, a.output, lang, a.scenario, a.profile, a.tiles, request))
    return EXIT_OK


def _pack(arguments: argparse.Namespace, _: Lang) -> int:
    from ui.cli import jobs

    a = arguments
    langs = LANGUAGES if a.lang == "both" else (a.lang,)
    print(jobs.write_pack(a.project, a.output, langs, a.scenario, a.profile, a.date, a.tiles))
    return EXIT_OK


def _export(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import jobs

    for path in jobs.export(arguments.project, arguments.output, lang, arguments.scenario):
        print(path)
    return EXIT_OK


def _ledger(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import ledgerjob

    if arguments.apply and arguments.output is None:
        raise UsageError(t("cli.ledger_output", lang))
    project, ledger, found = ledgerjob.compare_ledgers(arguments.project, arguments.file)
    if arguments.json:
        _print_json(ledgerjob.ledger_json(project, ledger, found, lang))
    else:
        print(ledgerjob.ledger_text(project, ledger, found, lang))
    if arguments.apply:
        count = ledgerjob.take_over(project, found, arguments.output)
        if not arguments.json:
            print(t("ledgerback.said.applied", lang, count=f"{count:,}"))
            if count < len(found.changes):
                print(t("ledgerback.said.left", lang, count=f"{len(found.changes) - count:,}"))
            print(arguments.output)
    return EXIT_OK


def _solve(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import solvejob

    a = arguments
    rooms = a.capacity if isinstance(a.capacity, float) else None
    given = (a.radius, a.number, a.limit, a.gap, rooms)
    if any(value is not None and not 0 <= value < float("inf") for value in given):
        raise UsageError(t("locate.not_negative", lang))
    case = solvejob.Case(
        a.model, a.matrix, a.edges, a.demand, a.radius, a.number, a.capacity, a.fixed, a.split
    )
    problem, answer, assumed = solvejob.solve_case(case, a.limit, a.gap)
    if a.json:
        _print_json(solvejob.answer_json(problem, answer, assumed, lang))
    else:
        print(solvejob.answer_text(problem, answer, assumed, lang))
    return EXIT_OK


def _site(arguments: argparse.Namespace, lang: Lang) -> int:
    from models.facilities.facility import Family
    from models.locate.problem import Model
    from models.locate.siting import Ask
    from ui.cli import jobs, sitejob

    a = arguments
    numbers = (a.new, a.radius, a.capacity, a.budget, a.price, a.price_m2, a.limit)
    if any(one is not None and not 0 <= one < float("inf") for one in numbers) or not 1 <= a.spacing <= 1e6:
        raise UsageError(t("site.not_negative", lang))
    if a.save is not None and a.output is None:
        raise HavenError("site_no_output")
    if a.output is not None:
        jobs.check_output(a.output, (".gpkg",))
    family = Family(sitejob.family_words()[a.family])
    site_class, quotas = sitejob.classes_of(family, a.site_class, lang)
    ask = Ask(
        family,
        Model(a.model),
        None if a.model == "lscp" else a.new,
        a.radius,
        a.capacity,
        tuple(a.must),
        tuple(a.ban),
        a.each_township,
        a.budget,
        a.price,
        a.price_m2,
        quotas,
    )
    source = sitejob.Source(a.source, tuple(a.layer), a.spacing, site_class)
    project, scenario, found = sitejob.site_project(a.project, a.scenario, ask, source, a.limit, lang)
    if a.json:
        _print_json(sitejob.site_json(a.project, scenario.title(lang), found, lang))
    else:
        print(sitejob.site_text(found, lang))
    if a.output is not None and found.answer.plan is not None:
        name = a.save or t("site.plan_name", lang)
        sitejob.save_plan(project, scenario, found, name, a.output)
        if not a.json:
            print(t("site.saved", lang, name=name, path=a.output))
    return EXIT_OK


def _batch(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli import batchjob
    from ui.cli.countyjob import Wanted

    a = arguments
    if a.workers < 1 or not 0 < a.limit < float("inf"):
        raise UsageError(t("cli.not_positive", lang))
    new = None if a.model == "lscp" else a.new
    wanted = Wanted(lang, a.profile, a.by, a.family, a.model, new, has_pack=not a.no_pack)
    batch = batchjob.Batch(a.folder, a.output, wanted, a.workers, a.scheduler, a.limit, a.name)

    def told(number: int, count: int, result: CountyResult) -> None:
        print(batchjob.turn_text(number, count, result, lang), file=sys.stderr, flush=True)

    outcome = batchjob.run_batch(batch, told)
    if a.json:
        _print_json(batchjob.batch_json(outcome))
    else:
        for path in outcome.documents:
            print(path)
    return EXIT_OK


def _selfcheck(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli.selfcheck import selfcheck

    return EXIT_OK if selfcheck(lang) else EXIT_FAULT


def _bundle(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli.bundlejob import bundle

    print(t("cli.bundle_begins", lang), file=sys.stderr, flush=True)
    print(bundle(arguments.output))
    return EXIT_OK


def _wheelhouse(arguments: argparse.Namespace, lang: Lang) -> int:
    from ui.cli.wheelhousejob import wheelhouse

    print(t("cli.wheelhouse_begins", lang), file=sys.stderr, flush=True)
    print(wheelhouse(arguments.output, arguments.platform))
    return EXIT_OK


def _print_json(content: Any) -> None:
    """Print one JSON object, in UTF-8 whatever the terminal's encoding, and without NaN, which is no JSON."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    print(text)


_COMMANDS: dict[str, Callable[[argparse.Namespace, Lang], int]] = {
    "sample": _sample,
    "import": _import,
    "check": _check,
    "assign": _assign,
    "supplies": _supplies,
    "evacuate": _evacuate,
    "times": _times,
    "route": _route,
    "roads": _roads,
    "report": _report,
    "map": _map,
    "export": _export,
    "pack": _pack,
    "ledger": _ledger,
    "solve": _solve,
    "site": _site,
    "batch": _batch,
    "selfcheck": _selfcheck,
    "bundle": _bundle,
    "wheelhouse": _wheelhouse,
}
