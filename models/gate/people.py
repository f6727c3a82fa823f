"""Whose people the residents are: sources left out, people outside, levels that do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from models.county.county import County
from models.county.population import LeftSource, Oddity, kind_of
from models.facilities.gatefile import gate_table, name_list
from models.gate.remark import DataRemark


def people_remarks(county: County) -> Iterator[DataRemark]:
    """Everything to say of the county's residents."""
    for names in county.settled.merged:
        yield DataRemark(
            "data.people.merged", "、".join(names), {"persons": county.demand.total_persons}, count=len(names)
        )
    yield from (_left(source) for source in county.settled.left)
    yield from (_odd(oddity) for oddity in county.settled.oddities)
    yield from _levels(county)
    yield from _unknown(county)
    yield from _kinds(county)


def chosen_remarks(county: County) -> Iterator[DataRemark]:
    """That the denominators are not the residents of the data, where they are not."""
    listed = county.as_listed.population_persons
    if county is not county.as_listed and listed is not None:
        yield DataRemark(
            "data.people.chosen_year" if county.people.year else "data.people.chosen",
            _file(county.as_listed, county.as_listed.population_source),
            {
                "persons": county.population_persons or 0.0,
                "listed": listed,
                "year": str(county.people.year),
            },
            {"kind": f"people_word.{county.people_kind}"},
        )


def _left(source: LeftSource) -> DataRemark:
    values = {"persons": source.persons, "used": source.used, "used_persons": source.used_persons}
    return DataRemark(f"data.people.{source.reason}", source.file, values)


def _odd(oddity: Oddity) -> DataRemark:
    kind = f"{oddity.kind}_counted" if oddity.is_counted else oddity.kind
    values = {"persons": oddity.persons, "names": "、".join(oddity.names) or "—"}
    return DataRemark(f"data.people.{kind}", oddity.file, values, count=oddity.count)


def _levels(county: County) -> Iterator[DataRemark]:
    """Sums of two levels that differ by more than the limit, each against the one that counts."""
    limit = gate_table().people.levels_differ_share
    used = county.population_source
    for name, persons in county.stated_persons.items():
        own = county.stated_persons[used]
        if name != used and abs(persons - own) > limit * max(persons, own):
            yield DataRemark(
                "data.people.levels_differ",
                _file(county, name),
                {"persons": persons, "used_persons": own, "percent": 100.0 * abs(persons - own) / own},
                {"level": f"people_source.{name}", "used": f"people_source.{used}"},
            )


def _file(county: County, source: str) -> str:
    ids = {"units": county.units.layer_id, "townships": county.townships.layer_id}
    layer_id = ids.get(source, county.demand.layer_id)
    return next((one.provenance.file or one.name for one in county.layers if one.id == layer_id), "")


def _unknown(county: County) -> Iterator[DataRemark]:
    unknown, total = county.unknown_people
    for one in county.people_without_place:
        unknown, total = unknown - one.count, total - one.count
        values = {"persons": one.persons, "names": one.names}
        yield DataRemark("data.people.unplaced", one.file, values, count=one.count)
    empty = county.places_without_people
    unknown, total = unknown - len(empty), total - len(empty)
    if empty:
        file = _file(county, county.population_source)
        yield DataRemark("data.people.none_in", file, {"names": name_list(empty)}, count=len(empty))
    if unknown > 0:
        yield DataRemark(
            "data.people.unknown", _file(county, county.population_source), {"total": total}, count=unknown
        )


def _kinds(county: County) -> Iterator[DataRemark]:
    for layer in county.layers:
        if kind_of(layer) == "registered":
            yield DataRemark("data.people.registered", layer.provenance.file or layer.name)
