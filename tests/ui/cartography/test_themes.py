"""Classes of the townships: limits exactly met, no data apart, the target always a break."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.assessment.assess import assess
from models.assessment.columns import township_column
from models.project.settings import Override
from models.rules.rules import load_rules
from tests.ui.made_county import made_project
from ui.cartography.style import map_style
from ui.cartography.themes import NO_DATA, breaks_for, classify, target_lookup, theme_of

STYLE = map_style()


@pytest.fixture(scope="module")
def project():
    return made_project(roads=5)


@pytest.fixture(scope="module")
def assessment(project):
    return assess(project.county, project.active, load_rules("national"))


def test_a_value_at_a_break_belongs_to_the_upper_class():
    values = np.array([0.0, 0.999, 1.0, 2.4999, 2.5, 3.4999, 3.5, 1e9, np.nan])
    assert classify(values, (1.0, 2.0, 2.5, 3.5)).tolist() == [0, 0, 1, 2, 3, 3, 4, 4, NO_DATA]


def test_rounding_of_a_sum_does_not_lose_a_met_target():
    area = sum([0.1] * 25)  # 2.5000000000000004 or 2.4999999999999996, as the machine pleases
    below = np.nextafter(2.5, 0)
    assert classify(np.array([area, below]), (1.0, 2.0, 2.5, 3.5)).tolist() == [3, 3]


def test_breaks_of_shelter_area_stand_around_the_target(project, assessment):
    theme = theme_of(project, assessment, "area_per_resident", STYLE)
    assert theme.breaks == (1.0, 2.0, 2.5, 3.5)
    assert theme.target == 2.5
    assert sum(theme.count(number) for number in range(-1, 5)) == len(theme.values) == 12


def test_the_target_is_a_break_also_when_a_county_changed_it(project, assessment):
    changed = replace(
        project.settings, overrides={"shelter.area_per_resident_m2": Override(3.0, "planner", "2026-01-01")}
    )
    own = made_project(roads=5)
    own.apply(own.settings_edit(overrides=changed.overrides))
    theme = theme_of(own, assessment, "area_per_resident", STYLE)
    assert theme.target == 3.0
    assert 3.0 in theme.breaks


def test_a_theme_with_breaks_of_its_own_takes_the_target_in():
    own = STYLE.theme["fixed_share"]
    assert breaks_for(own, 0.85) == (0.25, 0.5, 0.75, 0.85)
    assert breaks_for(own, 0.5) == own.breaks
    assert breaks_for(own, None) == own.breaks


def test_texts_of_classes_and_values(project, assessment):
    theme = theme_of(project, assessment, "area_per_resident", STYLE)
    assert theme.class_text(0, "zh") == "< 1"
    assert theme.class_text(2, "zh") == "2 – 2.5"
    assert theme.class_text(3, "zh") == "2.5 – 3.5（达标）"
    assert theme.class_text(4, "en") == "≥ 3.5 (target met)"
    assert theme.class_text(NO_DATA, "zh") == "无数据"
    known = replace(theme, values=np.array([2.345, np.nan]), classes=np.array([2, NO_DATA]))
    assert known.value_text(0, "zh") in ("2.35 m²/人", "2.34 m²/人")
    assert known.value_text(1, "en") == "No data"
    assert known.is_met(0) is False
    assert known.is_met(1) is None


def test_every_theme_can_be_made_and_counts_every_unit(project, assessment):
    for key in STYLE.theme:
        theme = theme_of(project, assessment, key, STYLE)
        assert len(theme.colours) == len(theme.breaks) + 1
        assert sum(theme.count(number) for number in range(-1, len(theme.colours))) == len(theme.values)
        for lang in ("zh", "en"):
            assert theme.title(lang)
            assert theme.value_text(0, lang)


def test_shares_are_written_as_per_cent(project, assessment):
    theme = theme_of(project, assessment, "fixed_share", STYLE)
    known = replace(theme, values=np.array([0.5]), classes=np.array([2]))
    assert known.value_text(0, "zh") == "50.0%"
    assert known.class_text(1, "zh") == "25 – 50"


def test_a_target_in_per_cent_is_a_share_of_each_unit(project):
    from models.plans.plans import load_profile, profile_ids

    for profile_id in profile_ids():
        own = made_project(roads=2, villages=2)
        own.apply(own.settings_edit(profile_id=profile_id))
        for key in ("fixed_share", "emergency_share", "fire_share"):
            column = township_column(key)
            targets = [
                row.target.value
                for row in load_profile(profile_id).rows
                if row.figure == column.figure and row.target and row.target.value is not None
            ]
            looked = target_lookup(own)(column)
            assert looked == (targets[0] / 100 if targets else None)


def test_without_figures_there_is_no_theme(project, assessment):
    assert theme_of(project, None, "area_per_resident", STYLE) is None
    assert theme_of(project, assessment, "none", STYLE) is None


def test_density_is_residents_by_area(project, assessment):
    theme = theme_of(project, assessment, "density", STYLE)
    units = assessment.units
    assert theme.values[0] == pytest.approx(units.population_persons[0] / units.area_m2[0] * 1e6)
