"""Projects that the published plans name: seeds of a ledger, without cost, for no plan gives one."""

from __future__ import annotations

from functools import cache

import msgspec

from models.facilities.keyproject import KeyProject
from models.kernel.schema import Table, Text, load
from models.plans.plans import load_profile

FILE = "keyprojects.toml"


class _SeedTable(Table):
    name: Text
    finish_year: int | None = None
    remark: str = ""


class _PlanTable(Table):
    id: Text
    project: list[_SeedTable] = msgspec.field(default_factory=list)


class SeedsTable(Table):
    """The whole file."""

    plan: list[_PlanTable]


@cache
def _plans() -> dict[str, _PlanTable]:
    return {plan.id: plan for plan in load(SeedsTable, FILE).plan}


def seeds(profile_id: str) -> tuple[KeyProject, ...]:
    """Projects that a plan names; none for one that names none.

    Raises
    ------
    DataFileError
        Their file is not as it should be.
    """
    plan = _plans().get(profile_id)
    if plan is None:
        return ()
    document = load_profile(profile_id).plan["zh"]
    return tuple(
        KeyProject(
            project_name=seed.name, finish_year=seed.finish_year, document=document, remark=seed.remark
        )
        for seed in plan.project
    )
