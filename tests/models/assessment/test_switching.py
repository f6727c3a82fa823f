"""By road, by detour or in a straight line: only what is measured by it moves, and it moves back."""

from __future__ import annotations

from collections.abc import Mapping

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess, figures_alone
from models.county.travel import TravelBy
from models.findings.findings import Figure
from models.rules.rules import load_rules

BY_NEAREST = {"fire.jurisdiction", "shelter.over_limit_count"}
"""Figures of who is nearest to whom, which tell no distance themselves."""


def tells_of_a_way(figure: Figure) -> bool:
    return any(str(value).startswith("access.") for value in figure.inputs.values())


def test_switching_changes_what_is_measured_by_it_and_nothing_else() -> None:
    sample, rules = load_project(sample_path()), load_rules("national")
    scenario, found = sample.scenarios[-1], dict[TravelBy, Mapping[str, Figure]]()

    def figures(by: TravelBy) -> Mapping[str, Figure]:
        return assess(sample.county.measured(by), scenario, rules).figures

    ways: tuple[TravelBy, ...] = ("detour", "road", "straight")
    for by in ways:
        found[by] = figures(by)
    before = found["detour"]
    moved = {
        figure_id
        for figure_id, figure in before.items()
        for by in ways
        if (found[by][figure_id].value, found[by][figure_id].failing) != (figure.value, figure.failing)
    }
    told = {key for key in before if any(tells_of_a_way(found[by][key]) for by in ways)}
    assert moved and moved - told <= BY_NEAREST
    again = figures("detour")
    assert {key: (one.value, one.failing, dict(one.inputs)) for key, one in again.items()} == {
        key: (one.value, one.failing, dict(one.inputs)) for key, one in before.items()
    }
    alone = figures_alone(sample.county.measured("detour"), scenario, rules)
    assert {key: one.value for key, one in alone.items()} == {key: one.value for key, one in before.items()}
    # The quickest way is never shorter than the straight one: by road no larger share is reached on foot.
    for key in (key for key in told if key.startswith("shelter.") and before[key].unit == "percent"):
        road, straight = found["road"][key].value, found["straight"][key].value
        if road is not None and straight is not None:
            assert road <= straight + 1e-9, key
