"""What is wrong with a data file is said by file and entry, in the words of whoever mends it."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest

from models.kernel.schema import DataFileError, Number, Table, Text, Words, checked, unknown


class Value(Table):
    id: Text
    value: Number
    kind: Literal["a", "b"]
    names: Words
    words: tuple[Text, ...] = ()


class Document(Table):
    value: list[Value]
    factor: Number = 1.0


GOOD: dict[str, Any] = {"id": "x", "value": 3, "kind": "a", "names": {"zh": "一", "en": "one"}}


def test_what_is_right_is_taken_over() -> None:
    found = checked({"value": [GOOD]}, Document, "f.toml", "the document")
    assert found.value[0].value == 3.0
    assert found.value[0].names.as_mapping() == {"zh": "一", "en": "one"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"value": "4"}, "value 'x': value must be a number, not '4'"),
        ({"value": True}, "value 'x': value must be a number, not True"),
        ({"value": float("nan")}, "value 'x': value must be a number, not nan"),
        ({"value": float("-inf")}, "value 'x': value must be a number, not -inf"),
        ({"kind": "c"}, "value 'x': unknown kind 'c'"),
        ({"names": {"zh": "一"}}, "value 'x': names must have zh and en"),
        ({"names": {"zh": "一", "en": ""}}, "value 'x': names must have zh and en"),
        ({"id": ""}, "a value: id is missing"),
        ({"vaule": 1}, "value 'x': unknown key 'vaule'"),
        ({"words": ["a", 1]}, "value 'x': words: expected `str`, got `int`, not 1"),
    ],
)
def test_a_fault_is_told_by_file_and_entry(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataFileError, match=rf"^{re.escape(f'f.toml: {problem}')}$"):
        checked({"value": [GOOD | change]}, Document, "f.toml", "the document")


def test_a_fault_of_the_whole_file_is_told_by_the_file() -> None:
    for table, problem in (
        ({}, "the document: value is missing"),
        ({"value": [], "colour": 1}, "the document: unknown key 'colour'"),
        ({"value": [], "factor": "much"}, "the document: factor must be a number, not 'much'"),
    ):
        with pytest.raises(DataFileError, match=f"^f.toml: {problem}$"):
            checked(table, Document, "f.toml", "the document")


def test_of_a_name_that_there_is_none_of_the_nearest_is_told() -> None:
    known = ("fire.reach_min", "depot.count")
    assert unknown("rule", "fire.reach_mn", known) == (
        "there is no rule 'fire.reach_mn'; did you mean 'fire.reach_min'?"
    )
    assert unknown("rule", "moon", known) == "there is no rule 'moon'"


class Sizes(Table):
    title: Number


class SizesByLanguage(Table):
    zh: Sizes


class Sheet(Table):
    size: SizesByLanguage


def test_what_lacks_in_a_table_of_one_language_is_named() -> None:
    with pytest.raises(DataFileError, match=r"^f\.toml: the file: title is missing$"):
        checked({"size": {"zh": {}}}, Sheet, "f.toml", "the file")
