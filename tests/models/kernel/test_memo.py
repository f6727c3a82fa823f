"""What is kept by its inputs is made once, and of many things only those whose inputs are new."""

from __future__ import annotations

from models.kernel.memo import Memo


def test_of_many_only_those_are_made_that_changed() -> None:
    memo, made = Memo(), []

    def ask(**places: int) -> list[int]:
        rows = list(places.items())

        def make(lacking: list[int]) -> list[int]:
            made.append([rows[row][0] for row in lacking])
            return [10 * rows[row][1] for row in lacking]

        return memo.get_latest_of_each("ten times", rows, make)

    assert ask(a=1, b=2) == [10, 20]
    assert ask(b=2, c=3, a=4) == [20, 30, 40]
    assert ask(a=1) == [10]  # only where it is last is kept
    assert ask(a=1, b=2) == [10, 20]
    assert made == [["a", "b"], ["c", "a"], ["a"]]


def test_the_least_used_of_a_computation_goes_first() -> None:
    memo, made = Memo(), []
    for key in (1, 2, 1, 3, 1, 2):
        memo.get(("square", key), lambda key=key: made.append(key) or key**2, keep=2)
    assert made == [1, 2, 3, 2]
