"""A parser that speaks the chosen language, and what is said on the command line without a command.

Nothing here imports Qt or anything heavy, so that ``--help`` answers at once; the commands stand in
:mod:`ui.cli.commands`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from models.kernel.text import LANGUAGES, Lang, t
from models.kernel.version import VERSION
from ui.app.shots import PANELS

Words = Callable[[str], str]
"""Text of the catalogue below ``cli``, in the chosen language."""


SCRIPT = "main.py"
EXIT_OK, EXIT_FAULT, EXIT_BAD_INPUT = 0, 1, 2


class UsageError(Exception):
    """The command line itself is wrong."""


class Parser(argparse.ArgumentParser):
    """Parser that speaks the chosen language and raises instead of ending the program."""

    lang: Lang = "zh"

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)

    def format_help(self) -> str:
        with argparse_in(self.lang):
            return super().format_help()

    def parse_args(self, args: Sequence[str] | None = None) -> argparse.Namespace:  # type: ignore[override]
        with argparse_in(self.lang):
            return super().parse_args(args)

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        with argparse_in(self.lang):
            return super().parse_known_args(args, namespace)


@contextlib.contextmanager
def argparse_in(lang: Lang):  # type: ignore[no-untyped-def]
    """Let argparse's own words come from our catalogue; it looks them up by its English ones."""
    keys = {
        "usage: ": "usage",
        "positional arguments": "positional",
        "options": "options",
        "show this help message and exit": "help",
        "the following arguments are required: %s": "required",
        "unrecognized arguments: %s": "unrecognized",
        "invalid choice: %(value)r (choose from %(choices)s)": "choice",
        "invalid choice: %(value)s (choose from %(choices)s)": "choice",
        "expected one argument": "one_argument",
        "argument %(argument_name)s: %(message)s": "argument",
        "invalid %(type)s value: %(value)r": "invalid",
    }
    before = argparse._  # type: ignore[attr-defined]
    argparse._ = lambda text: t(f"cli.argparse.{keys[text]}", lang) if text in keys else before(text)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        argparse._ = before  # type: ignore[attr-defined]


def own_name() -> str:
    """What the program is started by: its own name in a bundled folder, else the script."""
    return Path(sys.executable).name if getattr(sys, "frozen", False) else SCRIPT


def main_parser(common: Parser, words: Words) -> Parser:
    """Return the parser of what is said beside or without a command."""
    parser = Parser(
        prog=own_name(),
        description=words("description"),
        epilog=words("epilog").replace(SCRIPT, own_name()),
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"Haven {VERSION}", help=words("argparse.version")
    )
    parser.add_argument("--screenshot", metavar="FILE", type=Path, help=words("option.screenshot"))
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help=words("option.theme"))
    parser.add_argument("--scale", type=float, default=1.0, help=words("option.scale"))
    parser.add_argument("--size", metavar="WxH", default="1366x768", help=words("option.size"))
    parser.add_argument("--panel", choices=PANELS, default=PANELS[0], help=words("option.panel"))
    parser.add_argument("--out", metavar="FOLDER", type=Path, help=words("option.out"))
    return parser


def _size(text: str) -> tuple[int, int]:
    """Width and height as ``1280x720``, of a window that can be drawn."""
    width, _, height = text.partition("x")
    size = int(width), int(height)
    if not all(400 <= side <= 8000 for side in size):
        raise ValueError(text)
    return size


def window_parser(lang: Lang) -> Parser:
    """Without a command there is only a project to open."""
    parser = Parser(prog=own_name(), add_help=False)
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", type=_size, default=(1366, 768))
    parser.add_argument("--panel", choices=PANELS, default=PANELS[0])
    parser.add_argument("--out", type=Path)
    parser.add_argument("project", nargs="?", type=Path)
    return parser


def print_json(content: object) -> None:
    """Print one JSON object, in UTF-8 whatever the terminal's encoding, and without NaN, which is no JSON."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    print(text)
