"""What the lock files promise, and the one library whose newest version may not be used."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.helpers import ROOT

LOCKS = {name: ROOT / "resources" / "requirements" / f"{name}.txt" for name in ("app", "dev", "bundle")}


def entries(name: str) -> list[str]:
    """Return the requirements of a lock file, each with its continuation lines joined."""
    text = LOCKS[name].read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def pinned(name: str) -> dict[str, Version]:
    requirements = [Requirement(entry.split("--hash")[0]) for entry in entries(name)]
    exact = {canonicalize_name(r.name): [*r.specifier] for r in requirements}
    assert all(len(s) == 1 and s[0].operator == "==" for s in exact.values())
    return {package: Version(s[0].version) for package, s in exact.items()}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_hashed(name: str) -> None:
    assert len(entries(name)) > 20
    for entry in entries(name):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_host_and_no_folder(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert not re.search(r"://|--(index|extra|find|trusted)|\s-[if]\s| @ ", text)


@pytest.mark.parametrize("group", ["app", "dev", "bundle"])
def test_every_declared_dependency_is_locked_at_an_allowed_version(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = list(project["project"]["dependencies"])
    declared += project["dependency-groups"].get(group, ())
    locked = pinned(group)
    for requirement in map(Requirement, declared):
        assert locked[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("group", ["dev", "bundle"])
def test_every_lock_holds_exactly_the_same_app(group: str) -> None:
    app, whole = pinned("app"), pinned(group)
    assert {name: whole.get(name) for name in app} == app


def test_pyside_is_locked_and_installed_below_6_12() -> None:
    assert Version("6.8") <= pinned("app")["pyside6-essentials"] < Version("6.12")
    assert Version("6.8") <= Version(version("PySide6-Essentials")) < Version("6.12")


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: nothing to lose"
)
@pytest.mark.parametrize("call", ["drawPath", "setBrush", "drawPolygon", "setTransform"])
def test_painter_calls_do_not_lose_references_to_none(call: str) -> None:
    """PySide6 6.12 loses one per call: a map that repaints aborts after some thousand calls."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPolygonF, QTransform

    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    path = QPainterPath()
    path.addRect(1, 1, 3, 3)
    arguments = {
        "drawPath": path,
        "setBrush": QBrush(QColor("red")),
        "drawPolygon": QPolygonF([QPointF(0, 0), QPointF(3, 0), QPointF(0, 3)]),
        "setTransform": QTransform(),
    }
    # A loss must stay far from using up all references, even while the test proves that there is one.
    calls = 1000
    with QPainter(image) as painter:
        function, argument = getattr(painter, call), arguments[call]
        before = sys.getrefcount(None)
        for _ in range(calls):
            function(argument)
        lost = before - sys.getrefcount(None)
    assert lost / calls < 0.6
