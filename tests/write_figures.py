"""Write the list of figures (``resources/figures.toml``) out of what the program computes.

``python -m tests.write_figures``, after a figure was added or changed. The list is looked through like any
other change before it is committed: a figure that went missing there is gone for every plan that names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.facilities.facility import FACILITY_TYPES, Facility, Family, field_specs
from models.findings.figures import FigureSpec
from models.findings.findings import Figure
from models.kernel.resources import RESOURCES
from models.plans.plans import figures_of
from models.project.project import Project
from models.rules.rules import load_rules
from tests.models import toy

PATH = RESOURCES / "figures.toml"
HEAD = """\
# Every figure that the program computes: its unit, the rule values that it can depend on, what it lacks in a
# project that holds nothing. Name and working are the texts figure.<id>.name and figure.<id>.formula.
# Written by `python -m tests.write_figures`; what plans and texts name is checked against it.
"""
DAY = date(2026, 8, 1)


def of_every_kind() -> list[Facility]:
    """One facility for each value that a choice can have, and for each thing that it can be or not."""
    return [
        FACILITY_TYPES[family](geometry=toy.at(2, 5), status="existing", **{spec.name: value})
        for family in Family
        for spec in field_specs(family)
        if spec.name != "status"
        for value in (spec.values if spec.kind == "choice" else (True,) if spec.kind == "flag" else ())
    ]


def computed(project: Project) -> Mapping[str, Figure]:
    """Every figure of a project."""
    rules = load_rules()
    assessment = assess(project.county, project.scenarios[0], rules)
    return figures_of(assessment, rules, project.settings, DAY)


@cache
def computed_specs() -> Mapping[str, FigureSpec]:
    """What the program says of its figures: for the sample, a county with every kind of site, and nothing.

    Raises
    ------
    ValueError
        A figure is not in the same unit everywhere, or is not computed everywhere.
    """
    nothing = computed(Project())
    cases = [computed(load_project(sample_path())), computed(toy.project(of_every_kind())), nothing]
    specs: dict[str, FigureSpec] = {}
    for figure_id, figure in nothing.items():
        all_of_it = [case[figure_id] for case in cases if figure_id in case]
        if len(all_of_it) < len(cases) or {one.unit for one in all_of_it} != {figure.unit}:
            raise ValueError(f"{figure_id}: not computed everywhere, or not in one unit")
        rules = tuple(sorted({key for one in all_of_it for key in one.rules}))
        specs[figure_id] = FigureSpec(figure_id, figure.unit, rules, figure.missing)
    strangers = {figure_id for case in cases for figure_id in case} - set(specs)
    if strangers:
        raise ValueError(f"not computed everywhere: {sorted(strangers)}")
    return specs


def toml_of(specs: Iterable[FigureSpec]) -> str:
    """The list as text, by id."""
    parts = [HEAD]
    for spec in sorted(specs, key=lambda one: one.id):
        parts.append(f"\n[[figure]]\nid = {json.dumps(spec.id)}\nunit = {json.dumps(spec.unit)}\n")
        parts += [
            f"{name} = {_list(items)}\n" for name in ("rules", "needs") if (items := getattr(spec, name))
        ]
    return "".join(parts)


def _list(items: tuple[str, ...]) -> str:
    """On one line if there is one item, else a line each, so that a change shows as what it is."""
    if len(items) == 1:
        return f"[{json.dumps(items[0])}]"
    return "[\n" + "".join(f"    {json.dumps(item)},\n" for item in items) + "]"


if __name__ == "__main__":
    PATH.write_text(toml_of(computed_specs().values()), encoding="utf-8", newline="\n")
