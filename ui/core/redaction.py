"""What may stand in a log that is passed on: no home folder, no name of the person, nothing out of data.

Our own messages of faults are English and hold no data; whatever else stands in one (quoted values, letters
of other scripts, long numbers) may be out of a cell or a file and is left out. Lines of the program stay.
"""

from __future__ import annotations

import getpass
import os
import re
import tempfile
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from models.kernel.errors import HavenError

LEFT_OUT = "…"

_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|“[^”\n]*”|`[^`\n]*`")
_NUMBER = re.compile(r"\d[\d .,-]{5,}\d")
_OTHER_SCRIPTS = re.compile(r"[^\x00-\x7f]+")
_OF_THE_PROGRAM = (AttributeError, NameError, ImportError, TypeError, AssertionError)
"""Faults whose messages quote names of the program, not values."""


def fault_text(error: BaseException) -> str:
    """Say all that may be said of an error, its causes first."""
    parts = [_one(link) for link in _chain(error)]
    return "\n".join([*parts, redacted(str(getattr(error, "details", "")))])


def redacted(text: str) -> str:
    """A traceback of another process, or any text of that form, without what is personal."""
    return "\n".join(
        line if line.startswith("  ") else without_values(line) for line in shortened(text).split("\n")
    )


def shortened(text: str) -> str:
    """Text with the home folder as ``~``, and without the person's name in paths."""
    for folder, sign in _folders():
        text = re.sub(re.escape(folder), lambda _, sign=sign: sign, text, flags=_FLAGS)  # type: ignore[misc]
    user = _user()
    return re.sub(rf"(?<=[\\/]){re.escape(user)}(?=[\\/])", LEFT_OUT, text, flags=_FLAGS) if user else text


def without_values(message: str) -> str:
    """Message without quoted values, letters of other scripts and long numbers."""
    message = _QUOTED.sub(f"'{LEFT_OUT}'", message)
    return _NUMBER.sub(LEFT_OUT, _OTHER_SCRIPTS.sub(LEFT_OUT, message))


_FLAGS = re.IGNORECASE if os.name == "nt" else re.NOFLAG


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error after those that led to it."""
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen:
        seen.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return reversed(seen)


def _one(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    if isinstance(error, HavenError):
        message = f"HavenError: {error.key}"
    else:
        message = "".join(traceback.format_exception_only(error)).rstrip("\n")
        if not isinstance(error, _OF_THE_PROGRAM):
            message = without_values(message)
    return shortened("".join(lines) + message)


@cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no names
        return ""


def _folders() -> list[tuple[str, str]]:
    """Folders that name the person, longest first, in every way of writing them, and what stands for them."""
    found: dict[str, str] = {}
    for folder, sign in ((Path(tempfile.gettempdir()), "~tmp"), (Path.home(), "~")):
        for path in (folder, Path(os.path.realpath(folder))):
            if len(path.parts) > 1:
                plain = str(path)
                found |= dict.fromkeys((plain, path.as_posix(), plain.replace("\\", "\\\\")), sign)
    return sorted(found.items(), key=lambda item: -len(item[0]))
