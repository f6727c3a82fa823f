"""What holds for every row of every plan, and for every figure whatever it counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.assessment.compare import Trend, courses
from models.assessment.explain import finding_json, table_of, working_text
from models.county.county import County
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Shelter
from models.findings.findings import Finding, Verdict
from models.findings.formulas import figure_name, formula_text, missing_text
from models.findings.numbers import figure_text
from models.findings.results import Assessment
from models.kernel.text import LANGUAGES, has_text, t
from models.plans.plans import check, load_profile, profile_ids, verdict_on
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.models import made, toy

RULES = load_rules()
DAY = date(2026, 8, 1)
CASES = ("sample", "toy", "blank")


@cache
def project_of(case: str) -> Project:
    if case == "sample":
        return load_project(sample_path())
    return toy.project(toy_facilities()) if case == "toy" else Project()


def toy_facilities() -> list[Facility]:
    return [
        Shelter(geometry=toy.at(2, 5), status="existing", gross_area_m2=2000.0, name="一"),
        Shelter(geometry=toy.at(12, 5), status="existing", effective_area_m2=900.0, shelter_class="short"),
        Depot(geometry=toy.at(2, 4), status="existing", floor_area_m2=300.0),
        FireStation(geometry=toy.at(3, 3), status="existing"),
        Brigade(geometry=toy.at(12, 4), status="existing", brigade_class="full_time_1"),
    ]


@cache
def assessment_of(case: str) -> Assessment:
    project = project_of(case)
    return assess(project.county, project.scenarios[0], RULES)


@cache
def findings_of(case: str, profile_id: str) -> Mapping[str, Finding]:
    found = check(assessment_of(case), RULES, load_profile(profile_id), project_of(case).settings, DAY)
    return {one.id: one for one in found}


# -- every row of every plan -------------------------------------------------------------------------------
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("profile_id", profile_ids())
def test_no_row_is_left_out(profile_id: str, case: str) -> None:
    assert list(findings_of(case, profile_id)) == [row.id for row in load_profile(profile_id).rows]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("profile_id", profile_ids())
def test_a_row_says_what_it_is_how_it_was_computed_or_what_it_lacks(profile_id: str, case: str) -> None:
    """All rows of a plan in one test: two thousand tests took longer to set up than to run."""
    found = findings_of(case, profile_id)
    assert found
    for row_id, finding in found.items():
        try:
            is_told(finding)
        except AssertionError as error:
            error.add_note(f"row {row_id} of {profile_id}")
            raise


def is_told(finding: Finding) -> None:
    figure = finding.figure
    assert finding.verdict == verdict_on(figure.value, finding.target)
    assert (finding.verdict == Verdict.NO_DATA) == (figure.value is None)
    assert figure.value is None or math.isfinite(figure.value)
    assert figure.missing if figure.value is None else True
    assert "figure" not in figure.missing, f"nothing computes {figure.id}"
    assert has_text(f"unit.{figure.unit}") and has_text(f"finding_family.{finding.family}")
    for key in finding.rules:
        assert key in RULES, key
    for lang in LANGUAGES:
        assert finding.name(lang) and finding.source.text(lang)
        assert figure_name(figure.id, lang) != figure.id
        formula = formula_text(figure, lang)
        assert formula and "{" not in formula.replace("{brace}", "")
        for item in figure.missing:
            assert has_text(f"missing.{item}"), item
            assert t(f"missing.{item}", lang) in missing_text(figure, lang)
        said = finding_json(finding, RULES, lang)
        assert (said["figure"], said["verdict"], said["formula"]) == (
            figure.value,
            str(finding.verdict),
            formula,
        )
        assert len(said["failing"]) == len(figure.failing)
        row = table_of([finding], lang)[1]
        assert row[1] == finding.name(lang) and row[7] == formula
        lines = working_text(finding, RULES, lang)
        assert figure_text(figure.value, figure.unit, lang, target=finding.target) in lines
        assert formula in lines or figure.value is None


@pytest.mark.parametrize("case", CASES)
def test_every_figure_has_a_name_a_formula_and_a_unit(case: str) -> None:
    for figure in assessment_of(case).figures.values():
        assert has_text(f"unit.{figure.unit}"), figure.id
        for lang in LANGUAGES:
            assert figure_name(figure.id, lang) != figure.id, figure.id
            assert formula_text(figure, lang), figure.id
        assert figure.value is None or math.isfinite(figure.value), figure.id
        assert figure.value is not None or figure.missing, figure.id
        for key in figure.rules:
            assert key in RULES, (figure.id, key)


@pytest.mark.parametrize("case", ["sample", "toy"])
def test_shares_and_counts_stay_within_their_bounds(case: str) -> None:
    for figure in assessment_of(case).figures.values():
        if figure.value is None:
            continue
        if figure.unit == "percent" and not figure.id.endswith(("_ratio", "capacity_share")):
            assert 0 <= figure.value <= 100, figure.id
        if figure.unit in ("places", "persons", "kinds", "m2", "count"):
            assert figure.value >= 0, figure.id


# -- nothing there -----------------------------------------------------------------------------------------
COVERED = (
    *(
        f"shelter.{share}.{name}"
        for share in ("people_share", "area_share")
        for name in ("emergency", "fixed", "short", "medium", "long", "central")
    ),
    "fire.people_share",
    "fire.builtup_share",
    "micro.people_share",
    "depot.township_share",
    "depot.county_share",
    "brigade.township_share",
    "brigade.full_time_township_share",
)


@pytest.mark.parametrize("case", ["sample", "made"])
@pytest.mark.parametrize("figure_id", COVERED)
def test_without_any_site_a_share_is_none_and_not_unknown(figure_id: str, case: str) -> None:
    county = project_of("sample").county if case == "sample" else made.county()
    figure = bare(case, county)[figure_id]
    assert figure == 0, figure_id


_BARE: dict[str, dict[str, float | None]] = {}


def bare(case: str, county: County) -> dict[str, float | None]:
    if case not in _BARE:
        found = assess(county, Scenario(TODAY_ID, ""), RULES).figures
        _BARE[case] = {key: figure.value for key, figure in found.items()}
    return _BARE[case]


def test_without_layers_nothing_is_zero_that_would_need_them() -> None:
    figures = assessment_of("blank").figures
    for figure_id in COVERED:
        assert figures[figure_id].value is None and figures[figure_id].missing, figure_id


# -- sums over townships -----------------------------------------------------------------------------------
def inside(value: int) -> float:
    """A whole metre well inside the small county, off the border of its townships."""
    return float(value) + 0.5


SPOTS = st.tuples(st.integers(10, 3980).map(inside), st.integers(10, 1980).map(inside))
SHELTERS = st.lists(st.tuples(SPOTS, st.sampled_from(("emergency", "short", "central"))), max_size=5)
OTHERS = st.lists(SPOTS, max_size=4)


@given(SHELTERS, OTHERS, OTHERS)
def test_townships_add_up_to_the_county(
    shelters: list[tuple[tuple[float, float], str]],
    depots: list[tuple[float, float]],
    stations: list[tuple[float, float]],
) -> None:
    # Without the village outside, so that all people live in a township.
    inner = [name for name in made.VILLAGES if name != "E"]
    villages = made.layer(
        made.Role.VILLAGES,
        [made.at(*made.VILLAGES[name]) for name in inner],
        name=inner,
        population_persons=[made.PEOPLE[name] for name in inner],
    )
    county = made.county(villages=villages)
    facilities: list[Facility] = [
        made.shelter(*xy, id=f"s{i}", shelter_class=kind, effective_area_m2=100.0 * (i + 1))
        for i, (xy, kind) in enumerate(shelters)
    ]
    facilities += [made.depot(*xy, id=f"d{i}") for i, xy in enumerate(depots)]
    facilities += [made.station(*xy, id=f"f{i}") for i, xy in enumerate(stations)]
    found = made.assessed(*facilities, of=county)
    units, figures = found.units, found.figures

    def total(figure_id: str) -> float:
        value = figures[figure_id].value
        return 0.0 if value is None else value

    assert units.population_persons.sum() == county.population_persons == 10_000
    assert units.area_m2.sum() == pytest.approx(8e6)
    assert units.shelters.sum() == total("shelter.count") == len(shelters)
    assert units.depots.sum() == total("depot.count") == len(depots)
    assert units.fire_stations.sum() == len(stations)
    effective = np.nansum(units.shelter_effective_area_m2)
    assert effective == pytest.approx(total("shelter.area_per_resident.county") * 10_000)
    by_kind = (figures[key].value or 0 for key in figures if key.startswith("shelter.area_of_kind."))
    assert effective == pytest.approx(math.fsum(by_kind))
    assert np.nansum(units.shelter_capacity_persons) == pytest.approx(total("shelter.capacity"))
    residents = units.population_persons
    for shares, figure_id in (
        (units.emergency_covered_share, "shelter.people_share.emergency"),
        (units.fixed_covered_share, "shelter.people_share.fixed"),
        (units.fire_reached_share, "fire.people_share"),
    ):
        assert np.nansum(shares * residents) / 100 == pytest.approx(total(figure_id)), figure_id


# -- one more site -----------------------------------------------------------------------------------------
@given(SHELTERS, OTHERS, SPOTS, st.sampled_from(("shelter", "station", "micro", "depot", "brigade")))
def test_one_more_site_never_lowers_a_coverage(
    shelters: list[tuple[tuple[float, float], str]],
    stations: list[tuple[float, float]],
    spot: tuple[float, float],
    kind: str,
) -> None:
    facilities: list[Facility] = [
        made.shelter(*xy, id=f"s{i}", shelter_class=name) for i, (xy, name) in enumerate(shelters)
    ]
    facilities += [made.station(*xy, id=f"f{i}") for i, xy in enumerate(stations)]
    more: Facility = {
        "shelter": made.shelter(*spot, id="more", shelter_class="central"),
        "station": made.station(*spot, id="more"),
        "micro": made.micro(*spot, id="more"),
        "depot": made.depot(*spot, id="more"),
        "brigade": replace(made.micro(*spot, id="more"), brigade_class="full_time_1"),
    }[kind]
    county = small_county()
    before = made.assessed(*facilities, of=county)
    after = made.assessed(*facilities, more, of=county)
    for figure_id in COVERED:
        low, high = before.figures[figure_id].value, after.figures[figure_id].value
        if low is not None:
            assert high is not None and high >= low - 1e-9, figure_id
    for key, mask in before.covered.items():
        assert not (mask & ~after.covered[key]).any(), key


@cache
def small_county() -> County:
    return made.county()


# -- between scenarios -------------------------------------------------------------------------------------
@pytest.mark.parametrize("profile_id", profile_ids())
def test_the_same_scenario_twice_is_neither_better_nor_worse(profile_id: str) -> None:
    found = tuple(findings_of("sample", profile_id).values())
    for finding, points in zip(found, courses({"a": found, "b": found}).values(), strict=True):
        expected = Trend.UNKNOWN if finding.figure.value is None else Trend.SAME
        assert points[1].trend == expected


def test_the_plan_of_no_place_asks_only_for_what_all_are_asked() -> None:
    profile = load_profile("core")
    assert profile.adcode == "" and {row.kind for row in profile.rows} == {"computed"}
    assert Settings().profile_id == profile.id
    for other in profile_ids():
        figures = {row.figure for row in load_profile(other).rows}
        assert {row.figure for row in profile.rows} <= figures, other
