"""The list of figures: faults are told by file and figure, and it holds all that is computed, no more."""

from __future__ import annotations

import re
from typing import Any

import pytest

from models.facilities.registers import MEASURES
from models.findings.figures import figure_specs, parse_figures
from models.kernel.schema import DataFileError
from models.kernel.text import catalogue
from models.rules.rules import load_rules, ruleset_ids
from tests.write_figures import PATH, computed_specs, toml_of

GOOD: dict[str, Any] = {"id": "shelter.count", "unit": "places"}
OF_ROWS = {*(f"register.{measure}" for measure in MEASURES), "register.since", "summary.met", "typed.value"}
"""Ids of what a row of a plan counts, sums up or has typed in: only the row gives them meaning and unit."""


def test_the_list_says_what_the_program_computes() -> None:
    assert dict(figure_specs()) == computed_specs()


def test_the_file_is_as_it_is_written() -> None:
    written = PATH.read_text(encoding="utf-8")
    assert written == toml_of(computed_specs().values()), "python -m tests.write_figures"


@pytest.mark.parametrize("ruleset_id", ruleset_ids())
def test_rules_of_figures_are_in_every_rule_set(ruleset_id: str) -> None:
    rules = load_rules(ruleset_id)
    used = {key for spec in figure_specs().values() for key in spec.rules}
    assert used and used - set(rules) == set()


def test_texts_of_figures_are_of_figures_that_exist() -> None:
    keys = [key.removeprefix("figure.") for key in catalogue() if key.startswith("figure.")]
    assert {key.rpartition(".")[0] for key in keys} == {*figure_specs(), *OF_ROWS}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": ""}, "a figure: id is missing"),
        ({"id": "moon.phase"}, "figure 'moon.phase': the text 'figure.moon.phase.name' is missing"),
        ({"unit": "furlong"}, "figure 'shelter.count': unknown unit 'furlong'"),
        ({"needs": ["moon"]}, "figure 'shelter.count': the text 'missing.moon' is missing"),
        ({"rules": [1]}, "figure 'shelter.count': rules: expected `str`, got `int`, not 1"),
        ({"name": "x"}, "figure 'shelter.count': unknown key 'name'"),
    ],
)
def test_a_faulty_figure_is_told_by_file_and_id(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataFileError, match=rf"^{re.escape(f'f.toml: {problem}')}$"):
        parse_figures({"figure": [GOOD | change]}, "f.toml")


def test_a_figure_that_stands_twice_is_refused() -> None:
    with pytest.raises(DataFileError, match=r"^f.toml: figure 'shelter.count' stands twice$"):
        parse_figures({"figure": [GOOD, GOOD]}, "f.toml")
