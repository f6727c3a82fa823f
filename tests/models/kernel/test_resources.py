"""Tables of data files are compiled like modules, and never outlive what they were made from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.kernel import resources

Read = Callable[[str], dict[str, Any]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a file as a new process would."""
    (tmp_path / "compiled").mkdir()
    monkeypatch.setattr(resources, "RESOURCES", tmp_path)
    for name in ("_BESIDE", "_COMPILED"):
        monkeypatch.setattr(resources, name, tmp_path / "compiled")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return resources.load_toml.__wrapped__


def test_a_table_is_parsed_once_and_read_the_same_ever_after(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.toml").write_text('x = 1\n[y]\nz = ["甲", 2.5, true]\n', encoding="utf-8")
    expected = {"x": 1, "y": {"z": ["甲", 2.5, True]}}
    assert read("a.toml") == expected
    monkeypatch.setattr(resources.tomllib, "load", lambda file: pytest.fail("parsed again"))
    assert read("a.toml") == expected


def test_a_changed_file_is_parsed_anew(read: Read, tmp_path: Path) -> None:
    for value in (1, 22):
        (tmp_path / "a.toml").write_text(f"x = {value}\n")
        assert read("a.toml") == {"x": value}


@pytest.mark.parametrize("damage", [b"", b"\x00\x01\xff", b"[1", b"7", b"[[1], 2, 3]"])
def test_a_damaged_compiled_table_is_made_again(read: Read, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "a.toml").write_text("x = 1\n")
    read("a.toml")
    (compiled,) = (tmp_path / "compiled").iterdir()
    compiled.write_bytes(damage)
    assert read("a.toml") == {"x": 1}
    assert compiled.read_bytes() != damage


def test_what_cannot_be_kept_is_read_all_the_same(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("day = 2026-01-02\n")
    assert str(read("a.toml")["day"]) == "2026-01-02"
    (tmp_path / "compiled").rmdir()
    (tmp_path / "b.toml").write_text("x = 1\n")
    assert read("b.toml") == {"x": 1}


@pytest.mark.parametrize("why", ["bundled", "installed for all"])
def test_where_nothing_can_be_kept_beside_the_program_the_user_keeps_it(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    (tmp_path / "a.toml").write_text("x = 1\n")
    own = tmp_path / "home" / "compiled"
    resources.keep_compiled_in(own)
    assert tmp_path / "compiled" == resources._COMPILED  # there is room beside it
    if why == "bundled":
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    else:
        monkeypatch.setattr(resources.os, "access", lambda path, mode: False)
    resources.keep_compiled_in(own)
    assert read("a.toml") == {"x": 1}
    assert [file.name for file in own.iterdir()] == ["a.toml.json"]
    assert not list((tmp_path / "compiled").iterdir())
    monkeypatch.setattr(resources.tomllib, "load", lambda file: pytest.fail("parsed again"))
    assert read("a.toml") == {"x": 1}


def test_a_program_that_compiles_nothing_keeps_nothing_beside_it(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.toml").write_text("x = 1\n")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read("a.toml") == {"x": 1}
    assert not list((tmp_path / "compiled").iterdir())
