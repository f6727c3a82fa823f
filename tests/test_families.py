"""Every family of the registry shows up wherever facilities do, and no other room lists families by name."""

from __future__ import annotations

import ast
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from layers.importing.importer import import_files
from layers.project.export import export_facilities
from layers.project.file import load_project, save_project
from models.assessment.assess import assess
from models.assessment.live import DragSession
from models.county.layer import Role
from models.facilities.facility import FACILITY_TYPES, Facility, Family, Status, field_spec, field_specs
from models.kernel.progress import run_to_end
from models.kernel.text import t
from models.plans.plans import family_rows
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.rules.rules import load_rules
from reports.context import ReportContext, make_context
from reports.textreport import write_textreport
from reports.webmap.page import write_webmap
from reports.workbook.book import write_workbook
from tests.helpers import ROOT
from tests.models import toy
from ui.cli.checkjob import findings_json, findings_text

EVERY = list(Family)
DAY = date(2026, 8, 1)

ALLOWED = {
    "models/assessment/columns.py": "results of a family in its own room, one column each",
    "models/assessment/ledger.py": "calls the rooms that compute for a family",
    "models/assessment/parts.py": "calls the rooms that compute for a family",
    "models/findings/results.py": "results of those rooms",
    "layers/sample/rawfiles.py": "the files of the sample county",
    "reports/textreport/contents/appendices.py": "columns of the townships",
    "reports/workbook/ledgers.py": "colours what the rooms found",
    "reports/workbook/townships.py": "columns of the townships",
    "ui/core/actions.py": "icons of the analyses",
}
"""Files that may list families, and why."""


# -- who lists families ------------------------------------------------------------------------------------
NAMES = {
    **{name: family for family in Family for name in (family.value, family.spec.role)},
    **{kind.__name__: family for family, kind in FACILITY_TYPES.items()},
    **{family.name: family for family in Family},
}


def named(node: ast.AST) -> set[Family]:
    """Families that a piece of code names: by member, class, or word."""
    words = set()
    for one in ast.walk(node):
        match one:
            case ast.Constant(value=str(word)) | ast.Name(id=word) | ast.Attribute(attr=word):
                words.add(word)
    return {NAMES[word] for word in words if word in NAMES}


def listings(code: ast.AST) -> Iterator[set[Family]]:
    """Families of each list, table, alternative and chain of questions."""
    for node in ast.walk(code):
        match node:
            case ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.Match():
                yield named(node)
            case ast.BinOp(op=ast.BitOr()):
                yield named(node)
            case ast.FunctionDef():
                tests = [one.test for one in ast.walk(node) if isinstance(one, ast.If | ast.IfExp)]
                yield set().union(*map(named, tests))


def lists_families(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if len({NAMES[word] for word in re.findall(r"\w+", text) if word in NAMES}) < 3:
        return False  # no need to look for where
    return any(len(found) >= 3 for found in listings(ast.parse(text)))


def test_families_are_listed_by_the_registry_alone() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("models", "layers", "reports", "ui")
        for path in (ROOT / room).rglob("*.py")
        if "facilities" not in path.relative_to(ROOT).parts[1] and lists_families(path)
    }
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "code",
    [
        "x = [Family.SHELTER, Family.DEPOT, Family.TEAM]",
        "x = {'shelters': 1, 'depots': 2, 'teams': 3}",
        "isinstance(x, Shelter | Depot | Team)",
        "def f(x):\n    if x == 'shelter':\n        return 1\n    elif x == 'depot':\n        return 2\n"
        "    return 3 if x == 'team' else 4",
        "match x:\n case Shelter():\n  y()\n case Depot():\n  y()\n case Team():\n  y()",
    ],
)
def test_a_listing_is_seen(code: str) -> None:
    assert any(len(found) >= 3 for found in listings(ast.parse(code)))
    assert not any(len(found) >= 3 for found in listings(ast.parse("x = [Family.SHELTER, 'depot', 1]")))


# -- every family everywhere -------------------------------------------------------------------------------
def name_of(family: Family) -> str:
    return f"{t(f'family.{family}.one', 'zh')}甲"


def one_of(family: Family) -> Facility:
    """An existing facility with a value in every field."""
    values = {"text": "文字", "number": 1234.5, "integer": 7, "flag": True, "date": "2024-05-06"}
    known = {
        spec.name: spec.values[-1] if spec.kind == "choice" else values[spec.kind]
        for spec in field_specs(family)
        if spec.name not in ("name", "status")
    }
    return FACILITY_TYPES[family](
        id=f"{family}-1", geometry=toy.at(2, 5), name=name_of(family), status="existing", **known
    )


@cache
def everything() -> Project:
    """A county with one facility of each family."""
    return toy.project([one_of(family) for family in Family])


