"""How distance is measured is known in ``models/access`` alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.access.measures import REACH_RULES, on_foot, reach_inputs, team_way
from models.access.straight import StraightLine
from models.county.county import County
from models.findings.findings import Figure
from models.findings.formulas import formula_text
from models.kernel.text import LANGUAGES, catalogue
from models.rules.rules import load_rules
from tests.helpers import ROOT

NAMES = re.compile(
    r"radius_m$|^squared|_squared|detour|StraightLine|^hours_of_way$|^(nearest|distance|first|second)_m2$"
)
"""What only a straight line has: a radius, a squared distance, a detour factor, and the line itself."""

RULES = re.compile(r"\.detour_factor$|\.service_radius_m$")
"""Rule values that only become a way or a reach in ``models/access/measures.py``."""

ALLOWED = {
    # The page of classes lists rule values side by side; nothing is measured by them.
    "models/shelters/composition.py": {"service_radius_m"},
    "reports/workbook/sheltering.py": {"service_radius_m"},
    "ui/analysis/sheltersmakeup.py": {"service_radius_m"},
    # Quotes the source of the rule value below a printed table.
    "ui/printing/tables.py": {".service_radius_m"},
}


def files() -> Iterator[Path]:
    for room in ("models", "layers", "reports", "ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if not path.is_relative_to(ROOT / "models" / "access"):
                yield path


def told(tree: ast.AST) -> Iterator[str]:
    """What a module knows of how distance is measured."""
    for node in ast.walk(tree):
        names: list[str | None] = []
        if isinstance(node, ast.Name):
            names = [node.id]
        elif isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.arg | ast.keyword):
            names = [node.arg]
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [one.name.rpartition(".")[2] for one in node.names]
            if isinstance(node, ast.ImportFrom) and node.module == "models.access.straight":
                yield node.module
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = RULES.search(node.value)
            if found:
                yield found[0]
        yield from (name for name in names if name and NAMES.search(name))


def told_by(text: str) -> set[str]:
    """What a source knows; one without any of the words is not looked through."""
    words = re.compile(NAMES.pattern.replace("^", "").replace("$", "") + "|" + RULES.pattern.replace("$", ""))
    return set(told(ast.parse(text))) if words.search(text) or "models.access.straight" in text else set()


def test_nothing_outside_access_knows_how_distance_is_measured() -> None:
    found: dict[str, set[str]] = {}
    for path in files():
        for name in told_by(path.read_text(encoding="utf-8")):
            found.setdefault(path.relative_to(ROOT).as_posix(), set()).add(name)
    assert found == ALLOWED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("reach.radius_m", "radius_m"),
        ("x = county.index.squared_m2(1, 2)", "squared_m2"),
        ("def way(detour_factor): ...", "detour_factor"),
        ("from models.access.straight import StraightLine", "models.access.straight"),
        ('rules["fire.detour_factor"]', ".detour_factor"),
        ('rules[f"shelter.{name}.service_radius_m"]', ".service_radius_m"),
    ],
)
def test_each_kind_of_knowledge_is_found(text: str, name: str) -> None:
    assert name in told_by(text)


def test_every_way_is_told_in_every_place_where_ways_are_told() -> None:
    parts = {key.split(".")[1] for key in catalogue() if key.startswith("access.") and key.count(".") == 2}
    parts -= {"way_word"}
    assert parts >= {"column", "measured", "note", "pace", "rate", "reach", "travel"}
    for words in (StraightLine().words, StraightLine(30.0, 1.4).words, "grid", "road", "road_snow", "walk"):
        for part in parts:
            assert set(catalogue()[f"access.{part}.{words}"]) >= set(LANGUAGES)


def test_a_formula_says_by_which_way_it_was_measured() -> None:
    inputs = {
        "sites": 4,
        "covered_persons": 155_082.0,
        "persons": 700_316.0,
        **reach_inputs(County.from_layers([]), load_rules(), REACH_RULES),
    }
    figure = Figure("fire.people_share", 22.1, "percent", inputs)
    assert formula_text(figure, "zh").startswith(
        "4 个消防站方格路网 1,429 m（30 km/h × 4 分钟 ÷ 道路曲度系数 1.4；即建标 152 的菱形 A = 2R²）内"
    )
    assert "1,429 m (along a grid of streets; 30 km/h × 4 min ÷" in formula_text(figure, "en")


def test_people_walk_straight_and_teams_make_detours_while_there_are_no_roads() -> None:
    county = County.from_layers([])
    assert (on_foot(county, load_rules()).words, team_way(county, load_rules()).words) == (
        "straight",
        "detour",
    )
