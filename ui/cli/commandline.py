"""Everything that can be done from a terminal, with a window or without one.

Nothing here imports Qt or anything heavy until a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from models.kernel.errors import HavenError
from models.kernel.resources import keep_compiled_in
from models.kernel.text import LANGUAGES, Lang, t
from ui.cli.commands import COMMANDS, INNER, called, make_parser
from ui.cli.parser import EXIT_BAD_INPUT, EXIT_FAULT, EXIT_OK, SCRIPT, UsageError, own_name, window_parser
from ui.core.home import COMPILED, home_folder

OUTPUT_FOLDER = "haven-output"
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


def run(argv: Sequence[str]) -> int:
    """Run the command line (without the program's name) and return the exit code."""
    keep_compiled_in(home_folder() / COMPILED)
    inner = INNER.get((argv[0], len(argv))) if argv else None
    if inner is not None:
        return int(called(inner)(*argv[1:]))
    _make_output_safe()
    lang = _language(argv)
    try:
        code = _run(list(argv), lang)
        if sys.stdout is not None:
            sys.stdout.flush()  # what cannot be written is told here, not while the interpreter goes down
        return code
    except UsageError as error:
        print(f"{t('cli.usage_error', lang)}{error}", file=sys.stderr)
        print(t("cli.see_help", lang).replace(SCRIPT, own_name()), file=sys.stderr)
        return EXIT_BAD_INPUT
    except HavenError as error:
        print(error.message(lang).one_line(), file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        _give_up_output()  # the reader had enough
        return EXIT_OK
    except KeyboardInterrupt:
        print(t("cli.stopped", lang), file=sys.stderr)
        return 130
    except Exception as error:  # the last net: a line for the person, the rest in the log
        if isinstance(error, OSError) and error.errno in _FULL:
            _give_up_output()
            print(HavenError("output_full").message(lang).one_line(), file=sys.stderr)
            return EXIT_BAD_INPUT
        from ui.core.crashlog import write_crash_log

        log = write_crash_log(error)
        print(t("cli.fault", lang, error=f"{type(error).__name__}: {error}", log=log or "-"), file=sys.stderr)
        return EXIT_FAULT


def _give_up_output() -> None:
    """Leave Python nothing to flush into what takes no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
            return COMMANDS[arguments.command].run(arguments, lang)
    if len(words) > 1 and _is_plain(words[0]) and not Path(words[0]).exists() and argv[0] == words[0]:
        # Two words are no project to open: the first is a command that is misspelt.
        raise UsageError(t("cli.unknown_command", lang, command=words[0], known=", ".join(COMMANDS)))
    return _open_window(argv, lang)


def _is_plain(name: str) -> bool:
    """Whether a word may be the name of a command: neither a file with an ending nor a path."""
    return "." not in name and os.sep not in name


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
    if arguments.project is not None and _is_missing(arguments.project):
        name = str(arguments.project)
        if _is_plain(name):
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


def _is_missing(path: Path) -> bool:
    """Whether there is no such file; a drive that does not answer is left to the window, which says so."""
    from layers.disk.answering import LIMIT_S, Answer, look

    looking = look((path,))
    looking.wait(LIMIT_S)
    return looking.of(path) == Answer.MISSING


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
