"""Sums over columns: what they come to, no data, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kernel.errors import HavenError
from models.kernel.expression import DEEPEST, LONGEST, read_expression
from tests.helpers import LETTERS

COLUMNS = {"a": np.array([1.0, 2.0, np.nan]), "面积 (m²)": np.array([10.0, 0.0, 5.0])}


def value(text: str) -> list[float]:
    return read_expression(text).values(COLUMNS, 3).tolist()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("8 / 4 / 2", 1.0),
        ("2 - 3 - 4", -5.0),
        ("-2 * -3", 6.0),
        ("- (1.5 + .5)", -2.0),
        ("（1＋2）×3÷9", 1.0),
    ],
)
def test_sums_are_those_of_school(text: str, wanted: float) -> None:
    assert value(text) == [wanted] * 3


def test_columns_and_no_data() -> None:
    expression = read_expression("[面积 (m²)] / [ a ] + [a] * 0")
    assert expression.columns == ("面积 (m²)", "a")
    first, second, third = value(expression.text)
    assert (first, second) == (10.0, 0.0) and math.isnan(third)
    first, second, third = value("[a] / [面积 (m²)]")
    assert (
        first == 0.1 and math.isnan(second) and math.isnan(third)
    )  # divided by zero is no data, not infinity
    assert math.isnan(value("1 / 0")[0])


def test_names_of_columns_can_be_put_in_another_language() -> None:
    expression = read_expression("[ a ] / ([b] + [a])")
    assert expression.renamed({"a": "人口"}) == "[人口] / ([b] + [人口])"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1), ("1 +", 4), ("(1", 3), ("1)", 2), ("1 2", 3), ("* 2", 1), ("[a", 1), ("a + 1", 1),
        ("1 ** 2", 4), ("__import__('os')", 1),
        ("[a].x", 4), ("1e5", 2), ("[]", 1), ("[a]()", 4), ("1 / / 2", 5),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_place(text: str, place: int) -> None:
    with pytest.raises(HavenError) as caught:
        read_expression(text)
    assert caught.value.key == "expression_wrong"
    assert str(place) in caught.value.message("en").where


def test_it_has_an_end() -> None:
    with pytest.raises(HavenError) as caught:
        read_expression("1+" * LONGEST + "1")
    assert caught.value.key == "expression_long"
    with pytest.raises(HavenError):
        read_expression("(" * (DEEPEST + 2) + "1" + ")" * (DEEPEST + 2))
    assert value("(" * DEEPEST + "1" + ")" * DEEPEST) == [1.0] * 3


Sum = tuple[str, float]


def joined(one: tuple[Sum, str, Sum]) -> Sum:
    (first, a), sign, (second, b) = one
    made = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else math.nan}[sign]
    return f"({first}{sign}{second})", made


@given(
    st.recursive(
        st.integers(0, 50).map(lambda number: (str(number), float(number))),
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(joined),
        max_leaves=12,
    )
)
def test_it_agrees_with_a_calculator(made: Sum) -> None:
    text, wanted = made
    assert value(text)[0] == pytest.approx(wanted, rel=1e-9, nan_ok=True)


@given(st.text(LETTERS, max_size=60))
def test_any_text_is_a_sum_or_a_clear_error(text: str) -> None:
    try:
        read_expression(text)
    except HavenError as error:
        assert error.key in ("expression_wrong", "expression_long")
