"""Lists of residents whose columns are called by their years alone: 2021年, 2022年, 2023年."""

from __future__ import annotations

import re
from datetime import date

from layers.importing.importitem import Item
from models.county.layer import Role

_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*(?:年[末底]?)?\s*(?:[(（]\s*人\s*[)）])?\s*")
_OF_PEOPLE = re.compile("人口|人数|popul|resident", re.IGNORECASE)


def add_by_year(item: Item, role: Role, fields: dict[str, str]) -> dict[str, str]:
    """Fields of a list that its name says is of people, with the newest of its columns of years."""
    if role not in (Role.VILLAGES, Role.DEMAND, Role.TOWNSHIPS, Role.COUNTY, Role.REFERENCE):
        return fields
    if "population_persons" in fields or not _OF_PEOPLE.search(f"{item.file} {item.layer}"):
        return fields
    assert item.raw is not None
    years = {str(name): _YEAR.fullmatch(str(name)) for name in item.raw.frame.columns}
    found = {name: int(match[1]) for name, match in years.items() if match is not None}
    found = {name: year for name, year in found.items() if year <= date.today().year}
    if not found:
        return fields
    return {**fields, "population_persons": max(found, key=found.__getitem__)}
