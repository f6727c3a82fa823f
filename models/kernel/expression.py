"""Small sums over columns: numbers, columns in brackets, + - * / and parentheses, and nothing else.

A text from anywhere is read into such a sum by a grammar of four lines; it is never run as a program.

    sum     = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor  = ("+" | "-") factor | "(" sum ")" | number | "[" column "]"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from models.kernel.arrays import Floats
from models.kernel.errors import HavenError

LONGEST = 500
DEEPEST = 40
"""Parentheses and signs in one another."""
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|\[([^\[\]]+)\]|([-+*/()]))")
_COLUMN = re.compile(r"\[([^\[\]]+)\]")
_SPELLINGS = str.maketrans("（）＋－＊／×÷−［］【】", "()+-*/*/-[][]")


@dataclass(frozen=True)
class Expression:
    """A sum that was read.

    Attributes
    ----------
    text
        As it was written, in plain signs.
    columns
        Names in it, each once, in order.
    """

    text: str
    columns: tuple[str, ...]
    _steps: tuple[tuple[str, float | str], ...]

    def values(self, columns: Mapping[str, Floats], rows: int) -> Floats:
        """Value of each row, shape (rows,); NaN where a column has none or something is divided by zero.

        Raises
        ------
        KeyError
            A column is not there.
        """
        stack: list[Floats] = []
        with np.errstate(all="ignore"):
            for kind, value in self._steps:
                if kind == "number":
                    stack.append(np.full(rows, float(value)))
                elif kind == "column":
                    stack.append(np.asarray(columns[str(value)], dtype=np.float64))
                elif kind == "negative":
                    stack.append(-stack.pop())
                else:
                    second, first = stack.pop(), stack.pop()
                    stack.append(_OPERATIONS[kind](first, second))
        (result,) = stack
        return np.where(np.isfinite(result), result, np.nan)

    def renamed(self, names: Mapping[str, str]) -> str:
        """Its text with other names for its columns; those without one stay."""

        def other(found: re.Match[str]) -> str:
            name = found[1].strip()
            return f"[{names.get(name, name)}]"

        return _COLUMN.sub(other, self.text)


_OPERATIONS: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


def plain_signs(text: str) -> str:
    """A text with full-width signs, × and ÷ as the plain ones, as names of columns are compared too."""
    return text.translate(_SPELLINGS).strip()


def read_expression(text: str) -> Expression:
    """Read a sum; full-width signs, × and ÷ are read as the plain ones.

    Raises
    ------
    HavenError
        It is none (``expression_wrong``, with the place), or too long (``expression_long``).
    """
    plain = plain_signs(text)
    if len(plain) > LONGEST:
        raise HavenError("expression_long", limit=str(LONGEST))
    reader = _Reader(plain)
    reader.sum(0)
    if reader.at < len(reader.tokens):
        raise reader.wrong()
    names = dict.fromkeys(str(value) for kind, value in reader.steps if kind == "column")
    return Expression(plain, tuple(names), tuple(reader.steps))


class _Reader:
    """Reads tokens into steps for a stack."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, float | str, int]] = []
        self.steps: list[tuple[str, float | str]] = []
        self.at = 0
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise self._wrong(place)
            number, column, sign = found.groups()
            start = found.start(found.lastindex or 0)
            if number is not None:
                self.tokens.append(("number", float(number), start))
            elif column is not None:
                self.tokens.append(("column", column.strip(), start))
            else:
                self.tokens.append((sign, sign, start))
            place = found.end()

    def _wrong(self, place: int) -> HavenError:
        shown = self.text[place : place + 20].strip() or "…"
        return HavenError("expression_wrong", place=str(place + 1), shown=shown)

    def wrong(self) -> HavenError:
        """What is wrong at the present token."""
        return self._wrong(self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text))

    def _is(self, *kinds: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][0] in kinds

    def sum(self, depth: int) -> None:
        """Read a sum."""
        self.product(depth)
        while self._is("+", "-"):
            sign = self.tokens[self.at][0]
            self.at += 1
            self.product(depth)
            self.steps.append((sign, ""))

    def product(self, depth: int) -> None:
        """Read a product."""
        self.factor(depth)
        while self._is("*", "/"):
            sign = self.tokens[self.at][0]
            self.at += 1
            self.factor(depth)
            self.steps.append((sign, ""))

    def factor(self, depth: int) -> None:
        """Read a factor."""
        if depth > DEEPEST or self.at >= len(self.tokens):
            raise self.wrong()
        kind, value, _ = self.tokens[self.at]
        if kind in ("+", "-"):
            self.at += 1
            self.factor(depth + 1)
            if kind == "-":
                self.steps.append(("negative", ""))
        elif kind == "(":
            self.at += 1
            self.sum(depth + 1)
            if not self._is(")"):
                raise self.wrong()
            self.at += 1
        elif kind in ("number", "column"):
            self.at += 1
            self.steps.append((kind, value))
        else:
            raise self.wrong()
