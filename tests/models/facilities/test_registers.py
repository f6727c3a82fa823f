"""A register that cannot be counted is refused on reading, with its file and figure."""

from __future__ import annotations

from typing import Any

import pytest

from models.facilities.registers import Register, RegisterTable
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
