"""Tables pasted from a spreadsheet: columns are told by a row of heads where there is one."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence


def pasted_lines(
    text: str, words: Mapping[str, Collection[str]], usual: Sequence[str], needed: Collection[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines of a table that say anything, each with its number and its cells by column.

    Parameters
    ----------
    words
        Words that may stand over each column.
    usual
        Columns of a table without heads, in order.
    needed
        Columns without whose words a line is no row of heads; a second column must be told besides.
    """
    columns = {key: place for place, key in enumerate(usual)}
    known = {plain_text(word): key for key, said in words.items() for word in said}
    for number, cells in enumerate(csv.reader(io.StringIO(text), dialect="excel-tab"), start=1):
        heads = {
            known[plain]: place for place, cell in enumerate(cells) if (plain := plain_text(cell)) in known
        }
        if heads.keys() >= set(needed) and len(heads) > 1:
            columns = heads
            continue
        line = {key: cells[place].strip() for key, place in columns.items() if place < len(cells)}
        if any(line.values()):
            yield number, {key: line.get(key, "") for key in words}


def plain_text(text: str) -> str:
    """A word without its spaces, in one case and with one per cent sign, to be compared."""
    return "".join(text.split()).casefold().replace("％", "%")
