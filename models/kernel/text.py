"""Words for the rooms that know nothing of Qt: two languages, one catalogue under ``resources/text``.

Each file is a tree of tables whose leaves hold ``zh`` and ``en``; a family's own words stand in its file
under ``text``. Widgets use Qt translation instead; a test keeps both complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any, Literal

from models.kernel.resources import load_toml, toml_names

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


def _leaves(table: Mapping[str, Any], prefix: str) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name, node in table.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(node, Mapping) and "zh" in node and "en" in node:
            found[key] = {lang: str(node[lang]) for lang in LANGUAGES}
        elif isinstance(node, Mapping):
            found.update(_leaves(node, key))
        else:
            raise ValueError(f"text {key!r} needs both zh and en")
    return found


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every text of ``resources/text`` and of the families by its dotted key."""
    trees = [load_toml("text", name) for name in toml_names("text")]
    trees += [load_toml("families", name).get("text", {}) for name in toml_names("families")]
    texts: dict[str, Mapping[str, str]] = {}
    for tree in trees:
        for key, entry in _leaves(tree, "").items():
            if key in texts:
                raise ValueError(f"text {key!r} stands in more than one file")
            texts[key] = entry
    return texts


def t(key: str, lang: Lang, **values: object) -> str:
    """Text of ``key`` in ``lang`` with its ``{name}`` placeholders filled in, see :func:`filled`."""
    text = catalogue()[key][lang]
    return filled(text, **values) if values else text


def filled(text: str, /, **values: object) -> str:
    """A text with its placeholders filled in; ``{count:row is|rows are}`` is the word for one, or for others.

    Values are inserted as they are, never parsed again, so a name that contains braces stays literal.
    """
    return _counting.vformat(text, (), values) if "|" in text else text.format(**values)


class _Counting(Formatter):
    """Knows one more kind of format: what is said of one, and what of more."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value in one format."""
        one, bar, many = format_spec.partition("|")
        if not bar:
            return format(value, format_spec)
        return one if str(value) in ("1", "1.0") else many


_counting = _Counting()


@cache
def _usual(prefix: str) -> Mapping[str, str]:
    """Keys below a prefix by each of their texts."""
    found = {key: entry for key, entry in catalogue().items() if key.startswith(f"{prefix}.")}
    return {text: key for key, entry in found.items() for text in entry.values()}


def usual_name(name: str, prefix: str, lang: Lang) -> str:
    """A name in `lang`, if texts below `prefix` hold it in any language; else the name as it is."""
    key = _usual(prefix).get(name)
    return name if key is None else t(key, lang)


def has_text(key: str) -> bool:
    """Whether the catalogue holds ``key``."""
    return key in catalogue()


def inside(name: str) -> str:
    """A name as it stands inside a sentence: without its capital, unless that is an abbreviation's."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
