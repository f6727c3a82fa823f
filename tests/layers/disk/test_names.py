"""Names for files and tables that every system accepts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.disk.names import MAX_BYTES, cut_to_bytes, safe_name, table_name, unique_names
from tests.helpers import LETTERS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("示例县-现状.xlsx", "示例县-现状.xlsx"),
        ("a/b\\c:d*e?.pdf", "a_b_c_d_e_.pdf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM1.gpkg", "_COM1.gpkg"),
        ("Console.txt", "Console.txt"),
        ("  .. ", "haven"),
        ("", "haven"),
        ("名称. ", "名称"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("../../etc/passwd", "_._etc_passwd"),
    ],
)
def test_file_names(text: str, expected: str) -> None:
    assert safe_name(text) == expected


@given(st.text(LETTERS, max_size=400))
def test_any_text_becomes_a_name(text: str) -> None:
    name = safe_name(text)
    assert name and len(name.encode()) <= MAX_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name[-1] not in ". " and name not in (".", "..")
    assert safe_name(name) == name


def test_long_name_keeps_its_ending() -> None:
    assert safe_name("县" * 200 + ".xlsx").endswith("县.xlsx")


def test_bytes_are_never_half_a_character() -> None:
    assert cut_to_bytes("有效避难面积", 10) == "有效避"
    assert cut_to_bytes("有效避难面积", 10, "gb18030") == "有效避难面"


def test_names_differ_also_without_case() -> None:
    assert unique_names(["Name", "name", "NAME", "fid"], ["FID"]) == ["Name", "name_2", "NAME_3", "fid_2"]
    assert unique_names(["abcdefghij", "abcdefghij"], limit=10) == ["abcdefghij", "abcdefgh_2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("乡镇 (2024)", "乡镇_2024"),
        ("gpkg_contents", "t_gpkg_contents"),
        ("2024年", "t_2024年"),
        ("；", "layer"),
    ],
)
def test_table_names(text: str, expected: str) -> None:
    assert table_name(text) == expected
