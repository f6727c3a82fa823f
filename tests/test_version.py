"""Version and licence stand once: what else names them agrees."""

from __future__ import annotations

import re
import tomllib

from models.kernel.version import VERSION
from tests.helpers import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_project_file_has_the_programs_version() -> None:
    assert PROJECT["version"] == VERSION


def test_the_changelog_tells_of_this_version_after_what_is_to_come() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", text, flags=re.MULTILINE)
    assert [name for name, _ in heads[:2]] == ["Unreleased", VERSION]
    assert all(day for _, day in heads[1:])


def test_the_licence_is_the_one_that_is_declared() -> None:
    text = " ".join((ROOT / "LICENSE").read_text(encoding="utf-8").split())
    assert text.startswith("Apache License Version 2.0, January 2004")
    assert PROJECT["license"] == "Apache-2.0"