@cache
def context() -> ReportContext:
    return make_context(everything(), made_on=DAY)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all documents of the county."""
    folder = tmp_path_factory.mktemp("families")
    run_to_end(write_workbook(context(), folder / "all.xlsx", "zh"))
    run_to_end(write_webmap(context(), folder / "all.html", "zh"))
    run_to_end(write_textreport(context(), folder / "all.docx", "zh"))
    return folder


@pytest.mark.parametrize("family", EVERY)
def test_it_goes_through_the_project_file(family: Family, tmp_path: Path) -> None:
    project = toy.project([one_of(family)])
    save_project(project, tmp_path / "p.gpkg")
    (back,) = load_project(tmp_path / "p.gpkg").scenarios[0].facilities.values()
    for spec in field_specs(family):
        assert getattr(back, spec.name) == getattr(one_of(family), spec.name), spec.name


@pytest.mark.parametrize("family", EVERY)
def test_it_is_recognised_in_a_table(family: Family, tmp_path: Path) -> None:
    """By the first word for its layers, with the first word that files have for each field."""
    columns = family.spec.columns
    known = {name: words[0] for name, words in columns.items() if field_spec(family, name).kind == "integer"}
    rule = next(rule for rule in family.spec.recognise if rule.role == family.spec.role)
    heads = ["名称", "经度", "纬度", *known.values()]
    cells = ["某处", "115.8", "36.1", *("7" for _ in known)]
    path = tmp_path / f"{rule.names[0]}.csv"
    path.write_text(f"{','.join(heads)}\n{','.join(cells)}\n", encoding="utf-8")
    (found,) = run_to_end(import_files([path])).project.active.facilities.values()
    assert (found.family, found.name, found.status) == (family, "某处", Status.EXISTING)
    assert {name: getattr(found, name) for name in known} == dict.fromkeys(known, 7)


@pytest.mark.parametrize("family", EVERY)
def test_it_is_exported(family: Family, tmp_path: Path) -> None:
    project = toy.project([one_of(family)])
    paths = export_facilities(project, project.scenarios[0], tmp_path, ["gpkg", "geojson"])
    (geojson,) = (path for path in paths if path.suffix == ".geojson")
    assert name_of(family) in geojson.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workbook(outputs: Path) -> Workbook:
    """The workbook read again, once for all families."""
    return load_workbook(outputs / "all.xlsx")


@pytest.mark.parametrize("family", EVERY)
def test_it_has_a_sheet_in_the_workbook(family: Family, workbook: Workbook) -> None:
    sheet = workbook[t(f"workbook.sheet.ledger.{family}", "zh")]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert name_of(family) in texts
    assert {t(f"field.{spec.name}", "zh") for spec in field_specs(family)} <= {
        text.partition("（")[0].partition("\n")[0] for text in texts
    } | texts


def test_a_family_that_is_not_there_is_in_no_workbook(tmp_path: Path) -> None:
    bare = make_context(toy.project([one_of(Family.SHELTER)]), made_on=DAY)
    run_to_end(write_workbook(bare, tmp_path / "bare.xlsx", "zh"))
    names = load_workbook(tmp_path / "bare.xlsx").sheetnames
    for family in Family:
        assert (t(f"workbook.sheet.ledger.{family}", "zh") in names) == (family is Family.SHELTER)


@pytest.mark.parametrize("family", EVERY)
def test_it_is_on_the_web_map(family: Family, outputs: Path) -> None:
    page = (outputs / "all.html").read_text(encoding="utf-8")
    assert f'"t":"{name_of(family)}"' in page
    assert family.spec.symbol.glyph in page


@pytest.mark.parametrize("family", EVERY)
def test_it_is_in_the_text(family: Family, outputs: Path) -> None:
    with zipfile.ZipFile(outputs / "all.docx") as file:
        text = file.read("word/document.xml").decode()
    assert t(f"family.{family}.plural", "zh") in text


@pytest.mark.parametrize("family", EVERY)
def test_check_tells_its_rows_where_there_is_one(family: Family) -> None:
    rows = {row.id for row in family_rows(family)}
    told = findings_json([context()], None, "zh")
    assert rows <= {one["id"] for one in told["findings"]}
    assert all(row.names["zh"] in findings_text([context()], "zh") for row in family_rows(family))
    without = make_context(toy.project([]), made_on=DAY)
    assert not rows & {one.id for one in without.main.findings}


@pytest.mark.parametrize("family", EVERY)
def test_a_drag_gives_the_figures_of_an_assessment(family: Family) -> None:
    project, rules = everything(), load_rules()
    scenario = project.scenario(TODAY_ID)
    before = assess(project.county, scenario, rules)
    moved = replace(scenario.facilities[f"{family}-1"], geometry=toy.at(15, 5))
    step = DragSession(project.county, scenario, rules, before, scenario.facilities[moved.id]).move(moved)
    facilities = {**scenario.facilities, moved.id: moved}
    after = assess(project.county, toy.project(list(facilities.values())).scenarios[0], rules)
    for key, figure in after.figures.items():
        expected = figure.value
        assert step.figures[key] == (None if expected is None else pytest.approx(expected)), key


@pytest.mark.parametrize("family", EVERY)
def test_a_file_from_before_the_family_opens_as_it_did(family: Family, tmp_path: Path) -> None:
    """No table is a family without facilities, no damage."""
    others = [one_of(other) for other in Family if other != family]
    save_project(toy.project(others), tmp_path / "p.gpkg")
    with closing(sqlite3.connect(tmp_path / "p.gpkg")) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents")}
    assert family.spec.role not in tables and others[0].family.spec.role in tables
    project = load_project(tmp_path / "p.gpkg")
    assert set(project.scenarios[0].facilities) == {one.id for one in others}
    assert not project.unread and not project.left_out


def test_every_role_of_a_facility_is_one_of_a_layer() -> None:
    assert {Role(role) for family in Family for role in family.spec.roles} <= set(Role)


def test_who_goes_from_a_family_goes_by_rule_values_that_are_there() -> None:
    rules = load_rules("national")
    travels = [family.spec.travel for family in Family if family.spec.travel]
    assert {travel.word for travel in travels} == {"fire", "shelter", "depot", "team", "medical"}
    assert all(key in rules for travel in travels for key in travel.straight_rules)
