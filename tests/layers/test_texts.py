"""Every error and problem that the room can raise has its words, in both languages, without empty places."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from models.kernel.errors import HavenError
from models.kernel.resources import load_toml
from models.kernel.text import LANGUAGES, catalogue, has_text

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "layers").rglob("*.py")))
ERRORS = sorted(set(load_toml("text", "errors.toml")["error"]))


def test_every_error_raised_has_words() -> None:
    raised = set(re.findall(r'HavenError\(\s*"(\w+)"', SOURCES))
    assert len(raised) > 40
    assert {key for key in raised if not has_text(f"error.{key}.what")} == set()


def test_every_problem_named_has_words() -> None:
    named = set(re.findall(r'(?<!_)problem\(\s*"([\w.]+)"', SOURCES))
    assert len(named) > 15
    assert {key for key in named if not has_text(f"import.problem.{key}")} == set()


@pytest.mark.parametrize("key", ERRORS)
def test_error_has_three_lines_and_both_languages_name_the_same(key: str) -> None:
    for part in ("what", "where", "repair"):
        entry = catalogue()[f"error.{key}.{part}"]
        places = {
            lang: {name for _, name, _, _ in string.Formatter().parse(entry[lang]) if name}
            for lang in LANGUAGES
        }
        assert places["zh"] == places["en"], (key, part)
        assert entry["zh"].strip() and entry["en"].strip()
        assert "！" not in entry["zh"] and "!" not in entry["en"]


CALLS = {
    key: re.findall(rf'HavenError\(\s*"{key}"(.*?)\)(?: from|\n|$)', SOURCES, re.DOTALL) for key in ERRORS
}


@pytest.mark.parametrize("key", [key for key in ERRORS if CALLS[key]])
def test_words_ask_for_no_value_that_the_error_does_not_carry(key: str) -> None:
    for call in CALLS[key]:
        values = dict.fromkeys(re.findall(r"(\w+)=", call), "x")
        error = HavenError(key, **values)
        for lang in LANGUAGES:
            assert error.message(lang).one_line()
