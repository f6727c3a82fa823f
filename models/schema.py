"""Checks of data files: one wording for each fault, naming the file and the entry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any


class DataFileError(ValueError):
    """A file of standards, rule sets, registers or plans is not as its schema asks."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


def only_known(table: Mapping[str, Any], known: Iterable[str], file: str, where: str) -> None:
    """Refuse keys that nobody reads: mostly misspelt ones."""
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise DataFileError(file, f"{where}: unknown key {unknown[0]!r}")


def required_text(table: Mapping[str, Any], key: str, file: str, where: str) -> str:
    """Text of ``key``; refuse a missing or empty one."""
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise DataFileError(file, f"{where}: {key} is missing")
    return value


def required_number(table: Mapping[str, Any], key: str, file: str, where: str) -> float:
    """Finite number of ``key``."""
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise DataFileError(file, f"{where}: {key} must be a number, not {value!r}")
    return float(value)


def both_languages(table: Mapping[str, Any], key: str, file: str, where: str) -> Mapping[str, str]:
    """Texts of ``key`` in Chinese and English, neither empty."""
    value = table.get(key)
    if not isinstance(value, Mapping):
        raise DataFileError(file, f"{where}: {key} are missing")
    if set(value) != {"zh", "en"} or not all(value.values()):
        raise DataFileError(file, f"{where}: {key} must have zh and en")
    return {"zh": str(value["zh"]), "en": str(value["en"])}
