"""What the READMEs say is so: links lead somewhere, commands and roles exist, figures are the right ones."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.county.layer import Role
from models.facilities.facility import Family
from models.rules.rules import load_rules
from tests.helpers import ROOT
from ui.cli.commands import make_parser

READMES = ("README.md", "README.zh.md")
NOT_FROM_FILES = {Role.BASEMAP}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


DOCUMENTS = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("path", DOCUMENTS)
def test_links_lead_somewhere(path: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", text_of(path))
    assert [target for target in targets if not Path(ROOT / path).parent.joinpath(target).exists()] == []


def test_every_test_that_robustness_names_is_there() -> None:
    named = re.findall(r"`([\w/]+/(?:[\w*]+\.py)?)`", text_of("docs/robustness.md"))
    assert len(named) > 100
    there = [name for name in named if list((ROOT / "tests").glob(name)) or (ROOT / name).exists()]
    assert named == there


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named_and_no_other(name: str) -> None:
    parser = make_parser("en")
    (commands,) = [item for item in parser._actions if isinstance(item, argparse._SubParsersAction)]
    named = set(re.findall(r"^python3 main\.py ([a-z]+)", text_of(name), flags=re.MULTILINE))
    assert named - {"test"} == set(commands.choices)


@pytest.mark.parametrize("name", READMES)
def test_every_role_that_a_file_can_have_is_named(name: str) -> None:
    words = set(re.findall(r"[a-z_]+", text_of(name)))
    of_families = {Role(family.spec.role) for family in Family}
    assert {role.value for role in set(Role) - NOT_FROM_FILES - of_families} <= words
    assert "(resources/families)" in text_of(name)  # where those of facilities are told
    assert not {role.value for role in NOT_FROM_FILES} & words


def test_figures_are_those_of_the_sample_county() -> None:
    project = load_project(sample_path())
    county = project.county
    people, villages = county.population_persons, len(county.demand)
    figures = [f"{people:,.0f}", str(villages), str(len(county.townships))]
    for scenario in (project.scenarios[0], project.scenarios[2]):
        found = assess(county, scenario, load_rules()).figures["shelter.area_per_resident.seat"].value
        assert found is not None
        figures.append(f"{found:.2f}")
    for name in READMES:
        assert [figure for figure in figures if figure not in text_of(name)] == []


def test_decisions_have_numbers_of_their_own() -> None:
    names = sorted(path.name for path in ROOT.glob("docs/adr/[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    for name in names:
        assert text_of(f"docs/adr/{name}").startswith(f"# {int(name[:4])}. ")
