"""The commands: what each takes, and what it calls.

Nothing here imports Qt or anything heavy, so that ``--help`` answers at once. What a command calls is named
by module and function, and imported when it is called.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from models.county.travel import TRAVEL_BY
from models.kernel.text import LANGUAGES, Lang, t
from models.project.evacuation import METHODS
from ui.cli import sheetjob
from ui.cli.parser import Parser, Words, argparse_in, main_parser

OUTLINES = ("brief", "special")
LOCATE_MODELS = ("lscp", "mclp", "pmedian", "pcenter")

READ_APART = "read-apart"
"""Word by which our own process asks for another one that reads files (:mod:`layers.importing.readapart`)."""
COUNTY_OF_BATCH = "county-of-batch"
"""Word by which a batch asks for another process that does counties (:mod:`ui.cli.countyjob`)."""
PACK_BESIDE = "pack-beside"
"""Word by which a pack asks for a second process that writes maps (:mod:`ui.cli.besidejob`)."""


@dataclass(frozen=True)
class Command:
    """One command; its help is the text ``cli.command.<name>``."""

    name: str
    calls: str
    """Module and function, as ``ui.cli.checkjob:run``; it takes the arguments and the language and prints."""
    options: Callable[[Parser, Words], None] | None = None
    needs_qt: bool = False
    """Whether it draws with Qt and fails without it; the others start without PySide6."""

    def run(self, arguments: argparse.Namespace, lang: Lang) -> int:
        """Do what the command says; return the exit code."""
        return int(called(self.calls)(arguments, lang))


def called(calls: str) -> Callable[..., Any]:
    """Return the function that is named as ``module:function``, and import its module."""
    module, _, name = calls.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


# -- what several commands take ------------------------------------------------------------------------------
def _project(command: Parser, words: Words) -> None:
    command.add_argument("project", metavar="PROJECT", type=Path, help=words("option.project"))


def _scenario(command: Parser, words: Words) -> None:
    command.add_argument("--scenario", metavar="NAME", help=words("option.scenario"))


def _document(command: Parser, words: Words) -> None:
    _project(command, words)
    _scenario(command, words)
    command.add_argument("--profile", metavar="ID", help=words("option.profile"))


def _output(command: Parser, words: Words, metavar: str, *, required: bool = True) -> None:
    command.add_argument(
        "-o", "--output", metavar=metavar, type=Path, required=required, help=words("option.output")
    )


def _json(command: Parser, words: Words) -> None:
    command.add_argument("--json", action="store_true", help=words("option.json"))


def _tiles(command: Parser, words: Words) -> None:
    command.add_argument("--tiles", metavar="FILE.mbtiles", type=Path, help=words("option.tiles"))


# -- the options of each command -----------------------------------------------------------------------------
def _sample(command: Parser, words: Words) -> None:
    _output(command, words, "PROJECT.gpkg")


def _import(command: Parser, words: Words) -> None:
    command.add_argument("folder", metavar="FOLDER", type=Path, help=words("option.folder"))
    _output(command, words, "PROJECT.gpkg")
    _json(command, words)


def _check(command: Parser, words: Words) -> None:
    _project(command, words)
    _scenario(command, words)
    command.add_argument(
        "--profile", metavar="ID", action="append", default=[], help=words("option.profiles")
    )
    command.add_argument("--all-profiles", action="store_true", help=words("option.all_profiles"))
    command.add_argument("--by", choices=TRAVEL_BY, help=words("option.measured_by"))
    command.add_argument("--year", metavar="N", type=int, help=words("option.year"))
    _json(command, words)


def _assign(command: Parser, words: Words) -> None:
    _project(command, words)
    _scenario(command, words)
    stays = ("emergency", "short", "medium", "long")
    command.add_argument("--stay", choices=stays, default="short", help=words("option.stay"))
    methods = ("nearest", "exact")
    command.add_argument("--method", choices=methods, default="nearest", help=words("option.method"))
    command.add_argument("--largest", metavar="KM", type=float, help=words("option.largest"))
    _json(command, words)


def _supplies(command: Parser, words: Words) -> None:
    _project(command, words)
    _scenario(command, words)
    command.add_argument("--persons", metavar="N", type=int, help=words("option.persons"))
    command.add_argument("--days", metavar="D", type=float, help=words("option.days"))
    _json(command, words)


def _evacuate(command: Parser, words: Words) -> None:
    _project(command, words)
    command.add_argument(
        "--hazard", metavar="LAYER[:LEVEL]", action="append", default=[], help=words("option.hazard")
    )
    _scenario(command, words)
    command.add_argument("--method", choices=METHODS, help=words("option.evacuation_method"))
    _output(command, words, "FILE.xlsx|pdf", required=False)
    _json(command, words)


def _upkeep(command: Parser, words: Words) -> None:
    _project(command, words)
    _scenario(command, words)
    command.add_argument(
        "--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help=words("option.upkeep_date")
    )
    command.add_argument("--add", nargs=3, metavar=("KIND", "DAY", "NAME"), help=words("option.upkeep_add"))
    command.add_argument(
        "--import", dest="table", metavar="FILE", type=Path, help=words("option.upkeep_import")
    )
    command.add_argument("--who", metavar="WHO", default="", help=words("option.upkeep_who"))
    command.add_argument("--finding", metavar="TEXT", default="", help=words("option.upkeep_finding"))
    command.add_argument("--save", metavar="OUT.gpkg", type=Path, help=words("option.upkeep_save"))
    _output(command, words, "FILE.xlsx|csv", required=False)
    _json(command, words)


def _renew(command: Parser, words: Words) -> None:
    _project(command, words)
    command.add_argument("file", metavar="FILE", nargs="?", type=Path, help=words("option.renew_file"))
    command.add_argument("--layer", metavar="NAME", help=words("option.renew_layer"))
    command.add_argument("--close", metavar="YEAR", type=int, help=words("option.renew_close"))
    command.add_argument(
        "--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help=words("option.upkeep_date")
    )
    command.add_argument("--save", metavar="OUT.gpkg", type=Path, help=words("option.renew_save"))
    _output(command, words, "FILE.xlsx", required=False)
    _json(command, words)


def _times(command: Parser, words: Words) -> None:
    _project(command, words)
    command.add_argument("--family", choices=_travel_words(), required=True, help=words("option.family"))
    _scenario(command, words)
    command.add_argument("--by", choices=TRAVEL_BY, help=words("option.by"))
    _output(command, words, "FILE.csv")


def _travel_words() -> list[str]:
    """Families to which the command on times knows the way."""
    from models.facilities.families import family_specs

    return [spec.travel.word for spec in family_specs().values() if spec.travel]


def _route(command: Parser, words: Words) -> None:
    _project(command, words)
    for end in ("from", "to"):
        command.add_argument(
            f"--{end}", dest=f"{end}_point", metavar="LON,LAT", required=True, help=words(f"option.{end}")
        )
    modes = ("fire", "truck", "walk")
    command.add_argument("--mode", choices=modes, default="fire", help=words("option.mode"))
    _json(command, words)


def _roads(command: Parser, words: Words) -> None:
    _project(command, words)
    command.add_argument("--gap", metavar="M", type=float, default=2.0, help=words("option.gap"))
    command.add_argument("--repair", action="store_true", help=words("option.roads_repair"))
    _output(command, words, "OUT.gpkg", required=False)
    _json(command, words)


def _report(command: Parser, words: Words) -> None:
    _document(command, words)
    _output(command, words, "FILE.xlsx|docx")
    command.add_argument("--outline", choices=OUTLINES, default="brief", help=words("option.outline"))


def _map(command: Parser, words: Words) -> None:
    _document(command, words)
    _output(command, words, "FILE.pdf|png|html")
    _tiles(command, words)
    sheetjob.add_options(command, words)


def _export(command: Parser, words: Words) -> None:
    _document(command, words)
    _output(command, words, "FOLDER")


def _pack(command: Parser, words: Words) -> None:
    _document(command, words)
    _output(command, words, "FOLDER")
    command.add_argument("--lang", choices=(*LANGUAGES, "both"), default="zh", help=words("option.langs"))
    command.add_argument("--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help=words("option.date"))
    _tiles(command, words)


def _ledger(command: Parser, words: Words) -> None:
    _project(command, words)
    command.add_argument("file", metavar="FILE", type=Path, help=words("option.ledger_file"))
    command.add_argument("--apply", action="store_true", help=words("option.ledger_apply"))
    _output(command, words, "OUT.gpkg", required=False)
    _json(command, words)


def _solve(command: Parser, words: Words) -> None:
    command.add_argument("--model", choices=LOCATE_MODELS, required=True, help=words("option.locate_model"))
    costs = command.add_mutually_exclusive_group(required=True)
    for name in ("matrix", "edges"):
        costs.add_argument(f"--{name}", metavar="FILE.csv", type=Path, help=words(f"option.{name}"))
    for name in ("demand", "fixed"):
        command.add_argument(f"--{name}", metavar="FILE.csv", type=Path, help=words(f"option.{name}"))
    command.add_argument(
        "--capacity", metavar="FILE.csv|Q", type=_file_or_number, help=words("option.capacity")
    )
    command.add_argument("--radius", metavar="R", type=float, help=words("option.radius"))
    command.add_argument("-p", dest="number", metavar="N", type=int, help=words("option.number"))
    command.add_argument("--split", action="store_true", help=words("option.split"))
    command.add_argument("--times", metavar="K", type=int, default=1, help=words("option.locate_times"))
    command.add_argument("--backup", action="store_true", help=words("option.locate_backup"))
    command.add_argument("--limit", metavar="S", type=float, default=60.0, help=words("option.limit"))
    command.add_argument("--gap", metavar="SHARE", type=float, default=0.0, help=words("option.near_enough"))
    command.epilog = t("locate.help", command.lang)
    _json(command, words)


def _file_or_number(word: str) -> Path | float:
    """A file, or one number for all."""
    if not Path(word).exists():
        with contextlib.suppress(ValueError):
            return float(word)
    return Path(word)


def _site(command: Parser, words: Words) -> None:
    def option(name: str, key: str, **given: Any) -> None:
        command.add_argument(name, help=words(f"option.{key}"), **given)

    _project(command, words)
    option("--scenario", "scenario", metavar="NAME")
    option("--family", "site_family", choices=_travel_words(), required=True)
    option("--model", "locate_model", choices=LOCATE_MODELS, required=True)
    option("--new", "site_new", metavar="N", type=int)
    option(
        "--from", "site_from", dest="source", choices=("candidates", "grid", "roads"), default="candidates"
    )
    option("--layer", "site_layer", metavar="NAME", action="append", default=[])
    option("--spacing", "site_spacing", metavar="M", type=float, default=1000.0)
    option("--class", "site_class", dest="site_class", metavar="CLASS[=N]", action="append", default=[])
    option("--radius", "site_radius", metavar="R", type=float)
    option("--capacity", "site_capacity", metavar="N", type=float)
    option("--reach", "site_reach", metavar="CLASS=R", action="append", default=[])
    option("--adjoin", "site_adjoin", action="store_true")
    option("--holds", "site_holds", metavar="CLASS=N", action="append", default=[])
    option("--times", "locate_times", metavar="K", type=int, default=1)
    option("--backup", "locate_backup", action="store_true")
    option("--area-min", "site_least_area", metavar="M2", type=float)
    option("--area-max", "site_most_area", metavar="M2", type=float)
    option("--pareto", "site_pareto", choices=("cost", "land", "number", "worst"))
    option("--points", "site_points", metavar="N", type=int)
    option("--pick", "site_pick", metavar="N", type=int)
    option("--must", "site_must", metavar="NAME", action="append", default=[])
    option("--ban", "site_ban", metavar="NAME", action="append", default=[])
    option("--each-township", "site_each", action="store_true")
    option("--per-resident", "site_per_resident", action="store_true")
    option("--budget", "site_budget", metavar="SUM", type=float)
    option("--price", "site_price", metavar="SUM", type=float, default=0.0)
    option("--price-m2", "site_price_m2", metavar="SUM", type=float, default=0.0)
    option("--limit", "limit", metavar="S", type=float, default=60.0)
    option("--save", "site_save", metavar="NAME")
    option("-o", "output", dest="output", metavar="OUT.gpkg", type=Path)
    option("--json", "json", action="store_true")


def _batch(command: Parser, words: Words) -> None:
    def option(name: str, key: str, **given: Any) -> None:
        command.add_argument(name, help=words(f"option.{key}"), **given)

    option("folder", "batch_folder", metavar="FOLDER_OF_PROJECTS", type=Path)
    _output(command, words, "OUT")
    option("--name", "batch_name", metavar="NAME", default="")
    option("--workers", "batch_workers", metavar="N", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    option("--scheduler", "batch_scheduler", metavar="ADDRESS")
    option("--limit", "batch_limit", metavar="MINUTES", type=float, default=60.0)
    option("--profile", "profile", metavar="ID")
    option("--by", "measured_by", choices=TRAVEL_BY)
    option("--family", "batch_family", choices=_travel_words())
    option("--model", "locate_model", choices=LOCATE_MODELS, default="mclp")
    option("--new", "site_new", metavar="N", type=int, default=3)
    option("--no-pack", "batch_no_pack", action="store_true")
    _json(command, words)


def _city(command: Parser, words: Words) -> None:
    command.add_argument("file", metavar="CITY.toml", type=Path, help=words("option.city_file"))
    _output(command, words, "OUT")
    command.add_argument("--hours", metavar="H", type=float, help=words("option.city_hours"))
    _json(command, words)


def _manual(command: Parser, words: Words) -> None:
    _output(command, words, "FILE.pdf")


def _bundle(command: Parser, words: Words) -> None:
    _output(command, words, "FOLDER")


def _wheelhouse(command: Parser, words: Words) -> None:
    from ui.cli.wheelhousejob import PLATFORMS

    _output(command, words, "FOLDER")
    # Where this machine is none of these, it must be said for which the folder is.
    here = "win_amd64" if sys.platform == "win32" else f"{sys.platform}_{platform.machine()}"
    command.add_argument(
        "--platform",
        choices=PLATFORMS,
        default=here if here in PLATFORMS else None,
        required=here not in PLATFORMS,
        help=words("option.platform"),
    )


# -- the table -----------------------------------------------------------------------------------------------
COMMANDS: dict[str, Command] = {
    one.name: one
    for one in (
        Command("sample", "ui.cli.jobs:run_sample", _sample),
        Command("import", "ui.cli.jobs:run_import", _import),
        Command("check", "ui.cli.checkjob:run", _check),
        Command("assign", "ui.cli.assignjob:run", _assign),
        Command("supplies", "ui.cli.suppliesjob:run", _supplies),
        Command("evacuate", "ui.cli.evacuationjob:run", _evacuate),
        Command("upkeep", "ui.cli.upkeepjob:run", _upkeep),
        Command("renew", "ui.cli.renewjob:run", _renew),
        Command("times", "ui.cli.roadsjob:run_times", _times),
        Command("route", "ui.cli.roadsjob:run_route", _route),
        Command("roads", "ui.cli.doctorjob:run", _roads),
        Command("report", "ui.cli.jobs:run_report", _report),
        Command("map", "ui.cli.jobs:run_map", _map, needs_qt=True),
        Command("export", "ui.cli.jobs:run_export", _export),
        Command("pack", "ui.cli.jobs:run_pack", _pack, needs_qt=True),
        Command("ledger", "ui.cli.ledgerjob:run", _ledger),
        Command("solve", "ui.cli.solvejob:run", _solve),
        Command("site", "ui.cli.sitejob:run", _site),
        Command("batch", "ui.cli.batchjob:run", _batch, needs_qt=True),
        Command("city", "ui.cli.cityjob:run", _city),
        Command("manual", "ui.cli.manualjob:run", _manual, needs_qt=True),
        Command("selfcheck", "ui.cli.selfcheck:run", needs_qt=True),
        Command("bundle", "ui.cli.bundlejob:run", _bundle),
        Command("wheelhouse", "ui.cli.wheelhousejob:run", _wheelhouse),
    )
}
"""Every command, in the order in which help names them."""

INNER = {
    (READ_APART, 1): "layers.importing.readworker:main",
    (COUNTY_OF_BATCH, 2): "ui.cli.countyjob:run_turns",
    (PACK_BESIDE, 2): "ui.cli.besidejob:run",
}
"""What the program asks of itself in another process, by the first of how many words.

A packaged program has no other interpreter to start.
"""


def make_parser(lang: Lang) -> Parser:
    """Return the parser of the subcommands."""
    Parser.lang = lang

    def words(key: str) -> str:
        return t(f"cli.{key}", lang)

    with argparse_in(lang):
        common = Parser(add_help=False)
        common.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=words("option.lang"))
        parser = main_parser(common, words)
        commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=words("commands"))
        for name, command in COMMANDS.items():
            text = words(f"command.{name}")
            # A pack is written in both languages, too: its option of that name takes another word.
            parents = [] if name == "pack" else [common]
            below = commands.add_parser(name, help=text, description=text, parents=parents)
            if command.options is not None:
                command.options(below, words)
    return parser
