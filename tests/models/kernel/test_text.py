from __future__ import annotations

import ast
import re
import string
from collections import Counter

import pytest

from models.county.layer import Role
from models.facilities.facility import FACILITY_TYPES, Family, Status, field_specs
from models.findings.findings import Verdict
from models.kernel import text
from models.kernel.errors import HavenError, Message
from models.kernel.text import LANGUAGES, catalogue, has_text, t
from tests.helpers import ROOT


def placeholders(entry: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(entry) if name}


def test_every_text_is_there_in_both_languages() -> None:
    empty = [key for key, entry in catalogue().items() for lang in LANGUAGES if not entry[lang].strip()]
    assert empty == []


def test_both_languages_of_a_text_have_the_same_placeholders() -> None:
    # A rule is named in the reader's own language; a date is put together differently in each.
    differ = {
        key
        for key, entry in catalogue().items()
        if key != "sheet.date"
        and placeholders(entry["zh"].replace("_zh", "")) != placeholders(entry["en"].replace("_en", ""))
    }
    assert differ == set()


def test_no_chinese_text_was_left_in_english() -> None:
    word, chinese = re.compile(r"[A-Za-z]{4,}"), re.compile(r"[\u4e00-\u9fff]")
    untranslated = [
        key
        for key, entry in catalogue().items()
        if word.search(re.sub(r"\{[^}]*\}|%\(\w+\)s", "", entry["zh"]))
        and not chinese.search(entry["zh"])
        and not key.startswith(("unit.", "crs.", "datum."))  # symbols and names of coordinate systems
    ]
    assert untranslated == []


def test_nobody_is_shouted_at() -> None:
    assert [key for key, entry in catalogue().items() if "!" in entry["en"] or "！" in entry["zh"]] == []


def test_every_error_says_what_where_and_repair() -> None:
    parts: dict[str, set[str]] = {}
    for key in catalogue():
        if key.startswith("error."):
            name, _, part = key.removeprefix("error.").rpartition(".")
            parts.setdefault(name, set()).add(part)
    assert parts
    incomplete = {name for name, found in parts.items() if found != {"what", "where", "repair"}}
    assert incomplete == set()


def test_values_are_put_in_and_never_parsed_again() -> None:
    assert t("error.unknown_ruleset.what", "en", ruleset="{x.__class__}") == (
        'The rule set "{x.__class__}" that the project uses does not exist.'
    )


def test_an_unknown_text_is_an_error_and_not_an_empty_string() -> None:
    assert not has_text("no.such.text")
    with pytest.raises(KeyError):
        t("no.such.text", "zh")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"a.toml": {"x": {"zh": "一", "en": "one"}}, "b.toml": {"x": {"zh": "二", "en": "two"}}},
            "more than one",
        ),
        ({"a.toml": {"x": {"y": "only one language"}}}, "'x.y' needs both"),
    ],
)
def test_a_faulty_catalogue_names_the_text(
    files: dict[str, dict[str, object]], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "toml_names", lambda folder: sorted(files))
    monkeypatch.setattr(text, "load_toml", lambda folder, name: files[name])
    with pytest.raises(ValueError, match=message):
        catalogue.__wrapped__()


def test_words_exist_for_every_field_choice_family_role_status_and_verdict() -> None:
    keys = [f"family.{family}.{form}" for family in Family for form in ("one", "plural", "short")]
    keys += [f"role.{role}" for role in Role]
    keys += [f"verdict.{verdict}" for verdict in Verdict]
    keys += [f"choice.status.{status}" for status in Status]
    for family in FACILITY_TYPES:
        for spec in field_specs(family):
            keys += [f"field.{spec.name}", f"field_group.{spec.group}"]
            keys += [f"unit.{spec.unit}"] if spec.unit else []
            keys += [f"choice.{spec.choices}.{value}" for value in spec.values]
    assert [key for key in keys if not has_text(key)] == []


def test_choices_of_one_field_are_told_apart_in_both_languages() -> None:
    for family in FACILITY_TYPES:
        for spec in field_specs(family):
            for lang in LANGUAGES:
                words = Counter(t(f"choice.{spec.choices}.{value}", lang) for value in spec.values)
                assert all(count == 1 for count in words.values()), (spec.name, lang, words)


def test_every_error_that_is_raised_has_its_text() -> None:
    raised = {
        node.args[0].value
        for room in ("models", "layers", "reports", "ui")
        for file in (ROOT / room).rglob("*.py")
        if "HavenError(" in (text := file.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "HavenError"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"unknown_profile", "unknown_ruleset", "rule_value"} <= raised
    assert {key for key in raised if not has_text(f"error.{key}.what")} == set()


def test_an_error_becomes_a_message_of_three_lines() -> None:
    error = HavenError("unknown_profile", profile="nowhere", known="a, b", details="stack")
    assert error.message("zh") == Message(
        "规划“nowhere”不存在。", "工程设置，对照规划。", "请改选下列之一：a, b。", "stack"
    )
    assert str(error) == ('The plan "nowhere" does not exist. Project settings, plan. Choose one of: a, b.')
    assert Message("what", "", "repair").one_line() == "what repair"


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 row is"), (1.0, "1 row is"), (0, "0 rows are"), (2, "2 rows are"), (21, "21 rows are")],
)
def test_of_one_thing_it_is_said_as_of_one(count: float, said: str) -> None:
    assert (
        text.filled("{count:g} {count:row is|rows are} {what}", count=count, what="{x|y}")
        == f"{said} {{x|y}}"
    )


def test_a_number_in_its_own_format_counts_too() -> None:
    assert text.filled("{count} {count:row|rows}", count="1", text="x") == "1 row"
    assert text.filled("{count} {count:row|rows}", count=f"{1001:,}") == "1,001 rows"
