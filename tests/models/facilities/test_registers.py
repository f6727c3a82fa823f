"""A register that cannot be counted is refused on reading, with its file and figure."""

from __future__ import annotations

from typing import Any

import pytest

from models.facilities import registers
from models.facilities.registers import Register, RegisterTable, common_registers
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, checked


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"families": [], "measure": "count"}, "families are missing"),
        ({"measure": "sum", "fields": ["colour"]}, "no such field 'colour'"),
        ({"measure": "count", "absent": ["nobody knows"]}, "'missing.nobody knows'"),
        ({"measure": "sum"}, "fields are missing"),
        ({"measure": "sum", "fields": ["floor_area_m2"], "since": 2030}, "only a count has since"),
        ({"measure": "served_share"}, "by is missing"),
    ],
)
def test_a_faulty_register_is_named(entry: dict[str, Any], message: str) -> None:
    table = checked({"families": ["depot"], **entry}, RegisterTable, "registers.toml", "the file")
    with pytest.raises(DataFileError, match=f"^registers.toml: figure 'x': .*{message}"):
        Register.from_table(table, "registers.toml", "figure 'x'")


@pytest.mark.parametrize(
    ("change", "message"),
    [({}, "stands twice"), ({"unit": "no.such"}, "has no text"), ({"id": "no.such"}, "has no text")],
)
def test_a_register_of_every_county_stands_once_and_has_words(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], message: str
) -> None:
    shipped = load_toml("registers.toml")["figure"]
    wrong = {"figure": [*shipped, {**shipped[0], **change}] if not change else [{**shipped[0], **change}]}
    monkeypatch.setattr(registers, "load_toml", lambda _: wrong)
    with pytest.raises(DataFileError, match=f"^registers.toml: figure .*{message}"):
        common_registers.__wrapped__()
