"""Texts that can be said again in another language, as the names of steps that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from models.kernel.text import filled


class Said(str):
    """A text that knows what it was made of; anybody else takes it as the text it is.

    Parameters
    ----------
    make
        Makes the text in the language that is shown; it holds values, never a widget.
    """

    __slots__ = ("_make",)
    _make: Callable[[], str]

    def __new__(cls, make: Callable[[], str]) -> Said:
        """Say it now."""
        said = super().__new__(cls, make())
        said._make = make
        return said

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A copy is a plain text."""
        return str, (str(self),)

    def again(self) -> Said:
        """The same in the language that is shown now."""
        return Said(self._make)

    def format(self, *values: object, **named: object) -> Said:
        """Fill values in; those that are said themselves are said again with it."""
        return Said(partial(_formatted, self, values, named))


def anew(value: object) -> object:
    """A value, said again if it was said."""
    return value.again() if isinstance(value, Said) else value


def filled_again(text: str, **values: object) -> str:
    """A text filled in with words for one and for more, see :func:`models.kernel.text.filled`."""
    return Said(lambda: filled(str(anew(text)), **{key: anew(value) for key, value in values.items()}))


def _formatted(text: Said, values: tuple[object, ...], named: Mapping[str, object]) -> str:
    again = {key: anew(value) for key, value in named.items()}
    return str.format(text.again(), *map(anew, values), **again)


class Telling:
    """Mixin put before the Qt class: its ``tr`` gives texts that can be said again."""

    def tr(self, sourceText: str, /, disambiguation: str | None = None, n: int = -1) -> str:
        """Text of the window in the language that is shown."""
        kind: Any = type(self)
        return Said(partial(_translated, _contexts(kind), sourceText, disambiguation, n))


@cache
def _contexts(kind: Any) -> tuple[str, ...]:
    """Names of a class and its parents that a translation may stand under."""
    return tuple(
        one.__name__
        for one in kind.__mro__
        if issubclass(one, QObject) and not one.__module__.startswith("PySide6")
    )


def _translated(contexts: tuple[str, ...], source: str, disambiguation: str | None, n: int) -> str:
    for context in contexts:
        text = QCoreApplication.translate(context, source, disambiguation, n)
        if text != source:
            return text
    return source
